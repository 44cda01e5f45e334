"""A whole week in a simulated Discord, with discord.py's own client."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord

from bot.storage import SqlStore
from tests.adapters.discord.server import Server, parts_of, server, words_of

DAY = timedelta(days=1)


Test = Callable[[Server], Awaitable[None]]


def in_a_server(test: Test) -> Callable[[SqlStore], Awaitable[None]]:
    """The test, in a server: entered and left in the test itself, because the simulation holds on to its task."""

    async def run(sqlite_store: SqlStore) -> None:
        async with server(sqlite_store) as place:
            await test(place)

    run.__name__ = test.__name__
    return run


async def introduce(place: Server) -> Any:
    """Ada and Ben have a 1-2-1; gives the introduction in their thread."""
    await place.types("ada", "setup", changes="every week on tuesday at 10:00")
    for who in ("ada", "ben"):
        await place.types(who, "join")
        await place.types(who, "pair-me")
    (thread,) = place.threads
    return thread.history()[-1]


@in_a_server
async def test_a_week_goes_from_joining_to_the_next_round(place: Server) -> None:
    assert "coffee is set up" in await place.types("ada", "setup", changes="on tuesday at 10:00")
    (invitation,) = place.channel.history()
    assert "one 1-2-1 a week" in words_of(parts_of(invitation))
    joined = await place.presses("ben", invitation, "Join")
    assert "Welcome to coffee" in words_of(joined.response.components)
    assert "This is where I write to you" in place.said_in(place["ben"].user.dm_channel)[0]
    for who in ("ada", "chiara"):
        assert "Welcome to coffee" in await place.types(who, "join")

    await place.waits(DAY + timedelta(hours=2))
    await place.env.restart_bot()
    (thread,) = place.threads
    introduction = thread.history()[0]
    said = words_of(parts_of(introduction))
    assert "Your 1-2-1 for this round" in said
    assert "<t:" in said
    await place.waits(4 * DAY)
    assert any("have you found a time yet?" in said for said in place.said_in(thread))

    def to_ben() -> list[str]:
        return place.said_in(place["ben"].user.dm_channel)

    await place["ben"].react(introduction, "👀")
    await place.settle()
    assert not any("met. Good to hear." in said for said in to_ben())
    await place["ben"].react(introduction, "✅")
    await place.settle()
    assert len([said for said in to_ben() if "met. Good to hear." in said]) == 1
    assert "1 of 48 met" in await place.types("ada", "status")
    await place["ben"].unreact(introduction, "✅")
    await place.settle()
    assert "0 of 48 met" in await place.types("ada", "status")
    await place["ada"].react(introduction, "✅")
    await place.waits(3 * DAY)
    assert any("here is your next one together" in said for said in place.said_in(thread))


@in_a_server
async def test_only_the_two_hear_of_their_thread_and_nobody_else(place: Server) -> None:
    introduction = await introduce(place)
    sent = [
        r for r in place.env.http_requests if r.path.endswith("/messages") and r.method == "POST"
    ]
    allowed = [r.json.get("allowed_mentions") for r in sent]
    mine = sorted(str(place[who].id) for who in ("ada", "ben"))
    assert {"parse": [], "users": mine} in allowed
    assert all(one["parse"] == [] for one in allowed)
    assert place.threads[0].name.startswith("1-2-1 ")
    assert introduction.channel.id == place.threads[0].id


@in_a_server
async def test_a_time_is_arranged_in_a_dialog(place: Server) -> None:
    introduction = await introduce(place)
    opened = await place.presses("ben", introduction, "Arrange a time")
    wrong = await place["ben"].submit_modal(opened, {"day": "2020-01-01", "at": "15:00"})
    assert "already past" in words_of(wrong.response.components)
    again = await place.presses("ben", wrong.response.message, "Try again")
    done = await place["ben"].submit_modal(again, {"day": "thursday", "at": "3pm"})
    assert "I have asked" in words_of(done.response.components)
    await place.settle()
    told = place.said_in(place["ada"].user.dm_channel)
    assert any("Does that suit you?" in said for said in told)


@in_a_server
async def test_a_circle_is_set_up_in_dialogs_page_by_page(place: Server) -> None:
    await place.types("ada", "setup", changes="on tuesday")
    shown = await place["ada"].slash(place.channel, "121 setup")
    first = await place.presses("ada", shown.response.message, "Change")
    page = {
        "channel": [place.channel],
        "name": "Tea",
        "every_weeks": ["2"],
        "weekday": ["1"],
        "at": "10:00",
    }
    saved = await place["ada"].submit_modal(first, page)
    assert "Tea is changed" in words_of(saved.response.components)
    second = await place.presses("ada", saved.response.message, "The rest of it")
    page = {
        "time_zone": "Berlin",
        "enrolment": ["channel"],
        "admits": ["guests"],
        "size": ["3"],
        "odd_rule": ["sit_out"],
    }
    saved = await place["ada"].submit_modal(second, page)
    said = words_of(saved.response.components)
    assert "every 2 weeks on Tuesday" in said
    assert "whoever is in the channel" in said
    assert "in threes" in said
    third = await place.presses("ada", saved.response.message, "The rest of it")
    page = {
        "told": ["apart"],
        "policy": "interests 12",
        "again_months": ["6"],
        "holidays": "",
    }
    wrong = await place["ada"].submit_modal(third, page)
    assert "needs a number from 0" in words_of(wrong.response.components)
    again = await place.presses("ada", wrong.response.message, "Try again")
    saved = await place["ada"].submit_modal(again, page | {"policy": "interests 7, within teams"})
    assert "interests 7, within teams" in words_of(saved.response.components)


@in_a_server
async def test_only_who_may_manage_the_server_sets_up(place: Server) -> None:
    assert "Only an organiser" in await place.types("ben", "setup", changes="on tuesday")


@in_a_server
async def test_a_member_is_chosen_natively_and_an_app_is_nobody(place: Server) -> None:
    await introduce(place)
    asked = await place.types("ada", "block", member=place["chiara"].user)
    assert f"<@{place['chiara'].id}>" in asked
    assert "I know nobody here" in await place.types("ada", "block", member=place["robo"].user)


@in_a_server
async def test_two_members_are_chosen_natively(place: Server) -> None:
    await introduce(place)
    ben, chiara = place["ben"], place["chiara"]
    stranger = await place.types("ada", "round apart", member=ben.user, other=chiara.user)
    assert f"<@{chiara.id}> does not take part in coffee" in stranger
    await place.types("chiara", "join")
    said = await place.types("ada", "round apart", member=ben.user, other=chiara.user)
    assert f"Kept apart: <@{ben.id}> and <@{chiara.id}>" in said
    said = await place.types("ada", "round free", member=chiara.user, other=ben.user)
    assert "is taken back" in said
    twice = await place.types("ada", "round together", member=ben.user, other=ben.user)
    assert f"That is <@{ben.id}> twice." in twice
    app = place["robo"].user
    assert "I know nobody here" in await place.types(
        "ada", "round swap", member=ben.user, other=app
    )


@in_a_server
async def test_what_one_types_is_suggested(place: Server) -> None:
    await place.types("ada", "setup", changes="name Founders")
    found = await place["ben"].autocomplete(place.channel, "121 join", "circle", "foun")
    assert [choice["value"] for choice in found] == ["Founders"]


@in_a_server
async def test_in_a_direct_message_one_is_a_member_of_where_one_was(place: Server) -> None:
    await introduce(place)
    result = await place["ben"].user.slash("121 status")
    assert "0 of 48 met" in words_of(result.response.components)
    stranger = place.env.create_user("stranger")
    result = await stranger.slash("121 status")
    assert "There is no circle here yet" in words_of(result.response.components)


@in_a_server
async def test_closed_direct_messages_are_said_at_once(place: Server) -> None:
    await place.types("ada", "setup", changes="on tuesday")
    place.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    result = await place["ben"].slash(place.channel, "121 join")
    said = [words_of(one.components) for one in result.followups]
    assert any("I can't send you direct messages" in one for one in said)


@in_a_server
async def test_a_mistake_is_said_with_a_reference(place: Server) -> None:
    await introduce(place)
    async with place.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        await connection.exec_driver_sql("ALTER TABLE pairing_members RENAME TO away")
    result = await place["ben"].slash(place.channel, "121 status")
    assert "c0ffee" in words_of(result.response.components)


async def test_whoever_leaves_the_server_leaves_the_circle(sqlite_store: SqlStore) -> None:
    async with server(sqlite_store, members=True) as place:
        await place.types("ada", "setup", changes="everybody in the channel, on tuesday")
        await place.types("ada", "pair-me")
        await place.types("ben", "pair-me")
        place.guild.remove_member(place["ben"])
        await place.settle()
        told = place.said_in(place["ada"].user.dm_channel)
        assert any("can't make it this time" in said for said in told)
        newcomer = place.guild.add_member(place.env.create_user("dana"))
        await place.settle()
        taking_part = await place.taking_part()
        assert {place["ada"].id, place["chiara"].id, newcomer.id} <= taking_part
        assert not {place["ben"].id, place["robo"].id} & taking_part
        # Who never spoke to 121 gets no direct message: many of those bring a bot into quarantine.
        assert place.said_in(newcomer.user.dm_channel) == []
        await place.waits(8 * DAY)
        assert place.said_in(newcomer.user.dm_channel) == []
        assert any("Your 1-2-1 for this round" in said for said in place.said_in(place.threads[-1]))


@in_a_server
async def test_messages_from_before_a_restart_still_count(place: Server) -> None:
    introduction = await introduce(place)
    await place.env.restart_bot()
    await place["ben"].react(introduction, "✅")
    await place.settle()
    assert "1 of 48 met" in await place.types("ada", "status")
    result = await place.presses("ben", introduction, "Call the 1-2-1 off")
    assert result.response is not None


@in_a_server
async def test_a_reaction_that_nobody_told_of_is_found_before_the_question(place: Server) -> None:
    introduction = await introduce(place)
    backend = place.env.backend
    backend.add_reaction(introduction.channel.id, introduction.id, "✅", place["ben"].id)
    await place.waits(3 * DAY)
    (thread,) = place.threads
    assert not any("have you found a time yet?" in said for said in place.said_in(thread))


async def test_a_circle_can_follow_a_role_and_outlives_it(sqlite_store: SqlStore) -> None:
    async with server(sqlite_store, members=True) as place:
        mentors = place.guild.create_role("Mentors")
        dana = place.guild.add_member(place.env.create_user("dana"), roles=[mentors])
        await place.env.settle()
        said = await place.types("ada", "setup", changes="on tuesday", role=mentors)
        assert "whoever has the chosen role" in said
        await place.settle()
        assert await place.taking_part() == {dana.id}
        guild = place.gateway.get_guild(place.guild.id)
        assert guild is not None
        ben = guild.get_member(place["ben"].id)
        assert ben is not None
        await ben.add_roles(discord.Object(mentors.id))
        await place.settle()
        assert await place.taking_part() == {dana.id, ben.id}
        role = guild.get_role(mentors.id)
        assert role is not None
        await place.gateway.on_guild_role_delete(role)
        await place.settle()
        told = place.said_in(place["ada"].user.dm_channel)
        assert any("The role that coffee follows was deleted" in said for said in told)
        assert "whoever asks to" in await place.types("ada", "setup")


@in_a_server
async def test_an_introduction_can_come_both_ways_and_the_questions_in_one(place: Server) -> None:
    await place.types("ada", "setup", changes="on tuesday, both ways")
    for who in ("ada", "ben"):
        await place.types(who, "join")
        await place.types(who, "pair-me")
    (thread,) = place.threads
    private = place["ben"].user.dm_channel
    for channel in (thread, private):
        assert any("A 1-2-1 for you" in said for said in place.said_in(channel))
    await place.waits(3 * DAY)
    assert any("have you found a time yet?" in said for said in place.said_in(thread))
    assert not any("have you found a time yet?" in said for said in place.said_in(private))


@in_a_server
async def test_an_answer_that_comes_too_late_comes_by_direct_message(place: Server) -> None:
    await introduce(place)
    place.env.inject_error("PATCH", "/webhooks/*", status=404, code=10015)
    await place["ben"].slash(place.channel, "121 status")
    assert any("0 of 48 met" in said for said in place.said_in(place["ben"].user.dm_channel))
