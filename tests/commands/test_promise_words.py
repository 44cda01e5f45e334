"""What is promised, and by when, out of one line."""

import pytest

from bot.commands.problems import Misread
from bot.commands.relation_words import read_due, read_promise
from bot.domain.dates import CalendarDay, DaysAhead, DayWords, EndOfMonth, EndOfWeek, NextWeekday


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("the book by friday", NextWeekday(4)),
        ("the book by tomorrow", DaysAhead(1)),
        ("the book by the end of the day", DaysAhead(0)),
        ("the book by next week", EndOfWeek(1)),
        ("the book next week", EndOfWeek(1)),
        ("the book by the end of the week", EndOfWeek()),
        ("the book at the end of the week", EndOfWeek()),
        ("the book By End Of Month", EndOfMonth()),
        ("the book by the end of this month", EndOfMonth()),
        ("the book by next month", EndOfMonth(1)),
        ("the book by the end of next month.", EndOfMonth(1)),
        ("the book by the end of the year", CalendarDay(31, 12)),
    ],
)
def test_a_day_at_the_end_is_by_when(typed: str, by: DayWords) -> None:
    what, _, due = read_promise(typed)
    assert (what, due) == ("the book", by)


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("by friday: the book", NextWeekday(4)),
        ("by Friday the book", NextWeekday(4)),
        ("by 3 December 2026, the book", CalendarDay(3, 12, 2026)),
        ("until next week - the book", EndOfWeek(1)),
        ("before the end of the month: the book", EndOfMonth()),
        ("on friday: the book", NextWeekday(4)),
        ("friday: the book", NextWeekday(4)),
        ("tomorrow the book", DaysAhead(1)),
    ],
)
def test_a_day_at_the_beginning_is_by_when_too(typed: str, by: DayWords) -> None:
    what, _, due = read_promise(typed)
    assert (what, due) == ("the book", by)


@pytest.mark.parametrize(
    "typed", ["by friday", "on friday", "By Friday:", "friday", "next week", "by yesterday"]
)
def test_a_day_alone_is_no_promise(typed: str) -> None:
    with pytest.raises(Misread, match="What did you promise"):
        read_promise(typed.rstrip(":"))


@pytest.mark.parametrize(
    "typed",
    [
        "on friday's call, notes",
        "by Austen a book",
        "send: the book",
        "next week's book",
        "the book by Austen",
        "my notes on last week",
        "the shop we saw yesterday",
        "stand by me",
    ],
)
def test_what_is_no_day_belongs_to_what_is_promised(typed: str) -> None:
    assert read_promise(typed)[::2] == (typed, None)


@pytest.mark.parametrize(
    "day", ["yesterday", "the day before yesterday", "last week", "Last Friday", "2 days ago"]
)
def test_a_day_that_is_over_is_said_to_be(day: str) -> None:
    for said in (f"the book by {day}", f"the book until {day}", f"by {day}: the book"):
        with pytest.raises(Misread, match=f"“{day}” is over. By when"):
            read_promise(said)
    with pytest.raises(Misread, match="is over"):
        read_due(day)


def test_what_is_no_day_at_all_in_a_form_is_said_to_be_none() -> None:
    with pytest.raises(Misread, match="no such day"):
        read_due("whenever")
