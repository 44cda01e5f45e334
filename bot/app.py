"""The bot: commands in, replies out; and `tick()`, which does whatever time has made due."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

import structlog

from bot.commands import Command
from bot.deliveries import NOBODY, Busy, Delivery, Receipt
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import Circle, CircleId, FollowUp, PairingId, PastPair, Platform
from bot.domain.reminders import MOST_A_WEEK
from bot.errors import Conflict
from bot.faults import Point, reach
from bot.ports import Clock, Drawer, Reaction, Seals, Store, Traits, Transaction
from bot.replies import SILENCE, Refused, Reply
from bot.usecases import (
    check_marks,
    following_up,
    pair_me,
    reminding,
    restoring,
    rounds,
    sending,
    upkeep,
)
from bot.usecases.answering import TELLINGS
from bot.usecases.drawing import Drawn, NotDrawn
from bot.usecases.sending import Attempt, Claimed
from bot.usecases.story import Story, know

T = TypeVar("T")

log = structlog.get_logger()
TRIES = 5


def _do_nothing() -> None:
    """Wake nobody."""


class _AtOnce:
    """Draws where it stands."""

    async def draw(
        self,
        candidates: Sequence[Candidate],
        history: Sequence[PastPair],
        rules: Rules,
        seed: int,
    ) -> Draw:
        """Who meets whom."""
        return draw(candidates, history, rules, seed)


DRAWN_HERE = _AtOnce()
Together = Callable[[Iterable[Awaitable[None]]], Awaitable[None]]


async def one_by_one(works: Iterable[Awaitable[None]]) -> None:
    """Do one thing after the other."""
    for work in works:
        await work


@dataclass(frozen=True, kw_only=True)
class Means:
    """What an operator gives the bot to work with.

    `retention` is how long a workspace is kept after 121 was removed from it; `most_a_week`, how many messages a member
    gets in a week of the bot's own accord; `drawer` draws the rounds; `together` opens those that are due at once, one
    after the other or several at a time; `seals` closes what nobody else may read: without them no notes are kept.
    """

    retention: timedelta = timedelta(days=30)
    most_a_week: int = MOST_A_WEEK
    drawer: Drawer = DRAWN_HERE
    together: Together = one_by_one
    seals: Seals | None = None


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The whole programme behind two doors: `handle` for what is asked, `tick` for what is due.

    `on_change` is called after every committed command, so that whoever sends messages can do so at once.
    """

    store: Store
    clock: Clock
    traits: Mapping[Platform, Traits]
    on_change: Callable[[], None] = _do_nothing
    means: Means = Means()

    def woken_by(self, on_change: Callable[[], None]) -> "Bot":
        """The same bot, calling `on_change` after every command."""
        return replace(self, on_change=on_change)

    async def handle(self, command: Command) -> Reply:
        """Do what is asked, in one transaction, and give the private answer. A repeated event does nothing."""

        async def story(now: Story) -> Reply:
            if command.event and not await _is_new(now, command):
                return SILENCE
            reply = await TELLINGS[type(command)](now, command)
            reach(Point.COMMAND_TOLD)
            return reply

        try:
            reply = await self._with(story)
        except Refused as refusal:
            # What was begun is undone, but that the member is there stays known.
            await self._with(lambda story: know(story, command.who))
            return refusal.reply
        reach(Point.COMMAND_STORED)
        self.on_change()
        return reply

    async def tick(self, unseen: Collection[PairingId] = ()) -> None:
        """Do what is due: questions first, then rounds, requests that ran out, reminders. One failing never stops another.

        Questions about `unseen` pairings, on whose messages nobody could look, wait a while.
        """
        for circle, batch in await self._due_questions(unseen):
            await self._do_due(partial(following_up.ask_due, due=batch), circle)
        due = await self._with(lambda story: story.tx.circles.due(story.now))
        await self.means.together(
            self._do_due(partial(rounds.open_due_round, circle_id=circle), circle) for circle in due
        )
        await self._guarded(pair_me.expire_requests, None)
        reminders = await self._with(reminding.due)
        for _, some in groupby(reminders, key=attrgetter("member_id")):
            await self._do_due(partial(reminding.remind, reminders=tuple(some)), None)

    async def tidy(self) -> None:
        """Let go of what is no longer needed; once a day is enough."""
        await self._guarded(partial(upkeep.tidy, retention=self.means.retention), None)

    async def restored(self) -> restoring.Restored:
        """Take for done whatever may have been done since the backup was made that the store is."""
        return await self._with(restoring.restored)

    async def home_of(
        self, platform: Platform, member: str, receipt: Receipt | None = None
    ) -> str | None:
        """In which workspace somebody acts who does it in private: that of the message, else where they were last.

        None where they are no longer, or where 121 is not any more: the messages of before are still in their hands.
        """

        async def found(tx: Transaction) -> str | None:
            homes = await tx.people.homes(platform, member)
            of_message = receipt and await tx.outbox.workspace_of(platform, receipt)
            meant = of_message or next(iter(homes), None)
            return meant if meant in homes else None

        return await self._in_transaction(found)

    async def circles_in(self, platform: Platform, workspace: str) -> tuple[Circle, ...]:
        """The open circles of a workspace."""

        async def found(tx: Transaction) -> tuple[Circle, ...]:
            known = await tx.people.workspace(platform, workspace)
            return await tx.circles.of_workspace(known.id) if known else ()

        return await self._in_transaction(found)

    async def next_due(self) -> datetime | None:
        """When the next thing falls due."""
        return await self._in_transaction(lambda tx: tx.next_due())

    async def claim(self, busy: Busy = NOBODY) -> Claimed:
        """Take the messages to be sent now, but for those who are busy."""
        return await self._with(lambda story: sending.claim(story, busy))

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Store how sending went."""
        await self._with(lambda story: sending.record(story, attempts))

    async def to_look_at(self) -> tuple[Delivery, ...]:
        """The messages on which an answer may stand already to what is due to be asked."""
        return await self._with(following_up.to_look_at)

    async def saw(self, delivery: Delivery, reactions: Sequence[Reaction]) -> None:
        """Take note of the reactions that stand on a message."""
        await self._with(partial(check_marks.saw, delivery=delivery, reactions=reactions))

    async def _due_questions(
        self, unseen: Collection[PairingId]
    ) -> list[tuple[CircleId, tuple[FollowUp, ...]]]:
        """What is to be asked, circle by circle, the oldest first."""
        due = await self._with(partial(following_up.due, unseen=unseen))
        ordered = sorted(due, key=attrgetter("circle_id"))
        return [
            (circle, tuple(some)) for circle, some in groupby(ordered, key=attrgetter("circle_id"))
        ]

    async def _do_due(
        self, story: Callable[[Story], Awaitable[object]], circle: CircleId | None
    ) -> None:
        async def told(now: Story) -> None:
            await story(now)
            reach(Point.DUE_TOLD)

        await self._guarded(told, circle)
        reach(Point.DUE_STORED)

    async def _guarded(
        self, story: Callable[[Story], Awaitable[object]], circle: CircleId | None
    ) -> None:
        try:
            await self._with(story)
        except Exception:
            # Logged with its trace for the operator; the next tick tries again.
            log.exception("tick_failed", circle=circle)

    async def _with(self, story: Callable[[Story], Awaitable[T]]) -> T:
        """Tell a story in a transaction; while it needs a draw, that is made outside, and it is told again.

        That ends: after some draws the story does with what there is (`draw_of`).
        """
        drawn: tuple[Drawn, ...] = ()
        while True:
            try:
                return await self._in_transaction(partial(self._told, story, drawn))
            except NotDrawn as needed:
                made = Drawn(needed.lots, await needed.lots.drawn_by(self.means.drawer))
                drawn = (*drawn, made)

    def _told(
        self, story: Callable[[Story], Awaitable[T]], drawn: tuple[Drawn, ...], tx: Transaction
    ) -> Awaitable[T]:
        return story(
            Story(
                tx=tx,
                now=self.clock.now(),
                traits=self.traits,
                drawer=self.means.drawer,
                most_a_week=self.means.most_a_week,
                drawn=drawn,
                seals=self.means.seals,
            )
        )

    async def _in_transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        for tries_left in reversed(range(TRIES)):
            try:
                async with self.store.begin() as tx:
                    return await work(tx)
            except Conflict:
                if not tries_left:
                    raise
        raise AssertionError


async def _is_new(story: Story, command: Command) -> bool:
    workspace = await story.tx.people.workspace(command.who.platform, command.who.workspace)
    if workspace is None or command.event is None:
        return True
    return await story.tx.first_time(workspace.id, command.event, story.now)
