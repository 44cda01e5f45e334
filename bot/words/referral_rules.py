"""What goes before a referral: how it is given, the rule, the word of the third person; and what cannot be said of one."""

from bot.domain.model import Member, MemberId
from bot.domain.referrals import OPEN_REFERRALS, Referral, ReferralState, Warmth
from bot.messages import Block, Look, Message, buttons, note, paragraph, say
from bot.words.people import button, line, mention

RULE = "Your own reputation goes before an introduction, so a 1-2-1 comes before a referral."
A_NAME_IS_ENOUGH = "A name is enough; no phone number or address."
AS_TYPED = {
    Warmth.NAME: "",
    Warmth.EXPECTS: ", expects you",
    Warmth.READY: ", is ready to start",
}
BECAME = {
    ReferralState.GIVEN: "waits for an answer",
    ReferralState.ACCEPTED: "accepted, still open",
    ReferralState.DECLINED: "did not fit",
    ReferralState.WON: "won",
    ReferralState.LOST: "lost",
    ReferralState.NO_ANSWER: "no answer",
    ReferralState.WITHDRAWN: "withdrawn",
}


def how_to_refer(other: Member, met: int) -> Message:
    """Asked how one refers somebody to a member; where the two have never met, the rule."""
    if not met:
        return _rule_first(other, note(A_NAME_IS_ENOUGH))
    return say(
        paragraph("Whom would you like to refer to ", mention(other), f"? {A_NAME_IS_ENOUGH}"),
        buttons(button("Write it down", "refer", other.id, Look.PRIMARY)),
        note("Or all at once: /121 refer ", mention(other), " Maria: needs a website, she agreed"),
        note("Add “expects you” or “is ready to start” where that is so."),
    )


def first_a_meeting(other: Member, third: str, need: str, warmth: Warmth) -> Message:
    """A referral between two who have never met: it waits for who gives it, with what was typed."""
    typed = f" {third}: {need}{AS_TYPED[warmth]}, agreed, anyway"
    again = note("By command, to go on all the same: /121 refer ", mention(other), typed)
    return _rule_first(other, again)


def _rule_first(other: Member, *more: Block) -> Message:
    return say(
        paragraph("As far as I know, you and ", mention(other), f" have never met. {RULE}"),
        buttons(
            button("Ask for a 1-2-1 first", "pair_with", other.id, Look.PRIMARY),
            button("Go on", "refer", other.id),
        ),
        *more,
    )


def did_they_agree(other: Member, third: str, need: str, warmth: Warmth) -> Message:
    """A referral without the word of the third person."""
    typed = f"{third}: {need}{AS_TYPED[warmth]}, agreed"
    return say(
        paragraph(
            f"I keep nothing of people who did not agree to be introduced. Has {third} agreed? "
            "Then add “agreed” at the end:"
        ),
        note("/121 refer ", mention(other), f" {typed}"),
    )


def referral_is_so_already(referral: Referral) -> Message:
    """Saying the same of a referral twice."""
    return line(f"I have that one as “{BECAME[referral.state]}” already. Nothing has changed.")


def no_such_referral() -> Message:
    """A referral that is not there, or is between others."""
    return line("You have no such referral. See them all: /121 referrals")


def not_yours_to_say(referral: Referral, reader: MemberId, other: Member) -> Message:
    """Something about a referral that the other one of the two has to say, or that cannot be said any more."""
    if referral.state is ReferralState.WITHDRAWN:
        return line("This referral was withdrawn, so nothing more can be said of it.")
    if referral.state in OPEN_REFERRALS:
        you = " You can withdraw it." if reader == referral.giver_id else ""
        return line("Only ", mention(other), f" can say that.{you}")
    return line(f"That can't be said of this one any more. It is: {BECAME[referral.state]}.")


def nothing_to_undo() -> Message:
    """Taking back a word that was not said, or that somebody else said."""
    return line("There is no word of yours about this referral to take back.")


def thanks_come_later() -> Message:
    """A thank-you for a referral that is not won."""
    return line("A thank-you goes with a referral that is won. Is it? Say so first: /121 referrals")


def no_thanks_yet() -> Message:
    """Taking back a thank-you that was not said."""
    return line("There is no thank-you of yours to take back. What would you like to say?")


def thanked_already() -> Message:
    """The same thank-you once more."""
    return line("I have sent those words already. Nothing has changed.")


def refer_to_yourself() -> Message:
    """A referral to oneself."""
    return line("A referral is for somebody else. Whom do you mean? /121 refer @member")


def receiver_has_left(receiver: Member) -> Message:
    """A referral to somebody who is not there any more."""
    return line(mention(receiver), " has left, so nobody can be referred to them here.")


def receiver_is_not_reached(receiver: Member) -> Message:
    """A referral to somebody who asked to be forgotten."""
    return line(
        mention(receiver), " doesn't hear from me any more. Please tell them of it yourself."
    )


def referral_too_long(part: str, length: int, most: int) -> Message:
    """More text than one part of a referral takes."""
    return line(
        f"{PARTS[part]} is {length:,} characters long; up to {most:,} fit. Please make it shorter."
    )


PARTS = {
    "who": "The name",
    "about": "What it is about",
    "reason": "Your reason",
    "thanks": "Your thank-you",
    "amount": "The amount",
}


def no_contact_please() -> Message:
    """Words about a referral with a way to reach somebody in them, or with a number that looks like one."""
    return line(
        "That looks like an e-mail address, a phone number or a profile. I keep none of people who are not here. "
        "A name is enough, and you tell the member yourself how to reach them. "
        "If it is a sum, add the currency."
    )
