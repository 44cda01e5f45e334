"""A member forgotten: nothing of theirs is left, and nothing of anybody else's is gone."""

from dataclasses import replace

from sqlalchemy import select

from bot.deliveries import DeliveryState
from bot.domain.model import Answer, Block, Member, PairingId, Reason, ReasonKind, Report, Via
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side
from bot.messages import Message
from bot.ports import Note, Transaction
from bot.storage import SqlStore
from bot.storage.tables import deliveries
from tests.storage.samples import (
    DAY,
    HELLO,
    NOW,
    Group,
    add_group,
    delivery,
    introduce,
    pairing,
    queue,
    relations_of,
    request,
    stored_group,
    to,
)
from tests.storage.test_relations import reminder


def between(group: Group, one: int, other: int) -> tuple[Side, Promise, Referral, Note, Block]:
    """What one member has had and kept of another."""
    here, mine, theirs = group.workspace.id, group.ids[one], group.ids[other]
    return (
        Side(workspace_id=here, member_id=mine, other_id=theirs, rested_at=NOW),
        Promise(
            workspace_id=here,
            member_id=mine,
            other_id=theirs,
            what="a book",
            due_on=NOW.date(),
            made_at=NOW,
        ),
        Referral(
            workspace_id=here,
            giver_id=mine,
            receiver_id=theirs,
            who="Kim",
            about="a roof",
            reason="too far",
            thanks="kind of you",
            amount="100",
            given_at=NOW,
        ),
        Note(workspace_id=here, writer_id=mine, about_id=theirs, sealed="gAAA", written_at=NOW),
        Block(workspace_id=here, blocker_id=mine, blocked_id=theirs),
    )


async def keep(tx: Transaction, group: Group, one: int, other: int) -> None:
    for record in between(group, one, other):
        await tx.add(record)


async def test_what_a_member_kept_goes_and_what_others_kept_of_them_stays(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        gone, other, *_ = group.ids
        await keep(tx, group, 0, 1)
        await keep(tx, group, 1, 0)
        await tx.reminders.put([reminder(group, "mine"), reminder(group, "theirs", 1)])
        await tx.reminders.ping(group.ids[:2], NOW)
        await tx.add(request(group, 0))
        await tx.add(request(group, 1, wanted=0))
        await tx.people.forget(gone, NOW)
        assert await tx.notes.of_writer(gone) == ()
        assert len(await tx.notes.of_writer(other)) == 1
        assert await tx.promises.of_member(gone) == ()
        assert len(await tx.promises.of_member(other)) == 1
        assert [side.member_id for side in await tx.sides.of_member(gone)] == [other]
        assert await tx.people.blocked_by(gone) == ()
        assert await tx.people.blocked_by(other) == (gone,)
        assert [one.key for one in await tx.reminders.due(NOW + DAY)] == ["theirs"]
        assert list(await tx.reminders.pinged(group.ids, NOW - DAY)) == [other]
        assert await tx.requests.of_member(gone) == ()
        assert len(await tx.requests.of_member(other)) == 1


async def test_referrals_lose_the_words_of_the_forgotten_and_keep_those_of_the_other(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await keep(tx, group, 0, 1)
        await keep(tx, group, 1, 0)
        await tx.people.forget(group.ids[0], NOW)
        got, given = await tx.referrals.of_member(group.ids[0])
        assert (given.who, given.about) == ("", "")
        assert (given.reason, given.thanks, given.amount) == ("too far", "kind of you", "100")
        assert (got.who, got.about) == ("Kim", "a roof")
        assert (got.reason, got.thanks, got.amount) == ("", "", "")


async def test_meetings_stay_as_bare_facts(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        why = Reason(kind=ReasonKind.OFFER, members=group.ids[:2], subject="wedding cakes")
        where = {"place": "12 Elm Street", "half_time": group.ids[:2]}
        one = await introduce(tx, replace(pairing(group, 0, 1), reasons=(why,)), **where)
        other = await introduce(tx, replace(pairing(group, 1, 2), reasons=(why,)), **where)
        said = Report(
            pairing_id=PairingId(one.id),
            member_id=group.ids[0],
            answer=Answer.MET,
            via=Via.REACTION,
            at=NOW,
            withdrawn_at=NOW,
        )
        await tx.add(said)
        assert [one.via for one in await tx.pairings.reports_by(group.ids[0])] == [Via.REACTION]
        await tx.people.forget(group.ids[0], NOW)
        partners = await tx.pairings.of_member(group.ids[1])
        found = {p.id: p for p, _ in partners}
        assert {p.id: m.place for p, m in partners} == {one.id: "", other.id: "12 Elm Street"}
        assert found[one.id].members == group.ids[:2]
        assert found[one.id].reasons == ()
        assert found[other.id].reasons == (why,)
        assert len(await tx.pairings.reports_by(group.ids[0])) == 1


async def test_of_the_member_only_the_platforms_id_is_left(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        full = replace(
            group.members[0],
            time_zone="Asia/Tokyo",
            chose_zone=True,
            organiser=True,
            limit=3,
            plan=2,
            business="cakes",
            team="red",
            looking_for=("a coach",),
            goals="a shop",
            networks=("chamber",),
            best="cakes",
            unsent=("ben", "Maria", "a website", "name"),
        )
        await tx.save(full)
        await tx.people.forget(full.id, NOW)
        left = (await tx.people.members(group.ids))[full.id]
        assert left == Member(
            id=full.id,
            workspace_id=full.workspace_id,
            external_id="m0",
            last_seen_at=NOW,
            forgotten_at=NOW,
        )
        assert (await tx.people.members(group.ids))[group.ids[1]] == group.members[1]


async def test_private_messages_are_emptied_and_called_off_and_those_to_others_are_not(
    store: SqlStore,
) -> None:
    group = await stored_group(store)
    other = await stored_group(store, name="elsewhere")
    await queue(
        store,
        delivery(group, "to-them", address=to("m0")),
        delivery(group, "to-a-partner", address=to("m1")),
        delivery(other, "same-name-elsewhere", address=to("m0")),
    )
    async with store.begin() as tx:
        await tx.people.forget(group.ids[0], NOW)
    async with store.connection() as connection:
        rows = (await connection.execute(select(deliveries))).mappings().all()
    found = {row["key"]: (row["state"], row["message"]) for row in rows}
    assert found == {
        "to-them": (DeliveryState.CANCELLED, Message(())),
        "to-a-partner": (DeliveryState.WAITING, HELLO),
        "same-name-elsewhere": (DeliveryState.WAITING, HELLO),
    }


async def test_nobody_else_in_any_workspace_is_touched(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        other = await add_group(tx, name="elsewhere")
        for record in relations_of(other, 1):
            await tx.add(record)
        await tx.people.forget(group.ids[0], NOW)
        assert len(await tx.promises.of_member(other.ids[0])) == 1
        assert len(await tx.notes.of_writer(other.ids[0])) == 1
        assert len(await tx.sides.of_member(other.ids[0])) == 1
