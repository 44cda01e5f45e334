"""Messages as plain text, and there and back through JSON."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Strong,
    Text,
    When,
    buttons,
    field,
    from_json,
    joined,
    note,
    paragraph,
    plain,
    say,
    to_json,
    with_command,
)

words = st.text(max_size=20)
moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
some_runs = st.lists(
    st.one_of(
        st.builds(Text, words),
        st.builds(Strong, words),
        st.builds(Mention, words),
        st.builds(When, moments, st.sampled_from(Precision)),
        st.builds(Link, words, words),
    ),
    max_size=4,
).map(tuple)
actions = st.builds(Action, st.from_regex(r"[a-z_]{1,20}", fullmatch=True), st.integers(0, 2**53))
some_buttons = st.builds(Button, words, actions, st.sampled_from(Look))
some_fields = st.builds(Field, words, some_runs)
some_files = st.builds(
    Attachment, words, st.sampled_from(["image/png", "text/calendar"]), st.binary(), words
)
blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, some_runs),
    st.builds(Fields, st.lists(some_fields, max_size=3).map(tuple)),
    st.builds(Buttons, st.lists(some_buttons, max_size=3).map(tuple)),
    some_files,
    st.builds(Note, some_runs),
)
messages = st.builds(Message, st.lists(blocks, max_size=5).map(tuple))

LONDON, KIRITIMATI = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Kiritimati")
THREE = datetime(2026, 12, 3, 15, tzinfo=UTC)
NAMES = {"u1": "Ada", "u2": "Ben", "u3": "Cleo"}


def shown(message: Message, zone: ZoneInfo = LONDON) -> str:
    return plain(message, lambda member: NAMES.get(member, member), zone)


@given(messages)
def test_every_message_comes_back_from_json_as_it_was(message: Message) -> None:
    assert from_json(json.loads(json.dumps(to_json(message)))) == message


@given(messages)
def test_every_message_has_a_plain_form(message: Message) -> None:
    assert isinstance(shown(message), str)


@given(actions)
def test_every_action_can_be_read_back(action: Action) -> None:
    assert Action.decode(action.encode()) == action


def test_buttons_know_their_look_again_after_json() -> None:
    message = say(buttons(Button("Leave", Action("leave", 3), Look.DANGER)))
    (back,) = from_json(json.loads(json.dumps(to_json(message)))).buttons
    assert back.look is Look.DANGER


@pytest.mark.parametrize("text", ["", "leave", "leave:", "leave:x", "leave:1:2"])
def test_what_is_no_action_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the contract
        Action.decode(text)


def test_a_kind_that_is_not_known_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        from_json({"is": "Hologram", "text": "boo"})


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Heading("A 1-2-1 for you"), "A 1-2-1 for you"),
        (paragraph("Hello ", Mention("u1"), "!"), "Hello @Ada!"),
        (paragraph(Mention("u9")), "@u9"),
        (paragraph("really ", Strong("now")), "really now"),
        (paragraph(Link("the guide", "https://example.org/")), "the guide (https://example.org/)"),
        (paragraph(When(THREE)), "Thursday 3 December 2026, 15:00"),
        (paragraph(When(THREE, Precision.DAY)), "Thursday 3 December 2026"),
        (note("small print"), "small print"),
        (Fields((field("How", "online"), field("Who", Mention("u2")))), "How: online\nWho: @Ben"),
        (
            buttons(Button("We met", Action("met", 1)), Button("Not yet", Action("not_yet", 1))),
            "[We met] [Not yet]",
        ),
        (Attachment("cake.png", "image/png", b"", "a wedding cake"), "[cake.png: a wedding cake]"),
        (paragraph("<b>@everyone</b> *hush*"), "<b>@everyone</b> *hush*"),
    ],
)
def test_each_block_has_its_plain_form(block: Block, text: str) -> None:
    assert shown(say(block)) == text


def test_the_files_of_a_message_are_known_and_which_of_them_are_pictures() -> None:
    invitation = Attachment("1-2-1.ics", "text/calendar", b"BEGIN", "Thursday at 15:00")
    cake = Attachment("cake.png", "image/png", b"PNG", "a wedding cake")
    message = say(paragraph("hello"), invitation, cake)
    assert message.attachments == (invitation, cake)
    assert [one.is_picture for one in message.attachments] == [False, True]


def test_blocks_stand_one_below_the_other() -> None:
    assert shown(say(Heading("One"), paragraph("two"), note("three"))) == "One\ntwo\nthree"


def test_a_moment_is_told_in_the_readers_own_zone() -> None:
    assert shown(say(paragraph(When(THREE))), KIRITIMATI) == "Friday 4 December 2026, 05:00"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "Thursday 31 December, 22:00"),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), "Thursday 31 December 2026, 22:00"),
        (datetime(2025, 12, 31, tzinfo=UTC), "Thursday 31 December 2026, 22:00"),
        (None, "Thursday 31 December 2026, 22:00"),
    ],
)
def test_the_year_is_told_unless_it_is_the_readers_present_one(
    now: datetime | None, said: str
) -> None:
    message = say(paragraph(When(datetime(2026, 12, 31, 22, tzinfo=UTC))))
    assert plain(message, str, ZoneInfo("UTC"), now) == said


def test_a_year_begins_where_the_reader_is() -> None:
    message = say(paragraph(When(datetime(2026, 12, 31, 22, tzinfo=UTC))))
    now = datetime(2026, 12, 31, 12, tzinfo=UTC)  # two in the morning of New Year's Day there
    assert plain(message, str, KIRITIMATI, now) == "Friday 1 January, 12:00"
    day = say(paragraph(When(THREE, Precision.DAY)))
    assert shown(day, KIRITIMATI) == "Friday 4 December 2026"


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ((), ""),
        (("u1",), "@Ada"),
        (("u1", "u2"), "@Ada and @Ben"),
        (("u1", "u2", "u3"), "@Ada, @Ben and @Cleo"),
    ],
)
def test_people_are_named_as_one_says_them(people: tuple[str, ...], text: str) -> None:
    them: tuple[Run, ...] = joined(people)
    assert shown(say(Paragraph(them))) == text


@given(messages)
def test_another_name_for_the_command_stands_wherever_ours_stood(message: Message) -> None:
    there = say(*message.blocks, paragraph("Type /121 help"), note("/121 join"))
    renamed = plain(with_command(there, "/one2one"), str, ZoneInfo("UTC"))
    assert renamed == plain(there, str, ZoneInfo("UTC")).replace("/121", "/one2one")
    assert with_command(there, "/121") is there


def test_another_name_for_the_command_leaves_a_file_as_it_is() -> None:
    file = Attachment("a.ics", "text/calendar", b64decode("/121"), "Type /121 help")
    (renamed,) = with_command(say(file), "/one2one").attachments
    assert (renamed.content, renamed.alt) == (file.content, "Type /one2one help")
