"""Messages go out once and in order, whatever the platform does meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import MemberLeft, Reacted
from bot.deliveries import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Address,
    AddressKind,
    Delivery,
    GiveUp,
    LookFirst,
    Retry,
    SendAgain,
    retry,
)
from bot.domain.model import Platform, WorkspaceId
from bot.errors import CannotLook, DeliveryError, OutcomeUnknown, TryLater, Unreachable
from bot.messages import paragraph, say
from bot.ports import Store
from bot.usecases.sending import Attempt
from scheduler.outbox import Outbox
from tests.scheduler.scripted import Lost, Scene, pairings, scene, set_up
from tests.talk import MONDAY_NINE, receipt_of

BEN, CLEO = "member:ben", "member:cleo"
SOON = timedelta(seconds=2)


@pytest.fixture
async def group(sqlite_store: Store) -> Scene:
    """Ada organises; Ben and Cleo take part."""
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben", "cleo")
    return here


async def later(here: Scene, wait: timedelta) -> None:
    await here.talk.clock.set(here.talk.clock.now() + wait)
    await here.passes()


async def test_what_the_platform_does_not_take_now_goes_out_later_and_in_order(
    group: Scene,
) -> None:
    group.table.fails[BEN].append(TryLater("busy"))
    for key in ("one", "two", "three"):
        await group.queue(key, "ben")
    await group.passes()
    assert group.table.tried[-1:] == ["one"]
    await later(group, SOON)
    assert group.table.taken[-3:] == ["one", "two", "three"]
    assert group.table.tried.count("one") == 2


async def test_the_platforms_own_wait_is_kept(group: Scene) -> None:
    group.table.fails[BEN].append(TryLater("slow down", after=timedelta(minutes=7)))
    await group.queue("one", "ben")
    await group.passes()
    await later(group, timedelta(minutes=6, seconds=59))
    assert "one" not in group.table.taken
    await later(group, timedelta(seconds=1))
    assert "one" in group.table.taken


async def test_one_address_that_fails_holds_up_no_other(group: Scene) -> None:
    group.table.fails[BEN].extend([TryLater("busy"), TryLater("busy"), TryLater("busy")])
    await group.queue("to ben", "ben")
    for number in range(3):
        await group.queue(f"to cleo {number}", "cleo")
    await group.passes()
    assert group.table.taken[-3:] == ["to cleo 0", "to cleo 1", "to cleo 2"]


async def test_one_slow_address_holds_up_no_receipt_of_another(group: Scene) -> None:
    quick_is_stored = asyncio.Event()

    async def wait_for_the_other(delivery: Delivery) -> None:
        if delivery.key == "slow":
            await quick_is_stored.wait()

    class Watched:
        claim = staticmethod(group.talk.bot.claim)

        @staticmethod
        async def record(attempts: Sequence[Attempt]) -> None:
            await group.talk.bot.record(attempts)
            if [attempt.delivery.key for attempt in attempts] == ["quick"]:
                quick_is_stored.set()

    group.table.before_receipt = wait_for_the_other
    await group.queue("slow", "ben")
    await group.queue("quick", "cleo")
    async with asyncio.timeout(5):
        await Outbox(Watched(), {Platform.PLAYGROUND: group.table}).drain()
    assert await group.is_sent("slow")


async def test_who_cannot_be_reached_is_told_to_the_organisers_once(group: Scene) -> None:
    group.table.fails[BEN].append(Unreachable("Ben has left the platform."))
    await group.queue("one", "ben", "ben")
    await group.queue("two", "ben", "ben")
    for _ in range(3):
        await later(group, timedelta(hours=1))
    told = [text for text in group.talk.heard_by("ada") if "could not deliver" in text]
    (alarm,) = told
    assert alarm == (
        "I could not deliver a message to @Ben. The platform's word for it: "
        "Ben has left the platform. Perhaps you can reach them another way."
    )
    assert group.table.tried.count("one") == 1
    assert group.table.taken.count("two") == 1


async def test_an_alarm_that_fails_raises_no_other(group: Scene) -> None:
    group.table.fails[BEN].append(Unreachable())
    group.table.fails["member:ada"].extend([Unreachable(), Unreachable()])
    await group.queue("one", "ben")
    for _ in range(3):
        await later(group, timedelta(hours=1))
    assert [key for key in group.table.tried if key.startswith("alarm:")] != []
    assert len(group.table.fails["member:ada"]) == 1
    assert not [key for key in group.table.taken if key.startswith("alarm:")]


async def test_what_never_gets_through_is_given_up_loudly(group: Scene) -> None:
    group.table.fails[BEN].extend(TryLater("The platform sleeps.") for _ in range(50))
    await group.queue("one", "ben", "ben")
    for _ in range(40):
        await later(group, LONGEST_WAIT)
    assert group.table.tried.count("one") == MOST_ATTEMPTS
    told = [text for text in group.talk.heard_by("ada") if "The platform sleeps." in text]
    assert len(told) == 1


@pytest.mark.parametrize("error", [OutcomeUnknown(), RuntimeError("a bug")], ids=repr)
async def test_a_message_that_went_out_unknown_is_found_and_not_sent_again(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=True, error=error))
    await group.queue("one", "ben")
    await group.passes()
    await later(group, LEASE - timedelta(seconds=1))
    assert group.table.looked == []
    await later(group, timedelta(seconds=1))
    assert group.table.looked == ["one"]
    await later(group, LEASE)
    assert (group.table.taken.count("one"), group.table.tried.count("one")) == (1, 1)
    assert await group.is_sent("one")


@pytest.mark.parametrize("error", [OutcomeUnknown(), RuntimeError("a bug")], ids=repr)
async def test_a_message_that_is_not_found_is_sent_again_once(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=False, error=error))
    await group.queue("one", "ben")
    await group.queue("two", "ben")
    await group.passes()
    assert "two" not in group.table.taken
    for _ in range(3):
        await later(group, LEASE)
    assert group.table.looked == ["one"]
    assert group.table.taken[-2:] == ["one", "two"]
    assert await group.is_sent("one")


@pytest.mark.parametrize(
    "error", [OutcomeUnknown(), TryLater("busy"), RuntimeError("a bug")], ids=repr
)
async def test_as_long_as_nobody_can_look_nothing_is_sent_again(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=True))
    group.table.blind.extend([error, error])
    await group.queue("one", "ben")
    await group.passes()
    for _ in range(6):
        await later(group, LEASE)
    assert group.table.taken.count("one") == 1
    assert group.table.looked == ["one"] * 3
    assert await group.is_sent("one")


async def test_a_crash_between_sending_and_storing_leads_to_a_look(group: Scene) -> None:
    await group.queue("one", "ben")
    claimed = await group.talk.bot.claim()
    (delivery,) = claimed.to_send
    await group.table.send(delivery)  # and here the machine lost power
    await later(group, LEASE)
    assert (group.table.taken.count("one"), group.table.looked) == (1, ["one"])


async def test_a_platform_that_is_not_connected_is_waited_for(group: Scene) -> None:
    await group.queue("one", "ben")
    await Outbox(group.talk.bot, {}).drain()
    assert "one" not in group.table.tried
    await later(group, SOON)
    assert "one" in group.table.taken


async def test_an_uncertain_message_waits_for_its_platform_to_be_looked_up(group: Scene) -> None:
    group.table.fails[BEN].append(Lost(taken=True))
    await group.queue("one", "ben")
    await group.passes()
    await group.talk.clock.set(group.talk.clock.now() + LEASE)
    await Outbox(group.talk.bot, {}).drain()
    await later(group, LEASE)
    assert group.table.taken.count("one") == 1


async def test_a_message_about_a_member_who_left_meanwhile_is_cancelled(group: Scene) -> None:
    group.table.fails[BEN].append(TryLater("busy"))
    await group.queue("one", "ben", "ben", "cleo")
    await group.queue("two", "ben", "ben")
    await group.passes()
    await group.talk.does(MemberLeft(who=group.talk.ref("cleo")))
    for _ in range(2):
        await later(group, SOON)
    assert group.table.tried.count("one") == 1
    assert group.table.taken[-1] == "two"


async def test_a_reaction_that_comes_before_the_receipt_is_not_lost(store: Store) -> None:
    here = scene(store)
    await set_up(here.talk, "ada", "ben")

    async def react(delivery: Delivery) -> None:
        if delivery.key.startswith("intro:"):
            who, receipt = here.talk.ref("ben"), receipt_of(delivery)
            await here.talk.bot.handle(Reacted(who=who, receipt=receipt, emoji="✅"))

    here.table.before_receipt = react
    await here.talk.says("ada", "/121 pair-me")
    await here.talk.says("ben", "/121 pair-me")
    assert len(await pairings(store)) == 1
    assert "1 introduced, 1 met." in await here.talk.says("ada", "/121 history")


NOW = MONDAY_NINE
TRIED_ONCE = Delivery(
    key="one",
    workspace_id=WorkspaceId(1),
    platform=Platform.PLAYGROUND,
    workspace="riverside",
    address=Address(kind=AddressKind.MEMBER, ids=("ben",)),
    message=say(paragraph("one")),
    created_at=NOW,
    not_before=NOW,
    attempts=1,
)


@pytest.mark.parametrize(
    ("attempts", "error", "expected"),
    [
        (1, TryLater("busy"), SendAgain(NOW + timedelta(seconds=2))),
        (2, TryLater("busy"), SendAgain(NOW + timedelta(seconds=4))),
        (9, TryLater("busy"), SendAgain(NOW + timedelta(seconds=512))),
        (1, TryLater("busy", after=timedelta(hours=2)), SendAgain(NOW + timedelta(hours=2))),
        (3, TryLater("busy", after=timedelta(seconds=1)), SendAgain(NOW + timedelta(seconds=8))),
        (MOST_ATTEMPTS, TryLater("busy"), GiveUp("busy")),
        (MOST_ATTEMPTS + 5, TryLater("busy"), GiveUp("busy")),
        (1, Unreachable("gone"), GiveUp("gone")),
        (1, Unreachable(), GiveUp("This address cannot be reached, now or later.")),
        (1, DeliveryError("odd"), GiveUp("odd")),
        (1, OutcomeUnknown(), LookFirst()),
        (MOST_ATTEMPTS - 1, OutcomeUnknown("lost"), LookFirst()),
        (MOST_ATTEMPTS, OutcomeUnknown("lost"), GiveUp("lost")),
    ],
)
def test_what_follows_a_failure(attempts: int, error: DeliveryError, expected: Retry) -> None:
    assert retry(replace(TRIED_ONCE, attempts=attempts), error, NOW) == expected


async def test_an_introduction_that_nobody_can_look_up_is_sent_once_more_and_never_twice(
    group: Scene,
) -> None:
    lost = [Lost(taken=True), Lost(taken=True)]
    for address in ("group:ben,cleo", "group:cleo,ben"):
        group.table.fails[address].extend(lost)
    group.table.blind.extend([CannotLook(), CannotLook()])
    await group.talk.says("cleo", "/121 pair-me")
    await group.talk.says("ben", "/121 pair-me")
    for _ in range(5):
        await later(group, LEASE)
    assert [key for key in group.table.tried if key.startswith("intro:")] == ["intro:1", "intro:1"]
    assert any(key.startswith("alarm:") for key in group.table.taken)


async def test_a_question_that_nobody_can_look_up_is_not_sent_again(group: Scene) -> None:
    group.table.fails[BEN].append(Lost(taken=False))
    group.table.blind.append(CannotLook())
    await group.queue("question", "ben")
    await group.passes()
    for _ in range(3):
        await later(group, LEASE)
    assert group.table.tried.count("question") == 1
    assert any(key.startswith("alarm:") for key in group.table.taken)
