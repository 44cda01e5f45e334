"""A year of sixty members, with all that follows from a meeting: what is shown in docs/relationships.md."""

import asyncio
import re
from pathlib import Path

from adapters.simulation.run import Plan
from bot.assembly.simulation import simulate
from bot.domain.reminders import MOST_A_WEEK

SHOWN = Path(__file__).parent.parent / "docs" / "relationships.md"
MEASURED = {"seconds", "seconds per round", "peak memory mb"}


def test_a_year_keeps_its_word() -> None:
    found = asyncio.run(simulate(Plan(members=60, weeks=52, seed=1, relationships=True)))
    assert found["messages_lost"] == found["messages_doubled"] == found["left_out"] == 0
    assert found["most_messages_a_week"] == MOST_A_WEEK
    assert min(found[stage] or 0 for stage in ("getting_to_know", "tell_me_the_detail")) > 100
    assert found["referral_partners"]
    assert found["follow_ups_within_a_week"] == found["follow_ups_asked"] != 0
    assert found["follow_ups_overdue"] == 0
    assert found["follow_ups_unexpected"] == 0
    assert found["promises_reminded_on_the_day"] == found["promises_due"] != 0
    assert found["promises_reminded_more_than_twice"] == 0
    assert found["referrals_closed_of_these"] == found["referrals_older_than_13_weeks"] != 0
    shown = dict(
        re.findall(r"^([a-z0-9 ]+?)  +(\S+)$", SHOWN.read_text(encoding="utf-8"), re.MULTILINE)
    )
    counted = {name.replace("_", " "): str(value) for name, value in found.items()}
    assert {n: v for n, v in shown.items() if n not in MEASURED} == {
        n: v for n, v in counted.items() if n not in MEASURED
    }
