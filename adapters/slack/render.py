"""A message as Slack shows it: Block Kit blocks, and the text for notifications and screen readers.

Paragraphs and facts become `rich_text`, in which text is never read as markup: a name such as `*Jo*` stays
as it was written. Mentions notify, and moments stand in each reader's own time zone. Limits are Slack's:
https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.messages import (
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
    paragraph,
    show_moment,
)

LONGEST_HEADING = 150
LONGEST_LABEL = 75
LONGEST_NOTE = (
    2_000  # Slack allows 3,000 characters of markup, and a mention is longer than it looks
)
LONGEST_ALT = 2_000
LONGEST_TEXT = 3_900  # Slack recommends at most 4,000
NOTHING = "…"  # where Slack insists on words
MOST_BUTTONS = 25
MOST_BLOCKS = 50
LONGEST_MARKER = 255
GREENWICH = ZoneInfo("UTC")
SLACK_FORMAT = {
    Precision.DAY: "{date_long}",
    Precision.MINUTE: "{date_long}, {time}",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is handed to Slack: `text` for notifications, `blocks` for the screen."""

    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that is in Slack already: its id, and where those may open it who see it in a message."""

    id: str
    permalink: str


Uploads = Mapping[Attachment, Uploaded]
NO_FILES: Uploads = MappingProxyType({})


def render(message: Message, marker: str | None = None, uploaded: Uploads = NO_FILES) -> Rendered:
    """The message in Block Kit; `marker` becomes the id of its first block, by which it can be found again.

    Of files that were not uploaded, the words for those who cannot open them are shown.
    """
    blocks = draw(message, uploaded)[:MOST_BLOCKS]
    if marker is not None and blocks:
        blocks[0] = {**blocks[0], "block_id": marker[:LONGEST_MARKER]}
    return Rendered(notification(message, uploaded), tuple(blocks))


def draw(message: Message, uploaded: Uploads = NO_FILES) -> list[Json]:
    """The blocks of a message, however many."""
    return [
        drawn for block in message.blocks for drawn in _draw(_linked(block, uploaded), uploaded)
    ]


def rich_text(runs: Runs) -> Json:
    """One paragraph in which nothing is read as markup."""
    return _rich([_section(runs)])


def notification(message: Message, uploaded: Uploads = NO_FILES) -> str:
    """The whole message without its buttons, for those who hear it or see it on a locked screen."""
    lines = [line for block in message.blocks for line in _lines(_linked(block, uploaded))]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rpartition(' ')[0]}…"


def escape(text: str) -> str:
    """Text that Slack shows as it stands; the three characters that could begin markup are replaced.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, most: int) -> str:
    """Text of at most so many characters, with a sign that something is missing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _linked(block: Block, uploaded: Uploads) -> Block:
    """A file that is no picture becomes a link: by it, Slack shares the file with those who read the message."""
    if not isinstance(block, Attachment) or block.is_picture or block not in uploaded:
        return block
    there = uploaded[block].permalink
    return paragraph(Link(block.name, there)) if there else block


def _draw(block: Block, uploaded: Uploads) -> Iterator[Json]:
    match block:
        case Heading(text):
            yield {"type": "header", "text": _plain(text, LONGEST_HEADING)}
        case Paragraph(runs) if _shows(runs):
            yield rich_text(runs)
        case Fields(fields) if fields:
            yield _rich([_fact(field, last=field is fields[-1]) for field in fields])
        case Buttons(buttons):
            for start in range(0, len(buttons), MOST_BUTTONS):
                row = buttons[start : start + MOST_BUTTONS]
                drawn = [_button(button, place) for place, button in enumerate(row)]
                yield {"type": "actions", "elements": drawn}
        case Attachment(is_picture=True, alt=alt) if block in uploaded:
            alt_text = shorten(alt, LONGEST_ALT) or NOTHING
            shown = {"id": uploaded[block].id}
            yield {"type": "image", "slack_file": shown, "alt_text": alt_text}
        case Attachment(alt=alt) if alt:
            yield {"type": "context", "elements": [_small((Text(alt),))]}
        case Note(runs) if _shows(runs):
            yield {"type": "context", "elements": [_small(runs)]}


def _rich(sections: Sequence[Json]) -> Json:
    return {"type": "rich_text", "elements": list(sections)}


def _shows(runs: Runs) -> bool:
    """Is there anything to see? Slack refuses empty elements."""
    return any(True for run in runs for _ in _element(run))


def _section(runs: Runs) -> Json:
    elements = [element for run in runs for element in _element(run)]
    return {"type": "rich_text_section", "elements": elements}


def _fact(field: Field, *, last: bool) -> Json:
    end = () if last else (Text("\n"),)
    return _section((Strong(f"{field.label}: "), *field.runs, *end))


def _element(run: Run) -> Iterator[Json]:
    match run:
        case Text(text) if text:
            yield {"type": "text", "text": text}
        case Strong(text) if text:
            yield {"type": "text", "text": text, "style": {"bold": True}}
        case Mention(member):
            yield {"type": "user", "user_id": member}
        case When(at, precision):
            yield {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": SLACK_FORMAT[precision],
                "fallback": _fallback(run),
            }
        case Link(label, url):
            yield {"type": "link", "url": url, "text": label or url}


def _fallback(when: When) -> str:
    # With the year: nobody knows when this will be read. Slack's own form of a date has it too.
    shown = show_moment(when, GREENWICH)
    return f"{shown} UTC" if when.precision is Precision.MINUTE else shown


def _button(button: Button, place: int) -> Json:
    encoded = button.action.encode()
    drawn: Json = {
        "type": "button",
        "action_id": f"{encoded}/{place}",  # unique within its row
        "value": encoded,
        "text": _plain(button.label, LONGEST_LABEL),
    }
    if button.look is not Look.PLAIN:
        drawn["style"] = button.look.value
    return drawn


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": shorten(text, most) or NOTHING, "emoji": False}


def _small(runs: Runs) -> Json:
    """Small print; words alone are plain text, in which nothing is read as markup."""
    if all(isinstance(run, Text) for run in runs):
        words = "".join(run.text for run in runs if isinstance(run, Text))
        return _plain(words, LONGEST_NOTE)
    return {"type": "mrkdwn", "text": shorten(_markup(runs), LONGEST_NOTE), "verbatim": True}


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield escape(text)
        case Paragraph(runs) | Note(runs):
            yield _markup(runs)
        case Fields(fields):
            for field in fields:
                yield f"{escape(field.label)}: {_markup(field.runs)}"
        case Attachment(alt=alt):
            yield escape(alt)


def _markup(runs: Runs) -> str:
    return "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    match run:
        case Text(text) | Strong(text):
            return escape(text)
        case Mention(member):
            return f"<@{member}>"
        case When(at, precision):
            fallback = escape(_fallback(run)).replace("|", "/")
            return f"<!date^{int(at.timestamp())}^{SLACK_FORMAT[precision]}|{fallback}>"
        case Link(label, url):
            return f"<{escape(url).replace('|', '%7C')}|{escape(label)}>"
