"""What happens once, happens once: also when two do it in the same instant."""

import asyncio
from collections import Counter
from datetime import timedelta

from bot.assembly import Parts, assemble
from bot.commands import PairMe
from bot.domain.model import Platform
from bot.ports import Store
from bot.storage import SqlStore, upgrade
from scheduler.clocks import StillClock
from tests.scheduler.scripted import pairings, rounds, set_up
from tests.talk import CHANNEL, MONDAY_NINE, Table, Talk

GROUP = ("ada", "ben", "cleo", "dan", "eva", "fay", "gil")


def taken(table: Table, kind: str) -> Counter[str]:
    return Counter(delivery.key for delivery in table.sent if delivery.key.startswith(kind))


async def test_two_who_ask_at_the_same_time_get_one_pairing(store: Store) -> None:
    talk = Talk(store)
    await set_up(talk, "ada", "ben")
    await asyncio.gather(
        *(talk.bot.handle(PairMe(who=talk.ref(who), place=CHANNEL)) for who in ("ada", "ben"))
    )
    await talk.parts.runner.run_once()
    (pairing,) = await pairings(store)
    assert taken(talk.table, "intro:") == {f"intro:{pairing.id}": 1}


async def test_seven_who_ask_at_the_same_time_get_three_pairings(store: Store) -> None:
    talk = Talk(store)
    await set_up(talk, *GROUP)
    await asyncio.gather(
        *(talk.bot.handle(PairMe(who=talk.ref(who), place=CHANNEL)) for who in GROUP)
    )
    found = await pairings(store)
    paired = Counter(member for pairing in found for member in pairing.members)
    assert (len(found), len(paired), max(paired.values())) == (3, 6, 1)


async def test_the_same_member_asking_three_times_at_once_waits_once(store: Store) -> None:
    talk = Talk(store)
    await set_up(talk, "ada", "ben")
    ask = PairMe(who=talk.ref("ada"), place=CHANNEL)
    await asyncio.gather(*(talk.bot.handle(ask) for _ in range(3)))
    await talk.says("ben", "/121 pair-me")
    assert len(await pairings(store)) == 1
    await talk.says("ben", "/121 cancel")
    assert len(taken(talk.table, "intro:")) == 1


async def test_two_bots_on_one_database_open_one_round(postgresql_url: str) -> None:
    await upgrade(postgresql_url)
    one, other = SqlStore.open(postgresql_url), SqlStore.open(postgresql_url)
    table, clock = Table(), StillClock(MONDAY_NINE)
    talk = Talk(one, table, clock)
    await set_up(talk, *GROUP)
    twins: list[Parts] = [
        assemble(store, clock, {Platform.PLAYGROUND: table}) for store in (one, other)
    ]
    for week in range(3):
        await clock.set(MONDAY_NINE + timedelta(weeks=week, hours=1))
        await asyncio.gather(*(twin.runner.run_once() for twin in twins))
    assert len(await rounds(one)) == 3
    introductions = taken(table, "intro:")
    assert len(introductions) == len(await pairings(one)) == 9
    assert set(introductions.values()) == {1}
    await one.close()
    await other.close()
