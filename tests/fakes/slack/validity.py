"""What Slack would refuse in a message or a view, by three judges that miss different things.

The JSON Schema made from Slack's own types knows which blocks and keys there are; the SDK's models know most
lengths and counts; the rules below know what both miss. Each fault is a sentence; none: Slack takes it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

SCHEMA = json.loads((Path(__file__).parent / "blocks.schema.json").read_text(encoding="utf-8"))
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LONGEST_TEXT = 40_000
LONGEST = {"block_id": 255, "action_id": 255, "callback_id": 255, "private_metadata": 3_000}
LONGEST_RICH_TEXT = 12_000  # undocumented; far more than a screen
HOLDERS = frozenset({"rich_text_section", "rich_text", "actions", "context"})
ONLY_IN_VIEWS = frozenset({"input"})


def faults_of_message(text: str, blocks: list[Json]) -> list[str]:
    """What is wrong with a message."""
    found = [*_faults_of_blocks(blocks, "message")]
    if not text.strip():
        found.append("there is no text for notifications and screen readers")
    if len(text) > LONGEST_TEXT:
        found.append(f"the text has {len(text)} characters")
    found += [
        f"a {b['type']} cannot stand in a message" for b in blocks if b.get("type") in ONLY_IN_VIEWS
    ]
    return found


def faults_of_view(view: Json) -> list[str]:
    """What is wrong with a modal or a home."""
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return [f"a view cannot be a {kind}"]
    found = [*_by_schema(view, "HomeView" if kind == "home" else "ModalView")]
    try:
        View(**view).validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        found.append(str(error))
    found += _faults_of_blocks(view.get("blocks", []), str(kind))
    inputs = [block for block in view.get("blocks", []) if block.get("type") == "input"]
    if inputs and kind == "modal" and "submit" not in view:
        found.append("a modal with inputs needs a submit button")
    if len({block.get("block_id") for block in inputs}) < len(inputs):
        found.append("two inputs have the same block_id, or none")
    return found


def _faults_of_blocks(blocks: list[Json], surface: str) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"there are {len(blocks)} blocks"
    for block in blocks:
        yield from _by_schema(block, "KnownBlock")
        yield from _by_models(block)
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"two blocks are called {name}" for name, count in ids.items() if count > 1)
    for block in blocks:
        actions = Counter(part["action_id"] for part in _parts(block) if "action_id" in part)
        yield from (
            f"two actions are called {name}" for name, count in actions.items() if count > 1
        )
        for part in _parts(block):
            yield from _faults_of_part(part)


def _faults_of_part(part: Json) -> Iterator[str]:
    for key, most in LONGEST.items():
        if len(str(part.get(key, ""))) > most:
            yield f"{key} has more than {most} characters"
    text = part.get("text")
    if isinstance(text, str) and not text:
        yield f"a {part.get('type')} is empty"
    if part.get("type") in HOLDERS and not part.get("elements"):
        yield f"a {part['type']} has nothing in it"
    if part.get("type") == "rich_text" and _length(part) > LONGEST_RICH_TEXT:
        yield f"a rich_text has {_length(part)} characters"


def _length(part: Json) -> int:
    return sum(len(str(one.get("text", ""))) for one in _parts(part) if one.get("type") == "text")


def _parts(block: Any) -> Iterator[Json]:
    """A block and everything in it that is an object."""
    if isinstance(block, dict):
        yield block
        for inner in block.values():
            yield from _parts(inner)
    elif isinstance(block, list):
        for inner in block:
            yield from _parts(inner)


def _by_schema(value: Json, definition: str) -> Iterator[str]:
    schema = {**SCHEMA, "$ref": f"#/definitions/{definition}"}
    errors = Draft7Validator(schema).iter_errors(value)
    yield from (f"{definition}: {error.message[:300]}" for error in errors)


def _by_models(block: Json) -> Iterator[str]:
    parsed = Block.parse(block)
    if parsed is None:
        yield f"the SDK knows no {block.get('type')}"
        return
    try:
        parsed.validate_json()
    except SlackObjectFormationError as error:
        yield str(error)
