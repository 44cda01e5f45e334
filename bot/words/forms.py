"""Forms: what they ask, and in which words."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.meetings import LONGEST_PLACE
from bot.domain.model import (
    USUAL,
    Admits,
    Answer,
    Circle,
    Enrolment,
    Holiday,
    Member,
    OddRule,
    PairingId,
    Told,
)
from bot.domain.taking_part import MOST_WEEKS_APART
from bot.messages import (
    Action,
    Button,
    Channel,
    Choice,
    Day,
    Form,
    Hour,
    Line,
    Look,
    Message,
    Option,
    buttons,
    runs,
    say,
)
from bot.words.people import WEEKDAYS, mentions
from bot.words.policy import preferred
from bot.words.profile import WHO_SEES, hours
from bot.words.proposing import time_label

USUAL_TIME = time(10)
USUAL_MONTHS = 3
NO_TIME = "I find no hour in which everybody is free, so please propose one."
ZONE_HINT = "Such as Europe/London, or the name of a city."


def arrange_form(
    pairing: PairingId,
    others: Sequence[Member],
    *,
    times: Sequence[datetime],
    place: str,
    zone: ZoneInfo,
    now: datetime,
) -> Form:
    """Which times shall be proposed to the others? Some that suit them, or one of one's own."""
    suits = Choice(
        name="times",
        label="Times that suit all of you",
        options=tuple(Option(at.isoformat(), time_label(at, now)) for at in times),
        hint="Choose as many as you like.",
        several=True,
    )
    return Form(
        action=Action("arrange", pairing),
        title="Arrange a time",
        send="Propose",
        opening=runs(
            "When would you like to meet ",
            *mentions(others),
            "?" if times else f"? {NO_TIME}",
        ),
        inputs=(
            *((suits,) if times else ()),
            Day(name="day", label="A day of your own"),
            Hour(name="at", label="At", hint=f"In your own time zone, {zone.key}."),
            Line(
                name="place",
                label="Where",
                value=place,
                hint="A place, or a link to a call.",
                most=LONGEST_PLACE,
            ),
        ),
    )


def report_form(pairing: PairingId, others: Sequence[Member]) -> Form:
    """What became of a 1-2-1?"""
    return Form(
        action=Action("report", pairing),
        title="How did it go?",
        send="Tell 121",
        opening=runs("Your 1-2-1 with ", *mentions(others), ":"),
        inputs=(
            Choice(
                name="answer",
                label="What became of it?",
                required=True,
                options=(
                    Option(Answer.MET, "We met"),
                    Option(Answer.NOT_YET, "Not yet, ask again"),
                    Option(Answer.DID_NOT, "It won't happen"),
                    Option(Answer.CANNOT, "Call the 1-2-1 off"),
                ),
            ),
        ),
    )


def pause_form(today: date) -> Form:
    """Until when shall a member be left out?"""
    return Form(
        action=Action("pause_until"),
        title="Pause",
        send="Pause me",
        opening=runs("I leave you out of every round, in all your circles, until you are back."),
        inputs=(
            Day(
                name="until",
                label="Until",
                value=today + timedelta(weeks=2),
                hint="On this day I include you again. Without a day: until you say that you are back.",
            ),
        ),
    )


def profile_form(member: Member, formats: Sequence[str], most_at_once: int) -> Form:
    """A member's whole profile."""
    return Form(
        action=Action("profile"),
        title="Your profile",
        send="Save",
        opening=runs(WHO_SEES),
        inputs=(
            Line(
                name="business",
                label="What you do, in one line",
                value=member.business,
                hint="Such as: I bake wedding cakes",
            ),
            Line(
                name="best",
                label="What you do best",
                value=member.best,
                hint="Such as: cakes for people with allergies",
            ),
            _list_line("looking_for", "What you are looking for", member.looking_for),
            _list_line("can_offer", "What you can offer", member.can_offer),
            _list_line("interests", "What you like", member.interests),
            Line(
                name="goals",
                label="What you are working towards",
                value=member.goals,
                hint="Such as: two new regular customers by summer",
            ),
            _list_line("networks", "Where else you network", member.networks),
            _list_line("languages", "Languages you speak", member.languages),
            Line(name="team", label="Your team", value=member.team, most=80),
            Choice(
                name="formats",
                label="How you like to meet",
                options=tuple(Option(way, way[0].upper() + way[1:]) for way in formats),
                chosen=member.formats,
                several=True,
            ),
            Line(
                name="available",
                label="When you can meet",
                value=hours(member.available),
                hint="Such as: mon-fri 9-12, wed 14:00-17:30. Empty: in office hours.",
                most=1_000,
                several=True,
            ),
            Choice(
                name="limit",
                label="1-2-1s open at once",
                options=tuple(Option(str(n), str(n)) for n in range(1, most_at_once + 1)),
                chosen=(str(member.limit),),
                required=True,
            ),
            Choice(
                name="every",
                label="A partner",
                options=tuple(Option(str(n), often(n)) for n in range(1, MOST_WEEKS_APART + 1)),
                chosen=(str(member.every),),
                required=True,
            ),
            Line(
                name="time_zone",
                label="Your time zone",
                value=(member.time_zone or "") if member.chose_zone else "",
                hint=f"{ZONE_HINT} Empty: the one of your account"
                + ("" if member.chose_zone or not member.time_zone else f", {member.time_zone}")
                + ".",
                most=64,
            ),
        ),
    )


