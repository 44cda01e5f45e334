"""The simulation itself: weeks go by, members do what members do, every round is counted."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Protocol

from adapters.simulation.habits import Habits
from adapters.simulation.messenger import CountingMessenger
from adapters.simulation.people import CHANNEL, WORKSPACE, invent_profile, member
from adapters.simulation.watch import Watch
from bot.commands import Command, EditProfile, Join, Leave, Pause, Reacted, Resume, SetUp, SkipRound
from bot.domain.model import Circle, MemberId, MemberRef, Pairing, Platform
from bot.domain.promises import Promise
from bot.domain.referrals import Referral
from bot.domain.relationships import Side, Stage, counting, repeats_of, together
from bot.domain.rulings import Pair, pair_of
from bot.ports import Store, Transaction
from bot.replies import Reply

SOON, LATER = 1, 4  # days after a round
PAUSE_RATE = 0.015  # of the members each week, for some weeks
LONGEST_PAUSE = 4  # weeks
DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to simulate. Rates are shares of the members each week; `met_rate` is the share of pairings that meet.

    `relationships`: members answer what they are asked in private or don't, promise, refer, meet again, and pause.
    """

    members: int
    weeks: int
    seed: int
    join_rate: float = 0.0
    leave_rate: float = 0.0
    skip_rate: float = 0.0
    met_rate: float = 0.7
    relationships: bool = False


@dataclass(kw_only=True, slots=True)
class Count:
    """What was counted: people left out are those without a partner in a round, once for each round."""

    rounds: int = 0
    pairings: int = 0
    trios: int = 0
    left_out: int = 0
    repeats: int = 0
    first_repeat_round: int | None = None
    met: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Relationships:
    """How many pairs reached which stage, what was promised, and who was passed on."""

    reached: Counter[Stage | None]
    promises: Sequence[Promise]
    referrals: Sequence[Referral]


class Programme(Protocol):
    """The bot, as a member sees it."""

    async def handle(self, command: Command) -> Reply:
        """Do what is asked."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The parts a simulation plays in. `turn` puts the clock forward, doing on the way what falls due."""

    bot: Programme
    store: Store
    messenger: CountingMessenger
    turn: Callable[[datetime], Awaitable[None]]


