"""Who is put together in a round, by id: pairs, those who join one, larger groups, and who is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from bot.domain.matching.preference import Pair
from bot.domain.model import MemberId


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs, and for each member who joined one the pair they joined; or larger groups. Whoever is left has nobody."""

    pairs: tuple[Pair, ...]
    joined: tuple[tuple[MemberId, Pair], ...] = ()
    groups: tuple[tuple[MemberId, ...], ...] = ()
    left: tuple[MemberId, ...] = ()

    @classmethod
    def of(cls, members: Iterable[MemberId], pairs: tuple[Pair, ...]) -> "Grouping":
        """Pairs only; whoever of the members is in none is left."""
        paired = set(chain.from_iterable(pairs))
        return cls(pairs, left=tuple(member for member in members if member not in paired))

    @classmethod
    def of_parts(cls, parts: Iterable["Grouping"]) -> "Grouping":
        """Members of whom each part was put together for itself, in one grouping."""
        whole = [(part.pairs, part.joined, part.groups, part.left) for part in parts]
        pairs, joined, groups, left = (
            tuple(sorted(chain.from_iterable(each))) for each in zip(*whole, strict=True)
        )
        return cls(pairs, joined, groups, left)

    def sides(self) -> list[Pair]:
        """Every two who meet in a pair or a trio."""
        return [*self.pairs, *chain.from_iterable(joining(*joined) for joined in self.joined)]


def joining(third: MemberId, pair: Pair) -> tuple[Pair, Pair]:
    """The two pairs that come about when a third joins a pair."""
    a, b = pair
    return (min(a, third), max(a, third)), (min(b, third), max(b, third))
