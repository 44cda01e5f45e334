"""A member and what is said of them, as people type it: a mention or a name of any length, then words."""

import re
from collections.abc import Callable

from bot.commands import problems
from bot.commands.normalise import fold, polish
from bot.commands.problems import Misread
from bot.domain.model import MemberRef

Find = Callable[[str], tuple[MemberRef, ...]]

LONGEST_NAME = 5  # words
_WORD = re.compile(r"<[^<>]*>|\S+")  # in angle brackets some platforms write a mention
_MARKS = " :,;–—-"  # noqa: RUF001 - what may stand between a name and the rest


def read_member_and_words(name: str, typed: str, find: Find) -> tuple[MemberRef, str]:
    """The member at the start of the text, and the rest as it was typed. Raises `Misread`.

    `name` is the subcommand that the text follows. The longest name that somebody has is taken.
    """
    whom, rest = _read(name, typed, find)
    return whom, rest.strip(_MARKS)


def read_member_and_note(name: str, typed: str, find: Find) -> tuple[MemberRef, str | None]:
    """The same with a note, whose end stays as it was typed; "" where there is only a dash, None without one."""
    whom, rest = _read(name, typed, find)
    text = rest.lstrip(_MARKS).rstrip()
    return whom, text if text or "-" in fold(rest) else None


def _read(name: str, typed: str, find: Find) -> tuple[MemberRef, str]:
    words = list(_WORD.finditer(typed))
    if not words:
        raise Misread(problems.whom(name))
    several: str | None = None
    for length in range(min(len(words), LONGEST_NAME), 0, -1):
        if not words[length - 1][0].strip(_MARKS):
            continue  # it belongs to what follows the name
        end = words[length - 1].end()
        called = polish(typed[:end].rstrip(_MARKS))
        found = find(called) if called else ()
        if len(found) == 1:
            return found[0], typed[end:]
        if found:
            several = called
    if several is not None:
        raise Misread(problems.several_called(several))
    raise Misread(problems.nobody_called(words[0][0]))
