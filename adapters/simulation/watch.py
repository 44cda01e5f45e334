"""A year of relationships, watched from outside: what came to whom and when, and what should have come by then."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import permutations

from adapters.simulation.messenger import Letter
from adapters.simulation.people import zone_of
from bot.domain.relationships import due_again
from bot.messages import Action, Buttons

UNASKED = frozenset(  # what 121 says of its own accord, by the first word of a message's key
    {
        "intro",
        "sits-out",
        "has-one-open",
        "nudge",
        "mid_round",
        "end_of_round",
        "ask_again",
        "silence",
        "afterwards",
        "again",
        "referral",
        "closed",
    }
)
USUAL_MONTHS = 3
WEEK = timedelta(weeks=1)

Two = tuple[str, str]  # who is asked, about whom: the platform's ids


class Watch:
    """Keeps its own account, from messages and deeds alone.

    `delays`: by how many days each question whether two would like to meet again came later than their day. `unexpected`:
    questions that came although they were not due at all.
    """

    def __init__(self) -> None:
        self._due: dict[Two, datetime] = {}
        self._ended: set[Two] = set()
        self._away: dict[str, datetime] = {}
        self._heard: Counter[tuple[str, date]] = Counter()
        self.delays: list[int] = []
        self.unexpected = 0
        self.reminded: dict[int, list[date]] = {}

    def met(self, people: Iterable[str], at: datetime) -> None:
        """Some members have met."""
        for two in permutations(people, 2):
            self._expect(two, at)

    def _expect(self, two: Two, since: datetime) -> None:
        due = due_again(since, USUAL_MONTHS)
        if due is not None and two not in self._ended:
            self._due[two] = max(due, *(self._away.get(who, due) for who in two))

    def paused(self, who: str, at: datetime, weeks: int) -> None:
        """A member pauses: what is due with them meanwhile is due when they are back."""
        back = at.astimezone(zone_of(who)).date() + weeks * WEEK
        self._away[who] = datetime.combine(back, time(), zone_of(who))
        self._not_before(self._away[who], {two for two in self._due if who in two})

    def is_away(self, who: str, now: datetime) -> bool:
        """Whether a member pauses."""
        return now < self._away.get(who, now)

    def _not_before(self, moment: datetime, some: Iterable[Two]) -> None:
        self._due |= {two: max(self._due[two], moment) for two in some if two in self._due}

    def left(self, who: str) -> None:
        """A member has left: nothing is due with them any more."""
        self._due = {two: at for two, at in self._due.items() if who not in two}

    def came(self, letter: Letter, names: Mapping[int, str], *, to_what_they_did: bool) -> None:
        """A message came. `names`: the platform's ids, by ours; `to_what_they_did`: it answers something they did."""
        if _is_unasked(letter) and not to_what_they_did:
            for who in letter.to:
                local = letter.at.astimezone(zone_of(who)).date()
                self._heard[who, local - timedelta(days=local.weekday())] += 1
        if letter.kind == "intro":  # they are to meet anyway
            self._not_before(letter.at + WEEK, permutations(letter.to, 2))
        for action in _actions(letter):
            if action.name == "wish_again":
                two = letter.to[0], names[action.about]
                due = self._due.pop(two, None)
                self._expect(two, letter.at)
                if due is None:
                    self.unexpected += 1
                else:
                    zone = zone_of(letter.to[0])
                    late = letter.at.astimezone(zone).date() - due.astimezone(zone).date()
                    self.delays.append(late.days)
            if letter.kind == "promise" and action.name == "kept":
                today = letter.at.astimezone(zone_of(letter.to[0])).date()
                self.reminded.setdefault(action.about, []).append(today)

    def answered(self, who: str, other: str, action: Action, at: datetime) -> None:
        """A member pressed a button that is about another."""
        if action.name == "not_now":
            self._expect((who, other), at)
        if action.name == "let_rest":
            self._ended.add((who, other))
            self._due.pop((who, other), None)

    def overdue(self, now: datetime) -> int:
        """How many questions should have come more than a week ago, and have not."""
        return sum(due + WEEK < now for due in self._due.values())

    @property
    def most_in_a_week(self) -> int:
        """The most that anybody heard in a week of theirs, from Monday to Sunday, without having asked for it."""
        return max(self._heard.values(), default=0)


def _is_unasked(letter: Letter) -> bool:
    """Whether 121 says it of its own accord. Of a referral only the questions are: the rest is another member's word."""
    about = letter.key.split(":")
    return letter.kind in UNASKED and (letter.kind != "referral" or about[2].isdigit())


def _actions(letter: Letter) -> Iterator[Action]:
    for block in letter.message.blocks:
        if isinstance(block, Buttons):
            yield from (button.action for button in block.buttons)
