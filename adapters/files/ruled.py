"""What an organiser says of two members of a file: together, apart, in each other's place."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from adapters.files.members import MemberFile
from adapters.files.printable import quoted
from bot.domain.matching import Draw
from bot.domain.model import MemberId
from bot.domain.rulings import Pair, pair_of, swapped
from bot.errors import InvalidInput

IdPair = tuple[str, str]


def together_and_apart(
    group: MemberFile, together: Iterable[IdPair], apart: Iterable[IdPair]
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Who is to meet, and who must not (those blocked in the file included). Raises `InvalidInput` where both can't be."""
    wanted, apart = list(together), list(apart)
    for one, other in chain(wanted, apart):
        if one == other:
            message = f"{quoted(one)} is named twice. Name two different members."
            raise InvalidInput(message)
    forbidden = _pairs(group, apart) | frozenset(pair_of(*pair) for pair in group.blocked)
    for pair in wanted:
        if _pairs(group, [pair]) & forbidden:
            message = f"{_named(pair)} must not meet, so they cannot be put together."
            raise InvalidInput(message)
    for member, times in Counter(chain.from_iterable(set(map(frozenset, wanted)))).items():
        if times > 1:
            message = (
                f"{quoted(member)} is to meet {times} members. Name each in one --together only."
            )
            raise InvalidInput(message)
    return _pairs(group, wanted), forbidden


def in_each_others_place(
    group: MemberFile, drawn: Draw, swap: IdPair, apart: frozenset[Pair]
) -> frozenset[Pair]:
    """Who is to meet when two members of a draw change places. Raises `InvalidInput` where they cannot."""
    one, other = (member for member in _members(group, swap))
    groups = [match.members for match in drawn.matches]
    for member, text in zip((one, other), swap, strict=True):
        if not any(member in some for some in groups):
            message = f"{quoted(text)} has no partner in this round, so there is nothing to swap."
            raise InvalidInput(message)
    if any({one, other} <= {*some} for some in groups):
        message = f"{_named(swap)} meet each other in this round, so there is nothing to swap."
        raise InvalidInput(message)
    found = swapped(groups, one, other, apart)
    if found is None:
        message = (
            f"{_named(swap)} cannot change places: one of them must not meet the other's partner."
        )
        raise InvalidInput(message)
    return frozenset(found)


def without(pairs: Iterable[Pair], others: frozenset[Pair]) -> frozenset[Pair]:
    """The pairs in which nobody of the other pairs is."""
    taken = frozenset(chain.from_iterable(others))
    return frozenset(pair for pair in pairs if not taken & {*pair})


def _pairs(group: MemberFile, pairs: Iterable[IdPair]) -> frozenset[Pair]:
    return frozenset(pair_of(*_members(group, pair)) for pair in pairs)


def _members(group: MemberFile, pair: IdPair) -> list[MemberId]:
    ids = group.ids
    for text in pair:
        if text not in ids:
            message = f"No member has the id {quoted(text)}. Name two members by their ids."
            raise InvalidInput(message)
    return [ids[text] for text in pair]


def _named(pair: IdPair) -> str:
    return " and ".join(map(quoted, pair))
