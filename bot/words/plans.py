"""A plan for the week: made, shown, ended; the line on Friday."""

from datetime import datetime

from bot.domain.plans import MOST_PLANNED
from bot.messages import Action, Choice, Form, Message, Option, buttons, note, paragraph, runs, say
from bot.words.people import button, line, on_day


def plan_form(plan: int) -> Form:
    """How many 1-2-1s a week does a member promise themselves?"""
    return Form(
        action=Action("plan"),
        title="A weekly plan",
        send="Keep it",
        opening=runs("A promise to yourself. Only you and I know of it."),
        inputs=(
            Choice(
                name="a_week",
                label="1-2-1s a week",
                options=tuple(
                    Option(str(n), str(n) if n else "no plan") for n in range(MOST_PLANNED + 1)
                ),
                chosen=(str(plan),),
                required=True,
            ),
        ),
    )


_NOT_YET = "While you pause, I say nothing on Fridays; once you are back (/121 resume), I do."


def planned(plan: int, due_on: datetime, *, away: bool) -> Message:
    """The answer to a plan that is made, or changed. `away`: while they pause, no line comes."""
    comes = (
        (_NOT_YET,)
        if away
        else (
            "On ",
            on_day(due_on),
            " at 15:00 I'll tell you how the week went, and then every Friday.",
        )
    )
    return say(
        paragraph(f"Noted: {plan} a week. ", *comes),
        note("Only you see it. To end it: /121 plan off"),
    )


def plan_needs_a_circle() -> Message:
    """A plan of somebody who takes part in nothing."""
    return say(
        paragraph("A plan counts your 1-2-1s, and you don't take part yet. Join first: /121 join"),
        buttons(button("Join", "join")),
    )


def plan_ended(plan: int) -> Message:
    """The answer to a plan that is ended, and the way back to it; `plan`: what it was."""
    ended = f"You have no plan any more, and I'll say nothing on Fridays. A new one: /121 plan {plan or 1} a week"
    if not plan:
        return line(ended)
    return say(paragraph(ended), buttons(button("Take it back", "plan_again", plan)))


def no_plan_yet() -> Message:
    """What there is to see of no plan."""
    return say(
        paragraph("You have no plan. How many 1-2-1s a week would be good for you?"),
        buttons(button("A weekly plan", "plan")),
        note("Or by command: /121 plan 1 a week"),
    )


def plan_so_far(plan: int, met: int, year: int, *, away: bool) -> Message:
    """What is planned, and how far the week is. `away`: while they pause, no line comes on Fridays."""
    so_far = f"You planned {plan} a week. So far {met} this week, and {year} this year."
    return say(
        paragraph(f"{so_far} {_NOT_YET}" if away else so_far),
        buttons(button("Change the plan", "plan")),
        note("To end it: /121 plan off"),
    )


def week_line(plan: int, met: int, year: int) -> Message:
    """The line on Friday. Never a reproach."""
    makes = f"That makes {year} this year."
    if met > plan:
        return line(f"{met} this week, more than the {plan} you planned. {makes}")
    if met == plan:
        return line(f"{met} of {plan}. {makes}")
    return line(f"{met} of {plan} this week. {makes}")
