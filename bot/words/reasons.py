"""Why two members were brought together, as the end of a sentence: "you have never met"."""

from collections.abc import Callable

from bot.domain.model import PAIR, MemberId, Reason, ReasonKind
from bot.messages import Run, Runs, Text, runs
from bot.words.people import in_words

LONGEST_SUBJECT = 80
_SENTENCES = {
    ReasonKind.NEVER_MET: "{who} have never met",
    ReasonKind.DID_NOT_MEET: "{who} were introduced before but did not get to meet",
    ReasonKind.MET_BEFORE: "{who} last met {when}",
    ReasonKind.MET_LONG_AGO: "{who} last met {when}, longer ago than with anybody else in this round",
    ReasonKind.SHARED_INTEREST: "{who} both care about {subject}",
    ReasonKind.OTHER_TEAM: "{who} work in different teams",
    ReasonKind.ASKED: "one of {whom} asked for the other",
    ReasonKind.WAITED: "{who} are both free for one now",
    ReasonKind.TRIO: "one would have been left over, so three meet",
    ReasonKind.GROUP: "{who} meet in a small group here",
    ReasonKind.ORGANISER: "an organiser brought {whom} together",
    ReasonKind.AGAIN: "{who} both wished to meet again",
    ReasonKind.NEWCOMER: "one of {whom} is new here, and the other is not",
    ReasonKind.SHARED_LANGUAGE: "{who} both speak {subject}",
}


def reason_runs(
    reason: Reason, name: Callable[[MemberId], Run], who: str = "you", *, size: int = PAIR
) -> Runs:
    """The reason in words, with `name` for each member it names; `who` is "you" to the pair, "they" to others.

    `size`: how many meet. What is true of two out of three or four is said with their names.
    """
    if reason.kind is ReasonKind.OFFER:
        seeker, giver = (name(member) for member in reason.members)
        return runs(
            seeker, f" is looking for {_short(reason.subject)}, and ", giver, " can offer it"
        )
    sentence = _SENTENCES[reason.kind]
    if size > PAIR and len(reason.members) == PAIR:
        one, other = (name(member) for member in reason.members)
        before, _, after = sentence.replace("{whom}", "{who}").partition("{who}")
        begins = (_filled(before, reason),) if before else ()
        return runs(*begins, one, " and ", other, _filled(after, reason))
    if size > PAIR:
        sentence = sentence.replace("{who} both", "{who} all").replace("are both", "are all")
    return runs(_filled(sentence, reason, who))


def _filled(sentence: str, reason: Reason, who: str = "") -> str:
    return sentence.format(
        who=who,
        whom="them" if who == "they" else who,
        when=f"on {in_words(reason.when.date())}" if reason.when else "some time ago",
        subject=_short(reason.subject),
    )


def _short(subject: str) -> str:
    """A subject as it stands in a sentence: people write whole paragraphs into a line."""
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def reason_words(
    reason: Reason, name_of: Callable[[MemberId], str], who: str = "they", *, size: int = PAIR
) -> str:
    """The reason as plain text."""

    def name(member: MemberId) -> Run:
        return Text(name_of(member))

    told = reason_runs(reason, name, who, size=size)
    return "".join(run.text for run in told if isinstance(run, Text))
