"""Answers that change nothing: help, how things stand, whom one has met."""

from bot import words
from bot.commands import ChooseMember, ShowHelp, ShowHistory, ShowHome, ShowStatus, Unclear
from bot.commands.table import TOPICS, usage
from bot.domain.calendar import zone_of
from bot.domain.meetings import is_arranged_ahead
from bot.domain.model import OPEN_STATUSES, Meeting, MeetingStatus, Member, MemberId, Pairing
from bot.domain.network import how_many_met
from bot.domain.plans import year_of
from bot.domain.proposals import ahead, unanswered
from bot.domain.taking_part import after_pause
from bot.replies import Reply
from bot.usecases.named_partner import invitations_to
from bot.usecases.own_rhythm import turns
from bot.usecases.story import Asker, Story, know, meet_member, now_of


async def show_help(story: Story, command: ShowHelp) -> Reply:
    """What one can say of the topics that are asked for; of what one needs most, if none is for the asker."""
    asker = await know(story, command.who, command.place)
    theirs = [one for one in TOPICS if asker.member.organiser or not one.organisers_only]
    asked = [one for one in theirs if one.name in command.topics] or theirs[:1]
    further = [(one.title, TOPICS.index(one) + 1) for one in theirs if one not in asked]
    sections = [
        (one.title, [(usage(each), each.help) for each in one.subcommands]) for one in asked
    ]
    return Reply(words.help_text(sections, further, greets=theirs[0] in asked))


async def explain(story: Story, command: Unclear) -> Reply:
    """What was not understood, the nearest command, and the way to the rest."""
    await know(story, command.who, command.place)
    return Reply(words.not_understood(command.said, command.nearest, command.problem))


async def show_status(story: Story, command: ShowStatus) -> Reply:
    """How things stand with the asker: circles, open 1-2-1s, requests, the count of this year."""
    asker = await know(story, command.who, command.place)
    return Reply(words.status(await _at_a_glance(story, asker)))


async def show_home(story: Story, command: ShowHome) -> Reply:
    """Everything of the asker's on one page."""
    asker = await know(story, command.who, command.place)
    return Reply(words.home(await _at_a_glance(story, asker), asker.member))


async def choose_member(story: Story, command: ChooseMember) -> Reply:
    """Several people have the name that was typed: each of them with a button."""
    asker = await know(story, command.who, command.place)
    candidates = [await meet_member(story, asker, whom) for whom in command.candidates]
    return Reply(words.which_member(command.subcommand, command.called, candidates))


async def _at_a_glance(story: Story, asker: Asker) -> words.Glance:
    pairings = await story.tx.pairings.of_member(asker.member.id)
    zone = zone_of(asker.member.time_zone, asker.workspace.time_zone)
    current = [(p, m) for p, m in pairings if m.status in OPEN_STATUSES]
    return words.Glance(
        circles=await _standings(story, asker),
        current=[await open_meeting(story, asker, *one) for one in current],
        met_this_year=how_many_met(pairings, *year_of(story.now, zone)),
        may_note=story.seals is not None,
        wanted=await _asked_for(story, asker),
        invited=await invitations_to(story, asker),
    )


async def _asked_for(story: Story, asker: Asker) -> list[Member]:
    """The members for whom the asker has asked, and whose answer is awaited."""
    mine = await story.tx.requests.waiting_of(asker.member.id)
    ids = [request.wanted_id for request in mine if request.wanted_id is not None]
    known = await story.tx.people.members(ids)
    return [known[one] for one in ids]


async def open_meeting(
    story: Story, asker: Asker, pairing: Pairing, meeting: Meeting
) -> words.OpenMeeting:
    """A 1-2-1 that is still open, as the asker sees it."""
    others = await partners(story, pairing, asker.member.id)
    return words.OpenMeeting(
        meeting=meeting,
        others=others,
        ahead=meeting.arranged_for if is_arranged_ahead(meeting, story.now) else None,
        proposed=ahead(meeting, story.now),
        to_answer=unanswered(meeting, asker.member.id, story.now),
        by=next((other for other in others if other.id == meeting.proposed_by), None),
        now=now_of(story, asker),
    )


async def _standings(story: Story, asker: Asker) -> list[words.Standing]:
    memberships = {m.circle_id: m for m in await story.tx.circles.memberships_of(asker.member.id)}
    requests = await story.tx.requests.waiting_of(asker.member.id)
    waiting = {request.circle_id for request in requests if request.wanted_id is None}
    today = now_of(story, asker).date()
    turn = (await turns(story, [asker.member])).get(asker.member.id)
    return [
        words.Standing(
            circle=circle,
            membership=after_pause(memberships[circle.id], today)
            if circle.id in memberships
            else None,
            waiting=circle.id in waiting,
            turn=turn,
        )
        for circle in await story.tx.circles.of_workspace(asker.workspace.id)
    ]


async def partners(story: Story, pairing: Pairing, without: MemberId) -> list[Member]:
    """The others in a pairing."""
    others = [member for member in pairing.members if member != without]
    known = await story.tx.people.members(others)
    return [known[other] for other in others]


async def show_history(story: Story, command: ShowHistory) -> Reply:
    """Whom the asker was introduced to, and what became of it, the newest first."""
    asker = await know(story, command.who, command.place)
    pairings = await story.tx.pairings.of_member(asker.member.id)
    shown = pairings[: words.HISTORY_SHOWN]
    return Reply(
        words.history(
            [
                words.PastMeeting(
                    await partners(story, pairing, asker.member.id),
                    meeting.status,
                    meeting.arranged_for or pairing.opened_at,
                )
                for pairing, meeting in shown
            ],
            in_all=len(pairings),
            met=sum(meeting.status is MeetingStatus.MET for _, meeting in pairings),
        )
    )
