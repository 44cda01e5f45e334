"""Invented members with invented wishes."""

from random import Random
from zoneinfo import ZoneInfo

from bot.domain.model import MemberRef, Platform

WORKSPACE = "simulated-group"
CHANNEL = "one-to-one"
_OFFERS = ("coach", "bookkeeper", "web designer", "lawyer", "photographer", "printer", "copywriter")
_INTERESTS = ("start-ups", "sailing", "jazz", "gardening", "running", "chess", "cooking", "schools")
_ZONES = ("Europe/London", "Europe/London", "Europe/London", "Europe/Berlin", "America/New_York")


def member(number: int) -> MemberRef:
    """The member with this number, as the platform would show them."""
    return MemberRef(
        platform=Platform.PLAYGROUND,
        workspace=WORKSPACE,
        member=f"m{number}",
        organiser=number == 1,
        time_zone=_ZONES[number % len(_ZONES)],
    )


def zone_of(who: str) -> ZoneInfo:
    """Where the member with this id of the platform lives."""
    return ZoneInfo(_ZONES[int(who.removeprefix("m")) % len(_ZONES)])


def invent_profile(rng: Random) -> tuple[tuple[str, str], ...]:
    """Lines of a profile, by chance: each a field's name and what it says."""
    looking_for, can_offer = rng.sample(_OFFERS, 2)
    return (
        ("looking_for", looking_for),
        ("can_offer", can_offer),
        ("interests", ", ".join(rng.sample(_INTERESTS, 2))),
    )
