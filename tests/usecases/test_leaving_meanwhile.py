"""A 1-2-1 that is open again the moment somebody leaves is not left open with them."""

import asyncio

import pytest

from bot.commands import Leave, ReportMeeting
from bot.domain.model import Answer, MeetingStatus, PairingId
from bot.ports import Store
from tests.talk import CHANNEL, introduced

TRIES = range(5)  # in PostgreSQL two stories meet by chance


@pytest.mark.parametrize("time", TRIES)
async def test_who_leaves_while_it_is_on_again_has_nothing_open(store: Store, time: int) -> None:
    talk = await introduced(store)
    await talk.says("ada", "/121 not-met")
    leaves = Leave(who=talk.ref("ben"), place=CHANNEL)
    again = ReportMeeting(who=talk.ref("ada"), pairing=PairingId(1), answer=Answer.NOT_YET)
    await asyncio.gather(
        *(talk.bot.handle(one) for one in (leaves, again)[:: -1 if time % 2 else 1])
    )
    assert (await talk.meeting()).status in {MeetingStatus.CANCELLED, MeetingStatus.MISSED}
