"""What people type about a promise: what they will do for somebody, and by when.

A day that is named anywhere counts. The words that say it are taken out of the promise only where it is sure which they
are: at its beginning or at its end. Elsewhere the promise stays as it was typed.
"""

import re
from dataclasses import dataclass

from bot.commands import problems
from bot.commands.due_words import Due, due_of, is_over
from bot.commands.normalise import fold
from bot.commands.problems import Misread
from bot.domain.promises import PromiseKind

LONGEST_READ = 600  # characters: a promise is shorter, and of what is longer nothing is kept
MOST_WORDS = 12  # in a day: "thursday the 3rd of december 2026 at 15:00 CET at the latest"
_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_NEAR_BY = r"next|this|in|within|over|during|early|mid|later|sometime|(?:the\s)?(?:beginning|start|middle|end)"
_STARTS = re.compile(
    rf"""(?ix)(?<![\w'’"“„])(?:
    (?P<surely>(?:at\sthe\s)?(?:latest\s)?(?:by|until|untill|till?|no[t]?\slater\sthan|due(?:\s(?:by|on))?))\s
    |(?P<likely>on|before(?!\syesterday))\s
    |(?P<loose>(?=(?:{_WEEKDAY}|in\s(?:{_MONTH}))\b))
    |(?:at\s)?(?P<near>(?=(?:today|tonight|tomorrow|(?:{_NEAR_BY})\s\w)))
    )(?=\w)"""
)
_SAID = re.compile(r"[^\s:：,，;；()]+")
_MARK = re.compile(r"\s?(?:[:：,，;；)]|[-–—]\s)\s?")
_OR = re.compile(r"(?i)\s?(?:\s(?:or|and|to|till|until)\s|[-–/]|(?P<comma>,))\s?")
# After a day without a mark these go on with it, and not with what is promised: "by friday at the club".
_GOES_ON = re.compile(
    r"(?i)\s?(?:at|around|about|before|after|in|of|if|or|and|week)\b|\s?\d+\s?[:：,;]"
)
# Before a day these say that it belongs to something else: "the notes from monday", "our friday call".
_OF_SOMETHING = re.compile(
    r"(?i)\b(?:a|about|after|black|each|every|from|good|last|my|of|our|since|that|the|their|your)\s$"
)
_ABOUT_A_DAY = re.compile(
    rf"(?i)\b(?:{_WEEKDAY}|today|tonight|tomorrow|week|month|year|noon|midnight|\d{{1,2}}:\d\d)\b|^\d{{1,4}}$"
)
_OR_BEFORE = re.compile(r"(?i)\b(?:or|and|to)\s$|\S[-–/]$")
_FAR = re.compile(r"(?i)tomorrow|next")
_MARKS = " ,;:-–—("
_ENDS = f"{_MARKS}).!?"
_SURELY, _LIKELY, _NEAR, _LOOSE = "surely", "likely", "near", "loose"  # as the groups of `_STARTS`
_KIND_OF = {
    "introduc": PromiseKind.INTRODUCTION,
    "connect": PromiseKind.CONNECTION,
    "contact": PromiseKind.CONNECTION,
    "follow": PromiseKind.FOLLOW,
    "send": PromiseKind.MATERIAL,
    "share": PromiseKind.MATERIAL,
    "lend": PromiseKind.MATERIAL,
}


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised, of which kind, and by when (None where no day is named)."""

    what: str
    kind: PromiseKind
    by: Due | None


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a day may begin: with the word before it (`begins`), and without (`day`); how sure that is, and that word."""

    begins: int
    day: int
    sure: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A day in a text, which goes from `start` to `end`."""

    start: _Start
    end: int
    due: Due


def read_promise(words: str) -> Promised:
    """What somebody promised. Raises `Misread` for nothing, and for a day that is over, impossible or unclear."""
    if not words or _only_a_day(words):
        raise Misread(problems.no_promise())
    what, by = _with_day(words) or (words, None)
    said = fold(what).casefold()
    kinds = (kind for start, kind in _KIND_OF.items() if start in said)
    return Promised(what, next(kinds, PromiseKind.OTHER), by)


def _starts(words: str) -> list[_Start]:
    """Where a day may begin in the words: at their beginning, and after what stands before days."""
    starts = []
    for found in _STARTS.finditer(words):
        sure = found.lastgroup or ""
        after = "by" if sure == _SURELY else fold(found[sure])
        starts.append(_Start(found.start(), found.end(), sure, after))
    return starts if starts and starts[0].begins == 0 else [_Start(0, 0, ""), *starts]


def _only_a_day(words: str) -> bool:
    """Whether nothing is said but by when."""
    first = _starts(words)[0]
    return is_over(words[first.day :]) or due_of(words[first.day :], first.after) is not None


def _with_day(words: str) -> tuple[str, Due] | None:
    """What is promised and by when; None where no day is named."""
    if len(words) > LONGEST_READ:
        return None
    found = [one for start in _starts(words) if (one := _longest(words, start))]
    if len({one.due.day for one in found if one.start.sure == _SURELY}) > 1:
        raise Misread(problems.two_promises())
    for one in found:
        _require_one_day(words, one)
    front = [taken for one in found if one.start.begins == 0 and (taken := _in_front(words, one))]
    ends = [taken for one in found if one.start.begins and (taken := _at_the_end(words, one))]
    inside = [(words, one.due) for one in found if _counts_inside(words, one)]
    if not front:
        _require_readable(words)
    return next(iter((*front, *ends, *inside)), None)


def _longest(words: str, start: _Start) -> _Found | None:
    """The longest day that begins there. Raises `Misread` where a day is surely meant, and cannot be."""
    for last in reversed([*_SAID.finditer(words, start.day)][:MOST_WORDS]):
        said = words[start.day : last.end()]
        whole = start.begins == 0 or not words[last.end() :].strip(_ENDS)
        surely = start.sure == _SURELY and whole
        if surely and is_over(said):
            raise Misread(problems.day_is_over(said))
        try:
            due = due_of(said, start.after)
        except Misread:
            if surely or (start.begins == 0 and _MARK.match(words, last.end())):
                raise
            continue
        if due is not None:
            return _Found(start, last.end(), due)
    return None


def _require_one_day(words: str, found: _Found) -> None:
    """Refuse "by monday or tuesday"."""
    other = _OR.match(words, found.end)
    if other is None or found.start.sure not in {_SURELY, _LIKELY}:
        return
    second = _longest(words, _Start(other.end(), other.end(), ""))
    ends = second and not (words[second.end :].strip() and not _MARK.match(words, second.end))
    if second is not None and (ends or not other["comma"]):
        raise Misread(problems.which_day(words[found.start.day : second.end]))


def _require_readable(words: str) -> None:
    """Refuse a day that cannot be read before a colon: what follows it is promised, and would be without a day."""
    first = _starts(words)[0]
    head, colon, _ = words[first.day :].replace("：", ":").partition(": ")
    if first.sure == _SURELY and colon and _ABOUT_A_DAY.search(head):
        raise Misread(problems.no_such_day(head))


def _in_front(words: str, found: _Found) -> tuple[str, Due] | None:
    """A mark ends the day: `friday: send the deck`. Where it is near, or after "by", it needs none: `by friday send it`."""
    mark = _MARK.match(words, found.end)
    what = words[mark.end() if mark else found.end :].strip()
    if not what or not (mark or found.start.sure):
        return None
    sure = found.start.sure in {_SURELY, _NEAR} and not _GOES_ON.match(words, found.end)
    return (what if mark or sure else words), found.due


def _at_the_end(words: str, found: _Found) -> tuple[str, Due] | None:
    before = words[: found.start.begins]
    if words[found.end :].strip(_ENDS) or not before.strip(_ENDS):
        return None
    if found.start.sure in {_NEAR, _LOOSE} and _OF_SOMETHING.search(before):
        return None
    marked = before.rstrip()[-1] in _MARKS
    stays = _OR_BEFORE.search(before) or (found.start.sure == _LOOSE and not marked)
    return (words if stays else before.rstrip(_MARKS)), found.due


def _counts_inside(words: str, found: _Found) -> bool:
    """Whether a day counts in the middle of a promise: there "may" and "today" may be anything."""
    before, said = words[: found.start.begins], words[found.start.day : found.end]
    if found.start.begins == 0 or (found.start.sure == _NEAR and not _FAR.match(said)):
        return False
    of_something = found.start.sure != _SURELY and _OF_SOMETHING.search(before)
    return not of_something and due_of(said) is not None
