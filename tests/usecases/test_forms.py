"""Forms: what they open with, what they do, and what they say at which input."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.commands import OpenForm, ShowHome
from bot.commands.fill import FORMS, Misfilled, fill
from bot.domain.model import Enrolment, Platform, Policy
from bot.messages import Action, Choice, Day, Form, Hour, Line, plain, proposed
from bot.ports import Store
from bot.replies import Reply
from tests.talk import CHANNEL, LONDON, Talk


@dataclass
class Desk:
    """A group in which Ada and Ben have a 1-2-1 open."""

    talk: Talk

    async def opens(self, member: str, form: str, about: int = 0) -> Reply:
        command = OpenForm(who=self.talk.ref(member), form=form, about=about)
        return await self.talk.bot.handle(command)

    async def form(self, member: str, name: str, about: int = 0) -> Form:
        reply = await self.opens(member, name, about)
        assert reply.form is not None
        return reply.form

    async def sends(self, member: str, form: str, about: int = 0, **values: Any) -> str:
        """Fill in what the form proposes, with these values in its place; `input: what is wrong`, or the answer."""
        opened = await self.form(member, form, about)
        usual = {one.name: proposed(one) for one in opened.inputs}
        try:
            command = fill(opened.action, {**usual, **values}, self.talk.ref(member))
        except Misfilled as misfilled:
            return "; ".join(f"{name}: {said}" for name, said in misfilled.problems.items())
        reply = await self.talk.bot.handle(command)
        await self.talk.parts.runner.run_once()
        assert reply.message is not None
        where = f"{reply.field}: " if reply.refused else ""
        return where + plain(reply.message, str.capitalize, LONDON, self.talk.clock.now())


@pytest.fixture
async def desk(sqlite_store: Store) -> Desk:
    talk = Talk(sqlite_store, zones={"ben": "America/New_York"})
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    return Desk(talk)


async def test_times_are_offered_that_are_day_for_both(desk: Desk) -> None:
    form = await desk.form("ada", "arrange", 1)
    times, day, hour, where = form.inputs
    assert isinstance(times, Choice)
    assert isinstance(day, Day)
    assert isinstance(hour, Hour)
    assert isinstance(where, Line)
    assert [one.label for one in times.options][:2] == ["Tue 24 Nov, 14:00", "Wed 25 Nov, 15:00"]
    assert hour.hint == "In your own time zone, Europe/London."
    theirs = await desk.form("ben", "arrange", 1)
    assert theirs.inputs[2].hint.endswith("America/New_York.")
    assert "Tue 24 Nov, 09:00" in str(theirs.inputs[0])


async def test_several_times_and_a_place_are_proposed_on_the_clock_of_the_other(
    desk: Desk,
) -> None:
    form = await desk.form("ada", "arrange", 1)
    offered = form.inputs[0]
    assert isinstance(offered, Choice)
    chosen = ",".join(one.value for one in offered.options[:2])
    answer = await desk.sends("ada", "arrange", 1, times=chosen, place=" the\nlibrary ")
    assert "I have asked @Ben: Tuesday 24 November, 14:00 · Wednesday" in answer
    assert "(the library)" in answer
    assert "[Tue 24 Nov, 09:00] [Wed 25 Nov, 10:00]" in desk.talk.heard_by("ben")[-1]
    place = (await desk.form("ben", "arrange", 1)).inputs[3]
    assert isinstance(place, Line)
    assert place.value == "the library"


async def test_a_place_that_is_left_empty_in_the_form_is_none(desk: Desk) -> None:
    await desk.talk.says("ada", "/121 arranged thursday 15:00 at the library")
    answer = await desk.sends("ada", "arrange", 1, day="2026-11-27", at="10:30")
    assert "Friday 27 November, 10:30 (the library)." in answer
    answer = await desk.sends("ada", "arrange", 1, day="2026-11-27", at="10:30", place="")
    assert "Friday 27 November, 10:30." in answer
    await desk.talk.says("ben", "/121 accept")
    assert (await desk.talk.meeting()).place == ""


async def test_a_time_of_ones_own_goes_with_the_chosen_ones(desk: Desk) -> None:
    answer = await desk.sends("ben", "arrange", 1, day="2026-11-26", at="10:30")
    assert "Thursday 26 November, 15:30" in answer
    assert "[Thu 26 Nov, 15:30]" in desk.talk.heard_by("ada")[-1]


async def test_a_zone_that_is_written_with_a_time_counts_in_a_form_too(desk: Desk) -> None:
    answer = await desk.sends("ada", "arrange", 1, day="2026-11-26", at="15:00 CET")
    assert "Thursday 26 November, 14:00" in answer
    answer = await desk.sends("ada", "arrange", 1, day="2026-11-26", at="15:00+02:00")
    assert "Thursday 26 November, 13:00" in answer
    said = await desk.sends("ada", "arrange", 1, day="2026-11-26", at="15:00-02:00")
    assert said.startswith("at: I can't read a time in “15:00-02:00”.")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day": "2020-01-01", "at": "10:00"}, "at: That time is already past."),
        ({"day": "2036-01-01", "at": "10:00"}, "day: That is more than a year ahead."),
        ({"times": "2020-01-01T10:00:00+00:00", "day": "", "at": ""}, "day: That time is already"),
        ({"times": "2026-11-26T10:00:00"}, "times: Please"),
        ({"place": "x" * 301, "day": "2026-11-26", "at": "9:00"}, "place: That place is too long."),
        ({"day": ""}, "day: Please choose something here."),
        ({"day": "soon", "at": "25:99"}, "day: I can't read a day in “soon”. Write it"),
        ({"day": "yesterday", "at": "9:00"}, "day: “yesterday” is past. Please name a day"),
        ({"day": "Last Friday.", "at": "9:00"}, "day: “Last Friday.” is past."),
    ],
)
async def test_what_is_wrong_with_a_time_is_said_where_it_is(
    desk: Desk, values: dict[str, Any], said: str
) -> None:
    assert (await desk.sends("ada", "arrange", 1, **values)).startswith(said)


async def test_no_form_opens_about_somebody_elses_meeting_or_a_settled_one(desk: Desk) -> None:
    assert (await desk.opens("cleo", "arrange", 1)).refused
    assert (await desk.opens("cleo", "report", 1)).refused
    assert (await desk.opens("cleo", "pause_until")).refused
    assert (await desk.opens("ben", "circle")).refused
    assert (await desk.opens("ada", "circle", 99)).refused
    await desk.talk.says("ada", "/121 met")
    assert (await desk.opens("ada", "arrange", 1)).refused


async def test_a_report_by_form_counts_as_one_by_button(desk: Desk) -> None:
    assert "you and @Ben met" in await desk.sends("ada", "report", 1, answer="met")
    assert (await desk.sends("ada", "report", 1, answer="")).startswith("answer: Please choose")


async def test_a_pause_until_a_date_or_until_one_is_back(desk: Desk) -> None:
    assert "paused until 7 December 2026" in await desk.sends("ada", "pause_until")
    assert "paused until you come back" in await desk.sends("ada", "pause_until", until="")
    past = await desk.sends("ada", "pause_until", until="2026-11-23")
    assert "until: “yesterday” is past." in await desk.sends(
        "ada", "pause_until", until="yesterday"
    )
    assert past.startswith("until: 23 November 2026 is not ahead of us.")


async def test_a_profile_is_filled_in_whole_or_not_at_all(desk: Desk) -> None:
    values: dict[str, Any] = {
        "business": "I bake",
        "looking_for": "a coach, a van",
        "formats": "walk,phone",
        "languages": "French, Welsh",
        "goals": "two regular customers",
        "networks": "Rotary, the guild",
        "available": "weekdays 9-12",
    }
    wrong = await desk.sends("ada", "profile", **values, time_zone="Atlantis")
    assert wrong.startswith("time_zone: I don't know the time zone “Atlantis”")
    assert "I bake" not in await desk.talk.says("ada", "/121 profile")
    said = await desk.sends("ada", "profile", **values, time_zone="Lisbon", limit="3")
    for line in (
        "I bake",
        "a coach, a van",
        "walk, phone",
        "French, Welsh",
        "two regular customers",
        "Rotary, the guild",
        "Monday to Friday 09:00–12:00",
        "3 at once",
        "Europe/Lisbon",
    ):
        assert line in said
    assert proposed((await desk.form("ada", "profile")).inputs[-1]) == "Europe/Lisbon"
    assert "Europe/London" not in await desk.sends("ada", "profile", time_zone="")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"formats": "by pigeon"}, "formats: You can meet"),
        ({"time_zone": ","}, "time_zone: I don't know the time zone"),
        ({"limit": "99"}, "limit: How many"),
        ({"available": "mon 17-9"}, "available: 17:00 to 09:00 ends before it begins."),
        ({"interests": ",".join("abcdefghijklmnopqrstu")}, "interests: Those are 21 things"),
        ({"business": "x" * 1_001}, "business: That is 1,001 characters"),
    ],
)
async def test_what_is_wrong_with_a_profile_is_said_where_it_is(
    desk: Desk, values: dict[str, Any], said: str
) -> None:
    assert (await desk.sends("ada", "profile", **values)).startswith(said)


async def test_a_circle_is_made_with_everything_it_can_have(desk: Desk) -> None:
    said = await desk.sends(
        "ada",
        "circle",
        channel="tearoom",
        name="Tea",
        every_weeks="2",
        weekday="3",
        at="09:30",
        time_zone="Berlin",
        enrolment="channel",
        size="3",
        odd_rule="sit_out",
        policy="interests 7, languages 2, within teams, hours required",
        admits="members",
        told="apart",
        holidays="2026-12-21 to 2027-01-03\n24 June 2027",
    )
    for part in ("Tea is set up", "every 2 weeks on Thursday at 09:30 (Europe/Berlin)"):
        assert part in said
    for part in ("whoever is in the channel", "members only", "each in a message of their own"):
        assert part in said
    assert "21 December 2026 to 3 January 2027; 24 June 2027" in said
    for part in ("in threes", "interests 7, within teams, hours required"):
        assert part in said
    form = await desk.form("ada", "circle", 2)
    assert proposed(form.inputs[-1]) == "2026-12-21 to 2027-01-03\n2027-06-24"
    assert "is changed" in await desk.sends("ada", "circle", 2, holidays="", channel="garden")
    async with desk.talk.store.begin() as tx:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, desk.talk.workspace)
        assert workspace is not None
        circle = (await tx.circles.of_workspace(workspace.id))[1]
    assert (circle.channel, circle.holidays, circle.enrolment) == (
        "garden",
        (),
        Enrolment.CHANNEL,
    )
    assert circle.size == 3
    assert circle.policy == Policy(
        team=0,
        within_teams=True,
        tenure=0,
        hours=0,
        formats=0,
        languages=2,
        interests=7,
        demands_hours=True,
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"channel": ""}, "channel: Please choose"),
        ({"channel": CHANNEL}, "channel: That channel has a circle already: Coffee."),
        ({"channel": "tea", "name": "coffee"}, "name: There is a circle called “coffee” already."),
        ({"channel": "tea", "name": "x" * 81}, "name: A circle's name has 1 to 80 characters"),
        ({"channel": "tea", "at": "breakfast"}, "at: I can't read a time in “breakfast”."),
        ({"channel": "tea", "time_zone": "Atlantis"}, "time_zone: I don't know the time zone"),
        ({"channel": "tea", "time_zone": "Rome today"}, "time_zone: I don't know the time zone"),
        ({"channel": "tea", "size": "5"}, "size: Please choose"),
        ({"channel": "tea", "policy": ""}, "policy: Please choose"),
        ({"channel": "tea", "policy": "teams 12"}, "policy: “teams 12” needs a number"),
        (
            {"channel": "tea", "policy": "teams 2, blue 3"},
            "policy: I find nothing to prefer in “blue",
        ),
        (
            {"channel": "tea", "policy": "teams 2, team 3"},
            "policy: “team 3” sets something a second",
        ),
        ({"channel": "tea", "holidays": "christmas"}, "holidays: I can't read the dates in"),
        ({"channel": "tea", "holidays": "24 December"}, "holidays: I can't read the dates in"),
        (
            {"channel": "tea", "holidays": "2027-01-03 to 2026-12-21"},
            "holidays: That holiday ends",
        ),
    ],
)
async def test_what_is_wrong_with_a_circle_is_said_where_it_is(
    desk: Desk, values: dict[str, Any], said: str
) -> None:
    assert (await desk.sends("ada", "circle", **values)).startswith(said)


async def test_a_form_sent_after_the_circle_was_closed_says_so(desk: Desk) -> None:
    form = await desk.form("ada", "circle", 1)
    values = {one.name: proposed(one) for one in form.inputs}
    await desk.talk.says("ada", "/121 setup close")
    reply = await desk.talk.bot.handle(fill(form.action, values, desk.talk.ref("ada")))
    assert reply.refused


def test_titles_fit_where_the_least_room_is() -> None:
    assert set(FORMS) == {
        *("arrange", "report", "pause_until", "profile", "guide_line", "promise", "note", "plan"),
        *("rhythm", "refer", "turn_down", "thank", "circle"),
    }


async def test_a_button_opens_a_form_by_its_name(desk: Desk) -> None:
    form = await desk.form("ada", "arrange", 1)
    assert form.action == Action("arrange", 1)
    assert max(len(form.title), len(form.send)) <= 24


async def test_the_home_page_says_what_is_open_what_comes_and_what_one_can_do(desk: Desk) -> None:
    async def home(member: str) -> str:
        reply = await desk.talk.bot.handle(ShowHome(who=desk.talk.ref(member)))
        assert reply.message is not None
        return plain(reply.message, str.capitalize, LONDON, desk.talk.clock.now())

    mine = await home("ada")
    for part in ("1-2-1 with @Ben", "[Arrange a time]", "0 of 48 met", "[Edit]", "[Settings]"):
        assert part in mine
    assert "[Settings]" not in await home("ben")
    strangers = await home("cleo")
    for part in ("You have no 1-2-1 open", "[Join]", "Take part in a circle"):
        assert part in strangers
    await desk.talk.says("ada", "/121 met")
    assert "Your next partner comes on Monday 23 November, 10:00" in await home("ben")
    await desk.talk.says("ben", "/121 pair-me")
    waiting = await home("ben")
    assert "You asked for a partner" in waiting
    assert "[Leave the queue]" in waiting
    await desk.talk.says("ben", "/121 pause 2 weeks")
    assert "[I am back]" in await home("ben")


async def test_several_by_one_name_are_offered_and_the_chosen_one_is_asked(desk: Desk) -> None:
    talk = desk.talk
    talk.find = lambda _: (talk.ref("ben"), talk.ref("cleo"))  # type: ignore[method-assign, assignment]
    answer = await talk.says("ada", "/121 block okafor")
    assert "Several people here are called “okafor”" in answer
    assert "never introduce you to @Ben" in await talk.presses("ada", "This one")


async def test_a_chosen_member_of_another_workspace_is_nobody(desk: Desk) -> None:
    other = Talk(desk.talk.store, workspace="hillside", table=desk.talk.table)
    await other.says("zoe", "/121 help")
    answer = await other.bot.handle(fill(Action("report", 1), {"answer": "met"}, other.ref("zoe")))
    assert answer.refused
