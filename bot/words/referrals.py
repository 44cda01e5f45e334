"""Referrals: passed on, taken or turned down, what became of them, and the thanks."""

from collections.abc import Mapping, Sequence

from bot.domain.model import Member, MemberId
from bot.domain.referrals import (
    MOST_ABOUT,
    MOST_AMOUNT,
    MOST_REASON,
    MOST_THANKS,
    MOST_WHO,
    OPEN_REFERRALS,
    Referral,
    ReferralState,
    Warmth,
    may_take_back,
)
from bot.messages import (
    Action,
    Block,
    Button,
    Choice,
    Form,
    Line,
    Look,
    Message,
    Option,
    Run,
    buttons,
    note,
    paragraph,
    runs,
    say,
)
from bot.words.people import button, line, mention

SHOWN = 8
HOW_WARM = {
    Warmth.NAME: "They know that I mention them",
    Warmth.EXPECTS: "They expect to hear from you",
    Warmth.READY: "They are ready to start",
}
RULE = "Your own reputation goes before an introduction, so a 1-2-1 comes before a referral."
A_NAME_IS_ENOUGH = "A name is enough; no phone number or address."


def how_to_refer(other: Member, met: int) -> Message:
    """Asked how one passes somebody on to a member; where the two have never met, the rule."""
    if not met:
        return _rule_first(other, note(A_NAME_IS_ENOUGH))
    return say(
        paragraph("Whom would you like to pass on to ", mention(other), f"? {A_NAME_IS_ENOUGH}"),
        buttons(button("Write it down", "refer", other.id, Look.PRIMARY)),
        note("Or all at once: /121 refer ", mention(other), " Maria: needs a website, she agreed"),
    )


def first_a_meeting(other: Member, third: str, need: str) -> Message:
    """A referral between two who have never met: it waits for who gives it, with what was typed."""
    typed = f" {third}: {need}, agreed, anyway"
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


def did_they_agree(other: Member, third: str, need: str) -> Message:
    """A referral without the word of the third person."""
    return say(
        paragraph(
            f"Did {third} agree to be passed on? I keep nothing of people who did not. "
            "If so, add “agreed” at the end:"
        ),
        note("/121 refer ", mention(other), f" {third}: {need}, agreed"),
    )


def referral_form(other: Member, met: int) -> Form:
    """Whom does a member pass on to another, and why?"""
    rule = "" if met else f" You have never met, as far as I know. {RULE}"
    return Form(
        action=Action("refer", other.id),
        title="A referral",
        send="Pass it on",
        opening=runs("For ", mention(other), f". Only the two of you see it.{rule}"),
        inputs=(
            Line(
                name="who", label="Who is it?", hint=A_NAME_IS_ENOUGH, most=MOST_WHO, required=True
            ),
            Line(
                name="about",
                label="What do they need?",
                hint="Such as: a website for her bakery",
                most=MOST_ABOUT,
                several=True,
                required=True,
            ),
            Choice(
                name="warmth",
                label="How warm is it?",
                options=tuple(Option(warmth, text) for warmth, text in HOW_WARM.items()),
                chosen=(Warmth.EXPECTS,),
                required=True,
            ),
            Choice(
                name="agreed",
                label="Did they agree to be passed on?",
                options=(Option("yes", "Yes, they agreed"), Option("no", "Not yet")),
                required=True,
            ),
        ),
    )


