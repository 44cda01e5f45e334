"""Invitations for the calendar, as stories hand them to a message."""

from collections.abc import Sequence
from dataclasses import replace

from bot import words
from bot.domain.invitation import appointment_of, calendar_links, invitation
from bot.domain.meetings import loses_its_time
from bot.domain.model import Meeting, Member, PairingId, Workspace
from bot.messages import Message
from bot.usecases.story import Asker, Envelope, Story, tell


def invitation_to(story: Story, workspace: Workspace, meeting: Meeting) -> bytes:
    """The invitation to a meeting; empty where no time is agreed."""
    appointment = appointment_of(workspace, meeting)
    return invitation(appointment, story.now) if appointment else b""


def cancellation_of(story: Story, workspace: Workspace, before: Meeting, after: Meeting) -> bytes:
    """Word for calendars that a time is off; empty where none was agreed."""
    if not loses_its_time(before, after):
        return b""
    appointment = appointment_of(workspace, replace(before, sequence=after.sequence))
    return invitation(appointment, story.now, cancelled=True) if appointment else b""


def links_to(workspace: Workspace, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """Links that put a meeting into calendars in the web."""
    appointment = appointment_of(workspace, meeting)
    return calendar_links(appointment) if appointment else ()


async def enter(story: Story, asker: Asker, meeting: Meeting, others: Sequence[Member]) -> None:
    """Send the one who settled the time what puts it into their calendar."""
    invitation = invitation_to(story, asker.workspace, meeting)
    if meeting.arranged_for is not None and invitation:
        message = words.calendar_entry(others, meeting.arranged_for, meeting.place, invitation)
        await _hand_over(story, asker, meeting, message, "calendar", meeting.pairing_id)


async def remove(
    story: Story, asker: Asker, before: Meeting, after: Meeting, others: Sequence[Member]
) -> None:
    """Send the one who called a meeting or its time off what takes it out of their calendar, if it can stand there."""
    invitation = cancellation_of(story, asker.workspace, before, after)
    if invitation:
        message = words.calendar_removal(others, invitation)
        # Of no pairing: what is about one that is called off is not sent any more.
        await _hand_over(story, asker, after, message, "calendar-off", None)


async def _hand_over(
    story: Story,
    asker: Asker,
    meeting: Meeting,
    message: Message,
    what: str,
    pairing: PairingId | None,
) -> None:
    envelope = Envelope(
        key=f"{what}:{meeting.pairing_id}:{asker.member.id}:{meeting.sequence}",
        pairing_id=pairing,
        about=(asker.member.id,),
    )
    await tell(story, asker.workspace, [asker.member], message, envelope)
