"""What was given up is sent again when an organiser says so, and nothing twice without their word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.commands import MemberLeft
from bot.deliveries import MOST_ATTEMPTS
from bot.errors import CannotLook, TryLater, Unreachable
from bot.ports import Store
from tests.scheduler.scripted import Lost, Scene, scene, set_up

BEN, CLEO = "member:ben", "member:cleo"
HOUR = timedelta(hours=1)


@pytest.fixture
async def group(store: Store) -> Scene:
    here = scene(store)
    await set_up(here.talk, "ada", "ben", "cleo")
    return here


async def later(here: Scene, wait: timedelta) -> None:
    await here.talk.clock.set(here.talk.clock.now() + wait)
    await here.passes()


async def given_up(group: Scene, key: str, who: str, *, doubtful: bool = False) -> None:
    """A message to somebody that did not arrive, or of which nobody knows."""
    address = f"member:{who}"
    if doubtful:
        group.table.fails[address].append(Lost(taken=True, error=CannotLook("Not to be seen.")))
    else:
        group.table.fails[address].append(Unreachable("The door is closed."))
    await group.queue(key, who, who)
    await group.passes()


def alarms(group: Scene) -> list[str]:
    return [text for text in group.talk.heard_by("ada") if "could not deliver" in text]


async def test_an_organiser_has_it_sent_again_by_button_and_it_arrives_once(group: Scene) -> None:
    await given_up(group, "one", "ben")
    assert "The door is closed." in alarms(group)[0]
    answer = await group.talk.presses("ada", "Try again")
    assert answer.startswith("On the way again: 1 message.")
    assert group.table.taken.count("one") == 1
    assert "nothing that surely did not arrive" in await group.talk.says("ada", "/121 retry")
    assert group.table.taken.count("one") == 1


async def test_where_nobody_organises_any_more_the_operator_reads_of_it_and_the_next_one_can_try_again(
    group: Scene,
) -> None:
    await group.talk.does(MemberLeft(who=group.talk.ref("ada")))
    with capture_logs() as log:
        await given_up(group, "one", "ben")
    (told,) = [event for event in log if event["event"] == "nobody_to_tell"]
    assert (told["log_level"], told["workspace"], len(told["deliveries"])) == ("warning", 1, 1)
    group.talk.organisers = frozenset({"cleo"})
    assert "On the way again: 1 message." in await group.talk.says("cleo", "/121 retry")


async def test_what_fails_once_more_is_told_once_more(group: Scene) -> None:
    await given_up(group, "one", "ben")
    group.table.fails[BEN].append(Unreachable("Still closed."))
    await later(group, HOUR)
    await group.talk.says("ada", "/121 retry")
    assert len(alarms(group)) == 2
    assert "Still closed." in alarms(group)[-1]


async def test_what_may_have_arrived_is_sent_again_only_at_a_second_word(group: Scene) -> None:
    await given_up(group, "sure", "ben")
    await given_up(group, "doubtful", "cleo", doubtful=True)
    answer = await group.talk.says("ada", "/121 retry")
    assert "On the way again: 1 message." in answer
    assert "Perhaps arrived already, I can't see it: 1 message." in answer
    assert group.table.taken.count("doubtful") == 1
    await group.talk.presses("ada", "Send those too")
    assert group.table.taken.count("doubtful") == 2
    assert "nothing" in await group.talk.says("ada", "/121 retry all")


async def test_what_nobody_wants_any_more_is_left_out_and_said(group: Scene) -> None:
    await given_up(group, "one", "ben")
    await group.talk.does(MemberLeft(who=group.talk.ref("ben")))
    answer = await group.talk.says("ada", "/121 retry")
    assert "Left out, because it is no longer wanted: 1 message." in answer
    assert "one" not in group.table.taken


async def test_nothing_is_sent_again_to_who_was_forgotten(group: Scene) -> None:
    await given_up(group, "one", "ben")
    await group.talk.says("ben", "/121 forget-me yes")
    await group.talk.says("ada", "/121 retry all")
    assert "one" not in group.table.taken


async def test_after_a_week_it_is_over(group: Scene) -> None:
    await given_up(group, "one", "ben")
    await group.talk.clock.set(group.talk.clock.now() + timedelta(days=8))
    await group.talk.says("ada", "/121 retry")
    assert "one" not in group.table.taken


async def test_whoever_is_no_organiser_is_refused(group: Scene) -> None:
    await given_up(group, "one", "ben")
    assert "Only an organiser" in await group.talk.says("ben", "/121 retry")
    assert "one" not in group.table.taken
    assert "retry all" in await group.talk.says("ada", "/121 retry everything")


async def test_an_organisers_word_gives_a_message_a_day_anew_and_not_one_attempt(
    sqlite_store: Store,
) -> None:
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben", "cleo")
    trouble = here.table.fails["member:ben"]
    trouble.extend(TryLater("trouble") for _ in range(MOST_ATTEMPTS))
    await here.queue("one", "ben", "ben")
    await here.talk.until(here.talk.clock.now() + timedelta(days=2))
    assert not trouble
    trouble.append(TryLater("busy", after=timedelta(seconds=5)))
    await here.talk.says("ada", "/121 retry")
    await here.talk.until(here.talk.clock.now() + timedelta(hours=1))
    assert "one" in {delivery.key for delivery in here.table.sent}


async def test_what_can_be_sent_again_has_its_words_however_soon_workspaces_are_erased(
    group: Scene,
) -> None:
    await given_up(group, "one", "ben")
    await later(group, timedelta(days=6))
    bot = group.talk.bot
    await replace(bot, means=replace(bot.means, retention=timedelta(0))).tidy()
    await group.talk.says("ada", "/121 retry")
    assert "one" in group.talk.heard_by("ben")


async def test_what_gathers_for_an_organiser_holds_up_nothing_else_that_they_are_told(
    group: Scene,
) -> None:
    for key, who in (("one", "ben"), ("two", "cleo")):
        await given_up(group, key, who)
    assert len(alarms(group)) == 1
    await group.queue("at once", "ada", "ada")
    await group.passes()
    assert group.talk.heard_by("ada")[-1] == "at once"
    await later(group, HOUR)
    assert len(alarms(group)) == 2
