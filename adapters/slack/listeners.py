"""Turns what Slack sends into commands, and brings the private answers to where they were asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf
from typing import Any, Protocol, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncRespond

from adapters.slack import reading
from adapters.slack.accounts import NOTHING, Known, called
from adapters.slack.directory import Directory
from adapters.slack.reading import Find, Submitted, in_slacks_form
from adapters.slack.render import GREENWICH, render
from adapters.slack.screens import Screens
from adapters.slack.views import FROM_HOME, message_view, problems_at
from adapters.slack.workspaces import Workspaces
from bot import words
from bot.commands import (
    Command,
    MemberArrived,
    Roster,
    SetUp,
    ShowHome,
    Uninstalled,
)
from bot.commands.fill import Misfilled, fill
from bot.domain.model import MemberRef
from bot.errors import DeliveryError
from bot.messages import COMMAND, Message, plain, with_command
from bot.replies import Reply

log = structlog.get_logger()

PATIENCE = timedelta(minutes=1)  # with Slack, where nobody waits for an answer
AT_THE_END = 2.0  # seconds for what is still to be done after an acknowledgement

Json = dict[str, Any]
Tell = Callable[[Message], Awaitable[None]]
T = TypeVar("T")


class Answers(Protocol):
    """Whoever answers commands: the bot."""

    async def handle(self, command: Command) -> Reply:
        """Do what is asked, and give the private answer."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """One method for each way in which Slack speaks. `reference` gives a new short text each time, to find a mistake in the log.

    `command` is what ours is called here.
    """

    bot: Answers
    directory: Directory
    screens: Screens
    reference: Callable[[], str]
    workspaces: Workspaces
    command: str = COMMAND
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    async def typed(self, body: Json, respond: AsyncRespond) -> None:
        """A slash command: its private answer comes by the address that came with it."""

        async def do() -> None:
            reply = await self._do_typed(body)
            await self._show(reply, body, self._by(respond))

        await self._guarded(do, self._by(respond))

    async def pressed(self, body: Json, respond: AsyncRespond | None = None) -> None:
        """A button: under a message, on a member's home, or in a dialog."""
        tell = self._teller(body, respond)

        async def do() -> None:
            reply = await self._do_pressed(body)
            await self._show(reply, body, tell)

        await self._guarded(do, tell)

    async def submitted(self, body: Json, ack: AsyncAck) -> None:
        """A form: what is wrong stands at its inputs; else the answer takes the form's place."""
        with in_slacks_form():
            sent = reading.submitted(body)
        try:
            command = await self._read_form(sent)
        except Misfilled as misfilled:
            await ack(response_action="errors", errors=self._at(sent.view, misfilled.problems))
            return
        try:
            reply = await self.bot.handle(command)
        except Exception:
            reference = self.reference()
            log.exception("command_failed", reference=reference)
            reply = Reply(words.something_broke(reference))
        if reply.refused and reply.message is not None:
            wrong = {reply.field or "": plain(reply.message, _somebody, GREENWICH)}
            await ack(response_action="errors", errors=self._at(sent.view, wrong))
        elif reply.message is None:
            await ack()
        else:
            message = with_command(reply.message, self.command)
            await ack(response_action="update", view=message_view(message))
        if not reply.refused:
            self._soon(self._after_form(command, sent.view))

    async def written(self, body: Json) -> None:
        """A message to 121 itself: it is a command too, and the answer comes below it."""
        with in_slacks_form():
            author = reading.author(body)
            channel = str(body["event"].get("channel", ""))
        if author is None:
            return
        workspace = author.workspace
        known = await self._known(workspace, author.member)
        command = await self._looked_up(workspace, lambda find: reading.written(body, known, find))
        if command is None:
            return

        async def tell(message: Message) -> None:
            rendered = render(with_command(message, self.command))
            await self.screens.say(workspace, channel, rendered)

        reply = await self.bot.handle(command)
        if reply.message is not None:
            self._soon(tell(reply.message))

    async def opened_home(self, body: Json) -> None:
        """A member looks at their home: it is drawn for them."""
        with in_slacks_form():
            event: Json = body["event"]
            who = reading.person(str(body["team_id"]), str(event["user"]))
            is_home = event.get("tab") == "home"
        if is_home:
            await self._guarded(lambda: self._draw_home(who.workspace, who.member), _nobody)

    async def told(self, body: Json) -> None:
        """An event. What goes wrong goes up to Bolt: the event is not acknowledged, and comes again."""
        with in_slacks_form():
            event: Json = body["event"]
            workspace = str(body["team_id"])
            command = reading.told(body)
            bots = reading.bots_of(body)
            at = float(body.get("event_time", inf))
            if event["type"] in {"user_change", "team_join"}:
                self.directory.forget(workspace, str(event["user"]["id"]))
        if isinstance(command, MemberArrived):
            if command.who.member in bots:
                self._soon(self._tell_roster(command.who, command.place or ""))
                return
            command = await self._with_account(command)
        if isinstance(command, Uninstalled):
            # Slack tells it again for an hour, and 121 may be back by then.
            if await self.workspaces.installed_after(workspace, at):
                return
            await self.bot.handle(command)
            await self.workspaces.forget(workspace)
        elif command is not None:
            await self.bot.handle(command)

    async def finish(self) -> None:
        """Wait for what is still being shown; who is in a large channel may take Slack minutes to say."""
        if self._later:
            _, unfinished = await asyncio.wait(self._later, timeout=AT_THE_END)
            for work in unfinished:
                work.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _do_typed(self, body: Json) -> Reply:
        workspace = str(body["team_id"])
        known = await self._known(workspace, str(body["user_id"]))
        command = await self._looked_up(workspace, lambda find: reading.typed(body, known, find))
        reply = await self.bot.handle(command)
        if isinstance(command, SetUp) and command.place is not None:
            await self._tell_roster(command.who, command.place)
        return reply

    async def _looked_up(self, workspace: str, read: Callable[[Find], T]) -> T:
        """What was read; everybody's names are only looked up where one was typed without Slack's help."""
        asked: list[str] = []

        def note(name: str) -> tuple[MemberRef, ...]:
            asked.append(name)
            return ()

        command = read(note)
        if not asked:
            return command
        everybody = await self.directory.everybody(workspace)
        return read(
            lambda name: tuple(
                reading.person(workspace, found.id, found.known)
                for found in called(everybody, name)
            )
        )

    async def _do_pressed(self, body: Json) -> Reply:
        known = await self._known(str(body["team"]["id"]), str(body["user"]["id"]))
        command = reading.pressed(body, known)
        return Reply(None) if command is None else await self.bot.handle(command)

    async def _read_form(self, sent: Submitted) -> Command:
        known = await self._known(sent.who.workspace, sent.who.member)
        who = reading.person(sent.who.workspace, sent.who.member, known)
        command = fill(sent.action, sent.values, who)
        if not isinstance(command, SetUp) or command.name or command.place is None:
            return command
        try:
            name = await self.directory.channel_name(who.workspace, command.place)
        except DeliveryError:
            return command  # a channel that 121 is not in has no name for it
        return replace(command, channel_name=name)

    async def _after_form(self, command: Command, view: Json) -> None:
        if isinstance(command, SetUp) and command.place is not None:
            await self._tell_roster(command.who, command.place)
        if view.get("private_metadata") == FROM_HOME:
            await self._draw_home(command.who.workspace, command.who.member)

    async def _show(self, reply: Reply, body: Json, tell: Tell) -> None:
        if reply.form is not None:
            await self.screens.open(_workspace_of(body), body, reply.form)
        elif reply.message is not None:
            await tell(reply.message)
        elif _place_of(body) == FROM_HOME:
            await self._draw_home(_workspace_of(body), str(body["user"]["id"]))

    def _teller(self, body: Json, respond: AsyncRespond | None) -> Tell:
        """How to answer whoever pressed something: on their home, in the dialog, or under the message."""
        match _place_of(body):
            case "home":
                return lambda message: self._draw_home(
                    _workspace_of(body), str(body["user"]["id"]), message
                )
            case "modal":
                return lambda message: self.screens.replace(
                    _workspace_of(body), body["view"], with_command(message, self.command)
                )
        return _nobody if respond is None else self._by(respond)

    async def _draw_home(self, workspace: str, member: str, answer: Message | None = None) -> None:
        known = await self._known(workspace, member)
        reply = await self.bot.handle(ShowHome(who=reading.person(workspace, member, known)))
        if reply.message is not None:
            page = with_command(reply.message, self.command)
            said = answer and with_command(answer, self.command)
            await self.screens.home(workspace, member, page, said)

    async def _tell_roster(self, who: MemberRef, channel: str) -> None:
        """A circle that follows its channel must know who is in it, as far as 121 may look."""
        try:
            present = await self.directory.present(who.workspace, channel)
        except DeliveryError as error:
            log.warning("roster_unknown", channel=channel, error=str(error))
            return
        people = tuple(
            replace(reading.person(who.workspace, one.id, one.known), spoke=False)
            for one in present
        )
        await self.bot.handle(Roster(who=who, place=channel, present=people))

    async def _known(self, workspace: str, member: str) -> Known:
        """What Slack says of somebody; where it does not say so now, what is stored of them has to do."""
        try:
            found = await self.directory.one(workspace, member)
        except DeliveryError as error:
            log.warning("account_unknown", error=type(error).__name__)
            return NOTHING
        return found.known if found else NOTHING

    async def _with_account(self, command: MemberArrived) -> MemberArrived | None:
        """Somebody who arrived, with what Slack says of them; None for an app."""
        who = command.who
        found = await self.directory.one(who.workspace, who.member, PATIENCE)
        if found is None or not found.is_person:
            return None
        return replace(command, who=reading.person(who.workspace, who.member, found.known))

    async def _guarded(self, do: Callable[[], Awaitable[None]], tell: Tell) -> None:
        try:
            await do()
        except Exception:
            # The one place where a mistake anywhere below ends: said with a reference, logged with its trace.
            reference = self.reference()
            log.exception("command_failed", reference=reference)
            try:
                await tell(words.something_broke(reference))
            except Exception:
                log.exception("answer_failed", reference=reference)

    def _by(self, respond: AsyncRespond) -> Tell:
        """Answers in private, by the address that came with what was done."""

        async def tell(message: Message) -> None:
            rendered = render(with_command(message, self.command))
            await respond(
                text=rendered.text,
                blocks=list(rendered.blocks),
                response_type="ephemeral",
                replace_original=False,
            )

        return tell

    def _at(self, view: Json, problems: Mapping[str, str]) -> dict[str, str]:
        """The problems of a form, where they are shown."""
        named = {name: said.replace(COMMAND, self.command) for name, said in problems.items()}
        return problems_at(view, named)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the acknowledgement, which must not wait for it."""

        async def quietly() -> None:
            await self._guarded(lambda: work, _nobody)

        task = asyncio.create_task(quietly())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _workspace_of(body: Json) -> str:
    return str(body["team"]["id"] if "team" in body else body["team_id"])


def _place_of(body: Mapping[str, Any]) -> str:
    """Where something was pressed: "home", "modal", or "" under a message."""
    return str((body.get("view") or {}).get("type", ""))


async def _nobody(_: Message) -> None:
    """Where nobody waits for an answer."""


def _somebody(_: str) -> str:
    return "somebody"
