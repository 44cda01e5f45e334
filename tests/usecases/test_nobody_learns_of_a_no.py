"""An attacker compares: Ada does the same in two worlds, and only in one of them has Ben had enough. She sees no difference."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.commands import Command, DrawNetwork, NotNow, SayHello, WishAgain
from bot.domain.model import MemberId
from bot.messages import Attachment, Message
from bot.storage import SqlStore
from bot.storage.tables import metadata
from tests.talk import Talk

BEN = MemberId(2)
BEFORE = datetime(2027, 2, 20, 12, tzinfo=UTC)  # they met three months before the 23rd
Doing = str | Callable[[Talk], Command]
LOOKS: tuple[Doing, ...] = (
    "/121 with @ben",
    "/121 network",
    lambda talk: DrawNetwork(who=talk.ref("ada")),
    "/121 history",
    "/121 status",
    "/121 pair-me coach",
    "/121 promises",
    "/121 export",
)
ASKS: tuple[Doing, ...] = (
    "/121 rhythm @ben monthly",
    "/121 go-on @ben",
    lambda talk: NotNow(who=talk.ref("ada"), whom=BEN),
    lambda talk: SayHello(who=talk.ref("ada"), whom=BEN),
    lambda talk: WishAgain(who=talk.ref("ada"), whom=BEN),
    "/121 again @ben",
)
NOES = ("rest @ada", "block @ada", "rhythm @ada never", "rhythm @ada yearly", "hold @ada")
SILENT: dict[datetime, list[object]] = {}  # what she sees where he says nothing


@pytest.fixture
async def other_store() -> AsyncIterator[SqlStore]:
    """A second world."""
    store = SqlStore.open("sqlite://")
    async with store.connection() as connection:
        await connection.run_sync(metadata.create_all)
    yield store
    await store.close()


async def met(store: SqlStore) -> Talk:
    """Ada and Ben have met, and no round brings anybody together."""
    talk = Talk(store)
    await talk.says("ada", "/121 setup every week name Coffee")
    for member in ("ada", "ben"):
        await talk.says(member, "/121 join")
    await talk.says("ben", "/121 profile can offer: coach")
    await talk.says("ada", "/121 pair-me @ben")
    await talk.presses("ben", "Yes, introduce us")
    await talk.says("ada", "/121 met")
    await talk.says("ada", "/121 setup holiday 2026-11-23 to 2028-11-23")
    return talk


def seen(message: Message) -> Sequence[object]:
    """A message word by word, and the bytes of what is attached."""
    return [b.content if isinstance(b, Attachment) else b for b in message.blocks]


async def do(talk: Talk, doing: Doing) -> object:
    if isinstance(doing, str):
        return await talk.says("ada", doing)
    return await talk.does(doing(talk))


async def as_ada_sees_it(talk: Talk, *, no: str, at: datetime) -> list[object]:
    """All that Ada sees in months of looking and asking, when Ben says no at one moment."""
    await talk.until(at)
    answers: list[object] = [await do(talk, doing) for doing in LOOKS]
    if at > BEFORE:
        answers.append(await talk.presses("ada", "Yes, in the next round"))
    if no:
        await talk.says("ben", f"/121 {no}")
    for days in (5, 90):
        answers += [await do(talk, doing) for doing in (*LOOKS, *ASKS)]
        await talk.waits(f"{days} days")
    return [*answers, *(seen(sent.message) for sent in talk.table.seen_by("ada"))]


@pytest.mark.parametrize("no", NOES)
@pytest.mark.parametrize("at", [BEFORE, BEFORE.replace(day=24)], ids=["before", "after her yes"])
async def test_she_sees_the_same_as_if_he_had_said_nothing(
    sqlite_store: SqlStore, other_store: SqlStore, no: str, at: datetime
) -> None:
    if at not in SILENT:
        SILENT[at] = await as_ada_sees_it(await met(other_store), no="", at=at)
    assert await as_ada_sees_it(await met(sqlite_store), no=no, at=at) == SILENT[at]
