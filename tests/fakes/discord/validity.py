"""What Discord would refuse in a request, by its own OpenAPI document and by the rules that it does not state."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]

SCHEMA = json.loads((Path(__file__).parent / "bodies.schema.json").read_text(encoding="utf-8"))
LONGEST_TEXT = 4_000  # in all texts of a message together; a plain `content` has 2,000
MOST_COMPONENTS = 40
LONGEST_ID = 100
PLAIN = re.compile(r"[\w.-]+", re.ASCII)


def faults_of_body(route: str, body: Any) -> list[str]:
    """What is wrong with a request to a route such as `POST /channels/{channel_id}/messages`."""
    schema = {"components": SCHEMA["components"], **SCHEMA["bodies"][route]}
    errors = Draft202012Validator(schema).iter_errors(body)
    return [*(f"{route}: {error.message[:300]}" for error in errors), *_by_rules(body)]


def faults_of_files(body: Any, names: Mapping[str, str]) -> list[str]:
    """What is wrong with files (their parts of the form, and their names) for a body that tells of them."""
    told = body.get("data", body) if isinstance(body, dict) else {}
    listed = {f"files[{one['id']}]": one["filename"] for one in told.get("attachments", ())}
    shown = {url.removeprefix("attachment://") for url in _urls(told.get("components", ()))}
    return [
        *(f"{part} is told of and does not come" for part in listed.keys() - names.keys()),
        *(f"{part} comes and is not told of" for part in names.keys() - listed.keys()),
        *(
            f"{name} is not the name it came with"
            for name in {*listed.values()} ^ {*names.values()}
        ),
        *(f"{name} is shown and does not come" for name in shown - {*names.values()}),
        *(f"{name} comes and is not shown" for name in {*names.values()} - shown),
        *(f"Discord would rename {name}" for name in names.values() if not PLAIN.fullmatch(name)),
    ]


def _urls(components: Any) -> Iterator[str]:
    for one in _parts(components):
        media = [one.get("file"), *(item["media"] for item in one.get("items", ()))]
        yield from (str(there["url"]) for there in media if there)


def _by_rules(body: Any) -> Iterator[str]:
    """Lengths over a whole message, and ids that must be unique."""
    if not isinstance(body, dict) or "components" not in body:
        return
    parts = list(_parts(body["components"]))
    texts = sum(len(one["content"]) for one in parts if one.get("type") == 10)
    if texts > LONGEST_TEXT:
        yield f"the texts have {texts} characters together"
    if len(parts) > MOST_COMPONENTS:
        yield f"there are {len(parts)} components"
    if not parts:
        yield "there is nothing in it"
    ids = [one["custom_id"] for one in parts if "custom_id" in one]
    if len(set(ids)) < len(ids):
        yield "two components have the same custom_id"
    yield from (f"{one} is too long" for one in ids if len(one) > LONGEST_ID)
    yield from ("a text is empty" for one in parts if one.get("content") == "")


def _parts(components: Any) -> Iterator[Json]:
    for one in components:
        yield one
        yield from _parts(one.get("components", ()))
        if "component" in one:
            yield from _parts([one["component"]])
