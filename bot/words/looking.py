"""Help, how things stand, whom one has met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import (
    Circle,
    MeetingStatus,
    Member,
    Membership,
    MembershipState,
    RequestId,
)
from bot.messages import (
    Block,
    Buttons,
    Field,
    Fields,
    Heading,
    Message,
    Runs,
    Strong,
    Text,
    buttons,
    field,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.asking import invitation, waiting_for
from bot.words.open_meetings import OpenMeeting, open_meeting
from bot.words.people import (
    button,
    in_words,
    line,
    mention,
    mentions,
    next_round,
    on_day,
)

HISTORY_SHOWN = 15
A_YEAR_OF_MEETINGS = 48  # one a week, holidays taken out
_BECAME = {
    MeetingStatus.PROPOSED: "still open",
    MeetingStatus.ARRANGED: "arranged",
    MeetingStatus.MET: "met",
    MeetingStatus.MISSED: "did not take place",
    MeetingStatus.CANCELLED: "called off",
}


def help_text(
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    further: Sequence[tuple[str, int]],
    *,
    greets: bool,
) -> Message:
    """What one can say: each command's form and what it does, topic by topic, and a button for each `further` one."""
    more = [button(title, "help", number) for title, number in further]
    if more:
        more.append(button("Everything at once", "help", 0))
    return say(
        *(_greeting() if greets else ()),
        *(
            block
            for title, entries in sections
            for block in (
                Heading(title),
                Fields(tuple(Field(form, (Text(does),)) for form, does in entries)),
            )
        ),
        *([buttons(*more)] if more else ()),
        note("Only you see my answers to your commands."),
    )


def _greeting() -> tuple[Block, ...]:
    return (
        Heading("121 brings two of you together, again and again"),
        paragraph(
            "Once a round you get a partner, an hour, half of it for each. "
            "When you have met, put ✅ on my message, and I'll find you the next one."
        ),
    )


def something_broke(reference: str) -> Message:
    """The answer when a command could not be done because of a mistake in the program."""
    return say(
        paragraph("Something went wrong, and it was not your doing. Please try again."),
        paragraph(
            "If it happens again, tell an organiser this reference: ", Strong(reference), "."
        ),
    )


def not_understood(said: str, nearest: str | None, problem: str | None) -> Message:
    """What was not understood, and the way on."""
    if problem:
        return say(paragraph(problem), note("What you can say: /121 help"))
    guess = f" Did you mean /121 {nearest}?" if nearest else ""
    return say(paragraph(f"I don't know “{said}”.{guess}"), note("What you can say: /121 help"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a member stands in one circle."""

    circle: Circle
    membership: Membership | None
    waiting: bool
    turn: datetime | None = None  # from when on a round draws them again, by their own rhythm

    @property
    def rests(self) -> bool:
        """Whether the next round leaves them out, because they want a partner less often."""
        return self.turn is not None and self.turn > self.circle.next_round_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """How things stand with a member."""

    circles: Sequence[Standing]
    current: Sequence[OpenMeeting]
    met_this_year: int
    may_note: bool = False  # whether notes can be kept here
    wanted: Sequence[Member] = ()  # whom they have asked for, and who has not answered yet
    invited: Sequence[tuple[Member, RequestId]] = ()  # who would like to meet them


def status(glance: Glance) -> Message:
    """How things stand with a member."""
    return say(
        *open_meetings(glance),
        *open_requests(glance),
        Fields(
            (
                *(
                    Field(standing.circle.name, how_it_stands(standing))
                    for standing in glance.circles
                ),
                count_of_year(glance),
            )
        ),
        *([] if glance.circles else [note("There is no circle here yet.")]),
        own_pages(glance),
    )


def own_pages(glance: Glance) -> Buttons:
    """The ways to what a member has with others."""
    return buttons(
        button("My network", "network"),
        button("My promises", "promises"),
        button("My referrals", "referrals"),
        *([button("My notes", "notes")] if glance.may_note else []),
    )


def open_meetings(glance: Glance) -> tuple[Block, ...]:
    """Each 1-2-1 that is open, with its buttons; or that there is none."""
    if not glance.current:
        return (paragraph("You have no 1-2-1 open at the moment."),)
    return tuple(block for meeting in glance.current for block in open_meeting(meeting))


def open_requests(glance: Glance) -> tuple[Block, ...]:
    """Who would like to meet the member, to be answered; and whom the member has asked."""
    asking = (block for one, request in glance.invited for block in invitation(one, request).blocks)
    if not glance.wanted:
        return tuple(asking)
    return (*asking, *waiting_for(glance.wanted).blocks)


def count_of_year(glance: Glance) -> Field:
    """How many have met this year, of those that a year has room for."""
    return field("This year", f"{glance.met_this_year} of {A_YEAR_OF_MEETINGS} met")


def how_it_stands(standing: Standing) -> Runs:
    """A member's part in a circle, and what comes next."""
    circle, membership = standing.circle, standing.membership
    if membership is None:
        return runs("you don't take part; /121 join")
    if membership.state is MembershipState.PAUSED:
        until = membership.paused_until
        end = f" until {in_words(until)}" if until else ""
        return runs(f"paused{end}; /121 resume")
    if membership.skips_next:
        return runs("you skip the round on ", next_round(circle), "; /121 resume")
    if standing.rests and standing.turn is not None:
        return runs(
            "your own rhythm leaves out the next round; you are in again from ",
            on_day(standing.turn),
            " on",
        )
    queue = ", and you are in the queue for somebody sooner" if standing.waiting else ""
    return runs("next round ", next_round(circle), queue)


_ACTIONS = {  # of buttons that are not called as their command is
    "pair-me": "pair_with",
    "with": "relationship",
    "hello": "say_hello",
    "hold": "hold_back",
    "rest": "let_rest",
    "go-on": "go_on",
}


def which_member(subcommand: str, called: str, candidates: Sequence[Member]) -> Message:
    """Several people have the name that was typed: each with a button."""
    action = _ACTIONS.get(subcommand, subcommand)
    return say(
        paragraph(f"Several people here are called “{called}”. Whom do you mean?"),
        *(
            block
            for candidate in candidates
            for block in (
                paragraph(mention(candidate)),
                buttons(button("This one", action, candidate.id)),
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """One introduction and what became of it."""

    others: Sequence[Member]
    became: MeetingStatus
    when: datetime


def history(shown: Sequence[PastMeeting], *, in_all: int, met: int) -> Message:
    """Whom a member was introduced to, the newest first."""
    if not shown:
        return line("You have not been introduced to anybody yet. Ask for a partner: /121 pair-me")
    more = f" The latest {len(shown)}:" if in_all > len(shown) else ""
    return say(
        paragraph(f"{in_all} introduced, {met} met.{more}"),
        Fields(
            tuple(
                Field(
                    _BECAME[meeting.became],
                    (*mentions(meeting.others), Text(", "), on_day(meeting.when)),
                )
                for meeting in shown
            )
        ),
    )
