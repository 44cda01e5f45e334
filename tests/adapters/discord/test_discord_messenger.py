"""The messenger through discord.py's own client over real sockets: where messages go, how they are found again, at what pace."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord.http import Route

from adapters.discord.client import CALLS_PER_SECOND, Gateway
from adapters.discord.messenger import LOOKED_THROUGH, MOST_PAGES, NO_THREADS, DiscordMessenger
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.domain.model import Platform, WorkspaceId
from bot.errors import CannotLook, OutcomeUnknown, TryLater, Unreachable
from bot.messages import Action, Button, Mention, buttons, paragraph, say
from bot.ports import Reaction
from tests.fakes.discord.server import (
    ADA,
    BEN,
    COFFEE,
    GUILD,
    TOKEN,
    Fault,
    LocalDiscord,
    local_discord,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TO_ADA = Address(kind=AddressKind.MEMBER, ids=(ADA,))
BOTH = Address(kind=AddressKind.GROUP, ids=(ADA, BEN), place=COFFEE)
CHANNEL = Address(kind=AddressKind.CHANNEL, ids=(COFFEE,))
HELLO = say(paragraph(Mention(ADA), ", hello."))
WITH_BUTTON = say(paragraph("Well?"), buttons(Button("We met", Action("met", 7))))


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    async with local_discord() as there:
        monkeypatch.setattr(Route, "BASE", there.api_url)
        yield there


@pytest.fixture
async def messenger(there: LocalDiscord) -> AsyncIterator[DiscordMessenger]:
    gateway = Gateway(members=False)
    async with gateway:
        await gateway.login(TOKEN)
        there.calls.clear()
        yield DiscordMessenger(gateway.sending_door)


def delivery(address: Address, key: str = "intro:7", **more: object) -> Delivery:
    made = Delivery(
        key=key,
        workspace_id=WorkspaceId(1),
        platform=Platform.DISCORD,
        workspace=GUILD,
        address=address,
        message=HELLO,
        created_at=NOON,
        not_before=NOON,
    )
    return replace(made, **more)  # type: ignore[arg-type]


async def test_each_address_has_its_place(there: LocalDiscord, messenger: DiscordMessenger) -> None:
    assert (await messenger.send(delivery(CHANNEL, "a"))).channel == COFFEE
    assert (await messenger.send(delivery(TO_ADA, "b"))).channel.endswith(ADA[1:])
    thread = (await messenger.send(delivery(BOTH, "c"))).channel
    assert there.thread_members[thread] == {ADA, BEN}


async def test_only_those_whom_it_is_for_are_notified(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    await messenger.send(delivery(CHANNEL, "a"))
    thread = (await messenger.send(delivery(BOTH, "b"))).channel
    assert there.messages[COFFEE][0]["allowed_mentions"] == {"parse": [], "users": []}
    assert there.messages[thread][0]["allowed_mentions"] == {"parse": [], "users": [ADA]}


async def test_a_thread_is_made_once_for_the_same_two(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    first = await messenger.send(delivery(BOTH, "a"))
    second = await messenger.send(delivery(BOTH, "b"))
    assert first.channel == second.channel
    assert len(there.threads) == 1
    known = await messenger.send(delivery(BOTH, "c", channel=first.channel))
    assert known.channel == first.channel


@pytest.mark.parametrize("other", [{"owner_id": BEN}, {"type": 11}, {"parent_id": GUILD}])
async def test_a_thread_that_only_looks_like_the_one_of_these_two_is_not_written_into(
    there: LocalDiscord, messenger: DiscordMessenger, other: dict[str, object]
) -> None:
    mine = (await messenger.send(delivery(BOTH, "a"))).channel
    like_it = there.threads[0] | {"id": "1", **other}
    there.threads[:] = [like_it]
    assert await messenger.find(delivery(BOTH, "a")) is None
    made_anew = (await messenger.send(delivery(BOTH, "b"))).channel
    assert made_anew not in {"1", mine}
    assert "1" not in there.messages


async def test_what_a_thread_is_named_tells_hundreds_of_thousands_of_pairs_apart(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    await messenger.send(delivery(BOTH, "a"))
    marker = there.threads[0]["name"].removeprefix("1-2-1 ")
    assert len(marker) * 4 == 48  # bits


async def test_a_thread_is_not_made_again_when_the_line_broke_after_it_was_made(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    there.fail("POST threads", Fault(cut=True))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(BOTH, "a"))
    assert await messenger.find(delivery(BOTH, "a")) is None
    thread = (await messenger.send(delivery(BOTH, "a"))).channel
    assert [one["id"] for one in there.threads] == [thread]
    assert there.thread_members[thread] == {ADA, BEN}


async def test_where_somebody_has_deleted_the_thread_of_the_two_another_one_is_made(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    gone = (await messenger.send(delivery(BOTH, "a"))).channel
    there.threads.clear()
    there.remembers_nonces = False  # as after some minutes
    there.fail("POST messages", Fault(status=404, code=10003), Fault(cut=True))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(BOTH, "b", channel=gone))
    there.fail("GET messages", Fault(status=404, code=10003))
    receipt = await messenger.find(delivery(BOTH, "b", channel=gone))
    assert receipt is not None
    (thread,) = there.threads
    assert receipt.channel == thread["id"] != gone
    assert there.thread_members[receipt.channel] == {ADA, BEN}
    assert len(there.messages[receipt.channel]) == 1


async def test_where_the_channel_of_a_circle_is_gone_nothing_is_made_anew(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    there.fail("POST messages", Fault(status=404, code=10003))
    there.fail("POST threads", Fault(status=404, code=10003))
    with pytest.raises(Unreachable):
        await messenger.send(delivery(BOTH, channel="1"))
    assert there.threads == []


@pytest.mark.parametrize("message", [HELLO, WITH_BUTTON])
@pytest.mark.parametrize("address", [TO_ADA, BOTH, CHANNEL])
async def test_what_was_sent_is_found_again_and_what_was_not_is_not(
    messenger: DiscordMessenger, address: Address, message: object
) -> None:
    asked = delivery(address, message=message)
    assert await messenger.find(asked) is None
    receipt = await messenger.send(asked)
    await messenger.send(delivery(address, "another"))
    assert await messenger.find(asked) == receipt
    assert await messenger.find(delivery(address, "a third")) is None


@pytest.mark.parametrize("refused", ["POST threads", "POST messages"])
async def test_a_word_in_the_channel_is_found_again_where_121_has_no_room_for_the_two(
    there: LocalDiscord, messenger: DiscordMessenger, refused: str
) -> None:
    asked = delivery(BOTH)
    there.remembers_nonces = False  # as after some minutes
    there.fail(refused, Fault(status=403, code=50013))
    there.fail("POST messages", Fault(cut=True))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(asked)
    receipt = await messenger.find(asked)
    assert receipt is not None
    assert (receipt.channel, receipt.remark) == (COFFEE, NO_THREADS)
    assert await messenger.find(delivery(BOTH, "another")) is None
    assert len(there.messages[COFFEE]) == 1


async def test_what_is_private_never_follows_a_word_into_the_channel(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    for key, earlier in (("intro:7", None), ("nudge:7", COFFEE)):
        there.fail("POST threads", Fault(status=403, code=50013))
        receipt = await messenger.send(delivery(BOTH, key, channel=earlier))
        assert receipt.channel == COFFEE
    assert not any("hello" in str(said) for said in there.messages[COFFEE])
    assert len(there.messages[COFFEE]) == 2
    thread = (await messenger.send(delivery(BOTH, "mid-round:7", channel=COFFEE))).channel
    assert there.thread_members[thread] == {ADA, BEN}
    assert len(there.messages[COFFEE]) == 2


async def test_the_same_message_twice_is_one(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    assert await messenger.send(delivery(CHANNEL)) == await messenger.send(delivery(CHANNEL))
    assert len(there.messages[COFFEE]) == 1


async def test_it_waits_as_discord_asks_and_sends_once(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    there.fail("POST messages", Fault(retry_after=0.3))
    await messenger.send(delivery(CHANNEL))
    assert len(there.messages[COFFEE]) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=403, code=50007), Unreachable),
        (Fault(status=404, code=10003), Unreachable),
        (Fault(status=401), Unreachable),
        (Fault(retry_after=100), TryLater),
        (Fault(status=503), OutcomeUnknown),
        (Fault(cut=True), OutcomeUnknown),
        (Fault(status=400, code=12345), TryLater),
    ],
    ids=["closed", "gone", "no token", "too long", "in trouble", "cut", "unheard of"],
)
async def test_what_a_refusal_means(
    there: LocalDiscord, messenger: DiscordMessenger, fault: Fault, error: type[Exception]
) -> None:
    there.fail("POST messages", fault)
    with pytest.raises(error):
        await messenger.send(delivery(CHANNEL))


async def test_what_was_said_since_is_looked_through_page_by_page(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    """As after a backup was put back, from before all that was said since."""

    def said(moment: datetime, many: int) -> None:
        first = discord.utils.time_snowflake(moment)
        there.messages[COFFEE] += [{"id": str(first + n), "components": []} for n in range(many)]

    asked = replace(delivery(CHANNEL), created_at=datetime(2020, 1, 1, tzinfo=UTC))
    receipt = await messenger.send(asked)
    said(NOON, 2 * LOOKED_THROUGH)
    assert await messenger.find(asked) == receipt
    there.calls.clear()
    later = replace(asked, created_at=NOON + timedelta(days=1))
    assert await messenger.find(later) is None  # it was all said before there was this message
    assert len(there.calls) == 1
    said(NOON + timedelta(hours=1), MOST_PAGES * LOOKED_THROUGH)
    with pytest.raises(CannotLook):
        await messenger.find(asked)


@pytest.mark.parametrize("fault", [Fault(status=503), Fault(status=400, code=1)])
async def test_where_nobody_can_look_it_is_looked_up_later(
    there: LocalDiscord, messenger: DiscordMessenger, fault: Fault
) -> None:
    there.fail("GET messages", fault)
    with pytest.raises(TryLater):
        await messenger.find(delivery(CHANNEL))


async def test_where_nothing_can_be_read_nothing_was_written(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    there.fail("GET messages", Fault(status=403, code=50001))
    assert await messenger.find(delivery(CHANNEL)) is None


async def test_reactions_are_read_with_whoever_put_them(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    receipt = await messenger.send(delivery(CHANNEL))
    there.reactions[receipt.message] = {"✅": [ADA, BEN], "👀": [BEN]}
    sent = delivery(CHANNEL, channel=receipt.channel, message_id=receipt.message)
    assert set(await messenger.reactions(sent)) == {
        Reaction(member=ADA, emoji="✅"),
        Reaction(member=BEN, emoji="✅"),
        Reaction(member=BEN, emoji="👀"),
    }
    with pytest.raises(Unreachable):
        await messenger.reactions(replace(sent, message_id="1"))


async def test_many_at_once_keep_the_pace_that_discord_allows_a_bot(
    there: LocalDiscord, messenger: DiscordMessenger
) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    many = [
        delivery(
            Address(kind=AddressKind.GROUP, ids=(ADA, str(int(BEN) + n)), place=COFFEE), f"k{n}"
        )
        for n in range(30)
    ]
    receipts = await asyncio.gather(*(messenger.send(one) for one in many))
    assert len({receipt.channel for receipt in receipts}) == 30
    assert len(there.calls) / (loop.time() - began) <= CALLS_PER_SECOND + 1


async def test_a_receipt_without_a_remark_is_the_usual_one(messenger: DiscordMessenger) -> None:
    receipt = await messenger.send(delivery(CHANNEL))
    assert receipt == Receipt(channel=COFFEE, message=receipt.message)


def test_nobody_asks_to_read_what_members_write() -> None:
    wanted = Gateway(members=True).intents
    assert not wanted.message_content
    assert not wanted.messages
    assert Gateway(members=False).intents.members is False
    assert isinstance(wanted, discord.Intents)
