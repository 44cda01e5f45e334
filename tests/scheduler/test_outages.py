"""A platform that is away for a while: what was due goes out late, and organisers hear of what did not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.deliveries import LONGEST_OUT_OF_REACH, Delivery, Receipt
from bot.errors import DeliveryError, NotReached, NotYet, OutcomeUnknown, TryLater, Unreachable
from bot.ports import Store
from tests.scheduler.scripted import SET_UP, Lost, Scene, ScriptedTable, scene, set_up
from tests.talk import MONDAY_NINE, Table, Talk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ROUND_AT = MONDAY_NINE + HOUR
FOUR = ("ada", "ben", "cleo", "dan")


class Away(Table):
    """A platform that is away for so long, from a minute before the round on."""

    def __init__(self, lasts: timedelta, error: Callable[[], DeliveryError]) -> None:
        super().__init__()
        self.talk: Talk | None = None
        self.lasts = lasts
        self.error = error

    async def send(self, delivery: Delivery) -> Receipt:
        now = self.talk.clock.now() if self.talk else MONDAY_NINE
        if ROUND_AT - MINUTE < now < ROUND_AT + self.lasts:
            raise self.error()
        return await super().send(delivery)


async def one_round(
    store: Store, lasts: timedelta, error: Callable[[], DeliveryError], until: timedelta
) -> Talk:
    table = Away(lasts, error)
    talk = table.talk = Talk(store, table)
    await set_up(talk, *FOUR)
    await talk.clock.set(ROUND_AT)
    await leaps(talk, until)
    return talk


async def leaps(talk: Talk, wait: timedelta, number: int = 10) -> None:
    """Time goes by in a few great steps."""
    await talk.parts.runner.run_once()
    for _ in range(number):
        await talk.clock.set(talk.clock.now() + wait / number)
        await talk.parts.runner.run_once()


def introductions(talk: Talk) -> list[str]:
    return [sent.key for sent in talk.table.sent if sent.key.startswith("intro:")]


@pytest.mark.parametrize("lasts", [17 * MINUTE, HOUR, DAY], ids=str)
async def test_who_could_not_be_reached_is_introduced_once_it_can(
    sqlite_store: Store, lasts: timedelta
) -> None:
    soon_after = lasts + LONGEST_OUT_OF_REACH
    talk = await one_round(sqlite_store, lasts, NotReached, soon_after)
    assert sorted(introductions(talk)) == ["intro:1", "intro:2"]
    assert not [text for text in talk.heard_by("ada") if "could not deliver" in text]


async def test_what_is_no_longer_worth_sending_after_an_outage_is_not_sent(
    sqlite_store: Store,
) -> None:
    talk = await one_round(sqlite_store, 8 * DAY, NotReached, 9 * DAY)
    assert not {"intro:1", "intro:2"}.intersection(introductions(talk))


@pytest.mark.parametrize("error", [NotReached(), NotYet(after=timedelta(seconds=30))], ids=repr)
async def test_a_look_that_never_came_about_is_no_attempt(
    sqlite_store: Store, error: Exception
) -> None:
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben")
    here.table.fails["member:ben"].append(Lost(taken=True, error=OutcomeUnknown()))
    here.table.blind.extend([error] * 200)
    await here.queue("one", "ben", "ben")
    await here.passes()
    await leaps(here.talk, 5 * LONGEST_OUT_OF_REACH, 5)
    here.table.blind.clear()
    await leaps(here.talk, LONGEST_OUT_OF_REACH, 1)
    assert await here.is_sent("one")
    assert here.table.looked.count("one") == 6
    assert (await here.delivery("one")).attempts == 2
    assert (here.table.taken.count("one"), here.table.tried.count("one")) == (1, 1)


class Closed(ScriptedTable):
    """Takes what is for the organiser, and nothing else."""

    async def send(self, delivery: Delivery) -> Receipt:
        if delivery.address.ids != ("ada",):
            raise Unreachable
        return await super().send(delivery)


async def test_a_thousand_failures_after_one_are_one_message_more(
    sqlite_store: Store,
) -> None:
    table = Closed()
    here = Scene(talk=Talk(sqlite_store, table), table=table)
    await here.talk.says("ada", SET_UP)
    async with sqlite_store.begin() as tx:
        await tx.outbox.queue([here.message(f"to {n}", f"m{n}") for n in range(1_000)])
    await here.passes()
    await leaps(here.talk, HOUR, 2)
    told = [text for text in here.talk.heard_by("ada") if "could not deliver" in text]
    at_once, later = told
    assert at_once.startswith("I could not deliver a message to the channel")
    assert later.startswith("I could not deliver 1000 messages.")
    assert "And 990 more." in later


async def test_organisers_hear_late_but_of_everything_when_they_were_out_of_reach_too(
    sqlite_store: Store,
) -> None:
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben", "cleo")
    here.table.fails["member:ada"].extend(TryLater("500") for _ in range(9))
    for number, who in enumerate(("ben", "cleo", "ben")):
        here.table.fails[f"member:{who}"].append(Unreachable("The door is closed."))
        await here.queue(f"to {number}", who, who)
        await here.passes()
    await leaps(here.talk, DAY, 12)
    (told,) = [text for text in here.talk.heard_by("ada") if "could not deliver" in text]
    assert told.startswith("I could not deliver 3 messages.")
    assert "To @Ben. The platform's word for it: The door is closed." in told
