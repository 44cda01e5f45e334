"""What is due is told once, whoever reads it first, and of several things due together none is lost."""

from dataclasses import replace

import pytest

from bot.domain.reminders import Reminder
from bot.messages import plain
from bot.storage import SqlStore
from bot.usecases import reminding
from bot.usecases.story import Story
from tests.talk import LONDON, Talk


@pytest.mark.parametrize("most_a_week", [1, 3])
async def test_what_another_replica_told_first_is_neither_told_again_nor_put_off(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch, most_a_week: int
) -> None:
    talk = Talk(sqlite_store)
    slower = replace(talk.bot, means=replace(talk.bot.means, most_a_week=most_a_week))
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    stale: list[tuple[Reminder, ...]] = []
    read = reminding.due

    async def remembered(story: Story) -> tuple[Reminder, ...]:
        stale.append(await read(story))
        return stale[-1]

    async def read_before(_: Story) -> tuple[Reminder, ...]:
        return stale[0]

    with monkeypatch.context() as patched:
        patched.setattr(reminding, "due", remembered)
        await talk.presses("ada", "We met")
    stale[:] = [some for some in stale if some]
    assert stale
    with monkeypatch.context() as patched:
        patched.setattr(reminding, "due", read_before)
        await slower.tick()
    await talk.waits("3 weeks")
    told = [sent.key for sent in talk.table.sent if sent.key.startswith("afterwards")]
    assert len(told) == 1, told


async def full_week(talk: Talk, member: str) -> None:
    """Nothing more is said to this member before Monday."""
    async with talk.store.begin() as tx:
        known = await tx.people.known(talk.ref(member).platform, talk.workspace, member)
        assert known is not None
        for _ in range(3):
            await tx.reminders.ping([known[1].id], talk.clock.now())


async def meet(talk: Talk, one: str, other: str) -> None:
    await talk.says(one, f"/121 pair-me @{other}")
    await talk.presses(other, "Yes, introduce us")
    await talk.says(one, "/121 met")


def told(talk: Talk, member: str) -> list[str]:
    """What a member was told after meetings, each message once."""
    return [
        plain(sent.message, str.capitalize, LONDON)
        for sent in talk.table.sent
        if sent.key.startswith("afterwards:") and sent.address.ids == (member,)
    ]


@pytest.fixture
async def group(sqlite_store: SqlStore) -> Talk:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every 4 weeks on monday at 10:00 name Coffee")
    for member in ("ada", "ben", "cleo", "dan", "eve", "fay", "gus", "hal"):
        await talk.says(member, "/121 join")
    return talk


async def test_of_several_meetings_due_together_each_is_asked_about(group: Talk) -> None:
    await full_week(group, "ben")
    for other in ("ada", "cleo"):
        await meet(group, other, "ben")
    assert told(group, "ben") == []
    await group.says("ada", "/121 setup holiday 2026-11-23 to 2027-01-23")
    await group.waits("1 week")
    (message,) = told(group, "ben")
    assert "you and @Ada met" in message
    assert "you and @Cleo met" in message
    assert message.count("[We did not meet]") == 2


async def test_what_is_too_much_for_one_message_comes_in_several(group: Talk) -> None:
    await group.says("ada", "/121 setup holiday 2026-11-23 to 2027-01-23")
    await full_week(group, "ben")
    others = ("ada", "cleo", "dan", "eve", "fay", "gus", "hal")
    for other in others:
        await meet(group, other, "ben")
    await group.waits("1 week")
    messages = told(group, "ben")
    assert len(messages) == 2
    for other in others:
        assert sum(f"you and @{other.capitalize()} met" in message for message in messages) == 1


async def test_of_three_each_is_asked_about_the_two_whom_they_have_met_before(
    sqlite_store: SqlStore,
) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup every week in threes on monday at 10:00 name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await meet(talk, "ada", "ben")
    await talk.waits("2 hours")
    answer = await talk.says("ada", "/121 met")
    assert "your second 1-2-1. Would you like to go on meeting @Ben?" in answer
    assert "meeting @Cleo" not in answer
    assert "go on meeting" not in told(talk, "cleo")[0]
    await talk.waits("1 week")
    answer = await talk.says("ada", "/121 met")
    assert "your third 1-2-1. Would you like to go on meeting @Ben?" in answer
    assert "your second 1-2-1. Would you like to go on meeting @Cleo?" in answer
    assert answer.count("[Rather not again]") == 2
    await talk.presses("ada", "Rather not again")
    assert "it rests" in await talk.says("ada", "/121 with @ben")


async def test_of_more_than_a_message_holds_the_longest_due_come_first_and_the_rest_days_later(
    group: Talk,
) -> None:
    await group.says("ada", "/121 setup every 4 weeks holiday 2026-11-23 to 2027-11-23")
    others = ("jon", "ivy", "hal", "gus", "fay", "eve", "dan", "cleo", "ada")
    for newcomer in ("ivy", "jon"):
        await group.says(newcomer, "/121 join")
    for other in others:
        await meet(group, other, "ben")
        await group.waits("1 minute")
    await group.says("ben", "/121 pause 14 weeks")
    await group.waits("15 weeks")
    asked = [
        sent
        for sent in group.table.sent
        if sent.key.startswith("again:") and sent.address.ids == ("ben",)
    ]
    texts = [plain(sent.message, str.capitalize, LONDON) for sent in asked]
    assert [[o for o in others if f"@{o.capitalize()}" in text] for text in texts] == [
        list(others[:7]),
        list(others[7:]),
    ]
    assert (asked[1].created_at.date() - asked[0].created_at.date()).days == 2
