"""Messages that carry files, into Slack over real sockets, with everything that can go wrong on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.messenger import MOST_WITH_FILES, SlackMessenger
from adapters.slack.render import render
from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import Platform, WorkspaceId
from bot.errors import OutcomeUnknown, TryLater
from bot.messages import Attachment, Message, paragraph, say
from scheduler.clocks import StillClock
from tests.fakes.slack.server import RIVERSIDE, TOKEN, Fault, LocalSlack, local_slack
from tests.fakes.slack.validity import faults_of_message

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GET, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
POST = "chat.postMessage"
CAKE = Attachment("cake.png", "image/png", bytes(range(256)), "a wedding cake")
INVITATION = Attachment("1-2-1.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", "Thursday at 15:00")
LINK = "https://riverside.slack.com/files/UBOT/F000000000/file"
IN_WORDS = {"type": "plain_text", "text": "a wedding cake", "emoji": False}


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
def messenger(slack: LocalSlack) -> SlackMessenger:
    async def client_of(_: str) -> AsyncWebClient:
        return sending_client(TOKEN, slack.api_url)

    return SlackMessenger(Calls(client_of, StillClock(NOON)), patience=(0.01, 0.01))


def delivery(*files: Attachment, key: str = "intro:7") -> Delivery:
    return Delivery(
        key=key,
        workspace_id=WorkspaceId(1),
        platform=Platform.SLACK,
        workspace=RIVERSIDE,
        address=Address(kind=AddressKind.MEMBER, ids=("U1",)),
        message=holding(*files),
        created_at=NOON,
        not_before=NOON,
    )


def holding(*files: Attachment) -> Message:
    return say(paragraph("Here you are."), *files)


async def test_a_picture_is_brought_first_and_shown_in_the_message(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(delivery(CAKE))
    ((number, file),) = slack.riverside.files.items()
    assert (file.name, file.alt, file.content) == ("cake.png", "a wedding cake", CAKE.content)
    assert [method for method, _ in slack.calls] == [GET, COMPLETE, POST]
    assert "channel_id" not in slack.calls[1][1]
    assert slack.posted[0]["blocks"][1] == {
        "type": "image",
        "slack_file": {"id": number},
        "alt_text": "a wedding cake",
    }
    assert slack.posted[0]["text"] == "Here you are.\na wedding cake"


async def test_any_other_file_is_a_link_that_shares_it(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(delivery(INVITATION))
    assert slack.riverside.files["F000000000"].content == INVITATION.content
    (link,) = slack.posted[0]["blocks"][1]["elements"][0]["elements"]
    assert link == {"type": "link", "url": LINK, "text": "1-2-1.ics"}
    assert slack.posted[0]["text"] == f"Here you are.\n<{LINK}|1-2-1.ics>"


async def test_without_the_permission_messages_come_in_words_and_that_is_logged_once(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.scopes.discard("files:write")
    with capture_logs() as logs:
        await messenger.send(delivery(CAKE))
        await messenger.send(delivery(CAKE, key="intro:8"))
    assert len(slack.posted) == 2
    assert slack.posted[0]["blocks"][1] == {"type": "context", "elements": [IN_WORDS]}
    assert [log["event"] for log in logs] == ["sent_without_file"]


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (GET, Fault(error="file_uploads_disabled")),
        ("upload", Fault(status=413)),
        (COMPLETE, Fault(error="file_not_found")),
    ],
)
async def test_a_file_that_slack_does_not_take_keeps_no_message_back(
    slack: LocalSlack, messenger: SlackMessenger, step: str, fault: Fault
) -> None:
    slack.fail(step, fault)
    await messenger.send(delivery(CAKE, INVITATION))
    cake, invitation = slack.posted[0]["blocks"][1:]
    assert cake["elements"] == [IN_WORDS]
    assert invitation["type"] == "rich_text"


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (GET, Fault(cut="before")),
        (GET, Fault(status=429, retry_after=5)),
        ("upload", Fault(cut="before")),
        ("upload", Fault(cut="after")),
        ("upload", Fault(status=503)),
        (COMPLETE, Fault(cut="after")),
        (COMPLETE, Fault(error="internal_error")),
    ],
)
async def test_trouble_on_the_way_of_a_file_is_tried_later_and_nobody_saw_anything(
    slack: LocalSlack, messenger: SlackMessenger, step: str, fault: Fault
) -> None:
    slack.fail(step, fault)
    with pytest.raises(TryLater):
        await messenger.send(delivery(CAKE))
    assert slack.posted == []


async def test_after_some_attempts_a_message_goes_out_without_its_files(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    await messenger.send(replace(delivery(CAKE), attempts=MOST_WITH_FILES + 1))
    assert [method for method, _ in slack.calls] == [POST]
    assert slack.posted[0]["blocks"][1]["elements"] == [IN_WORDS]


async def test_a_line_cut_at_the_post_leaves_one_message_that_is_found(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.fail(POST, Fault(cut="after"))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery(CAKE))
    assert len(slack.posted) == 1
    found = await messenger.find(replace(delivery(CAKE), channel="DU1"))
    assert found is not None


async def test_slack_is_given_time_to_look_through_a_picture(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.riverside.looking_through = 1
    await messenger.send(delivery(CAKE))
    assert [method for method, _ in slack.calls] == [GET, COMPLETE, POST, POST]
    assert [said["blocks"][1]["type"] for said in slack.posted] == ["image"]


async def test_a_picture_that_is_never_looked_through_is_told_in_words(
    slack: LocalSlack, messenger: SlackMessenger
) -> None:
    slack.riverside.looking_through = 9
    await messenger.send(delivery(CAKE, INVITATION))
    assert [block["type"] for block in slack.posted[0]["blocks"][1:]] == ["context", "rich_text"]


def test_where_no_file_can_come_its_words_stand_in_small_print() -> None:
    rendered = render(holding(CAKE, INVITATION))
    assert faults_of_message(rendered.text, list(rendered.blocks)) == []
    assert [block["type"] for block in rendered.blocks] == ["rich_text", "context", "context"]
    assert rendered.text == "Here you are.\na wedding cake\nThursday at 15:00"
