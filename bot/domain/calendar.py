"""When things fall due: rounds on a cadence, questions between them, always at a decent hour.

Local times become instants with `fold=0`: a time that the clock skips in spring lands just after the
gap, one that it repeats in autumn is the first of the two. So every slot is exactly one instant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.model import Cadence, Circle, FollowUpKind, Holiday

DAY_BEGINS = time(8)
DAY_ENDS = time(20)
NUDGE_AFTER = timedelta(hours=48)
END_QUESTION_BEFORE = timedelta(hours=18)
TOO_CLOSE = timedelta(hours=24)
OFFICE_HOURS = range(9, 17)  # when a meeting of an hour may begin
WAKING_HOURS = range(8, 20)  # the same where office hours never coincide
WORK_BEGINS = time(9)
WORK_ENDS = time(18)
SATURDAY = 5
TIMES_SHOWN = 3
LONGEST_HOLIDAY_WEEKS = 520


def known_zone(*names: str | None) -> ZoneInfo | None:
    """The zone of the first of these IANA names that is given and still known."""
    for name in names:
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return None


def zone_of(name: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """The zone with this IANA name; the other one where a name is missing or no longer known."""
    return known_zone(name, otherwise) or ZoneInfo("UTC")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The one moment, in UTC, at which a local day and time stand on the clock."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def period_of(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week in which a moment falls locally, such as `2026-W53`: the key of a round."""
    year, week, _ = moment.astimezone(zone).date().isocalendar()
    return f"{year}-W{week:02d}"


def slots(cadence: Cadence, holidays: Sequence[Holiday], start: date) -> Iterator[datetime]:
    """The moments of a cadence's rounds from the week of `start` on, holidays left out; finite, ten years at most."""
    zone = zone_of(cadence.time_zone)
    anchor = monday_of(cadence.anchor)
    behind = (monday_of(start) - anchor).days // 7 % cadence.every_weeks
    first = monday_of(start) - timedelta(weeks=behind)
    for step in count():
        if step > LONGEST_HOLIDAY_WEEKS:
            return
        day = first + timedelta(weeks=step * cadence.every_weeks, days=cadence.weekday)
        if not any(holiday.first <= day <= holiday.last for holiday in holidays):
            yield instant(day, cadence.at, zone)


def next_slot(cadence: Cadence, holidays: Sequence[Holiday], after: datetime) -> datetime:
    """The first round strictly after a moment; ten years on where holidays leave none before."""
    start = after.astimezone(zone_of(cadence.time_zone)).date()
    found = (slot for slot in slots(cadence, holidays, start) if slot > after)
    return next(found, after + timedelta(weeks=LONGEST_HOLIDAY_WEEKS))


def next_round(circle: Circle, after: datetime) -> datetime:
    """The first round of a circle strictly after a moment."""
    return next_slot(circle.cadence, circle.holidays, after)


def latest_slot(circle: Circle, now: datetime) -> datetime:
    """The last moment, not after now, at which an overdue circle should have had its round."""
    latest = circle.next_round_at
    while (following := next_round(circle, latest)) <= now:
        latest = following
    return latest


def too_late(circle: Circle, now: datetime) -> bool:
    """Whether an overdue round should rather be dropped, because the next regular one is less than a day away."""
    upcoming = next_round(circle, now)
    overdue = now - circle.next_round_at > TOO_CLOSE
    return overdue and upcoming - now < TOO_CLOSE


