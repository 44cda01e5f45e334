"""Messages that carry files, into Discord over real sockets: channels, and private answers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from discord.http import Route
from structlog.testing import capture_logs

from adapters.discord.client import Gateway
from adapters.discord.listeners import Listeners
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.render import FILE, GALLERY, TEXT_DISPLAY, draw, mark
from bot.commands import Command
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.domain.model import Circle, Platform, WorkspaceId
from bot.errors import OutcomeUnknown, Unreachable
from bot.messages import Attachment, Message, paragraph, say
from bot.replies import Reply
from tests.fakes.discord.server import (
    ADA,
    APP,
    COFFEE,
    GUILD,
    TOKEN,
    Fault,
    LocalDiscord,
    Upload,
    local_discord,
)
from tests.fakes.discord.validity import faults_of_body, faults_of_files

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAKE = Attachment("cake.png", "image/png", bytes(range(256)), "a wedding cake")
INVITATION = Attachment("1-2-1.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", "Thursday at 15:00")
BOTH = say(paragraph("Here you are."), CAKE, INVITATION)
ARRIVED = (
    Upload("cake.png", "image/png", CAKE.content),
    Upload("1-1-2-1.ics", "text/calendar", INVITATION.content),
)
POST = "channels/{}/messages"


@dataclass
class Answering:
    """A bot that has the same answer to everything."""

    answer: Message
    home: str | None = GUILD

    async def handle(self, command: Command) -> Reply:
        del command
        return Reply(self.answer)

    async def home_of(
        self, platform: Platform, member: str, receipt: Receipt | None = None
    ) -> str | None:
        del platform, member, receipt
        return self.home

    async def circles_in(self, platform: Platform, workspace: str) -> tuple[Circle, ...]:
        del platform, workspace
        return ()


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    async with local_discord() as there:
        monkeypatch.setattr(Route, "BASE", there.api_url)
        yield there


@pytest.fixture
async def gateway(there: LocalDiscord) -> AsyncIterator[Gateway]:
    gateway = Gateway(members=False)
    async with gateway:
        await gateway.login(TOKEN)
        there.calls.clear()
        yield gateway


def delivery(message: Message = BOTH) -> Delivery:
    return Delivery(
        key="intro:7",
        workspace_id=WorkspaceId(1),
        platform=Platform.DISCORD,
        workspace=GUILD,
        address=Address(kind=AddressKind.CHANNEL, ids=(COFFEE,)),
        message=message,
        created_at=NOON,
        not_before=NOON,
    )


def listeners(gateway: Gateway) -> Listeners:
    return Listeners(
        bot=Answering(BOTH),
        door=gateway.door,
        present=lambda *_: None,
        known=gateway.known,
        reference=lambda: "c0ffee",
    )


def typed() -> dict[str, Any]:
    options = [{"type": 1, "name": "status", "options": []}]
    return {
        "id": "5",
        "token": "token-5",
        "application_id": APP,
        "type": 2,
        "guild_id": GUILD,
        "channel_id": COFFEE,
        "channel": {"name": "coffee"},
        "member": {"user": {"id": ADA}, "permissions": "0"},
        "data": {"id": "1", "name": "121", "type": 1, "options": options},
    }


async def test_files_come_with_the_message_and_are_shown_in_their_place(
    there: LocalDiscord, gateway: Gateway
) -> None:
    await DiscordMessenger(gateway.door).send(delivery())
    assert there.uploads == [(POST.format(COFFEE), ARRIVED)]
    (said,) = there.messages[COFFEE]
    text, picture, file = said["components"]
    assert (text["type"], picture["type"], file["type"]) == (TEXT_DISPLAY, GALLERY, FILE)
    assert picture["items"] == [
        {"media": {"url": "attachment://cake.png"}, "description": "a wedding cake"}
    ]
    assert file["file"] == {"url": "attachment://1-1-2-1.ics"}


async def test_a_message_with_files_is_found_again_and_never_doubled(
    there: LocalDiscord, gateway: Gateway
) -> None:
    messenger = DiscordMessenger(gateway.door)
    there.fail("POST messages", Fault(cut=True))
    with pytest.raises(OutcomeUnknown):
        await messenger.send(delivery())
    found = await messenger.find(delivery())
    assert found is not None
    assert await messenger.send(delivery()) == found
    assert len(there.messages[COFFEE]) == 1


@pytest.mark.parametrize("code", [50013, 40005])
async def test_where_no_file_may_come_the_message_comes_in_words_and_that_is_logged_once(
    there: LocalDiscord, gateway: Gateway, code: int
) -> None:
    messenger = DiscordMessenger(gateway.door)
    with capture_logs() as logs:
        for key in ("intro:7", "intro:8"):
            there.fail("POST messages", Fault(status=403, code=code))
            await messenger.send(replace(delivery(), key=key))
    assert there.uploads == []
    (text,) = there.messages[COFFEE][0]["components"]
    assert text["content"] == "Here you are.\n-# a wedding cake\n-# Thursday at 15:00"
    assert len(there.messages[COFFEE]) == 2
    assert [log["event"] for log in logs] == ["sent_without_file"]


async def test_where_nothing_may_be_written_at_all_that_is_for_good(
    there: LocalDiscord, gateway: Gateway
) -> None:
    there.fail("POST messages", *[Fault(status=403, code=50013)] * 2)
    with pytest.raises(Unreachable):
        await DiscordMessenger(gateway.door).send(delivery())


async def test_a_file_alone_is_found_again(gateway: Gateway) -> None:
    messenger = DiscordMessenger(gateway.door)
    receipt = await messenger.send(delivery(say(CAKE)))
    assert await messenger.find(delivery(say(CAKE))) == receipt


async def test_files_are_sent_whole_again_when_discord_asks_for_patience(
    there: LocalDiscord, gateway: Gateway
) -> None:
    there.fail("POST messages", Fault(retry_after=0.1))
    await DiscordMessenger(gateway.door).send(delivery())
    assert there.uploads == [(POST.format(COFFEE), ARRIVED)]


async def test_a_private_answer_brings_its_files(there: LocalDiscord, gateway: Gateway) -> None:
    await listeners(gateway).interaction(typed())
    assert there.uploads == [(f"webhooks/{APP}/token-5/messages/@original", ARRIVED)]
    assert there.answered["token-5"]["components"] == list(draw(BOTH).components)


async def test_an_answer_at_once_and_a_second_one_bring_their_files_too(
    there: LocalDiscord, gateway: Gateway
) -> None:
    ways = listeners(gateway)
    await ways._answer(typed(), BOTH)
    await ways._follow_up(typed(), BOTH)
    assert there.uploads == [
        ("interactions/5/token-5/callback", ARRIVED),
        (f"webhooks/{APP}/token-5", ARRIVED),
    ]


async def test_where_too_much_time_went_by_the_files_come_by_direct_message(
    there: LocalDiscord, gateway: Gateway
) -> None:
    there.fail("PATCH @original", Fault(status=404, code=10015))
    await listeners(gateway).interaction(typed())
    assert there.uploads == [(POST.format(f"9{ADA[1:]}"), ARRIVED)]


def test_names_become_such_as_discord_keeps_and_no_two_are_alike() -> None:
    odd = Attachment("Ada & Ben / 1-2-1.ics", "text/calendar", b"x", "an invitation")
    nameless = Attachment("", "text/calendar", b"x", "")
    drawn = draw(say(odd, odd, nameless), mark("k"))
    names = [file.name for file in drawn.files]
    assert names == ["Ada_Ben_1-2-1.ics", "1-Ada_Ben_1-2-1.ics", "2-file"]
    assert (
        faults_of_files(drawn.payload(), {f"files[{n}]": name for n, name in enumerate(names)})
        == []
    )


def test_what_are_too_many_files_is_told_in_words() -> None:
    drawn = draw(say(*[CAKE] * 11))
    assert len(drawn.files) == 10
    assert drawn.components[-1] == {"type": TEXT_DISPLAY, "content": "-# a wedding cake"}
    assert faults_of_body("POST /channels/{channel_id}/messages", drawn.payload()) == []


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ({}, "does not come"),
        ({"files[0]": "other.png"}, "not the name"),
        ({"files[0]": "cake.png", "files[1]": "more.png"}, "not told of"),
    ],
)
def test_the_judge_finds_files_that_do_not_fit_their_message(
    names: dict[str, str], fault: str
) -> None:
    assert any(fault in found for found in faults_of_files(draw(say(CAKE)).payload(), names))
