"""A platform that takes every message, and remembers what it took."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.deliveries import AddressKind, Delivery, Receipt
from bot.messages import Message
from bot.ports import Clock, Reaction, Traits


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message that came, and to whom: `to` are the platform's ids of its members."""

    at: datetime
    key: str
    to: tuple[str, ...]
    message: Message

    @property
    def kind(self) -> str:
        """What it is about: the first word of its key."""
        return self.key.partition(":")[0]


class CountingMessenger:
    """Takes every message; `taken` counts how often each key arrived."""

    traits = Traits(group_dm=True)

    def __init__(self, clock: Clock) -> None:
        self.taken: Counter[str] = Counter()
        self.receipts: dict[str, Receipt] = {}
        self._clock = clock
        self._unread: list[Letter] = []

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return self._clock.now()

    async def send(self, delivery: Delivery) -> Receipt:
        """Take the message."""
        self.taken[delivery.key] += 1
        receipt = Receipt(channel=delivery.address.encode(), message=str(self.taken.total()))
        self.receipts[delivery.key] = receipt
        if delivery.address.kind is not AddressKind.CHANNEL:
            to, message = delivery.address.ids, delivery.message
            letter = Letter(at=self.now, key=delivery.key, to=to, message=message)
            self._unread.append(letter)
        return receipt

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Whether the message was taken."""
        return self.receipts.get(delivery.key)

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """Nothing: the members of a simulation say at once what they have to say."""
        del delivery
        return ()

    def take_unread(self) -> list[Letter]:
        """What has come for members since the last call, in the order in which it came."""
        unread, self._unread = self._unread, []
        return unread
