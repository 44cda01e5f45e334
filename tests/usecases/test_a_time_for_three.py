"""A time for three or four: it is agreed once it suits all of them; until then who has answered is kept, and told."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import AnswerProposal, Command, MemberLeft, Propose
from bot.domain.model import MeetingStatus, PairingId
from bot.domain.proposals import TimeChosen
from bot.ports import Store
from tests.talk import Talk

THURSDAY = datetime(2026, 11, 26, 15, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)
ON_THURSDAY = "Thursday 26 November, 15:00"
ON_FRIDAY = "Friday 27 November, 15:00"


async def group(store: Store, *members: str) -> Talk:
    talk = Talk(store)
    await talk.says(
        "ada", f"/121 setup in {'threes' if len(members) == 3 else 'fours'} name Coffee"
    )
    for member in members:
        await talk.says(member, "/121 join")
    await talk.says("ada", "/121 round now")
    return talk


@pytest.fixture
async def talk(sqlite_store: Store) -> Talk:
    return await group(sqlite_store, "ada", "ben", "cleo")


async def proposes(talk: Talk, member: str, *times: datetime) -> str:
    ref = talk.ref(member)
    return await talk.does(Propose(who=ref, times=times, pairing=PairingId(1)))


async def status_of(talk: Talk) -> MeetingStatus:
    return (await talk.meeting()).status


async def test_one_yes_is_no_agreement_and_the_third_is_asked_too(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00 at the library")
    answer = await talk.says("ben", "/121 accept")
    assert f"{ON_THURSDAY} (the library) suits you" in answer
    assert "I'll tell you when @Cleo has answered." in answer
    assert "[Take it back]" in answer
    assert f"{ON_THURSDAY} (the library) suits @Ben." in talk.heard_by("ada")[-1]
    assert "I'll tell you when @Cleo has answered." in talk.heard_by("ada")[-1]
    asked = talk.heard_by("cleo")[-1]
    assert f"{ON_THURSDAY} (the library) suits @Ben. Does it suit you, too?" in asked
    assert "[Thu 26 Nov, 15:00]" in asked
    assert await status_of(talk) is MeetingStatus.PROPOSED


async def test_the_last_yes_agrees_it_and_everybody_hears_so(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00 at the library")
    await talk.says("ben", "/121 accept")
    answer = await talk.presses("cleo", "Thu 26 Nov, 15:00")
    assert f"Agreed: you, @Ada and @Ben, {ON_THURSDAY} (the library)." in answer
    for member in ("ada", "ben"):
        heard = talk.heard_by(member)[-1]
        assert f"@Cleo agrees too, so it suits all of you: {ON_THURSDAY} (the library)." in heard
        assert "1-2-1.ics" in heard or "calendar" in heard
    meeting = await talk.meeting()
    assert (meeting.status, meeting.arranged_for) == (MeetingStatus.ARRANGED, THURSDAY)
    assert meeting.yeses == ()


async def test_the_same_yes_twice_tells_nobody_anything_new(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    sent = len(talk.table.sent)
    assert "I'll tell you when @Cleo has answered" in await talk.says("ben", "/121 accept")
    assert len(talk.table.sent) == sent
    assert await status_of(talk) is MeetingStatus.PROPOSED


async def test_of_several_times_that_one_is_agreed_which_suits_all(talk: Talk) -> None:
    await proposes(talk, "ada", THURSDAY, FRIDAY)
    answer = await talk.presses("ben", "Thu 26 Nov, 15:00")
    assert "[Fri 27 Nov, 15:00]" in answer
    await talk.presses("cleo", "Fri 27 Nov, 15:00")
    assert await status_of(talk) is MeetingStatus.PROPOSED
    assert f"{ON_FRIDAY} suits @Cleo. Does it suit you, too?" in talk.heard_by("ben")[-1]
    assert "I'll tell you when @Ben has answered." in talk.heard_by("ada")[-1]
    assert "Agreed" in await talk.presses("ben", "Fri 27 Nov, 15:00")
    assert (await talk.meeting()).arranged_for == FRIDAY


async def test_it_survives_a_restart(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    again = Talk(talk.store, table=talk.table, clock=talk.clock, people={"ada", "ben", "cleo"})
    assert "Agreed" in await again.presses("cleo", "Thu 26 Nov, 15:00")


@pytest.mark.parametrize("how", ["button", "accept", "arrange"])
async def test_two_who_say_yes_at_once_both_count(store: Store, how: str) -> None:
    talk = await group(store, "ada", "ben", "cleo")
    for day in range(1, 6):
        at = THURSDAY + timedelta(days=day)
        await proposes(talk, "ada", at)
        sequence = (await talk.meeting()).sequence
        button = TimeChosen(pairing=PairingId(1), sequence=sequence, number=0)

        def yes(who: str, at: datetime = at, button: TimeChosen = button) -> Command:
            if how == "arrange":
                return Propose(who=talk.ref(who), times=(at,))
            chosen = button if how == "button" else None
            return AnswerProposal(who=talk.ref(who), accepts=True, chosen=chosen)

        await asyncio.gather(*(talk.bot.handle(yes(who)) for who in ("ben", "cleo")))
        assert (await talk.meeting()).arranged_for == at


async def test_ones_own_proposal_waits_only_for_who_has_not_answered(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    button = talk.table.seen_by("ben")[-1].message
    await talk.says("ben", "/121 accept")
    talk.answers["ada"] = button
    assert "it waits for @Cleo." in await talk.presses("ada", "Thu 26 Nov, 15:00")


async def test_one_no_turns_it_down_for_all(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.presses("cleo", "That doesn't suit me")
    for member in ("ada", "ben"):
        assert (
            f"@Cleo can't at the time that was proposed: {ON_THURSDAY}"
            in (talk.heard_by(member)[-1])
        )
    assert "Nobody has proposed" in await talk.says("ben", "/121 accept")


async def test_a_no_taken_back_leaves_the_yes_of_the_other(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.says("cleo", "/121 decline-time")
    await talk.says("cleo", "/121 undo-time")
    for member in ("ada", "ben"):
        assert "@Cleo takes the no back" in talk.heard_by(member)[-1]
    assert "Agreed" in await talk.says("cleo", "/121 accept")


async def test_who_says_no_after_a_yes_has_said_no(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    assert "it does not suit you" in await talk.says("ben", "/121 decline-time")
    await talk.says("ben", "/121 undo-time")
    assert "when @Ben has answered" in await talk.says("cleo", "/121 accept")


async def test_another_proposal_begins_anew(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.says("cleo", "/121 arrange friday 15:00")
    assert f"It replaces {ON_THURSDAY}" in talk.heard_by("ben")[-1]
    assert "when @Ben has answered" in await talk.says("ada", "/121 accept")
    assert "Agreed" in await talk.says("ben", "/121 accept")
    assert (await talk.meeting()).arranged_for == FRIDAY


async def test_who_proposes_what_is_proposed_says_yes(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    answer = await talk.says("ben", "/121 arrange thursday 15:00 at the pier")
    assert f"{ON_THURSDAY} (the pier) suits you" in answer
    assert f"{ON_THURSDAY} (the pier) suits @Ben" in talk.heard_by("cleo")[-1]
    await talk.says("cleo", "/121 arrange thursday 15:00")
    meeting = await talk.meeting()
    assert (meeting.arranged_for, meeting.place) == (THURSDAY, "the pier")


@pytest.mark.parametrize("how", ["button", "command"])
async def test_a_yes_is_taken_back_and_given_again(talk: Talk, how: str) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    for _ in range(2):
        await talk.says("ben", "/121 accept")
        if how == "button":
            answer = await talk.presses("ben", "Take it back")
        else:
            answer = await talk.says("ben", "/121 undo-time")
        assert "Done, and I have told @Ada and @Cleo" in answer
        assert "[Thu 26 Nov, 15:00]" in answer
        for member in ("ada", "cleo"):
            assert f"@Ben takes the yes to {ON_THURSDAY} back." in talk.heard_by(member)[-1]
        await talk.waits("1 minute")
    assert "when @Ben has answered" in await talk.says("cleo", "/121 accept")
    assert "Agreed" in await talk.says("ben", "/121 accept")


async def test_an_old_button_takes_back_no_time_that_all_agreed_to(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.says("cleo", "/121 accept")
    assert "You have a time already" in await talk.presses("ben", "Take it back")


async def test_the_whole_proposal_is_taken_back_with_the_yeses(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.says("ada", "/121 undo-time")
    assert (await talk.meeting()).yeses == ()
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "when @Ben has answered" in await talk.says("cleo", "/121 accept")


async def test_the_status_says_who_has_answered(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "there is no answer yet" in await talk.says("ada", "/121 status")
    await talk.says("ben", "/121 accept")
    assert "It suits @Ben. @Cleo has still to answer." in await talk.says("ada", "/121 status")
    mine = await talk.says("ben", "/121 status")
    assert "It suits you. @Cleo has still to answer." in mine
    assert "[Take it back]" in mine
    assert "[Thu 26 Nov, 15:00]" not in mine
    theirs = await talk.says("cleo", "/121 status")
    assert "It suits @Ben." in theirs
    assert "has still to answer" not in theirs
    assert "[Thu 26 Nov, 15:00]" in theirs


async def test_the_status_says_which_of_several_times_suits_whom(talk: Talk) -> None:
    await proposes(talk, "ada", THURSDAY, FRIDAY)
    await talk.presses("ben", "Thu 26 Nov, 15:00")
    await talk.presses("cleo", "Fri 27 Nov, 15:00")
    for member, suits in (
        ("ada", f"{ON_THURSDAY} suits @Ben. {ON_FRIDAY} suits @Cleo."),
        ("ben", f"{ON_THURSDAY} suits you. {ON_FRIDAY} suits @Cleo."),
    ):
        assert suits in await talk.says(member, "/121 status")
    assert "[Choose a time]" in await talk.says("ben", "/121 status")


async def test_who_has_said_yes_is_offered_other_times(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "Which time suits you?" in await talk.says("ben", "/121 arrange")
    await talk.says("ben", "/121 accept")
    assert "When would you like to meet" in await talk.says("ben", "/121 arrange")


async def test_accepting_answers_what_is_not_answered_yet(talk: Talk) -> None:
    await talk.says("ben", "/121 profile limit 2")
    await talk.says("dora", "/121 join")  # and is introduced to Ben, who has room for one more
    await talk.does(Propose(who=talk.ref("dora"), times=(FRIDAY,), pairing=PairingId(2)))
    await proposes(talk, "ada", THURSDAY)
    assert "Agreed: you and @Dora" in await talk.says("ben", "/121 accept @dora")
    assert "when @Cleo has answered" in await talk.says("ben", "/121 accept")
    await talk.does(Propose(who=talk.ref("ben"), times=(FRIDAY,), pairing=PairingId(2)))
    await talk.does(Propose(who=talk.ref("dora"), times=(THURSDAY,), pairing=PairingId(2)))
    assert "Agreed: you and @Dora" in await talk.says("ben", "/121 accept @dora")


async def test_where_one_leaves_all_of_it_is_off_and_no_yes_counts(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    button = talk.table.seen_by("ben")[-1].message
    await talk.says("ben", "/121 accept")
    await talk.does(MemberLeft(who=talk.ref("cleo")))
    assert await status_of(talk) is MeetingStatus.CANCELLED
    talk.answers["ben"] = button
    assert "Agreed" not in await talk.presses("ben", "Thu 26 Nov, 15:00")


async def test_the_forgotten_leave_no_yes(talk: Talk) -> None:
    await talk.says("ada", "/121 arrange thursday 15:00")
    await talk.says("ben", "/121 accept")
    await talk.says("ben", "/121 forget-me yes")
    assert (await talk.meeting()).yeses == ()


async def test_of_four_all_three_others_are_waited_for(sqlite_store: Store) -> None:
    talk = await group(sqlite_store, "ada", "ben", "cleo", "dora")
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "when @Cleo and @Dora have answered" in await talk.says("ben", "/121 accept")
    assert "when @Dora has answered" in await talk.says("cleo", "/121 accept")
    assert "when @Dora has answered" in talk.heard_by("ben")[-1]
    assert "Agreed" in await talk.says("dora", "/121 accept")


async def test_two_agree_at_once_as_ever(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.says("ada", "/121 setup name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
        await talk.says(member, "/121 pair-me")
    await talk.says("ada", "/121 arrange thursday 15:00")
    assert "Agreed" in await talk.says("ben", "/121 accept")
    assert f"@Ben agrees: {ON_THURSDAY}." in talk.heard_by("ada")[-1]
