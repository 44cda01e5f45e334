"""A copy of all that is kept of a member, and being forgotten: all of their own, and nothing of anybody else's."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.commands import Roster
from bot.messages import Attachment
from bot.storage import SqlStore, new_key
from bot.storage.tables import deliveries
from bot.usecases.exporting import JSON
from tests.talk import CHANNEL, Talk
from tests.usecases.test_notes import everything_stored


@dataclass
class Two:
    """Ada and Ben, who have met, and each of whom keeps something of the other."""

    talk: Talk
    store: SqlStore

    def newest(self, member: str) -> Attachment:
        seen = [one.message for one in self.talk.table.seen_by(member)]
        return next(message for message in reversed(seen) if message.attachments).attachments[0]

    async def copy_of(self, member: str) -> dict[str, Any]:
        await self.talk.says(member, "/121 export")
        file = self.newest(member)
        assert file.media_type == JSON
        found: dict[str, Any] = json.loads(file.content)
        return found


@pytest.fixture
async def two(sqlite_store: SqlStore) -> Two:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, f"/121 profile business {member} bakes")
    await talk.waits("2 hours")
    await talk.says("ada", "/121 met")
    await talk.says("cleo", "/121 join")
    for member, other in (("ada", "ben"), ("ben", "ada")):
        await talk.says(member, f"/121 note @{other} what {member} thinks")
        await talk.says(member, f"/121 promise @{other} what {member} promised")
        await talk.says(member, f"/121 rhythm @{other} {'monthly' if member == 'ada' else 'never'}")
    await talk.says("ben", "/121 rest @ada")
    await talk.says("ben", "/121 block @ada")
    await talk.says("ada", "/121 block @cleo")
    return Two(talk, sqlite_store)


async def test_the_copy_has_all_that_is_the_members_own(two: Two) -> None:
    found = await two.copy_of("ada")
    assert found["member"]["external_id"] == "ada"
    assert found["member"]["business"] == "ada bakes"
    assert [one["name"] for one in found["circles"]] == ["Coffee"]
    (meeting,) = found["meetings"]
    assert (meeting["with"], meeting["status"]) == (["ben"], "met")
    assert [one["answer"] for one in found["reports"]] == ["met"]
    (side,) = found["relationships"]
    assert (side["member"], side["other"], side["rhythm"]) == ("ada", "ben", "monthly")
    assert [(one["other"], one["what"]) for one in found["promises"]] == [
        ("ben", "what ada promised")
    ]
    assert [(one["about_member"], one["text"]) for one in found["notes"]] == [
        ("ben", "what ada thinks")
    ]
    assert found["blocked"] == [{"member": "cleo"}]


async def test_the_copy_has_nothing_of_the_other_ones_side(two: Two) -> None:
    text = json.dumps(await two.copy_of("ada"))
    for theirs in ("ben thinks", "ben promised", "never", "ben bakes"):
        assert theirs not in text
    assert json.loads(text)["relationships"][0]["rested_at"] is None
    before = {name: value for name, value in json.loads(text).items() if name != "made_at"}
    for changes in ("/121 go-on @ada", "/121 unblock @ada", "/121 note @ada -"):
        await two.talk.says("ben", changes)
    again = await two.copy_of("ada")
    assert {name: value for name, value in again.items() if name != "made_at"} == before


async def test_the_copy_goes_to_the_member_alone_and_lies_sealed_until_then(two: Two) -> None:
    await two.talk.says("ada", "/121 export")
    assert [sent.address.ids for sent in two.talk.table.sent if sent.message.attachments] == [
        ("ada",)
    ]
    async with two.store.connection() as connection:
        stored = (await connection.execute(select(deliveries.c.message))).scalars()
        (file,) = (file for message in stored for file in message.attachments)
    assert file.sealed
    assert b"thinks" not in file.content
    assert not two.newest("ada").sealed


async def test_a_copy_whose_seal_does_not_open_any_more_is_said_in_words(two: Two) -> None:
    held = two.talk.table.send

    async def wait(delivery: Any) -> Any:
        del delivery
        raise ConnectionError

    two.talk.table.send = wait  # type: ignore[method-assign]
    with capture_logs():
        await two.talk.says("ada", "/121 export")
    two.talk.table.send = held  # type: ignore[method-assign]
    other = Talk(two.store, table=two.talk.table, keys=(new_key(),), clock=two.talk.clock)
    with capture_logs() as logged:
        await other.waits("1 hour")
    assert "file_does_not_open" in [one["event"] for one in logged]
    assert "cannot be opened any more" in other.heard_by("ada")[-1]


async def test_without_a_key_there_is_a_copy_without_notes(sqlite_store: SqlStore) -> None:
    talk = Talk(sqlite_store, keys=())
    await talk.says("ada", "/121 profile business I bake")
    found = await Two(talk, sqlite_store).copy_of("ada")
    assert found["member"]["business"] == "I bake"
    assert found["notes"] == []


@pytest.mark.parametrize("typed", ["", " no", " maybe", " please", " yes but not now"])
async def test_nobody_is_forgotten_without_a_clear_yes(two: Two, typed: str) -> None:
    assert "It cannot be undone" in await two.talk.says("ada", f"/121 forget-me{typed}")
    assert "ada bakes" in await two.talk.says("ada", "/121 profile")


async def test_the_forgotten_leave_nothing_of_their_own_and_the_others_keep_theirs(
    two: Two,
) -> None:
    mine_before = await two.copy_of("ben")
    assert "ada promised" in await everything_stored(two.store)
    assert "forgotten" in await two.talk.says("ada", "/121 forget-me yes")
    stored = await everything_stored(two.store)
    for words in ("ada promised", "ada bakes"):
        assert words not in stored
    left = await two.copy_of("ada")
    for name in ("circles", "relationships", "promises", "notes", "blocked", "requests"):
        assert left[name] == [], name
    assert [one["with"] for one in left["meetings"]] == [["ben"]]
    mine_after = await two.copy_of("ben")
    assert {**mine_after, "made_at": ""} == {**mine_before, "made_at": ""}
    assert "ben thinks" in await two.talk.says("ben", "/121 note @ada")


async def test_a_partner_of_an_open_meeting_hears_and_a_block_by_another_still_holds(
    two: Two,
) -> None:
    await two.talk.waits("7 days")  # a round: ben and cleo, as blocks leave no other pair
    await two.talk.says("cleo", "/121 forget-me yes")
    assert "@Cleo can't make it this time" in two.talk.heard_by("ben")[-1]
    await two.talk.says("ada", "/121 forget-me yes")
    await two.talk.says("ada", "/121 join")
    assert "I'll ask @Ben" in await two.talk.says("ada", "/121 pair-me @ben")
    assert not any("@Ada would like" in said for said in two.talk.heard_by("ben"))


async def test_who_was_forgotten_stays_out_of_a_circle_that_follows_its_channel(two: Two) -> None:
    await two.talk.says("ada", "/121 setup everybody in the channel")
    await two.talk.says("ben", "/121 forget-me yes")
    present = tuple(two.talk.ref(member) for member in ("ada", "ben", "cleo"))
    await two.talk.does(Roster(who=two.talk.ref("ada"), place=CHANNEL, present=present))
    assert (await two.copy_of("ben"))["circles"] == []
    assert len((await two.copy_of("cleo"))["circles"]) == 1


async def test_nobody_is_referred_to_the_forgotten_until_they_take_part_again(two: Two) -> None:
    await two.talk.says("ada", "/121 forget-me yes")
    heard = len(two.talk.heard_by("ada"))
    refer = "/121 refer @ada Kim: needs a cake, warm, agreed, anyway"
    for typed in (refer, "/121 refer @ada"):
        assert "@Ada doesn't hear from me any more" in await two.talk.says("ben", typed)
    assert len(two.talk.heard_by("ada")) == heard
    await two.talk.says("ada", "/121 join")
    await two.talk.says("ben", refer)
    assert "Kim" in two.talk.heard_by("ada")[-1]


async def test_a_referral_to_somebody_who_is_forgotten_is_closed_in_time_and_its_giver_hears(
    two: Two,
) -> None:
    await two.talk.says("ben", "/121 refer @ada Kim: needs a cake, warm, agreed, anyway")
    await two.talk.says("ada", "/121 forget-me yes")
    heard = len(two.talk.heard_by("ada"))
    await two.talk.waits("100 days")
    assert any("Kim" in said and "clos" in said for said in two.talk.heard_by("ben"))
    assert len(two.talk.heard_by("ada")) == heard


async def test_who_was_forgotten_and_refers_somebody_hears_what_becomes_of_it(two: Two) -> None:
    await two.talk.says("ada", "/121 forget-me yes")
    await two.talk.says("ada", "/121 refer @ben Kim: needs a roof, warm, agreed, anyway")
    await two.talk.says("ben", "/121 referrals 1 accepted")
    told = "@Ben accepted your referral: Kim."
    assert two.talk.heard_by("ada")[-1] == told
    await two.talk.says("ada", "/121 forget-me yes")
    await two.talk.says("ben", "/121 referrals 1 won")
    assert two.talk.heard_by("ada")[-1] == told


async def test_nothing_is_said_to_the_forgotten_any_more(two: Two) -> None:
    await two.talk.says("ada", "/121 forget-me yes")
    heard = len(two.talk.heard_by("ada"))
    await two.talk.says("ben", "/121 go-on @ada")
    await two.talk.waits("100 days")
    assert len(two.talk.heard_by("ada")) == heard
