"""Hours of the week, as people type them and as they are shown back."""

import pytest

from bot.commands.free_words import MOST_SPANS, read_free
from bot.commands.problems import Misread
from bot.words.profile import hours

# What is typed, and how it is shown back.
TYPED = {
    "mon-fri 9-12, wed 14:00-17:30, sat 10am-noon": (
        "Monday to Friday 09:00–12:00, Wednesday 14:00–17:30, Saturday 10:00–12:00"
    ),
    "Monday, Wednesday and Friday from 9am to 12:30": ("Monday, Wednesday and Friday 09:00–12:30"),
    "weekdays 9-12, 14-17; weekends 10-11": (
        "Monday to Friday 09:00–12:00, Monday to Friday 14:00–17:00, Saturday to Sunday 10:00–11:00"
    ),
    "every day 8:00-9:00": "Monday to Sunday 08:00–09:00",
    "sat-mon 10-12": "Monday and Saturday to Sunday 10:00–12:00",
    "tuesdays 2-5pm, thu 9-5pm": "Tuesday 14:00–17:00, Thursday 09:00–17:00",
    "mon 9-11, mon 10-12, mon 12-13": "Monday 09:00–13:00",
    "\u200fMON\u00a09\u201312\u200e": "Monday 09:00–12:00",
    "-": "",
    " \u200f\u2800 ": "",
}


@pytest.mark.parametrize(("typed", "shown"), TYPED.items())
def test_hours_are_read_and_shown_back(typed: str, shown: str) -> None:
    assert hours(read_free(typed)) == shown


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_shown_can_be_typed_again(typed: str) -> None:
    assert read_free(hours(read_free(typed))) == read_free(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9-12", "On which days"),
        ("mon", "From when to when"),
        ("mon 9-12, tue", "From when to when"),
        ("mon 17-9", "17:00 to 09:00 ends before"),
        ("mon 9-9", "09:00 to 09:00 ends before"),
        ("mon 9-25", "There is no such time as “25”"),
        ("mon 13pm-4pm", "There is no such time as “13pm”"),
        ("mon 9-5", "Is “5” in the morning"),
        ("whenever you like", "I can't read when"),
        ("mon-fri 9-12 or so", "I can't read when you are free in “or so”"),
        ("مرحبا 🇪🇬", "I can't read when"),
        ("x" * 5_000, "I can't read when"),
        ("every day 8-9, 10-11, 12-13, 14-15", "Those are 28 stretches"),
    ],
)
def test_what_is_wrong_with_hours_is_said(typed: str, said: str) -> None:
    with pytest.raises(Misread) as misread:
        read_free(typed)
    assert str(misread.value).startswith(said)
    assert len(str(misread.value)) < 300


def test_as_many_stretches_as_fit_are_taken() -> None:
    assert len(read_free("every day 8-9, 10-11, 12-13")) == MOST_SPANS
