"""What to talk about at each kind of meeting, after the programme's three stages."""

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
_KINDS = (
    ("Getting to know each other", GETTING_TO_KNOW),
    ("Tell me the detail", THE_DETAIL),
    ("Referral partners", REFERRAL_PARTNERS),
)


def kind_of_meeting(times_met: int) -> str:
    """The name of the kind of meeting that two have who met so many times before."""
    return _KINDS[min(times_met, len(_KINDS) - 1)][0]


def starters(pairing: int, times_met: int) -> tuple[str, str]:
    """Two questions for this kind of meeting; another two for another pairing."""
    questions = _KINDS[min(times_met, len(_KINDS) - 1)][1]
    first = pairing % len(questions)
    return questions[first], questions[(first + 5) % len(questions)]


def starter(pairing: int) -> str:
    """One question to break the silence with; not one of the introduction's first two."""
    return GETTING_TO_KNOW[(pairing + 2) % len(GETTING_TO_KNOW)]
