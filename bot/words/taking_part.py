"""Joining, leaving, pausing, coming back; blocks."""

from collections.abc import Sequence
from datetime import date

from bot.domain.model import Circle, Member
from bot.messages import Look, Message, Run, buttons, note, paragraph, say
from bot.words.circles import CIRCLES_SHOWN
from bot.words.people import button, in_words, line, mention, next_round


def joined_circle(circle: Circle, *, introduced_at_once: bool, guided: bool = False) -> Message:
    """The answer to joining: what happens now. `guided`: the way to a profile that is still empty is shown."""
    guide = [button("Guide me", "guide", 1)] if guided else []
    if introduced_at_once:
        welcome = line(
            f"Welcome to {circle.name}. Somebody was waiting, so I have introduced you two just now: "
            "look into your messages. The next round is on ",
            next_round(circle),
            ".",
        )
        return say(*welcome.blocks, *([buttons(*guide)] if guide else []))
    return say(
        paragraph(
            f"Welcome to {circle.name}. You'll get your first partner in the next round, on ",
            next_round(circle),
            ". You'll hear from me in a direct message.",
        ),
        note("Tell the others who you are: /121 profile business I bake wedding cakes"),
        buttons(button("I'd like one sooner", "pair_me", circle.id, Look.PRIMARY), *guide),
    )


def already_in(circle: Circle, not_in: Sequence[Circle]) -> Message:
    """Joining twice; another circle may have been meant."""
    said = paragraph(
        f"You are in {circle.name} already. The next round is on ", next_round(circle), "."
    )
    if not not_in:
        return say(said)
    joining = (button(other.name, "join", other.id) for other in not_in[:CIRCLES_SHOWN])
    return say(said, paragraph("Or would you like to join another circle?"), buttons(*joining))


def not_admitted(circle: Circle) -> Message:
    """Joining a circle that is for others."""
    return line(
        f"{circle.name} is not open to guests or people of other organisations. "
        "An organiser can change that."
    )


def nobody_there() -> Message:
    """A member who cannot be found."""
    return line("I can't find that member here any more. Type @ and choose somebody from the list.")


def left_circle(circle: Circle) -> Message:
    """The answer to leaving."""
    return say(
        paragraph(
            f"You have left {circle.name}. Thank you for having been part of it. "
            "Whom you have met stays in your history."
        ),
        buttons(button("Come back", "join", circle.id)),
    )


def not_in_a_circle() -> Message:
    """Asking for something that needs membership."""
    return say(
        paragraph("You don't take part yet, so there is nothing to change."),
        buttons(button("Join", "join", 0, Look.PRIMARY)),
    )


def paused(until: date | None) -> Message:
    """The answer to pausing."""
    end = (
        f"until {in_words(until)}; then I'll include you again by myself"
        if until
        else "until you come back"
    )
    return say(
        paragraph(
            f"You are paused {end}. A 1-2-1 that is open already stays open; say if you can't make it."
        ),
        buttons(button("I am back", "resume")),
    )


def paused_already(until: date | None) -> Message:
    """Asking for a partner while paused."""
    end = f"until {in_words(until)}" if until else "at the moment"
    return say(
        paragraph(f"You are paused {end}."),
        buttons(button("I am back", "resume", 0, Look.PRIMARY)),
    )


def welcome_back(circles: Sequence[Circle]) -> Message:
    """The answer to coming back."""
    parts: list[str | Run] = ["Good to have you in."]
    for circle in circles:
        parts += [f" Next round of {circle.name}: ", next_round(circle), "."]
    return line(*parts)


def skipping(circle: Circle) -> Message:
    """The answer to skipping a round."""
    return say(
        paragraph(
            "I'll leave you out of the round on ", next_round(circle), ", and only of that one."
        ),
        buttons(button("I can come after all", "resume")),
    )


def no_such_day() -> Message:
    """A date that is in no calendar."""
    return line("There is no such day. Write it like 3 December or 2026-12-03.")


def other_weekday(day: date) -> Message:
    """A date with the name of another weekday than it is."""
    return line(f"{in_words(day)} is a {day:%A}. Which day do you mean?")


def day_is_past(day: date) -> Message:
    """A pause that would be over already."""
    return line(f"{in_words(day)} is not ahead of us. Until which day shall I pause you?")


def does_not_take_part(member: Member) -> Message:
    """Asking for somebody who is not to be had."""
    return line(
        mention(member),
        " is not taking part at the moment, so I can't ask. /121 pair-me finds you somebody else.",
    )


def blocked(member: Member) -> Message:
    """The answer to a block."""
    return say(
        paragraph(
            "I will never introduce you to ", mention(member), ". Nobody else learns of this."
        ),
        note("Take it back at any time with /121 unblock and the name."),
        buttons(button("Take it back", "unblock", member.id)),
    )


def unblocked(member: Member, *, rests: bool) -> Message:
    """The answer to taking a block back. `rests`: the same member has let it rest beside that."""
    if not rests:
        return line("You and ", mention(member), " may be introduced again.")
    return say(
        paragraph(
            "The block is gone. It still rests with ", mention(member), ", because you said so."
        ),
        buttons(button("Let's go on", "stop_resting", member.id)),
    )


def was_not_blocked(member: Member) -> Message:
    """Taking back a block that was not there."""
    return line("You had not blocked ", mention(member), ", so nothing has changed.")
