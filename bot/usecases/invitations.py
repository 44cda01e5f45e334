"""Invitations for the calendar, as stories hand them to a message."""

from bot.domain.invitation import appointment_of, calendar_links, invitation
from bot.domain.meetings import is_called_off
from bot.domain.model import Meeting, Workspace
from bot.usecases.story import Story


def invitation_to(story: Story, workspace: Workspace, meeting: Meeting) -> bytes:
    """The invitation to a meeting; empty where no time is agreed."""
    appointment = appointment_of(workspace, meeting)
    return invitation(appointment, story.now) if appointment else b""


def cancellation_of(story: Story, workspace: Workspace, before: Meeting, after: Meeting) -> bytes:
    """Word for calendars that a meeting is off; empty where no time was agreed."""
    appointment = appointment_of(workspace, after) if is_called_off(before, after) else None
    return invitation(appointment, story.now, cancelled=True) if appointment else b""


def links_to(workspace: Workspace, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """Links that put a meeting into calendars in the web."""
    appointment = appointment_of(workspace, meeting)
    return calendar_links(appointment) if appointment else ()
