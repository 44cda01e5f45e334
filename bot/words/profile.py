"""A member's profile."""

from collections.abc import Sequence

from bot.domain.model import Member
from bot.messages import Fields, Heading, Message, buttons, field, note, say
from bot.words.people import button, line


def profile(member: Member) -> Message:
    """A profile, and how to fill it in."""
    return say(
        Heading("Your profile"),
        profile_fields(member),
        note(
            "Change a line: /121 profile looking for: a coach, a bookkeeper. "
            "Partners see your business; the rest helps me to choose them."
        ),
        buttons(button("Fill it in", "profile")),
    )


def profile_changed(member: Member) -> Message:
    """The answer to a change."""
    return say(Heading("Noted. Your profile now"), profile_fields(member))


def profile_fields(member: Member) -> Fields:
    """Every line of a profile."""
    shown = (
        ("business", member.business),
        ("looking for", ", ".join(member.looking_for)),
        ("can offer", ", ".join(member.can_offer)),
        ("interests", ", ".join(member.interests)),
        ("languages", ", ".join(member.languages)),
        ("formats", ", ".join(member.formats)),
        ("team", member.team),
        ("limit", f"{member.limit} at once"),
        ("time zone", member.time_zone or "that of the group"),
    )
    return Fields(tuple(field(label, value or "nothing yet") for label, value in shown))


def no_such_field(fields: Sequence[str]) -> Message:
    """A line that no profile has."""
    names = ", ".join(name.replace("_", " ") for name in fields)
    return line(
        f"A profile has these lines: {names}. Such as: /121 profile interests: sailing, jazz"
    )


def line_too_long(length: int, most: int) -> Message:
    """More text than a line of a profile has room for."""
    return line(f"That is {length:,} characters; up to {most:,} fit. Please make it shorter.")


def no_such_format(formats: Sequence[str]) -> Message:
    """A way of meeting that is not known."""
    return line(f"You can meet {', '.join(formats)}. Name one or more, with commas between them.")


def limit_out_of_range(most: int) -> Message:
    """A limit that is no small number."""
    return line(f"How many 1-2-1s would you like to have open at once? A number from 1 to {most}.")


def no_such_zone(value: str) -> Message:
    """A time zone that nobody knows."""
    return line(
        f"I don't know the time zone “{value}”. Write it like Europe/London or America/New_York."
    )
