"""The day, the time, its zone and the place of a meeting, out of one line."""

from datetime import time

import pytest

from bot.commands.appointment_words import read_appointment
from bot.commands.problems import Misread
from bot.commands.zone_names import CALLED, LETTERS
from bot.commands.zone_words import read_whole_zone, zone_names
from bot.domain.dates import CalendarDay, DayOfMonth, DayWords, NextWeekday, OnWeekday, WeekdayOf

FRIDAY, THREE = NextWeekday(4), time(15)


def read_proposal(typed: str) -> tuple[DayWords, time, str, str]:
    day, at, zone, place = read_appointment(typed, "arrange")
    return day, at, zone, place or ""


@pytest.mark.parametrize(
    ("typed", "zone", "place"),
    [
        ("friday 15:00 in Europe/Berlin", "Europe/Berlin", ""),
        ("friday 15:00 europe/berlin at the Café", "Europe/Berlin", "the Café"),
        ("Europe/Berlin friday 15:00", "Europe/Berlin", ""),
        ("friday 15:00 CET", "Europe/Berlin", ""),
        ("friday 15:00 in CEST", "Europe/Berlin", ""),
        ("friday 15:00 (CET)", "Europe/Berlin", ""),
        ("15:00 CET on friday at the Café", "Europe/Berlin", "the Café"),
        ("friday at 15:00 UTC, Café", "UTC", "Café"),
        ("friday at 3 p.m. est", "America/New_York", ""),
        ("friday 3pm PT", "America/Los_Angeles", ""),
        ("friday 15:00 gmt", "UTC", ""),
        ("friday 15:00 BST", "Europe/London", ""),
        ("friday 15:00 UTC+2 at the Café", "Etc/GMT-2", "the Café"),
        ("friday 15:00 GMT-5", "Etc/GMT+5", ""),
        ("friday 15:00 New York time", "America/New_York", ""),
        ("friday 15:00 in London time, on Zoom", "Europe/London", "on Zoom"),
        ("friday 15:00 Eastern time", "America/New_York", ""),
        ("friday 3pm eastern standard time", "America/New_York", ""),
        ("friday 3pm pacific time at the Café", "America/Los_Angeles", "the Café"),
        ("friday 3pm Mountain Time", "America/Denver", ""),
        ("friday 3pm US central time", "America/Chicago", ""),
        ("friday 3pm Central European time", "Europe/Berlin", ""),
        ("friday 15:00 UK time", "Europe/London", ""),
        ("friday 15:00 german time", "Europe/Berlin", ""),
        ("friday 15:00 São Paulo time", "America/Sao_Paulo", ""),
        ("friday 15:00 (NYC time)", "America/New_York", ""),
        ("friday 15:00 my time", "", ""),
        ("friday 15:00 my local time, Café", "", "Café"),
        ("friday 15:00 local time", "", ""),
        ("friday 15:00 UTC+5:30", "Asia/Kolkata", ""),
        ("friday 15:00 UTC+0545", "Asia/Kathmandu", ""),
        ("friday 15:00 +05:30", "Asia/Kolkata", ""),
        ("friday 15:00+02:00", "Etc/GMT-2", ""),
        ("friday 15:00 at the Café, CET", "Europe/Berlin", "the Café"),
        ("friday 15:00 at the Café (CET)", "Europe/Berlin", "the Café"),
        ("friday 15:00 in Asia/Kolkata at https://example.com/x", "Asia/Kolkata", "https://example.com/x"),
    ],
)  # fmt: skip
def test_a_zone_that_is_typed_with_a_time_is_no_place(typed: str, zone: str, place: str) -> None:
    assert read_proposal(typed) == (FRIDAY, THREE, zone, place)


