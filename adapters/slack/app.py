"""The bot as a Bolt app: what Slack sends, acknowledged in time and handed to the bot.

A command or a press is acknowledged at once and answered afterwards. An event is acknowledged only when what
follows from it is stored (`process_before_response`): where that fails, Slack sends the event again, and its
id, stored with the effect, keeps it from being done twice.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from adapters.slack import reading
from adapters.slack.directory import Account, Directory, called
from adapters.slack.reading import NOTHING, Known
from adapters.slack.refusals import name_of
from adapters.slack.render import render
from bot import words
from bot.commands import Command, MemberArrived, Roster, SetUp, Unclear
from bot.domain.model import MemberRef
from bot.messages import Message
from bot.replies import Reply

log = structlog.get_logger()

Json = dict[str, Any]
EVENTS = (
    "reaction_added",
    "reaction_removed",
    "member_joined_channel",
    "member_left_channel",
    "user_change",
)
ANY_BUTTON = re.compile("")


class Answers(Protocol):
    """Whoever answers commands: the bot."""

    async def handle(self, command: Command) -> Reply:
        """Do what is asked, and give the private answer."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """Turns what Slack sends into commands. `reference` gives a new short text each time, to find a mistake in the log."""

    bot: Answers
    directory: Directory
    reference: Callable[[], str]

    async def typed(self, body: Json, respond: AsyncRespond) -> None:
        """A slash command: its private answer comes by the address that came with it."""
        await self._answer(respond, lambda: self._do_typed(body))

    async def pressed(self, body: Json, respond: AsyncRespond) -> None:
        """A button under a message."""
        await self._answer(respond, lambda: self._do_pressed(body))

    async def told(self, body: Json) -> None:
        """An event. What goes wrong goes up to Bolt: the event is not acknowledged, and comes again."""
        event: Json = body["event"]
        if event["type"] == "user_change":
            self.directory.forget(str(body["team_id"]), str(event["user"]["id"]))
        command = reading.told(body)
        if isinstance(command, MemberArrived) and not await self._is_person(command.who):
            return
        if command is not None:
            await self.bot.handle(command)

    async def _do_typed(self, body: Json) -> Message | None:
        workspace = str(body["team_id"])
        known = await self._known(workspace, str(body["user_id"]))
        command = await self._read(body, known)
        reply = await self.bot.handle(command)
        if isinstance(command, SetUp) and command.place is not None:
            await self._tell_roster(command.who, command.place)
        return reply.message

    async def _read(self, body: Json, known: Known) -> Command:
        """The command; everybody's names are only looked up where one was typed without Slack's help."""
        asked: list[str] = []

        def note(name: str) -> tuple[MemberRef, ...]:
            asked.append(name)
            return ()

        command = reading.typed(body, known, note)
        if not asked or not isinstance(command, Unclear):
            return command
        workspace = str(body["team_id"])
        everybody = await self.directory.everybody(workspace)
        return reading.typed(
            body,
            known,
            lambda name: tuple(
                reading.person(workspace, found.id, found.known)
                for found in called(everybody, name)
            ),
        )

    async def _do_pressed(self, body: Json) -> Message | None:
        known = await self._known(str(body["team"]["id"]), str(body["user"]["id"]))
        command = reading.pressed(body, known)
        return None if command is None else (await self.bot.handle(command)).message

    async def _tell_roster(self, who: MemberRef, channel: str) -> None:
        """A circle that follows its channel must know who is in it, as far as 121 may look."""
        try:
            present = set(await self.directory.present(who.workspace, channel))
        except SlackApiError as error:
            log.warning("roster_unknown", channel=channel, error=name_of(error))
            return
        people = [
            reading.person(who.workspace, found.id, found.known)
            for found in await self.directory.everybody(who.workspace)
            if found.is_person and found.id in present
        ]
        await self.bot.handle(Roster(who=who, place=channel, present=tuple(people)))

    async def _known(self, workspace: str, member: str) -> Known:
        found = await self._account(workspace, member)
        return found.known if found else NOTHING

    async def _is_person(self, who: MemberRef) -> bool:
        found = await self._account(who.workspace, who.member)
        return found is not None and found.is_person

    async def _account(self, workspace: str, member: str) -> Account | None:
        return await self.directory.one(workspace, member)

    async def _answer(
        self, respond: AsyncRespond, do: Callable[[], Awaitable[Message | None]]
    ) -> None:
        try:
            message = await do()
        except Exception:
            # The one place where a mistake anywhere below ends: said with a reference, logged with its trace.
            reference = self.reference()
            log.exception("command_failed", reference=reference)
            message = words.something_broke(reference)
        if message is not None:
            rendered = render(message)
            await respond(
                text=rendered.text,
                blocks=list(rendered.blocks),
                response_type="ephemeral",
                replace_original=False,
            )


Authorize = Callable[..., Awaitable[AuthorizeResult]]


def build_app(
    listeners: Listeners, authorize: Authorize, *, command: str, signing_secret: str | None = None
) -> AsyncApp:
    """The Bolt app. Without a signing secret it can only be used in Socket Mode, which needs none."""
    app = AsyncApp(
        name="121",
        process_before_response=True,
        signing_secret=signing_secret,
        authorize=authorize,
        request_verification_enabled=signing_secret is not None,
    )
    app.command(command)(ack=_acknowledge, lazy=[listeners.typed])
    app.action(ANY_BUTTON)(ack=_acknowledge, lazy=[listeners.pressed])
    for event in EVENTS:
        app.event(event)(listeners.told)
    return app


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()
