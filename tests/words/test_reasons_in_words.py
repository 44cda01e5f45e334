"""Why these, in words: of a pair, of a trio, of a group."""

import pytest

from bot.domain.model import MemberId, Reason, ReasonKind
from bot.words import reason_words

NAMES = {MemberId(1): "Ada", MemberId(2): "Ben", MemberId(3): "Cleo", MemberId(4): "Dan"}


def said(kind: ReasonKind, *members: int, size: int, who: str = "you") -> str:
    about = tuple(MemberId(member) for member in members)
    return reason_words(
        Reason(kind=kind, members=about, subject="jazz"), NAMES.__getitem__, who, size=size
    )


@pytest.mark.parametrize("kind", ReasonKind)
@pytest.mark.parametrize("size", [2, 3, 4])
def test_every_reason_reads_well_of_two_and_of_all(kind: ReasonKind, size: int) -> None:
    for members in ((1, 2), (2, 1), (1, 2, 3, 4)[:size]):
        if kind is ReasonKind.OFFER and len(members) != 2:
            continue
        words = said(kind, *members, size=size)
        assert "{" not in words
        assert "  " not in words


def test_what_two_of_a_group_share_is_said_with_their_names() -> None:
    shared = ReasonKind.SHARED_INTEREST
    assert said(shared, 1, 2, size=2) == "you both care about jazz"
    assert said(shared, 1, 3, size=3) == "Ada and Cleo both care about jazz"
    assert said(ReasonKind.NEWCOMER, 4, 2, size=4) == (
        "one of Dan and Ben is new here, and the other is not"
    )


def test_what_all_of_a_group_share_is_said_of_all() -> None:
    shared = ReasonKind.SHARED_INTEREST
    assert said(shared, 1, 2, 3, size=3, who="they") == "they all care about jazz"
    assert said(ReasonKind.WAITED, 1, 2, 3, 4, size=4) == "you are all free for one now"
    assert said(ReasonKind.NEVER_MET, 1, 2, 3, 4, size=4) == "you have never met"
    assert said(ReasonKind.GROUP, size=4) == "you meet in a small group here"
    assert said(ReasonKind.TRIO, size=3) == "one would have been left over, so three meet"


def test_what_was_written_cannot_name_anybody() -> None:
    reason = Reason(
        kind=ReasonKind.SHARED_LANGUAGE, members=(MemberId(1), MemberId(2)), subject="{who} {0}"
    )
    assert reason_words(reason, NAMES.__getitem__, size=3) == "Ada and Ben both speak {who} {0}"
