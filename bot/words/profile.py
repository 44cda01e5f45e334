"""A member's profile."""

from collections.abc import Collection, Sequence
from itertools import groupby

from bot.domain.model import Free, Member
from bot.messages import Fields, Heading, Message, buttons, field, note, say
from bot.words.people import WEEKDAYS, button, line

WHO_SEES = (
    "Partners see your business and what you do best; the rest helps me to choose them. "
    "I may name you to somebody who asks for what you can offer."
)


def profile(member: Member) -> Message:
    """A profile, and how to fill it in."""
    return say(
        Heading("Your profile"),
        profile_fields(member),
        note(f"Change a line: /121 profile looking for: a coach, a bookkeeper. {WHO_SEES}"),
        buttons(button("Fill it in", "profile"), button("Guide me", "guide", 1)),
    )


def profile_changed(member: Member) -> Message:
    """The answer to a change."""
    return say(Heading("Noted. Your profile now"), profile_fields(member))


def profile_fields(member: Member) -> Fields:
    """Every line of a profile."""
    shown = (
        ("business", member.business),
        ("what I do best", member.best),
        ("looking for", ", ".join(member.looking_for)),
        ("can offer", ", ".join(member.can_offer)),
        ("interests", ", ".join(member.interests)),
        ("goals", member.goals),
        ("networks", ", ".join(member.networks)),
        ("languages", ", ".join(member.languages)),
        ("formats", ", ".join(member.formats)),
        ("available", hours(member.available)),
        ("team", member.team),
        ("limit", f"{member.limit} at once"),
        ("every", "week" if member.every == 1 else f"{member.every} weeks"),
        ("time zone", member.time_zone or "that of the group"),
    )
    return Fields(tuple(field(label, value or "nothing yet") for label, value in shown))


def hours(available: Sequence[Free]) -> str:
    """Hours of the week, the days that have them in common together; it can be typed so, too."""
    days: dict[str, list[int]] = {}
    for free in available:
        span = f"{free.begins:%H:%M}–{free.ends:%H:%M}"  # noqa: RUF001 - as printed
        days.setdefault(span, []).append(free.weekday)
    ordered = sorted(days.items(), key=lambda item: (item[1], item[0]))
    return ", ".join(f"{_days(weekdays)} {span}" for span, weekdays in ordered)


def _days(weekdays: Collection[int]) -> str:
    """Days in a row as first and last, the others one by one."""
    runs = [
        [day for _, day in run] for _, run in groupby(enumerate(weekdays), lambda at: at[1] - at[0])
    ]
    named = [
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]} to {WEEKDAYS[run[-1]]}"
        for run in runs
    ]
    return " and ".join(part for part in (", ".join(named[:-1]), named[-1]) if part)


def cannot_read(said: str) -> Message:
    """Hours or a time zone that cannot be read, and why."""
    return line(said)


def no_such_field(fields: Sequence[str]) -> Message:
    """A line that no profile has."""
    names = ", ".join(name.replace("_", " ") for name in fields)
    return line(
        f"A profile has these lines: {names}. Such as: /121 profile interests: sailing, jazz"
    )


def line_too_long(length: int, most: int) -> Message:
    """More text than a line of a profile has room for."""
    return line(f"That is {length:,} characters; up to {most:,} fit. Please make it shorter.")


def too_many_items(number: int, most: int) -> Message:
    """More things in one line of a profile than it holds; none of them is kept."""
    return line(
        f"Those are {number} things, and one line holds {most}. "
        "Nothing has changed. Which of them matter most to you?"
    )


def no_such_format(formats: Sequence[str]) -> Message:
    """A way of meeting that is not known."""
    return line(
        f"You can meet in these ways: {', '.join(formats)}. Name one or more, with commas between them."
    )


def limit_out_of_range(most: int) -> Message:
    """A limit that is no small number."""
    return line(f"How many 1-2-1s would you like to have open at once? A number from 1 to {most}.")
