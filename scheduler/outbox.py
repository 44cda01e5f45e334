"""Sends what waits: claim, deliver, record. It has no rule of its own; the core says what and when.

Messages are on their way side by side, and more are taken while some are still under way: whoever is slow holds up nobody
else. How many may be under way is limited for each workspace and each platform, so that a dead one does not take all the room,
and each must have ended within a time that is shorter than a lease.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from bot.deliveries import NOBODY, Busy, Delivery, Receipt
from bot.domain.model import Platform
from bot.errors import DeliveryError, NotYet, OutcomeUnknown
from bot.faults import Point, reach
from bot.ports import Messenger
from bot.usecases.sending import Attempt, Claimed

log = structlog.get_logger()

LONGEST = 45.0  # seconds for one to be sent, or looked for; with its outcome stored, still shorter than a lease
SOON = 0.1  # seconds between two claims while results come in one by one
LOOK_AGAIN = 1.0  # seconds, while something is under way: what had to wait may be due by then
STORE_AGAIN = (0.5, 2.0, 5.0, 10.0)  # seconds, where an outcome cannot be stored

# The platforms to which somebody else sends at the moment, or nobody can.
Away = Callable[[], frozenset[Platform]]
Claim = tuple[int, int]  # which delivery, and the how-manieth attempt
NOTHING = Claimed(to_send=(), to_find=())


@dataclass(frozen=True, slots=True)
class Room:
    """How many may be under way: of a workspace before no more is taken of it, and of a platform; and seconds between claims.

    A claim takes as many at once of a workspace, so it has twice as many at the most. In the room of a platform it
    counts with no more than its own, so that nobody takes the room of others.
    """

    of_each: int
    of_all: int
    apart: float = 0


USUAL = Room(of_each=10, of_all=300)
MEANWHILE = Room(of_each=1, of_all=10, apart=0.5)  # while something else needs the processor more


def nowhere() -> frozenset[Platform]:
    """Nobody else sends."""
    return frozenset()


class Post(Protocol):
    """Where deliveries come from and where their outcome goes."""

    async def claim(self, busy: Busy) -> Claimed:
        """Take the messages to be sent now, but for those who are busy."""
        ...

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Store how sending went."""
        ...


