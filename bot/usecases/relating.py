"""Relationships: what two members have had together, what each wants of it, and when they are due again.

What one side says is never told to the other. Where one ended it, the other is answered as if nothing had happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import words
from bot.commands import (
    AboutMember,
    GoOn,
    HoldBack,
    LetRest,
    MeetAgain,
    NotNow,
    PairMe,
    SetRhythm,
    WishAgain,
)
from bot.domain.calendar import polite, zone_of
from bot.domain.model import (
    Meeting,
    MeetingStatus,
    Member,
    MemberId,
    Pairing,
    PairingId,
    PastPair,
)
from bot.domain.relationships import (
    ASKED_FROM,
    Side,
    Together,
    due_again,
    months_between,
    together,
    wish_again,
)
from bot.domain.reminders import Reminder, ReminderKind
from bot.domain.rulings import pair_of
from bot.domain.taking_part import is_active
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.pair_me import pair_me
from bot.usecases.story import Asker, Story, know, meet_member
from bot.usecases.taking_part import today_of

USUAL_MONTHS = 3
USUAL_ZONE = "UTC"
ASKED_WITHIN = timedelta(days=30)  # of the day they are due; later it is not worth asking


@dataclass(frozen=True, kw_only=True, slots=True)
class Bond:
    """All that is known of two members: their meetings (the newest first), and both sides."""

    mine: Side
    theirs: Side
    past: PastPair | None
    latest: Pairing | None
    months: int

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.mine, self.theirs

    @property
    def so_far(self) -> Together:
        """How far they are."""
        return together(self.past, self.sides)

    @property
    def last_met_at(self) -> datetime:
        """When they met last; ValueError for two who have not."""
        if self.past is None or self.past.last_met_at is None:
            message = "these two have not met"
            raise ValueError(message)
        return self.past.last_met_at

    @property
    def due_at(self) -> datetime | None:
        """When they are due again."""
        if self.theirs.rested_at or self.due_at_as_i_know is None:
            return None
        return due_again(self.last_met_at, months_between(self.sides, self.months))

    @property
    def due_at_as_i_know(self) -> datetime | None:
        """When they are due again, for all that this one may know: by their own side only."""
        if self.mine.rested_at or self.past is None or self.past.last_met_at is None:
            return None
        return due_again(self.past.last_met_at, months_between([self.mine], self.months))

    @property
    def both_wish(self) -> bool:
        """Whether both said, since they were last introduced, that they would like to meet again."""
        return bool(wish_again(self.sides, [self.past] if self.past else []))


async def bond_of(story: Story, me: Member, other: Member) -> Bond:
    """What is known of two members, seen from one of them."""
    met = [
        (pairing, meeting)
        for pairing, meeting in await story.tx.pairings.of_member(me.id)
        if other.id in pairing.members
    ]
    sides = {side.member_id: side for side in await story.tx.sides.among([me.id, other.id])}
    taken_place = [p for p, meeting in met if meeting.status is MeetingStatus.MET]
    return Bond(
        mine=sides.get(me.id) or _new_side(me, other),
        theirs=sides.get(other.id) or _new_side(other, me),
        past=_past(me, other, met),
        latest=taken_place[0] if taken_place else None,
        months=await _usual_months(story, taken_place),
    )


def _new_side(me: Member, other: Member) -> Side:
    return Side(workspace_id=me.workspace_id, member_id=me.id, other_id=other.id)


def _past(me: Member, other: Member, met: Sequence[tuple[Pairing, Meeting]]) -> PastPair | None:
    if not met:
        return None
    a, b = pair_of(me.id, other.id)
    took_place = [meeting for _, meeting in met if meeting.status is MeetingStatus.MET]
    moments = [at for m in took_place if (at := m.arranged_for or m.settled_at) is not None]
    return PastPair(
        a=a,
        b=b,
        paired=len(met),
        met=len(took_place),
        last_paired_at=max(pairing.opened_at for pairing, _ in met),
        last_met_at=max(moments, default=None),
    )


async def _usual_months(story: Story, taken_place: Sequence[Pairing]) -> int:
    if not taken_place:
        return USUAL_MONTHS
    return (await story.tx.circles.get(taken_place[0].circle_id)).again_months


async def replan(story: Story, one: Member, other: Member) -> None:
    """Plan anew when the two are asked whether they want to meet again, or not at all."""
    bond = await bond_of(story, one, other)
    due_at = bond.due_at
    if due_at is None:
        await story.tx.reminders.cancel([_again_key(one, other), _again_key(other, one)])
        return
    await story.tx.reminders.put(
        [_again(story, one, other, due_at), _again(story, other, one, due_at)]
    )


def _again_key(member: Member, other: Member) -> str:
    return f"{ReminderKind.AGAIN}:{member.id}:{other.id}"


def _again(story: Story, member: Member, other: Member, due_at: datetime) -> Reminder:
    at = polite(max(due_at, story.now), [zone_of(member.time_zone)])
    return Reminder(
        key=_again_key(member, other),
        workspace_id=member.workspace_id,
        member_id=member.id,
        kind=ReminderKind.AGAIN,
        about=other.id,
        due_at=at,
        expires_at=at + ASKED_WITHIN,
    )


async def known_to(story: Story, asker: Asker, command: AboutMember) -> tuple[Member, Bond]:
    """The member whom a command is about, and the bond with them; refused to oneself."""
    other = await meet_member(story, asker, command.whom)
    if other.id == asker.member.id:
        raise Refused(words.not_with_yourself())
    return other, await bond_of(story, asker.member, other)


async def _met(story: Story, command: AboutMember) -> tuple[Asker, Member, Bond]:
    """The same, of two who have met; refused otherwise."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    if not bond.so_far.met:
        raise Refused(words.never_met(other))
    return asker, other, bond


