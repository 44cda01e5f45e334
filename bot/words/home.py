"""A member's own page: the next 1-2-1, the count, the circles, the profile, what happens next."""

from collections.abc import Iterator

from bot.domain.model import Circle, Member, MembershipState
from bot.messages import (
    Block,
    Button,
    Buttons,
    Fields,
    Heading,
    Look,
    Message,
    Paragraph,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.looking import (
    Glance,
    Standing,
    count_of_year,
    how_it_stands,
    open_meetings,
    open_requests,
    own_pages,
)
from bot.words.people import button, next_round
from bot.words.profile import WHO_SEES, profile_fields

CIRCLES_SHOWN = 15  # a page of Slack's holds 100 blocks


def home(glance: Glance, member: Member) -> Message:
    """Everything of a member's on one page."""
    return say(
        Heading("Your 1-2-1s"),
        *open_meetings(glance),
        *open_requests(glance),
        Fields((count_of_year(glance),)),
        _next(glance),
        own_pages(glance),
        Heading("Your circles" if glance.circles else "Circles"),
        *_circles(glance, member),
        Heading("Your profile"),
        profile_fields(member),
        buttons(
            button("Edit", "profile"),
            button("Guide me", "guide", 1),
            button("Whom have I met?", "history"),
        ),
        note(WHO_SEES),
    )


def _next(glance: Glance) -> Paragraph:
    """What happens next, without anybody doing anything."""
    if glance.current:
        return paragraph("When you have met, put ✅ on my message, or press “We met” here.")
    active = [s for s in glance.circles if _takes_part(s)]
    if any(standing.waiting for standing in active):
        return paragraph("You asked for a partner: the next one who is free is introduced to you.")
    in_it = [standing.circle for standing in active if not standing.rests]
    soonest = min(in_it, key=lambda c: c.next_round_at, default=None)
    if active and soonest is None:
        return paragraph("By your own rhythm you have no partner in the next round.")
    if soonest is None:
        return paragraph("Take part in a circle, and I'll bring you together with somebody.")
    return paragraph("Your next partner comes on ", next_round(soonest), ".")


def _takes_part(standing: Standing) -> bool:
    membership = standing.membership
    there = membership is not None and membership.state is MembershipState.ACTIVE
    return there and membership is not None and not membership.skips_next


def _circles(glance: Glance, member: Member) -> Iterator[Block]:
    for standing in glance.circles[:CIRCLES_SHOWN]:
        yield paragraph(f"{standing.circle.name}: ", *how_it_stands(standing), ".")
        yield _choices(standing, member)
    if not glance.circles:
        yield paragraph("There is no circle here yet.")
    if member.organiser:
        yield buttons(button("Set up a circle", "circle", 0))


def _choices(standing: Standing, member: Member) -> Buttons:
    settings = [button("Settings", "circle", standing.circle.id)] if member.organiser else []
    return buttons(*_of_member(standing, standing.circle), *settings)


def _of_member(standing: Standing, circle: Circle) -> tuple[Button, ...]:
    membership = standing.membership
    if membership is None:
        return (button("Join", "join", circle.id, Look.PRIMARY),)
    leave = button("Leave", "leave", circle.id)
    if membership.state is MembershipState.PAUSED or membership.skips_next:
        return (button("I am back", "resume", 0, Look.PRIMARY), leave)
    sooner = (
        button("Leave the queue", "cancel_request")
        if standing.waiting
        else button("A partner now", "pair_me", circle.id)
    )
    return (
        sooner,
        button("Skip the next round", "skip", circle.id),
        button("Pause", "pause_until"),
        leave,
    )
