"""A profile line by line: lists in every script, as many things as a line holds, and a city for a time zone."""

import pytest

from bot.commands import OpenForm
from bot.commands.fill import fill
from bot.messages import proposed
from bot.ports import Store
from tests.talk import Talk


@pytest.fixture
def talk(sqlite_store: Store) -> Talk:
    return Talk(sqlite_store)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("محاسب، مدرّب؛ مصوّر", "محاسب, مدرّب, مصوّر"),
        ("コーチ、写真；翻訳，通訳", "コーチ, 写真, 翻訳, 通訳"),
        ("a coach; a van, a coach", "a coach, a van"),
    ],
)
async def test_a_list_is_split_at_the_commas_of_its_script(
    talk: Talk, typed: str, shown: str
) -> None:
    said = await talk.says("ada", f"/121 profile looking for: {typed}")
    assert f"looking for: {shown}\n" in said


async def test_more_things_than_a_line_holds_are_refused_and_none_is_lost(talk: Talk) -> None:
    twenty = ", ".join(f"thing {n}" for n in range(20))
    assert "thing 19" in await talk.says("ada", f"/121 profile interests: {twenty}")
    said = await talk.says("ada", f"/121 profile interests: {twenty}, one more")
    assert said.startswith("Those are 21 things, and one line holds 20.")
    assert "thing 19\n" in await talk.says("ada", "/121 profile")


@pytest.mark.parametrize("typed", ["Berlin", "berlin", "Europe/Berlin", "New York"])
async def test_a_city_is_enough_for_a_time_zone(talk: Talk, typed: str) -> None:
    said = await talk.says("ada", f"/121 profile time zone: {typed}")
    assert "time zone: Europe/Berlin" in said or "America/New_York" in said


@pytest.mark.parametrize("typed", ["Atlantis", "Europe/Atlantis", "Berlin and beyond"])
async def test_no_such_place_is_no_time_zone(talk: Talk, typed: str) -> None:
    said = await talk.says("ada", f"/121 profile time zone: {typed}")
    assert said.startswith("I don't know the time zone")


async def test_what_one_does_best_is_a_line_of_its_own_and_partners_see_it(talk: Talk) -> None:
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ada", "/121 profile business I bake")
    said = await talk.says("ada", "/121 profile what I do best: cakes without nuts")
    assert "business: I bake\nwhat I do best: cakes without nuts\n" in said
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    assert "About: @Ada: I bake · best at cakes without nuts\n" in talk.heard_by("ben")[-1]


async def test_what_one_does_best_is_in_the_form_too(talk: Talk) -> None:
    await talk.says("ada", "/121 profile best: listening")
    form = (await talk.bot.handle(OpenForm(who=talk.ref("ada"), form="profile"))).form
    assert form is not None
    values = {one.name: proposed(one) for one in form.inputs}
    assert values["best"] == "listening"
    await talk.does(fill(form.action, {**values, "best": "cakes"}, talk.ref("ada")))
    assert "what I do best: cakes\n" in await talk.says("ada", "/121 profile")
