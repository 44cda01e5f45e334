"""Forms as Discord's dialogs, which hold five inputs: a longer form has several pages, each of which saves its part. Pure.

https://docs.discord.com/developers/components/reference#label
"""

from collections.abc import Sequence
from typing import Any

from adapters.discord.render import OURS
from bot.messages import (
    Action,
    Channel,
    Choice,
    Day,
    Form,
    Hour,
    Input,
    Line,
    Values,
    proposed,
)

Json = dict[str, Any]

STRING_SELECT, TEXT_INPUT, CHANNEL_SELECT, LABEL = 3, 4, 8, 18
MODAL = 9
SHORT, PARAGRAPH = 1, 2
GUILD_TEXT = 0
ON_A_PAGE = 5
PAGE = "+"
LONGEST_TITLE = 45
LONGEST_LABEL = 45
LONGEST_HINT = 100
LONGEST_VALUE = 4_000


def pages(form: Form) -> int:
    """How many pages a form has."""
    return -(-len(form.inputs) // ON_A_PAGE)


def dialog(form: Form, page: int = 0) -> Json:
    """One page of a form."""
    title = f"{form.title} ({page + 1}/{pages(form)})" if pages(form) > 1 else form.title
    return {
        "custom_id": f"{OURS}:{form.action.encode()}:{page}",
        "title": title[:LONGEST_TITLE],
        "components": [_label(one) for one in _inputs(form, page)],
    }


def paged(action: Action, page: int) -> Action:
    """The action of a button that opens a page of a form."""
    return Action(f"{action.name}{PAGE}{page}", action.about) if page else action


def unpaged(action: Action) -> tuple[Action, int]:
    """Read `paged()` back."""
    name, _, page = action.name.partition(PAGE)
    return Action(name, action.about), max(int(page or 0), 0)


def read_id(custom_id: str) -> tuple[Action, int]:
    """Which form a dialog is, and which page of it. Raises ValueError for one that is not ours."""
    ours, name, about, page = custom_id.split(":")[:4]
    if ours != OURS:
        raise ValueError(custom_id)
    return Action.decode(f"{name}:{about}"), int(page)


def values_of(components: Sequence[Json], form: Form) -> Values:
    """The whole form: what was filled in on this page, and what it proposes on the others."""
    filled: dict[str, str] = {}
    for label in components:
        field: Json = label.get("component") or {}
        if "custom_id" in field:
            filled[str(field["custom_id"])] = _value(field)
    return {**{one.name: proposed(one) for one in form.inputs}, **filled}


def _value(field: Json) -> str:
    if "values" in field:
        return ",".join(str(value) for value in field["values"])
    return str(field.get("value", ""))


def _inputs(form: Form, page: int) -> Sequence[Input]:
    return form.inputs[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]


def _label(one: Input) -> Json:
    hint = {"description": one.hint[:LONGEST_HINT]} if one.hint else {}
    return {"type": LABEL, "label": one.label[:LONGEST_LABEL], "component": _field(one), **hint}


def _field(one: Input) -> Json:
    match one:
        case Choice(several=several, options=options, chosen=chosen):
            return {
                "type": STRING_SELECT,
                "custom_id": one.name,
                "required": one.required,
                "min_values": 1 if one.required else 0,
                "max_values": len(options) if several else 1,
                "options": [
                    {
                        "label": option.label[:100],
                        "value": str(option.value),
                        "default": option.value in chosen,
                    }
                    for option in options
                ],
            }
        case Channel(value=channel):
            chosen_now = [{"id": channel, "type": "channel"}] if channel else []
            return {
                "type": CHANNEL_SELECT,
                "custom_id": one.name,
                "channel_types": [GUILD_TEXT],
                "required": one.required,
                **({"default_values": chosen_now} if chosen_now else {}),
            }
        case Line(most=most, several=several):
            return _text(one, PARAGRAPH if several else SHORT, min(most, LONGEST_VALUE))
        case Day():
            return _text(one, SHORT, LONGEST_HINT, "2026-12-03, or thursday")
        case Hour():
            return _text(one, SHORT, LONGEST_HINT, "15:00")


def _text(one: Input, style: int, most: int, placeholder: str = "") -> Json:
    value = proposed(one)[:most]
    return {
        "type": TEXT_INPUT,
        "custom_id": one.name,
        "style": style,
        "required": one.required,
        "max_length": most,
        **({"value": value} if value else {}),
        **({"placeholder": placeholder} if placeholder else {}),
    }
