"""Two workspaces in one database, in which people have the same ids; and one of everything that a button can be about.

What everybody of the first workspace may read has “quince” in it, what only Ada and Ben may read has “medlar”.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.commands.fill import fill
from bot.commands.press import press
from bot.deliveries import Receipt
from bot.domain.model import (
    LARGEST_ID,
    CircleId,
    Meeting,
    MeetingStatus,
    MemberId,
    Origin,
    Pairing,
    PairingId,
    PairRequest,
    Platform,
    RulingKind,
    WorkspaceId,
)
from bot.domain.promises import Promise, PromiseState
from bot.domain.proposals import TimeChosen, TimeOffered
from bot.domain.referrals import Referral, ReferralState
from bot.domain.relationships import Side
from bot.domain.rulings import number_of, ruling_about
from bot.messages import (
    Action,
    Choice,
    Day,
    Hour,
    Input,
    Line,
    Values,
    proposed,
    to_json,
)
from bot.ports import Note
from bot.replies import SILENCE, Reply
from bot.storage import SqlStore, seals_of, upgrade
from bot.storage.tables import metadata
from bot.storage.upkeep import _belongs
from bot.usecases.with_skill import _mark
from tests.talk import KEY, MONDAY_NINE, Talk

OPEN, PRIVATE = "quince", "medlar"
HERE, THERE = "riverside", "hillside"
FAMILIAR, ELSEWHERE = ("ada", "ben", "cleo", "dan", "eve"), ("ada", "ben")
MOST_IDS = 12
READABLE = {  # lines in which not everything can be written
    "limit": "4",
    "time_zone": "Europe/London",
    "holidays": "2026-12-24",
    "formats": "online",
    "available": "monday 9-12",
    "a_week": "3",
    "policy": "interests 5",
    "rhythm": "monthly",
}
Rows = frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Ids:
    """What there is in the first workspace, by what it is to whom."""

    workspace: WorkspaceId
    circle: CircleId
    members: dict[str, MemberId]
    arranging: PairingId  # Ben has put a time forward
    arranged: PairingId
    time: int
    offered: int
    agreed: int
    open_promise: int
    kept_promise: int
    given: int  # by Ada to Ben
    won: int
    invitation: int  # Dan asks for Ben
    ruling: int
    mark: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every number that a button could carry: all of these, and whatever else is there."""
        found = {self.time, self.offered, self.agreed, self.ruling, self.mark, *range(MOST_IDS + 1)}
        one_by_one = {*self.members.values(), *(v for v in asdict(self).values() if type(v) is int)}
        return tuple(sorted(found | one_by_one))


@dataclass
class Two:
    """The first workspace seen from both."""

    store: SqlStore
    platform: Platform
    ids: Ids
    talks: dict[str, Talk] = field(default_factory=dict)

    def talk(self, workspace: str) -> Talk:
        """A conversation in one of the two."""
        if workspace not in self.talks:
            talk = Talk(self.store, workspace=workspace, platform=self.platform)
            talk.people.update(FAMILIAR)
            self.talks[workspace] = talk
        return self.talks[workspace]

    async def asks(self, workspace: str, member: str, action: Action) -> Reply:
        """Press a button with anything in it."""
        talk = self.talk(workspace)
        command = press(action, talk.ref(member), place="coffee")
        # No button of ours has a number as large as that of another kind of button.
        return SILENCE if command is None else await talk.bot.handle(command)

    async def sends(self, workspace: str, member: str, action: Action, values: Values) -> Reply:
        """Send a form with anything in it."""
        talk = self.talk(workspace)
        if action.about > LARGEST_ID:
            return SILENCE
        return await talk.bot.handle(fill(action, values, talk.ref(member)))

    async def rows(self, *, without: MemberId | None = None) -> Rows:
        """All that is stored of the first workspace; without what is about a member and nobody else."""
        found: set[tuple[str, str]] = set()
        async with self.store.connection() as connection:
            for table in metadata.sorted_tables:
                belongs = _belongs(table, self.ids.workspace)
                if belongs is None:
                    continue
                rows = (await connection.execute(select(table).where(belongs))).mappings()
                found |= {
                    (table.name, repr(dict(row)))
                    for row in rows
                    if without is None or without not in {*_whose(table.name, row)}
                }
        return frozenset(found)


def _whose(table: str, row: Any) -> list[Any]:
    own = ("member_id", "writer_id", "blocker_id", "giver_id")
    mine = next((row[name] for name in own if name in row), None)
    return [row["id"]] if table == "members" else [mine]


def shown(reply: Reply) -> str:
    """Everything that somebody sees of a reply."""
    said = "" if reply.message is None else json.dumps(to_json(reply.message))
    return said + ("" if reply.form is None else repr(asdict(reply.form)))


def mentioned(reply: Reply) -> set[str]:
    """Whom a reply mentions."""

    def inside(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*(inside(one) for one in value))
        if not isinstance(value, dict):
            return set()
        if value.get("is") == "Mention":
            return {value["member"]}
        return set().union(*(inside(one) for one in value.values()))

    message = () if reply.message is None else reply.message
    opening = () if reply.form is None else reply.form.opening
    return inside(to_json(message)) | inside(to_json(opening))


def filled(reply: Reply) -> Values:
    """A form as it comes back from somebody who has written something into every line."""
    assert reply.form is not None
    return {one.name: READABLE.get(one.name, _written(one)) for one in reply.form.inputs}


