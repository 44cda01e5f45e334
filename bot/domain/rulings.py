"""Organisers' rulings about two members: how they are written, which they replace, and what a swap makes."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

from bot.domain.model import CircleId, MemberId, Ruling, RulingKind

Pair = tuple[MemberId, MemberId]


def pair_of(one: MemberId, other: MemberId) -> Pair:
    """Two members in the order in which they are kept."""
    return (one, other) if one < other else (other, one)


def ruling_about(circle: CircleId, pair: Pair, kind: RulingKind) -> Ruling:
    """A ruling about two members, in whichever order."""
    a, b = pair_of(*pair)
    return Ruling(circle_id=circle, a=a, b=b, kind=kind)


def pairs_ruled(rulings: Iterable[Ruling], kind: RulingKind) -> frozenset[Pair]:
    """Those about whom there is a ruling of a kind."""
    return frozenset((ruling.a, ruling.b) for ruling in rulings if ruling.kind is kind)


def number_of(ruling: Ruling) -> int:
    """A number for what a ruling is about: a button carries one number only, and a ruling has none of its own."""
    about = f"{ruling.circle_id}/{ruling.a}/{ruling.b}"
    return int.from_bytes(blake2b(about.encode(), digest_size=6).digest())


def replaced_by(new: Ruling, rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that end with a new one: who is to meet somebody is not to meet somebody else as well."""
    if new.kind is not RulingKind.TOGETHER:
        return ()
    mine = {new.a, new.b}
    return tuple(
        ruling
        for ruling in rulings
        if ruling.kind is RulingKind.TOGETHER
        and mine & {ruling.a, ruling.b}
        and (ruling.a, ruling.b) != (new.a, new.b)
    )


def kept(rulings: Iterable[Ruling], groups: Iterable[Sequence[MemberId]]) -> tuple[Ruling, ...]:
    """Of the rulings that two meet, those that a draw with these groups has kept."""
    group_of = _groups_by_member(groups)
    return tuple(
        ruling
        for ruling in rulings
        if ruling.kind is RulingKind.TOGETHER and ruling.b in group_of.get(ruling.a, ())
    )


def swapped(
    groups: Iterable[Sequence[MemberId]],
    one: MemberId,
    other: MemberId,
    apart: Collection[Pair],
) -> tuple[Pair, Pair] | None:
    """Whom each of two meets when they change places; None where somebody of them may not meet (`apart`).

    Of a larger group each meets one at least. Both must be in groups, and not in the same one.
    """
    group_of = _groups_by_member(groups)
    ones = _first_allowed(one, group_of[other], other, apart)
    others = _first_allowed(other, group_of[one], one, apart)
    return (ones, others) if ones and others else None


def _first_allowed(
    comes: MemberId, group: Sequence[MemberId], goes: MemberId, apart: Collection[Pair]
) -> Pair | None:
    pairs = (pair_of(comes, member) for member in sorted(group) if member != goes)
    return next((pair for pair in pairs if pair not in apart), None)


def _groups_by_member(
    groups: Iterable[Sequence[MemberId]],
) -> dict[MemberId, Sequence[MemberId]]:
    return {member: group for group in groups for member in group}
