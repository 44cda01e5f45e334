"""Referrals after one of the two was forgotten: no blank words, no promise that anybody is told, and their state still counts."""

import json
from datetime import timedelta

import pytest

from bot.commands import MemberLeft, OpenForm
from bot.errors import TryLater
from bot.ports import Store
from tests.scheduler.scripted import scene, set_up
from tests.talk import Talk

REMOVED = "The words were removed at the wish of who wrote them"
TAKEN_BACK = "what they last said about a referral."
NOBODY = "doesn't hear from me any more, so nobody is told"


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    """Ada has referred Maria to Ben, who said that he takes it."""
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    await talk.says("ben", "/121 profile")
    await talk.says("ada", "/121 refer @ben Maria: a website, ready to start, agreed, anyway")
    await talk.says("ben", "/121 referrals 1 accepted")
    return talk


async def test_the_receiver_reads_that_the_words_were_removed(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    one = f"1. From @Ada. {REMOVED} – accepted, still open"
    for typed in ("referrals", "referrals 1"):
        answer = await talk.says("ben", f"/121 {typed}")
        assert one in answer
        assert "[Won] [Lost] [No answer]" in answer


@pytest.mark.parametrize(
    ("word", "noted", "listed"),
    [
        ("won", "they became a customer", "won"),
        ("lost", "nothing came of it", "lost"),
        ("no answer", "no answer", "no answer"),
        ("declined fully booked", "it doesn't fit", "did not fit: fully booked"),
    ],
)
async def test_what_became_of_it_still_counts_and_nobody_is_told(
    talk: Talk, word: str, noted: str, listed: str
) -> None:
    await talk.says("ada", "/121 forget-me yes")
    heard = len(talk.heard_by("ada"))
    answer = await talk.says("ben", f"/121 referrals 1 {word}")
    assert answer.startswith(f"Noted: {noted}. @Ada {NOBODY}.")
    assert f"{REMOVED} – {listed}" in await talk.says("ben", "/121 referrals")
    undone = await talk.says("ben", "/121 referrals 1 undo")
    assert undone.startswith("Undone. With @Ada: accepted, still open.")
    assert len(talk.heard_by("ada")) == heard


async def test_a_thank_you_stays_with_who_wrote_it(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    await talk.says("ben", "/121 referrals 1 won")
    answer = await talk.says("ben", "/121 referrals 1 thanks So kind, amount 800 €")
    assert answer.startswith(f"@Ada {NOBODY}. Your words: So kind (800 €)")
    answer = await talk.says("ben", "/121 referrals 1 no thanks")
    assert answer == f"Taken back: your thank-you. @Ada {NOBODY}."


async def test_nobody_is_asked_about_it_any_more_and_it_is_closed_in_silence(talk: Talk) -> None:
    start = talk.clock.now()
    await talk.says("ada", "/121 forget-me yes")
    heard = len(talk.heard_by("ben"))
    await talk.says("ada", "/121 join")  # who comes back has no words of it either
    ada_heard = len(talk.heard_by("ada"))
    await talk.until(start + timedelta(weeks=13, minutes=1))
    assert not [said for said in talk.heard_by("ben")[heard:] if "turn out" in said]
    assert not [said for said in talk.heard_by("ada")[ada_heard:] if "13 weeks" in said]
    assert f"{REMOVED} – no answer" in await talk.says("ben", "/121 referrals")


@pytest.mark.parametrize(
    ("word", "told", "again"),
    [
        ("won", "@Ben has won a customer, thanks to you.", TAKEN_BACK),
        ("lost", "@Ben tried, and nothing came of it.", TAKEN_BACK),
        ("no answer", "@Ben got no answer.", "has opened a referral again"),
        ("declined why", "@Ben thanks you, but it does not fit. The reason: why", TAKEN_BACK),
    ],
)
async def test_who_comes_back_is_told_again_without_a_name(
    talk: Talk, word: str, told: str, again: str
) -> None:
    await talk.says("ada", "/121 forget-me yes")
    await talk.says("ada", "/121 join")
    assert "I'll tell @Ada." in await talk.says("ben", f"/121 referrals 1 {word}")
    assert talk.heard_by("ada")[-1] == told
    await talk.says("ben", "/121 referrals 1 undo")
    assert again in talk.heard_by("ada")[-1]
    await talk.says("ben", "/121 referrals 1 won")
    await talk.says("ben", "/121 referrals 1 thanks So kind")
    assert talk.heard_by("ada")[-1] == "@Ben thanks you for your referral: So kind"


async def test_the_giver_whose_receiver_was_forgotten_is_promised_nothing(talk: Talk) -> None:
    await talk.says("ben", "/121 forget-me yes")
    listed = await talk.says("ada", "/121 referrals")
    assert "1. Given to @Ben. Maria: a website – ready to start" in listed
    answer = await talk.says("ada", "/121 referrals 1 withdrawn")
    assert answer.startswith(f"Noted about Maria: it is withdrawn. @Ben {NOBODY}.")
    answer = await talk.says("ada", "/121 referrals 1 undo")
    assert answer.startswith("Undone. Maria, with @Ben: accepted, still open.")


async def test_the_forgotten_giver_may_still_withdraw_it(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    assert f"Given to @Ben. {REMOVED}" in await talk.says("ada", "/121 referrals")
    assert (await talk.says("ada", "/121 referrals 1 withdrawn")).startswith(
        "Noted: it is withdrawn. I'll tell @Ben."
    )
    assert talk.heard_by("ben")[-1] == "@Ada has withdrawn a referral, and nothing is left to do."


async def test_of_who_left_nothing_is_promised_either(talk: Talk) -> None:
    await talk.does(MemberLeft(who=talk.ref("ada")))
    answer = await talk.says("ben", "/121 referrals 1 won")
    assert answer.startswith(f"Noted about Maria: they became a customer. @Ada {NOBODY}.")


async def test_forms_name_nobody_and_promise_nothing(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    await talk.says("ben", "/121 referrals 1 won")
    async with talk.store.begin() as tx:
        member = await tx.people.known(talk.platform, talk.workspace, "ben")
        assert member is not None
        (referral,) = await tx.referrals.of_member(member[1].id)
    for form in ("turn_down", "thank"):
        command = OpenForm(who=talk.ref("ben"), form=form, about=referral.id)
        opened = (await talk.bot.handle(command)).form
        assert opened is not None
        said = "".join(getattr(run, "text", "@Ada") for run in opened.opening)
        assert said.endswith("They don't hear from me any more, so nobody is told.")
        assert "referred somebody to you" in said or "for a referral." in said


async def test_the_copy_says_that_words_were_removed(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    await talk.says("ben", "/121 export")
    files = [f for d in talk.table.seen_by("ben") for f in d.message.attachments]
    (referral,) = json.loads(files[-1].content)["referrals"]
    assert (referral["giver"], referral["state"]) == ("ada", "accepted")
    assert referral["words_removed"] is True
    assert (referral["who"], referral["about"]) == ("", "")


async def test_the_balance_still_counts_it(talk: Talk) -> None:
    await talk.says("ada", "/121 forget-me yes")
    assert "you gave 0, you got 1" in await talk.says("ben", "/121 with @ada")


async def test_what_nobody_has_read_yet_is_not_told_any_more(sqlite_store: Store) -> None:
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben")
    busy = TryLater("busy", after=timedelta(hours=1))
    here.table.fails["member:ben"].append(busy)
    await here.talk.says("ada", "/121 refer @ben Maria: a website, agreed, anyway")
    assert list(here.table.fails["member:ben"]) == []
    await here.talk.says("ada", "/121 forget-me yes")
    await here.talk.until(here.talk.clock.now() + timedelta(hours=2))
    assert not any("Maria" in text for text in here.talk.heard_by("ben"))
