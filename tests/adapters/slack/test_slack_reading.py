"""What Slack tells us, as commands: payloads in the shapes that Slack documents."""

from typing import Any

import pytest

from adapters.slack.accounts import Known
from adapters.slack.reading import person, pressed, told, typed
from bot import commands
from bot.deliveries import Receipt
from bot.domain.model import Answer, Belonging, MemberRef, PairingId, Via

NOBODY = person("T1", "")
ADA = person("T1", "U1", Known(organiser=True, time_zone="Europe/London"))


def slash(text: str, channel: str = "C1") -> dict[str, Any]:
    return {
        "token": "x",
        "team_id": "T1",
        "team_domain": "riverside",
        "channel_id": channel,
        "channel_name": "coffee",
        "user_id": "U1",
        "user_name": "ada",
        "command": "/121",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://example.org/commands/1",
        "trigger_id": "1.2.3",
    }


def event(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "x",
        "team_id": "T1",
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1796310000,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    }


def press(value: str, channel: str = "D1") -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1", "domain": "riverside"},
        "channel": {"id": channel, "name": "directmessage"},
        "actions": [{"type": "button", "action_id": value, "value": value, "block_id": "b"}],
        "response_url": "https://example.org/actions/1",
    }


def nobody(_: str) -> tuple[MemberRef, ...]:
    return ()


KNOWN = Known(organiser=True, time_zone="Europe/London")


def test_a_slash_command_is_what_was_typed_where_it_was_typed() -> None:
    assert typed(slash("PAIR me"), KNOWN, nobody) == commands.PairMe(who=ADA, place="C1")
    assert typed(slash("", "D1"), KNOWN, nobody) == commands.ShowHelp(who=ADA)


@pytest.mark.parametrize("mention", ["<@U2|ben>", "<@U2>", "<@U2|ben whitfield>"])
def test_a_mention_is_the_member(mention: str) -> None:
    command = typed(slash(f"pair-me {mention}"), KNOWN, nobody)
    assert command == commands.PairMe(who=ADA, place="C1", whom=person("T1", "U2"))


def test_two_members_are_chosen_in_a_row_and_nobody_is_looked_up() -> None:
    def find(name: str) -> tuple[MemberRef, ...]:
        raise AssertionError(name)

    ben, cleo = person("T1", "U2"), person("T1", "U3")
    apart = typed(slash("round apart <@U2|ben whitfield> <@U3|cleo>"), KNOWN, find)
    assert apart == commands.KeepApart(who=ADA, place="C1", one=ben, other=cleo)
    swap = typed(slash("round swap <@U2> and <@U3>"), KNOWN, find)
    assert swap == commands.SwapPartners(who=ADA, place="C1", one=ben, other=cleo)


def test_a_name_is_looked_up() -> None:
    asked: list[str] = []

    def find(name: str) -> tuple[MemberRef, ...]:
        asked.append(name)
        return (person("T1", "U3"),)

    command = typed(slash("block @Chiara &amp; co"), KNOWN, find)
    assert command == commands.BlockMember(who=ADA, place="C1", whom=person("T1", "U3"))
    assert asked == ["@Chiara & co"]


def test_what_slack_escaped_reads_as_it_was_typed() -> None:
    command = typed(slash("profile looking for: R&amp;D &lt;fast&gt;"), KNOWN, nobody)
    assert isinstance(command, commands.EditProfile)
    assert command.value == "R&D <fast>"


def test_a_new_circle_is_called_as_its_channel_where_slack_tells_the_name() -> None:
    public = typed(slash("setup"), KNOWN, nobody)
    private = typed(slash("setup") | {"channel_name": "privategroup"}, KNOWN, nobody)
    assert public == commands.SetUp(who=ADA, place="C1", channel_name="coffee")
    assert private == commands.SetUp(who=ADA, place="C1")


def test_a_button_is_its_command() -> None:
    command = pressed(press("met:7"), KNOWN)
    assert command == commands.ReportMeeting(
        who=ADA, answer=Answer.MET, pairing=PairingId(7), via=Via.BUTTON
    )
    join = pressed(press("join:3", "C1"), KNOWN)
    assert join == commands.Join(who=ADA, place="C1", circle=3)


@pytest.mark.parametrize("value", ["", "met", "met:x", "hologram:1"])
def test_a_button_of_another_version_is_nothing(value: str) -> None:
    assert pressed(press(value), KNOWN) is None


