"""A platform that fails as it is told to, and the same group at a table."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.deliveries import Address, AddressKind, Delivery, DeliveryState, Receipt
from bot.domain.model import Circle, MemberId, Pairing, Platform, Round, WorkspaceId
from bot.errors import OutcomeUnknown
from bot.messages import paragraph, say
from bot.ports import Store, Transaction
from tests.talk import Table, Talk, receipt_of

SET_UP = "/121 setup every week on monday at 10:00 name Coffee"


@dataclass(frozen=True)
class Lost:
    """The answer is lost: the platform took the message, or did not, and 121 cannot tell."""

    taken: bool
    error: Exception = field(default_factory=OutcomeUnknown)


class ScriptedTable(Table):
    """Fails as `fails` says for an address (the next failure first), then takes everything."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: defaultdict[str, deque[Exception | Lost]] = defaultdict(deque)
        self.blind: deque[Exception] = deque()
        self.tried: list[str] = []
        self.looked: list[str] = []
        self.before_receipt: Callable[[Delivery], Awaitable[object]] | None = None

    async def send(self, delivery: Delivery) -> Receipt:
        self.tried.append(delivery.key)
        failures = self.fails[delivery.address.encode()]
        if failures:
            await self._fail(failures.popleft(), delivery)
        receipt = await super().send(delivery)
        if self.before_receipt is not None:
            await self.before_receipt(delivery)
        return receipt

    async def _fail(self, failure: Exception | Lost, delivery: Delivery) -> None:
        if isinstance(failure, Exception):
            raise failure
        if failure.taken:
            await super().send(delivery)
        raise failure.error

    async def find(self, delivery: Delivery) -> Receipt | None:
        self.looked.append(delivery.key)
        if self.blind:
            raise self.blind.popleft()
        return await super().find(delivery)

    @property
    def taken(self) -> list[str]:
        """The keys of what the platform took, in order."""
        return [delivery.key for delivery in self.sent]


@dataclass
class Scene:
    """A talk on a scripted platform, and what lies in its store."""

    talk: Talk
    table: ScriptedTable

    @property
    def workspace(self) -> WorkspaceId:
        return WorkspaceId(1)

    async def queue(
        self, key: str, to: str, *about: str, workspace: WorkspaceId | None = None
    ) -> None:
        """Leave a message for a member."""
        async with self.talk.store.begin() as tx:
            members = [await tx.people.member(self.workspace, name) for name in about]
            ids = tuple(MemberId(who.id) for who in members if who)
            new = self.message(key, to, workspace)
            await tx.outbox.queue([replace(new, about=ids)])

    def message(self, key: str, to: str, workspace: WorkspaceId | None = None) -> Delivery:
        """A message for a member, not stored yet."""
        now = self.talk.clock.now()
        return Delivery(
            key=key,
            workspace_id=workspace or self.workspace,
            platform=Platform.PLAYGROUND,
            workspace=self.talk.workspace,
            address=Address(kind=AddressKind.MEMBER, ids=(to,)),
            message=say(paragraph(key)),
            created_at=now,
            not_before=now,
        )

    async def passes(self) -> None:
        await self.talk.parts.runner.run_once()

    async def delivery(self, key: str) -> Delivery:
        """The delivery as the store has it; only for those that were handed over at least once."""
        sent = next(delivery for delivery in self.table.sent if delivery.key == key)
        async with self.talk.store.begin() as tx:
            found = await tx.outbox.by_receipt(self.workspace, receipt_of(sent))
        assert found is not None
        return found

    async def is_sent(self, key: str) -> bool:
        return (await self.delivery(key)).state is DeliveryState.SENT


def scene(store: Store) -> Scene:
    table = ScriptedTable()
    return Scene(talk=Talk(store, table), table=table)


async def set_up(talk: Talk, *members: str, how: str = SET_UP) -> None:
    """A circle in which these members take part; ada organises it."""
    await talk.says("ada", how)
    for member in members:
        await talk.says(member, "/121 join")


async def the_circle(tx: Transaction, workspace: str = "riverside") -> Circle:
    known = await tx.people.workspace(Platform.PLAYGROUND, workspace)
    assert known is not None
    (circle,) = await tx.circles.of_workspace(known.id)
    return circle


async def rounds(store: Store) -> list[Round]:
    """Every round of the circle, the oldest first."""
    async with store.begin() as tx:
        circle = await the_circle(tx)
        found: list[Round] = []
        latest = await tx.circles.latest_round(circle.id)
        while latest is not None:
            found.append(latest)
            latest = await tx.circles.latest_round(circle.id, before=latest.id)
    return found[::-1]


async def pairings(store: Store) -> list[Pairing]:
    """Every pairing of the workspace, the oldest first."""
    async with store.begin() as tx:
        circle = await the_circle(tx)
        memberships = await tx.circles.memberships(circle.id)
        found = {
            pairing.id: pairing
            for membership in memberships
            for pairing, _ in await tx.pairings.of_member(membership.member_id)
        }
    return [found[number] for number in sorted(found)]
