"""A message as Discord shows it: components (version 2), in which text and buttons stand in their order. Pure.

Names and free text are escaped, so that markup in them is shown as it was written. `allowed_mentions` names
the members whom a message is for and nobody else. Limits: https://docs.discord.com/developers/components/reference
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bot.messages import (
    Action,
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
    Picture,
    Precision,
    Run,
    Runs,
    Strong,
    Text,
    When,
)

Json = dict[str, Any]

ACTION_ROW, BUTTON, TEXT_DISPLAY = 1, 2, 10
COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
IN_A_ROW = 5
LONGEST_LABEL = 80
LONGEST_TEXT = 3_900  # of 4,000 in a whole message
MOST_COMPONENTS = 40
STYLES = {Look.PLAIN: 2, Look.PRIMARY: 1, Look.DANGER: 4}
STAMPS = {Precision.DAY: "D", Precision.MINUTE: "F"}
OURS = "121"
_MARKUP = re.compile(r"[\\*_~`|\[\]<]")
_AT_LINE_START = re.compile(r"(?m)^(\s*)([#>-])")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The components of a message, and the members it mentions."""

    components: tuple[Json, ...]
    mentions: tuple[str, ...]

    def payload(self, notify: Iterable[str] = (), flags: int = 0) -> Json:
        """The body of a request; of those mentioned only `notify` hear of it."""
        return {
            "flags": COMPONENTS_V2 | flags,
            "components": list(self.components),
            "allowed_mentions": {"parse": [], "users": sorted(set(notify) & set(self.mentions))},
        }


def draw(message: Message, marker: str = "") -> Drawn:
    """The message as components; `marker` (see `mark`) is in the id of every button and of the first text."""
    components: list[Json] = []
    room, left = MOST_COMPONENTS, LONGEST_TEXT
    for is_text, parts in _stretches(message):
        if is_text:
            text = _cut("\n".join(parts), left)
            left -= len(text)
            if text and room:
                components.append({"type": TEXT_DISPLAY, "content": text})
                room -= 1
            continue
        for row in parts:
            if room > len(row):
                components.append({"type": ACTION_ROW, "components": row})
                room -= 1 + len(row)
    if not components:
        components.append({"type": TEXT_DISPLAY, "content": "…"})
    if marker:
        components = [_marked(one, marker) for one in components]
        components[0] = {**components[0], "id": number_of(marker)}
    found = tuple(dict.fromkeys(_mentioned(message)))
    return Drawn(tuple(components), found)


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
    return Action(name, int(about))


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


def _stretches(message: Message) -> Iterator[tuple[bool, list[Any]]]:
    """Texts that stand together, and rows of buttons, in turn."""
    texts: list[str] = []
    place = 0
    for block in message.blocks:
        if isinstance(block, Buttons):
            if texts:
                yield True, texts
                texts = []
            drawn = [_button(one, place + n) for n, one in enumerate(block.buttons)]
            place += len(drawn)
            yield False, [drawn[n : n + IN_A_ROW] for n in range(0, len(drawn), IN_A_ROW)]
        else:
            texts += [line for line in _lines(block) if line.strip()]
    if texts:
        yield True, texts


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
        case Picture(url, alt):
            yield f"[{escape(alt)}]({url})"
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
