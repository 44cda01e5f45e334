"""What to talk about at each kind of meeting, after the programme's three stages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.relationships import Stage

GETTING_TO_KNOW = (
    "What did you want to become when you were twelve?",
    "What made you start what you do now?",
    "What are you proud of that hardly anybody knows?",
    "Where did you grow up, and what was special about it?",
    "What do you do on a day that is all yours?",
    "Which goal would you like to have reached a year from now?",
    "Who has helped you most on your way?",
    "Which other groups do you belong to?",
    "What do people come to you for?",
    "What did you learn the hard way?",
    "Who is at home with you?",
    "Which skill of yours is used too rarely?",
)
THE_DETAIL = (
    "What has changed since the last time?",
    "What does your best customer look like?",
    "Which piece of work are you glad about just now?",
    "What do people often get wrong about your work?",
    "How would I notice that somebody needs you?",
    "Who in my contacts would you like to meet?",
    "What do you need in the next three months?",
    "Which question should I ask to open a door for you?",
    "Who works well beside you?",
    "What would make this quarter a good one?",
    "What do you no longer want to do?",
    "Where could we do something together?",
)
REFERRAL_PARTNERS = (
    "What is new with you, at work and at home?",
    "How did the last introduction turn out?",
    "Whom could I introduce you to this month?",
    "What would a good referral look like right now?",
    "What can I say about you that others don't?",
    "Which of my customers should know you?",
    "Is it balanced between us?",
    "What have you promised, and how far is it?",
    "What would help you this week?",
    "Which event should we go to together?",
    "When do we meet next?",
    "Is there something we should do differently?",
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What belongs to one of the three kinds of meeting: its name, its questions, what to bring and what not to do."""

    name: str
    questions: tuple[str, ...]
    bring: str
    better_not: str
    halves: str = ""  # how else the time may be split


AGENDAS = {
    Stage.GETTING_TO_KNOW: Agenda(
        "Getting to know each other",
        GETTING_TO_KNOW,
        "Time, and a story that is not about work.",
        "No presentation, no brochures, nothing to sell, and nothing to sign the other up for.",
        halves=" Or the hour for one business now, and a second 1-2-1 for the other.",
    ),
    Stage.DETAIL: Agenda(
        "Tell me the detail",
        THE_DETAIL,
        "Your contacts and your diary: perhaps somebody fits well.",
        "Don't keep the floor beyond your share of the time, nor speak badly of another member's business.",
    ),
    Stage.REFERRAL_PARTNERS: Agenda(
        "Referral partners",
        REFERRAL_PARTNERS,
        "What became of the last introductions, and your diary for the next date.",
        "Promise nothing that you might not keep.",
    ),
}
AT_ONCE = 2  # questions in an introduction


def starters(members: Sequence[int], introduced: int, stage: Stage) -> tuple[str, ...]:
    """Two questions for these members, who were introduced so often before: no question comes again before all were asked.

    Other members begin at another question.
    """
    questions = AGENDAS[stage].questions
    first = sum(members) + AT_ONCE * introduced
    return tuple(questions[(first + n) % len(questions)] for n in range(AT_ONCE))


def starter(members: Sequence[int], introduced: int, stage: Stage) -> str:
    """One more question to break the silence with: far from those that their introductions bring, this one and the next."""
    questions = AGENDAS[stage].questions
    first = sum(members) + AT_ONCE * introduced
    return questions[(first + len(questions) // 2) % len(questions)]
