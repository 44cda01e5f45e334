"""Who was brought together, what became of it, and what was said of it."""

import asyncio
from dataclasses import replace
from itertools import combinations

from bot.domain.model import (
    Answer,
    Meeting,
    MeetingStatus,
    PairingId,
    PastPair,
    Report,
    Via,
)
from bot.storage import SqlStore
from tests.storage.samples import (
    DAY,
    HOUR,
    NOW,
    WEEK,
    Group,
    add_group,
    circle,
    introduce,
    member,
    pairing,
    round_of,
    stored_group,
)


def report(of: PairingId, group: Group, place: int, answer: Answer = Answer.MET) -> Report:
    return Report(pairing_id=of, member_id=group.ids[place], answer=answer, via=Via.BUTTON, at=NOW)


async def test_a_pairing_comes_with_its_meeting(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one = await introduce(tx, pairing(group, 0, 1))
        other = await introduce(tx, pairing(group, 2, 3), status=MeetingStatus.MISSED)
        both = (one, Meeting(pairing_id=one.id))
        missed = (other, Meeting(pairing_id=other.id, status=MeetingStatus.MISSED))
        assert await tx.pairings.get(one.id) == both
        assert await tx.pairings.get(PairingId(404)) is None
        found = await tx.pairings.many([one.id, other.id, one.id, PairingId(404)])
        assert found == {one.id: both, other.id: missed}
        assert await tx.pairings.many([]) == {}


async def test_a_members_pairings_begin_with_the_newest(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        first = await introduce(tx, pairing(group, 0, 1))
        trio = await introduce(tx, pairing(group, 1, 2, 3))
        found = [one.id for one, _ in await tx.pairings.of_member(group.ids[1])]
        assert found == [trio.id, first.id]
        assert [one for one, _ in await tx.pairings.of_member(group.ids[3])] == [trio]


async def test_a_rounds_pairings_are_its_own(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        opened = await tx.circles.open_round(round_of(group))
        assert opened is not None
        one = await introduce(tx, pairing(group, 0, 1, round_=opened))
        other = await introduce(tx, pairing(group, 2, 3, round_=opened))
        await introduce(tx, pairing(group, 0, 2))
        found = await tx.pairings.of_round(opened.id)
        assert [one_of for one_of, _ in found] == [one, other]


async def test_overdue_are_those_that_are_over_and_not_settled(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        open_ = await introduce(tx, pairing(group, 0, 1, days_ago=7))
        arranged = await introduce(
            tx, pairing(group, 2, 3, days_ago=8), status=MeetingStatus.ARRANGED
        )
        await introduce(tx, pairing(group, 0, 2, days_ago=9), status=MeetingStatus.MET)
        await introduce(tx, pairing(group, 1, 3, days_ago=6))
        found = await tx.pairings.overdue(group.circle.id, NOW)
        assert [one for one, _ in found] == [open_, arranged]
        assert [one for one, _ in await tx.pairings.overdue(group.circle.id, NOW - HOUR)] == [
            arranged
        ]


async def test_open_pairings_are_counted_in_every_circle(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (tea,) = await tx.add(circle(group.workspace.id, "tea"))
        (stranger,) = await tx.add(member(group.workspace.id, "stranger"))
        a, b, c, _ = group.ids
        await introduce(tx, pairing(group, 0, 1))
        elsewhere = replace(pairing(group, 0, 2), circle_id=tea.id, members=(a, c, stranger.id))
        await introduce(tx, elsewhere, status=MeetingStatus.ARRANGED)
        await introduce(tx, pairing(group, 0, 3), status=MeetingStatus.MET)
        assert await tx.pairings.open_counts(group.circle.id) == {a: 2, b: 1, c: 1}
        assert await tx.pairings.open_counts(tea.id) == {}


async def test_what_was_taken_back_is_no_longer_reported(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        one = await introduce(tx, pairing(group, 0, 1))
        other = await introduce(tx, pairing(group, 2, 3))
        first, second = await tx.add(
            report(one.id, group, 0), report(one.id, group, 1, Answer.DID_NOT)
        )
        (gone,) = await tx.add(report(other.id, group, 2))
        assert await tx.pairings.reports(one.id) == (first, second)
        assert await tx.pairings.reported([one.id, other.id]) == {one.id, other.id}
        await tx.save(replace(first, withdrawn_at=NOW), replace(gone, withdrawn_at=NOW))
        assert await tx.pairings.reports(one.id) == (second,)
        assert await tx.pairings.reported([one.id, other.id]) == {one.id}
        assert await tx.pairings.reported([]) == frozenset()


async def test_the_agreed_time_dates_a_meeting_and_not_when_somebody_said_so(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        dates = {"arranged_for": NOW - 5 * DAY, "settled_at": NOW - DAY}
        one = await introduce(tx, pairing(group, 0, 1), status=MeetingStatus.MET, **dates)
        other = await introduce(tx, pairing(group, 2, 3), status=MeetingStatus.MISSED)
        (pair,) = await tx.pairings.past_pairs(group.ids[:2])
        assert pair.last_met_at == NOW - 5 * DAY
        assert await tx.pairings.took_place([one.id, other.id]) == {one.id}
        assert await tx.pairings.took_place([]) == frozenset()


async def test_a_pairs_history_counts_and_dates_all_they_had_together(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, c, _ = group.ids
        met = MeetingStatus.MET
        await introduce(tx, pairing(group, 1, 0, days_ago=70), status=met, settled_at=NOW - WEEK)
        await introduce(tx, pairing(group, 0, 1, days_ago=50), status=met, settled_at=NOW - 3 * DAY)
        missed = {"status": MeetingStatus.MISSED, "settled_at": NOW}
        await introduce(tx, pairing(group, 0, 1, days_ago=20), **missed)
        await introduce(tx, pairing(group, 0, 1, 2, days_ago=30))
        found = {(one.a, one.b): one for one in await tx.pairings.past_pairs(group.ids)}
    last = NOW - 30 * DAY
    assert found == {
        (a, b): PastPair(
            a=a,
            b=b,
            paired=4,
            met=2,
            last_paired_at=NOW - 20 * DAY,
            last_met_at=NOW - 3 * DAY,
        ),
        (a, c): PastPair(a=a, b=c, paired=1, met=0, last_paired_at=last),
        (b, c): PastPair(a=b, b=c, paired=1, met=0, last_paired_at=last),
    }


async def test_what_repeated_a_kind_for_some_counts_once_it_took_place(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, *_ = group.ids
        trio = replace(pairing(group, 0, 1, 2), repeats=((a, b),))
        met = await introduce(tx, trio, status=MeetingStatus.MET)
        await introduce(tx, trio)
        await introduce(tx, pairing(group, 0, 1), status=MeetingStatus.MET)
        assert await tx.pairings.repeating(group.ids) == (met,)
        assert await tx.pairings.repeating(group.ids[3:]) == ()
        assert await tx.pairings.repeating([]) == ()


async def test_a_pair_that_met_without_saying_when_met_at_the_time_they_had_agreed(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await introduce(
            tx, pairing(group, 0, 1, days_ago=7), status=MeetingStatus.MET, arranged_for=NOW - DAY
        )
        (found,) = await tx.pairings.past_pairs(group.ids)
    assert found.last_met_at == NOW - DAY


async def test_history_is_that_of_the_members_asked_about(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        a, b, c, _ = group.ids
        await introduce(tx, pairing(group, 0, 1, 2))
        assert [(one.a, one.b) for one in await tx.pairings.past_pairs([c, a])] == [(a, c)]
        assert await tx.pairings.past_pairs([b]) == ()
        assert await tx.pairings.past_pairs([]) == ()


async def test_the_history_of_three_hundred_members_is_complete(store: SqlStore) -> None:
    group = await stored_group(store, count=300)
    everybody = list(combinations(range(300), 2))[::15]
    async with store.begin() as tx:
        stored = await tx.add(*(pairing(group, *two) for two in everybody))
        await tx.add(*(Meeting(pairing_id=one.id) for one in stored))
        found = await tx.pairings.past_pairs(group.ids)
    assert {(one.a, one.b) for one in found} == {
        (group.ids[one], group.ids[other]) for one, other in everybody
    }


async def test_a_held_pairing_lets_one_story_at_a_time_through(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        stored = await introduce(tx, pairing(group, 0, 1))
    seen: list[MeetingStatus] = []

    async def settle() -> None:
        async with store.begin() as tx:
            found = await tx.pairings.get(stored.id)
            assert found is not None
            seen.append(found[1].status)
            await asyncio.sleep(0.02)
            await tx.save(replace(found[1], status=MeetingStatus.MET))

    await asyncio.gather(settle(), settle())
    assert seen == [MeetingStatus.PROPOSED, MeetingStatus.MET]
