"""The whole bot, told anything in any order, killed at any message: what must never happen does not happen.

Hypothesis chooses who does what, and when time goes by (https://hypothesis.readthedocs.io/en/latest/stateful.html). The
store is a real one; a crash forgets whatever the process held, as a new process would begin.
"""

import asyncio
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import and_, select

from bot.commands import ReportMeeting
from bot.commands.press import press
from bot.deliveries import Delivery, Receipt
from bot.domain.model import (
    OPEN_STATUSES,
    FollowUpKind,
    FollowUpState,
    MeetingStatus,
    MembershipState,
    ReasonKind,
)
from bot.domain.reminders import ReminderKind
from bot.errors import TryLater
from bot.messages import Action
from bot.storage import SqlStore
from bot.storage.tables import (
    blocks,
    follow_ups,
    meetings,
    members,
    memberships,
    metadata,
    pairing_members,
    pairings,
    promises,
    referrals,
    reminders,
    rounds,
)
from scheduler.clocks import StillClock
from tests.talk import MONDAY_NINE, Table, Talk

PLACES = ("coffee", "coffee", "tea", None)  # the channels of two circles, and a member's own
PEOPLE = ("ada", "ben", "cleo", "dan", "elif", "finn")
SAYINGS = (
    "join", "join", "leave", "pause 2 weeks", "pause", "resume", "skip", "pair-me", "pair-me", "cancel", "met", "met",
    "not-met", "not-yet", "can't", "status", "history", "arrange tomorrow 15:00", "arranged tomorrow 15:00", "accept",
    "decline-time", "undo-time", "undo-time", "promises", "promises done 1", "promises drop 1", "promises undo 1", "round now", "round preview",
    "profile limit 2", "profile limit 1", "profile every 2 weeks", "profile every week", "referrals", "referrals 1 accepted", "referrals 1 declined",
    "referrals 1 won", "referrals 1 undo", "referrals 1 withdrawn", "network", "take it back",
)  # fmt: skip
ABOUT = (
    "pair-me", "block", "unblock", "again", "with", "rest", "hold", "go-on", "rhythm monthly", "promise", "round together",
    "refer", "hello",
)  # fmt: skip
STEPS = (
    timedelta(minutes=10),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(weeks=1),
    timedelta(weeks=5),
)
TAKING_BACK = frozenset({"not-met", "not-yet", "can't"})
MOMENT = re.compile(r":\d{4}-?\d\d-?\d\dT[\d:.+]+")
EVENT = re.compile(r"UID:(\S+).*SEQUENCE:(\d+)", re.DOTALL)
QUESTIONS = frozenset({*FollowUpKind, *ReminderKind})
SOON = timedelta(hours=12)  # in which nobody is asked the same again
EXAMPLES, LONGEST = 25, 30


class Killed(BaseException):
    """The process is gone, in the middle of it all."""


