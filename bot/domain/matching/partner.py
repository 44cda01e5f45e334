"""One partner for one member who asks, by the same preference order as a round."""

from collections.abc import Iterable, Sequence

import numpy as np

from bot.domain.matching.draw import require_sense
from bot.domain.matching.model import Candidate, Match, Rules
from bot.domain.matching.preference import TIES, prefer
from bot.domain.matching.reasons import Grounds, is_repeat, reasons_for
from bot.domain.model import PastPair


def find_partner(
    asker: Candidate,
    waiting: Sequence[Candidate],
    history: Iterable[PastPair],
    rules: Rules,
    seed: int,
) -> Match | None:
    """The best of those who wait (the longest waiting first, which decides ties); None when nobody may meet the asker.

    ValueError when a member stands among them twice, or a pair in the history.
    """
    require_sense((asker, *waiting), rules)
    known = sorted((asker, *waiting), key=lambda candidate: candidate.member.id)
    here = {candidate.member.id for candidate in known}
    met = [pair for pair in history if pair.a in here and pair.b in here]
    preference = prefer(known, met, rules, seed)
    others = preference.places([candidate.member.id for candidate in waiting])
    me = np.full(len(others), preference.places([asker.member.id])[0])
    a, b = np.minimum(me, others), np.maximum(me, others)
    may = preference.may_meet(a, b)
    if not may.any():
        return None
    # Without the hash, which stands last: the first of the best has waited longest.
    ranks = np.where(may, preference.rank(a, b) // TIES, -1)
    best = waiting[int(ranks.argmax())]
    people = sorted((asker, best), key=lambda candidate: candidate.member.id)
    ids = tuple(candidate.member.id for candidate in people)
    grounds = Grounds({(pair.a, pair.b): pair for pair in met}, rules)
    return Match(members=ids, reasons=reasons_for(people, grounds), repeat=is_repeat(ids, grounds))
