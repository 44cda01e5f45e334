"""What every database must do, on every database."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import DeliveryState, Receipt
from bot.domain.model import (
    Answer,
    Block,
    FollowUpId,
    FollowUpState,
    MeetingStatus,
    MembershipState,
    PairingId,
    PairRequest,
    PastPair,
    Platform,
    Report,
    RequestState,
    Round,
    Via,
    Workspace,
)
from bot.errors import Conflict
from bot.ports import EarlyReaction, Store
from tests.storage.world import (
    NOW,
    add_pairing,
    circle,
    delivery,
    follow_up,
    make_world,
    member,
    pairing,
)

LEASE = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


async def test_every_record_comes_back_as_it_was(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        stored, meeting = await add_pairing(tx, pairing(world, 0, 1))
        await tx.outbox.queue([delivery(world, "one", pairing_id=stored.id)])
    async with store.begin() as tx:
        assert await tx.people.workspace(Platform.SLACK, "w1") == world.workspace
        assert await tx.people.workspace_by_id(world.workspace.id) == world.workspace
        assert await tx.people.member(world.workspace.id, "m0") == world.members[0]
        known = await tx.people.known(Platform.SLACK, "w1", "m1")
        assert known == (world.workspace, world.members[1])
        assert await tx.circles.get(world.circle.id) == world.circle
        assert await tx.pairings.get(stored.id) == (stored, meeting)
        (claimed,) = await tx.outbox.claim(NOW, LEASE, 10)
    expected = delivery(world, "one", pairing_id=stored.id)
    assert claimed == replace(
        expected,
        id=claimed.id,
        state=DeliveryState.SENDING,
        attempts=1,
        lease_until=LEASE,
    )
    assert claimed.created_at.utcoffset() == timedelta(0)


async def test_what_is_not_there_is_none(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        assert await tx.people.workspace(Platform.DISCORD, "w1") is None
        assert await tx.people.known(Platform.SLACK, "w1", "nobody") is None
        assert await tx.people.member(world.workspace.id, "nobody") is None
        assert await tx.people.members([]) == {}
        assert await tx.pairings.get(PairingId(99)) is None
        assert await tx.circles.latest_round(world.circle.id) is None
        assert (
            await tx.outbox.by_receipt(world.workspace.id, Receipt(channel="c", message="1"))
            is None
        )
        assert await tx.add() == ()


async def test_a_naive_moment_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - that is the point
    with pytest.raises(Exception, match="no time zone"):
        async with store.begin() as tx:
            world = await make_world(tx)
            await tx.save(replace(world.members[0], last_seen_at=naive))


async def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.begin() as tx:
            await make_world(tx)
            raise RuntimeError
    async with store.begin() as tx:
        assert await tx.people.workspace(Platform.SLACK, "w1") is None


async def test_the_same_platform_id_twice_is_a_conflict(store: Store) -> None:
    async with store.begin() as tx:
        await make_world(tx)
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            await tx.add(Workspace(platform=Platform.SLACK, external_id="w1"))
    async with store.begin() as tx:
        await tx.add(Workspace(platform=Platform.DISCORD, external_id="w1"))


async def test_two_workspaces_with_the_same_member_ids_do_not_mix(store: Store) -> None:
    async with store.begin() as tx:
        one, other = await make_world(tx, name="w1"), await make_world(tx, name="w2")
        assert await tx.people.member(one.workspace.id, "m0") == one.members[0]
        assert await tx.people.member(other.workspace.id, "m0") == other.members[0]
        assert await tx.circles.of_workspace(one.workspace.id) == (one.circle,)
        assert len(await tx.people.organisers(one.workspace.id)) == 0


async def test_one_open_circle_for_a_channel(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            await tx.add(circle(world.workspace))
    async with store.begin() as tx:
        await tx.save(replace(world.circle, closed_at=NOW))
        await tx.add(circle(world.workspace))
        assert len(await tx.circles.of_workspace(world.workspace.id)) == 1


async def test_organisers_are_those_who_are_still_there(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        boss, gone = world.members[:2]
        await tx.save(replace(boss, organiser=True), replace(gone, organiser=True, gone_at=NOW))
        assert [one.id for one in await tx.people.organisers(world.workspace.id)] == [boss.id]


async def test_blocks_are_kept_and_taken_back(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        a, b, c, _ = world.ids
        await tx.add(Block(workspace_id=world.workspace.id, blocker_id=a, blocked_id=b))
        assert await tx.people.blocks_among([a, b, c]) == {(a, b)}
        assert await tx.people.blocks_among([a, c]) == frozenset()
        assert await tx.people.blocked_by(a) == (b,)
        assert await tx.people.blocked_by(b) == ()
        assert await tx.people.remove_block(a, b)
        assert not await tx.people.remove_block(a, b)


async def test_memberships_are_those_who_have_not_left(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        (first, *_) = await tx.circles.memberships(world.circle.id)
        await tx.save(replace(first, state=MembershipState.LEFT))
        assert len(await tx.circles.memberships(world.circle.id)) == 3
        assert await tx.circles.memberships_of(first.member_id) == ()
        left = await tx.circles.membership(world.circle.id, first.member_id)
        assert left is not None
        assert left.state is MembershipState.LEFT


async def test_due_circles_come_the_longest_due_first(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        (longer,) = await tx.add(
            replace(circle(world.workspace, "tea"), next_round_at=NOW - timedelta(days=1))
        )
        assert await tx.circles.due(NOW) == (longer.id, world.circle.id)
        assert await tx.circles.due(NOW - timedelta(hours=1)) == (longer.id,)
        assert await tx.circles.lock(longer.id) == longer


def a_round(circle_id: int, period: str) -> Round:
    return Round(
        circle_id=circle_id,  # type: ignore[arg-type]
        period=period,
        seed=2**47,
        opened_at=NOW,
        ends_at=LATER,
        sat_out=(),
    )


async def test_a_period_has_one_round(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        first = await tx.circles.open_round(a_round(world.circle.id, "2026-W48"))
        assert first is not None
        assert await tx.circles.open_round(a_round(world.circle.id, "2026-W48")) is None
        second = await tx.circles.open_round(a_round(world.circle.id, "2026-W49"))
        assert second is not None
        assert await tx.circles.latest_round(world.circle.id) == second
        assert await tx.circles.latest_round(world.circle.id, second.id) == first


async def test_two_who_open_the_same_round_at_once_open_one(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)

    async def open_it() -> bool:
        async with store.begin() as tx:
            await asyncio.sleep(0)
            return await tx.circles.open_round(a_round(world.circle.id, "2026-W48")) is not None

    assert sorted(await asyncio.gather(*(open_it() for _ in range(5)))) == [False] * 4 + [True]


async def test_requests_wait_in_order_and_end_once(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        a, b, c, _ = world.ids

        def request(who: int, minutes: int, wanted: int | None = None) -> PairRequest:
            return PairRequest(
                circle_id=world.circle.id,
                member_id=who,  # type: ignore[arg-type]
                wanted_id=wanted,  # type: ignore[arg-type]
                asked_at=NOW + timedelta(minutes=minutes),
                expires_at=LATER,
            )

        late, early, named = await tx.add(request(a, 5), request(b, 1), request(c, 0, wanted=a))
        assert await tx.requests.waiting(world.circle.id) == (early, late)
        assert await tx.requests.waiting_of(c) == (named,)
        assert await tx.requests.get(named.id) == named
        assert await tx.requests.expired(NOW) == ()
        assert await tx.requests.expired(LATER) == (named, early, late)
        assert await tx.requests.close(early.id, RequestState.MATCHED)
        assert not await tx.requests.close(early.id, RequestState.CANCELLED)
        assert await tx.requests.waiting(world.circle.id) == (late,)


async def test_a_member_waits_once_in_a_circle(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
    again = PairRequest(
        circle_id=world.circle.id, member_id=world.ids[0], asked_at=NOW, expires_at=LATER
    )
    async with store.begin() as tx:
        await tx.add(again)
    with pytest.raises(Conflict):
        async with store.begin() as tx:
            await tx.add(again)


async def test_history_counts_pairs_once_and_for_all_circles(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        a, b, c, _ = world.ids
        for days_ago, places, status in (
            (21, (1, 0), MeetingStatus.MET),
            (14, (0, 1, 2), MeetingStatus.MISSED),
            (7, (0, 2), MeetingStatus.PROPOSED),
        ):
            _, meeting = await add_pairing(tx, pairing(world, *places, days_ago=days_ago))
            settled = NOW - timedelta(days=days_ago - 1)
            await tx.save(replace(meeting, status=status, settled_at=settled))
        past = {(pair.a, pair.b): pair for pair in await tx.pairings.past_pairs([a, b, c])}
        assert past == {
            (a, b): PastPair(
                a=a,
                b=b,
                paired=2,
                met=1,
                last_paired_at=NOW - timedelta(days=14),
                last_met_at=NOW - timedelta(days=20),
            ),
            (a, c): PastPair(a=a, b=c, paired=2, met=0, last_paired_at=NOW - timedelta(days=7)),
            (b, c): PastPair(a=b, b=c, paired=1, met=0, last_paired_at=NOW - timedelta(days=14)),
        }
        assert await tx.pairings.past_pairs([a]) == ()
        assert await tx.pairings.past_pairs([]) == ()


async def test_open_and_overdue_pairings_are_those_of_which_nothing_is_settled(
    store: Store,
) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        a, b, c, d = world.ids
        old, meeting = await add_pairing(tx, pairing(world, 0, 1, days_ago=8))
        new, _ = await add_pairing(tx, pairing(world, 2, 3))
        assert await tx.pairings.open_counts(world.circle.id) == {a: 1, b: 1, c: 1, d: 1}
        assert [p.id for p, _ in await tx.pairings.overdue(world.circle.id, NOW)] == [old.id]
        await tx.save(replace(meeting, status=MeetingStatus.MET, settled_at=NOW))
        assert await tx.pairings.open_counts(world.circle.id) == {c: 1, d: 1}
        assert await tx.pairings.overdue(world.circle.id, NOW) == ()
        assert [p.id for p, _ in await tx.pairings.of_member(c)] == [new.id]
        assert set(await tx.pairings.many([old.id, new.id])) == {old.id, new.id}


async def test_reports_are_kept_and_withdrawn_ones_do_not_count(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        about, _ = await add_pairing(tx, pairing(world, 0, 1))
        (said,) = await tx.add(
            Report(
                pairing_id=about.id,
                member_id=world.ids[0],
                answer=Answer.MET,
                via=Via.REACTION,
                at=NOW,
            )
        )
        assert await tx.pairings.reports(about.id) == (said,)
        assert await tx.pairings.reported([about.id]) == {about.id}
        await tx.save(replace(said, withdrawn_at=LATER))
        assert await tx.pairings.reports(about.id) == ()
        assert await tx.pairings.reported([about.id]) == frozenset()


async def test_follow_ups_fall_due_end_once_and_come_back(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        about, _ = await add_pairing(tx, pairing(world, 0, 1))
        day = timedelta(days=1)
        questions = [follow_up(world, f"q{n}", about, n * day) for n in (2, 0, 1)]
        await tx.follow_ups.plan(questions)
        await tx.follow_ups.plan(questions)
        assert [f.key for f in await tx.follow_ups.due(NOW + 2 * day)] == ["q0", "q1", "q2"]
        (first,) = await tx.follow_ups.due(NOW)
        assert await tx.follow_ups.close([first.id, FollowUpId(99)], FollowUpState.ASKED) == {
            first.id
        }
        assert not await tx.follow_ups.close([first.id], FollowUpState.CANCELLED)
        await tx.follow_ups.cancel(about.id)
        assert await tx.follow_ups.due(NOW + 9 * day) == ()
        await tx.follow_ups.restore(about.id, NOW + day)
        assert [f.key for f in await tx.follow_ups.due(NOW + 9 * day)] == ["q2"]


async def test_the_same_message_is_queued_once(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        assert await tx.outbox.queue([delivery(world, "a"), delivery(world, "b")]) == 2
        assert await tx.outbox.queue([delivery(world, "b"), delivery(world, "c")]) == 1
        assert await tx.outbox.queue([]) == 0


async def test_messages_of_one_address_are_claimed_in_order(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        await tx.outbox.queue(
            [delivery(world, "1", "m0"), delivery(world, "2", "m0"), delivery(world, "3", "m1")]
        )
    async with store.begin() as tx:
        claimed = await tx.outbox.claim(NOW, LEASE, 10)
        assert [one.key for one in claimed] == ["1", "3"]
        assert await tx.outbox.claim(NOW, LEASE, 10) == ()
        assert await tx.outbox.any_sending(world.workspace.id)
        sent = replace(claimed[0], state=DeliveryState.SENT, channel="C", message_id="77")
        assert await tx.outbox.finish([sent]) == {sent.id}
        assert [one.key for one in await tx.outbox.claim(NOW, LEASE, 10)] == ["2"]
        found = await tx.outbox.by_receipt(world.workspace.id, Receipt(channel="C", message="77"))
        assert found is not None
        assert found.key == "1"


async def test_a_message_waits_for_its_time(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        await tx.outbox.queue([delivery(world, "1", not_before=LATER)])
        assert await tx.outbox.claim(NOW, LEASE, 10) == ()
        assert len(await tx.outbox.claim(LATER, LATER + timedelta(minutes=1), 10)) == 1


async def test_who_lost_the_lease_can_no_longer_finish(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        await tx.outbox.queue([delivery(world, "1")])
        (slow,) = await tx.outbox.claim(NOW, LEASE, 10)
        assert await tx.outbox.uncertain(NOW, LEASE, 10) == ()
        (quick,) = await tx.outbox.uncertain(LEASE, LATER, 10)
        assert await tx.outbox.finish([replace(slow, state=DeliveryState.FAILED)]) == frozenset()
        assert await tx.outbox.finish([replace(quick, state=DeliveryState.SENT)]) == {quick.id}


async def test_five_who_claim_at_once_claim_each_message_once(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        await tx.outbox.queue([delivery(world, str(n), f"m{n}") for n in range(60)])

    async def claim_all() -> list[int]:
        mine: list[int] = []
        while True:
            async with store.begin() as tx:
                claimed = await tx.outbox.claim(NOW, LEASE, 4)
            if not claimed:
                return mine
            mine += [one.id for one in claimed]

    claims = [
        one for some in await asyncio.gather(*(claim_all() for _ in range(5))) for one in some
    ]
    assert len(claims) == 60
    assert len(set(claims)) == 60


async def test_early_reactions_are_taken_once(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx)
        (early,) = await tx.add(
            EarlyReaction(
                workspace_id=world.workspace.id,
                channel="C",
                message_id="1",
                member_id=world.ids[0],
                emoji="✅",
                added=True,
                at=NOW,
            )
        )
        here = [Receipt(channel="C", message="1"), Receipt(channel="C", message="2")]
        assert await tx.outbox.take_early(world.workspace.id, here) == (early,)
        assert await tx.outbox.take_early(world.workspace.id, here) == ()


async def test_an_event_is_new_once_in_each_workspace(store: Store) -> None:
    async with store.begin() as tx:
        one, other = await make_world(tx, name="w1"), await make_world(tx, name="w2")
        assert await tx.first_time(one.workspace.id, "Ev1", NOW)
        assert not await tx.first_time(one.workspace.id, "Ev1", LATER)
        assert await tx.first_time(other.workspace.id, "Ev1", NOW)


async def test_the_next_due_moment_is_the_earliest_of_all(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.next_due() is None
        world = await make_world(tx)
        assert await tx.next_due() == NOW
        await tx.save(replace(world.circle, next_round_at=LATER))
        about, _ = await add_pairing(tx, pairing(world, 0, 1))
        await tx.follow_ups.plan([follow_up(world, "q", about, timedelta(minutes=30))])
        assert await tx.next_due() == NOW + timedelta(minutes=30)
        await tx.outbox.queue([delivery(world, "1", not_before=NOW + timedelta(minutes=10))])
        found = await tx.next_due()
        assert found == NOW + timedelta(minutes=10)
        assert found.tzinfo is UTC


async def test_many_members_are_read_at_once(store: Store) -> None:
    async with store.begin() as tx:
        world = await make_world(tx, members=0)
        people = await tx.add(*(member(world.workspace, f"x{n}") for n in range(300)))
        assert len(await tx.people.members([one.id for one in people])) == 300
        assert [one.external_id for one in people] == [f"x{n}" for n in range(300)]
        ids = [one.id for one in people]
        assert [(await tx.people.members([i]))[i].external_id for i in ids[::100]] == [
            "x0",
            "x100",
            "x200",
        ]
