"""Our own draw, told of every pairing as a meeting, and the circle method for reference."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from comparing.past import Algorithm, Past, Round, Week, shuffled, two_by_two

from bot.domain.matching import Candidate, Rules, draw
from bot.domain.model import Member, MemberId, OddRule, PastPair, WorkspaceId

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)


def ours(odd: OddRule, *, looks_ahead: bool = True) -> Algorithm:
    """`draw()` by these rules."""
    rules = Rules(odd=odd, looks_ahead=looks_ahead)

    def algorithm(week: Week, past: Past, chance: Random) -> Round:
        candidates = [_candidate(member, past) for member in week.present]
        drawn = draw(candidates, _history(past), rules, seed=chance.getrandbits(32))
        return Round(
            groups=tuple(tuple(map(int, match.members)) for match in drawn.matches),
            left=tuple(int(sit_out.member) for sit_out in drawn.sit_outs),
            odd=tuple(int(m.odd_one) for m in drawn.matches if m.odd_one is not None),
        )

    return algorithm


def circle(week: Week, _past: Past, chance: Random) -> Round:
    """The circle method: by seats, all turn round the first. Whose partner is missing are paired by chance."""
    seats = [*week.roster, *([None] * (len(week.roster) % 2))]
    turn = week.number % (len(seats) - 1)
    ring = [seats[0], *seats[1 + turn :], *seats[1 : 1 + turn]]
    half = len(ring) // 2
    facing = zip(ring[:half], reversed(ring[half:]), strict=True)
    here = set(week.present)
    groups = [(a, b) for a, b in facing if a is not None and b is not None and {a, b} <= here]
    rest = here - {member for group in groups for member in group}
    more, left = two_by_two(shuffled(sorted(rest), chance))
    return Round(groups=(*groups, *more), left=tuple(left))


@lru_cache(maxsize=10_000)
def _member(number: int) -> Member:
    return Member(
        id=MemberId(number),
        workspace_id=WorkspaceId(1),
        external_id=str(number),
        last_seen_at=MONDAY,
    )


def _candidate(member: int, past: Past) -> Candidate:
    odd = past.odd.get(member, [])
    since = odd[-1] if odd else past.came[member]  # who comes later has the last turn
    return Candidate(
        member=_member(member), odd_count=len(odd), odd_at=_at(since) if since else None
    )


def _history(past: Past) -> list[PastPair]:
    return [
        PastPair(
            a=MemberId(a),
            b=MemberId(b),
            paired=len(weeks),
            met=len(weeks),
            last_paired_at=_at(weeks[-1]),
            last_met_at=_at(weeks[-1]),
        )
        for (a, b), weeks in past.weeks.items()
    ]


def _at(week: int) -> datetime:
    return MONDAY + timedelta(weeks=week)
