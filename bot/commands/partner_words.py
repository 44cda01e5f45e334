"""With whom, where somebody may have several 1-2-1s: `met @ben`, `arrange with Ben thursday 15:00`, `cannot @ben`."""

import re

from bot.commands import problems
from bot.commands.member_and_words import Find, read_member_and_words
from bot.commands.normalise import polish
from bot.commands.problems import Misread
from bot.domain.model import MemberRef

_WITH = re.compile(r"(?i)^with\s+")
_MENTION_AT_END = re.compile(r"(?i)(?:^|[\s,;]+)(?:with\s+)?(?P<who><@[^<>]*>|@[^\s<>]+)$")


def take_partner(name: str, typed: str, find: Find) -> tuple[MemberRef | None, str]:
    """The member who is named, and the text without them; None where nobody is.

    They stand at the beginning, as a mention or after "with", or at the end as a mention. `name` is the subcommand. Raises
    `Misread` for a name that nobody has, or several.
    """
    begins = _WITH.match(typed)
    if begins or typed.startswith(("@", "<@")):
        return read_member_and_words(name, typed[begins.end() :] if begins else typed, find)
    ends = _MENTION_AT_END.search(typed)
    found = find(polish(ends["who"])) if ends else ()
    if ends and len(found) == 1:
        return found[0], typed[: ends.start()]
    return None, typed


def read_partner(name: str, typed: str, find: Find) -> MemberRef | None:
    """The member who is named, where nothing else can be said. Raises `Misread`."""
    if not polish(typed):
        return None
    whom, rest = take_partner(name, typed, find)
    if whom is None and find(polish(typed)):
        whom, rest = read_member_and_words(name, typed, find)
    if whom is None or polish(rest):
        raise Misread(problems.about_one(name, polish(rest)))
    return whom
