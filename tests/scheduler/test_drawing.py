"""Large rounds are drawn in a process of their own: the same draw, and nothing stands still meanwhile."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children

import pytest
from structlog.testing import capture_logs

from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import Member, MemberId, OddRule, PastPair, Policy, WorkspaceId
from bot.usecases.drawing import AT_ONCE, PLAIN_AT_ONCE, Lots, is_quick
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


@pytest.fixture
def drawer() -> Iterator[ChildProcess]:
    drawer = ChildProcess()
    yield drawer
    drawer.end()


@pytest.mark.process
@pytest.mark.parametrize("size", [AT_ONCE, AT_ONCE + 2])
async def test_it_is_the_same_draw(drawer: ChildProcess, size: int) -> None:
    past = half_met(size)
    there = await drawer.draw(group(size), past, RULES, seed=1)
    assert there == draw(group(size), past, RULES, seed=1)
    assert not any(match.repeat for match in there.matches)


@pytest.mark.process
async def test_nothing_stands_still_meanwhile(drawer: ChildProcess) -> None:
    drawing = asyncio.create_task(drawer.draw(group(60), half_met(60), RULES, seed=1))
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
    assert hasty._child is None


@pytest.mark.process
async def test_one_process_makes_many_draws_and_rests_afterwards() -> None:
    drawer = ChildProcess(rest=timedelta(milliseconds=300))
    children = set()
    for seed in range(3):
        await drawer.draw(group(AT_ONCE + 2), half_met(AT_ONCE + 2), RULES, seed=seed)
        children.add(id(drawer._child))
    assert len(children) == 1
    async with asyncio.timeout(10):
        while drawer._child is not None:  # noqa: ASYNC110 - the timer is what is waited for
            await asyncio.sleep(0.05)
    assert (await drawer.draw(group(AT_ONCE + 2), half_met(AT_ONCE + 2), RULES, seed=1)).matches
    drawer.end()


@pytest.mark.process
async def test_whoever_gives_up_waiting_leaves_no_process_behind(drawer: ChildProcess) -> None:
    drawing = asyncio.create_task(drawer.draw(group(80), half_met(80), RULES, seed=1))
    await asyncio.sleep(0.1)
    drawing.cancel()
    await asyncio.gather(drawing, return_exceptions=True)
    assert drawer._child is None


@pytest.mark.process
async def test_a_process_that_the_machine_killed_while_it_rested_holds_up_nothing(
    drawer: ChildProcess,
) -> None:
    await drawer.draw(group(MORE), half_met(MORE), RULES, seed=1)
    (resting,) = active_children()
    resting.kill()
    resting.join()
    async with asyncio.timeout(20):
        there = await drawer.draw(group(MORE), half_met(MORE), RULES, seed=1)
    assert there == draw(group(MORE), half_met(MORE), RULES, seed=1)
    (resting,) = active_children()
    resting.kill()
    resting.join()
    drawer.end()
    assert drawer._child is None


@pytest.mark.process
async def test_where_the_machine_kills_the_process_in_the_middle_a_quicker_method_is_used_at_once(
    drawer: ChildProcess,
) -> None:
    await drawer.draw(group(MORE), half_met(MORE), RULES, seed=1)
    (process,) = active_children()
    with capture_logs() as logs:
        drawing = asyncio.create_task(drawer.draw(group(400), half_met(400), RULES, seed=1))
        await asyncio.sleep(0.1)
        process.kill()
        async with asyncio.timeout(30):
            found = await drawing
    assert [line["event"] for line in logs] == ["drawing_process_gone"]
    assert len(found.matches) == 200


@pytest.mark.process
async def test_a_mistake_in_the_other_process_is_raised_in_this_one(drawer: ChildProcess) -> None:
    twice = [*group(MORE), *group(MORE)[:1]]
    with pytest.raises(ValueError, match="stands among the candidates twice"):
        await drawer.draw(twice, half_met(MORE), Rules(), seed=1)


@pytest.mark.process
async def test_where_even_the_draw_without_looking_ahead_takes_too_long_a_quicker_method_is_used() -> (
    None
):
    with capture_logs() as logs:
        hasty = Impatient()
        found = await hasty.draw(group(50), half_met(50), RULES, seed=1)
        hasty.end()
    assert [line["event"] for line in logs] == ["draw_took_too_long"]
    assert hasty.given_up == 1
    assert len(found.matches) == 25
    assert not any(match.repeat for match in found.matches)


class Impatient(ChildProcess):
    """Has no time for the first draw, whatever the machine can do."""

    given_up = 0

    async def _within(self, limit: timedelta, lots: Lots) -> Draw | None:
        if lots.rules.hasty:
            return await super()._within(limit, lots)
        self.given_up += 1
        return await super()._within(timedelta(0), lots)


def some_blocked(size: int) -> Rules:
    """Half may not meet the other half."""
    half = size // 2
    across = ((a, b) for a in range(1, half + 1) for b in range(half + 1, size + 1))
    return replace(RULES, blocked=frozenset((MemberId(a), MemberId(b)) for a, b in across))


DEMANDING = replace(RULES, policy=Policy(demands_hours=True))
MORE = AT_ONCE + 2


@pytest.mark.parametrize(
    ("size", "history", "rules", "quick"),
    [
        (AT_ONCE, half_met(AT_ONCE), some_blocked(AT_ONCE), True),
        (MORE, half_met(MORE), RULES, False),
        (MORE, [], RULES, True),
        (MORE, [], some_blocked(MORE), False),
        (MORE, [], DEMANDING, False),
        (MORE, [], Rules(size=3), False),
        (MORE, [], Rules(), True),
        (MORE + 1, [], Rules(), False),
        (MORE + 1, [], RULES, True),
        (PLAIN_AT_ONCE, [], RULES, True),
        (PLAIN_AT_ONCE + 1, [], RULES, False),
    ],
)
def test_what_is_surely_quick_is_drawn_where_it_is_wanted(
    size: int, history: list[PastPair], rules: Rules, *, quick: bool
) -> None:
    lots = Lots(candidates=tuple(group(size)), history=tuple(history), rules=rules, seed=1)
    assert is_quick(lots) is quick
