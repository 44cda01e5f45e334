"""What was typed after a subcommand, and the usual ways to read it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot import commands
from bot.commands import Command, problems
from bot.commands.normalise import fold, polish, shorten
from bot.commands.partner_words import read_partner
from bot.commands.problems import SHOWN, Misread
from bot.commands.two_members import read_two
from bot.domain.model import MemberRef

Find = Callable[[str], tuple[MemberRef, ...]]

MOST_CANDIDATES = 5
_IN = re.compile(r"(?i)^(?:in|from) (?=\S)")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed: the subcommand, the rest as it was typed, and who typed it where."""

    name: str
    rest: str
    find: Find
    source: Mapping[str, Any]

    @property
    def folded(self) -> str:
        """The rest as it is looked up."""
        return polish(fold(self.rest))


def alone(kind: Callable[..., Command], **fixed: Any) -> Callable[[Said], Command]:
    """A command that takes nothing more."""

    def read(said: Said) -> Command:
        if said.folded:
            raise Misread(problems.takes_nothing(said.name, said.rest))
        return kind(**said.source, **fixed)

    return read


def in_circle(kind: Callable[..., Command]) -> Callable[[Said], Command]:
    """A command about a circle, which may be named."""
    return lambda said: kind(**said.source, circle=_IN.sub("", polish(said.rest)).strip() or None)


def with_partner(kind: Callable[..., Command], **fixed: Any) -> Callable[[Said], Command]:
    """A command about a 1-2-1, which the other one's name may tell from others."""

    def read(said: Said) -> Command:
        partner = read_partner(said.name, said.rest, said.find)
        return kind(**said.source, **fixed, partner=partner)

    return read


def with_member(kind: Callable[..., Command]) -> Callable[[Said], Command]:
    """A command about a member, who must be named."""

    def read(said: Said) -> Command:
        if not said.folded:
            raise Misread(problems.whom(said.name))
        return about(kind, said, said.rest)

    return read


def about(kind: Callable[..., Command], said: Said, typed: str) -> Command:
    """A command about the member with a typed name; a question where several have it."""
    name = polish(typed)
    found = said.find(name)
    if not found:
        raise Misread(problems.nobody_called(name))
    if len(found) > MOST_CANDIDATES:
        raise Misread(problems.several_called(name))
    if len(found) > 1:
        return commands.ChooseMember(
            **said.source, subcommand=said.name, called=shorten(name, SHOWN), candidates=found
        )
    return kind(**said.source, whom=found[0])


def about_two(kind: Callable[..., Command]) -> Callable[[Said], Command]:
    """A command about two members, both of whom must be named."""

    def read(said: Said) -> Command:
        one, other = read_two(said.name, polish(said.rest), said.find)
        return kind(**said.source, one=one, other=other)

    return read
