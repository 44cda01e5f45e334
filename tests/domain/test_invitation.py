"""The invitation, read back as a calendar reads it, and the links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from bot.domain.invitation import Appointment, appointment_of, calendar_links, invitation
from bot.domain.model import Meeting, PairingId, Platform, Workspace

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
AT = datetime(2026, 11, 26, 15, tzinfo=UTC)
PLACE = "Café Größe; 1st floor, back\\room & <3 ☕"
USUAL = Appointment(pairing=PairingId(7), workspace="T1", at=AT, place=PLACE, sequence=2)


def test_an_invitation_says_when_and_where_and_no_names() -> None:
    calendar = Calendar.from_ical(invitation(USUAL, NOW))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert event["UID"] == "pairing-7@T1.121"
    assert event["SEQUENCE"] == 2
    assert event.decoded("DTSTAMP") == NOW
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (AT, AT + timedelta(hours=1))
    assert (event["SUMMARY"], event["LOCATION"]) == ("1-2-1", PLACE)
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize("cancelled", [False, True])
def test_it_has_what_the_standard_demands_and_nobody_is_asked_to_answer(*, cancelled: bool) -> None:
    """RFC 5546, 3.2.1 PUBLISH and 3.2.5 CANCEL: an organiser, once; attendees only where somebody is to answer."""
    calendar = Calendar.from_ical(invitation(USUAL, NOW, cancelled=cancelled))
    (event,) = calendar.walk("VEVENT")
    for demanded in ("ORGANIZER", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"):
        assert demanded in event
        assert not isinstance(event[demanded], list)
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("invalid:nomail", "121")
    assert "ATTENDEE" not in event
    assert not event.errors


def test_a_meeting_called_off_is_cancelled_under_the_same_name() -> None:
    calendar = Calendar.from_ical(invitation(replace(USUAL, sequence=3), NOW, cancelled=True))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == ("pairing-7@T1.121", 3)


def test_times_are_in_utc_and_lines_are_short_enough() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    text = invitation(replace(USUAL, at=AT.astimezone(kathmandu), place=PLACE * 7), NOW)
    assert b"DTSTART:20261126T150000Z" in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_without_a_place_there_is_no_location() -> None:
    assert b"LOCATION" not in invitation(replace(USUAL, place=""), NOW)


def test_a_place_cannot_smuggle_in_another_line() -> None:
    text = invitation(replace(USUAL, place="here\r\nATTENDEE:mailto:a@example.com"), NOW)
    assert b"\r\nATTENDEE" not in text


@pytest.mark.parametrize("place", ["", PLACE, "https://example.com/a?b=c&d=e#f", "☕" * 300])
def test_every_link_opens_the_right_hour(place: str) -> None:
    links = dict(calendar_links(replace(USUAL, place=place)))
    assert list(links) == ["Google", "Outlook.com", "Office 365", "Yahoo"]
    assert all(len(link) < 700 and link.isascii() and " " not in link for link in links.values())
    asked = {name: parse_qs(urlsplit(link).query) for name, link in links.items()}
    assert asked["Google"]["dates"] == ["20261126T150000Z/20261126T160000Z"]
    assert asked["Outlook.com"]["startdt"] == ["2026-11-26T15:00:00Z"]
    assert asked["Yahoo"]["et"] == ["20261126T160000Z"]
    kept = [place] if place and len(place) < 300 else None
    assert asked["Office 365"].get("location") == asked["Yahoo"].get("in_loc") == kept


def test_a_meeting_without_a_time_is_no_appointment() -> None:
    here = Workspace(platform=Platform.SLACK, external_id="T1")
    meeting = Meeting(pairing_id=PairingId(7), place=PLACE, sequence=2)
    assert appointment_of(here, meeting) is None
    assert appointment_of(here, replace(meeting, arranged_for=AT)) == USUAL