class Outbox:
    """Drains the post through the platforms' messengers."""

    def __init__(
        self,
        post: Post,
        messengers: Mapping[Platform, Messenger],
        away: Away = nowhere,
        longest: float = LONGEST,
    ) -> None:
        self._post = post
        self._messengers = messengers
        self._away = away
        self._longest = longest
        self._stirred = asyncio.Event()
        self._draining = asyncio.Lock()
        self._under_way: dict[Claim, Delivery] = {}
        self._done: list[Attempt] = []
        self._closed = False
        self._room = USUAL

    def wake(self) -> None:
        """There may be something to send."""
        self._stirred.set()

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """Until the block ends, have less under way: a Monday's rounds are opened first."""
        self._room = MEANWHILE
        try:
            yield
        finally:
            self._room = USUAL

    async def woken(self) -> None:
        """Wait until there may be something to send."""
        await self._stirred.wait()

    def close(self) -> None:
        """Begin nothing more."""
        self._closed = True
        self._stirred.set()

    async def stop(self) -> None:
        """Begin nothing more, and wait until nothing is under way."""
        self.close()
        async with self._draining:
            return

    async def drain(self) -> None:
        """Deliver all that is due, until nothing is, and nothing is under way."""
        async with self._draining:
            self._under_way, self._done = {}, []
            async with asyncio.TaskGroup() as tasks:
                await self._take_and_store(tasks)

    async def _take_and_store(self, tasks: asyncio.TaskGroup) -> None:
        clock = asyncio.get_running_loop().time
        look_at = taken_at = clock()
        while True:
            if self._stirred.is_set():
                look_at = min(look_at, taken_at + max(SOON, self._room.apart))
            self._stirred.clear()
            await self._store_done()
            idle = not self._under_way and clock() >= taken_at + self._room.apart
            if idle or clock() >= look_at:
                taken = await self._take(tasks)
                if not taken and not self._under_way:
                    return
                taken_at = clock()
                look_at = taken_at + (self._room.apart if taken else LOOK_AGAIN)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(look_at):
                    await self._stirred.wait()

    async def _take(self, tasks: asyncio.TaskGroup) -> bool:
        """Claim what may go out now, and begin with it; whether there was anything."""
        if self._closed:
            return False
        those = busy(self._under_way.values(), self._room)
        closed = those.platforms | self._away() | (frozenset(Platform) - self._messengers.keys())
        if closed.issuperset(Platform):
            return False
        those = replace(those, platforms=closed)
        claimed = await self._claim(those)
        if not claimed.to_send and not claimed.to_find:
            return False
        reach(Point.CLAIMED)
        for again, deliveries in ((False, claimed.to_send), (True, claimed.to_find)):
            for delivery in deliveries:
                self._under_way[_claim_of(delivery)] = delivery
                tasks.create_task(self._attempt(delivery, again=again))
        return True

    async def _claim(self, those: Busy) -> Claimed:
        """A database that is away must not break off what is under way."""
        try:
            return await self._post.claim(those)
        except Exception:
            if not self._under_way:
                raise
            log.exception("nothing_claimed")
            return NOTHING

    async def _store_done(self) -> None:
        """Store results as they come, as many as have come, so that none waits for the slowest."""
        results, self._done = self._done, []
        if not results:
            return
        await self._store(results)
        reach(Point.RECORDED)
        for result in results:
            del self._under_way[_claim_of(result.delivery)]

    async def _store(self, results: Sequence[Attempt]) -> None:
        """A database that is away for some seconds must not make us forget that a message went out.

        After that it is left claimed, and looked up: what is still under way must not be broken off.
        """
        for seconds in (0, *STORE_AGAIN):
            await asyncio.sleep(seconds)
            try:
                await self._post.record(results)
            except Exception:
                log.exception("outcome_not_stored")
            else:
                return
        log.error("outcomes_to_be_looked_up", number=len(results))

    async def _attempt(self, delivery: Delivery, *, again: bool) -> None:
        outcome = await self._outcome(delivery, again=again)
        self._done.append(Attempt(delivery, outcome, looked=again))
        self._stirred.set()

    async def _outcome(self, delivery: Delivery, *, again: bool) -> Receipt | DeliveryError | None:
        """How it went: a receipt, an error, or None when a look-up shows that it never went out."""
        messenger = self._messengers[delivery.platform]
        try:
            async with asyncio.timeout(self._longest):
                return await (_find(messenger, delivery) if again else _send(messenger, delivery))
        except DeliveryError as error:
            if not isinstance(error, NotYet):
                log.warning("delivery_failed", delivery=delivery.id, error=type(error).__name__)
            return error
        except TimeoutError:
            log.warning("delivery_takes_too_long", delivery=delivery.id)
            return OutcomeUnknown(f"{delivery.platform} takes too long.")
        except Exception as error:
            # A messenger that breaks its promise: nobody knows what happened, so look before sending again.
            log.exception("messenger_failed", delivery=delivery.id)
            return OutcomeUnknown(type(error).__name__)


def busy(under_way: Iterable[Delivery], room: Room = USUAL) -> Busy:
    """Who has enough under way."""
    those = list(under_way)
    workspaces = Counter((delivery.platform, delivery.workspace_id) for delivery in those)
    platforms = Counter[Platform]()
    for (platform, _), many in workspaces.items():
        platforms[platform] += min(many, room.of_each)
    return Busy(
        frozenset(one for (_, one), many in workspaces.items() if many >= room.of_each),
        frozenset(one for one, many in platforms.items() if many >= room.of_all),
        frozenset(delivery.id for delivery in those),
        room.of_each,
        min(room.of_all, NOBODY.all),
    )


def _claim_of(delivery: Delivery) -> Claim:
    return delivery.id, delivery.attempts


async def _send(messenger: Messenger, delivery: Delivery) -> Receipt:
    reach(Point.SENDING)
    receipt = await messenger.send(delivery)
    reach(Point.ACCEPTED)
    return receipt


async def _find(messenger: Messenger, delivery: Delivery) -> Receipt | None:
    found = await messenger.find(delivery)
    reach(Point.LOOKED_UP)
    return found
