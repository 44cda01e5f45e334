"""What is promised, and by when, out of one line."""

import pytest

from bot.commands.due_words import Due, read_due
from bot.commands.problems import Misread
from bot.commands.promise_words import read_promise
from bot.domain.dates import (
    CalendarDay,
    DayBefore,
    DayOfMonth,
    DaysAhead,
    DayWords,
    EndOfMonth,
    EndOfWeek,
    NextWeekday,
    WeekdayOf,
)


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
    read = read_promise(typed)
    assert (read.what, read.by) == ("the book", Due(by))


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
    read = read_promise(typed)
    assert (read.what, read.by) == ("the book", Due(by))


FRIDAY, TODAY, TOMORROW = NextWeekday(4), DaysAhead(0), DaysAhead(1)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("5pm friday", FRIDAY),
        ("friday 15:00", FRIDAY),
        ("friday at 5", FRIDAY),
        ("friday 15h", FRIDAY),
        ("15.00 friday", FRIDAY),
        ("noon tomorrow", TOMORROW),
        ("tomorrow 23:59 CET", TOMORROW),
        ("tomorrow at 5 p.m. Eastern time", TOMORROW),
        ("friday 15:00 IST", FRIDAY),
        ("friday evening", FRIDAY),
        ("midnight on friday", FRIDAY),
        ("the 3rd of december 2026 at 15:00 at the latest", CalendarDay(3, 12, 2026)),
        ("5pm", TODAY),
        ("noon", TODAY),
    ],
)
def test_of_a_time_the_day_counts_and_that_there_was_one_is_known(said: str, day: DayWords) -> None:
    for typed in (f"by {said}: the book", f"the book by {said}", f"by {said}：the book"):
        read = read_promise(typed)
        assert (read.what, read.by) == ("the book", Due(day, timed=True))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("by friday at the latest", FRIDAY),
        ("by latest friday", FRIDAY),
        ("no later than friday", FRIDAY),
        ("due friday", FRIDAY),
        ("by EOD friday", FRIDAY),
        ("by the end of friday", FRIDAY),
        ("by close of business", TODAY),
        ("by the 5th", DayOfMonth(5)),
        ("by friday next week", WeekdayOf(4, 1)),
        ("next week friday", WeekdayOf(4, 1)),
        ("by friday week", NextWeekday(4, 1)),
        ("within a week", DaysAhead(7)),
        ("in a fortnight", DaysAhead(14)),
        ("by december", CalendarDay(31, 12)),
        ("by the end of february", CalendarDay(28, 2)),
        ("by mid december", CalendarDay(15, 12)),
        ("by the beginning of next week", WeekdayOf(0, 1)),
        ("over the weekend", WeekdayOf(6)),
        ("by EOM", EndOfMonth()),
        ("by Q1", CalendarDay(31, 3)),
        ("by christmas", CalendarDay(24, 12)),
        ("by the end of the weekend", WeekdayOf(6)),
        ("early next week", WeekdayOf(0, 1)),
        ("later this week", EndOfWeek()),
        ("before the new year", CalendarDay(31, 12)),
        ("before friday", DayBefore(FRIDAY)),
        ("before december", DayBefore(CalendarDay(1, 12))),
        ("before next week", EndOfWeek()),
        ("before 5pm friday", FRIDAY),
        ("by 1 december 1999", CalendarDay(1, 12, 1999)),
    ],
)
def test_other_ways_to_say_by_when(said: str, day: DayWords) -> None:
    for typed in (f"{said}: the book", f"the book {said}", f"the book ({said})"):
        read = read_promise(typed)
        assert read.by is not None
        assert (read.what, read.by.day) == ("the book", day)


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("next week the book", "the book"),
        ("next month the book", "the book"),
        ("next friday the book", "the book"),
        ("by friday call Tom: he knows", "call Tom: he knows"),
        ("by friday 3 books", "3 books"),
        ("call you tomorrow at 5pm", "call you"),
        ("the book, friday", "the book"),
        ("the book (the blue one) by friday", "the book (the blue one)"),
    ],
)
def test_a_day_that_is_surely_one_is_taken_out_of_the_promise(typed: str, what: str) -> None:
    read = read_promise(typed)
    assert read.by is not None
    assert read.what == what


@pytest.mark.parametrize(
    "typed",
    [
        "call her by friday about the printer",
        "the book by friday by email",
        "call you friday",
        "call you friday at 5",
        "call you on friday about the printer",
        "on friday send the deck",
        "by friday at the club: the book",
        "the book in december",
        "call you today or tomorrow",
    ],
)
def test_where_it_is_not_sure_which_words_are_the_day_all_of_them_stay(typed: str) -> None:
    read = read_promise(typed)
    assert read.by is not None
    assert read.what == typed


@pytest.mark.parametrize("days", ["monday or tuesday", "monday, tuesday", "monday or the 5th"])
def test_of_two_days_one_is_asked_for(days: str) -> None:
    for typed in (f"by {days}: the book", f"the book by {days}"):
        with pytest.raises(Misread, match=f"“{days}” is more than one day"):
            read_promise(typed)


@pytest.mark.parametrize(
    "typed", ["by friday: the book; by monday: a link", "the book by friday and a link by monday"]
)
def test_two_promises_are_made_one_by_one(typed: str) -> None:
    with pytest.raises(Misread, match="One promise at a time"):
        read_promise(typed)


@pytest.mark.parametrize("day", ["31 november", "friday/saturday", "5"])
def test_a_day_before_a_colon_has_to_be_one(day: str) -> None:
    with pytest.raises(Misread, match=f"no such day as “{day}”"):
        read_promise(f"by {day}: the book")


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
        "by the way: call Tom",
        "by email: the book",
        "the notes from monday",
        "my notes on black friday",
        "our friday call",
        "lunch",
        "tell you what may help",
        "a seat in the sun",
        'the book "Friday Night Lights"',
    ],
)
def test_what_is_no_day_belongs_to_what_is_promised(typed: str) -> None:
    read = read_promise(typed)
    assert (read.what, read.by) == (typed, None)


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
