"""The points at which a crash would hurt most, marked so that tests can end the process at every one of them.

In production nothing is armed, and no setting can do it: reaching a point then does nothing.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """A moment between two steps that belong together."""

    COMMAND_TOLD = "command told"  # all that follows from a command is written, not committed
    COMMAND_STORED = "command stored"  # committed; nobody has heard the answer
    ROUND_OPENED = "round opened"  # the round is written, nobody is drawn yet
    DUE_TOLD = "due told"  # what was due is written, not committed
    DUE_STORED = "due stored"  # committed, nothing sent
    SEEN = "seen"  # reactions were fetched, nothing is stored of them
    CLAIMED = "claimed"  # deliveries are ours to send; committed
    SENDING = "sending"  # one is about to be sent
    ACCEPTED = "accepted"  # the platform has it; its receipt is not stored
    LOOKED_UP = "looked up"  # the platform said whether it has an uncertain one; not stored
    RECORDED = "recorded"  # what became of deliveries is stored


def _go_on(_: Point) -> None:
    """Nothing is armed."""


_watch: Callable[[Point], None] = _go_on


def reach(point: Point) -> None:
    """Tell whoever watches, in a test, that this point is reached."""
    _watch(point)


def arm(watch: Callable[[Point], None] = _go_on) -> None:
    """Have each point told to a test; without one, to nobody again."""
    global _watch  # noqa: PLW0603 - armed once, by a test's process for itself
    _watch = watch
