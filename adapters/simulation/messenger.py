"""A platform that takes every message, and remembers what it took."""

from collections import Counter

from bot.deliveries import Delivery, Receipt
from bot.ports import Reaction, Traits


class CountingMessenger:
    """Takes every message; `taken` counts how often each key arrived."""

    traits = Traits(group_dm=True)

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.receipts: dict[str, Receipt] = {}
        self._notices: set[str] = set()

    async def send(self, delivery: Delivery) -> Receipt:
        """Take the message."""
        self.taken[delivery.key] += 1
        receipt = Receipt(channel=delivery.address.encode(), message=str(self.taken.total()))
        self.receipts[delivery.key] = receipt
        if delivery.key.startswith("silence:"):
            self._notices.update(delivery.address.ids)
        return receipt

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Whether the message was taken."""
        return self.receipts.get(delivery.key)

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """Nothing: the members of a simulation say at once what they have to say."""
        del delivery
        return ()

    def take_notices(self) -> frozenset[str]:
        """The members who were asked, since the last call, whether they are still there."""
        asked = frozenset(self._notices)
        self._notices.clear()
        return asked
