"""A meeting of three is of the kind that suits all of them; it moves on those for whom that kind was next."""

import pytest

from bot.storage import SqlStore
from tests.talk import Talk, met


@pytest.fixture
async def talk(sqlite_store: SqlStore) -> Talk:
    """Ada and Ben have got to know each other; then the two and Cleo have met as three."""
    talk = await met(sqlite_store)
    await talk.says("cleo", "/121 join")
    await talk.says("ada", "/121 setup in threes")
    await talk.says("ada", "/121 round now")
    await talk.says("ada", "/121 met")
    return talk


async def test_two_who_knew_each_other_go_no_step_further_by_it(talk: Talk) -> None:
    page = await talk.says("ada", "/121 with @ben")
    assert "Met: twice" in page
    assert "So far: Getting to know each other" in page
    assert "Next time: Tell me the detail" in page
    network = await talk.says("ada", "/121 network")
    assert "Tell me the detail" not in network


async def test_the_three_of_them_have_the_detail_before_them_all(talk: Talk) -> None:
    assert "Next time: Tell me the detail" in await talk.says("ben", "/121 with @cleo")
    await talk.waits("33 days")  # the next round, on 25 December
    await talk.says("ada", "/121 met")
    for other in ("ben", "cleo"):
        assert "So far: Tell me the detail" in await talk.says("ada", f"/121 with @{other}")
