"""A large round is drawn while no transaction is open, from what is true when it is stored."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.app import Means
from bot.assembly import assemble
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import PastPair, Platform
from bot.ports import Store
from bot.usecases.drawing import MOST_DRAWN, PLAIN_AT_ONCE
from tests.talk import Talk

MANY = [f"m{n}" for n in range(PLAIN_AT_ONCE + 8)]


@dataclass
class Slow:
    """A draw during which others speak: one for each time it is asked."""

    talk: Talk
    meanwhile: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    what: str = "skip"

    async def draw(
        self, candidates: Sequence[Candidate], history: Sequence[PastPair], rules: Rules, seed: int
    ) -> Draw:
        """The usual draw."""
        self.sizes.append(len(candidates))
        if self.meanwhile:
            await self.talk.says(self.meanwhile.pop(), f"/121 {self.what}")
        return draw(candidates, history, rules, seed)


async def circle_of_many(store: Store, meanwhile: list[str]) -> tuple[Talk, Slow]:
    talk = Talk(store)
    drawer = Slow(talk)
    means = Means(drawer=drawer)
    talk.parts = assemble(store, talk.clock, {Platform.PLAYGROUND: talk.table}, means=means)
    await talk.says("ada", "/121 setup name Coffee")
    for member in MANY:
        await talk.says(member, "/121 join")
    drawer.meanwhile = meanwhile
    return talk, drawer


def was_introduced(talk: Talk, member: str) -> bool:
    return any("meet" in line and "Why you" in line for line in talk.heard_by(member))


async def test_nobody_waits_for_a_draw_and_whoever_leaves_meanwhile_is_not_in_it(
    sqlite_store: Store,
) -> None:
    talk, drawer = await circle_of_many(sqlite_store, ["m3", "m7"])
    await talk.says("ada", "/121 round now")
    assert drawer.sizes == [len(MANY), len(MANY) - 1, len(MANY) - 2]
    assert not was_introduced(talk, "m3")
    assert was_introduced(talk, "m4")


async def test_that_somebody_was_seen_meanwhile_makes_no_new_draw(sqlite_store: Store) -> None:
    talk, drawer = await circle_of_many(sqlite_store, [])
    await talk.says("ada", "/121 round preview")
    await talk.says("ada", "/121 round now")
    assert drawer.sizes == [len(MANY)] * 2


@pytest.mark.parametrize("what", ["skip", "join", "profile business: b", "leave", "block @m50"])
async def test_the_round_of_a_circle_that_never_stands_still_comes_all_the_same(
    sqlite_store: Store, what: str
) -> None:
    talk, drawer = await circle_of_many(sqlite_store, [])
    drawer.what = what
    drawer.meanwhile = [f"new{n}" for n in range(40)] if what == "join" else MANY[:40]
    busy = [*reversed(drawer.meanwhile)][:MOST_DRAWN]
    assert "Done: " in await talk.says("ada", "/121 round now")
    assert len(drawer.sizes) == MOST_DRAWN
    there = [*MANY, *busy] if what == "join" else MANY
    away = busy if what in {"skip", "leave"} else []
    introductions = [sent for sent in talk.table.sent if sent.key.startswith("intro:")]
    introduced = [who for sent in introductions for who in sent.address.ids]
    assert sorted(introduced) == sorted({*there} - {*away})
    if what.startswith("block"):
        (with_m50,) = [{*sent.address.ids} for sent in introductions if "m50" in sent.address.ids]
        assert with_m50.isdisjoint(busy)


async def test_a_swap_in_a_large_circle_needs_two_draws(sqlite_store: Store) -> None:
    talk, drawer = await circle_of_many(sqlite_store, [])
    preview = await talk.says("ada", "/121 round preview")
    (first, second), (third, _) = partners(preview)[:2]
    shown = await talk.says("ada", f"/121 round swap {first} {third}")
    assert "swap partners" in shown
    assert (third, second) in {pair for a, b in partners(shown) for pair in ((a, b), (b, a))}
    assert len(drawer.sizes) == 3


def partners(preview: str) -> list[tuple[str, ...]]:
    """The pairs in a preview, as they are written."""
    lines = re.findall(r"^ *\d+: (@\w+) and (@\w+):", preview, re.MULTILINE)
    return [tuple(line) for line in lines]