@pytest.mark.parametrize(
    "place",
    [
        "Berlin",
        "West Ham",
        "the Half Time Café",
        "the Met",
        "Gare de l'Est",
        "the US/EU desk",
        "Café EST",
        "Bar MST",
        "the Café for the first time",
        "the tea time room",
        "my time bar",
        "Eastern Time Café",
        "Room 4 PT",
        "the morning room",
    ],
)
def test_what_only_looks_like_a_zone_is_a_place(place: str) -> None:
    assert read_proposal(f"friday 15:00 in {place}") == (FRIDAY, THREE, "", place)


@pytest.mark.parametrize(
    "typed",
    [
        "15:00 Europe/Atlantis",
        "15:00 in Europe/Atlantis",
        "15:00 Gotham time",
        "15:00 UTC+0517",
        "15:00 UTC-3:30",
    ],
)
def test_a_zone_that_nobody_knows_is_asked_about(typed: str) -> None:
    with pytest.raises(Misread, match="I don't know the time zone"):
        read_proposal(f"friday {typed}")


@pytest.mark.parametrize(
    "some", ["for the first time", "tea time", "lunch time", "Lunch time", "any time", "show time"]
)
def test_some_time_is_no_zone(some: str) -> None:
    with pytest.raises(Misread, match="can't read a day and a time"):
        read_proposal(f"friday 15:00 {some}")


def test_the_clock_of_another_is_asked_about() -> None:
    with pytest.raises(Misread, match="which clock “your time” goes by"):
        read_proposal("friday 15:00 your time")


@pytest.mark.parametrize(
    ("offset", "fitting"),
    [
        ("GMT+1", "Europe/London, Africa/Lagos, Europe/Berlin"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("+02:00", "Europe/Berlin, Europe/Helsinki, Africa/Johannesburg"),
    ],
)
def test_an_offset_is_no_zone_of_ones_own_and_those_that_fit_are_named(
    offset: str, fitting: str
) -> None:
    with pytest.raises(Misread, match=f"such as {fitting}\\."):
        read_whole_zone(offset)
    with pytest.raises(Misread, match=r"UTC\+9:47.* like Europe/London"):
        read_whole_zone("UTC+9:47")


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("EST", "America/New_York"),
        ("Eastern time", "America/New_York"),
        ("UK", "Europe/London"),
        ("Germany", "Europe/Berlin"),
        ("new zealand", "Pacific/Auckland"),
    ],
)
def test_what_people_call_a_zone_is_one_of_ones_own_too(said: str, zone: str) -> None:
    assert read_whole_zone(said) == zone


@pytest.mark.parametrize("said", ["IST", "Central time", "central standard time"])
def test_what_means_several_zones_is_asked_about(said: str) -> None:
    with pytest.raises(Misread, match="is the name of several time zones"):
        read_proposal(f"friday 15:00 {said}")
    with pytest.raises(Misread, match="is the name of several time zones"):
        read_whole_zone(said)


def test_every_zone_that_has_a_name_of_its_own_exists() -> None:
    named = {*LETTERS.values(), *CALLED.values()}
    assert named <= zone_names() | {"UTC"}


@pytest.mark.parametrize(
    "how",
    ["online", "on Zoom", "by phone", "via https://example.com/x", "https://example.com/x", "in person",
     "on a walk in the park", "Teams"],
)  # fmt: skip
def test_how_they_meet_stands_after_a_time_without_more_ado(how: str) -> None:
    assert read_proposal(f"friday 15:00 {how}") == (FRIDAY, THREE, "", how)
    assert read_proposal(f"15:00 on friday, {how}") == (FRIDAY, THREE, "", how)


