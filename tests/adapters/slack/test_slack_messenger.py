"""The messenger, through the real client over a real socket, with everything that can go wrong on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.messenger import LOOKED_THROUGH, MOST_PAGES, SlackMessenger
from adapters.slack.pace import PER_CHANNEL, Limit
from adapters.slack.render import render
from adapters.slack.screens import Screens
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.domain.model import Platform, WorkspaceId
from bot.errors import (
    CannotLook,
    NotReached,
    NotYet,
    OutcomeUnknown,
    StoreError,
    TryLater,
    UnheardOf,
    Unreachable,
)
from bot.messages import Heading, Mention, paragraph, say
from scheduler.clocks import StillClock, SystemClock
from tests.fakes.slack.server import RIVERSIDE, TOKEN, Fault, LocalSlack, local_slack

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA = Address(kind=AddressKind.MEMBER, ids=("U1",))
BOTH = Address(kind=AddressKind.GROUP, ids=("U1", "U2"))
COFFEE = Address(kind=AddressKind.CHANNEL, ids=("C1",))
POST = "chat.postMessage"


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NOON)


@pytest.fixture
def messenger(slack: LocalSlack, clock: StillClock) -> SlackMessenger:
    async def client_of(workspace: str) -> AsyncWebClient | None:
        return sending_client(TOKEN, slack.api_url) if workspace == RIVERSIDE else None

    return SlackMessenger(Calls(client_of, clock))


def delivery(address: Address, key: str = "intro:7", channel: str | None = None) -> Delivery:
    return Delivery(
        key=key,
        workspace_id=WorkspaceId(1),
        platform=Platform.SLACK,
        workspace=RIVERSIDE,
        address=address,
        message=say(Heading("A 1-2-1 for you"), paragraph(Mention("U1"), ", hello.")),
        created_at=NOON,
        not_before=NOON,
        channel=channel,
    )


async def test_a_member_is_written_to_by_their_own_id(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    receipt = await messenger.send(delivery(ADA))
    assert receipt == Receipt(channel="DU1", message=slack.posted[0]["ts"])
    assert [method for method, _ in slack.calls] == [POST]
    assert slack.posted[0]["blocks"][0]["block_id"] == "intro:7"
    assert slack.posted[0]["text"] == "A 1-2-1 for you\n<@U1>, hello."


async def test_a_pair_has_one_group_conversation_which_is_opened_once(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    first = await messenger.send(delivery(BOTH))
    again = await messenger.send(delivery(BOTH, "met:7", channel=first.channel))
    assert (first.channel, again.channel) == ("GU1U2", "GU1U2")
    assert [method for method, _ in slack.calls] == ["conversations.open", POST, POST]


async def test_a_channel_is_written_to_as_it_is(messenger: SlackMessenger) -> None:
    assert (await messenger.send(delivery(COFFEE))).channel == "C1"


@pytest.mark.parametrize("error", ["user_disabled", "account_inactive", "is_archived"])
async def test_what_is_for_good_is_told_as_such(
    slack: LocalSlack, messenger: SlackMessenger, error: str
) -> None:
    slack.fail(POST, Fault(error=error))
    with pytest.raises(Unreachable):
        await messenger.send(delivery(ADA))


async def test_a_workspace_without_the_app_is_out_of_reach(messenger: SlackMessenger) -> None:
    with pytest.raises(Unreachable, match="not installed"):
        await messenger.send(replace(delivery(ADA), workspace="T9"))


async def test_somebody_who_is_gone_cannot_be_in_a_group(messenger: SlackMessenger) -> None:
    gone = Address(kind=AddressKind.GROUP, ids=("U1", "U9"))
    with pytest.raises(Unreachable):
        await messenger.send(delivery(gone))


async def test_slack_asks_for_patience_and_is_left_alone_until_then(
    slack: LocalSlack, messenger: SlackMessenger, clock: StillClock
) -> None:
    slack.fail(POST, Fault(status=429, retry_after=12))
    for _ in range(2):
        with pytest.raises(TryLater) as refused:
            await messenger.send(delivery(ADA))
        assert refused.value.after == timedelta(seconds=12)
    assert len(slack.calls) == 1
    await clock.set(NOON + timedelta(seconds=12))
    await messenger.send(delivery(ADA))
    assert len(slack.posted) == 1


@pytest.mark.parametrize("fault", [Fault(status=503), Fault(error="service_unavailable")])
async def test_what_slack_has_not_begun_is_tried_later(
    slack: LocalSlack, messenger: SlackMessenger, fault: Fault
) -> None:
    slack.fail(POST, fault)
    with pytest.raises(TryLater):
        await messenger.send(delivery(ADA))


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("fault", [Fault(status=502), Fault(error="internal_error")])
async def test_trouble_at_slack_may_come_after_it_took_a_message_so_it_is_looked_for(
    slack: LocalSlack, messenger: SlackMessenger, fault: Fault, *, taken: bool
) -> None:
    slack.fail(POST, replace(fault, taken=taken))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(ADA))
    found = await messenger.find(delivery(ADA, channel="DU1"))
    assert (found is not None) == taken == (len(slack.posted) == 1)


async def test_trouble_at_slack_costs_nobody_a_message_where_121_may_not_look(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    for address in (BOTH, COFFEE):
        slack.fail(POST, Fault(status=502))
        with pytest.raises(TryLater):
            await messenger.send(delivery(address))


async def test_a_connection_cut_after_slack_took_it_leaves_one_message_that_is_found(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.fail(POST, Fault(cut="after"))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(ADA))
    assert len(slack.posted) == 1
    found = await messenger.find(delivery(ADA, channel="DU1"))
    assert found == Receipt(channel="DU1", message=slack.posted[0]["ts"])


async def test_a_connection_cut_before_slack_took_it_leaves_nothing_to_be_found(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.fail(POST, Fault(cut="before"))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(ADA))
    assert slack.posted == []
    assert await messenger.find(delivery(ADA, channel="DU1")) is None


async def test_the_first_message_to_a_member_is_found_though_nobody_told_where_it_went(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    assert await messenger.find(delivery(ADA)) is None
    slack.fail(POST, Fault(cut="after"))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(ADA))
    found = await messenger.find(delivery(ADA))
    assert found == Receipt(channel="DU1", message=slack.posted[0]["ts"])
    slack.scopes.discard("im:write")
    with pytest.raises(CannotLook):
        await messenger.find(delivery(ADA))


async def test_another_message_in_the_same_room_is_not_the_one(messenger: SlackMessenger) -> None:
    await messenger.send(delivery(ADA, "intro:8"))
    assert await messenger.find(delivery(ADA, channel="DU1")) is None


async def test_what_was_said_since_is_looked_through_page_by_page(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    """As after a backup was put back, from before all that was said since."""
    await messenger.send(delivery(ADA))
    slack.posted.extend({**slack.posted[0], "blocks": []} for _ in range(2 * LOOKED_THROUGH))
    assert await messenger.find(delivery(ADA)) is not None
    assert await messenger.find(delivery(ADA, "intro:8")) is None
    slack.calls.clear()
    later = replace(delivery(ADA, channel="DU1"), created_at=NOON + timedelta(days=30))
    assert await messenger.find(later) is None  # it was all said before there was this message
    assert len(slack.calls) == 1
    slack.posted.extend([slack.posted[-1]] * MOST_PAGES * LOOKED_THROUGH)
    with pytest.raises(CannotLook):
        await messenger.find(delivery(ADA, channel="DU1"))


async def test_what_a_pair_says_to_each_other_is_never_read(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    for address, channel in ((BOTH, "GU1U2"), (BOTH, None), (COFFEE, "C1")):
        with pytest.raises(CannotLook):
            await messenger.find(delivery(address, channel=channel))
    assert slack.calls == []


async def test_a_look_without_the_right_to_look_is_no_answer(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.scopes.discard("im:history")
    with pytest.raises(CannotLook):
        await messenger.find(delivery(ADA, channel="DU1"))


async def test_a_refusal_that_nobody_knew_has_a_reference(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.fail(POST, Fault(error="brand_new_refusal"))
    with pytest.raises(UnheardOf, match=r"reference [0-9a-f]{8}"):
        await messenger.send(delivery(ADA))


async def test_a_slack_that_cannot_be_reached_is_tried_later(clock: StillClock) -> None:
    async def client_of(_: str) -> AsyncWebClient:
        return sending_client(TOKEN, "http://127.0.0.1:1/api/")

    with pytest.raises(NotReached, match="cannot be reached"):
        await SlackMessenger(Calls(client_of, clock)).send(delivery(ADA))


async def test_without_its_token_121_has_asked_nothing(clock: StillClock) -> None:
    async def client_of(_: str) -> AsyncWebClient:
        raise StoreError

    with pytest.raises(TryLater, match="token"):
        await SlackMessenger(Calls(client_of, clock)).send(delivery(ADA))


async def test_a_room_that_was_perhaps_opened_may_always_be_opened_again(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.fail("conversations.open", Fault(cut="after"))
    with pytest.raises(TryLater):
        await messenger.send(delivery(BOTH))
    assert (await messenger.send(delivery(BOTH))).channel == "GU1U2"
    assert len(slack.posted) == 1


async def test_answers_and_messages_keep_one_pace(slack: LocalSlack, clock: StillClock) -> None:
    async def client_of(_: str) -> AsyncWebClient | None:
        return sending_client(TOKEN, slack.api_url)

    calls = Calls(client_of, clock)
    slack.fail(POST, Fault(status=429, retry_after=600))
    with pytest.raises(TryLater):
        await Screens(client_of, calls).say(RIVERSIDE, "C1", render(say(paragraph("Hello."))))
    with pytest.raises(NotYet):
        await SlackMessenger(calls).send(delivery(COFFEE))
    assert [method for method, _ in slack.calls] == [POST]


async def test_what_waits_for_its_turn_is_not_sent_once_slack_has_refused_another(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def client_of(_: str) -> AsyncWebClient | None:
        return sending_client(TOKEN, slack.api_url)

    monkeypatch.setitem(PER_CHANNEL, POST, Limit(1, timedelta(seconds=0.2)))
    messenger = SlackMessenger(Calls(client_of, SystemClock()))
    await messenger.send(delivery(COFFEE))
    waits = asyncio.create_task(messenger.send(delivery(COFFEE, "intro:8")))
    await asyncio.sleep(0)
    slack.fail(POST, Fault(status=429, retry_after=60))
    with pytest.raises(TryLater):
        await messenger.send(delivery(ADA))
    with pytest.raises(NotYet):
        await waits
    assert len(slack.posted) == 1
