"""A whole week over the wire: from the first circle to the second round, by Socket Mode and by HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.storage import SqlStore
from tests.adapters.slack.office import Office, office, text, until, words_of
from tests.fakes.slack.server import Fault, LocalSlack, local_slack

DAY = timedelta(days=1)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture(params=["socket", "http"])
async def place(
    slack: LocalSlack, sqlite_store: SqlStore, request: pytest.FixtureRequest
) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, request.param) as place:
        yield place


async def test_a_week_goes_from_joining_to_the_next_round(place: Office) -> None:
    assert "coffee is set up" in await place.types("U1", "setup every week on tuesday at 10:00")
    await place.settle()
    (invitation,) = place.heard("one 1-2-1 a week")
    assert invitation["channel"] == "C1"
    join = invitation["blocks"][-1]["elements"][0]["value"]
    assert "Welcome to coffee" in await place.presses("U2", join)
    for member in ("U1", "U3"):
        assert "Welcome to coffee" in await place.types(member, "join")

    await place.waits(DAY + timedelta(hours=2))
    (introduction,) = place.heard("Your 1-2-1 for this round")
    assert introduction["channel"] == "GU1U2U3"
    assert "<!date^" in introduction["text"]

    await place.waits(4 * DAY)
    (ping, *_) = place.heard("have you found a time yet?")
    assert ping["channel"] == introduction["channel"]

    await place.reacts("U4", introduction)
    await place.reacts("U2", introduction, "eyes")
    assert place.heard("met. Good to hear.") == []
    await place.reacts("U2", introduction, "white_check_mark::skin-tone-3")
    assert place.heard("met. Good to hear.")[0]["channel"] == "DU2"
    await place.reacts("U3", introduction, "heavy_check_mark")
    await place.waits(timedelta(minutes=10))
    told = [said["channel"] for said in place.heard("met. Good to hear.")]
    assert sorted(told) == ["DU1", "DU2", "DU3"]
    assert "1 of 48 met" in await place.types("U1", "status")

    asked = len(place.slack.posted)
    await place.waits(2 * DAY)
    assert len(place.slack.posted) == asked
    await place.waits(DAY)
    assert len(place.heard("here is your next one together")) == 1


async def test_a_check_mark_that_is_taken_off_undoes_it(place: Office) -> None:
    await introduce(place)
    (introduction,) = place.heard("A 1-2-1 for you")
    await place.reacts("U2", introduction)
    assert "1 of 48 met" in await place.types("U1", "status")
    await place.reacts("U2", introduction, kind="reaction_removed")
    assert "0 of 48 met" in await place.types("U1", "status")


async def introduce(place: Office) -> None:
    await place.types("U1", "setup every week on monday at 10:00")
    for member in ("U1", "U2"):
        await place.types(member, "join")
        await place.types(member, "pair-me")
    await place.settle()


async def test_a_reaction_that_nobody_told_of_is_found_before_the_question(place: Office) -> None:
    await introduce(place)
    (introduction,) = place.heard("A 1-2-1 for you")
    mark = {"name": "white_check_mark", "users": ["U2", "U4"], "count": 2}
    place.slack.riverside.reactions[introduction["ts"]] = [mark]
    await place.waits(7 * DAY)
    assert place.heard("have you found a time yet?") == []
    told = [said["channel"] for said in place.heard("met. Good to hear.")]
    assert sorted(told) == ["DU1", "DU2"]


async def test_a_check_mark_on_the_first_of_two_counts_where_nobody_could_look_if_it_arrived(
    place: Office,
) -> None:
    await place.types("U1", "setup every week on monday at 10:00")
    await place.settle()
    for member in ("U1", "U2"):
        await place.types(member, "join")
    place.slack.fail("chat.postMessage", Fault(cut="after"))
    for member in ("U1", "U2"):
        await place.types(member, "pair-me")
    await place.waits(timedelta(minutes=5))
    first, second = place.heard("A 1-2-1 for you")
    assert first["channel"] == second["channel"] == "GU1U2"
    item = {"type": "message", "channel": "GU1U2", "ts": first["ts"]}
    mark = {"type": "reaction_added", "user": "U2", "reaction": "white_check_mark", "item": item}
    await place.tells({**mark, "item_user": "U1"})  # on what Ada wrote there
    assert "0 of 48 met" in await place.types("U1", "status")
    await place.tells({**mark, "item_user": "UBOT"})
    assert "1 of 48 met" in await place.types("U1", "status")


async def test_a_time_is_arranged_in_a_dialog(place: Office) -> None:
    await introduce(place)
    dialog = await place.opens("U2", "arrange:1")
    assert "In your own time zone, Europe/London." in words_of(dialog)
    past = {"type": "datepicker", "selected_date": "2020-01-01"}
    ahead = {"type": "datepicker", "selected_date": "2026-11-26"}
    three = {"type": "timepicker", "selected_time": "15:00"}
    refused = await place.submits("U2", dialog, day=past, at=three)
    assert refused["response_action"] == "errors"
    assert refused["errors"] == {"at": "That time is already past. If you have met: /121 met"}
    done = await place.submits("U2", dialog, day=ahead, at=three)
    assert done["response_action"] == "update"
    assert "I have asked" in words_of(done["view"])
    await place.settle()
    assert [said["channel"] for said in place.heard("Does that suit you?")] == ["DU1"]


async def test_home_shows_what_is_open_and_its_buttons_work_there(place: Office) -> None:
    assert "There is no circle here yet." in await place.looks_home("U2")
    await introduce(place)
    assert "Your 1-2-1 with " in await place.looks_home("U2")
    homes = place.slack.riverside.homes
    on_home: dict[str, Any] = {
        "view": {"type": "home", "id": "V1"},
        "channel": None,
        "response_url": None,
    }
    homes.pop("U2")
    await place.send("interactive", place.pressed("U2", "met:1", **on_home))
    await until(lambda: "U2" in homes)
    said = words_of(homes["U2"])
    assert said.startswith("Noted: you and ")
    assert "1 of 48 met" in said
    homes.pop("U2")
    dialog_before = len(place.slack.riverside.dialogs)
    await place.send("interactive", place.pressed("U2", "profile:0", **on_home))
    await until(lambda: len(place.slack.riverside.dialogs) > dialog_before)
    dialog = place.slack.riverside.dialogs[-1]
    done = await place.submits("U2", dialog, business=text("I bake <!channel>"))
    assert "I bake <!channel>" in words_of(done["view"])
    await until(lambda: "I bake" in words_of(homes.get("U2", {})))


async def test_a_circle_is_set_up_in_a_dialog_and_everybody_in_its_channel_takes_part(
    place: Office,
) -> None:
    dialog = await place.opens("U1", "circle:0")
    whole = {"type": "static_select", "selected_option": {"value": "channel"}}
    tea = {"type": "conversations_select", "selected_conversation": "C1"}
    wrong = await place.submits("U1", dialog, channel=tea, time_zone=text("Atlantis"))
    assert "Atlantis" in wrong["errors"]["time_zone"]
    done = await place.submits("U1", dialog, channel=tea, enrolment=whole)
    assert "coffee is set up" in words_of(done["view"])
    async with asyncio.timeout(60):  # who is in the channel is asked of Slack meanwhile
        while len(place.heard("Welcome to coffee")) < 3:
            await place.settle()
            await asyncio.sleep(0.01)
    assert sorted(said["channel"] for said in place.heard("Welcome to coffee")) == [
        "DU1",
        "DU2",
        "DU3",
    ]


async def test_a_pause_by_dialog_and_whoever_is_no_organiser_sets_nothing_up(place: Office) -> None:
    assert "Only an organiser" in await place.presses("U2", "circle:0")
    await introduce(place)
    dialog = await place.opens("U2", "pause_until:0")
    done = await place.submits("U2", dialog)
    assert "You are paused until 7 December 2026" in words_of(done["view"])


async def test_several_by_one_name_are_offered(place: Office) -> None:
    await introduce(place)
    assert "Several people here are called “Ben”" in await place.types("U1", "block Ben")
    button = place.slack.answered[-1]["blocks"][-1]["elements"][0]["value"]
    assert "I will never introduce you to <@U5>" in await place.presses("U1", button)


async def test_an_envelope_that_comes_twice_is_done_once(place: Office) -> None:
    await introduce(place)
    (introduction,) = place.heard("A 1-2-1 for you")
    item = {"type": "message", "channel": introduction["channel"], "ts": introduction["ts"]}
    mark = {"type": "reaction_added", "user": "U2", "reaction": "white_check_mark", "item": item}
    for _ in range(2):
        await place.tells(mark, event_id="Ev-same")
    await place.tells({**mark, "type": "reaction_removed"}, event_id="Ev-other")
    await place.tells(mark, event_id="Ev-same")
    await place.settle()
    assert "0 of 48 met" in await place.types("U1", "status")


async def test_what_happens_to_the_channel_reaches_the_circle(place: Office) -> None:
    await place.types("U1", "setup everybody in the channel on monday")
    await place.tells({"type": "channel_rename", "channel": {"id": "C1", "name": "espresso"}})
    assert "espresso" in await place.types("U1", "setup")
    stranger = {
        "id": "U7",
        "team_id": "T9",
        "name": "sam",
        "is_stranger": True,
        "is_bot": False,
    }
    place.slack.users["U7"] = stranger
    joined = {"type": "member_joined_channel", "channel": "C1", "team": "T1"}
    await place.tells({**joined, "user": "U7"})
    await place.tells({**joined, "user": "U4"})
    await place.tells({**joined, "user": "U5"})
    await place.settle()
    assert [said["channel"] for said in place.heard("Welcome to espresso")][-1] == "DU5"
    assert "DU7" not in [said["channel"] for said in place.slack.posted]
    await place.tells({"type": "channel_left", "channel": "C1", "actor_id": "U2"})
    await place.settle()
    assert [said["channel"] for said in place.heard("I was removed from the channel")] == ["DU1"]
    await place.tells({**joined, "user": "UBOT"})
    await place.tells({"type": "channel_archive", "channel": "C1", "user": "U1"})
    await place.settle()
    assert len(place.heard("so its circle rests")) == 1
    assert "There is no circle here yet" in await place.types("U5", "join")


async def test_removed_from_the_workspace_121_says_nothing_more(place: Office) -> None:
    await introduce(place)
    sent = len(place.slack.posted)
    await place.tells({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
    await place.tells({"type": "app_uninstalled"})
    place.slack.riverside.token_fault = "account_inactive"
    await place.waits(14 * DAY)
    assert len(place.slack.posted) == sent


async def test_what_is_written_to_121_itself_is_a_command_too(place: Office) -> None:
    await introduce(place)
    said = {"type": "message", "channel": "DU2", "channel_type": "im", "ts": "1.1"}
    for text_ in ("status", "/121 status", "pair me with chiara"):
        await place.tells({**said, "user": "U2", "text": text_})
    await until(lambda: len(place.heard("0 of 48 met")) == 2)
    await until(lambda: place.heard("is not taking part at the moment"))
    before = len(place.slack.posted)
    for more in (
        {"bot_id": "B1", "user": "U2", "text": "status"},
        {"subtype": "message_changed", "user": "U2", "text": "status"},
        {"channel_type": "channel", "user": "U2", "text": "status"},
    ):
        await place.tells({**said, **more})
    await place.settle()
    assert len(place.slack.posted) == before


async def test_how_it_went_can_be_told_in_a_dialog(place: Office) -> None:
    await introduce(place)
    dialog = await place.opens("U2", "report:1")
    nothing = await place.submits("U2", dialog)
    assert "Please choose" in nothing["errors"]["answer"]
    met = {"type": "static_select", "selected_option": {"value": "met"}}
    done = await place.submits("U2", dialog, answer=met)
    assert "Noted: you and" in words_of(done["view"])


async def test_a_large_workspace_is_read_at_the_pace_that_slack_allows(place: Office) -> None:
    place.slack.fail("users.list", Fault(status=429, retry_after=0))
    await introduce(place)
    assert "Several people" in await place.types("U1", "block ben")


async def test_while_slack_does_not_say_who_somebody_is_what_is_known_of_them_has_to_do(
    place: Office,
) -> None:
    await introduce(place)
    await place.waits(timedelta(minutes=6))
    place.slack.fail("users.info", Fault(status=429, retry_after=60))
    before = len(asked(place, "users.info"))
    for _ in range(3):
        assert "Your 1-2-1 with" in await place.types("U2", "status")
        assert "Only an organiser" in await place.types("U2", "round now")
    assert len(asked(place, "users.info")) == before + 1


def asked(place: Office, method: str) -> list[str]:
    return [name for name, _ in place.slack.calls if name == method]
