"""Several say something in the same moment, to two processes on one PostgreSQL: what must never happen does not happen.

What each of them does is right when they take turns (`test_any_order.py`); here one story reads what another is about to change.
"""

import asyncio
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import select, text

from bot.storage import SqlStore
from bot.storage.tables import metadata, pairing_members
from tests.faults.test_any_order import PEOPLE, PLACES, AnyOrder, lives
from tests.talk import Talk

TAKING_PART = (
    "join", "join", "leave", "pause", "resume", "skip", "pair-me", "pair-me", "pair-me", "cancel", "profile every 2 weeks",
    "pair-me @ben", "block @ben", "rest @ben", "promise @ben a name", "refer @ben Maria: needs a website, she agreed, anyway",
)  # fmt: skip
REPORTS = (
    "met", "not-met", "not-yet", "can't", "arrange tomorrow 15:00", "accept", "undo-time", "leave", "join", "pause", "round now",
)  # fmt: skip
EXAMPLES, LONGEST = 10, 25

Sayings = list[tuple[str, str, str | None]]


def several(sayings: tuple[str, ...]) -> st.SearchStrategy[Sayings]:
    """Who says what, and where."""
    one = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(sayings), st.sampled_from(PLACES))
    return st.lists(one, min_size=2, max_size=4)


class AtOnce(AnyOrder):
    """The same group, with a second process beside the first."""

    async def _open(self) -> None:
        self.second = SqlStore.open(self.store.engine.url.render_as_string(hide_password=False))
        everything = ", ".join(table.name for table in metadata.sorted_tables)
        async with self.store.engine.begin() as connection:
            await connection.execute(text(f"TRUNCATE {everything} RESTART IDENTITY CASCADE"))

    def _begin(self) -> Talk:
        self.beside = Talk(self.second, table=self.table, clock=self.clock, people=set(PEOPLE))
        return super()._begin()

    def teardown(self) -> None:
        self.loop.run(self.second.close())
        super().teardown()

    @rule(sayings=several(TAKING_PART))
    def they_take_part_at_once(self, sayings: Sayings) -> None:
        self._at_once(sayings)

    @rule(sayings=several(TAKING_PART))
    def both_circles_draw_at_once(self, sayings: Sayings) -> None:
        self._at_once([("ada", "round now", "coffee"), ("ada", "round now", "tea"), *sayings[:1]])

    @rule(sayings=several(REPORTS))
    def they_report_at_once(self, sayings: Sayings) -> None:
        self._at_once(sayings)
        # Who of them came first is not known, nor whether a word took another's back.
        self.met &= self._met()
        self.known |= {row.pairing_id for row in self._all(select(pairing_members.c.pairing_id))}

    def _at_once(self, sayings: Sayings) -> None:
        self.table.mood = ""

        async def all_of_it() -> None:
            both = (self.talk, self.beside)
            said: list[Any] = [
                both[number % 2].says(who, f"/121 {words}", place)
                for number, (who, words, place) in enumerate(sayings)
            ]
            await asyncio.gather(*said)

        self._do(all_of_it())


def test_whatever_happens_at_once(upgraded_postgresql_url: str) -> None:
    class Here(AtOnce):
        def __init__(self) -> None:
            super().__init__(upgraded_postgresql_url)

    run_state_machine_as_test(Here, settings=lives(EXAMPLES, LONGEST))
