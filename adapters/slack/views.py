"""Pages and dialogs of Slack's: a member's home, forms as modals, and what was filled in. Pure.

Limits: https://docs.slack.dev/reference/views and https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Mapping
from typing import Any

from adapters.slack.render import NOTHING, draw, rich_text, shorten
from bot.messages import (
    Action,
    Channel,
    Choice,
    Day,
    Form,
    Hour,
    Input,
    Line,
    Message,
    Option,
    Values,
)

Json = dict[str, Any]

FORM = "form:"
FROM_HOME = "home"
VALUE = "value"  # the action id of every input: the block's id says which it is
LONGEST_TITLE = 24
LONGEST_LINE = 3_000
LONGEST_LABEL = 2_000
LONGEST_OPTION = 75
LONGEST_PROBLEM = 300
MOST_TICKS = 10
MOST_BLOCKS = 100


def home_view(page: Message, answer: Message | None = None) -> Json:
    """A member's home; above it the answer to what they have just pressed there."""
    said = [*draw(answer), {"type": "divider"}] if answer is not None else []
    return {"type": "home", "blocks": [*said, *draw(page)][:MOST_BLOCKS]}


def message_view(message: Message) -> Json:
    """A message as the last page of a dialog."""
    return {
        "type": "modal",
        "title": _plain("121", LONGEST_TITLE),
        "close": _plain("Close", LONGEST_TITLE),
        "blocks": draw(message)[:MOST_BLOCKS],
    }


def form_view(form: Form, came_from: str = "") -> Json:
    """A form as a dialog; `came_from` travels with it, so that the page below can be shown anew."""
    opening = [rich_text(form.opening)] if form.opening else []
    return {
        "type": "modal",
        "callback_id": f"{FORM}{form.action.encode()}",
        "private_metadata": came_from,
        "title": _plain(form.title, LONGEST_TITLE),
        "submit": _plain(form.send, LONGEST_TITLE),
        "close": _plain("Cancel", LONGEST_TITLE),
        "blocks": [*opening, *(_input(one) for one in form.inputs)],
    }


def form_of(view: Json) -> Action:
    """Which form a dialog is. Raises ValueError for a dialog that is none of ours."""
    return Action.decode(str(view.get("callback_id", "")).removeprefix(FORM))


def values_of(view: Json) -> Values:
    """What was filled in, as texts by the names of the inputs."""
    state: Mapping[str, Mapping[str, Json]] = (view.get("state") or {}).get("values") or {}
    return {name: _value(fields.get(VALUE, {})) for name, fields in state.items()}


def inputs_of(view: Json) -> tuple[str, ...]:
    """The names of a dialog's inputs, in order."""
    return tuple(str(block["block_id"]) for block in view["blocks"] if block["type"] == "input")


def problems_at(view: Json, problems: Mapping[str, str]) -> dict[str, str]:
    """The problems by block ids; what belongs to no input of the dialog stands at the first one."""
    there = inputs_of(view)
    return {
        (name if name in there else there[0]): shorten(said, LONGEST_PROBLEM)
        for name, said in problems.items()
    }


def _value(field: Json) -> str:
    match field:
        case (
            {"type": "plain_text_input", "value": str(given)}
            | {"type": "static_select", "selected_option": {"value": str(given)}}
            | {"type": "datepicker", "selected_date": str(given)}
            | {"type": "timepicker", "selected_time": str(given)}
            | {"type": "conversations_select", "selected_conversation": str(given)}
        ):
            return given
        case {"type": "checkboxes", "selected_options": list(ticked)}:
            return ",".join(str(option["value"]) for option in ticked)
    return ""


def _input(one: Input) -> Json:
    hint = {"hint": _plain(one.hint, LONGEST_LABEL)} if one.hint else {}
    return {
        "type": "input",
        "block_id": one.name,
        "label": _plain(one.label, LONGEST_LABEL),
        "optional": not one.required,
        "element": {"action_id": VALUE, **_element(one)},
        **hint,
    }


def _element(one: Input) -> Json:
    match one:
        case Line(value=value, most=most, several=several):
            initial = {"initial_value": value[: min(most, LONGEST_LINE)]} if value else {}
            return {
                "type": "plain_text_input",
                "multiline": several,
                "max_length": min(most, LONGEST_LINE),
                **initial,
            }
        case Choice(several=True, options=options, chosen=chosen):
            ticked = [_option(option) for option in options if option.value in chosen]
            return {
                "type": "checkboxes",
                "options": [_option(option) for option in options][:MOST_TICKS],
                **({"initial_options": ticked} if ticked else {}),
            }
        case Choice(options=options, chosen=chosen):
            first = [_option(option) for option in options if option.value in chosen][:1]
            return {
                "type": "static_select",
                "options": [_option(option) for option in options],
                **({"initial_option": first[0]} if first else {}),
            }
        case Day(value=day):
            initial = {"initial_date": day.isoformat()} if day else {}
            return {"type": "datepicker", **initial}
        case Hour(value=at):
            initial = {"initial_time": f"{at:%H:%M}"} if at else {}
            return {"type": "timepicker", **initial}
        case Channel(value=channel):
            initial = {"initial_conversation": channel} if channel else {}
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "filter": kinds, **initial}


def _option(option: Option) -> Json:
    return {"text": _plain(option.label, LONGEST_OPTION), "value": str(option.value)}


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": shorten(text, most) or NOTHING, "emoji": False}
