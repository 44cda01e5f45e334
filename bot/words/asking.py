"""`/121 pair-me`: found, waiting, asked, declined, expired."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Circle, Member, PairingId, RequestId
from bot.messages import Look, Message, buttons, paragraph, say
from bot.words.people import button, call_off, line, mention, mentions, next_round, on_day

_TAKE_BACK = button("Take it back", "cancel_request")


def found_partner(others: Sequence[Member]) -> Message:
    """Somebody was there: both are introduced now."""
    return line(
        "Meet ", *mentions(others), ". I have introduced you just now: look into your messages."
    )


def first_in_queue(circle: Circle) -> Message:
    """Nobody is waiting: what happens next."""
    return say(
        paragraph(
            "Nobody else is waiting right now, so you are first in the queue. "
            "As soon as somebody asks, I'll introduce you. If nobody does, you are in the round on ",
            next_round(circle),
            " anyway.",
        ),
        buttons(_TAKE_BACK),
    )


def only_blocked_waiting(circle: Circle) -> Message:
    """Only somebody whom the asker blocked is waiting. Never said to the one who was blocked."""
    return say(
        paragraph(
            "The only one waiting is somebody you asked me never to introduce to you. "
            "You are in the queue for the next one; if nobody comes, you are in the round on ",
            next_round(circle),
            " anyway.",
        ),
        buttons(_TAKE_BACK),
    )


def already_waiting(circle: Circle, expires_at: datetime) -> Message:
    """Asking twice."""
    return say(
        paragraph(
            f"You are in the queue of {circle.name} already, and asking again keeps your place. "
            "I'll introduce you as soon as somebody asks, until ",
            on_day(expires_at),
            " at the latest: then the next round pairs everybody.",
        ),
        buttons(_TAKE_BACK),
    )


def still_have_one(others: Sequence[Member], pairing: PairingId) -> Message:
    """Asking with a 1-2-1 still open, at one's own limit."""
    return say(
        paragraph(
            "You still have a 1-2-1 open with ",
            *mentions(others),
            ". Have you met? Then I'll find you the next one. "
            "If you'd like several at once: /121 profile limit 2",
        ),
        buttons(
            button("We met", "met", pairing, Look.PRIMARY),
            call_off(pairing),
        ),
    )


def have_one_already(other: Member, pairing: PairingId) -> Message:
    """Asking for somebody with whom a 1-2-1 is open."""
    return say(
        paragraph(
            "You have a 1-2-1 with ",
            mention(other),
            " before you. Have you found a time for it, or have you met?",
        ),
        buttons(
            button("Arrange a time", "arrange", pairing, Look.PRIMARY),
            button("We met", "met", pairing),
        ),
    )


def can_offer_it(skill: str, able: Sequence[Member], circle: Circle) -> Message:
    """Nobody who can offer it is waiting, but some in the circle can."""
    asking = (
        block
        for member in able
        for block in (
            paragraph(mention(member)),
            buttons(button("Ask this one", "pair_with", member.id)),
        )
    )
    return say(
        paragraph(
            f"Nobody who can offer “{skill}” is waiting right now. "
            "In the circle there is somebody who can; I'll gladly ask for you:"
        ),
        *asking,
        buttons(button("Anybody will do", "pair_me", circle.id)),
    )


def nobody_can_offer_it(skill: str, circle: Circle, mark: int | None) -> Message:
    """Nobody in the circle can offer it. `mark`: of what was added to the profile for the next rounds."""
    noted = (
        "It was among what you look for already, so the next rounds keep looking."
        if mark is None
        else "I have added it to what you look for, so that the next rounds keep looking."
    )
    undo = [] if mark is None else [button("Take it out again", "stop_looking_for", mark)]
    return say(
        paragraph(f"Nobody in {circle.name} says that they can offer “{skill}”. {noted}"),
        buttons(button("Anybody will do", "pair_me", circle.id), *undo),
    )


def no_room_to_look_for(skill: str, most: int) -> Message:
    """Nobody can offer it, and the profile has no room to note it."""
    return line(
        f"Nobody here says that they can offer “{skill}”. You look for {most} things already, "
        "so I have not added it: /121 profile looking for: and a shorter list."
    )


