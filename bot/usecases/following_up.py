"""Planned questions whose time has come: looked at again, then asked, dropped or put off. Worded only now."""

from collections.abc import Sequence
from dataclasses import replace

from bot import words
from bot.domain.calendar import after_meeting, zone_of
from bot.domain.model import (
    OPEN_STATUSES,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Meeting,
    MeetingStatus,
    MembershipState,
    Pairing,
    PairingId,
)
from bot.domain.taking_part import SILENT_ROUNDS_BEFORE_NOTICE
from bot.usecases.rounds import silence_so_far
from bot.usecases.story import Envelope, Story, tell

_ONLY_IN_SILENCE = frozenset({FollowUpKind.NUDGE, FollowUpKind.MID_ROUND})


async def ask_due(story: Story, due: Sequence[FollowUp]) -> None:
    """Ask what is due (the oldest first). Of several about one pairing, as after an outage, only the last is asked."""
    last = {follow_up.pairing_id: follow_up.id for follow_up in due}
    for follow_up in due:
        if follow_up.kind is FollowUpKind.SILENCE:
            await _notice_silence(story, follow_up)
        elif follow_up.pairing_id is None or last[follow_up.pairing_id] != follow_up.id:
            await story.tx.follow_ups.close(follow_up.id, FollowUpState.CANCELLED)
        else:
            await _ask_pair(story, follow_up, follow_up.pairing_id)


async def _ask_pair(story: Story, follow_up: FollowUp, pairing_id: PairingId) -> None:
    found = await story.tx.pairings.get(pairing_id)
    if found is None or not await _is_wanted(story, follow_up, *found):
        await story.tx.follow_ups.close(follow_up.id, FollowUpState.CANCELLED)
        return
    pairing, meeting = found
    known = await story.tx.people.members(pairing.members)
    people = [known[member] for member in pairing.members]
    if meeting.arranged_for is not None and meeting.arranged_for > story.now:
        zones = [zone_of(person.time_zone) for person in people]
        later = after_meeting(meeting.arranged_for, zones)
        await story.tx.save(replace(follow_up, due_at=later))
        return
    if not await story.tx.follow_ups.close(follow_up.id, FollowUpState.ASKED):
        return
    workspace = await story.tx.people.workspace_by_id(pairing.workspace_id)
    await tell(
        story,
        workspace,
        people,
        words.question(follow_up.kind, pairing, people),
        Envelope(key=follow_up.key, pairing_id=pairing.id, about=pairing.members),
    )


async def _is_wanted(story: Story, follow_up: FollowUp, pairing: Pairing, meeting: Meeting) -> bool:
    if meeting.status not in OPEN_STATUSES:
        return False
    if follow_up.kind not in _ONLY_IN_SILENCE:
        return True
    if meeting.status is MeetingStatus.ARRANGED or pairing.ends_at <= story.now:
        return False
    return not await story.tx.pairings.reports(pairing.id)


async def _notice_silence(story: Story, follow_up: FollowUp) -> None:
    """Ask those who have been quiet for three rounds whether to go on; no answer by the next round pauses them."""
    if not await story.tx.follow_ups.close(follow_up.id, FollowUpState.ASKED):
        return
    circle = await story.tx.circles.get(follow_up.circle_id)
    latest = await story.tx.circles.latest_round(circle.id)
    if circle.closed_at is not None or latest is None or latest.id != follow_up.round_id:
        return
    memberships = await story.tx.circles.memberships(circle.id)
    counted = await silence_so_far(story, circle, memberships)
    members = await story.tx.people.members([m.member_id for m in memberships])
    workspace = await story.tx.people.workspace_by_id(circle.workspace_id)
    for before, now in zip(memberships, counted, strict=True):
        quiet = now.silent_rounds >= SILENT_ROUNDS_BEFORE_NOTICE
        if not quiet or before.noticed_at or before.state is not MembershipState.ACTIVE:
            continue
        await story.tx.save(replace(before, noticed_at=story.now))
        await tell(
            story,
            workspace,
            [members[before.member_id]],
            words.are_you_still_there(circle),
            Envelope(
                key=f"silence:{follow_up.round_id}:{before.member_id}",
                about=(before.member_id,),
                expires_at=circle.next_round_at,
            ),
        )
