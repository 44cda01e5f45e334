"""Many promises, many referrals, many people: nobody and nothing is left out without a word."""

import re

import pytest

from bot.ports import Store
from tests.talk import Talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 profile")
    return talk


def named(some: list[str], word: str) -> list[int]:
    """Which of them are named, each as often as it is."""
    return sorted(int(n) for said in some for n in re.findall(rf"{word} (\d+)\b", said))


async def test_every_promise_is_listed_and_reminded_of_on_its_day_and_a_week_later(
    talk: Talk,
) -> None:
    for n in range(1, 21):
        await talk.says("ada", f"/121 promise @ben thing {n} by thursday")
    first = await talk.says("ada", "/121 promises")
    assert named([first], "thing") == list(range(1, 9))
    assert "And 12 more: /121 promises all" in first
    assert named([await talk.presses("ada", "Show all")], "thing") == list(range(1, 21))
    assert named([await talk.says("ada", "/121 promises all")], "thing") == list(range(1, 21))
    on_the_day, a_week_later = [], []
    await talk.waits("4 days")
    on_the_day += talk.heard_by("ada")
    assert named(on_the_day, "thing") == list(range(1, 21))
    await talk.waits("1 week")
    a_week_later += talk.heard_by("ada")[len(on_the_day) :]
    assert named(a_week_later, "thing") == list(range(1, 21))
    await talk.waits("2 weeks")
    assert named(talk.heard_by("ada"), "thing") == sorted([*range(1, 21)] * 2)


async def test_what_does_not_fit_on_a_page_is_on_the_next(talk: Talk) -> None:
    for n in range(1, 26):
        await talk.says("ada", f"/121 promise @ben thing {n}")
    one = await talk.says("ada", "/121 promises all")
    assert "Page 1 of 2. The next: /121 promises all 2" in one
    two = await talk.presses("ada", "Next page")
    assert two == await talk.says("ada", "/121 promises all 2")
    assert named([one, two], "thing") == list(range(1, 26))


async def test_every_referral_is_asked_about_what_is_too_much_at_once_a_week_later(
    talk: Talk,
) -> None:
    for n in range(1, 11):
        await talk.says("ada", f"/121 refer @ben Friend {n}: needs it, agreed, anyway")
    some = await talk.says("ada", "/121 referrals")
    assert "And 4 more: /121 referrals all" in some
    assert named([await talk.says("ada", "/121 referrals all")], "Friend") == list(range(1, 11))
    before = len(talk.heard_by("ben"))
    await talk.waits("15 days")
    asked = talk.heard_by("ben")[before:]
    assert named(asked, "Friend") == [1, 2, 3, 4, 5, 6]
    await talk.waits("1 week")
    assert named(talk.heard_by("ben")[before:], "Friend") == list(range(1, 11))


async def test_everybody_in_a_large_network_can_be_seen(talk: Talk) -> None:
    people = [f"m{n}" for n in range(1, 31)]
    for member in ("ada", *people):
        await talk.says(member, "/121 join")
    first = await talk.says("ada", "/121 network")
    assert "And 18 more: /121 network all" in first
    whole = await talk.says("ada", "/121 network all")
    assert {name for name in people if f"@{name.capitalize()}" in whole} == set(people)


async def test_a_network_is_asked_for_in_three_ways(talk: Talk) -> None:
    assert (await talk.says("ada", "/121 network picture")).startswith("There is nothing to draw")
    assert "/121 network all" in await talk.says("ada", "/121 network of mine")
