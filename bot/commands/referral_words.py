"""What people type about referrals: whom they refer and why, and what became of one."""

import re
from dataclasses import dataclass

from bot.commands import problems
from bot.commands.normalise import fold, squash
from bot.commands.problems import Misread
from bot.domain.referrals import ReferralState, Warmth


@dataclass(frozen=True, slots=True)
class Passed:
    """A person, in words, and what they need; whether they agreed; `anyway`: the rule is known."""

    who: str
    about: str
    warmth: Warmth
    agreed: bool
    anyway: bool


_MARKS = " .,;،؛-–—"  # noqa: RUF001 - what may stand between two clauses
_CLAUSE = re.compile(r"^(?P<before>.*\S)\s*[,;.،؛]\s*(?P<clause>[^,;.،؛]+)$")
_ANYWAY = re.compile(r"(?i)^(?P<before>.*\S)\s+anyway$")
_AGREED = re.compile(r"(?:and )?(?:\S+ ){0,3}agreed|(?:and )?(?:\S+ ){0,2}consent")
_AGREED_AT_END = re.compile(
    r"(?i)^(?P<before>.*\S)\s+(?:(?:and\s+)?(?:s?he|they)\s+(?:has\s+|have\s+)?agreed|agreed"
    r"|with\s+(?:(?:her|his|their)\s+)?consent)$"
)
_BETWEEN = re.compile(r"(?:^|[,;.،؛])\s*(?P<clause>[^,;.،؛]+?)\s*(?=[,;.،؛])")
_BESIDE_AGREED = frozenset(
    ["and", "she", "he", "they", "has", "have", "with", "her", "his", "their"]
)
_NOT = frozenset(["not", "never", "hasn't", "haven't", "didn't"])
_REFUSED = re.compile(
    r"(?:and |but )?(?:\S+ ){0,2}(?:not|never|no|without|\w+n't)(?: \S+){0,2}?"
    r" (?:agreed?|consent(?:ed)?)(?: yet| so far)?"
)
_REFUSED_AT_END = re.compile(
    r"(?i)^(?P<before>.*\S)\s+(?:but\s+)?(?:s?he|they)\s+(?:(?:did|has|have|does|do)\s+not|(?:did|has|have|does|do)n['’]t)"  # noqa: RUF001
    r"\s+(?:yet\s+)?agreed?(?:\s+yet)?$"
)
_DENIED = re.compile(r"\b(?:not|never|no|nobody|without)\b|n't\b")
_NEAR = 3  # words, in which a "not" is about what comes after it
_WARM = {
    Warmth.READY: re.compile(r"(?:and )?(?:\S+ )?(?:is )?ready(?: to \S+)?"),
    Warmth.EXPECTS: re.compile(
        r"(?:and )?(?:\S+ )?(?:is )?expect(?:s|ing)? (?:you|to hear|your call)\b.*"
    ),
    Warmth.NAME: re.compile(r"(?:just|only) a name|(?:and )?(?:\S+ )?knows(?: of (?:it|this))?"),
}


def read_referral(words: str) -> Passed:
    """Whom somebody refers, as `WHO: ABOUT, agreed`. Raises `Misread`."""
    who, _, rest = words.replace("：", ":").partition(":")  # noqa: RUF001 - the full-width one
    about, warmth, agreed, anyway = rest.strip(_MARKS), None, None, False
    while True:
        about, said = _without(_ANYWAY, about)
        anyway = anyway or said
        found = _CLAUSE.match(about)
        clause = fold(found["clause"]) if found else ""
        consent, warm = _consent(clause), _warmth(clause)
        if found is None or (consent is None and warm is None):
            break
        agreed = consent if agreed is None else agreed
        warmth = warmth or warm
        about = found["before"].rstrip(_MARKS)
    if agreed is None:
        about, agreed = _consent_at_end(about)
    if agreed is None:
        about, agreed = _consent_between(about, who)
    who, named = _consent_in_name(who)
    agreed = agreed if named is None else named and agreed is not False
    if not who.strip() or not about or _consent(fold(about)) is not None:
        raise Misread(problems.no_referral())
    return Passed(who.strip(), about, warmth or Warmth.NAME, bool(agreed), anyway)


def _consent(clause: str) -> bool | None:
    """Whether the clause says that somebody agreed, or that they did not; None: it says neither."""
    if _REFUSED.fullmatch(clause):
        return False
    return not _DENIED.search(clause) if _AGREED.fullmatch(clause) else None


def _consent_at_end(about: str) -> tuple[str, bool | None]:
    """The text without what it says at its end of whether somebody agreed, and whether they did; None: it says nothing."""
    refused = _REFUSED_AT_END.match(about)
    if refused is not None:
        return refused["before"].rstrip(_MARKS), False
    without, said = _without(_AGREED_AT_END, about)
    return without, said or None


