"""Sends what waits: claim, deliver, record. It has no rule of its own; the core says what and when."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog

from bot.deliveries import Delivery, Receipt
from bot.domain.model import Platform
from bot.errors import DeliveryError, OutcomeUnknown, TryLater
from bot.ports import Messenger
from bot.usecases.sending import Attempt, Claimed

log = structlog.get_logger()


class Post(Protocol):
    """Where deliveries come from and where their outcome goes."""

    async def claim(self) -> Claimed:
        """Take the messages to be sent now."""
        ...

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Store how sending went."""
        ...


class Outbox:
    """Drains the post through the platforms' messengers; one slow address holds up no other."""

    def __init__(self, post: Post, messengers: Mapping[Platform, Messenger]) -> None:
        self._post = post
        self._messengers = messengers

    async def drain(self) -> None:
        """Deliver all that is due, until nothing is."""
        while True:
            claimed = await self._post.claim()
            if not claimed.to_send and not claimed.to_find:
                return
            await self._deliver(claimed)

    async def _deliver(self, claimed: Claimed) -> None:
        """Send side by side; store results as they come, as many as have come, so that none waits for the slowest."""
        done: asyncio.Queue[Attempt] = asyncio.Queue()

        async def attempt(delivery: Delivery, *, again: bool) -> None:
            outcome = await self._outcome(delivery, again=again)
            if again and isinstance(outcome, TryLater):
                # Not even the look came off: it must not be sent again before one has.
                outcome = OutcomeUnknown(str(outcome))
            done.put_nowait(Attempt(delivery, outcome))

        async with asyncio.TaskGroup() as tasks:
            for delivery in claimed.to_send:
                tasks.create_task(attempt(delivery, again=False))
            for delivery in claimed.to_find:
                tasks.create_task(attempt(delivery, again=True))
            missing = len(claimed.to_send) + len(claimed.to_find)
            while missing:
                results = [await done.get()]
                while not done.empty():
                    results.append(done.get_nowait())
                await self._post.record(results)
                missing -= len(results)

    async def _outcome(self, delivery: Delivery, *, again: bool) -> Receipt | DeliveryError | None:
        """How it went: a receipt, an error, or None when a look-up shows that it never went out."""
        messenger = self._messengers.get(delivery.platform)
        if messenger is None:
            return TryLater(f"121 is not connected to {delivery.platform} at the moment")
        try:
            return await (messenger.find(delivery) if again else messenger.send(delivery))
        except DeliveryError as error:
            log.warning("delivery_failed", delivery=delivery.id, error=type(error).__name__)
            return error
        except Exception as error:
            # A messenger that breaks its promise: nobody knows what happened, so look before sending again.
            log.exception("messenger_failed", delivery=delivery.id)
            return OutcomeUnknown(type(error).__name__)
