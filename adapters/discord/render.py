"""A message as Discord shows it: components (version 2), in which text and buttons stand in their order. Pure.

Names and free text are escaped, so that markup in them is shown as it was written. `allowed_mentions` names
the members whom a message is for and nobody else. Limits: https://docs.discord.com/developers/components/reference
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from adapters.discord.tree import in_discords_form
from bot.messages import (
    Action,
    Attachment,
    Block,
    Button,
    Buttons,
    Field,
    Fields,
    Heading,
    Link,
    Look,
    Mention,
    Message,
    Note,
    Paragraph,
    Precision,
    Run,
    Runs,
    Strong,
    Text,
    When,
    note,
    reworded,
    say,
)

Json = dict[str, Any]

ACTION_ROW, BUTTON, TEXT_DISPLAY, GALLERY, FILE = 1, 2, 10, 12, 13
COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
IN_A_ROW = 5
LONGEST_LABEL = 80
LONGEST_TEXT = 3_900  # of 4,000 in a whole message
MOST_COMPONENTS = 40
MOST_FILES = 10
LONGEST_ALT = 1_024
LONGEST_NAME = 100
STYLES = {Look.PLAIN: 2, Look.PRIMARY: 1, Look.DANGER: 4}
STAMPS = {Precision.DAY: "D", Precision.MINUTE: "F"}
OURS = "121"
_MARKUP = re.compile(r"[\\*_~`|\[\]<]")
_ODD_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")  # Discord would write these anew
_AT_LINE_START = re.compile(r"(?m)^(\s*)([#>-])")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The components of a message, the members it mentions, and the files that come with it."""

    components: tuple[Json, ...]
    mentions: tuple[str, ...]
    files: tuple[Attachment, ...] = ()

    def payload(self, notify: Iterable[str] = (), flags: int = 0) -> Json:
        """The body of a request; of those mentioned only `notify` hear of it."""
        files = [
            {"id": str(place), "filename": file.name, "description": _alt(file)}
            for place, file in enumerate(self.files)
        ]
        return {
            "flags": COMPONENTS_V2 | flags,
            "components": list(self.components),
            "allowed_mentions": {"parse": [], "users": sorted(set(notify) & set(self.mentions))},
            **({"attachments": files} if files else {}),
        }


def draw(message: Message, marker: str = "") -> Drawn:
    """The message as components; `marker` (see `mark`) is in the id of every button and of the first text."""
    message = reworded(message, in_discords_form)
    blocks = tuple(_with_plain_names(message.blocks))
    components = list(_fitting(_parts(blocks))) or [{"type": TEXT_DISPLAY, "content": "…"}]
    files = tuple(one for one in say(*blocks).attachments if _file(one) in components)
    if marker:
        components = [_marked(one, marker) for one in components]
        components[0] = {**components[0], "id": number_of(marker)}
    found = tuple(dict.fromkeys(_mentioned(message)))
    return Drawn(tuple(components), found, files)


def in_words(message: Message) -> Message:
    """The message without its files; what they hold is told in small print."""
    blocks = (note(one.alt) if isinstance(one, Attachment) else one for one in message.blocks)
    return say(*blocks)


def mark(key: str) -> str:
    """A short sign of a delivery's key, by which its message can be found again."""
    return blake2b(key.encode(), digest_size=6).hexdigest()


def number_of(marker: str) -> int:
    """The same sign as a component's id, which has 31 bits."""
    return int(marker[:7], 16) + 1


def custom_id(action: Action, place: int) -> str:
    """What a button carries: ours, the action, and its place, which makes it unique within a message."""
    return f"{OURS}:{action.encode()}:{place}"


def action_of(given: str) -> Action:
    """The action behind a button. Raises ValueError for one that is not ours."""
    ours, _, rest = given.partition(":")
    name, about, *_ = rest.split(":")
    if ours != OURS:
        raise ValueError(given)
    return Action.decode(f"{name}:{about}")


