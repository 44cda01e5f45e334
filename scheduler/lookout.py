"""Looks, before a question is asked, whether the answer stands on the message already.

Platforms tell of reactions, but not for sure: one that came while 121 was down may never be told.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog

from bot.deliveries import Delivery
from bot.domain.model import PairingId, Platform
from bot.errors import DeliveryError, TryLater
from bot.faults import Point, reach
from bot.ports import Messenger, Reaction

log = structlog.get_logger()

AT_ONCE = 30
AT_ONCE_IN_ONE = 3  # workspace, so that one that hangs leaves room to the others
PATIENCE = 5.0  # seconds for all looks together: everything else that is due waits for them


class Watched(Protocol):
    """What there is to look at, and who wants to know."""

    async def to_look_at(self) -> tuple[Delivery, ...]:
        """The messages about pairings that are about to be asked about."""
        ...

    async def saw(self, delivery: Delivery, reactions: Sequence[Reaction]) -> None:
        """Take note of what stands on a message."""
        ...


class Room:
    """How many looks there are at a time."""

    def __init__(self) -> None:
        self.of_all = asyncio.Semaphore(AT_ONCE)
        self._of_each = defaultdict[tuple[Platform, str], asyncio.Semaphore](
            lambda: asyncio.Semaphore(AT_ONCE_IN_ONE)
        )

    def of(self, delivery: Delivery) -> asyncio.Semaphore:
        """That of its workspace."""
        return self._of_each[delivery.platform, delivery.workspace]


class Lookout:
    """Asks the platforms for the reactions on messages."""

    def __init__(
        self,
        watched: Watched,
        messengers: Mapping[Platform, Messenger],
        patience: float = PATIENCE,
    ) -> None:
        self._watched = watched
        self._patience = patience
        self._messengers = messengers

    async def look(self) -> frozenset[PairingId]:
        """Look at what is to be looked at; the pairings about which a platform asks to be asked later."""
        wanted = await self._watched.to_look_at()
        room = Room()
        looks = {asyncio.create_task(self._look_at(one, room)): one.pairing_id for one in wanted}
        if not looks:
            return frozenset()
        done, slow = await asyncio.wait(looks, timeout=self._patience)
        for look in slow:
            look.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        unseen = {look.result() for look in done} | {looks[look] for look in slow}
        return frozenset(pairing for pairing in unseen if pairing is not None)

    async def _look_at(self, delivery: Delivery, room: Room) -> PairingId | None:
        messenger = self._messengers.get(delivery.platform)
        if messenger is None:
            return None
        async with room.of(delivery), room.of_all:
            try:
                reactions = await messenger.reactions(delivery)
            except TryLater:
                return delivery.pairing_id
            except DeliveryError as error:
                log.warning("reactions_unseen", delivery=delivery.id, error=type(error).__name__)
                return None
            except Exception:
                # A messenger that breaks its promise must not keep the question from being asked.
                log.exception("messenger_failed", delivery=delivery.id)
                return None
        return await self._note(delivery, reactions) if reactions else None

    async def _note(self, delivery: Delivery, reactions: Sequence[Reaction]) -> PairingId | None:
        """Have it noted what stands on a message; where that fails, only this one is to be asked later."""
        reach(Point.SEEN)
        try:
            await self._watched.saw(delivery, reactions)
        except Exception:
            # It must not keep everything else that is due from being done.
            log.exception("reactions_not_noted", delivery=delivery.id)
            return delivery.pairing_id
        return None
