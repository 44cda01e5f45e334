"""Nobody repeats before everybody has met everybody, whatever they prefer; and what is forbidden stays forbidden."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching import Candidate, Draw, Rules, draw, horizon
from bot.domain.matching.solver import perfect
from bot.domain.model import Member, MemberId, OddRule, PastPair, Policy, WorkspaceId

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
SIT_OUT = Rules(odd=OddRule.SIT_OUT)


def group(size: int, teams: int = 0) -> list[Candidate]:
    return [
        Candidate(
            member=Member(
                id=MemberId(n),
                workspace_id=WorkspaceId(1),
                external_id=str(n),
                last_seen_at=MONDAY,
                team=str(n % teams) if teams else "",
            )
        )
        for n in range(1, size + 1)
    ]


def halves(size: int) -> list[Candidate]:
    """Two teams of odd size, who are brought together across them first."""
    odd = size // 2 | 1
    return [
        replace(c, member=replace(c.member, team="red" if c.member.id <= odd else "blue"))
        for c in group(size)
    ]


def rounds(candidates: list[Candidate], rules: Rules, limit: int) -> list[Draw]:
    """Draw again and again, and remember who met."""
    return [drawn for drawn, _ in rounds_of(candidates, lambda: rules, limit)]


def rounds_of(
    candidates: list[Candidate], rules: Callable[[], Rules], limit: int
) -> Iterator[tuple[Draw, Rules]]:
    """The same under the rules of each round, which come with it."""
    history: dict[tuple[MemberId, MemberId], PastPair] = {}
    for number in range(limit):
        these = rules()
        drawn = draw(candidates, history.values(), these, seed=number)
        yield drawn, these
        at = MONDAY + number * timedelta(weeks=1)
        for match in drawn.matches:
            a, b = match.members
            history[a, b] = PastPair(a=a, b=b, paired=1, met=1, last_paired_at=at, last_met_at=at)
        out = {sit_out.member for sit_out in drawn.sit_outs}
        candidates = [
            replace(c, odd_count=c.odd_count + 1, odd_at=at) if c.member.id in out else c
            for c in candidates
        ]


@pytest.mark.parametrize("size", [*range(4, 23), 30])
@pytest.mark.parametrize("made", [group, halves])
def test_everybody_meets_everybody_before_anybody_meets_again(size: int, made: object) -> None:
    candidates = made(size)  # type: ignore[operator]
    drawn = rounds(candidates, SIT_OUT, limit=size - 1 + size % 2)
    pairs = [match.members for one in drawn for match in one.matches]
    assert len(set(pairs)) == len(pairs) == size * (size - 1) // 2
    sat_out = [sit_out.member for one in drawn for sit_out in one.sit_outs]
    assert len(set(sat_out)) == len(sat_out) == (size if size % 2 else 0)


def test_after_the_last_fresh_round_the_longest_ago_comes_again() -> None:
    drawn = rounds(group(6), SIT_OUT, limit=6)
    assert {match.repeat for match in drawn[-1].matches} == {True}
    assert {match.members for match in drawn[-1].matches} == {
        match.members for match in drawn[0].matches
    }


@given(
    size=st.integers(4, 14),
    met=st.sets(st.tuples(st.integers(1, 14), st.integers(1, 14)), max_size=60),
    blocked=st.sets(st.tuples(st.integers(1, 14), st.integers(1, 14)), max_size=8),
)
@settings(deadline=None)
def test_looking_ahead_leaves_nobody_over_and_repeats_nothing_that_need_not_be(
    size: int, met: set[tuple[int, int]], blocked: set[tuple[int, int]]
) -> None:
    history = [
        PastPair(
            a=MemberId(a), b=MemberId(b), paired=1, met=1, last_paired_at=MONDAY, last_met_at=MONDAY
        )
        for a, b in met
        if a < b <= size
    ]
    forbidden = frozenset((MemberId(a), MemberId(b)) for a, b in blocked if a < b <= size)
    rules = Rules(odd=OddRule.SIT_OUT, blocked=forbidden)
    drawn = draw(group(size), history, rules, seed=1)
    # Without the history nobody looks ahead: as many must be paired then as now.
    plain = draw(group(size), [], rules, seed=1)
    assert len(drawn.matches) == len(plain.matches)
    assert not {match.members for match in drawn.matches} & set(forbidden)
    fresh = {(past.a, past.b) for past in history} | set(forbidden)
    only_fresh = Rules(odd=OddRule.SIT_OUT, blocked=frozenset(fresh))
    if len(draw(group(size), [], only_fresh, seed=1).matches) == len(drawn.matches):
        assert not any(match.repeat for match in drawn.matches)


def test_the_same_seed_gives_the_same_rounds_in_any_order() -> None:
    forwards = rounds(group(12), SIT_OUT, limit=11)
    backwards = rounds(list(reversed(group(12))), SIT_OUT, limit=11)
    assert [one.matches for one in forwards] == [one.matches for one in backwards]


@pytest.mark.parametrize("size", [10, 14])
def test_that_one_may_not_meet_some_does_not_end_looking_ahead_for_the_others(size: int) -> None:
    blocked = frozenset((MemberId(1), MemberId(other)) for other in (2, 3))
    limit = size - 1 - len(blocked)
    drawn = rounds(halves(size), replace(SIT_OUT, blocked=blocked), limit)
    assert not any(match.repeat for one in drawn for match in one.matches)


@pytest.mark.parametrize("made", [group, halves])
@pytest.mark.parametrize(("size", "wanted"), [(8, 1), (9, 1), (10, 1), (14, 1), (14, 2)])
@pytest.mark.parametrize("luck", range(4))
def test_whom_an_organiser_wants_together_meets_and_costs_no_later_round(
    made: object, size: int, wanted: int, luck: int
) -> None:
    """Pairs of chance who have not met yet. Two at once in a small group may force a repeat, and do so here for none."""
    chance = Random(luck)
    candidates: list[Candidate] = made(size)  # type: ignore[operator]
    drawn: list[Draw] = []

    def rules() -> Rules:
        met = {match.members for one in drawn for match in one.matches}
        ids = chance.sample([c.member.id for c in candidates], 2 * wanted)
        pairs = {(min(two), max(two)) for two in zip(ids[::2], ids[1::2], strict=True)}
        nobody = met & pairs or len(drawn) > size // 2 + 1
        return replace(SIT_OUT, together=frozenset() if nobody else frozenset(pairs))

    for one, asked in rounds_of(candidates, rules, limit=size - 1 + size % 2):
        assert asked.together <= {match.members for match in one.matches}
        assert not any(match.repeat for match in one.matches)
        drawn.append(one)


def two_teams(size: int, bridges: int) -> tuple[list[Candidate], list[PastPair]]:
    """Two teams of odd size, who like to mix and have all met across, but for a few pairs."""
    half = size // 2
    across = ((a, b) for a in range(1, half + 1) for b in range(half + 1, size + 1))
    met = [pair for pair in across if pair[1] - pair[0] != half or pair[0] > bridges]
    return halves(size), [
        PastPair(
            a=MemberId(a), b=MemberId(b), paired=1, met=1, last_paired_at=MONDAY, last_met_at=MONDAY
        )
        for a, b in met
    ]


def test_where_not_all_rounds_can_be_had_the_way_that_leads_furthest_is_taken() -> None:
    size, bridges = 14, 3
    people, history = two_teams(size, bridges)
    for _ in range(bridges):  # each round needs one of the pairs between the teams
        drawn = draw(people, history, SIT_OUT, seed=1)
        assert not any(match.repeat for match in drawn.matches)
        history += [
            PastPair(
                a=match.members[0],
                b=match.members[1],
                paired=1,
                met=1,
                last_paired_at=MONDAY,
                last_met_at=MONDAY,
            )
            for match in drawn.matches
        ]


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs looking ahead weighs, a number for each round it tries."""
    tried: list[int] = []

    def counted(
        members: Sequence[MemberId], weights: Mapping[tuple[MemberId, MemberId], int]
    ) -> tuple[tuple[MemberId, MemberId], ...] | None:
        tried.append(len(weights))
        return perfect(members, weights)

    monkeypatch.setattr(horizon, "perfect", counted)
    return tried


def test_where_no_whole_round_is_fresh_nothing_is_looked_ahead(weighed: list[int]) -> None:
    people = [replace(c, hours=0xFF if c.member.id <= 13 else 0xFF << 12) for c in group(26)]
    drawn = draw(people, [], replace(SIT_OUT, policy=Policy(demands_hours=True)), seed=1)
    assert len(drawn.matches) == 12
    assert not weighed


def test_looking_ahead_in_vain_comes_to_an_end(
    weighed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(horizon, "MOST_WEIGHED", 5_000)
    people, history = two_teams(38, 12)
    drawn = draw(people, history, SIT_OUT, seed=1)
    assert not any(match.repeat for match in drawn.matches)
    assert 0 < sum(weighed) < 2 * (5_000 + 38 * 37 // 2)