def often(weeks: int) -> str:
    """How often a member gets a partner of a round."""
    return "In every round" if weeks == 1 else f"Every {weeks} weeks"


def _list_line(name: str, label: str, items: Sequence[str]) -> Line:
    return Line(
        name=name,
        label=label,
        value=", ".join(items),
        hint="Several, with commas between them.",
        most=1_000,
        several=True,
    )


def circle_form(circle: Circle | None, channel: str | None, zone: str) -> Form:
    """A circle's channel, rhythm and rules: of one there is, or of a new one."""
    return Form(
        action=Action("circle", circle.id if circle else 0),
        title="Circle" if circle else "A new circle",
        send="Save" if circle else "Set it up",
        inputs=(
            Channel(name="channel", label="Channel", value=channel or "", required=True),
            Line(
                name="name",
                label="Name",
                value=circle.name if circle else "",
                hint="Empty: the channel's.",
                most=80,
            ),
            *_rhythm(circle),
            Hour(name="at", label="Time", value=circle.at if circle else USUAL_TIME, required=True),
            Line(name="time_zone", label="Time zone", value=zone, hint=ZONE_HINT, most=64),
            *_rules(circle),
            _preferred(circle),
            Line(
                name="holidays",
                label="Without a round",
                value="\n".join(_written(holiday) for holiday in circle.holidays) if circle else "",
                hint="One a line: 2026-12-24, or 2026-12-21 to 2027-01-03",
                most=1_500,
                several=True,
            ),
        ),
    )


def _rhythm(circle: Circle | None) -> tuple[Choice, ...]:
    often = ("Every week", "Every 2 weeks", "Every 3 weeks", "Every 4 weeks")
    return (
        Choice(
            name="every_weeks",
            label="How often",
            options=tuple(Option(str(n), text) for n, text in enumerate(often, 1)),
            chosen=(str(circle.every_weeks if circle else 1),),
            required=True,
        ),
        Choice(
            name="weekday",
            label="Day",
            options=tuple(Option(str(n), day) for n, day in enumerate(WEEKDAYS)),
            chosen=(str(circle.weekday if circle else 0),),
            required=True,
        ),
    )


def _rules(circle: Circle | None) -> tuple[Choice, ...]:
    months = circle.again_months if circle else USUAL_MONTHS
    return (
        Choice(
            name="enrolment",
            label="Who takes part",
            options=(
                Option(Enrolment.OPT_IN, "Whoever asks to"),
                Option(Enrolment.CHANNEL, "Everybody in the channel"),
            ),
            chosen=(circle.enrolment if circle else Enrolment.OPT_IN,),
            required=True,
        ),
        Choice(
            name="admits",
            label="Who may take part",
            options=tuple(Option(admits, ADMITTED[admits]) for admits in Admits),
            chosen=(circle.admits if circle else Admits.GUESTS,),
            required=True,
        ),
        Choice(
            name="size",
            label="How many meet at once",
            options=tuple(Option(str(n), text) for n, text in TOGETHER.items()),
            chosen=(str(circle.size if circle else 2),),
            required=True,
        ),
        Choice(
            name="odd_rule",
            label="If the number is odd",
            options=(
                Option(OddRule.TRIO, "Three meet"),
                Option(OddRule.SIT_OUT, "One sits out, in turn"),
            ),
            chosen=(circle.odd_rule if circle else OddRule.TRIO,),
            required=True,
        ),
        Choice(
            name="told",
            label="How pairs hear of it",
            options=tuple(Option(told, text) for told, text in HEARD.items()),
            chosen=(circle.told if circle else Told.TOGETHER,),
            required=True,
        ),
        Choice(
            name="again_months",
            label="Meeting again is asked about",
            options=tuple(
                Option(str(n), after_months(n)) for n in sorted({*MONTHS_OFFERED, months})
            ),
            chosen=(str(months),),
            required=True,
        ),
    )


def _preferred(circle: Circle | None) -> Line:
    return Line(
        name="policy",
        label="What matters in a pair",
        value=preferred(circle.policy if circle else USUAL),
        hint="0, or not named: no difference; 9: the most. Also: within teams, hours required, format required",
        most=300,
        required=True,
    )


TOGETHER = {2: "Two", 3: "Three", 4: "Four"}
MONTHS_OFFERED = (0, 1, 2, 3, 6, 12)
AGAIN = {0: "Never", 1: "After a month", 12: "After a year"}


def after_months(months: int) -> str:
    """When members are asked whether they want to meet again."""
    return AGAIN.get(months, f"After {months} months")


HEARD = {
    Told.TOGETHER: "In one message to both",
    Told.APART: "Each in a message of their own",
    Told.BOTH: "Both ways",
}
ADMITTED = {
    Admits.MEMBERS: "Members only",
    Admits.GUESTS: "Members and guests",
    Admits.OUTSIDERS: "Also people of other organisations",
}


def _written(holiday: Holiday) -> str:
    if holiday.first == holiday.last:
        return holiday.first.isoformat()
    return f"{holiday.first.isoformat()} to {holiday.last.isoformat()}"


def form_again(wrong: Message, action: Action) -> Message:
    """What was wrong with a form that is closed already, and the way back to it."""
    return say(*wrong.blocks, buttons(Button("Try again", action, Look.PRIMARY)))


def form_goes_on(saved: Message, action: Action) -> Message:
    """What was saved, and the next page of a form that has several."""
    return say(*saved.blocks, buttons(Button("The rest of it", action)))