def _written(one: Input) -> str:
    match one:
        case Choice(options=options) if not proposed(one):
            return options[0].value
        case Line():
            return f"{proposed(one)} anew"
        case Day():
            return "2026-11-26"
        case Hour():
            return "15:00"
    return proposed(one)


def receipt(pairing: PairingId) -> Receipt:
    return Receipt(channel="room", message=f"introduction {pairing}")


async def build(file: Path, platform: Platform) -> Ids:
    """Both workspaces, in a new file."""
    url = f"sqlite:///{file}"
    await upgrade(url)
    store = SqlStore.open(url, durable=False)
    talk = Talk(store, platform=platform, workspace=HERE)
    await talk.says("ada", f"/121 setup every week on monday at 10:00 name {OPEN}")
    for member in FAMILIAR:
        await talk.says(member, "/121 join")
        await talk.says(member, f"/121 profile business {OPEN} trade of {member}")
    await talk.says("ada", f"/121 profile looking for: {OPEN} jelly")
    other = Talk(store, platform=platform, workspace=THERE)
    await other.says("ada", "/121 setup every week on monday at 10:00 name Tea")
    for member in ELSEWHERE:
        await other.says(member, "/121 join")
    ids = await _add_relations(store, platform)
    await store.close()
    return ids


async def _add_relations(store: SqlStore, platform: Platform) -> Ids:
    async with store.begin() as tx:
        workspace = await tx.people.workspace(platform, HERE)
        assert workspace is not None
        (circle,) = await tx.circles.of_workspace(workspace.id)
        members = {}
        for name in FAMILIAR:
            found = await tx.people.member(workspace.id, name)
            assert found is not None
            members[name] = found.id
            await tx.save(replace(found, limit=5))
        ada, ben, dan = members["ada"], members["ben"], members["dan"]
        pairings = await tx.add(
            *(
                Pairing(
                    workspace_id=workspace.id,
                    circle_id=circle.id,
                    origin=Origin.ON_REQUEST,
                    members=(ada, ben),
                    opened_at=MONDAY_NINE - timedelta(days=days),
                    ends_at=MONDAY_NINE + timedelta(days=6),
                )
                for days in (200, 2, 1)
            )
        )
        long_ago, arranging, arranged = (pairing.id for pairing in pairings)
        thursday = MONDAY_NINE + timedelta(days=3)
        meeting = Meeting(
            pairing_id=arranging,
            proposals=(thursday,),
            proposed_by=ben,
            proposed_place=f"the {PRIVATE} tree",
            sequence=1,
        )
        met_at = MONDAY_NINE - timedelta(days=199)
        await tx.add(
            Meeting(pairing_id=long_ago, status=MeetingStatus.MET, settled_at=met_at),
            meeting,
            Meeting(
                pairing_id=arranged,
                status=MeetingStatus.ARRANGED,
                arranged_for=thursday,
                place=f"the {PRIVATE} tree",
            ),
        )
        promise = Promise(
            workspace_id=workspace.id,
            member_id=ada,
            other_id=ben,
            what=f"a jar of {PRIVATE}",
            due_on=thursday.date(),
            made_at=met_at,
        )
        promised = await tx.add(
            promise, replace(promise, state=PromiseState.KEPT, settled_at=met_at)
        )
        referral = Referral(
            workspace_id=workspace.id,
            giver_id=ada,
            receiver_id=ben,
            who=f"{PRIVATE} Maria",
            about=f"wants {PRIVATE}s",
            given_at=met_at,
        )
        referrals = await tx.add(
            referral,
            replace(
                referral,
                state=ReferralState.WON,
                earlier=ReferralState.ACCEPTED,
                settled_at=met_at,
                thanks=f"{PRIVATE} cake",
            ),
        )
        seals = seals_of([KEY])
        assert seals is not None
        for writer, about in ((ada, ben), (ben, ada)):
            await tx.notes.put(
                Note(
                    workspace_id=workspace.id,
                    writer_id=writer,
                    about_id=about,
                    sealed=seals.seal(f"likes {PRIVATE}"),
                    written_at=met_at,
                )
            )
            await tx.sides.put(
                Side(workspace_id=workspace.id, member_id=writer, other_id=about, again_at=met_at)
            )
        (request,) = await tx.add(
            PairRequest(
                circle_id=circle.id,
                member_id=dan,
                wanted_id=ben,
                asked_at=MONDAY_NINE,
                expires_at=thursday,
            )
        )
        ruling = ruling_about(circle.id, (dan, members["eve"]), RulingKind.APART)
        await tx.circles.put_ruling(ruling)
        return Ids(
            workspace=workspace.id,
            circle=circle.id,
            members=members,
            arranging=arranging,
            arranged=arranged,
            time=TimeChosen(pairing=arranging, sequence=1, number=0).encode(),
            offered=TimeOffered(pairing=arranging, at=thursday + timedelta(hours=1)).encode(),
            agreed=TimeOffered(pairing=arranged, at=thursday).encode(),
            open_promise=promised[0].id,
            kept_promise=promised[1].id,
            given=referrals[0].id,
            won=referrals[1].id,
            invitation=request.id,
            ruling=number_of(ruling),
            mark=_mark(f"{OPEN} jelly"),
        )
