"""What members say of taking part while a round is being stored counts: after it, and not in vain."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import Command, Leave, MemberLeft, Pause
from bot.domain.matching import Candidate, Draw, Rules, draw
from bot.domain.model import MeetingStatus, MemberId, MemberRef, MembershipState, PastPair, Platform
from bot.ports import Store
from tests.scheduler.scripted import SET_UP, set_up
from tests.talk import CHANNEL, Talk

DAN = MemberId(4)


class Meanwhile:
    """Draws, while a member says something, and has half a second to have it done."""

    def __init__(self, talk: Talk, command: Command) -> None:
        self.talk, self.command = talk, command
        self.said: asyncio.Task[object] | None = None

    async def draw(
        self,
        candidates: Sequence[Candidate],
        history: Sequence[PastPair],
        rules: Rules,
        seed: int,
    ) -> Draw:
        if self.said is None:
            self.said = asyncio.create_task(self.talk.bot.handle(self.command))
            await asyncio.wait([self.said], timeout=0.5)
        return draw(candidates, history, rules, seed)


DAN_GOES = MemberLeft(
    who=MemberRef(platform=Platform.PLAYGROUND, workspace="riverside", member="dan")
)


@pytest.mark.parametrize("command", [Leave(who=DAN_GOES.who, place=CHANNEL), DAN_GOES])
async def test_whoever_leaves_is_in_no_round_that_was_being_stored(
    store: Store, command: Command
) -> None:
    talk = Talk(store)
    await set_up(talk, "ada", "ben", "cleo", "dan")
    await talk.clock.set(talk.clock.now() + timedelta(weeks=1, hours=3))
    meanwhile = Meanwhile(talk, command)
    await replace(talk.bot, means=replace(talk.bot.means, drawer=meanwhile)).tick()
    assert meanwhile.said is not None
    await meanwhile.said
    async with store.begin() as tx:
        assert await tx.circles.memberships_of(DAN) == ()
        ((_, meeting),) = await tx.pairings.of_member(DAN)
    assert meeting.status is MeetingStatus.CANCELLED


@pytest.mark.parametrize("who", ["ada", "ben", "dan"])
async def test_whoever_pauses_does_although_the_round_keeps_that_they_were_the_odd_one(
    store: Store, who: str
) -> None:
    talk = Talk(store)
    await set_up(talk, "dan", "ada", "ben", how=f"{SET_UP} sit out")
    await talk.clock.set(talk.clock.now() + timedelta(weeks=1, hours=3))
    meanwhile = Meanwhile(talk, Pause(who=talk.ref(who), place=CHANNEL))
    await replace(talk.bot, means=replace(talk.bot.means, drawer=meanwhile)).tick()
    assert meanwhile.said is not None
    await meanwhile.said
    async with store.begin() as tx:
        known = await tx.people.known(Platform.PLAYGROUND, talk.workspace, who)
        assert known is not None
        (membership,) = await tx.circles.memberships_of(known[1].id)
    assert membership.state is MembershipState.PAUSED