def escape(text: str) -> str:
    """Text that Discord shows as it stands."""
    return _AT_LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def _marked(component: Json, marker: str) -> Json:
    if component["type"] != ACTION_ROW:
        return component
    buttons = [
        {**one, "custom_id": f"{one['custom_id']}:{marker}"} for one in component["components"]
    ]
    return {**component, "components": buttons}


def _with_plain_names(blocks: Iterable[Block]) -> Iterator[Block]:
    """Files under names that Discord takes as they are, no two alike; what is too many is told in words."""
    place = 0
    for block in blocks:
        if not isinstance(block, Attachment):
            yield block
        elif place < MOST_FILES:
            name = _ODD_IN_A_NAME.sub("_", block.name)[-LONGEST_NAME:] or "file"
            yield replace(block, name=f"{place}-{name}" if place else name)
            place += 1
        else:
            yield note(block.alt)


def _fitting(parts: Iterable[str | Json]) -> Iterator[Json]:
    """As many components as a message has room for."""
    room, left = MOST_COMPONENTS, LONGEST_TEXT
    for part in parts:
        if isinstance(part, str):
            text = _cut(part, left)
            left -= len(text)
            if text and room:
                yield {"type": TEXT_DISPLAY, "content": text}
                room -= 1
            continue
        size = 1 + len(part.get("components", ()))
        if room >= size:
            yield part
            room -= size


def _parts(blocks: Iterable[Block]) -> Iterator[str | Json]:
    """Texts that stand together, rows of buttons, and files, in turn."""
    texts: list[str] = []
    place = 0
    for block in blocks:
        if not isinstance(block, Buttons | Attachment):
            texts += [line for line in _lines(block) if line.strip()]
            continue
        if texts:
            yield "\n".join(texts)
            texts = []
        if isinstance(block, Attachment):
            yield _file(block)
            continue
        drawn = [_button(one, place + n) for n, one in enumerate(block.buttons)]
        place += len(drawn)
        for n in range(0, len(drawn), IN_A_ROW):
            yield {"type": ACTION_ROW, "components": drawn[n : n + IN_A_ROW]}
    if texts:
        yield "\n".join(texts)


def _file(file: Attachment) -> Json:
    """A picture to be seen, or a file to be fetched."""
    there = {"url": f"attachment://{file.name}"}
    if file.is_picture:
        return {"type": GALLERY, "items": [{"media": there, "description": _alt(file)}]}
    return {"type": FILE, "file": there}


def _alt(file: Attachment) -> str:
    return file.alt[:LONGEST_ALT] or "…"


def _button(button: Button, place: int) -> Json:
    return {
        "type": BUTTON,
        "style": STYLES[button.look],
        "label": button.label[:LONGEST_LABEL] or "…",
        "custom_id": custom_id(button.action, place),
    }


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) if text:
            yield f"### {escape(text)}"
        case Paragraph(runs):
            yield _written(runs)
        case Fields(fields):
            for field in fields:
                yield _fact(field)
        case Note(runs):
            yield f"-# {_written(runs)}"


def _fact(field: Field) -> str:
    return f"**{escape(field.label)}:** {_written(field.runs)}"


def _written(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    match run:
        case Text(text):
            return escape(text)
        case Strong(text):
            return f"**{escape(text)}**" if text.strip() else text
        case Mention(member):
            return f"<@{member}>"
        case When(at, precision):
            return f"<t:{int(at.timestamp())}:{STAMPS[precision]}>"
        case Link(label, url):
            return f"[{escape(label or url)}](<{url}>)"


def _mentioned(message: Message) -> Iterator[str]:
    for block in message.blocks:
        match block:
            case Paragraph(runs) | Note(runs):
                yield from (run.member for run in runs if isinstance(run, Mention))
            case Fields(fields):
                for field in fields:
                    yield from (run.member for run in field.runs if isinstance(run, Mention))


def _cut(text: str, most: int) -> str:
    """As much of a text as there is room for, ending between words."""
    if len(text) <= most:
        return text
    return f"{text[: max(most - 1, 0)].rpartition(' ')[0]}…" if most > 1 else ""