class Moody(Table):
    """A platform that is out of sorts when told to be: the line breaks before or after it took a message."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = ""

    async def send(self, delivery: Delivery) -> Receipt:
        mood, self.mood = self.mood, ""
        if mood == "busy":
            raise TryLater(mood, after=timedelta(minutes=1))
        if mood == "killed before":
            raise Killed
        receipt = await super().send(delivery)
        if mood == "killed after":
            raise Killed
        return receipt


class AnyOrder(RuleBasedStateMachine):
    """A group of six, their two circles and their bot."""

    def __init__(self, url: str = "sqlite://") -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.table = Moody()
        self.store = SqlStore.open(url)
        self.clock = StillClock(MONDAY_NINE)
        self.met: set[int] = set()
        self.taken_back: set[int] = set()
        self.known: set[int] = set()
        self.reacted: set[tuple[tuple[str, ...], datetime]] = set()
        self.planned: set[str] = set()
        self.promised = self.referred = 0
        self.loop.run(self._open())
        self.talk = self._begin()

    async def _open(self) -> None:
        async with self.store.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    def _begin(self) -> Talk:
        return Talk(self.store, table=self.table, clock=self.clock, people=set(PEOPLE))

    def _do(self, what: Any) -> None:
        """Do it; if the process dies of it, another begins."""
        try:
            self.loop.run(asyncio.wait_for(what, 20))
        except* Killed:
            self.talk = self._begin()

    def teardown(self) -> None:
        self.loop.run(self.store.close())
        self.loop.close()

    @initialize(odd=st.sampled_from(["trio", "sit out"]))
    def set_up(self, odd: str) -> None:
        self._do(
            self.talk.says("ada", f"/121 setup every week on monday at 10:00 name Coffee {odd}")
        )
        self._do(self.talk.says("ada", "/121 setup on tuesday at 9:00 name Tea", "tea"))
        for who in PEOPLE[:4]:
            self._do(self.talk.says(who, "/121 join"))
        for who in PEOPLE[1:4]:
            self._do(self.talk.says(who, "/121 join", "tea"))

    @rule(who=st.sampled_from(PEOPLE), text=st.sampled_from(SAYINGS), place=st.sampled_from(PLACES))
    def says(self, who: str, text: str, place: str | None) -> None:
        said = self.talk.says(who, f"/121 {text}", place)
        self._by(who, said, takes_back=text in TAKING_BACK)

    @rule(
        who=st.sampled_from(PEOPLE),
        text=st.sampled_from(ABOUT),
        whom=st.sampled_from(PEOPLE),
        place=st.sampled_from(PLACES),
    )
    def says_about(self, who: str, text: str, whom: str, place: str | None) -> None:
        word, _, rest = text.partition(" ")
        more = {
            "promise": "the name of a printer by tomorrow",
            "rhythm": rest,
            "refer": "Maria: needs a website, she agreed, anyway",
        }.get(word, "")
        if word == "round":
            text, more = f"round {rest} @{who}", ""
            who = "ada"
        said = f"/121 {text if word == 'round' else word} @{whom} {more}"
        self._do(self.talk.says(who, said, place))

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 40))
    def presses(self, who: str, which: int) -> None:
        """Press a button, be it months old, under a message or an answer."""
        messages = [delivery.message for delivery in self.table.seen_by(who)]
        last = self.talk.answers.get(who)
        buttons = [
            b.action for message in [*messages, *([last] if last else [])] for b in message.buttons
        ]
        if buttons:
            action: Action = buttons[-1 - which % len(buttons)]
            command = press(action, self.talk.ref(who))
            assert command is not None, action
            takes_back = isinstance(command, ReportMeeting)
            self._by(who, self.talk.does(command), takes_back=takes_back)

    @rule(who=st.sampled_from(PEOPLE), off=st.booleans())
    def reacts(self, who: str, off: bool) -> None:  # noqa: FBT001 - chosen by Hypothesis
        about = [one.pairing_id for one in self.table.seen_by(who) if one.pairing_id is not None]
        if about:
            if off:  # which counts once the message it belongs to is known to have arrived
                self.taken_back.add(about[-1])
            self.reacted.add(((who,), self.clock.now()))
            self._do(self.talk.reacts(who, off=off))

    @rule(step=st.sampled_from(STEPS))
    def time_goes_by(self, step: timedelta) -> None:
        self._do(self.talk.until(self.clock.now() + step))

    @rule(mood=st.sampled_from(["busy", "killed before", "killed after"]))
    def trouble_ahead(self, mood: str) -> None:
        self.table.mood = mood

    @rule()
    def the_process_is_killed(self) -> None:
        self.talk = self._begin()

    def _by(self, who: str, what: Any, *, takes_back: bool) -> None:
        """Something that a member does: by a word about a meeting, one of theirs may be taken back, and by nothing else any."""
        before = self._met()
        self._do(what)
        gone = before - self._met() - self.taken_back
        if takes_back and len(gone) == 1 and all(who in self._members(one) for one in gone):
            self.met -= gone

    def _met(self) -> set[int]:
        query = select(meetings.c.pairing_id).where(meetings.c.status == MeetingStatus.MET)
        return {row.pairing_id for row in self._all(query)}

    def _all(self, query: Any) -> list[Any]:
        async def fetch() -> list[Any]:
            async with self.store.connection() as connection:
                return list((await connection.execute(query)).all())

        return self.loop.run(fetch())

    def _members(self, pairing: int) -> set[str]:
        return self._in_pairings().get(pairing, set())

    def _in_pairings(self) -> dict[int, set[str]]:
        rows = self._all(
            select(pairing_members.c.pairing_id, members.c.external_id).join(
                members, members.c.id == pairing_members.c.member_id
            )
        )
        found: dict[int, set[str]] = {}
        for pairing, who in rows:
            found.setdefault(pairing, set()).add(who)
        return found

    # -- what must never happen

    @invariant()
    def nobody_hears_anything_twice(self) -> None:
        twice = [key for key, times in Counter(d.key for d in self.table.sent).items() if times > 1]
        assert twice == []

    @invariant()
    def one_round_a_period(self) -> None:
        periods = [tuple(row) for row in self._all(select(rounds.c.circle_id, rounds.c.period))]
        assert len(periods) == len(set(periods))

    @invariant()
    def whoever_is_brought_together_may_be(self) -> None:
        """None of them has blocked another; none has more open than they wish, unless both asked for this one by name."""
        inside: dict[int, set[int]] = {}
        for row in self._all(select(pairing_members.c.pairing_id, pairing_members.c.member_id)):
            inside.setdefault(row.pairing_id, set()).add(row.member_id)
        new, self.known = set(inside) - self.known, self.known | set(inside)
        apart = [{row.blocker_id, row.blocked_id} for row in self._all(select(blocks))]
        assert not [pairing for pairing in new for two in apart if two <= inside[pairing]]
        query = select(meetings.c.pairing_id).where(meetings.c.status.in_(OPEN_STATUSES))
        still_open = {row.pairing_id for row in self._all(query)}
        query = select(pairings.c.id, pairings.c.reasons).where(pairings.c.id.in_(new))
        by_name = {
            row.id
            for row in self._all(query)
            if any(r.kind is ReasonKind.ASKED for r in row.reasons)
        }
        limits = {row.id: row.limit for row in self._all(select(members.c.id, members.c.limit))}
        before = Counter(who for pairing in still_open - new for who in inside[pairing])
        given = Counter(who for pairing in new - by_name for who in inside[pairing])
        assert not [who for who in given if before[who] >= limits[who]]
        given = Counter(who for pairing in (new - by_name) & still_open for who in inside[pairing])
        assert not [who for who in given if before[who] + given[who] > limits[who]]

    @invariant()
    def who_has_left_has_nothing_open(self) -> None:
        rows = self._all(
            select(pairing_members.c.member_id)
            .join(meetings, meetings.c.pairing_id == pairing_members.c.pairing_id)
            .join(pairings, pairings.c.id == meetings.c.pairing_id)
            .join(
                memberships,
                and_(
                    memberships.c.circle_id == pairings.c.circle_id,
                    memberships.c.member_id == pairing_members.c.member_id,
                ),
            )
            .where(
                meetings.c.status.in_(OPEN_STATUSES), memberships.c.state == MembershipState.LEFT
            )
        )
        assert rows == []

    @invariant()
    def no_meeting_is_lost(self) -> None:
        now = self._met()
        assert self.met - self.taken_back <= now
        self.met = now

    @invariant()
    def no_introduction_is_forgotten(self) -> None:
        here = {row.pairing_id for row in self._all(select(meetings.c.pairing_id))}
        assert self.known <= here
        assert self.known <= set(self._in_pairings())

    @invariant()
    def no_promise_is_lost(self) -> None:
        count = len(self._all(select(promises.c.id)))
        assert count >= self.promised
        self.promised = count

    @invariant()
    def no_referral_is_lost(self) -> None:
        count = len(self._all(select(referrals.c.id)))
        assert count >= self.referred
        self.referred = count

    @invariant()
    def nothing_due_is_forgotten(self) -> None:
        """What is due has been said, put off or called off by the time the clock stands still."""
        waiting = [
            row
            for planned in (reminders, follow_ups)
            for row in self._all(
                select(planned.c.key, planned.c.due_at).where(
                    planned.c.state == FollowUpState.WAITING
                )
            )
        ]
        assert [row for row in waiting if self.clock.now() - row.due_at > timedelta(hours=1)] == []

    @invariant()
    def nothing_planned_disappears(self) -> None:
        """A question is asked or called off, and remembered as such."""
        here = {row.key for row in self._all(select(follow_ups.c.key))}
        assert self.planned <= here
        self.planned = here

    @invariant()
    def calendars_hear_of_each_change_once_and_in_order(self) -> None:
        """Of a meeting nobody gets a file with the number of an earlier one: calendars would not take it."""
        newest: dict[tuple[str, str], int] = {}
        for one in self.table.sent:
            for file in one.message.attachments:
                if event := EVENT.search(str(file.content, "utf-8", "replace")):
                    key = (one.address.encode(), event[1])
                    assert int(event[2]) > newest.get(key, -1), one.key
                    newest[key] = int(event[2])

    @invariant()
    def nobody_is_asked_the_same_again_soon(self) -> None:
        """The same question of the same person, be it under another key; what answers a reaction comes as often as there is one."""
        last: dict[tuple[str, str], datetime] = {}
        for one in sorted(self.table.sent, key=lambda sent: sent.created_at):
            if (one.address.ids, one.created_at) in self.reacted:
                continue
            if one.key.partition(":")[0] in QUESTIONS:
                question = (one.address.encode(), MOMENT.sub("", one.key))
                before = last.get(question)
                assert before is None or one.created_at - before >= SOON, one.key
                last[question] = one.created_at


def lives(examples: int, longest: int) -> settings:
    """So many lives of so many steps, the same each time: new ones are looked for by hand."""
    return settings(
        max_examples=examples,
        stateful_step_count=longest,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(AnyOrder, settings=lives(EXAMPLES, LONGEST))
