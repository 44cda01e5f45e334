"""How members had best meet: in person, online, on a walk or on the phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class MeetingForm(StrEnum):
    """A way to meet, as members name it in their profile."""

    IN_PERSON = "in person"
    ONLINE = "online"
    WALK = "walk"
    PHONE = "phone"


FAR = timedelta(hours=2)  # more than this between two clocks, and nobody travels
_FOR_A_FIRST_MEETING = (MeetingForm.IN_PERSON, MeetingForm.ONLINE)


def suggested_form(
    now: datetime,
    zones: Sequence[ZoneInfo],
    wishes: Sequence[tuple[str, ...]],
    times_met: int,
) -> MeetingForm:
    """How these had best meet, who met so often before; who named no wish is content with any.

    Far apart: online. The first time they should see each other's faces. Where nothing suits all: as if nobody had
    named anything.
    """
    if _apart(now, zones) > FAR:
        return MeetingForm.ONLINE
    for form in MeetingForm if times_met else _FOR_A_FIRST_MEETING:
        if all(form in wish for wish in wishes if wish):
            return form
    return MeetingForm.IN_PERSON


def _apart(now: datetime, zones: Sequence[ZoneInfo]) -> timedelta:
    """The greatest difference between two clocks."""
    clocks = [now.astimezone(zone).replace(tzinfo=None) for zone in zones]
    return max(clocks) - min(clocks)
