"""Messages go out once and in order, whatever the platform does meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import MemberLeft, Reacted
from bot.commands.parse import parse
from bot.deliveries import (
    LEASE,
    LONGEST_OUT_OF_REACH,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    MOST_OF_AN_ALARM,
    MOST_REFUSALS,
    NOBODY,
    Address,
    AddressKind,
    Delivery,
    GiveUp,
    LookFirst,
    Retry,
    SendAgain,
    retry,
)
from bot.domain.model import Platform, WorkspaceId
from bot.errors import (
    CannotLook,
    DeliveryError,
    NotReached,
    NotYet,
    OutcomeUnknown,
    TryLater,
    UnheardOf,
    Unreachable,
)
from bot.messages import paragraph, say
from bot.ports import Store
from bot.usecases.sending import Attempt
from scheduler.outbox import USUAL, Outbox
from tests.scheduler.scripted import Lost, Scene, pairings, scene, set_up
from tests.talk import MONDAY_NINE, Talk, receipt_of

BEN, CLEO = "member:ben", "member:cleo"
SOON = timedelta(seconds=2)


@pytest.fixture
async def group(sqlite_store: Store) -> Scene:
    """Ada organises; Ben and Cleo take part."""
    here = scene(sqlite_store)
    await set_up(here.talk, "ada", "ben", "cleo")
    return here


async def later(here: Scene, wait: timedelta) -> None:
    await here.talk.clock.set(here.talk.clock.now() + wait)
    await here.passes()


async def test_what_the_platform_does_not_take_now_goes_out_later_and_in_order(
    group: Scene,
) -> None:
    group.table.fails[BEN].append(TryLater("busy"))
    for key in ("one", "two", "three"):
        await group.queue(key, "ben")
    await group.passes()
    assert group.table.tried[-1:] == ["one"]
    await later(group, SOON)
    assert group.table.taken[-3:] == ["one", "two", "three"]
    assert group.table.tried.count("one") == 2


async def test_the_platforms_own_wait_is_kept(group: Scene) -> None:
    group.table.fails[BEN].append(TryLater("slow down", after=timedelta(minutes=7)))
    await group.queue("one", "ben")
    await group.passes()
    await later(group, timedelta(minutes=6, seconds=59))
    assert "one" not in group.table.taken
    await later(group, timedelta(seconds=1))
    assert "one" in group.table.taken


async def test_one_address_that_fails_holds_up_no_other(group: Scene) -> None:
    group.table.fails[BEN].extend([TryLater("busy"), TryLater("busy"), TryLater("busy")])
    await group.queue("to ben", "ben")
    for number in range(3):
        await group.queue(f"to cleo {number}", "cleo")
    await group.passes()
    assert group.table.taken[-3:] == ["to cleo 0", "to cleo 1", "to cleo 2"]


async def test_one_slow_address_holds_up_no_receipt_of_another(group: Scene) -> None:
    quick_is_stored = asyncio.Event()

    async def wait_for_the_other(delivery: Delivery) -> None:
        if delivery.key == "slow":
            await quick_is_stored.wait()

    class Watched:
        claim = staticmethod(group.talk.bot.claim)

        @staticmethod
        async def record(attempts: Sequence[Attempt]) -> None:
            await group.talk.bot.record(attempts)
            if [attempt.delivery.key for attempt in attempts] == ["quick"]:
                quick_is_stored.set()

    group.table.before_receipt = wait_for_the_other
    await group.queue("slow", "ben")
    await group.queue("quick", "cleo")
    async with asyncio.timeout(5):
        await Outbox(Watched(), {Platform.PLAYGROUND: group.table}).drain()
    assert await group.is_sent("slow")


async def test_who_cannot_be_reached_is_told_to_the_organisers_once(group: Scene) -> None:
    group.table.fails[BEN].append(Unreachable("Ben has left the platform."))
    await group.queue("one", "ben", "ben")
    await group.queue("two", "ben", "ben")
    for _ in range(3):
        await later(group, timedelta(hours=1))
    told = [text for text in group.talk.heard_by("ada") if "could not deliver" in text]
    (alarm,) = told
    assert alarm == (
        "I could not deliver a message to @Ben. The platform's word for it: "
        "Ben has left the platform. Perhaps you can reach them another way, or I try again.\n[Try again]"
    )
    assert group.table.tried.count("one") == 1
    assert group.table.taken.count("two") == 1


async def test_an_alarm_that_fails_raises_no_other(group: Scene) -> None:
    group.table.fails[BEN].append(Unreachable())
    group.table.fails["member:ada"].extend([Unreachable(), Unreachable()])
    await group.queue("one", "ben")
    for _ in range(3):
        await later(group, timedelta(hours=1))
    assert [key for key in group.table.tried if key.startswith("alarm:")] != []
    assert len(group.table.fails["member:ada"]) == 1
    assert not [key for key in group.table.taken if key.startswith("alarm:")]


async def test_what_never_gets_through_is_given_up_loudly(group: Scene) -> None:
    group.table.fails[BEN].extend(TryLater("The platform sleeps.") for _ in range(99))
    await group.queue("one", "ben", "ben")
    for _ in range(70):
        await later(group, LONGEST_WAIT)
    assert group.table.tried.count("one") == MOST_ATTEMPTS
    told = [text for text in group.talk.heard_by("ada") if "The platform sleeps." in text]
    assert len(told) == 1


@pytest.mark.parametrize("error", [OutcomeUnknown(), RuntimeError("a bug")], ids=repr)
async def test_a_message_that_went_out_unknown_is_found_and_not_sent_again(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=True, error=error))
    await group.queue("one", "ben")
    await group.passes()
    await later(group, LEASE - timedelta(seconds=1))
    assert group.table.looked == []
    await later(group, timedelta(seconds=1))
    assert group.table.looked == ["one"]
    await later(group, LEASE)
    assert (group.table.taken.count("one"), group.table.tried.count("one")) == (1, 1)
    assert await group.is_sent("one")


@pytest.mark.parametrize("error", [OutcomeUnknown(), RuntimeError("a bug")], ids=repr)
async def test_a_message_that_is_not_found_is_sent_again_once(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=False, error=error))
    await group.queue("one", "ben")
    await group.queue("two", "ben")
    await group.passes()
    assert "two" not in group.table.taken
    for _ in range(3):
        await later(group, LEASE)
    assert group.table.looked == ["one"]
    assert group.table.taken[-2:] == ["one", "two"]
    assert await group.is_sent("one")


@pytest.mark.parametrize(
    "error", [OutcomeUnknown(), TryLater("busy"), RuntimeError("a bug")], ids=repr
)
async def test_as_long_as_nobody_can_look_nothing_is_sent_again(
    group: Scene, error: Exception
) -> None:
    group.table.fails[BEN].append(Lost(taken=True))
    group.table.blind.extend([error, error])
    await group.queue("one", "ben")
    await group.passes()
    for _ in range(6):
        await later(group, LEASE)
    assert group.table.taken.count("one") == 1
    assert group.table.looked == ["one"] * 3
    assert await group.is_sent("one")


async def test_a_crash_between_sending_and_storing_leads_to_a_look(group: Scene) -> None:
    await group.queue("one", "ben")
    claimed = await group.talk.bot.claim()
    (delivery,) = claimed.to_send
    await group.table.send(delivery)  # and here the machine lost power
    await later(group, LEASE)
    assert (group.table.taken.count("one"), group.table.looked) == (1, ["one"])


async def test_a_platform_that_is_not_connected_is_waited_for(group: Scene) -> None:
    await group.queue("one", "ben")
    await Outbox(group.talk.bot, {}).drain()
    assert "one" not in group.table.tried
    await later(group, SOON)
    assert "one" in group.table.taken


async def test_an_uncertain_message_waits_for_its_platform_to_be_looked_up(group: Scene) -> None:
    group.table.fails[BEN].append(Lost(taken=True))
    await group.queue("one", "ben")
    await group.passes()
    await group.talk.clock.set(group.talk.clock.now() + LEASE)
    await Outbox(group.talk.bot, {}).drain()
    await later(group, LEASE)
    assert group.table.taken.count("one") == 1


async def test_a_message_about_a_member_who_left_meanwhile_is_cancelled(group: Scene) -> None:
    group.table.fails[BEN].append(TryLater("busy"))
    await group.queue("one", "ben", "ben", "cleo")
    await group.queue("two", "ben", "ben")
    await group.passes()
    await group.talk.does(MemberLeft(who=group.talk.ref("cleo")))
    for _ in range(2):
        await later(group, SOON)
    assert group.table.tried.count("one") == 1
    assert group.table.taken[-1] == "two"


async def test_a_reaction_that_comes_before_the_receipt_is_not_lost(store: Store) -> None:
    here = scene(store)
    await set_up(here.talk, "ada", "ben")

    async def react(delivery: Delivery) -> None:
        if delivery.key.startswith("intro:"):
            who, receipt = here.talk.ref("ben"), receipt_of(delivery)
            await here.talk.bot.handle(Reacted(who=who, receipt=receipt, emoji="✅"))

    here.table.before_receipt = react
    await here.talk.says("ada", "/121 pair-me")
    await here.talk.says("ben", "/121 pair-me")
    assert len(await pairings(store)) == 1
    assert "1 introduced, 1 met." in await here.talk.says("ada", "/121 history")


NOW = MONDAY_NINE
TRIED_ONCE = Delivery(
    key="one",
    workspace_id=WorkspaceId(1),
    platform=Platform.PLAYGROUND,
    workspace="riverside",
    address=Address(kind=AddressKind.MEMBER, ids=("ben",)),
    message=say(paragraph("one")),
    created_at=NOW,
    not_before=NOW,
    attempts=1,
)


@pytest.mark.parametrize(
    ("attempts", "error", "expected"),
    [
        (1, TryLater("busy"), SendAgain(NOW + timedelta(seconds=2))),
        (2, TryLater("busy"), SendAgain(NOW + timedelta(seconds=4))),
        (9, TryLater("busy"), SendAgain(NOW + timedelta(seconds=512))),
        (1, TryLater("busy", after=timedelta(hours=2)), SendAgain(NOW + timedelta(hours=2))),
        (3, TryLater("busy", after=timedelta(seconds=1)), SendAgain(NOW + timedelta(seconds=8))),
        (MOST_ATTEMPTS, TryLater("busy"), GiveUp("busy")),
        (MOST_ATTEMPTS + 5, TryLater("busy"), GiveUp("busy")),
        (1, Unreachable("gone"), GiveUp("gone")),
        (1, Unreachable(), GiveUp("This address cannot be reached, now or later.")),
        (1, DeliveryError("odd"), GiveUp("odd")),
        (30, TryLater("busy"), SendAgain(NOW + LONGEST_WAIT)),
        (MOST_REFUSALS - 1, UnheardOf("what?"), SendAgain(NOW + timedelta(seconds=512))),
        (MOST_REFUSALS, UnheardOf("what?"), GiveUp("what?")),
        (1, NotYet(after=timedelta(seconds=9)), SendAgain(NOW + timedelta(seconds=9))),
        (1, OutcomeUnknown(), LookFirst(NOW + LEASE)),
        (9, OutcomeUnknown(), LookFirst(NOW + timedelta(seconds=512))),
        (MOST_ATTEMPTS - 1, OutcomeUnknown("lost"), LookFirst(NOW + LONGEST_WAIT)),
        (MOST_ATTEMPTS, OutcomeUnknown("lost"), GiveUp("lost", doubtful=True)),
    ],
)
def test_what_follows_a_failure(attempts: int, error: DeliveryError, expected: Retry) -> None:
    assert retry(replace(TRIED_ONCE, attempts=attempts), error, NOW) == expected


@pytest.mark.parametrize(
    ("attempts", "error", "expected"),
    [
        (3, TryLater("busy"), LookFirst(NOW + timedelta(seconds=8))),
        (3, OutcomeUnknown("lost"), LookFirst(NOW + LEASE)),
        (999, NotYet(after=SOON), LookFirst(NOW + SOON)),
        (999, NotReached(), LookFirst(NOW + SOON)),
        (MOST_ATTEMPTS, TryLater("busy"), GiveUp("busy", doubtful=True)),
        (1, Unreachable("gone"), GiveUp("gone", doubtful=True)),
        (1, CannotLook("shut"), GiveUp("shut", doubtful=True)),
    ],
)
def test_what_follows_a_look_that_failed_is_another_look_and_never_a_send(
    attempts: int, error: DeliveryError, expected: Retry
) -> None:
    assert retry(replace(TRIED_ONCE, attempts=attempts), error, NOW, looked=True) == expected


@pytest.mark.parametrize(
    ("waited", "wait"),
    [
        (timedelta(0), SOON),
        (timedelta(seconds=90), timedelta(seconds=90)),
        (timedelta(days=6), LONGEST_OUT_OF_REACH),
    ],
)
def test_what_is_out_of_reach_is_waited_for_as_long_again_and_never_given_up(
    waited: timedelta, wait: timedelta
) -> None:
    tried = replace(TRIED_ONCE, created_at=NOW - waited, attempts=999)
    assert retry(tried, NotReached(), NOW) == SendAgain(NOW + wait)


def test_refusals_are_borne_for_a_day_and_no_longer() -> None:
    now, tried = NOW, replace(TRIED_ONCE, attempts=1)
    while isinstance(then := retry(tried, TryLater("500"), now), SendAgain):
        now, tried = then.at, replace(tried, attempts=tried.attempts + 1)
    assert timedelta(days=1) < now - NOW < timedelta(days=1.1)


def test_an_alarm_is_tried_for_days() -> None:
    alarm = replace(TRIED_ONCE, alarm=True)
    assert retry(replace(alarm, attempts=MOST_ATTEMPTS), TryLater(), NOW) == SendAgain(
        NOW + LONGEST_WAIT
    )
    last = replace(alarm, attempts=MOST_OF_AN_ALARM)
    assert retry(last, TryLater("busy"), NOW) == GiveUp("busy")
    assert timedelta(days=6) < LONGEST_WAIT * (MOST_OF_AN_ALARM - 11)


async def test_an_introduction_that_nobody_can_look_up_is_sent_once_more_and_never_twice(
    group: Scene,
) -> None:
    lost = [Lost(taken=True), Lost(taken=True)]
    for address in ("group:ben,cleo", "group:cleo,ben"):
        group.table.fails[address].extend(lost)
    group.table.blind.extend([CannotLook(), CannotLook()])
    await group.talk.says("cleo", "/121 pair-me")
    await group.talk.says("ben", "/121 pair-me")
    for _ in range(5):
        await later(group, LEASE)
    assert [key for key in group.table.tried if key.startswith("intro:")] == ["intro:1", "intro:1"]
    assert any(key.startswith("alarm:") for key in group.table.taken)


async def test_a_question_that_nobody_can_look_up_is_not_sent_again(group: Scene) -> None:
    group.table.fails[BEN].append(Lost(taken=False))
    group.table.blind.append(CannotLook())
    await group.queue("question", "ben")
    await group.passes()
    for _ in range(3):
        await later(group, LEASE)
    assert group.table.tried.count("question") == 1
    assert any(key.startswith("alarm:") for key in group.table.taken)


async def test_whoever_waits_for_a_turn_is_not_given_up_and_it_counts_for_nothing(
    group: Scene,
) -> None:
    group.table.fails[BEN].extend(NotYet(after=SOON) for _ in range(MOST_ATTEMPTS + 3))
    await group.queue("one", "ben", "ben")
    for _ in range(MOST_ATTEMPTS + 4):
        await later(group, SOON)
    assert "one" in group.table.taken
    assert group.table.tried.count("one") == MOST_ATTEMPTS + 4
    async with group.talk.store.begin() as tx:
        found = await tx.outbox.by_receipt(group.workspace, receipt_of(group.table.sent[-1]))
    assert found is not None
    assert found.attempts == 1


async def test_while_one_is_slow_what_comes_later_goes_out(group: Scene) -> None:
    slow, gone_out = asyncio.Event(), asyncio.Event()

    async def hang(delivery: Delivery) -> None:
        if delivery.key == "slow":
            await slow.wait()
        if delivery.key == "later":
            gone_out.set()

    group.table.before_receipt = hang
    outbox = Outbox(group.talk.bot, {Platform.PLAYGROUND: group.table})
    await group.queue("slow", "ben")
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(outbox.drain())
        while "slow" not in group.table.tried:  # noqa: ASYNC110 - the platform is what is waited for
            await asyncio.sleep(0.005)
        await group.queue("later", "cleo")
        outbox.wake()
        await gone_out.wait()
        slow.set()
    assert await group.is_sent("slow")


async def test_a_dead_workspace_takes_no_room_from_another(group: Scene) -> None:
    """More messages wait for a workspace that hangs than are ever under way of it."""
    dead, other_is_there = asyncio.Event(), asyncio.Event()

    async def hang(delivery: Delivery) -> None:
        if delivery.address.ids[0].startswith("dead"):
            await dead.wait()
        if delivery.address.ids == ("cleo",):
            other_is_there.set()

    group.table.before_receipt = hang
    for number in range(NOBODY.all * 4):
        await group.queue(f"dead {number}", f"dead{number}")
    elsewhere = Talk(group.talk.store, group.table, clock=group.talk.clock, workspace="hillside")
    await elsewhere.bot.handle(
        parse("/121 setup name Tea", elsewhere.ref("ada"), elsewhere.find, place="tea")
    )
    await elsewhere.bot.handle(
        parse("/121 join", elsewhere.ref("cleo"), elsewhere.find, place="tea")
    )
    outbox = Outbox(group.talk.bot, {Platform.PLAYGROUND: group.table})
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(outbox.drain())
        while len([k for k in group.table.tried if k.startswith("dead")]) < USUAL.of_each:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.005)
        async with group.talk.store.begin() as tx:
            (there,) = [await tx.people.known(Platform.PLAYGROUND, "hillside", "cleo")]
        assert there is not None
        await group.queue("to cleo", "cleo", workspace=there[0].id)
        outbox.wake()
        await other_is_there.wait()
        assert len([k for k in group.table.tried if k.startswith("dead")]) == USUAL.of_each
        dead.set()


async def test_an_outcome_that_cannot_be_stored_now_is_stored_later(
    group: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.outbox.STORE_AGAIN", (0.01, 0.01))
    failures = [OSError("away"), OSError("away")]

    class Away:
        claim = staticmethod(group.talk.bot.claim)

        @staticmethod
        async def record(attempts: Sequence[Attempt]) -> None:
            if failures:
                raise failures.pop()
            await group.talk.bot.record(attempts)

    await group.queue("one", "ben")
    await Outbox(Away(), {Platform.PLAYGROUND: group.table}).drain()
    assert await group.is_sent("one")
    assert group.table.tried.count("one") == 1
