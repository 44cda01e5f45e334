"""Payloads with pieces missing, of another kind, huge, deep or hardly text."""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

Json = dict[str, Any]
Path = tuple[Any, ...]
GONE = object()

# The same examples every time, and few of them; FUZZ=2000 tries others.
FUZZ = int(os.environ.get("FUZZ", "0"))


def fuzzing(examples: int) -> settings:
    """How much is tried: so many examples, or as many as FUZZ says."""
    return settings(
        max_examples=FUZZ or examples,
        derandomize=not FUZZ,
        database=None,
        deadline=None,
        phases=[Phase.generate, *([Phase.shrink] if FUZZ else [])],
        suppress_health_check=list(HealthCheck),
    )


def deep(levels: int) -> Any:
    found: Any = "deep"
    for level in range(levels):
        found = [found] if level % 2 else {"a": found}
    return found


NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**80, -(2**63), 1e308, float("nan")),
    *("", " ", "0", "-1", "null", "a:b", ":", "met:", "met:-1", f"met:{2**70}", "arrange:99999"),
    *("x" * 3_000, "\0", "\ud800", "\u202e<@U1> <!channel> @everyone", "'; DROP TABLE members; --"),
    *("../../etc/passwd", "%00", "=cmd|' /C calc'!A1", "٣", "🏳️‍🌈" * 200, "form:", "form:report:1"),
    *([], {}, [[]], [None], {"a": {}}, ["x"] * 500, {"id": None}, {"id": []}, {"type": 1}),
)


def paths(value: Any, here: Path = ()) -> list[Path]:
    """Where something stands in a payload, the whole of it too."""
    found = [here]
    if isinstance(value, dict):
        for key, part in value.items():
            found += paths(part, (*here, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            found += paths(part, (*here, number))
    return found


def changed(payload: Any, path: Path, put: Any) -> Any:
    """The payload with something else in one place, or with nothing there."""
    if not path:
        return {} if put is GONE else put
    whole = copy.deepcopy(payload)
    inside = whole
    for step in path[:-1]:
        inside = inside[step]
    if put is GONE:
        del inside[path[-1]]
    else:
        inside[path[-1]] = put
    return whole


@dataclass(frozen=True, repr=False)
class Sample:
    """A payload that was changed, and the number of the one that it was."""

    number: int
    payload: Any

    def __repr__(self) -> str:
        return f"{self.number}: {self.payload!r}"[:2_000]


@st.composite
def mutated(draw: Callable[[Any], Any], payloads: tuple[Json, ...]) -> Sample:
    """One of the payloads with one to three places changed."""
    number = draw(st.integers(0, len(payloads) - 1))
    found: Any = payloads[number]
    nasty = st.one_of(st.just(GONE), st.sampled_from(NASTY), st.builds(deep, st.just(200)))
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(paths(found)))
        found = changed(found, where, draw(nasty))
    return Sample(number, found)


def never_tells(said: str) -> None:
    """Nothing of the program's inside is in an answer."""
    for word in (
        "Traceback",
        'File "',
        "Error:",
        "Exception",
        "site-packages",
        ".py",
        "sqlalchemy",
    ):
        assert word not in said, said[:2_000]