@pytest.mark.parametrize("name", ["arrange", "arranged"])
def test_what_is_arranged_already_is_read_like_what_is_proposed(name: str) -> None:
    for place in ("online", "on the phone", "https://example.com/x"):
        read = read_appointment(f"thursday 10:00 {place}", name)
        assert read == (NextWeekday(3), time(10), "", place)
    read = read_appointment("thursday 10:00 at Café Zimt", name)
    assert read == (NextWeekday(3), time(10), "", "Café Zimt")
    with pytest.raises(Misread, match=f"/121 {name} thursday 15:00"):
        read_appointment("thursday blah", name)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("friday 9 in the morning", 9),
        ("friday 3 in the afternoon at the Café", 15),
        ("tomorrow afternoon at 3, Café", 15),
        ("friday evening 7", 19),
        ("friday evening 19:00", 19),
        ("friday at 9 at night", 21),
        ("tonight at 8", 20),
        ("tonight 8pm", 20),
    ],
)
def test_the_part_of_the_day_says_which_hour_and_is_no_place(typed: str, hour: int) -> None:
    _, at, _, place = read_proposal(typed)
    assert at == time(hour)
    assert "Café" in place if "Café" in typed else place == ""


def test_midnight_may_be_said_as_a_part_of_the_day_too() -> None:
    with pytest.raises(Misread, match="which night you mean"):
        read_proposal("friday at 12 at night")


@pytest.mark.parametrize(
    "typed",
    ["thursday 15:00, friday 16:00", "thursday 15:00 or friday 16:00", "thursday or friday 15:00",
     "thursday and friday at 15:00", "thursday 15:00 / 16:00"],
)  # fmt: skip
def test_several_times_are_not_one_and_its_place(typed: str) -> None:
    with pytest.raises(Misread, match="one time at a time"):
        read_proposal(typed)


@pytest.mark.parametrize("mark", [" @ ", " - ", ", ", " at ", " in "])
def test_a_place_stands_after_a_mark(mark: str) -> None:
    assert read_proposal(f"friday 15:00{mark}Café Zimt") == (FRIDAY, THREE, "", "Café Zimt")
    assert read_proposal("friday 15:00 (Café Zimt)") == (FRIDAY, THREE, "", "Café Zimt")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("friday next week 15:00", WeekdayOf(4, 1)),
        ("15:00 next week on friday", WeekdayOf(4, 1)),
        ("friday week 15:00", NextWeekday(4, 1)),
        ("the 5th at 15:00", DayOfMonth(5)),
        ("thursday the 3rd at 15:00", OnWeekday(3, DayOfMonth(3))),
        ("thursday 3 december 15:00", OnWeekday(3, CalendarDay(3, 12))),
        ("2026-12-03T15:00", CalendarDay(3, 12, 2026)),
        ("1 december 1999 15:00", CalendarDay(1, 12, 1999)),
    ],
)
def test_more_ways_to_say_a_day(typed: str, day: DayWords) -> None:
    assert read_proposal(typed) == (day, THREE, "", "")


def test_a_date_before_the_place_is_no_time() -> None:
    found = read_proposal("30 October 15:00 online")
    assert found == (CalendarDay(30, 10), THREE, "", "online")
    with pytest.raises(Misread, match="can't read a day and a time"):
        read_proposal("30 October 15:00 blah")


@pytest.mark.parametrize(
    "day", ["yesterday", "last friday", "2 days ago", "the day before yesterday"]
)
def test_a_day_that_has_gone_by_is_said_to_be_past(day: str) -> None:
    for typed in (day, f"{day} 15:00", f"15:00 {day}", f"{day} at 15:00 at the Café"):
        with pytest.raises(Misread, match=r"” is past\. If you have met: /121 met"):
            read_proposal(typed)
    with pytest.raises(Misread, match="/121 arranged thursday 15:00"):
        read_appointment(f"{day} 15:00", "arranged")


@pytest.mark.parametrize(
    "typed", ["tomorrow midnight", "friday at midnight", "midnight", "12 midnight on friday"]
)
def test_midnight_is_at_both_ends_of_a_day(typed: str) -> None:
    with pytest.raises(Misread, match=r"which night you mean\. Write 00:00"):
        read_proposal(typed)


def test_what_is_wrong_with_the_beginning_is_said_where_a_place_follows() -> None:
    with pytest.raises(Misread, match="no such day as “31 november”"):
        read_proposal("31 november 15:00 at the Café")
    with pytest.raises(Misread, match="“3” in the morning or in the afternoon"):
        read_proposal("friday at 3 at the Café")
