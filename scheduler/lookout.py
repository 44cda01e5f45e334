"""Looks, before a question is asked, whether the answer stands on the message already.

Platforms tell of reactions, but not for sure: one that came while 121 was down may never be told.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog

from bot.deliveries import Delivery
from bot.domain.model import PairingId, Platform
from bot.errors import DeliveryError, TryLater
from bot.ports import Messenger, Reaction

log = structlog.get_logger()

AT_ONCE = 10


class Watched(Protocol):
    """What there is to look at, and who wants to know."""

    async def to_look_at(self) -> tuple[Delivery, ...]:
        """The messages about pairings that are about to be asked about."""
        ...

    async def saw(self, delivery: Delivery, reactions: Sequence[Reaction]) -> None:
        """Take note of what stands on a message."""
        ...


class Lookout:
    """Asks the platforms for the reactions on messages."""

    def __init__(self, watched: Watched, messengers: Mapping[Platform, Messenger]) -> None:
        self._watched = watched
        self._messengers = messengers
        self._room = asyncio.Semaphore(AT_ONCE)

    async def look(self) -> frozenset[PairingId]:
        """Look at what is to be looked at; the pairings about which a platform asks to be asked later."""
        wanted = await self._watched.to_look_at()
        unseen = await asyncio.gather(*(self._look_at(delivery) for delivery in wanted))
        return frozenset(pairing for pairing in unseen if pairing is not None)

    async def _look_at(self, delivery: Delivery) -> PairingId | None:
        messenger = self._messengers.get(delivery.platform)
        if messenger is None:
            return None
        async with self._room:
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
        if reactions:
            await self._watched.saw(delivery, reactions)
        return None
