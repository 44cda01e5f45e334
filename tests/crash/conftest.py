"""How many points are tried, and the counts that are printed at the end."""

from typing import Any

import pytest

COUNTS = "counts"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-point",
        action="store_true",
        help="Kill 121 at every fault point, not at some; takes several minutes.",
    )
    parser.addoption(
        "--replicas-minutes",
        type=float,
        default=0.0,
        help="Kill replicas for so long, and not for one week on each platform.",
    )


@pytest.fixture
def replicas_minutes(request: pytest.FixtureRequest) -> float:
    """For how long replicas are killed; `make test` knows no such option."""
    return float(request.config.getoption("--replicas-minutes", default=0.0))


@pytest.fixture
def every_point(request: pytest.FixtureRequest) -> bool:
    """Whether no point is left out. `make test` knows no such option, and tries some."""
    return bool(request.config.getoption("--every-point", default=False))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    counts = [said for report in reports for name, said in report.user_properties if name == COUNTS]
    if counts:
        terminalreporter.section("what the crashes did")
        for said in sorted(counts):
            terminalreporter.line(said)
