"""Large rounds are drawn in a process of their own: the same draw, and nothing stands still meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import Member, MemberId, OddRule, PastPair, WorkspaceId
from bot.usecases.drawing import AT_ONCE
from scheduler.drawing import ChildProcess

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
RULES = Rules(odd=OddRule.SIT_OUT)


def group(size: int) -> list[Candidate]:
    return [
        Candidate(
            member=Member(
                id=MemberId(n), workspace_id=WorkspaceId(1), external_id=str(n), last_seen_at=MONDAY
            )
        )
        for n in range(1, size + 1)
    ]


def half_met(size: int) -> list[PastPair]:
    """A history after which it is time to look ahead: half of the round robin (the circle method)."""
    ring = list(range(2, size + 1))
    past = []
    for turned in range(size // 2):
        order = [1, *ring[turned:], *ring[:turned]]
        for place in range(size // 2):
            a, b = sorted((order[place], order[size - 1 - place]))
            past.append(
                PastPair(
                    a=MemberId(a),
                    b=MemberId(b),
                    paired=1,
                    met=1,
                    last_paired_at=MONDAY,
                    last_met_at=MONDAY,
                )
            )
    return past


@pytest.mark.process
@pytest.mark.parametrize("size", [AT_ONCE, AT_ONCE + 2])
async def test_it_is_the_same_draw(size: int) -> None:
    past = half_met(size)
    there = await ChildProcess().draw(group(size), past, RULES, seed=1)
    assert there == draw(group(size), past, RULES, seed=1)
    assert not any(match.repeat for match in there.matches)


@pytest.mark.process
async def test_nothing_stands_still_meanwhile() -> None:
    drawing = asyncio.create_task(ChildProcess().draw(group(60), half_met(60), RULES, seed=1))
    looked = 0
    while not drawing.done():
        await asyncio.sleep(0.01)
        looked += 1
    assert isinstance(drawing.result(), Draw)
    assert looked > 2  # a draw on this very thread would be over at the first look


@pytest.mark.process
async def test_past_the_time_limit_it_draws_without_looking_ahead_and_says_so() -> None:
    with capture_logs() as logs:
        hasty = ChildProcess(longest=timedelta(milliseconds=1))
        found = await hasty.draw(group(50), half_met(50), RULES, seed=1)
    assert [line["event"] for line in logs] == ["draw_took_too_long"]
    assert len(found.matches) == 25
