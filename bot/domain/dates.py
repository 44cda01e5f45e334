"""Days as people say them, and the day they mean."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date, with or without its year."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The next day with this number, today included."""

    day: int


@dataclass(frozen=True, slots=True)
class NextWeekday:
    """The next such weekday (Monday is 0), today excluded; or the one so many `weeks` after it."""

    weekday: int
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """Such a weekday of this week, which begins on Monday, or of one so many `weeks` ahead."""

    weekday: int
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class EndOfWeek:
    """The Friday of this week (on a weekend its Sunday), or of one so many `weeks` ahead."""

    weeks: int = 0


@dataclass(frozen=True, slots=True)
class EndOfMonth:
    """The last day of this month, or of one so many `months` ahead."""

    months: int = 0


@dataclass(frozen=True, slots=True)
class DayBefore:
    """The day before another."""

    day: "DayWords"


JUST_GONE_BY = timedelta(days=92)
_TWO_MONTHS = 62  # days; one of two months in a row has a 31st

DayWords = (
    CalendarDay
    | DayOfMonth
    | NextWeekday
    | WeekdayOf
    | DaysAhead
    | EndOfWeek
    | EndOfMonth
    | DayBefore
)


def resolve(words: DayWords, today: date) -> date:  # noqa: PLR0911 - one for each way to say a day
    """The day that is meant, seen from `today`; ValueError when there is no such day.

    A date without a year is the next one, today included; but one that went by within three months is that one, so that
    yesterday is not taken for a day next year. 29 February waits for a leap year.
    """
    match words:
        case DaysAhead(days):
            return today + timedelta(days=days)
        case DayBefore(day):
            return resolve(day, today) - timedelta(days=1)
        case NextWeekday(weekday, weeks):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1, weeks=weeks)
        case WeekdayOf(weekday, weeks):
            return today + timedelta(days=weekday - today.weekday(), weeks=weeks)
        case EndOfWeek(weeks):
            return _end_of_week(today, weeks)
        case EndOfMonth(months):
            return _end_of_month(today, months)
        case DayOfMonth(day):
            return _next_with_number(day, today)
        case CalendarDay(day, month, int() as year):
            return date(year, month, day)
        case CalendarDay(day, month):
            return _next_such_day(day, month, today)


def _end_of_week(today: date, weeks: int) -> date:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    friday = monday + timedelta(days=4)
    return friday if friday >= today else monday + timedelta(days=6)


def _end_of_month(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def _next_with_number(day: int, today: date) -> date:
    ahead = (today + timedelta(days=n) for n in range(_TWO_MONTHS))
    found = next((one for one in ahead if one.day == day), None)
    if found is None:
        raise ValueError(day)
    return found


def _next_such_day(day: int, month: int, today: date) -> date:
    leap_cycle = 9  # 1896 to 1904 had no 29 February for eight years
    for year in range(today.year - 1, today.year + leap_cycle):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today - JUST_GONE_BY:
            return found
    raise ValueError
