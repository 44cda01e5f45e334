"""A meeting for the diary: as a file after RFC 5545 and 5546, and as links that open a calendar with it filled in.

It is published and asks for no answer: 121 knows no mail addresses, so nobody could be asked. No names and no notes of members stand in it, only the place they chose: diaries are often read by others.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event, vCalAddress

from bot.domain.model import Meeting, PairingId, Workspace

LENGTH = timedelta(hours=1)
SUMMARY = "1-2-1"
DESCRIPTION = "Half of the time for each of you."
NO_MAIL = "invalid:nomail"  # what calendars write for an organiser without an address
LONGEST_IN_A_LINK = 300  # characters, once quoted: some programs cut long addresses


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """What the invitation says: for which pairing of which workspace, when, where, and the how-manieth change it is."""

    pairing: PairingId
    workspace: str
    at: datetime
    place: str = ""
    sequence: int = 0


def appointment_of(workspace: Workspace, meeting: Meeting) -> Appointment | None:
    """The appointment of a meeting; None where no time was agreed."""
    if meeting.arranged_for is None:
        return None
    return Appointment(
        pairing=meeting.pairing_id,
        workspace=workspace.external_id,
        at=meeting.arranged_for,
        place=meeting.place,
        sequence=meeting.sequence,
    )


def invitation(appointment: Appointment, stamp: datetime, *, cancelled: bool = False) -> bytes:
    """The invitation, made at the moment `stamp`; or word that there is none any more."""
    event = Event()
    event.add("uid", f"pairing-{appointment.pairing}@{appointment.workspace}.121")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", appointment.at.astimezone(UTC))
    event.add("dtend", appointment.at.astimezone(UTC) + LENGTH)
    event.add("summary", SUMMARY)
    event.add("description", DESCRIPTION)
    event.add("organizer", _organiser())
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if appointment.place:
        event.add("location", appointment.place)
    calendar = Calendar()
    calendar.add("prodid", "-//121//1-2-1//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _organiser() -> vCalAddress:
    organiser = vCalAddress(NO_MAIL)
    organiser.params["CN"] = "121"
    return organiser


def calendar_links(appointment: Appointment) -> tuple[tuple[str, str], ...]:
    """Calendars in the web, each with the address that opens it with this appointment filled in."""
    at, ends = appointment.at.astimezone(UTC), appointment.at.astimezone(UTC) + LENGTH
    place = appointment.place if len(quote(appointment.place)) <= LONGEST_IN_A_LINK else ""
    begins_short, ends_short = f"{at:%Y%m%dT%H%M%SZ}", f"{ends:%Y%m%dT%H%M%SZ}"
    google = {
        "action": "TEMPLATE",
        "text": SUMMARY,
        "dates": f"{begins_short}/{ends_short}",
        "location": place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": SUMMARY,
        "startdt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "location": place,
    }
    yahoo = {
        "v": "60",
        "title": SUMMARY,
        "st": begins_short,
        "et": ends_short,
        "in_loc": place,
    }
    return (
        ("Google", _address("https://calendar.google.com/calendar/render", google)),
        ("Outlook.com", _address("https://outlook.live.com/calendar/0/deeplink/compose", outlook)),
        ("Office 365", _address("https://outlook.office.com/calendar/0/deeplink/compose", outlook)),
        ("Yahoo", _address("https://calendar.yahoo.com/", yahoo)),
    )


def _address(page: str, values: dict[str, str]) -> str:
    given = {name: value for name, value in values.items() if value}
    return f"{page}?{urlencode(given, quote_via=quote)}"
