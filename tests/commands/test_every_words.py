"""How often a member wants a partner, as people type it."""

import pytest

from bot.commands.every_words import read_every
from bot.commands.problems import Misread


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        *[
            (said, 1)
            for said in (
                "week",
                "every week",
                "weekly",
                "1",
                "each week",
                "one week",
                "Once a week",
                "",
            )
        ],
        *[
            (said, 2)
            for said in (
                "2 weeks",
                "every 2 weeks",
                "two weeks",
                "other week",
                "every second week",
                "2",
            )
        ],
        *[(said, 2) for said in ("fortnight", "fortnightly", "２ weeks")],
        *[
            (said, 4)
            for said in ("month", "monthly", "once a month", "4 weeks", "every four weeks")
        ],
        ("12 weeks", 12),
    ],
)
def test_weeks_are_read(said: str, weeks: int) -> None:
    assert read_every(said) == weeks


@pytest.mark.parametrize(
    "said", ["0", "13 weeks", "999", "day", "2 days", "never", "two or three weeks", "x" * 500]
)
def test_what_is_no_rhythm_is_answered_with_one(said: str) -> None:
    with pytest.raises(Misread, match="/121 profile every 2 weeks"):
        read_every(said)
