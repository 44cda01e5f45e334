"""Before a question is asked, the message is looked at: the answer may stand there already."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import FollowUpKind, PairingId, Platform, WorkspaceId
from bot.errors import StoreError, TryLater, Unreachable
from bot.messages import paragraph, say
from bot.ports import Reaction, Store
from scheduler.lookout import Lookout
from tests.scheduler.scripted import SET_UP
from tests.talk import MONDAY_NINE, Table, Talk

DAY = timedelta(days=1)
MARK = Reaction(member="ben", emoji="white_check_mark")


class Blind(Table):
    """A platform that does not say what stands on messages, as often as it is told."""

    def __init__(self, error: Exception, times: int = 1_000_000) -> None:
        super().__init__()
        self.error = error
        self.times = times

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        if self.times:
            self.times -= 1
            raise self.error
        return await super().reactions(delivery)


async def introduced(store: Store, table: Table) -> Talk:
    talk = Talk(store, table=table)
    await talk.says("ada", SET_UP)
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    return talk


def questions(talk: Talk) -> list[str]:
    kinds = tuple(kind.value for kind in FollowUpKind)
    return [sent.key for sent in talk.table.sent if sent.key.startswith(kinds)]


async def test_a_mark_that_stands_there_is_an_answer_and_nothing_is_asked(
    sqlite_store: Store,
) -> None:
    talk = await introduced(sqlite_store, Table())
    talk.table.standing["intro:1"] = [Reaction(member="zoe", emoji="white_check_mark"), MARK]
    await talk.waits("3 days")
    assert questions(talk) == []
    assert "1 of 48 met" in await talk.says("ada", "/121 status")


async def test_other_emoji_and_other_peoples_marks_are_no_answer(sqlite_store: Store) -> None:
    talk = await introduced(sqlite_store, Table())
    talk.table.standing["intro:1"] = [
        Reaction(member="ben", emoji="eyes"),
        Reaction(member="nobody", emoji="white_check_mark"),
    ]
    await talk.waits("3 days")
    assert questions(talk) == ["nudge:1"]


async def test_a_mark_that_was_heard_of_does_not_outweigh_a_later_word(sqlite_store: Store) -> None:
    talk = await introduced(sqlite_store, Table())
    await talk.reacts("ben")
    await talk.says("ben", "/121 not-yet")
    talk.table.standing["intro:1"] = [MARK]
    await talk.waits("3 days")
    assert len(questions(talk)) == 1
    assert "0 of 48 met" in await talk.says("ada", "/121 status")


async def test_where_a_platform_asks_for_patience_the_question_waits_and_then_is_asked(
    sqlite_store: Store,
) -> None:
    table = Blind(TryLater())
    talk = await introduced(sqlite_store, table)
    await talk.clock.set(talk.clock.now() + 2 * DAY + timedelta(minutes=30))
    await talk.parts.runner.run_once()
    assert questions(talk) == []
    await talk.clock.set(talk.clock.now() + timedelta(hours=1))
    await talk.parts.runner.run_once()
    assert questions(talk) == ["nudge:1"]


async def test_patience_is_rewarded(sqlite_store: Store) -> None:
    table = Blind(TryLater(), times=3)
    talk = await introduced(sqlite_store, table)
    table.standing["intro:1"] = [MARK]
    await talk.until(talk.clock.now() + 3 * DAY)
    assert questions(talk) == []
    assert "1 of 48 met" in await talk.says("ada", "/121 status")


@pytest.mark.parametrize("error", [Unreachable(), RuntimeError("broken")])
async def test_where_nothing_can_be_seen_the_question_is_asked(
    sqlite_store: Store, error: Exception
) -> None:
    talk = await introduced(sqlite_store, Blind(error))
    await talk.waits("3 days")
    assert questions(talk) == ["nudge:1"]


async def test_a_platform_that_does_not_answer_holds_nothing_up_for_long(
    sqlite_store: Store,
) -> None:
    class Silent(Table):
        async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
            await asyncio.sleep(60)
            raise AssertionError(delivery)

    talk = await introduced(sqlite_store, Silent())
    await talk.clock.set(talk.clock.now() + 3 * DAY)
    lookout = Lookout(talk.bot, {Platform.PLAYGROUND: talk.table}, patience=0.05)
    async with asyncio.timeout(5):
        assert await lookout.look() == {PairingId(1)}


async def test_a_workspace_that_does_not_answer_keeps_no_other_from_being_looked_at() -> None:
    class Silent(Table):
        async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
            if delivery.workspace == "dead":
                await asyncio.Event().wait()
            return ()

    class Wanted:
        async def to_look_at(self) -> tuple[Delivery, ...]:
            return (*(message("dead", n) for n in range(40)), message("well", 100))

        async def saw(self, delivery: Delivery, reactions: object) -> None:
            raise AssertionError(delivery, reactions)

    unseen = await Lookout(Wanted(), {Platform.PLAYGROUND: Silent()}, patience=0.5).look()
    assert unseen == {PairingId(n) for n in range(40)}


async def test_what_stands_on_one_message_and_cannot_be_noted_stops_nothing_else() -> None:
    noted = []

    class Wanted:
        async def to_look_at(self) -> tuple[Delivery, ...]:
            return (message("one", 1), message("one", 2), message("other", 3))

        async def saw(self, delivery: Delivery, reactions: Sequence[Reaction]) -> None:
            if delivery.pairing_id == PairingId(2):
                raise StoreError
            noted.append((delivery.pairing_id, reactions))

    table = Table()
    table.standing.update({key: [MARK] for key in ("one1", "one2", "other3")})
    unseen = await Lookout(Wanted(), {Platform.PLAYGROUND: table}).look()
    assert unseen == {PairingId(2)}
    assert noted == [(PairingId(1), (MARK,)), (PairingId(3), (MARK,))]


def message(workspace: str, number: int) -> Delivery:
    return Delivery(
        key=f"{workspace}{number}",
        workspace_id=WorkspaceId(1),
        platform=Platform.PLAYGROUND,
        workspace=workspace,
        address=Address(kind=AddressKind.MEMBER, ids=("ben",)),
        message=say(paragraph("Did you meet?")),
        pairing_id=PairingId(number),
        created_at=MONDAY_NINE,
        not_before=MONDAY_NINE,
    )
