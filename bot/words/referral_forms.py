"""Forms about referrals: whom one refers, why one does not fit, and the thanks."""

from bot.domain.model import Member
from bot.domain.referrals import (
    MOST_ABOUT,
    MOST_AMOUNT,
    MOST_REASON,
    MOST_THANKS,
    MOST_WHO,
    Draft,
    Referral,
    Warmth,
)
from bot.messages import Action, Choice, Form, Line, Option, runs
from bot.words.people import mention
from bot.words.referral_rules import A_NAME_IS_ENOUGH, RULE

HOW_WARM = {
    Warmth.NAME: "They know that I mention them",
    Warmth.EXPECTS: "They expect a call or a message",
    Warmth.READY: "They are ready to start",
}


def referral_form(other: Member, met: int, draft: Draft | None) -> Form:
    """Whom does a member refer to another, and why? `draft`: what they have typed already; the third person agreed."""
    rule = "" if met else f" You have never met, as far as I know. {RULE}"
    return Form(
        action=Action("refer", other.id),
        title="A referral",
        send="Refer",
        opening=runs("For ", mention(other), f". Only the two of you see it.{rule}"),
        inputs=(
            Line(
                name="who",
                label="Who is it?",
                value=draft.who if draft else "",
                hint=A_NAME_IS_ENOUGH,
                most=MOST_WHO,
                required=True,
            ),
            Line(
                name="about",
                label="What do they need?",
                value=draft.about if draft else "",
                hint="Such as: a website for her bakery",
                most=MOST_ABOUT,
                several=True,
                required=True,
            ),
            Choice(
                name="warmth",
                label="How warm is it?",
                options=tuple(Option(warmth, text) for warmth, text in HOW_WARM.items()),
                chosen=(draft.warmth if draft else Warmth.NAME,),
                required=True,
            ),
            Choice(
                name="agreed",
                label="Did they agree to be introduced?",
                options=(Option("yes", "Yes, they agreed"), Option("no", "Not yet")),
                chosen=("yes",) if draft else (),
                required=True,
            ),
        ),
    )


def _if_reached(giver: Member, said: str) -> str:
    return said if giver.is_reached else "They don't hear from me any more, so nobody is told."


def turn_down_form(referral: Referral, giver: Member) -> Form:
    """Why does a referral not fit?"""
    return Form(
        action=Action("turn_down", referral.id),
        title="It doesn't fit",
        send="Send it",
        opening=runs(
            mention(giver),
            f" referred {referral.who or 'somebody'} to you. ",
            _if_reached(giver, "They hear your reason."),
        ),
        inputs=(
            Line(
                name="reason",
                label="Why not?",
                hint="Such as: fully booked until May",
                value=referral.reason,
                most=MOST_REASON,
                required=True,
            ),
        ),
    )


def thanks_form(referral: Referral, giver: Member) -> Form:
    """What does a member say to who referred somebody to them?"""
    return Form(
        action=Action("thank", referral.id),
        title="Say thank you",
        send="Send it",
        opening=runs(
            "To ",
            mention(giver),
            f", for {referral.who or 'a referral'}. ",
            _if_reached(giver, "Only the two of you see it."),
        ),
        inputs=(
            Line(
                name="thanks",
                label="Your words",
                value=referral.thanks,
                hint="Empty: take your thank-you back.",
                most=MOST_THANKS,
                several=True,
            ),
            Line(
                name="amount",
                label="What it is worth",
                value=referral.amount,
                hint="Only if you like. Such as: 800 €",
                most=MOST_AMOUNT,
            ),
        ),
    )