def test_a_press_without_anything_pressed_is_nothing() -> None:
    assert pressed({**press("met:7"), "actions": []}, KNOWN) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("reaction_added", commands.Reacted), ("reaction_removed", commands.Unreacted)],
)
def test_a_reaction_and_its_undoing(kind: str, expected: type[commands.Reacted]) -> None:
    item = {"type": "message", "channel": "G1", "ts": "1796310000.000100"}
    reaction = "white_check_mark::skin-tone-3"
    body = event({"type": kind, "user": "U1", "reaction": reaction, "item": item, "event_ts": "1"})
    assert told(body) == expected(
        who=person("T1", "U1"),
        receipt=Receipt(channel="G1", message="1796310000.000100"),
        emoji=reaction,
        event="Ev1",
    )


@pytest.mark.parametrize(("author", "ours"), [("UBOT", True), ("U2", False)])
def test_whose_message_a_reaction_is_on_is_known(author: str, *, ours: bool) -> None:
    item = {"type": "message", "channel": "G1", "ts": "1.2"}
    body = {"type": "reaction_added", "user": "U1", "reaction": "tada", "item": item}
    command = told(event({**body, "item_user": author}))
    assert isinstance(command, commands.Reacted)
    assert command.on_ours is ours


def test_a_reaction_on_a_file_is_nothing() -> None:
    item = {"type": "file", "file": "F1"}
    body = event({"type": "reaction_added", "user": "U1", "reaction": "tada", "item": item})
    assert told(body) is None


def test_coming_and_going() -> None:
    arrived = event({"type": "member_joined_channel", "user": "U2", "channel": "C1", "team": "T1"})
    left = event({"type": "member_left_channel", "user": "U2", "channel": "C1", "team": "T1"})
    ben = person("T1", "U2")
    assert told(arrived) == commands.MemberArrived(who=ben, place="C1", event="Ev1")
    assert told(left) == commands.MemberLeft(who=ben, place="C1", event="Ev1")


def test_a_closed_account_is_somebody_who_left() -> None:
    closed = event({"type": "user_change", "user": {"id": "U2", "deleted": True}})
    assert told(closed) == commands.MemberLeft(who=person("T1", "U2"), event="Ev1")


@pytest.mark.parametrize("kind", ["user_change", "team_join"])
def test_an_account_is_told_of_as_it_is_now(kind: str) -> None:
    ben = {"id": "U2", "team_id": "T1", "tz": "Asia/Tokyo", "is_restricted": True, "is_admin": True}
    known = Known(organiser=True, time_zone="Asia/Tokyo", belonging=Belonging.GUEST)
    now = told(event({"type": kind, "user": ben}))
    assert now == commands.AccountChanged(who=person("T1", "U2", known), event="Ev1")


@pytest.mark.parametrize(
    ("what", "command"),
    [
        (
            {"type": "channel_rename", "channel": {"id": "C1", "name": "tea"}},
            commands.PlaceRenamed(who=NOBODY, place="C1", name="tea", event="Ev1"),
        ),
        (
            {"type": "group_archive", "channel": "C1", "user": "U1"},
            commands.PlaceClosed(who=NOBODY, place="C1", event="Ev1"),
        ),
        (
            {"type": "channel_deleted", "channel": "C1"},
            commands.PlaceClosed(who=NOBODY, place="C1", event="Ev1"),
        ),
        (
            {"type": "channel_unarchive", "channel": "C1", "user": "U1"},
            commands.PlaceReopened(who=NOBODY, place="C1", event="Ev1"),
        ),
        (
            {"type": "group_left", "channel": "C1", "actor_id": "U1"},
            commands.ShutOut(who=NOBODY, place="C1", event="Ev1"),
        ),
        ({"type": "app_uninstalled"}, commands.Uninstalled(who=NOBODY, event="Ev1")),
        (
            {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}},
            commands.Uninstalled(who=NOBODY, event="Ev1"),
        ),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, None),
    ],
)
def test_what_happens_to_channels_and_to_121_itself(
    what: dict[str, Any], command: commands.Command | None
) -> None:
    assert told(event(what)) == command


def test_an_event_that_nobody_asked_for_is_nothing() -> None:
    assert told(event({"type": "emoji_changed"})) is None
