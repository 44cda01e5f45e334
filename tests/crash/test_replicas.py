"""Three 121 on one PostgreSQL, killed and started at random while they compete: nothing is lost, nothing comes twice."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.conftest import COUNTS
from tests.crash.test_crash import Tally
from tests.crash.week import WORLDS, lived_by_several

Record = Callable[[str, object], None]

pytestmark = [pytest.mark.process]


@pytest.mark.parametrize("name", ["slack apart", "discord"])
async def test_three_that_are_killed_while_they_compete_do_all_once(
    name: str,
    tmp_path: Path,
    more_postgresql_urls: Callable[[], str],
    record_property: Record,
    replicas_minutes: float,
) -> None:
    tally = Tally(f"three replicas, {name}", WORLDS[name])
    began = time.monotonic()
    while not tally.weeks or time.monotonic() - began < replicas_minutes * 60 / 2:
        seed = tally.weeks
        outcome = await lived_by_several(
            tmp_path / f"{seed}", WORLDS[name], more_postgresql_urls(), seed
        )
        tally.add(outcome, seed)
    record_property(COUNTS, str(tally))
    assert tally.broken == []
    assert tally.deaths.total() > tally.weeks
