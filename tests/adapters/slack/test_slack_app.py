"""The Bolt app, fed as Slack feeds it: signed requests in, answers over real sockets out."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import build_app
from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.directory import Directory
from adapters.slack.listeners import Listeners
from adapters.slack.screens import Screens
from adapters.slack.workspaces import OneWorkspace
from bot import commands
from bot.commands import Command
from bot.domain.model import MemberRef
from bot.messages import paragraph
from bot.replies import SILENCE, Reply
from scheduler.clocks import SystemClock
from tests.adapters.slack.test_slack_reading import event, press, slash
from tests.fakes.slack.server import RIVERSIDE, TOKEN, LocalSlack, local_slack

SECRET = "shh"
Json = dict[str, Any]


@dataclass
class Scripted:
    """A bot that answers everything, and can be made to fail."""

    asked: list[Command] = field(default_factory=list)
    fails: bool = False

    async def handle(self, command: Command) -> Reply:
        self.asked.append(command)
        if self.fails:
            raise RuntimeError
        quiet = isinstance(command, commands.Reacted | commands.MemberArrived | commands.Roster)
        return SILENCE if quiet else Reply.of(paragraph("Yes, I am here."))


@dataclass
class Place:
    """The app, its bot and its Slack."""

    slack: LocalSlack
    bot: Scripted = field(default_factory=Scripted)

    def __post_init__(self) -> None:
        client = sending_client(TOKEN, self.slack.api_url)

        identity = AuthorizeResult(
            enterprise_id=None,
            team_id=RIVERSIDE,
            bot_user_id="UBOT",
            bot_id="B1",
            bot_token=TOKEN,
        )
        here = OneWorkspace(identity=identity, client=client)
        calls = Calls(here.client_of, SystemClock())
        self.listeners = Listeners(
            bot=self.bot,
            directory=Directory(calls, SystemClock()),
            screens=Screens(here.client_of, calls),
            reference=lambda: "c0ffee",
            workspaces=here,
        )
        self.app = build_app(
            self.listeners,
            here.identity_of,
            command="/121",
            client=AsyncWebClient(base_url=self.slack.api_url),
            signing_secret=SECRET,
        )

    async def sends(self, body: str, kind: str, **headers: str) -> BoltResponse:
        """What Slack sends, signed unless other headers are given."""
        stamp = str(int(time.time()))  # noqa: TID251 - the signature is checked against real time
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
        signed: dict[str, str | Sequence[str]] = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature or "",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return await self.app.async_dispatch(AsyncBoltRequest(body=body, headers=signed))

    async def types(self, text: str, **headers: str) -> BoltResponse:
        body = slash(text) | {"response_url": f"{self.slack.address}/respond"}
        return await self.sends(urlencode(body), "application/x-www-form-urlencoded", **headers)

    async def presses(self, value: str) -> BoltResponse:
        body = press(value) | {"response_url": f"{self.slack.address}/respond"}
        return await self.sends(
            urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded"
        )

    async def tells(self, what: Json) -> BoltResponse:
        return await self.sends(json.dumps(event(what)), "application/json")

    async def answer(self) -> Json:
        """The private answer, once it has come."""
        async with asyncio.timeout(30):
            while not self.slack.answered:  # noqa: ASYNC110 - it comes over a socket
                await asyncio.sleep(0.01)
        return self.slack.answered.pop(0)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with local_slack() as slack:
        yield Place(slack)


async def test_a_command_is_acknowledged_and_then_answered_in_private(place: Place) -> None:
    assert (await place.types("status")).status == 200
    answer = await place.answer()
    assert (answer["text"], answer["response_type"]) == ("Yes, I am here.", "ephemeral")
    assert answer["blocks"][0]["type"] == "rich_text"
    (asked,) = place.bot.asked
    assert isinstance(asked, commands.ShowStatus)
    assert (asked.who.organiser, asked.who.time_zone) == (True, "Europe/London")


@pytest.mark.parametrize(
    "typed", ["pair-me @chiara", "pair-me <@U3|chiara>", "pair-me Chiara Rossi"]
)
async def test_a_member_can_be_named_in_three_ways(place: Place, typed: str) -> None:
    await place.types(typed)
    await place.answer()
    (asked,) = place.bot.asked
    assert isinstance(asked, commands.PairMe)
    assert isinstance(asked.whom, MemberRef)
    assert asked.whom.member == "U3"


async def test_a_name_that_two_have_is_asked_about(place: Place) -> None:
    await place.types("block okafor")
    await place.answer()
    (asked,) = place.bot.asked
    assert isinstance(asked, commands.ChooseMember)
    assert [one.member for one in asked.candidates] == ["U1", "U5"]


async def test_setting_up_tells_who_is_in_the_channel_without_apps(place: Place) -> None:
    await place.types("setup everybody in the channel")
    await place.answer()
    roster = place.bot.asked[-1]
    assert isinstance(roster, commands.Roster)
    assert sorted(one.member for one in roster.present) == ["U1", "U2", "U3"]


async def test_setting_up_where_121_may_not_look_is_answered_all_the_same(place: Place) -> None:
    place.slack.scopes.discard("channels:read")
    await place.types("setup every week")
    assert (await place.answer())["text"] == "Yes, I am here."


async def test_a_button_is_answered_in_private(place: Place) -> None:
    assert (await place.presses("met:7")).status == 200
    assert (await place.answer())["replace_original"] is False
    assert isinstance(place.bot.asked[0], commands.ReportMeeting)


async def test_a_mistake_is_said_with_a_reference(place: Place) -> None:
    place.bot.fails = True
    await place.types("status")
    assert "c0ffee" in (await place.answer())["text"]


REACTION = {
    "type": "reaction_added",
    "user": "U1",
    "reaction": "white_check_mark",
    "item": {"type": "message", "channel": "GU1U2", "ts": "1796310000.000001"},
}


async def test_an_event_is_acknowledged_once_it_is_done(place: Place) -> None:
    assert (await place.tells(REACTION)).status == 200
    (asked,) = place.bot.asked
    assert isinstance(asked, commands.Reacted)
    assert asked.event == "Ev1"


async def test_an_event_that_could_not_be_done_is_not_acknowledged(place: Place) -> None:
    place.bot.fails = True
    assert (await place.tells(REACTION)).status == 500


async def test_an_app_that_comes_into_a_channel_is_nobody(place: Place) -> None:
    joined = {"type": "member_joined_channel", "channel": "C1", "team": "T1"}
    await place.tells({**joined, "user": "U4"})
    assert place.bot.asked == []
    await place.tells({**joined, "user": "U2"})
    assert isinstance(place.bot.asked[0], commands.MemberArrived)


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": "v0=0000"},
        {"x_slack_signature": ""},
        {"x_slack_request_timestamp": "1000000000"},
    ],
)
async def test_what_slack_did_not_sign_changes_nothing(
    place: Place, headers: dict[str, str]
) -> None:
    assert (await place.types("join", **headers)).status == 401
    assert place.bot.asked == []
