"""What a draw hears of a circle and its members, and what four who meet hear of each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import Means
from bot.assembly import assemble
from bot.commands import WishAgain
from bot.domain.matching import Candidate, Draw, Match, Rules
from bot.domain.model import PastPair, Platform, Policy, Reason, ReasonKind
from bot.domain.taking_part import NEW_FOR
from bot.ports import Store
from tests.talk import MONDAY_NINE, Talk

FIRST = ("ada", "ben", "cleo")


@dataclass
class AllAtOnce:
    """A draw that brings everybody together, and keeps what it was told."""

    candidates: list[Sequence[Candidate]] = field(default_factory=list)
    rules: list[Rules] = field(default_factory=list)

    async def draw(
        self, candidates: Sequence[Candidate], history: Sequence[PastPair], rules: Rules, seed: int
    ) -> Draw:
        """One match of all."""
        self.candidates.append(candidates)
        self.rules.append(rules)
        ids = tuple(sorted(candidate.member.id for candidate in candidates))
        reasons = (
            Reason(kind=ReasonKind.GROUP, members=ids),
            Reason(kind=ReasonKind.SHARED_LANGUAGE, members=ids[1:3], subject="Welsh"),
        )
        match = Match(members=ids, reasons=reasons, repeat=bool(history))
        return Draw(matches=(match,) if len(ids) > 1 else (), sit_outs=(), seed=seed)


async def _circle(store: Store, drawer: AllAtOnce) -> Talk:
    """A circle in fours with three in it, in London and New York; Dan comes when it is no longer new."""
    talk = Talk(store, zones={"ben": "America/New_York"})
    means = Means(drawer=drawer)
    talk.parts = assemble(store, talk.clock, {Platform.PLAYGROUND: talk.table}, means=means)
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ada", "/121 setup in fours, prefer interests 9, hours required")
    for member in FIRST:
        await talk.says(member, "/121 join")
    return talk


async def test_a_draw_is_told_what_the_circle_prefers_and_who_is_there_when(
    sqlite_store: Store,
) -> None:
    drawer = AllAtOnce()
    talk = await _circle(sqlite_store, drawer)
    await talk.says("ada", "/121 round preview")
    assert drawer.rules[-1].size == 4
    assert drawer.rules[-1].policy == Policy(interests=9, demands_hours=True)
    hours = [candidate.hours for candidate in drawer.candidates[-1]]
    london, new_york = (sum(1 << n for n in day) for day in (range(9, 18), range(14, 23)))
    assert sorted(hours) == sorted([london, new_york, london])
    assert not any(candidate.newcomer for candidate in drawer.candidates[-1])


async def test_a_draw_is_told_who_came_not_long_ago(sqlite_store: Store) -> None:
    drawer = AllAtOnce()
    talk = await _circle(sqlite_store, drawer)
    await talk.until(MONDAY_NINE + NEW_FOR)
    await talk.says("dan", "/121 join")
    for member in FIRST:
        await talk.says(member, "/121 resume")
    await talk.says("ada", "/121 round preview")
    assert {c.member.external_id for c in drawer.candidates[-1] if c.newcomer} == {"dan"}


async def test_four_who_meet_have_a_quarter_of_the_hour_each(sqlite_store: Store) -> None:
    talk = await _circle(sqlite_store, AllAtOnce())
    await talk.says("dan", "/121 join")
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    heard = talk.heard_by("dan")[-1]
    assert "@Ada, @Ben, @Cleo and @Dan, meet one another." in heard
    assert "you meet in a small group here; @Ben and @Cleo both speak Welsh." in heard
    assert "An hour, a quarter of it for each." in heard
    assert "put ✅ on this message, any one of you" in heard
    assert "you, @Ben, @Cleo and @Dan met" in await talk.says("ada", "/121 met")


async def test_of_four_who_meet_again_those_who_met_least_decide_what_it_is_about(
    sqlite_store: Store,
) -> None:
    talk = await _circle(sqlite_store, AllAtOnce())
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    await talk.says("ada", "/121 met")
    await talk.says("dan", "/121 join")
    await talk.until(MONDAY_NINE + timedelta(days=7, hours=2))
    assert "@Ada, @Ben, @Cleo and @Dan, meet one another." in talk.heard_by("dan")[-1]
    await talk.says("ada", "/121 met")
    await talk.until(MONDAY_NINE + timedelta(days=14, hours=2))
    assert "@Dan, here is your next one together." in talk.heard_by("dan")[-1]


async def test_pair_me_keeps_to_the_same_order_two_who_want_to_meet_again_come_first(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 join")
    await talk.says("ben", "/121 block cleo")
    await talk.says("ada", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    await talk.says("ada", "/121 met")
    await talk.until(MONDAY_NINE + timedelta(minutes=30))
    for one, other in (("ada", "ben"), ("ben", "ada")):
        await talk.does(WishAgain(who=talk.ref(one), whom=talk.ref(other)))
    await talk.says("cleo", "/121 pair-me")
    await talk.says("ben", "/121 pair-me")
    assert "Meet @Ben" in await talk.says("ada", "/121 pair-me")