async def wish_to_meet_again(story: Story, command: WishAgain) -> Reply:
    """Keep that the asker would like to meet somebody again; it counts when both say so."""
    _, other, bond = await _met(story, command)
    mine = replace(bond.mine, again_at=story.now, rested_at=None)
    await story.tx.sides.put(mine)
    both = replace(bond, mine=mine).both_wish and bond.theirs.rested_at is None
    return Reply(words.both_would_meet(other) if both else words.would_meet(other))


async def meet_again(story: Story, command: MeetAgain) -> Reply:
    """Ask somebody whom the asker has met for another 1-2-1 now."""
    _, other, bond = await _met(story, command)
    await story.tx.sides.put(replace(bond.mine, again_at=story.now, rested_at=None))
    return await pair_me(story, PairMe(who=command.who, place=command.place, whom=other.id))


async def not_now(story: Story, command: NotNow) -> Reply:
    """Ask the asker about somebody another time."""
    asker, other, bond = await _met(story, command)
    await story.tx.sides.put(replace(bond.mine, again_at=None))
    later = due_again(story.now, months_between(bond.sides, bond.months))
    if later is not None and bond.due_at is not None:
        await story.tx.reminders.put([_again(story, asker.member, other, later)])
    told = due_again(story.now, months_between([bond.mine], bond.months))
    if told is None or bond.due_at_as_i_know is None:
        return Reply(words.not_asked_again(other))
    return Reply(words.asked_later(other, told))


async def go_on(story: Story, command: GoOn) -> Reply:
    """It is right for the asker as it is: nothing rests and nothing is held back any more on their side."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    if not bond.so_far.met and bond.mine.rested_at is None:
        raise Refused(words.never_met(other))
    await story.tx.sides.put(replace(bond.mine, rested_at=None, held=_without_latest(bond)))
    await replan(story, asker.member, other)
    return Reply(words.goes_on(other))


def _without_latest(bond: Bond) -> tuple[PairingId, ...]:
    return tuple(held for held in bond.mine.held if bond.latest is None or held != bond.latest.id)


async def hold_back(story: Story, command: HoldBack) -> Reply:
    """Let the next meeting be of the same kind as the last."""
    _, other, bond = await _met(story, command)
    if bond.latest is not None:
        held = (*_without_latest(bond), bond.latest.id)
        await story.tx.sides.put(replace(bond.mine, held=held))
    return Reply(words.held_back(other))


async def let_rest(story: Story, command: LetRest) -> Reply:
    """End it on the asker's side: the two are not brought together again, and nobody is told."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    await story.tx.sides.put(replace(bond.mine, rested_at=story.now, again_at=None))
    await replan(story, asker.member, other)
    return Reply(words.rests(other))


async def set_rhythm(story: Story, command: SetRhythm) -> Reply:
    """Choose how often the two are asked whether they want to meet again."""
    asker, other, bond = await _met(story, command)
    await story.tx.sides.put(replace(bond.mine, rhythm=command.rhythm))
    await replan(story, asker.member, other)
    now = await bond_of(story, asker.member, other)
    return Reply(words.rhythm_set(other, command.rhythm, now.due_at_as_i_know))


async def would_you_again(
    story: Story, asker: Asker, reminders: Sequence[Reminder]
) -> Message | None:
    """Whether the member would like to meet those again whom they met some months ago, as far as they still could."""
    due: list[tuple[Member, datetime]] = []
    for reminder in reminders:
        other = await _still_there(story, asker.member, MemberId(reminder.about))
        bond = await bond_of(story, asker.member, other) if other else None
        if other and bond and bond.due_at is not None and bond.due_at <= story.now:
            due.append((other, bond.last_met_at))
    return words.would_you_again(due) if due else None


async def _still_there(story: Story, me: Member, other: MemberId) -> Member | None:
    """Another member, if there is a circle in which both take part."""
    theirs = (await story.tx.people.members([other])).get(other)
    if theirs is None or theirs.gone_at is not None:
        return None
    today = today_of(story, me, USUAL_ZONE)
    both = [
        {m.circle_id for m in await story.tx.circles.memberships_of(one) if is_active(m, today)}
        for one in (me.id, other)
    ]
    return theirs if set.intersection(*both) else None


def is_asked(bond: Bond) -> bool:
    """Whether one of the two is asked after this meeting if it is still right for them, whatever the other said."""
    return bond.so_far.met >= ASKED_FROM and bond.mine.rested_at is None
