"""How members had best meet."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.meeting_form import suggested_form

JULY = datetime(2026, 7, 6, 10, tzinfo=UTC)
LONDON, BERLIN, ATHENS, NEW_YORK = (
    ZoneInfo(name)
    for name in ("Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York")
)


@pytest.mark.parametrize(
    ("wishes", "times_met", "form"),
    [
        (((), ()), 0, "in person"),
        (((), ()), 3, "in person"),
        ((("online",), ()), 0, "online"),
        ((("online", "in person"), ("online",)), 0, "online"),
        ((("walk", "phone"), ("walk",)), 0, "in person"),
        ((("walk", "phone"), ("walk",)), 1, "walk"),
        ((("phone",), ("phone", "online")), 2, "phone"),
        ((("phone",), ("walk",)), 2, "in person"),
    ],
)
def test_a_form_suits_the_wishes_and_the_stage(
    wishes: tuple[tuple[str, ...], ...], times_met: int, form: str
) -> None:
    assert suggested_form(JULY, [LONDON, BERLIN], wishes, times_met) == form


def test_more_than_two_hours_apart_they_meet_online() -> None:
    assert suggested_form(JULY, [LONDON, ATHENS], ((), ()), 0) == "in person"
    assert suggested_form(JULY, [LONDON, NEW_YORK], (("walk",), ("walk",)), 1) == "online"
    assert suggested_form(JULY, [LONDON, ZoneInfo("Asia/Tehran")], ((), ()), 0) == "online"


def test_clocks_count_as_they_are_now() -> None:
    casablanca = ZoneInfo("Atlantic/Azores")
    cairo = ZoneInfo("Africa/Cairo")
    assert suggested_form(JULY, [casablanca, cairo], ((), ()), 0) == "online"
