"""What organisers rule about two members: what a draw is told of it, who hears of it, and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.app import Means
from bot.assembly import assemble
from bot.domain.matching import Candidate, Draw, Match, Rules, SitOut, SitOutReason, Wish
from bot.domain.model import CircleId, MemberId, PastPair, Platform, Ruling
from bot.ports import Store
from tests.talk import MONDAY_NINE, Talk

Ids = tuple[str, ...]
EVERYBODY = ("ada", "ben", "cleo", "dan")
WEEK = timedelta(days=7)


@dataclass
class Obedient:
    """A draw of groups of a size: those who are to meet first, then whoever may, in the order of their ids."""

    size: int = 2
    rules: list[Rules] = field(default_factory=list)
    names: dict[MemberId, str] = field(default_factory=dict)

    async def draw(
        self, candidates: Sequence[Candidate], history: Sequence[PastPair], rules: Rules, seed: int
    ) -> Draw:
        """Who meets whom."""
        assert not history or len(candidates) > 1
        self.rules.append(rules)
        self.names |= {c.member.id: c.member.external_id for c in candidates}
        left = sorted(candidate.member.id for candidate in candidates)
        groups = [self._filled(pair, left) for pair in sorted(rules.together)]
        while len(left) > 1:
            groups.append(self._filled((left[0],), left, rules))
        matches = tuple(Match(members=g, reasons=(), repeat=False) for g in groups if len(g) > 1)
        placed = {member for match in matches for member in match.members}
        out = tuple(
            SitOut(member=c.member.id, why=SitOutReason.ODD)
            for c in candidates
            if c.member.id not in placed
        )
        return Draw(matches=matches, sit_outs=out, seed=seed)

    def _filled(
        self, begun: tuple[MemberId, ...], left: list[MemberId], rules: Rules | None = None
    ) -> tuple[MemberId, ...]:
        group = list(begun)
        for one in begun:
            left.remove(one)
        for other in [*left] if rules else []:
            if len(group) < self.size and not (rules and _forbids(rules, group[0], other)):
                group.append(other)
                left.remove(other)
        return tuple(group)

    def told(self, pairs: frozenset[tuple[MemberId, MemberId]]) -> set[Ids]:
        """Pairs of ids as pairs of names."""
        return {tuple(sorted(self.names[one] for one in pair)) for pair in pairs}


def _forbids(rules: Rules, one: MemberId, other: MemberId) -> bool:
    return bool({(one, other), (other, one)} & rules.blocked)


async def _circle(
    store: Store, drawer: Obedient, members: Sequence[str] = EVERYBODY, setup: str = "name Coffee"
) -> Talk:
    talk = Talk(store)
    means = Means(drawer=drawer)
    talk.parts = assemble(store, talk.clock, {Platform.PLAYGROUND: talk.table}, means=means)
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ada", f"/121 setup {setup}")
    for member in members:
        await talk.says(member, "/121 join")
    return talk


async def _rulings(talk: Talk) -> tuple[Ruling, ...]:
    async with talk.store.begin() as tx:
        return await tx.circles.rulings(CircleId(1))


async def test_who_is_kept_apart_never_meets_until_it_is_taken_back(sqlite_store: Store) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    assert "@Ada and @Ben" in await talk.says("ada", "/121 round preview")
    said = await talk.says("ada", "/121 round apart @ben @ada")
    assert "@Ben and @Ada will not be paired in this circle." in said
    assert "1: @Ada and @Cleo" in said
    assert "Kept apart: @Ada and @Ben." in said
    assert drawer.told(drawer.rules[-1].blocked) == {("ada", "ben")}
    await talk.until(MONDAY_NINE + WEEK + timedelta(hours=2))
    assert len(await _rulings(talk)) == 1
    said = await talk.says("ada", "/121 round free @ada @ben")
    assert "What was ruled about @Ada and @Ben is taken back." in said
    assert await _rulings(talk) == ()


async def test_who_is_put_together_meets_in_the_next_round_and_only_there(
    sqlite_store: Store,
) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    said = await talk.says("ada", "/121 round together @cleo @ada")
    assert "@Cleo and @Ada are to meet in the next round, where that can be." in said
    assert "1: @Ada and @Cleo" in said
    assert "To meet in the next round, where that can be: @Ada and @Cleo." in said
    assert drawer.told(drawer.rules[-1].together) == {("ada", "cleo")}
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    assert await _rulings(talk) == ()
    await talk.until(MONDAY_NINE + WEEK + timedelta(hours=2))
    assert drawer.rules[-1].together == frozenset()


async def test_a_ruling_that_a_round_could_not_keep_waits_for_the_next(sqlite_store: Store) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    await talk.says("cleo", "/121 skip")
    said = await talk.says("ada", "/121 round together @ada @cleo")
    assert "To meet in the next round, where that can be: @Ada and @Cleo." in said
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    assert len(await _rulings(talk)) == 1
    await talk.says("ada", "/121 met")
    await talk.until(MONDAY_NINE + WEEK + timedelta(hours=2))
    assert drawer.told(drawer.rules[-1].together) == {("ada", "cleo")}
    assert await _rulings(talk) == ()


async def test_who_swaps_gets_the_partner_of_the_other(sqlite_store: Store) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    said = await talk.says("ada", "/121 round swap @ada @cleo")
    assert "@Ada and @Cleo are to swap partners, where that can be." in said
    assert drawer.told(drawer.rules[-1].together) == {("ada", "dan"), ("ben", "cleo")}
    assert "1: @Ada and @Dan" in said
    assert "2: @Ben and @Cleo" in said
    await talk.says("ada", "/121 round swap @ada @cleo")
    assert drawer.told(drawer.rules[-1].together) == {("ada", "ben"), ("cleo", "dan")}


async def test_in_larger_groups_who_swaps_comes_into_the_group_of_the_other(
    sqlite_store: Store,
) -> None:
    drawer = Obedient(size=3)
    six = (*EVERYBODY, "eve", "fay")
    talk = await _circle(sqlite_store, drawer, six, "in threes")
    await talk.says("fay", "/121 block @ben")
    await talk.says("ada", "/121 round swap @fay @ada")
    assert drawer.told(drawer.rules[-1].together) == {("cleo", "fay"), ("ada", "dan")}


async def test_a_swap_that_cannot_be_is_refused_and_nobody_learns_why(sqlite_store: Store) -> None:
    talk = await _circle(sqlite_store, Obedient(), (*EVERYBODY, "eve"))
    await talk.says("ben", "/121 block @cleo")
    refused = await talk.says("ada", "/121 round swap @ada @cleo")
    assert "there would be a pair that I cannot make. Please choose somebody else." in refused
    await talk.says("ben", "/121 unblock @cleo")
    await talk.says("ada", "/121 round apart @ben @cleo")
    assert await talk.says("ada", "/121 round swap @ada @cleo") == refused
    partners = await talk.says("ada", "/121 round swap @ada @ben")
    assert "@Ada and @Ben are partners of each other" in partners
    alone = await talk.says("ada", "/121 round swap @eve @ben")
    assert "@Eve has no partner in the preview" in alone
    assert len(await _rulings(talk)) == 1


async def test_a_later_ruling_takes_the_place_of_an_earlier_one(sqlite_store: Store) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    await talk.says("ada", "/121 round together @ada @cleo")
    await talk.says("ada", "/121 round together @ben @dan")
    await talk.says("ada", "/121 round apart @ben @dan")
    assert drawer.told(drawer.rules[-1].together) == {("ada", "cleo")}
    assert drawer.told(drawer.rules[-1].blocked) == {("ben", "dan")}
    await talk.says("ada", "/121 round together @dan @ada")
    assert drawer.told(drawer.rules[-1].together) == {("ada", "dan")}
    await talk.says("ada", "/121 round together @ben @dan")
    assert drawer.told(drawer.rules[-1].together) == {("ben", "dan")}
    assert drawer.rules[-1].blocked == frozenset()


async def test_a_block_wins_and_the_organiser_hears_what_they_would_hear_of_a_skipped_round(
    sqlite_store: Store,
) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    await talk.says("ben", "/121 block @cleo")
    blocked = await talk.says("ada", "/121 round together @ben @cleo")
    assert drawer.rules[-1].together == frozenset()
    line = "To meet in the next round, where that can be: @Ben and @Cleo."
    assert line in blocked
    assert "block" not in blocked.replace("[Take it back]", "")
    await talk.says("ben", "/121 unblock @cleo")
    await talk.says("ben", "/121 skip")
    assert line in await talk.says("ada", "/121 round preview")


async def test_an_organiser_reads_the_same_of_a_ruling_whether_the_other_rests_it_or_not(
    sqlite_store: Store,
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    before = await talk.says("ada", "/121 round together @ada @ben")
    for word in ("rest", "block"):
        await talk.says("ben", f"/121 {word} @ada")
        after = await talk.says("ada", "/121 round together @ada @ben")
        ruled = "To meet in the next round, where that can be: @Ada and @Ben."
        assert ruled in before
        assert ruled in after


async def test_the_button_below_the_preview_takes_a_ruling_back_once(sqlite_store: Store) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("ada", "/121 round apart @ada @ben")
    old = talk.answers["ada"]
    assert "[Take it back]" in await talk.says("ada", "/121 round preview")
    said = await talk.presses("ada", "Take it back")
    assert "What was ruled about @Ada and @Ben is taken back." in said
    assert "Kept apart" not in said
    talk.answers["ada"] = talk.answers["ben"] = old
    assert "taken back already" in await talk.presses("ada", "Take it back")
    assert "Only an organiser" in await talk.presses("ben", "Take it back")


@pytest.mark.parametrize("word", ["apart", "together", "swap", "free"])
async def test_who_may_not_rule_or_rules_on_nobody_is_refused(
    word: str, sqlite_store: Store
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("eve", "/121 status")
    assert "Only an organiser" in await talk.says("ben", f"/121 round {word} @ada @cleo")
    assert "That is @Ben twice." in await talk.says("ada", f"/121 round {word} @ben @ben")
    stranger = await talk.says("ada", f"/121 round {word} @ben @eve")
    if word == "free":
        assert stranger == "There is nothing to take back about @Ben and @Eve."
    else:
        assert "@Eve does not take part in Coffee" in stranger
    assert await _rulings(talk) == ()


async def test_who_left_is_not_ruled_about_but_what_was_ruled_can_be_taken_back(
    sqlite_store: Store,
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("ada", "/121 round apart @ada @ben")
    await talk.says("ben", "/121 leave")
    assert "Kept apart: @Ada and @Ben." in await talk.says("ada", "/121 round preview")
    assert "@Ben does not take part in Coffee" in await talk.says(
        "ada", "/121 round together @ada @ben"
    )
    assert "taken back" in await talk.says("ada", "/121 round free @ada @ben")


async def test_who_is_kept_apart_is_not_introduced_on_request_and_hears_nothing_of_it(
    sqlite_store: Store,
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("ada", "/121 round apart @ben @cleo")
    first = await talk.says("ben", "/121 pair-me")
    assert await talk.says("cleo", "/121 pair-me") == first
    asked = await talk.says("ben", "/121 pair-me @dan")
    assert await talk.says("ben", "/121 pair-me @cleo") == asked.replace("Dan", "Cleo")
    assert not [m for m in talk.heard_by("cleo") if "@Ben" in m]


@pytest.mark.parametrize(
    ("who", "says"),
    [("ada", "round apart @ben @cleo"), ("ben", "block @cleo")],
)
async def test_an_invitation_is_over_when_the_two_must_not_meet(
    sqlite_store: Store, who: str, says: str
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("ben", "/121 pair-me @cleo")
    await talk.says(who, f"/121 {says}")
    assert "no longer open" in await talk.presses("cleo", "Yes, introduce us")


async def test_whom_somebody_asked_for_is_a_wish_in_the_draw_unless_they_must_not_meet(
    sqlite_store: Store,
) -> None:
    drawer = Obedient()
    talk = await _circle(sqlite_store, drawer)
    await talk.says("cleo", "/121 pair-me @ada")
    await talk.says("dan", "/121 pair-me @ben")
    await talk.says("ben", "/121 block @dan")
    await talk.says("ada", "/121 round preview")
    (wished,) = drawer.rules[-1].wishes.items()
    assert drawer.told(frozenset([wished[0]])) == {("ada", "cleo")}
    assert wished[1] is Wish.ASKED


async def test_a_round_that_brings_two_together_answers_their_invitation(
    sqlite_store: Store,
) -> None:
    talk = await _circle(sqlite_store, Obedient())
    await talk.says("ben", "/121 pair-me @ada")
    await talk.until(MONDAY_NINE + timedelta(hours=2))
    assert "no longer open" in await talk.presses("ada", "Yes, introduce us")
