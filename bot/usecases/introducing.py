"""Bringing members together: the pairing, its meeting, its planned questions and its message, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

from bot import words
from bot.deliveries import Delivery
from bot.domain.calendar import next_round, plan_questions, zone_of
from bot.domain.matching import Match
from bot.domain.meeting_form import suggested_form
from bot.domain.model import (
    Circle,
    FollowUp,
    Meeting,
    Member,
    MemberId,
    Origin,
    Pairing,
    PairingId,
    Round,
    Workspace,
)
from bot.domain.relationships import (
    Together,
    counting,
    least,
    repeating,
    repeats_of,
    sides_of,
    together,
)
from bot.domain.rulings import Pair
from bot.domain.slots import diaries, times_for
from bot.usecases.story import Envelope, Story, deliveries_to

SHORTEST_TIME_TO_MEET = timedelta(days=3)

Far = Mapping[Pair, Together]  # how far any two of a group are


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """How a pairing comes about, in which circle, and when the programme stops asking about it."""

    workspace: Workspace
    circle: Circle
    origin: Origin
    ends_at: datetime
    round: Round | None = None


def on_request(story: Story, workspace: Workspace, circle: Circle) -> Occasion:
    """A pairing outside the rounds: it lasts until the next round, or the one after where that is too soon."""
    ends_at = next_round(circle, story.now + SHORTEST_TIME_TO_MEET)
    return Occasion(workspace=workspace, circle=circle, origin=Origin.ON_REQUEST, ends_at=ends_at)


async def introduce(
    story: Story, occasion: Occasion, matches: Sequence[Match], members: dict[MemberId, Member]
) -> tuple[Pairing, ...]:
    """Store the matches as pairings and leave each its introduction."""
    so_far = await _so_far(story, [match.members for match in matches])
    pairings = await story.tx.add(
        *(_pairing(story, occasion, match, far) for match, far in zip(matches, so_far, strict=True))
    )
    await story.tx.add(*(Meeting(pairing_id=pairing.id) for pairing in pairings))
    await story.tx.follow_ups.plan(
        [
            question
            for pairing in pairings
            for question in _questions(occasion.circle, pairing, members)
        ]
    )
    everybody = {member for pairing in pairings for member in pairing.members}
    introductions = [
        delivery
        for pairing, far in zip(pairings, so_far, strict=True)
        for delivery in _introduction(story, occasion, pairing, members, least(far.values()))
    ]
    await story.tx.outbox.queue(introductions)
    if occasion.origin is Origin.ROUND:
        everybody = {member for pairing in pairings for member in pairing.members}
        await story.tx.reminders.ping(everybody, story.now)
    return pairings


async def _so_far(story: Story, groups: Sequence[Sequence[MemberId]]) -> tuple[Far, ...]:
    """How far any two of each group are."""
    everybody = {member for group in groups for member in group}
    past = {(pair.a, pair.b): pair for pair in await story.tx.pairings.past_pairs(everybody)}
    sides = await story.tx.sides.among(everybody)
    held = {pairing for side in sides for pairing in side.held}
    sides = counting(sides, await story.tx.pairings.took_place(held))
    repeating_ones = await story.tx.pairings.repeating(everybody)
    return tuple(
        {
            pair: together(past.get(pair), sides_of(pair, sides), repeats_of(pair, repeating_ones))
            for pair in combinations(sorted(group), 2)
        }
        for group in groups
    )


def _pairing(story: Story, occasion: Occasion, match: Match, far: Far) -> Pairing:
    return Pairing(
        workspace_id=occasion.workspace.id,
        circle_id=occasion.circle.id,
        round_id=occasion.round.id if occasion.round else None,
        origin=occasion.origin,
        members=match.members,
        reasons=match.reasons,
        repeats=repeating(far),
        opened_at=story.now,
        ends_at=occasion.ends_at,
    )


def _questions(
    circle: Circle, pairing: Pairing, members: dict[MemberId, Member]
) -> tuple[FollowUp, ...]:
    zones = [zone_of(members[member].time_zone, circle.time_zone) for member in pairing.members]
    return tuple(
        FollowUp(
            key=f"{planned.kind}:{pairing.id}",
            kind=planned.kind,
            circle_id=circle.id,
            pairing_id=pairing.id,
            due_at=planned.due_at,
        )
        for planned in plan_questions(pairing.opened_at, pairing.ends_at, zones)
    )


def _introduction(
    story: Story,
    occasion: Occasion,
    pairing: Pairing,
    members: dict[MemberId, Member],
    so_far: Together,
) -> tuple[Delivery, ...]:
    people = [members[member] for member in pairing.members]
    whose = diaries(people, occasion.circle.time_zone)
    return deliveries_to(
        story,
        occasion.workspace,
        people,
        words.introduction(
            pairing,
            people,
            past=so_far,
            form=suggested_form(
                story.now,
                [diary.zone for diary in whose],
                [person.formats for person in people],
                so_far.met,
            ),
            times=times_for(story.now, pairing.ends_at, whose),
        ),
        Envelope(
            key=f"intro:{pairing.id}",
            pairing_id=pairing.id,
            about=pairing.members,
            expires_at=pairing.ends_at,
            resends_left=1,  # without it they would never hear of one another
            told=occasion.circle.told,
            channel=occasion.circle.channel,
        ),
    )


async def before(story: Story, pairings: Sequence[Pairing]) -> dict[PairingId, Together]:
    """What the members of each of these pairings had together before it, which stands in the history already."""
    so_far = await _so_far(story, [pairing.members for pairing in pairings])
    found = [least(far.values()) for far in so_far]
    return {
        pairing.id: replace(one, introduced=max(one.introduced - 1, 0))
        for pairing, one in zip(pairings, found, strict=True)
    }
