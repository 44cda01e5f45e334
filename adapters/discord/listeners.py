"""Turns what Discord sends into commands, and brings the private answers to where they were asked for."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import discord
import structlog

from adapters.discord import reading
from adapters.discord.door import Door
from adapters.discord.forms import MODAL, dialog, paged, pages, read_id, values_of
from adapters.discord.refusals import CLOSED_DM, code_of
from adapters.discord.render import EPHEMERAL, Drawn, draw
from bot import words
from bot.commands import Command, Join, MemberArrived, MemberLeft, OpenForm, Roster, SetUp
from bot.commands.fill import Misfilled, fill
from bot.deliveries import Receipt
from bot.domain.model import Circle, Enrolment, MemberRef, Platform
from bot.messages import Attachment, Message, paragraph, say
from bot.replies import Reply

log = structlog.get_logger()

Json = dict[str, Any]
MESSAGE, DEFERRED, SUGGESTIONS = 4, 5, 8  # kinds of answers
MOST_SUGGESTIONS = 25
TOKEN_GONE = frozenset({10015, 50027})
SUGGESTED = {
    "until": ("1 week", "2 weeks", "4 weeks", "until I'm back"),
    "when": ("tomorrow 9:00", "tomorrow 15:00", "thursday 15:00", "friday 9:30"),
}


class Kind(IntEnum):
    """Kinds of interactions, by Discord's numbers."""

    SLASH = 2
    COMPONENT = 3
    TYPING = 4
    SUBMIT = 5


class Bot(Protocol):
    """The bot, as far as it is asked here."""

    async def handle(self, command: Command) -> Reply:
        """Do what is asked, and give the private answer."""
        ...

    async def home_of(
        self, platform: Platform, member: str, receipt: Receipt | None = None
    ) -> str | None:
        """In which workspace somebody acts who does it in private."""
        ...

    async def circles_in(self, platform: Platform, workspace: str) -> tuple[Circle, ...]:
        """The open circles of a workspace."""
        ...