def polite(moment: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """The first moment from this one on at which it is day (8:00 to 20:00) for everybody.

    Where no hour suits all zones, the first zone decides.
    """
    return _polite(moment.astimezone(UTC), tuple(zones))


@lru_cache(maxsize=1024)  # all pairs of a round ask about the same moments in few zones
def _polite(moment: datetime, zones: tuple[ZoneInfo, ...]) -> datetime:
    mornings = (_next_morning(moment, zone) for zone in zones)
    candidates = sorted({moment, *mornings})
    for some in (zones, zones[:1]):
        for candidate in candidates:
            if all(_is_day(candidate, zone) for zone in some):
                return candidate
    return moment


def _is_day(moment: datetime, zone: ZoneInfo) -> bool:
    return DAY_BEGINS <= moment.astimezone(zone).time() < DAY_ENDS


def _next_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    today = moment.astimezone(zone).date()
    mornings = (instant(today + timedelta(days=ahead), DAY_BEGINS, zone) for ahead in (0, 1))
    return next(morning for morning in mornings if morning >= moment)


def shared_hours(now: datetime, until: datetime, zones: Sequence[ZoneInfo]) -> tuple[datetime, ...]:
    """Up to three moments, on three working days from tomorrow on, at which a meeting of an hour suits everybody.

    Within 9:00 to 17:00 for all of them, else within 8:00 to 20:00, else none. The first is early in the hours they
    share, the second in the middle, the third late, so that one of them may fit.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _shared_hours(hour, now.astimezone(zones[0]).date(), until, tuple(zones))


@lru_cache(maxsize=1_000)
def _shared_hours(
    hour: datetime, today: date, until: datetime, zones: tuple[ZoneInfo, ...]
) -> tuple[datetime, ...]:
    """The same for all pairs of a round who live in the same zones."""
    ahead = [hour + timedelta(hours=n) for n in range(1, int((until - hour) / timedelta(hours=1)))]
    for hours in (OFFICE_HOURS, WAKING_HOURS):
        days: dict[date, list[datetime]] = {}
        for moment in ahead:
            local = [moment.astimezone(zone) for zone in zones]
            if all(_begins_within(at, hours) for at in local) and local[0].date() > today:
                days.setdefault(local[0].date(), []).append(moment)
        if days:
            return tuple(
                moments[place * (len(moments) - 1) // (TIMES_SHOWN - 1)]
                for place, moments in enumerate(list(days.values())[:TIMES_SHOWN])
            )
    return ()


def _begins_within(local: datetime, hours: range) -> bool:
    # An hour that begins at half past where a zone is half an hour off must end in time too.
    last = hours[-1] - (1 if local.minute else 0)
    return local.weekday() < SATURDAY and hours[0] <= local.hour <= last


def working_hours(day: date, zone: ZoneInfo) -> int:
    """The hours of a day in UTC that lie wholly in the working day (9:00 to 18:00) of a zone, as bits."""
    hour = timedelta(hours=1)
    begins, ends = instant(day, WORK_BEGINS, zone), instant(day, WORK_ENDS, zone)
    first = begins.replace(minute=0, second=0)
    first += hour if first < begins else timedelta()
    return sum(1 << (first + n * hour).hour for n in range((ends - first) // hour))


@dataclass(frozen=True, slots=True)
class Planned:
    """A question and when it falls due."""

    kind: FollowUpKind
    due_at: datetime


def plan_questions(
    opened_at: datetime, ends_at: datetime, zones: Sequence[ZoneInfo]
) -> tuple[Planned, ...]:
    """What to ask about a pairing, and when: a nudge after two days, a question half-way, one before the end.

    Only what falls before the end, in order, at a decent hour for everybody in the pairing.
    """
    wanted = (
        (FollowUpKind.NUDGE, opened_at + NUDGE_AFTER),
        (FollowUpKind.MID_ROUND, opened_at + (ends_at - opened_at) / 2),
        (FollowUpKind.END_OF_ROUND, max(opened_at, ends_at - END_QUESTION_BEFORE)),
    )
    planned: list[Planned] = []
    for kind, at in wanted:
        due_at = polite(at, zones)
        late = due_at >= ends_at or (planned and due_at <= planned[-1].due_at)
        if kind is FollowUpKind.END_OF_ROUND or not late:
            planned.append(Planned(kind, due_at))
    return tuple(planned)


def plan_again(now: datetime, ends_at: datetime, zones: Sequence[ZoneInfo]) -> tuple[Planned, ...]:
    """What to ask about a pairing whose time is off: after two days for another, and before the end whether they met."""
    nudge = Planned(FollowUpKind.NUDGE, polite(now + NUDGE_AFTER, zones))
    last_at = max(ends_at - END_QUESTION_BEFORE, now + TOO_CLOSE)
    last = Planned(FollowUpKind.END_OF_ROUND, polite(last_at, zones))
    return (nudge, last) if nudge.due_at + TOO_CLOSE <= last.due_at else (last,)


def ask_again_at(now: datetime, ends_at: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """When to ask again after "not yet": two days on, but not long after the pairing's end."""
    return polite(min(now + NUDGE_AFTER, max(ends_at, now + timedelta(days=1))), zones)


def after_meeting(at: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """When to ask how an arranged meeting went: two hours after it began, or the next morning."""
    return polite(at + timedelta(hours=2), zones)


def request_expires_at(circle: Circle, now: datetime) -> datetime:
    """Until when a request for a partner waits: the circle's next round, which pairs everybody anyway."""
    return max(circle.next_round_at, now + timedelta(hours=1))


def invitation_expires_at(now: datetime) -> datetime:
    """Until when a named member may answer."""
    return now + timedelta(days=4)