def turn_down_form(referral: Referral, giver: Member) -> Form:
    """Why does a referral not fit?"""
    return Form(
        action=Action("turn_down", referral.id),
        title="It doesn't fit",
        send="Tell them",
        opening=runs(mention(giver), f" passed {referral.who} on to you, and hears your reason."),
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
    """What does a member say to who passed business on to them?"""
    return Form(
        action=Action("thank", referral.id),
        title="Say thank you",
        send="Send it",
        opening=runs("To ", mention(giver), f", for {referral.who}. Only the two of you see it."),
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


def referral_kept(referral: Referral, receiver: Member) -> Message:
    """The answer to who passed somebody on."""
    return say(
        paragraph("Passed on to ", mention(receiver), f". {_what(referral)}"),
        note(
            "I tell you what comes of it, and ask them after 2, 6 and 12 weeks. All of them: /121 referrals"
        ),
        buttons(button("Take it back", "withdraw_referral", referral.id)),
    )


def referral_for_you(referral: Referral, giver: Member) -> Message:
    """Told in private to the member to whom somebody is passed on."""
    return say(
        paragraph(mention(giver), f" has a referral for you. {_what(referral)}"),
        paragraph(
            f"{HOW_WARM_TOLD[referral.warmth]} They agreed to be passed on. How to reach them, ",
            mention(giver),
            " tells you.",
        ),
        buttons(*_words_of_receiver(referral)),
        note("Only the two of you see this. All of them: /121 referrals"),
    )


HOW_WARM_TOLD = {
    Warmth.NAME: "They know that they are mentioned.",
    Warmth.EXPECTS: "They expect to hear from you.",
    Warmth.READY: "They are ready to start.",
}


def _what(referral: Referral) -> str:
    return f"{referral.who}: {referral.about}"


def _words_of_receiver(referral: Referral) -> tuple[Button, ...]:
    match referral.state:
        case ReferralState.GIVEN:
            return (
                button("I'll take it", "take_referral", referral.id, Look.PRIMARY),
                button("It doesn't fit", "turn_down", referral.id),
            )
        case ReferralState.ACCEPTED:
            return (
                button("Won", "referral_won", referral.id, Look.PRIMARY),
                button("Lost", "referral_lost", referral.id),
                button("No answer", "referral_silent", referral.id),
            )
        case ReferralState.WON:
            label = "Change your thank-you" if referral.thanks else "Say thank you"
            return (button(label, "thank", referral.id, Look.PRIMARY),)
    return ()


def _choices(referral: Referral, reader: MemberId) -> tuple[Block, ...]:
    """The buttons of one of the two, if there are any."""
    if reader == referral.receiver_id:
        some = _words_of_receiver(referral)
    elif referral.state in OPEN_REFERRALS:
        some = (button("Take it back", "withdraw_referral", referral.id),)
    else:
        some = ()
    if may_take_back(referral, reader):
        some = (*some, button("Undo", "undo_referral", referral.id))
    return (buttons(*some),) if some else ()


BECAME = {
    ReferralState.GIVEN: "waits for an answer",
    ReferralState.ACCEPTED: "taken, still open",
    ReferralState.DECLINED: "did not fit",
    ReferralState.WON: "won",
    ReferralState.LOST: "lost",
    ReferralState.NO_ANSWER: "no answer",
    ReferralState.WITHDRAWN: "taken back",
}


def referrals(
    shown: Sequence[tuple[int, Referral]],
    others: Mapping[MemberId, Member],
    reader: MemberId,
    in_all: int,
) -> Message:
    """What a member gave and got, by number; `in_all`: how many there are."""
    if not shown:
        return line("You have passed nobody on, and got nobody yet. Begin with: /121 refer @member")
    blocks: list[Block] = []
    for number, referral in shown[:SHOWN]:
        gave = reader == referral.giver_id
        other = others.get(referral.receiver_id if gave else referral.giver_id)
        who: tuple[str | Run, ...] = (mention(other),) if other else ("somebody",)
        start = f"{number}. Given to " if gave else f"{number}. From "
        blocks += [
            paragraph(start, *who, f". {_what(referral)} – {_became(referral)}"),  # noqa: RUF001
            *_choices(referral, reader),
        ]
    if in_all > len(shown[:SHOWN]):
        blocks.append(note(f"{in_all} in all. One of the others: /121 referrals 1"))
    return say(*blocks, note("By command: /121 referrals 2 won, or: /121 referrals 2 undo"))


def _became(referral: Referral) -> str:
    became = BECAME[referral.state]
    if referral.state is ReferralState.DECLINED and referral.reason:
        return f"{became}: {referral.reason}"
    if referral.state is ReferralState.WON and referral.thanks:
        return f"{became}. Thanks: {referral.thanks}{_amount(referral)}"
    return became


def _amount(referral: Referral) -> str:
    return f" ({referral.amount})" if referral.amount else ""


_ANSWERS = {
    ReferralState.GIVEN: "Taken back; it waits for an answer again",
    ReferralState.ACCEPTED: "Noted: you take it",
    ReferralState.DECLINED: "Noted: it does not fit",
    ReferralState.WON: "Well done: won",
    ReferralState.LOST: "Noted: lost",
    ReferralState.NO_ANSWER: "Noted: no answer",
    ReferralState.WITHDRAWN: "Taken back",
}


def referral_settled(referral: Referral, reader: MemberId, other: Member) -> Message:
    """The answer to who said what became of a referral, or took that back."""
    return say(
        paragraph(
            f"{_ANSWERS[referral.state]}. {referral.who}, with ", mention(other), ". I tell them."
        ),
        *_choices(referral, reader),
    )


def referral_open_again(referral: Referral, reader: MemberId, other: Member) -> Message:
    """The answer to who took the last word about a referral back."""
    return say(
        paragraph(f"Undone. {referral.who}, with ", mention(other), f": {BECAME[referral.state]}."),
        *_choices(referral, reader),
    )


_TOLD = {
    ReferralState.GIVEN: " has not decided yet about ",
    ReferralState.ACCEPTED: " takes your referral: ",
    ReferralState.DECLINED: " thanks you, but it does not fit: ",
    ReferralState.WON: " won with your referral: ",
    ReferralState.LOST: " tried, and it came to nothing: ",
    ReferralState.NO_ANSWER: " got no answer from ",
    ReferralState.WITHDRAWN: " has taken a referral back, and nothing is left to do: ",
}


def what_became(referral: Referral, other: Member) -> Message:
    """Told in private to one of the two when the other says what became of a referral."""
    why = ""
    if referral.state is ReferralState.DECLINED:
        why = f" Their reason: {referral.reason}"
    return line(mention(other), f"{_TOLD[referral.state]}{referral.who}.{why}")


def word_taken_back(referral: Referral, other: Member, reader: MemberId) -> Message:
    """Told in private to one of the two when the other has taken their last word back."""
    return say(
        paragraph(
            mention(other),
            f" has taken the last word about {referral.who} back. "
            f"Now it stands like this: {BECAME[referral.state]}.",
        ),
        *_choices(referral, reader),
    )


def thanked(referral: Referral, giver: Member) -> Message:
    """The answer to a thank-you, or to taking it back."""
    if not referral.thanks:
        return line("Your thank-you to ", mention(giver), " is taken back. I tell them.")
    return say(
        paragraph("Sent to ", mention(giver), f": {referral.thanks}{_amount(referral)}"),
        buttons(button("Change your thank-you", "thank", referral.id)),
    )


def thank_you(referral: Referral, receiver: Member) -> Message:
    """Told in private to the giver: the thanks for a referral, or that they are taken back."""
    if not referral.thanks:
        return line(mention(receiver), f" has taken back the thank-you for {referral.who}.")
    thanks = paragraph(mention(receiver), f" thanks you for {referral.who}: {referral.thanks}")
    if not referral.amount:
        return say(thanks)
    return say(thanks, note(f"Worth, for your eyes only: {referral.amount}"))


def how_did_it_turn_out(
    due: Sequence[Referral], others: Mapping[MemberId, Member], reader: MemberId
) -> Message:
    """Asked in private after 2, 6 and 12 weeks, of whom somebody was passed on to."""
    blocks: list[Block] = []
    for referral in due[:SHOWN]:
        giver = others.get(referral.giver_id)
        whose: tuple[str | Run, ...] = ("From ", mention(giver), ". ") if giver else ()
        blocks += [
            paragraph("How did this turn out? ", *whose, _what(referral)),
            *_choices(referral, reader),
        ]
    return say(*blocks, note("Nothing yet? Then you need not answer; I close it after 13 weeks."))


def referral_closed(referral: Referral, receiver: Member) -> Message:
    """Told in private to the giver when nothing was heard for 13 weeks."""
    return line(
        "I have heard nothing more of ",
        f"{referral.who}, whom you passed on to ",
        mention(receiver),
        ", so I have closed it after 13 weeks. Thank you for giving; "
        "you may ask them yourself how it went.",
    )


def referral_is_so_already(referral: Referral) -> Message:
    """Saying the same of a referral twice."""
    return line(f"I have that one as “{BECAME[referral.state]}” already. Nothing has changed.")


def no_such_referral() -> Message:
    """A referral that is not there, or is between others."""
    return line("You have no such referral. See them all: /121 referrals")


def not_yours_to_say(referral: Referral) -> Message:
    """Something about a referral that the other one of the two has to say, or that cannot be said any more."""
    if referral.state is ReferralState.WITHDRAWN:
        return line("This referral was taken back, so nothing more can be said of it.")
    if referral.state in OPEN_REFERRALS:
        return line("That is for the one to say who got the referral. You can take it back.")
    return line(f"That cannot be said of this one; it stands like this: {BECAME[referral.state]}.")


def nothing_to_undo() -> Message:
    """Taking back a word that was not said, or that somebody else said."""
    return line("There is no word of yours about this referral to take back.")


def thanks_come_later() -> Message:
    """A thank-you for a referral that is not won."""
    return line("A thank-you goes with a referral that is won. Is it? Say so first: /121 referrals")


def no_thanks_yet() -> Message:
    """Taking back a thank-you that was not said."""
    return line("There is no thank-you of yours to take back. What would you like to say?")


def refer_to_yourself() -> Message:
    """A referral to oneself."""
    return line("A referral is for somebody else. Whom do you mean? /121 refer @member")


def receiver_has_left(receiver: Member) -> Message:
    """A referral to somebody who is not there any more."""
    return line(mention(receiver), " has left, so nothing can be passed on to them here.")


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
    """A referral with an e-mail address or a phone number in it."""
    return line(
        "That looks like an e-mail address or a phone number. I keep none of people who are not here: "
        "a name is enough, and how to reach them you tell the member yourself."
    )