class Simulation:
    """A group under simulated time; `count` holds what was counted so far."""

    def __init__(self, plan: Plan, world: World) -> None:
        self._plan = plan
        self._bot = world.bot
        self._store = world.store
        self._messenger = world.messenger
        self._turn = world.turn
        self._rng = Random(plan.seed)  # noqa: S311 - invented people need no secrets
        self._present: list[MemberRef] = []
        self._known = 0
        self._refs: dict[MemberId, MemberRef] = {}
        self._together: set[tuple[MemberId, MemberId]] = set()
        self._expected: list[str] = []
        self._habits = Habits(self._rng, world.bot.handle)
        self.count = Count()
        self.watch = Watch()
        self._acted: set[tuple[str, ...]] = set()

    async def live(self) -> AsyncIterator[int]:
        """Live through the weeks, one after the other; gives each week's number when it is over."""
        await self._begin()
        for week in range(1, self._plan.weeks + 1):
            await self._live_a_week()
            yield week

    async def _begin(self) -> None:
        for _ in range(self._plan.members):
            self._arrive()
        await self._bot.handle(SetUp(who=self._present[0], place=CHANNEL, name="Simulated"))
        for who in self._present:
            await self._join(who)

    def _arrive(self) -> MemberRef:
        self._known += 1
        newcomer = member(self._known)
        self._present.append(newcomer)
        return newcomer

    async def _join(self, who: MemberRef) -> None:
        await self._bot.handle(Join(who=who, place=CHANNEL))
        for field, value in invent_profile(self._rng):
            await self._bot.handle(EditProfile(who=who, field=field, value=value))

    async def _live_a_week(self) -> None:
        """From the hour before a round to the hour before the next."""
        round_at = await self._next_round_at()
        await self._turn(round_at)
        opened = await self._count_round()
        yes = [pairing for pairing in opened if self._rng.random() < self._plan.met_rate]
        meetings = {SOON: yes[::2], LATER: yes[1::2]}
        for day in range(1, DAYS):
            await self._turn(round_at + timedelta(days=day))
            for pairing in meetings.get(day, []):
                await self._react(pairing)
            await self._read_mail()
        self.count.met += len(yes)
        await self._come_and_go()
        await self._turn(await self._next_round_at() - timedelta(hours=1))
        await self._read_mail()

    async def _react(self, pairing: Pairing) -> None:
        receipt = self._messenger.receipts.get(f"intro:{pairing.id}")
        member = self._rng.choice(pairing.members)
        who = self._refs[member]
        if receipt is not None:
            self._acted.add(("afterwards", str(pairing.id), str(member)))
            await self._bot.handle(Reacted(who=who, receipt=receipt, emoji="✅"))
            self.watch.met([self._refs[one].member for one in pairing.members], self._messenger.now)

    async def _come_and_go(self) -> None:
        """Some leave, some come, some skip the next round."""
        for who in self._some(self._plan.leave_rate):
            self._present.remove(who)
            self.watch.left(who.member)
            await self._bot.handle(Leave(who=who, place=CHANNEL))
        for _ in self._some(self._plan.join_rate):
            await self._join(self._arrive())
        for who in self._some(self._plan.skip_rate):
            await self._bot.handle(SkipRound(who=who, place=CHANNEL))
        if self._plan.relationships:
            await self._go_away()

    async def _go_away(self) -> None:
        """Some pause for a few weeks."""
        now = self._messenger.now
        for who in self._some(PAUSE_RATE):
            if not self.watch.is_away(who.member, now):
                weeks = self._rng.randint(1, LONGEST_PAUSE)
                await self._bot.handle(Pause(who=who, weeks=weeks))
                self.watch.paused(who.member, now, weeks)

    def _some(self, rate: float) -> list[MemberRef]:
        return [who for who in self._present if self._rng.random() < rate]

    async def _read_mail(self) -> None:
        """Read what has come. Whoever is asked whether they are still there, is."""
        names = {int(known): who.member for known, who in self._refs.items()}
        present = {who.member: who for who in self._present}
        for letter in self._messenger.take_unread():
            about = letter.key.split(":")[:3]
            self.watch.came(letter, names, to_what_they_did=tuple(about) in self._acted)
            for who in (present[reader] for reader in letter.to if reader in present):
                if letter.kind == "silence":
                    if not self.watch.is_away(who.member, self._messenger.now):
                        await self._bot.handle(Resume(who=who))
                elif self._plan.relationships and len(letter.to) == 1:
                    for action in await self._habits.answer(who, letter):
                        self.watch.answered(
                            who.member, names.get(action.about, ""), action, letter.at
                        )

    async def _next_round_at(self) -> datetime:
        async with self._store.begin() as tx:
            return (await self._circle(tx)).next_round_at

    async def _circle(self, tx: Transaction) -> Circle:
        workspace = await tx.people.workspace(Platform.PLAYGROUND, WORKSPACE)
        if workspace is None:
            raise LookupError(WORKSPACE)
        (circle,) = await tx.circles.of_workspace(workspace.id)
        return circle

    async def _count_round(self) -> list[Pairing]:
        """Count the round just opened, and give its pairings."""
        async with self._store.begin() as tx:
            latest = await tx.circles.latest_round((await self._circle(tx)).id)
            if latest is None:
                return []
            pairings = [pairing for pairing, _ in await tx.pairings.of_round(latest.id)]
            known = await tx.people.members({m for p in pairings for m in p.members})
        by_id = {who.member: who for who in self._present}
        self._refs |= {m: by_id[known[m].external_id] for m in known}
        self.count.rounds += 1
        self.count.pairings += len(pairings)
        self.count.left_out += len(latest.sat_out)
        self._expected += [f"sits-out:{latest.id}:{left_out}" for left_out in latest.sat_out]
        for pairing in pairings:
            self._count_pairing(pairing)
        return pairings

    def _count_pairing(self, pairing: Pairing) -> None:
        self._expected.append(f"intro:{pairing.id}")
        self.count.trios += len(pairing.members) > 2  # noqa: PLR2004 - more than a pair
        for two in combinations(sorted(pairing.members), 2):
            if two in self._together:
                self.count.repeats += 1
                self.count.first_repeat_round = self.count.first_repeat_round or self.count.rounds
            self._together.add(two)

    def messages_lost(self) -> int:
        """Introductions and explanations that a round decided on and that never arrived."""
        return sum(self._messenger.taken[key] == 0 for key in self._expected)

    async def relationships(self) -> Relationships:
        """What has become of all the meetings."""
        ids = set(self._refs)
        async with self._store.begin() as tx:
            past = await tx.pairings.past_pairs(ids)
            sides = await tx.sides.among(ids)
            held = {pairing for side in sides for pairing in side.held}
            sides = counting(sides, await tx.pairings.took_place(held))
            repeating = await tx.pairings.repeating(ids)
            promises = [one for who in ids for one in await tx.promises.of_member(who)]
            passed_on = {one.id: one for who in ids for one in await tx.referrals.of_member(who)}
        by_pair = {(pair.a, pair.b): pair for pair in past}
        of_pair: dict[Pair, list[Side]] = {}
        for side in sides:
            of_pair.setdefault(pair_of(side.member_id, side.other_id), []).append(side)
        reached = Counter(
            together(known, of_pair.get(pair, ()), repeats_of(pair, repeating)).reached
            for pair, known in by_pair.items()
        )
        return Relationships(reached=reached, promises=promises, referrals=list(passed_on.values()))
