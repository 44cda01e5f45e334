"""A member's network: shown in words, drawn as a picture, and a few words for whom they are losing touch with."""

from dataclasses import dataclass, replace

from bot import words
from bot.commands import DrawNetwork, SayHello, ShowNetwork
from bot.domain.calendar import zone_of
from bot.domain.model import Member, MemberId
from bot.domain.network import Facts, Tie, losing_touch, not_yet_met, ties
from bot.domain.reminders import week_began
from bot.replies import Refused, Reply
from bot.usecases.relating import has_left, known_to
from bot.usecases.story import Asker, Envelope, Story, know, tell


@dataclass(frozen=True, kw_only=True, slots=True)
class _Network:
    """What there is of a network, by member.

    `out`: whom the member does not want to meet, and who takes part in nothing any more: nobody is reminded of them.
    """

    facts: Facts
    ties: tuple[Tie, ...]
    people: dict[MemberId, Member]
    companions: tuple[MemberId, ...]
    out: frozenset[MemberId]

    def as_shown(self, tie: Tie) -> Tie:
        """A tie; who is out is never due again."""
        return replace(tie, due_at=None, overdue_at=None) if tie.other in self.out else tie


async def show_network(story: Story, command: ShowNetwork) -> Reply:
    """Whom the asker has met, whom not yet, and with whom they are losing touch."""
    asker = await know(story, command.who, command.place)
    found = await _network(story, asker)
    not_met = [
        found.people[other] for other in not_yet_met(found.ties, found.companions, found.out)
    ]
    if command.page is not None:
        return Reply(words.whole_network(_known(story, found), not_met, command.page))
    began = week_began(story.now, zone_of(asker.member.time_zone, asker.workspace.time_zone))
    losing = losing_touch(found.facts, began, found.out)
    return Reply(
        words.network(_known(story, found), not_met, [found.people[other] for other in losing])
    )


async def draw_network(story: Story, command: DrawNetwork) -> Reply:
    """A picture of the asker's network, in private: not every platform can show one in an answer."""
    asker = await know(story, command.who, command.place)
    known = _known(story, await _network(story, asker))
    if not known:
        raise Refused(words.nothing_to_draw())
    me = asker.member
    envelope = Envelope(key=f"network:{me.id}:{story.now.isoformat()}", about=(me.id,))
    await tell(story, asker.workspace, [me], words.network_drawn(known), envelope)
    return Reply(words.picture_comes())


async def say_hello(story: Story, command: SayHello) -> Reply:
    """A few words for somebody the asker has met; nothing is sent to them."""
    asker = await know(story, command.who, command.place)
    other, bond = await known_to(story, asker, command)
    if not bond.so_far.met:
        raise Refused(words.never_met(other))
    zone = zone_of(asker.member.time_zone, asker.workspace.time_zone)
    met_on, today = (at.astimezone(zone).date() for at in (bond.last_met_at, story.now))
    left = await has_left(story, other)
    asks = not left and not bond.blocked and bond.mine.rested_at is None
    return Reply(words.hello(other, met_on, today, asks=asks))


async def _network(story: Story, asker: Asker) -> _Network:
    """All of it, in a number of queries that does not grow with the network."""
    me = asker.member.id
    circles = await story.tx.circles.of_workspace(asker.workspace.id)
    circles += await story.tx.circles.closed(asker.workspace.id)
    facts = Facts(
        member=me,
        meetings=await story.tx.pairings.of_member(me),
        sides=await story.tx.sides.of_member(me),
        referrals=await story.tx.referrals.of_member(me),
        months={circle.id: circle.again_months for circle in circles},
    )
    mine = ties(facts)
    companions = await story.tx.circles.companions(me)
    people = await story.tx.people.members({me, *companions, *(tie.other for tie in mine)})
    gone = await story.tx.circles.without_circle(tie.other for tie in mine)
    # What others have ended or forbidden must not show: only what the member did takes names off the list.
    mine_rest = {side.other_id for side in facts.sides if side.member_id == me and side.rested_at}
    blocked = {*await story.tx.people.blocked_by(me)}
    return _Network(
        facts=facts,
        ties=mine,
        people=people,
        companions=companions,
        out=frozenset(mine_rest | blocked | gone),
    )


def _known(story: Story, found: _Network) -> list[words.Known]:
    return [
        words.Known(
            other=found.people[tie.other],
            tie=tie,
            due=tie.due_at is not None and tie.due_at <= story.now,
            faded=tie.overdue_at is not None and tie.overdue_at <= story.now,
        )
        for tie in map(found.as_shown, found.ties)
    ]
