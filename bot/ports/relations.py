"""What is kept of members' relationships: their sides, promises, referrals, notes, and what they are reminded of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.model import FollowUpState, MemberId, WorkspaceId
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side
from bot.domain.reminders import Reminder


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What a member wrote down about another, for nobody else to read. `sealed`: as `Seals` gives it."""

    workspace_id: WorkspaceId
    writer_id: MemberId
    about_id: MemberId
    sealed: str
    written_at: datetime


class Seals(Protocol):
    """Makes a text unreadable to whoever has the database but not the key, and readable again."""

    def seal(self, text: str) -> str:
        """The text, sealed."""
        ...

    def unseal(self, sealed: str) -> str:
        """The text. Raises `StoreError` where the key is another one."""
        ...


class Sides(Protocol):
    """Members' sides of their relationships."""

    async def among(self, ids: Iterable[MemberId]) -> tuple[Side, ...]:
        """Every side with both among these members."""
        ...

    async def of_member(self, member_id: MemberId) -> tuple[Side, ...]:
        """Both sides of all of a member's relationships of which anything is kept."""
        ...

    async def put(self, side: Side) -> None:
        """Keep a side, in the place of an earlier one."""
        ...

    async def asked(self, side: Side) -> None:
        """Keep when this side was asked; what else is kept of it stays, also what its member says this moment."""
        ...


class Promises(Protocol):
    """What members said they would do."""

    async def get(self, promise_id: int) -> Promise | None:
        """The promise with this id, held until the transaction ends."""
        ...

    async def of_member(self, member_id: MemberId) -> tuple[Promise, ...]:
        """All promises that a member made, the one due first first."""
        ...


class Referrals(Protocol):
    """Business passed from one to another."""

    async def get(self, referral_id: int) -> Referral | None:
        """The referral with this id, held until the transaction ends."""
        ...

    async def of_member(self, member_id: MemberId) -> tuple[Referral, ...]:
        """All that a member gave or got, the newest first."""
        ...


class Notes(Protocol):
    """What members wrote down about others."""

    async def of_writer(self, writer_id: MemberId) -> tuple[Note, ...]:
        """A member's notes, the newest first."""
        ...

    async def put(self, note: Note) -> None:
        """Keep a note, in the place of an earlier one about the same member."""
        ...

    async def remove(self, writer_id: MemberId, about_id: MemberId) -> bool:
        """Forget a note; False when there was none."""
        ...


class Reminders(Protocol):
    """Planned private messages, and what was said to whom of late."""

    async def due(self, now: datetime) -> tuple[Reminder, ...]:
        """Waiting reminders whose time has come, by member, the oldest first."""
        ...

    async def held(self, ids: Iterable[int]) -> tuple[Reminder, ...]:
        """Those of these that still wait, the oldest first; nobody else changes them until the transaction ends."""
        ...

    async def put(self, reminders: Sequence[Reminder]) -> None:
        """Plan reminders; one whose key is there already takes its place, and waits again."""
        ...

    async def plan(self, reminders: Sequence[Reminder]) -> None:
        """Plan reminders, leaving out those whose key is there already."""
        ...

    async def close(self, ids: Iterable[int], state: FollowUpState) -> frozenset[int]:
        """End those that are still waiting, and say which; the others somebody else ended first."""
        ...

    async def asked(self, keys: Iterable[str], since: datetime) -> frozenset[str]:
        """Those of these keys of which somebody was reminded since a moment."""
        ...

    async def planned(self, key: str) -> datetime | None:
        """When the reminder with this key is due; None where none waits."""
        ...

    async def cancel(self, keys: Iterable[str]) -> None:
        """Call off those of these keys that still wait."""
        ...

    async def ping(self, ids: Iterable[MemberId], now: datetime) -> None:
        """Remember that something was said to these members, of the bot's own accord."""
        ...

    async def pinged(
        self, ids: Iterable[MemberId], since: datetime
    ) -> dict[MemberId, tuple[datetime, ...]]:
        """When something was said to these members since a moment; who heard nothing is missing."""
        ...
