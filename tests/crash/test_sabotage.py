"""The tests notice: with what keeps the promise taken out, piece by piece, the same week is broken."""

from pathlib import Path

import pytest

from bot.faults import Point
from tests.crash.child import Fault
from tests.crash.week import WORLDS, Outcome, Trouble, lived

pytestmark = [pytest.mark.process]


async def with_and_without(
    folder: Path, name: str, sabotage: str, point: Point, nth: int
) -> Outcome:
    """The week is fine although 121 is killed there; gives the same week under sabotage."""
    faults = (Fault(nth=nth, point=point),)
    fine = await lived(folder / "fine", WORLDS[name], Trouble(faults=faults))
    assert fine.broken(WORLDS[name]) == []
    assert fine.deaths == {point: 1}
    return await lived(folder / "broken", WORLDS[name], Trouble(faults=faults, sabotage=sabotage))


async def test_without_the_unique_key_an_organiser_who_asks_again_opens_a_second_round(
    tmp_path: Path,
) -> None:
    found = await with_and_without(
        tmp_path, "slack apart", "one round a period", Point.COMMAND_STORED, 7
    )
    assert found.rounds == ("2026-W48", "2026-W48", "2026-W49")


@pytest.mark.parametrize("name", ["slack apart", "discord"])
async def test_without_the_read_back_introductions_come_twice(name: str, tmp_path: Path) -> None:
    found = await with_and_without(tmp_path, name, "read-back", Point.ACCEPTED, 3)
    assert max(found.introduced) > 2
    assert "more than once" in str(found.broken(WORLDS[name]))


async def test_without_begin_immediate_half_a_round_stays_and_nobody_is_introduced(
    tmp_path: Path,
) -> None:
    found = await with_and_without(
        tmp_path, "slack apart", "BEGIN IMMEDIATE", Point.ROUND_OPENED, 2
    )
    assert found.introduced == (1, 1, 1, 1)
    assert "lost ['intro:3/0'" in str(found.broken(WORLDS["slack apart"]))