def join_first(circle: Circle) -> Message:
    """Asking for a partner without taking part."""
    return say(
        paragraph(f"You don't take part in {circle.name} yet. Join, then ask again."),
        buttons(button("Join", "join", circle.id, Look.PRIMARY)),
    )


def come_back_first(circle: Circle) -> Message:
    """Saying yes to somebody, in a circle that one has left."""
    return say(
        paragraph(f"You have left {circle.name}. Come back first, then say yes once more."),
        buttons(button("Come back", "join", circle.id, Look.PRIMARY)),
    )


def request_cancelled(no_longer_asked: Sequence[Member], *, queued: bool) -> Message:
    """Requests taken back: a place in the queue, those for certain members (`no_longer_asked`), or both."""
    asking = ("I no longer ask ", *mentions(no_longer_asked), " for you") if no_longer_asked else ()
    queue = "you are no longer in the queue" if queued else ""
    both = ", and " if queued and asking else ""
    return line("Done: ", queue, both, *asking, ". The next round includes you as usual.")


def nothing_to_cancel() -> Message:
    """Taking back a request that is not there."""
    return line("You have no request open, so there was nothing to take back.")


def request_expired(circle: Circle, wanted: Member | None) -> Message:
    """Told to the asker when a request has run out."""
    if wanted is not None:
        return line(
            "I have had no answer from ",
            mention(wanted),
            ", so I have closed that request. The next round is on ",
            next_round(circle),
            ".",
        )
    return line(
        "Nobody asked for a partner in the meantime, so your request has ended. The next round is on ",
        next_round(circle),
        ".",
    )


def invitation(asker: Member, request: RequestId) -> Message:
    """Asked of the one whom somebody named."""
    return say(
        paragraph(mention(asker), " would like to have a 1-2-1 with you. Does it suit you?"),
        buttons(
            button("Yes, introduce us", "accept", request, Look.PRIMARY),
            button("Not now", "decline", request),
        ),
    )


def which_invitation(invited: Sequence[tuple[Member, RequestId]]) -> Message:
    """Answering by command where several would like to meet: whom?"""
    asking = (block for one, request in invited for block in invitation(one, request).blocks)
    return say(paragraph("Several would like to meet you. Whom do you mean?"), *asking)


def asked(wanted: Member, expires_at: datetime) -> Message:
    """The answer to naming somebody."""
    return say(
        paragraph(
            "I'll ask ",
            mention(wanted),
            ". You'll hear as soon as there is an answer, and on ",
            on_day(expires_at),
            " if there is none.",
        ),
        buttons(_TAKE_BACK),
    )


def waiting_for(wanted: Sequence[Member]) -> Message:
    """Whom one has asked for, on one's status, while there is no answer."""
    return say(
        paragraph("You have asked ", *mentions(wanted), " for a 1-2-1. There is no answer yet."),
        buttons(_TAKE_BACK),
    )


def already_asked(wanted: Member) -> Message:
    """Naming the same member twice."""
    return line("I have asked ", mention(wanted), " already. Let's wait for the answer.")


def invitation_declined(wanted: Member) -> Message:
    """Told to the asker."""
    return say(
        paragraph(mention(wanted), " can't fit in a 1-2-1 just now. Perhaps another time."),
        buttons(button("Find me somebody else", "pair_me")),
    )


def you_declined(asker: Member) -> Message:
    """The answer to declining."""
    return line("Fine. I'll tell ", mention(asker), " that it does not suit you just now.")


def invitation_gone() -> Message:
    """Answering a request that is no longer there."""
    return line("That request is no longer open: it was answered, taken back, or its time ran out.")


def not_with_yourself() -> Message:
    """Naming oneself."""
    return line("That is you. A 1-2-1 needs one more.")


def you_blocked(member: Member) -> Message:
    """Naming somebody whom one has blocked."""
    return say(
        paragraph(
            "You asked me never to introduce you to ",
            mention(member),
            ". To change that: /121 unblock and the name.",
        ),
        buttons(button("Take it back", "unblock", member.id)),
    )
