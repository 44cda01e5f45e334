"""Candidates of very many members, without a look at every two.

Members who may suit are found by what they share: each view files them under keys (who seeks what the other gives,
both ways or one; an interest, a language, a format; the same working hours) and brings those of one key together
with those of the matching one, rank for rank, so that everybody is met by about as many as they meet. A ring in an
order of chance joins all. Of what a member meets in all views, the best are kept.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.domain.matching.candidates import Pairs
from bot.domain.matching.common import InCommon, Listing, Places
from bot.domain.matching.points import Suiting
from bot.domain.matching.preference import FRESH, Preference

KEPT = 14  # candidates each member brings
RING = 3
BOTH_WAYS, ONE_WAY, SHARED, HOURS = 10, 6, 4, 4  # partners met in a view
MOST_ENTRIES = 3_000_000


def seen_in_views(preference: Preference) -> Pairs:
    """The candidate pairs, by places, the smaller one first; only pairs that may meet and are no repeat."""
    ring = np.argsort(preference.ties(*[np.arange(preference.size)] * 2), kind="stable")
    views = [*_views(preference.suiting, ring), *_around(ring, RING), _asked(preference)]
    return _best_of_each(preference, *only_fresh(preference, views), ring)


def only_fresh(preference: Preference, some: Sequence[Pairs]) -> Pairs:
    """Of pairs in any order each once, the smaller place first, if they may meet and are no repeat."""
    ends = [np.concatenate(side) for side in zip(*some, strict=True)]
    keys = np.sort(np.minimum(*ends) * preference.size + np.maximum(*ends))
    a, b = np.divmod(keys[np.diff(keys, prepend=-1) > 0], preference.size)
    fresh = (a != b) & preference.may_pair(a, b)
    fresh[fresh] = preference.freshness(a[fresh], b[fresh])[0] == FRESH
    return a[fresh], b[fresh]


def _views(suiting: Suiting, ring: Places) -> Iterator[Pairs]:
    rank = np.empty_like(ring)
    rank[ring] = np.arange(len(ring))
    offers = suiting.offers
    yield from _meet(*both_ways(offers), BOTH_WAYS, rank)
    yield from _meet(_entries(offers.sought), _entries(offers.given), ONE_WAY, rank)
    for known in (suiting.interests, suiting.languages, suiting.formats):
        yield from _meet(_entries(known.sought), _entries(known.given), SHARED, rank)
    hours = suiting.hours.astype(np.int64), np.arange(suiting.size)
    yield from _meet(hours, hours, HOURS, rank)


def _entries(listing: Listing) -> Pairs:
    """Keys and whose they are."""
    return listing.numbers, listing.owners


def both_ways(offers: InCommon) -> tuple[Pairs, Pairs]:
    """For each thing sought and each given by one member a key, and the key that a partner both ways has."""
    sought, given = offers.sought, offers.given
    times = given.lengths[sought.owners]
    seeks, owners = np.repeat(sought.numbers, times), np.repeat(sought.owners, times)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(times) - times, times)
    gives = given.numbers[given.starts[owners] + within]
    return (seeks * offers.kinds + gives, owners), (gives * offers.kinds + seeks, owners)


def _meet(ours: Pairs, theirs: Pairs, partners: int, rank: Places) -> Iterator[Pairs]:
    """Each of ours with so many of theirs that have the same key, evenly spread."""
    our_keys, us = _filed(ours, rank)
    their_keys, them = _filed(theirs, rank)
    if not len(us) or not len(them):
        return
    first, last = (np.searchsorted(their_keys, our_keys, side=side) for side in ("left", "right"))
    begins = np.searchsorted(our_keys, our_keys)
    mine = np.searchsorted(our_keys, our_keys, side="right") - begins
    room = last - first
    at = (np.arange(len(us)) - begins) * room // np.maximum(mine, 1)
    for step in range(1, partners + 1):
        some = room >= step
        yield us[some], them[first[some] + (at[some] + step - 1) % room[some]]


def _filed(entries: Pairs, rank: Places) -> Pairs:
    """Entries by key, those of one key in the order of chance."""
    keys, members = entries
    if len(keys) > MOST_ENTRIES:
        few = np.argsort(rank[members], kind="stable")[:MOST_ENTRIES]
        keys, members = keys[few], members[few]
    order = np.lexsort((rank[members], keys))
    return keys[order], members[order]


def _around(ring: Places, steps: int) -> Iterator[Pairs]:
    for step in range(1, steps + 1):
        yield ring, np.roll(ring, step)


def _asked(preference: Preference) -> Pairs:
    a, b = np.divmod(preference.suiting.asked, max(preference.size, 1))
    return a, b


def _best_of_each(preference: Preference, a: Places, b: Places, ring: Places) -> Pairs:
    """The pairs that are among the best of one of the two, all that somebody asked for, and the ring's."""
    rank = preference.rank(a, b)
    members, pairs = np.concatenate([a, b]), np.tile(np.arange(len(a)), 2)
    order = np.lexsort((-rank[pairs], members))
    members, pairs = members[order], pairs[order]
    place = np.arange(len(members)) - np.searchsorted(members, members)
    kept = np.zeros(len(a), np.bool_)
    kept[pairs[place < KEPT]] = True
    keys = a * preference.size + b
    for one, other in (*_around(ring, RING), _asked(preference)):
        wanted = np.minimum(one, other) * preference.size + np.maximum(one, other)
        kept |= np.isin(keys, wanted)
    return a[kept], b[kept]
