"""`/121 pair-me coach`: who comes first, who is named, and what is noted."""

import pytest

from bot.ports import Store
from tests.talk import Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo", "dan", "eve", "fay"):
        await talk.says(member, "/121 join")
    return talk


async def offers(talk: Talk, *members: str) -> None:
    for member in members:
        await talk.says(member, "/121 profile can offer: business coach")


async def test_one_who_waits_and_can_offer_it_comes_before_one_who_waited_longer(
    talk: Talk,
) -> None:
    await offers(talk, "ben")
    await talk.says("dan", "/121 block ben")
    await talk.says("ben", "/121 block dan")
    await talk.says("dan", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    assert "Meet @Ben" in await talk.says("cleo", "/121 pair-me with a coach")


@pytest.mark.parametrize(
    "typed", ["coach", "a coach", "with a coach", "for a business coach", "somebody coach", "COACH"]
)
async def test_who_could_be_asked_is_named_however_it_is_typed(talk: Talk, typed: str) -> None:
    await offers(talk, "ben")
    said = await talk.says("ada", f"/121 pair-me {typed}")
    assert "@Ben\n[Ask this one]\n[Anybody will do]" in said


async def test_at_most_three_are_named(talk: Talk) -> None:
    await offers(talk, "ben", "cleo", "dan", "eve", "fay")
    assert (await talk.says("ada", "/121 pair-me coach")).count("[Ask this one]") == 3


async def test_who_is_away_or_turned_away_by_the_asker_is_not_named(talk: Talk) -> None:
    await offers(talk, "ada", "ben", "cleo", "dan")
    await talk.says("ben", "/121 pause")
    await talk.says("ada", "/121 rest cleo")
    await talk.says("ada", "/121 block dan")
    said = await talk.says("ada", "/121 pair-me coach")
    assert said.startswith("Nobody in Coffee says that they can offer “coach”.")


@pytest.mark.parametrize("step", ["ben: rest ada", "ben: block ada", "ada: round apart ada ben"])
async def test_what_others_have_ended_or_forbidden_does_not_show(talk: Talk, step: str) -> None:
    await offers(talk, "ben")
    before = await talk.says("ada", "/121 pair-me coach")
    assert "@Ben" in before
    who, what = step.split(": ")
    await talk.says(who, f"/121 {what}")
    assert await talk.says("ada", "/121 pair-me coach") == before
    assert "I'll ask @Ben" in await talk.presses("ada", "Ask this one")
    assert [sent for sent in talk.table.sent if sent.address.ids == ("ben",)] == []


async def test_a_members_name_stays_that_member(talk: Talk) -> None:
    await offers(talk, "cleo")
    assert "I'll ask @Ben" in await talk.says("ada", "/121 pair-me with ben")


async def test_what_is_added_stands_there_once_and_only_that_is_taken_out(talk: Talk) -> None:
    await talk.says("ada", "/121 profile looking for: a van")
    await talk.says("ada", "/121 pair-me سباك 🇪🇬")
    assert "among what you look for already" in await talk.says("ada", "/121 pair-me سباك 🇪🇬")
    assert "looking for: a van, سباك" in await talk.says("ada", "/121 profile")
    await talk.says("ada", "/121 pair-me gardener; roses")
    assert "سباك, gardener roses" in await talk.says("ada", "/121 profile")
    await talk.says("ada", "/121 pair-me lighthouse")
    await talk.presses("ada", "Take it out again")
    assert "looking for: a van, سباك, gardener roses\n" in await talk.says("ada", "/121 profile")


async def test_a_full_list_is_left_as_it_is(talk: Talk) -> None:
    many = ", ".join(f"thing{n}" for n in range(20))
    await talk.says("ada", f"/121 profile looking for: {many}")
    assert "20 things already" in await talk.says("ada", "/121 pair-me plumber")
    assert "plumber" not in await talk.says("ada", "/121 profile")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@nobody", "I know nobody here called “@nobody”"),
        ("with @nobody", "I know nobody here called “@nobody”"),
        ("with a", "Whom do you mean?"),
        ("x" * 5_000, "That is very long"),
    ],
)
async def test_what_is_no_kind_of_partner_is_said(talk: Talk, typed: str, said: str) -> None:
    assert said in await talk.says("ada", f"/121 pair-me {typed}")


@pytest.mark.parametrize("typed", ["", "   ", "\u200f\u200e", "🇪🇬", "now"])
async def test_nothing_to_be_seen_means_anybody(talk: Talk, typed: str) -> None:
    assert "first in the queue" in await talk.says("ada", f"/121 pair-me {typed}")
