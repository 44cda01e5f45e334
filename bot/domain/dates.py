"""Days as people say them, and the day they mean.

What a day means depends on `today`. There may be no such day: then each of them raises ValueError, or OverflowError beyond
the calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

JUST_GONE_BY = timedelta(days=92)
_LEAP_CYCLE = 9  # years: 1896 to 1904 had no 29 February for eight
_TWO_MONTHS = 62  # days; one of two months in a row has a 31st


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date, with or without its year.

    Without one it is the next such date, today included; but one that went by within three months is that one, so that
    yesterday is not taken for a day next year. 29 February waits for a leap year.
    """

    day: int
    month: int
    year: int | None = None

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        if self.year is not None:
            return date(self.year, self.month, self.day)
        for year in range(today.year - 1, today.year + _LEAP_CYCLE):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if found >= today - JUST_GONE_BY:
                return found
        raise ValueError(self)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The next day with this number, today included."""

    day: int

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        ahead = (today + timedelta(days=n) for n in range(_TWO_MONTHS))
        found = next((one for one in ahead if one.day == self.day), None)
        if found is None:
            raise ValueError(self)
        return found


@dataclass(frozen=True, slots=True)
class NextWeekday:
    """The next such weekday (Monday is 0), today excluded; or the one so many `weeks` after it."""

    weekday: int
    weeks: int = 0

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        return today + timedelta(
            days=(self.weekday - today.weekday() - 1) % 7 + 1, weeks=self.weeks
        )


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """Such a weekday of this week, which begins on Monday, or of one so many `weeks` ahead."""

    weekday: int
    weeks: int = 0

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        return today + timedelta(days=self.weekday - today.weekday(), weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """So many days from today."""

    days: int

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        return today + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class EndOfWeek:
    """The Friday of this week (on a weekend its Sunday), or of one so many `weeks` ahead."""

    weeks: int = 0

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=self.weeks)
        friday = monday + timedelta(days=4)
        return friday if friday >= today else monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class EndOfMonth:
    """The last day of this month, or of one so many `months` ahead."""

    months: int = 0

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        year, month = divmod(today.year * 12 + today.month + self.months, 12)
        return date(year, month + 1, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayBefore:
    """The day before another."""

    day: "DayWords"

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        return self.day.seen_from(today) - timedelta(days=1)


class OtherWeekday(ValueError):
    """The date is another weekday than it was said to be."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A date and the weekday that it is said to be. Raises `OtherWeekday` where it is not."""

    weekday: int
    day: "DayWords"

    def seen_from(self, today: date) -> date:
        """The day that is meant."""
        found = self.day.seen_from(today)
        if found.weekday() != self.weekday:
            raise OtherWeekday(found)
        return found


DayWords = (
    CalendarDay
    | DayOfMonth
    | NextWeekday
    | WeekdayOf
    | DaysAhead
    | EndOfWeek
    | EndOfMonth
    | DayBefore
    | OnWeekday
)