def _consent_between(about: str, who: str) -> tuple[str, bool | None]:
    """The same for a clause with more after it: `a website, agreed, in May`. There only who is referred agrees to that."""
    for found in _BETWEEN.finditer(about):
        clause = fold(found["clause"])
        consent = _consent(clause)
        plainly = {*clause.split()} - _BESIDE_AGREED - {*fold(who).split()} in (
            {"agreed"},
            {"consent"},
        )
        if consent is False or (consent and plainly):
            return (about[: found.start()] + about[found.end() :]).strip(_MARKS), consent
    return about, None


def _consent_in_name(who: str) -> tuple[str, bool | None]:
    """The name without what stands after it of whether they agreed: `Zoe agreed: wants a website`."""
    name = who.split()
    said: list[str] = []
    while name and fold(name[-1]).strip("().,;") in {
        "agreed",
        *(_BESIDE_AGREED | _NOT if said else ()),
    }:
        said.append(fold(name.pop()).strip("().,;"))
    if not name or not said:
        return who, None
    return " ".join(name).rstrip(_MARKS + "("), not _DENIED.search(" ".join(said))


def _warmth(clause: str) -> Warmth | None:
    if _DENIED.search(clause):
        return None
    return next((warmth for warmth, way in _WARM.items() if way.fullmatch(clause)), None)


def _without(ending: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without such an end, and whether it had one."""
    found = ending.match(text)
    if found is None:
        return text, False
    before: str = found["before"]
    if _DENIED.search(fold(" ".join(before.split()[-_NEAR:]))):
        return text, False
    return before.rstrip(_MARKS), True


@dataclass(frozen=True, slots=True)
class Shown:
    """One referral is to be shown."""

    number: int


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a referral; None: the last word is taken back."""

    number: int
    state: ReferralState | None
    reason: str


@dataclass(frozen=True, slots=True)
class Thanked:
    """A thank-you; without words it is taken back."""

    number: int
    thanks: str
    amount: str


_STATES: dict[ReferralState | None, tuple[str, ...]] = {
    ReferralState.ACCEPTED: ("accepted", "accept", "taken", "take"),
    ReferralState.DECLINED: ("declined", "decline"),
    ReferralState.WON: ("won", "win"),
    ReferralState.LOST: ("lost", "lose"),
    ReferralState.NO_ANSWER: ("no answer", "silence", "unanswered"),
    ReferralState.WITHDRAWN: ("withdrawn", "withdraw", "take back", "taken back"),
    None: ("undo", "undone"),
}
_VERBS = {squash(way): state for state, ways in _STATES.items() for way in ways}
_THANKS = frozenset({"thanks", "thank", "thankyou", "thankthem"})
_NO_THANKS = frozenset({"nothanks", "withoutthanks"})
_NUMBER_FIRST = re.compile(r"(?i)(?:no\.?|number|#)?\s?(?P<number>\d{1,4})\b[\s:.,]*(?P<rest>.*)")
_VERB_FIRST = re.compile(r"(?P<verb>\w+(?: \w+)?)\s#?(?P<number>\d{1,4})\b[\s:.,]*(?P<rest>.*)")
_AMOUNT = re.compile(r"(?i)(?P<text>.*?)[\s,;.]*\bamount\b[\s:]*(?P<amount>\S.*)")


def read_word(words: str) -> Shown | Became | Thanked:
    """What became of the referral with a number. Raises `Misread`."""
    found = _NUMBER_FIRST.fullmatch(words)
    if found is None:
        found = _VERB_FIRST.fullmatch(words)
        rest = f"{found['verb']} {found['rest']}" if found else ""
    else:
        rest = found["rest"]
    if found is None:
        raise Misread(problems.no_word(words))
    number = int(found["number"])
    if not squash(rest):
        return Shown(number)
    for length in (2, 1):
        split = rest.split(maxsplit=length)
        verb, after = squash(" ".join(split[:length])), " ".join(split[length:])
        word = _said(number, verb, after)
        if word is not None:
            return word
    raise Misread(problems.no_word(words))


def _said(number: int, verb: str, after: str) -> Became | Thanked | None:
    if verb in _NO_THANKS:
        return Thanked(number, "", "")
    if verb in _THANKS:
        found = _AMOUNT.fullmatch(after)
        text, amount = (found["text"], found["amount"]) if found else (after, "")
        if not text:
            raise Misread(problems.no_thanks(number))
        return Thanked(number, text, amount)
    if verb not in _VERBS:
        return None
    state, reason = _VERBS[verb], after.strip(" :,")
    if state is ReferralState.DECLINED and not reason:
        raise Misread(problems.no_reason(number))
    return Became(number, state, reason) if state is ReferralState.DECLINED or not reason else None