Present = Callable[[str, str, str], Sequence[MemberRef] | None]
Known = Callable[[str, str], Awaitable[MemberRef | None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """One method for each way in which Discord speaks.

    `present` gives the people in a channel of a server, or with a role, as far as Discord lets 121 know; `known` somebody with what
    they may do in a server now, None where they are not; `reference` a new short text each time, to find a mistake in the log.
    """

    bot: Bot
    door: Door
    present: Present
    known: Known
    reference: Callable[[], str]

    async def interaction(self, payload: Json) -> None:
        """Something that waits for an answer: within three seconds the first sign of one must be there."""
        try:
            who = await self._asker(payload)
            if who is None:
                await self._answer(payload, words.no_circle_yet(may_make_one=False))
                return
            match payload["type"]:
                case Kind.SLASH:
                    await self._slashed(payload, who)
                case Kind.COMPONENT:
                    await self._pressed(payload, who)
                case Kind.TYPING:
                    await self._suggest(payload, who)
                case Kind.SUBMIT:
                    await self._submitted(payload, who)
        except Exception:
            # The one place where a mistake anywhere below ends: said with a reference, logged with its trace.
            reference = self.reference()
            log.exception("command_failed", reference=reference)
            await self._last_word(payload, words.something_broke(reference))

    async def told(self, command: Command) -> None:
        """An event. What goes wrong is logged: Discord does not repeat what it tells."""
        try:
            await self.bot.handle(command)
        except Exception:
            log.exception("event_failed", command=type(command).__name__)

    async def roster(self, server: str) -> None:
        """Bring the circles that follow a channel or a role into step with who is there."""
        for channel, people in await self._following(server):
            await self.told(Roster(who=people[0], place=channel, present=tuple(people)))

    async def moved(self, member: MemberRef) -> None:
        """Somebody came, or has other roles: in which circles are they now?"""
        for channel, people in await self._following(member.workspace):
            is_there = any(one.member == member.member for one in people)
            kind = MemberArrived if is_there else MemberLeft
            await self.told(kind(who=member, place=channel))

    async def _following(self, server: str) -> list[tuple[str, Sequence[MemberRef]]]:
        """The channels of circles that follow a channel or a role, and who is there; nobody at all is no news."""
        circles = await self.bot.circles_in(Platform.DISCORD, server)
        found = [
            (circle.channel, self.present(server, circle.channel, circle.follows))
            for circle in circles
            if circle.enrolment is Enrolment.CHANNEL
        ]
        return [(channel, people) for channel, people in found if people]

    async def _asker(self, payload: Json) -> MemberRef | None:
        if "guild_id" in payload:
            return reading.asker(payload)
        message: Json = payload.get("message") or {}
        receipt = (
            Receipt(channel=str(message["channel_id"]), message=str(message["id"]))
            if "channel_id" in message
            else None
        )
        member = str(payload["user"]["id"])
        home = await self.bot.home_of(Platform.DISCORD, member, receipt)
        # In private Discord says neither whether somebody is still in the server nor what they may do there.
        return None if home is None else await self.known(home, member)

    async def _slashed(self, payload: Json, who: MemberRef) -> None:
        await self._defer(payload)
        command = reading.slashed(payload, who)
        reply = await self.bot.handle(command)
        await self._complete(payload, reply)
        if isinstance(command, Join) and not reply.refused:
            await self._first_message(payload, who)
        await self._after_set_up(command)

    async def _pressed(self, payload: Json, who: MemberRef) -> None:
        command, page = reading.pressed(payload, who)
        if isinstance(command, OpenForm):
            # A dialog must be the first answer; it is made within milliseconds.
            await self._open(payload, await self.bot.handle(command), page)
            return
        await self._defer(payload)
        reply = Reply(None) if command is None else await self.bot.handle(command)
        await self._complete(payload, reply)
        if isinstance(command, Join) and not reply.refused:
            await self._first_message(payload, who)

    async def _open(self, payload: Json, reply: Reply, page: int) -> None:
        if reply.form is not None:
            await self._callback(
                payload, MODAL, dialog(reply.form, min(page, pages(reply.form) - 1))
            )
        else:
            await self._answer(payload, reply.message)

    async def _submitted(self, payload: Json, who: MemberRef) -> None:
        action, page = read_id(str(payload["data"]["custom_id"]))
        await self._defer(payload)
        form = (
            await self.bot.handle(
                OpenForm(
                    who=who,
                    place=reading.place_of(payload),
                    form=action.name,
                    about=action.about,
                )
            )
        ).form
        if form is None:
            await self._complete(payload, Reply(words.circle_is_gone()))
            return
        try:
            command = fill(action, values_of(payload["data"]["components"], form), who)
        except Misfilled as misfilled:
            problems = " ".join(misfilled.problems.values())
            again = words.form_again(say(paragraph(problems)), paged(action, page))
            await self._complete(payload, Reply(again))
            return
        reply = await self.bot.handle(command)
        if reply.refused and reply.message is not None:
            again = words.form_again(reply.message, paged(action, page))
            await self._complete(payload, Reply(again))
            return
        message = reply.message
        if message is not None and page + 1 < pages(form):
            message = words.form_goes_on(message, paged(action, page + 1))
        await self._complete(payload, Reply(message))
        await self._after_set_up(command)

    async def _after_set_up(self, command: Command) -> None:
        """Only then can another channel or role be the one that a circle follows; reading a whole server is not for every word."""
        if isinstance(command, SetUp):
            await self.roster(command.who.workspace)

    async def _suggest(self, payload: Json, who: MemberRef) -> None:
        option, typed = reading.typing(payload)
        names: Sequence[str] = SUGGESTED.get(option, ())
        if option == "circle":
            circles = await self.bot.circles_in(Platform.DISCORD, who.workspace)
            names = [circle.name for circle in circles]
        fitting = [name for name in names if typed.casefold() in name.casefold()] or [typed]
        choices = [{"name": name, "value": name} for name in fitting if name][:MOST_SUGGESTIONS]
        await self._callback(payload, SUGGESTIONS, {"choices": choices})

    async def _first_message(self, payload: Json, who: MemberRef) -> None:
        """The first direct message comes with joining, by the member's own act; whether it can come at all is said at once."""
        try:
            opened = await self.door.post("/users/@me/channels", {"recipient_id": who.member})
            await self._write(opened["id"], draw(words.first_direct_message()))
        except discord.HTTPException as error:
            if code_of(error) != CLOSED_DM:
                raise
            await self._follow_up(payload, words.direct_messages_closed())

    async def _callback(
        self, payload: Json, kind: int, data: Json, files: Sequence[Attachment] = ()
    ) -> None:
        await self.door.post(
            "/interactions/{interaction_id}/{interaction_token}/callback",
            {"type": kind, "data": data},
            files,
            interaction_id=str(payload["id"]),
            interaction_token=str(payload["token"]),
        )

    async def _defer(self, payload: Json) -> None:
        await self._callback(payload, DEFERRED, {"flags": EPHEMERAL})

    async def _answer(self, payload: Json, message: Message | None) -> None:
        """The whole answer at once, seen by nobody else."""
        drawn = draw(message or say())
        await self._callback(payload, MESSAGE, drawn.payload(flags=EPHEMERAL), drawn.files)

    async def _complete(self, payload: Json, reply: Reply) -> None:
        """The answer to what was acknowledged; by direct message where too much time has gone by."""
        drawn = draw(reply.message or say())
        ids = {"webhook_id": str(payload["application_id"]), "webhook_token": str(payload["token"])}
        try:
            path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
            await self.door.patch(path, drawn.payload(), drawn.files, **ids)
        except discord.HTTPException as error:
            if code_of(error) not in TOKEN_GONE:
                raise
            member = payload.get("member", payload)["user"]["id"]
            opened = await self.door.post("/users/@me/channels", {"recipient_id": str(member)})
            await self._write(opened["id"], drawn)

    async def _write(self, channel: str, drawn: Drawn) -> None:
        path = "/channels/{channel_id}/messages"
        await self.door.post(path, drawn.payload(), drawn.files, channel_id=channel)

    async def _follow_up(self, payload: Json, message: Message) -> None:
        drawn = draw(message)
        await self.door.post(
            "/webhooks/{webhook_id}/{webhook_token}",
            drawn.payload(flags=EPHEMERAL),
            drawn.files,
            webhook_id=str(payload["application_id"]),
            webhook_token=str(payload["token"]),
        )

    async def _last_word(self, payload: Json, message: Message) -> None:
        """Say that something broke, whether or not it was acknowledged before."""
        attempts: tuple[Callable[[], Awaitable[None]], ...] = (
            lambda: self._complete(payload, Reply(message)),
            lambda: self._answer(payload, message),
        )
        for attempt in attempts:
            try:
                await attempt()
            except discord.HTTPException:
                continue
            except Exception:
                log.exception("answer_failed")  # there is nobody left to tell
                continue
            return
