"""What the members of a simulation do with the messages that they get: they press buttons, promise, keep their word or forget."""

from collections.abc import Awaitable, Callable, Mapping
from random import Random

from adapters.simulation.messenger import Letter
from bot.commands import Command, GiveReferral, MakePromise
from bot.commands.press import press
from bot.domain.dates import CalendarDay
from bot.domain.model import MemberId, MemberRef
from bot.messages import Action, Buttons

Handle = Callable[[Command], Awaitable[object]]

NOTHING = ""
_QUESTIONS: tuple[Mapping[str, int], ...] = (
    {"wish_again": 5, "not_now": 2, "let_rest": 1, NOTHING: 2},
    {"go_on": 8, "hold_back": 1, "let_rest": 1},
    {"promise": 1, NOTHING: 1},
    {"kept": 7, "dropped": 1, NOTHING: 2},
    {"take_referral": 3, NOTHING: 2},
    {"referral_won": 2, "referral_lost": 1, "referral_silent": 1, NOTHING: 6},
)
REFERS = 0.15  # after a meeting
_WITHIN = (3, 28)  # days in which something is promised


class Habits:
    """How members answer: for each question one of its buttons by chance, or none."""

    def __init__(self, rng: Random, handle: Handle) -> None:
        self._rng = rng
        self._handle = handle

    async def answer(self, who: MemberRef, letter: Letter) -> list[Action]:
        """Answer a letter, and say what was pressed."""
        rows = [block.buttons for block in letter.message.blocks if isinstance(block, Buttons)]
        pressed = [
            chosen
            for row in rows
            for question in _QUESTIONS
            if (chosen := self._chosen({b.action.name: b.action for b in row}, question))
        ]
        for action in pressed:
            await self._press(who, action, letter)
        if letter.kind == "afterwards":
            await self._refer(who, [button.action for row in rows for button in row])
        return pressed

    async def _refer(self, who: MemberRef, offered: list[Action]) -> None:
        """Pass somebody on to whom they have just met."""
        met = next((action.about for action in offered if action.name == "promise"), None)
        if met is not None and self._rng.random() < REFERS:
            await self._handle(
                GiveReferral(
                    who=who,
                    whom=MemberId(met),
                    third="Maria",
                    about="needs a website by spring",
                    agreed=True,
                )
            )

    def _chosen(self, offered: Mapping[str, Action], question: Mapping[str, int]) -> Action | None:
        """The answer to a question, if its first answer is offered; the numbers say how likely each is."""
        if next(iter(question)) not in offered:
            return None
        answer = self._rng.choices(list(question), list(question.values()))[0]
        return offered.get(answer)

    async def _press(self, who: MemberRef, action: Action, letter: Letter) -> None:
        if action.name == "promise":
            day = letter.at.date().toordinal() + self._rng.randint(*_WITHIN)
            by = letter.at.date().fromordinal(day)
            await self._handle(
                MakePromise(
                    who=who,
                    whom=MemberId(action.about),
                    what="The name of somebody who can help",
                    by=CalendarDay(by.day, by.month, by.year),
                )
            )
            return
        command = press(action, who)
        if command is not None:
            await self._handle(command)
