"""What is stored comes back equal, on every database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.deliveries import Address, AddressKind, Delivery, DeliveryState, Receipt
from bot.domain.model import (
    Answer,
    Block,
    Circle,
    Enrolment,
    FollowUpKind,
    FollowUpState,
    Free,
    Holiday,
    Meeting,
    MeetingStatus,
    Membership,
    MembershipState,
    OddRule,
    Origin,
    Platform,
    Policy,
    Reason,
    ReasonKind,
    Report,
    RequestState,
    Ruling,
    RulingKind,
    Via,
    Workspace,
    Yes,
)
from bot.errors import StoreError
from bot.messages import (
    Action,
    Attachment,
    Button,
    Fields,
    Heading,
    Link,
    Look,
    Mention,
    Message,
    Precision,
    Strong,
    When,
    buttons,
    field,
    note,
    paragraph,
    say,
)
from bot.ports import EarlyReaction, Record, Transaction
from bot.storage import SqlStore
from bot.storage.rows import TABLES, to_values
from tests.storage.samples import (
    LATER,
    NOW,
    ODD,
    SOON,
    Group,
    add_group,
    circle,
    delivery,
    follow_up,
    member,
    pairing,
    relations_of,
    request,
    round_of,
)

EVERYTHING: Message = say(
    Heading(ODD),
    paragraph(ODD, Strong("!"), Mention("U1"), Link("here", "https://example.org/?a=1&b=2")),
    paragraph(When(NOW), When(SOON, Precision.DAY)),
    Fields((field("Offers", ODD),)),
    buttons(Button("Yes", Action("met", 7), Look.PRIMARY), Button("No", Action("not-met"))),
    Attachment(ODD, "image/png", bytes(range(256)), ODD),
    note("small"),
)


def full_member(group: Group) -> Record:
    return replace(
        member(group.workspace.id, "ä" * 128),
        time_zone="America/Argentina/ComodRivadavia",
        organiser=True,
        gone_at=LATER,
        limit=5,
        business=ODD,
        team="",
        looking_for=(ODD, ""),
        can_offer=("a, b", "[]"),
        interests=("null",),
        formats=("🚶",),
        languages=("日本語",),
        plan=3,
        goals=ODD,
        networks=(ODD,),
        best=ODD,
        unsent=(ODD, ODD, ODD, "ready"),
        available=(Free(weekday=6, begins=time(9, 30), ends=time(23, 59)),),
    )


def full_circle(group: Group) -> Circle:
    return replace(
        circle(group.workspace.id, "other"),
        name="☕" * 80,
        every_weeks=4,
        weekday=6,
        at=time(2, 30),
        time_zone="Europe/Berlin",
        enrolment=Enrolment.CHANNEL,
        size=4,
        again_months=0,
        odd_rule=OddRule.SIT_OUT,
        policy=Policy(team=9, within_teams=True, interests=0, demands_hours=True),
        holidays=(Holiday(first=date(2026, 12, 24), last=date(2027, 1, 6)),),
        closed_at=LATER,
    )


def full_delivery(group: Group) -> Delivery:
    return replace(
        delivery(group, "k" * 160, message=EVERYTHING),
        platform=Platform.DISCORD,
        address=Address(kind=AddressKind.GROUP, ids=("1" * 20, "2" * 20, "3" * 20)),
        about=group.ids,
        alarm=True,
        expires_at=LATER,
        state=DeliveryState.SENDING,
        attempts=9,
        tried_before=4,
        lease_until=SOON,
        channel="C",
        message_id="17.5",
        error=ODD,
    )


async def every_kind(tx: Transaction, group: Group) -> list[Record]:
    """One record of each kind, stored with every field away from its default."""
    a, b, *_ = group.ids
    (opened,) = await tx.add(replace(round_of(group), sat_out=(a, b)))
    reasons = (
        Reason(kind=ReasonKind.OFFER, members=(b, a), subject=ODD),
        Reason(kind=ReasonKind.MET_LONG_AGO, when=NOW - timedelta(days=400)),
    )
    (introduced,) = await tx.add(
        replace(
            pairing(group, 0, 1, 2, round_=opened),
            reasons=reasons,
            repeats=((a, b), (a, group.ids[2])),
            origin=Origin.FOLLOW_UP,
        )
    )
    new: list[Record] = [
        Workspace(platform=Platform.DISCORD, external_id=ODD, time_zone="Asia/Kathmandu"),
        full_member(group),
        full_circle(group),
        replace(request(group, 0, wanted=1), sat_out=True, state=RequestState.DECLINED),
        replace(
            follow_up(group, "f", of=introduced),
            kind=FollowUpKind.SILENCE,
            round_id=opened.id,
            state=FollowUpState.ASKED,
        ),
        full_delivery(group),
        Block(workspace_id=group.workspace.id, blocker_id=a, blocked_id=b),
        Ruling(circle_id=group.circle.id, a=a, b=b, kind=RulingKind.APART),
        Meeting(
            pairing_id=introduced.id,
            status=MeetingStatus.MET,
            arranged_for=NOW,
            settled_at=SOON,
            disputed_at=LATER,
            proposals=(NOW, LATER),
            proposed_by=a,
            yeses=(Yes(member=b, at=NOW), Yes(member=b, at=LATER)),
            declined_by=b,
            proposed_place=ODD[::-1],
            place=ODD,
            sequence=3,
            half_time=(a, b),
        ),
        Report(
            pairing_id=introduced.id,
            member_id=a,
            answer=Answer.DID_NOT,
            via=Via.COMMAND,
            at=NOW,
            withdrawn_at=SOON,
        ),
        EarlyReaction(
            workspace_id=group.workspace.id,
            channel="C",
            message_id="1",
            member_id=a,
            emoji="white_check_mark::skin-tone-6",
            added=True,
            at=NOW,
        ),
        *relations_of(group),
    ]
    return [opened, introduced, *[(await tx.add(one))[0] for one in new]]


async def all_of(tx: Transaction, kind: type) -> tuple[object, ...]:
    rows = await tx._connection.execute(select(TABLES[kind]))  # type: ignore[attr-defined]
    return to_values(kind, rows.mappings())


async def test_every_kind_of_record_comes_back_equal(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        records = await every_kind(tx, group)
    assert {type(one) for one in records} | {Membership} == set(TABLES)
    async with store.begin() as tx:
        for record in records:
            assert record in await all_of(tx, type(record))


async def test_saving_replaces_every_field_of_a_record(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        changed = Membership(
            circle_id=group.circle.id,
            member_id=group.ids[0],
            state=MembershipState.PAUSED,
            joined_at=SOON,
            paused_until=date(2027, 2, 28),
            skips_next=True,
            silent_rounds=3,
            noticed_at=NOW,
            odd_count=2,
            odd_at=LATER,
        )
        renamed = replace(group.members[1], business=ODD, looking_for=(ODD,))
        await tx.save(changed, renamed)
    async with store.begin() as tx:
        assert await tx.circles.membership(group.circle.id, group.ids[0]) == changed
        assert await tx.people.members(group.ids[:3]) == {
            group.ids[0]: group.members[0],
            group.ids[1]: renamed,
            group.ids[2]: group.members[2],
        }


async def test_times_come_back_aware_and_in_utc_from_whatever_zone_they_came(
    store: SqlStore,
) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 11, 23, 4, 10, 11, 123456, tzinfo=kathmandu)
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.save(replace(group.members[0], last_seen_at=moment))
        found = (await tx.people.members(group.ids))[group.ids[0]].last_seen_at
    assert found == moment
    assert found.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StoreError, match="no time zone"):
        async with store.begin() as tx:
            await tx.save(replace(group.members[0], last_seen_at=naive))


async def test_an_address_finds_its_way_back_from_a_receipt(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (stored,) = await tx.add(full_delivery(group))
        receipt = Receipt(channel="C", message="17.5")
        assert await tx.outbox.by_receipt(group.workspace.id, receipt) == stored
