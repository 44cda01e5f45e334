"""What the members of a simulation do with the messages that they get: they press buttons, promise, keep their word or forget."""

from collections.abc import Awaitable, Callable, Mapping
from random import Random

from adapters.simulation.messenger import Letter
from bot.commands import Command, MakePromise
from bot.commands.press import press
from bot.domain.dates import CalendarDay
from bot.domain.model import MemberId, MemberRef
from bot.messages import Action, Buttons

Handle = Callable[[Command], Awaitable[object]]

NOTHING = ""
_QUESTIONS: Mapping[str, tuple[Mapping[str, int], ...]] = {
    "again": ({"wish_again": 6, "not_now": 3, "let_rest": 1},),
    "afterwards": ({"promise": 1, NOTHING: 1}, {"go_on": 8, "hold_back": 1, "let_rest": 1}),
    "promise": ({"kept": 7, "dropped": 1, NOTHING: 2},),
}
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
            for question in _QUESTIONS.get(letter.kind, ())
            if (chosen := self._chosen({b.action.name: b.action for b in row}, question))
        ]
        for action in pressed:
            await self._press(who, action, letter)
        return pressed

    def _chosen(self, offered: Mapping[str, Action], question: Mapping[str, int]) -> Action | None:
        """The answer to a question, if it is this one that is asked; the numbers say how likely each answer is."""
        if not offered.keys() & question.keys():
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
