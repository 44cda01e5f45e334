"""What a report of "we met", "not yet" or its undoing changes.

Either member's word is enough: one "we met" makes a meeting. Contradicting words are all kept; the
members are asked about them once, and after that the latest word counts, also one that was said before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.model import OPEN_STATUSES, Answer, Meeting, MeetingStatus, MemberId, Report

LONGEST_PLACE = 300  # characters
_STATUS = {
    Answer.MET: MeetingStatus.MET,
    Answer.DID_NOT: MeetingStatus.MISSED,
    Answer.CANNOT: MeetingStatus.CANCELLED,
}
_AGAINST = frozenset({Answer.DID_NOT, Answer.NOT_YET, Answer.CANNOT})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a report leads to: the meeting as it is now, whether anything changed, whether to ask about a contradiction."""

    meeting: Meeting
    changed: bool
    contradiction: bool = False


def standing(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Each member's latest word, the oldest first."""
    latest: dict[MemberId, Report] = {}
    for said in reports:
        latest.pop(said.member_id, None)
        latest[said.member_id] = said
    return tuple(latest.values())


def report(meeting: Meeting, earlier: Sequence[Report], new: Report) -> Outcome:
    """What becomes of a meeting when a member says something new of it."""
    words = standing((*earlier, new))
    if _is_known(meeting, standing(earlier), words):
        return Outcome(meeting, changed=False)
    others = tuple(said for said in words if said.member_id != new.member_id)
    contradiction = meeting.disputed_at is None and _contradicts(new, others)
    decided = settle(meeting, words, new.at)
    if meeting.status in OPEN_STATUSES and decided.status is MeetingStatus.CANCELLED:
        decided = called_off(decided, new.at)
    if contradiction:
        decided = replace(decided, disputed_at=new.at)
    return Outcome(decided, changed=True, contradiction=contradiction)


def _is_known(meeting: Meeting, before: Sequence[Report], words: Sequence[Report]) -> bool:
    """Whether the last of some words says nothing new.

    Once they were asked which it is, a word said before is an answer, unless it is the latest already and counts.
    """
    *_, new = words
    mine = [said for said in before if said.member_id == new.member_id]
    if not mine or mine[0].answer is not new.answer:
        return False
    if meeting.disputed_at is None:
        return True
    return before[-1] == mine[0] and settle(meeting, words, new.at).status is meeting.status


def _contradicts(new: Report, others: Sequence[Report]) -> bool:
    # "Not yet" on Tuesday and "we met" on Thursday is no contradiction: time went on.
    if new.answer is Answer.MET:
        return any(said.answer is Answer.DID_NOT for said in others)
    return new.answer in _AGAINST and any(said.answer is Answer.MET for said in others)


_UNSAYS = {
    Answer.MET: frozenset({Answer.DID_NOT}),
    Answer.DID_NOT: frozenset({Answer.MET}),
    Answer.NOT_YET: frozenset({Answer.MET, Answer.DID_NOT, Answer.CANNOT}),
    # Nobody unsays a meeting by not coming to it.
    Answer.CANNOT: frozenset[Answer](),
}


def unsays(new: Answer, earlier: Answer) -> bool:
    """Whether somebody may mean to take an earlier word of their own back by saying this."""
    return earlier in _UNSAYS[new]


def settle(meeting: Meeting, words: Sequence[Report], now: datetime) -> Meeting:
    """The meeting as the members' latest words make it (`words` from `standing()`).

    Until a contradiction was asked about, "we met" outweighs the rest; afterwards the last word counts.
    """
    counted = words[-1:] if meeting.disputed_at else words
    answers = [said.answer for said in counted]
    for answer in (Answer.MET, Answer.CANNOT, Answer.DID_NOT):
        if answer in answers:
            status = _STATUS[answer]
            settled_at = meeting.settled_at if meeting.status is status else now
            return replace(meeting, status=status, settled_at=settled_at or now)
    unsettled = MeetingStatus.ARRANGED if meeting.arranged_for else MeetingStatus.PROPOSED
    return replace(meeting, status=unsettled, settled_at=None)


def withdraw(meeting: Meeting, remaining: Sequence[Report], now: datetime) -> Outcome:
    """What becomes of a meeting when a member takes a word back; `remaining` are the reports that still stand."""
    decided = settle(meeting, standing(remaining), now)
    return Outcome(decided, changed=decided.status is not meeting.status)


def arrange(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting with an agreed time; what was proposed is answered by it, and the place that was proposed is its place."""
    return replace(
        meeting,
        status=MeetingStatus.ARRANGED,
        arranged_for=at,
        settled_at=None,
        proposals=(),
        proposed_by=None,
        yeses=(),
        declined_by=None,
        proposed_place="",
        place=meeting.proposed_place,
        sequence=meeting.sequence + 1,
        half_time=(),
    )


def without_time(meeting: Meeting) -> Meeting:
    """The meeting as it was before a time was agreed; what is proposed beside it, and where, stays.

    It counts as changed, so that calendars take the newer word.
    """
    return replace(
        meeting,
        status=MeetingStatus.PROPOSED,
        arranged_for=None,
        half_time=(),
        sequence=meeting.sequence + 1,
    )


def is_arranged_ahead(meeting: Meeting, now: datetime) -> bool:
    """Whether a time is agreed that is still to come."""
    at = meeting.arranged_for
    return meeting.status is MeetingStatus.ARRANGED and at is not None and at > now


def loses_its_time(before: Meeting, after: Meeting) -> bool:
    """Whether a time was agreed that holds no longer: somebody can't make it, then or at all."""
    was_on = before.status is MeetingStatus.ARRANGED
    return was_on and after.status in {MeetingStatus.PROPOSED, MeetingStatus.CANCELLED}


def called_off(meeting: Meeting, now: datetime) -> Meeting:
    """The meeting called off, and its time with it: whoever takes that back finds a new one.

    It counts as changed, so that calendars take the newer word. What is proposed stays, for it may be taken back.
    """
    return replace(
        meeting,
        status=MeetingStatus.CANCELLED,
        arranged_for=None,
        half_time=(),
        settled_at=now,
        sequence=meeting.sequence + 1,
    )


_MET_EMOJI = frozenset(
    {"✅", "☑", "✔", "white_check_mark", "ballot_box_with_check", "heavy_check_mark"}
)
_SKIN_TONES = dict.fromkeys(range(127995, 128000))
_VARIATION_SELECTOR = "\N{VARIATION SELECTOR-16}"


def means_met(emoji: str) -> bool:
    """Whether a reaction says "we met": a check mark, by its character or its name, in any skin tone or style."""
    bare = emoji.split("::", maxsplit=1)[0].strip(":")
    return bare.replace(_VARIATION_SELECTOR, "").translate(_SKIN_TONES) in _MET_EMOJI
