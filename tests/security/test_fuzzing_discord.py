"""Whatever Discord tells: an interaction is answered in words or not at all, nothing shows the program's inside, and 121 goes on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from discord.http import Route
from hypothesis import given
from structlog.testing import capture_logs

from adapters.discord.door import Door
from adapters.discord.listeners import Listeners
from adapters.discord.reading import person
from adapters.discord.render import OURS
from adapters.discord.tree import GROUPS
from bot.assembly import Parts, assemble
from bot.commands.fill import FORMS
from bot.commands.table import SUBCOMMANDS
from bot.domain.model import MemberRef, Platform
from bot.storage import SqlStore
from scheduler.clocks import StillClock
from tests.security.mutations import Sample, fuzzing, mutated, never_tells
from tests.talk import MONDAY_NINE, Table

Json = dict[str, Any]
SLASH, PRESS, TYPING, SUBMIT = 2, 3, 4, 5
ADA: Json = {"user": {"id": "11"}, "permissions": "32"}


def interaction(kind: int, data: Json, **more: Any) -> Json:
    return {
        "id": "900",
        "token": "token-of-the-interaction",
        "application_id": "1",
        "type": kind,
        "data": data,
        "user": {"id": "11"},
        "channel_id": "5",
        "channel": {"name": "coffee"},
        "guild_id": "7",
        "member": ADA,
        **more,
    }


def slash(name: str, *options: Json) -> Json:
    given: Json = {"name": name, "type": 1, "options": list(options)}
    for group, inside in GROUPS.items():
        if name in inside:
            given = {"name": group, "type": 2, "options": [given]}
    resolved = {"users": {"12": {"id": "12"}, "13": {"id": "13", "bot": True}}}
    return interaction(SLASH, {"name": "121", "options": [given], "resolved": resolved})


def filled(name: str, value: str) -> Json:
    return {"type": 18, "component": {"custom_id": name, "type": 4, "value": value}}


SLASHES = tuple(slash(one.name) for one in SUBCOMMANDS if " " not in one.name)
SENT = tuple(
    interaction(
        SUBMIT,
        {
            "custom_id": f"{OURS}:{form}:1:0",
            "components": [filled("line", "bread"), filled("text", "tea"), filled("day", "friday")],
        },
        message={"id": "77", "channel_id": "5"},
    )
    for form in FORMS
)
PAYLOADS: tuple[Json, ...] = (
    *SLASHES,
    slash("setup", {"name": "changes", "type": 3, "value": "on monday"}),
    slash("note", {"name": "member", "type": 6, "value": "12"}),
    slash("block", {"name": "member", "type": 6, "value": "13"}),
    *SENT,
    interaction(PRESS, {"custom_id": f"{OURS}:met:1:k1", "component_type": 2}),
    interaction(PRESS, {"custom_id": f"{OURS}:circle+1:1:k1", "component_type": 2}),
    interaction(
        TYPING,
        {
            "options": [
                {
                    "name": "pause",
                    "type": 1,
                    "options": [{"name": "until", "focused": True, "value": "1"}],
                }
            ]
        },
    ),
    {
        k: v
        for k, v in interaction(PRESS, {"custom_id": f"{OURS}:met:1:k1"}).items()
        if k not in {"guild_id", "member"}
    }
    | {"message": {"id": "77", "channel_id": "5"}},
)


@dataclass
class Wire:
    """Discord's API, as far as answers go out by it: it takes everything, and keeps it."""

    sent: list[str] = field(default_factory=list)

    async def request(self, route: Route, **given: Any) -> Any:
        self.sent.append(json.dumps([route.method, given], default=repr))
        return {"id": "5"}


@dataclass
class Place:
    parts: Parts
    wire: Wire
    listeners: Listeners


async def known(server: str, member: str) -> MemberRef | None:
    """A member who may do what others may."""
    return person(server, member, organiser=False)


def nobody(_server: str, _channel: str, _role: str) -> Sequence[MemberRef] | None:
    return None


pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture(autouse=True)
def logs() -> Iterator[Any]:
    """What is logged, kept and not drawn: there are many traces."""
    with capture_logs() as kept:
        yield kept


@pytest.fixture
async def place(sqlite_store: SqlStore) -> Place:
    wire = Wire()
    parts = assemble(sqlite_store, StillClock(MONDAY_NINE), {Platform.DISCORD: Table()})
    listeners = Listeners(
        bot=parts.bot,
        door=Door(lambda: wire),
        present=nobody,
        known=known,
        reference=lambda: "c0ffee",
    )
    await listeners.interaction(PAYLOADS[len(SLASHES)])
    return Place(parts, wire, listeners)


@given(mutated(PAYLOADS))
@fuzzing(400)
async def test_an_interaction_in_any_state_is_answered_politely_or_not_at_all(
    place: Place, sample: Sample
) -> None:
    place.wire.sent.clear()
    await place.listeners.interaction(sample.payload)
    for said in place.wire.sent:
        never_tells(said)


async def test_every_payload_here_is_answered_without_a_mistake(
    place: Place, logs: list[Any]
) -> None:
    for payload in PAYLOADS:
        place.wire.sent.clear()
        await place.listeners.interaction(payload)
        assert place.wire.sent
    assert [one for one in logs if one["log_level"] == "error"] == []
