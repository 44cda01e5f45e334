"""A member's profile: shown, and changed one field at a time."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot import words
from bot.commands import EditProfile, FillInProfile
from bot.commands.every_words import read_every
from bot.commands.free_words import read_free
from bot.commands.problems import Misread
from bot.commands.zone_words import read_whole_zone
from bot.domain.model import Member
from bot.replies import Refused, Reply
from bot.usecases.story import Story, know

FORMATS = ("in person", "online", "walk", "phone")
_ALSO_CALLED = {
    **dict.fromkeys(("face to face", "personally", "offline"), "in person"),
    **dict.fromkeys(("video", "video call", "remote", "zoom"), "online"),
    **dict.fromkeys(("walk and talk", "walking", "walk & talk", "a walk"), "walk"),
    **dict.fromkeys(("telephone", "call", "phone call"), "phone"),
}
MOST_AT_ONCE = 5
MOST_ITEMS = 20
MOST_CHARACTERS = 1_000
_BETWEEN = re.compile("[,;،؛、，；]")  # noqa: RUF001 - commas and semicolons of other scripts


async def edit_profile(story: Story, command: EditProfile) -> Reply:
    """Show the asker's profile, or change one field and show it."""
    asker = await know(story, command.who, command.place)
    if command.field is None:
        return Reply(words.profile(asker.member))
    if command.field not in _CHANGES:
        raise Refused(words.no_such_field(tuple(_CHANGES)))
    changed = with_line(asker.member, command.field, command.value.strip())
    await story.tx.save(changed)
    return Reply(words.profile_changed(changed))


async def fill_in_profile(story: Story, command: FillInProfile) -> Reply:
    """Change several fields of the asker's profile and show it; a field that cannot be used changes none."""
    asker = await know(story, command.who, command.place)
    changed = asker.member
    for field, value in command.lines:
        try:
            changed = with_line(changed, field, value.strip())
        except Refused as refusal:
            raise Refused(refusal.reply.message or words.profile(changed), field) from None
    await story.tx.save(changed)
    return Reply(words.profile_changed(changed))


def with_line(member: Member, field: str, value: str) -> Member:
    """The member with one field of the profile changed. Raises `Refused` for what cannot stand there."""
    if len(value) > MOST_CHARACTERS:
        raise Refused(words.line_too_long(len(value), MOST_CHARACTERS))
    return _CHANGES[field](member, value)


def _items(value: str) -> tuple[str, ...]:
    """The things in a list, each once."""
    parts = (part.strip() for part in _BETWEEN.split(value))
    items = tuple(dict.fromkeys(part for part in parts if part))
    if len(items) > MOST_ITEMS:
        raise Refused(words.too_many_items(len(items), MOST_ITEMS))
    return items


def _with_formats(member: Member, value: str) -> Member:
    said = (item.casefold().replace("-", " ") for item in _items(value))
    wanted = tuple(dict.fromkeys(_ALSO_CALLED.get(item, item) for item in said))
    if not set(wanted) <= set(FORMATS):
        raise Refused(words.no_such_format(FORMATS))
    return replace(member, formats=wanted)


def _with_limit(member: Member, value: str) -> Member:
    if not value.isdecimal() or not 1 <= int(value[:3]) <= MOST_AT_ONCE:
        raise Refused(words.limit_out_of_range(MOST_AT_ONCE))
    return replace(member, limit=int(value))


def _with_every(member: Member, value: str) -> Member:
    try:
        return replace(member, every=read_every(value))
    except Misread as misread:
        raise Refused(words.cannot_read(str(misread))) from None


def _with_zone(member: Member, value: str) -> Member:
    if not value:
        return replace(member, chose_zone=False)
    try:
        zone = read_whole_zone(value)
    except Misread as misread:
        raise Refused(words.cannot_read(str(misread))) from None
    return replace(member, time_zone=zone, chose_zone=True)


def _with_available(member: Member, value: str) -> Member:
    try:
        return replace(member, available=read_free(value))
    except Misread as misread:
        raise Refused(words.cannot_read(str(misread))) from None


_CHANGES: dict[str, Callable[[Member, str], Member]] = {
    "business": lambda member, value: replace(member, business=value),
    "best": lambda member, value: replace(member, best=value),
    "looking_for": lambda member, value: replace(member, looking_for=_items(value)),
    "can_offer": lambda member, value: replace(member, can_offer=_items(value)),
    "interests": lambda member, value: replace(member, interests=_items(value)),
    "languages": lambda member, value: replace(member, languages=_items(value)),
    "goals": lambda member, value: replace(member, goals=value),
    "networks": lambda member, value: replace(member, networks=_items(value)),
    "available": _with_available,
    "team": lambda member, value: replace(member, team=value),
    "formats": _with_formats,
    "limit": _with_limit,
    "every": _with_every,
    "time_zone": _with_zone,
}
