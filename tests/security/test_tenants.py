"""Nothing crosses from one workspace into another, nor from two members to a third, whatever number a button carries.

Every button and form is tried with every number, so that a new one is included by itself. So that this proves something,
each has to do something for whoever may press it: `RIGHTFUL` says for whom, and with what.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.commands import Reacted, Unreacted
from bot.commands.fill import FORMS
from bot.commands.press import _BUTTONS
from bot.commands.table import SUBCOMMANDS
from bot.domain.model import Platform
from bot.messages import Action
from bot.storage import SqlStore
from tests.security.two_workspaces import (
    ELSEWHERE,
    HERE,
    OPEN,
    PRIVATE,
    THERE,
    Ids,
    Two,
    build,
    filled,
    mentioned,
    receipt,
    shown,
)

PLATFORMS = (Platform.SLACK, Platform.DISCORD)
WITH_BEN = ("ada", "ben")
RIGHTFUL: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            *("pair_with", "block", "unblock", "relationship", "again", "wish_again", "not_now"),
            *(
                "go_on",
                "stop_resting",
                "hold_no_more",
                "hold_back",
                "let_rest",
                "show_note",
                "remove_note",
                "say_hello",
            ),
            *("promise", "note", "rhythm", "refer"),
        ),
        WITH_BEN,
    ),
    **dict.fromkeys(("kept", "dropped"), ("ada", "open_promise")),
    "open_promise": ("ada", "kept_promise"),
    **dict.fromkeys(
        ("take_referral", "referral_won", "referral_lost", "referral_silent", "turn_down"),
        ("ben", "given"),
    ),
    "withdraw_referral": ("ada", "given"),
    **dict.fromkeys(("undo_referral", "thank"), ("ben", "won")),
    **dict.fromkeys(
        ("met", "not_yet", "did_not", "cannot", "report", "arrange"), ("ada", "arranging")
    ),
    **dict.fromkeys(("accept_time", "decline_time"), ("ada", "time")),
    **dict.fromkeys(("propose_time", "propose_again"), ("ada", "offered")),
    **dict.fromkeys(("undo_time", "as_two"), ("ben", "arranging")),
    "times": ("ada", "arranging"),
    "undo_agreed": ("ada", "agreed"),
    **dict.fromkeys(("half_time", "half_time_off"), ("ada", "arranged")),
    **dict.fromkeys(("accept", "decline"), ("ben", "invitation")),
    **dict.fromkeys(("join", "leave", "skip", "pair_me"), ("ben", "circle")),
    **dict.fromkeys(("circle", "close_circle"), ("ada", "circle")),
    "free": ("ada", "ruling"),
    "stop_looking_for": ("ada", "mark"),
    "cancel_request": ("dan", ""),
    **dict.fromkeys(
        ("guide", "guide_line", "help", "promises_all", "referrals_all", "network_all"),
        ("ada", "step"),
    ),
    **dict.fromkeys(
        (
            *(
                "notes",
                "export",
                "forget_me",
                "promises",
                "referrals",
                "network",
                "history",
                "retry",
            ),
            *(
                "network_picture",
                "resume",
                "pause",
                "status",
                "pause_until",
                "profile",
                "plan",
                "plan_again",
            ),
        ),
        ("ada", ""),
    ),
}
MAY_REFUSE = {  # the world is not in the state for these; that they find their object is what counts
    "unblock",
    "resume",
    "again",
    "as_two",  # nobody called it off
    "pair_with",  # the two have a 1-2-1 before them
}


def number_for(ids: Ids, what: str) -> int:
    """The number on the button."""
    if what in ids.members:
        return ids.members[what]
    return {"": 0, "step": 1}.get(what) or (int(getattr(ids, what)) if what else 0)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[Platform, tuple[Path, Ids]]:
    folder = tmp_path_factory.mktemp("two-workspaces")
    files = {platform: folder / f"{platform}.sqlite" for platform in PLATFORMS}
    return {
        platform: (file, asyncio.run(build(file, platform))) for platform, file in files.items()
    }


async def _opened(
    built: dict[Platform, tuple[Path, Ids]], platform: Platform, folder: Path
) -> AsyncIterator[Two]:
    file, ids = built[platform]
    shutil.copy(file, folder / "copy.sqlite")
    store = SqlStore.open(f"sqlite:///{folder / 'copy.sqlite'}", durable=False)
    yield Two(store, platform, ids)
    await store.close()


@pytest.fixture(params=PLATFORMS)
async def two(
    request: pytest.FixtureRequest, built: dict[Platform, tuple[Path, Ids]], tmp_path: Path
) -> AsyncIterator[Two]:
    async for opened in _opened(built, request.param, tmp_path):
        yield opened


@pytest.fixture
async def one(built: dict[Platform, tuple[Path, Ids]], tmp_path: Path) -> AsyncIterator[Two]:
    async for opened in _opened(built, Platform.SLACK, tmp_path):
        yield opened


def test_every_button_has_somebody_who_may_press_it() -> None:
    assert set(RIGHTFUL) == set(_BUTTONS), "say in RIGHTFUL for whom a new button does something"


@pytest.mark.parametrize("button", sorted(_BUTTONS))
async def test_whoever_may_press_a_button_finds_what_it_is_about(one: Two, button: str) -> None:
    member, what = RIGHTFUL[button]
    reply = await one.asks(HERE, member, Action(button, number_for(one.ids, what)))
    assert shown(reply)
    assert not reply.refused or button in MAY_REFUSE, shown(reply)


@pytest.mark.parametrize("button", sorted(_BUTTONS))
async def test_a_button_with_another_workspaces_number_shows_and_changes_nothing_of_it(
    two: Two, button: str
) -> None:
    before = await two.rows()
    for number in two.ids.numbers:
        for member in ELSEWHERE:
            reply = await two.asks(THERE, member, Action(button, number))
            assert OPEN not in shown(reply), number
            assert PRIVATE not in shown(reply), number
            assert mentioned(reply) <= {*ELSEWHERE}, number
    assert await two.rows() == before


@pytest.mark.parametrize("button", sorted(_BUTTONS))
async def test_a_third_member_sees_and_changes_nothing_of_two_others(one: Two, button: str) -> None:
    cleo = one.ids.members["cleo"]
    before = await one.rows(without=cleo)
    for number in one.ids.numbers:
        reply = await one.asks(HERE, "cleo", Action(button, number))
        assert PRIVATE not in shown(reply), number
    assert before <= await one.rows(without=cleo)


@pytest.mark.parametrize("form", sorted(FORMS))
async def test_a_form_with_a_foreign_number_shows_and_changes_nothing(one: Two, form: str) -> None:
    member, what = RIGHTFUL[form]
    opened = await one.asks(HERE, member, Action(form, number_for(one.ids, what)))
    values = {
        name: value.replace(OPEN, "x").replace(PRIVATE, "x")
        for name, value in filled(opened).items()
    }
    cleo = one.ids.members["cleo"]
    everything, others = await one.rows(), await one.rows(without=cleo)
    for number in one.ids.numbers:
        for stranger in ELSEWHERE:
            reply = await one.sends(THERE, stranger, Action(form, number), values)
            assert OPEN not in shown(reply), number
            assert PRIVATE not in shown(reply), number
    assert await one.rows() == everything
    for number in one.ids.numbers:
        reply = await one.sends(HERE, "cleo", Action(form, number), values)
        assert PRIVATE not in shown(reply), number
    assert others <= await one.rows(without=cleo)


@pytest.mark.parametrize("form", sorted(FORMS))
async def test_whoever_may_send_a_form_does_something_with_it(one: Two, form: str) -> None:
    member, what = RIGHTFUL[form]
    number = number_for(one.ids, what)
    opened = await one.asks(HERE, member, Action(form, number))
    before = await one.rows()
    reply = await one.sends(HERE, member, Action(form, number), filled(opened))
    assert not reply.refused, shown(reply)
    assert await one.rows() != before


async def test_what_is_typed_in_one_workspace_stays_in_it(two: Two) -> None:
    before = await two.rows()
    talk = two.talk(THERE)
    for subcommand in SUBCOMMANDS:
        for said in (subcommand.example or subcommand.name, f"{subcommand.name} @ben 1 quick"):
            for member in ("ben", "ada"):
                answer = await talk.says(member, f"/121 {said}")
                assert OPEN not in answer, said
                assert PRIVATE not in answer, said
    assert await two.rows() == before


async def test_a_reaction_from_another_workspace_reports_nothing(two: Two) -> None:
    before = await two.rows()
    talk = two.talk(THERE)
    for kind in (Reacted, Unreacted):
        for pairing in (two.ids.arranging, two.ids.arranged):
            command = kind(who=talk.ref("ada"), receipt=receipt(pairing), emoji="✅")
            assert "medlar" not in shown(await talk.bot.handle(command))
    assert await two.rows() == before


async def test_a_copy_of_ones_own_data_has_nothing_of_others(one: Two) -> None:
    talk = one.talk(HERE)
    await talk.says("cleo", "/121 export")
    files = [file for sent in talk.table.sent for file in sent.message.attachments]
    (found,) = [json.loads(file.content) for file in files if file.media_type == "application/json"]
    assert PRIVATE not in json.dumps(found)
