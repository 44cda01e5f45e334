"""In production a fault point does nothing, and nothing arms it."""

import re
import sys
from pathlib import Path

from bot.faults import Point, arm, reach

ROOT = Path(__file__).parents[2]


def test_what_watches_hears_of_each_point() -> None:
    reached: list[Point] = []
    arm(reached.append)
    reach(Point.CLAIMED)
    arm()
    reach(Point.SENDING)
    assert reached == [Point.CLAIMED]


def test_nothing_in_the_product_arms_a_fault() -> None:
    product = [
        file
        for folder in ("bot", "adapters", "scheduler")
        for file in (ROOT / folder).rglob("*.py")
    ]
    armed = [
        file.name for file in product if re.search(r"\barm\(", file.read_text(encoding="utf-8"))
    ]
    assert armed == ["faults.py"]


def test_a_point_that_nobody_watches_does_nothing() -> None:
    steps: list[str] = []
    sys.setprofile(lambda frame, event, _: steps.append(f"{event} {frame.f_code.co_name}"))
    reach(Point.ACCEPTED)
    sys.setprofile(None)
    assert steps[:4] == ["call reach", "call _go_on", "return _go_on", "return reach"]
