"""Two members in a row, as people type them: mentions, or names of any length, with or without "and"."""

import re
from collections.abc import Callable

from bot.commands import problems
from bot.commands.problems import Misread
from bot.domain.model import MemberRef

Find = Callable[[str], tuple[MemberRef, ...]]

MOST_WORDS = 12
_WORD = re.compile(r"<[^<>]*>|[^\s,;]+|[,;]")  # in angle brackets some platforms write a mention
_BETWEEN = frozenset({"and", "&", "+", "with", "from", ",", ";"})


def read_two(name: str, typed: str, find: Find) -> tuple[MemberRef, MemberRef]:
    """The two members whom the text names. Raises `Misread` when one is missing, unknown or could be several.

    `name` is the subcommand that the text follows.
    """
    splits = _ways_to_split(_WORD.findall(typed)[:MOST_WORDS])
    if not splits:
        raise Misread(problems.which_two(name))
    several: str | None = None
    for first, second in splits:
        ones, others = find(first), find(second)
        if len(ones) == len(others) == 1:
            return ones[0], others[0]
        if ones and others:
            several = several or (first if len(ones) > 1 else second)
    if several is not None:
        raise Misread(problems.several_called(several))
    raise _unknown(name, splits, find)


def _ways_to_split(words: list[str]) -> list[tuple[str, str]]:
    """Each way to make two names of the words; where "and" stands between them, those ways come first."""
    ways: list[tuple[bool, str, str]] = []
    for place in range(1, len(words)):
        first, second = words[:place], words[place:]
        stands_between = first[-1] in _BETWEEN or second[0] in _BETWEEN
        ways.append((not stands_between, _name(first), _name(second)))
    found = [(first, second) for _, first, second in sorted(ways, key=lambda way: way[0])]
    return list(dict.fromkeys(way for way in found if all(way)))


def _name(words: list[str]) -> str:
    while words and words[0].casefold() in _BETWEEN:
        words = words[1:]
    while words and words[-1].casefold() in _BETWEEN:
        words = words[:-1]
    return " ".join(words)


def _unknown(name: str, splits: list[tuple[str, str]], find: Find) -> Misread:
    """Who of the two is not known; where all of it is one member's name: which two?"""
    first, second = splits[0]
    if find(f"{first} {second}"):
        return Misread(problems.which_two(name))
    return Misread(problems.nobody_called(second if find(first) else first))
