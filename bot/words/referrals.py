"""Referrals: given, accepted or turned down, what became of them, and the thanks."""

from collections.abc import Mapping, Sequence

from bot.domain.model import Member, MemberId
from bot.domain.referrals import (
    OPEN_REFERRALS,
    Referral,
    ReferralState,
    Warmth,
    may_take_back,
)
from bot.messages import (
    Block,
    Button,
    Look,
    Message,
    Paragraph,
    Run,
    Runs,
    Text,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.paging import and_more, page_of, turn_over
from bot.words.people import beginning, button, i_tell, line, mention
from bot.words.referral_rules import BECAME

REFERRALS_SHOWN = 6  # with their buttons; a message of Discord's has room for no more
ON_A_PAGE = 15
CLOSED_SHOWN = 12
BEGINNING = 100  # characters of a referral on such a page


def referral_kept(referral: Referral, receiver: Member) -> Message:
    """The answer to who referred somebody."""
    return say(
        paragraph("Referred to ", mention(receiver), f". {_what(referral)}"),
        paragraph(f"What I say of it: “{_warmth(referral)}”"),
        note(
            "I'll ask ",
            mention(receiver),
            " after 2, 6 and 12 weeks, and tell you what comes of it. All of them: /121 referrals",
        ),
        buttons(button("Withdraw it", "withdraw_referral", referral.id)),
    )


def referral_for_you(referral: Referral, giver: Member) -> Message:
    """Told in private to the member to whom somebody is referred."""
    return say(
        paragraph(mention(giver), f" has a referral for you. {_what(referral)}"),
        paragraph(
            f"{_warmth(referral)} ",
            mention(giver),
            " will tell you how to reach them.",
        ),
        buttons(*_words_of_receiver(referral)),
        note("Only the two of you see this. All of them: /121 referrals"),
    )


def _warmth(referral: Referral) -> str:
    """How far the third person is: what the giver said, and no more."""
    return f"{referral.who} agreed to be introduced{_HOW_WARM[referral.warmth]}."


_HOW_WARM = {
    Warmth.NAME: "",
    Warmth.EXPECTS: ", and expects to hear from you",
    Warmth.READY: ", and is ready to start",
}
IN_A_LIST = {
    Warmth.NAME: "only a name",
    Warmth.EXPECTS: "expects a call",
    Warmth.READY: "ready to start",
}


def _what(referral: Referral) -> str:
    if referral.words_removed:
        return "The words were removed at the wish of who wrote them"
    return f"{referral.who}: {referral.about}"


def _became(referral: Referral) -> str:
    """How it stands, and how warm it is as long as it is open."""
    became = BECAME[referral.state]
    if referral.state in OPEN_REFERRALS and not referral.words_removed:
        return f"{IN_A_LIST[referral.warmth]}, {became}"
    if referral.state is ReferralState.DECLINED and referral.reason:
        return f"{became}: {referral.reason}"
    if referral.state is ReferralState.WON and referral.thanks:
        return f"{became}. Thanks: {referral.thanks}{_amount(referral)}"
    return became


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
        some = (button("Withdraw it", "withdraw_referral", referral.id),)
    else:
        some = ()
    if may_take_back(referral, reader):
        some = (*some, button("Undo", "undo_referral", referral.id))
    return (buttons(*some),) if some else ()


def referrals(
    shown: Sequence[tuple[int, Referral]],
    others: Mapping[MemberId, Member],
    reader: MemberId,
) -> Message:
    """What a member gave and got, by number."""
    if not shown:
        return line(
            "You have not referred anybody yet, and nobody was referred to you. Begin with: /121 refer @member"
        )
    blocks: list[Block] = []
    for number, referral in shown[:REFERRALS_SHOWN]:
        blocks += [
            _one(number, referral, others, reader, _what(referral), _became(referral)),
            *_choices(referral, reader),
        ]
    left = len(shown) - REFERRALS_SHOWN
    return say(*blocks, *and_more(left, "referrals"), *_by_command(shown, reader))


def all_referrals(
    shown: Sequence[tuple[int, Referral]],
    others: Mapping[MemberId, Member],
    reader: MemberId,
    page: int,
) -> Message:
    """A page of all that a member gave and got, each on a line."""
    if not shown:
        return referrals(shown, others, reader)
    some = page_of(shown, page, ON_A_PAGE)
    lines = (
        _one(number, one, others, reader, beginning(_what(one), BEGINNING), BECAME[one.state])
        for number, one in some.items
    )
    return say(*lines, *turn_over(some, "referrals"), *_by_command(some.items, reader))


_NEXT = {ReferralState.GIVEN: "accepted", ReferralState.ACCEPTED: "won"}


def _by_command(shown: Sequence[tuple[int, Referral]], reader: MemberId) -> tuple[Block, ...]:
    """What the reader may type of these, one example of each; nothing where there is nothing to say."""
    said = [f"{n} {word}" for n, one in shown if (word := _word_of(one, reader))]
    undone = [f"{n} undo" for n, one in shown if may_take_back(one, reader)]
    examples = [f"/121 referrals {some[0]}" for some in (said, undone) if some]
    return (note(f"By command: {', or: '.join(examples)}"),) if examples else ()


def _word_of(referral: Referral, reader: MemberId) -> str | None:
    """The next word of the reader about a referral; the giver's is only that it is withdrawn."""
    if reader == referral.receiver_id:
        return _NEXT.get(referral.state)
    return "withdrawn" if referral.state in OPEN_REFERRALS else None


def _one(
    number: int,
    referral: Referral,
    others: Mapping[MemberId, Member],
    reader: MemberId,
    what: str,
    became: str,
) -> Block:
    gave = reader == referral.giver_id
    other = others.get(referral.receiver_id if gave else referral.giver_id)
    who: tuple[str | Run, ...] = (mention(other),) if other else ("somebody",)
    start = f"{number}. Given to " if gave else f"{number}. From "
    return paragraph(start, *who, f". {what} – {became}")  # noqa: RUF001


def _amount(referral: Referral) -> str:
    return f" ({referral.amount})" if referral.amount else ""


_ANSWERS = {
    ReferralState.GIVEN: "it waits for an answer again",
    ReferralState.ACCEPTED: "you'll get in touch",
    ReferralState.DECLINED: "it doesn't fit",
    ReferralState.WON: "they became a customer",
    ReferralState.LOST: "nothing came of it",
    ReferralState.NO_ANSWER: "no answer",
    ReferralState.WITHDRAWN: "it is withdrawn",
}


def referral_settled(referral: Referral, reader: MemberId, other: Member) -> Message:
    """The answer to who said what became of a referral, or withdrew it."""
    whom = f" about {referral.who}" if referral.who else ""
    answer = f"Noted{whom}: {_ANSWERS[referral.state]}. "
    return say(paragraph(answer, *i_tell(other)), *_choices(referral, reader))


def referral_open_again(referral: Referral, reader: MemberId, other: Member) -> Message:
    """The answer to who took the last word about a referral back."""
    return say(
        paragraph(
            f"Undone. {referral.who}, with " if referral.who else "Undone. With ",
            mention(other),
            f": {BECAME[referral.state]}.",
        ),
        *_choices(referral, reader),
    )


_TOLD = {
    ReferralState.GIVEN: " has not decided yet about your referral",
    ReferralState.ACCEPTED: " accepted your referral",
    ReferralState.DECLINED: " thanks you, but it does not fit",
    ReferralState.WON: " has won a customer, thanks to you",
    ReferralState.LOST: " tried, and nothing came of it",
    ReferralState.NO_ANSWER: " got no answer",
    ReferralState.WITHDRAWN: " has withdrawn a referral, and nothing is left to do",
}


def what_became(referral: Referral, other: Member) -> Message:
    """Told in private to one of the two when the other says what became of a referral."""
    whom = f": {referral.who}" if referral.who else ""
    told = f"{_TOLD[referral.state]}{whom}."
    if referral.state is ReferralState.DECLINED:
        told += f" The reason: {referral.reason}"
    return line(mention(other), told)


def word_taken_back(
    referral: Referral, other: Member, reader: MemberId, *, was: ReferralState
) -> Message:
    """Told in private to one of the two when the other has taken their last word back.

    Of no answer it may have been 121 that closed it; so nothing is said of whose word that was.
    """
    if was is ReferralState.NO_ANSWER:
        return say(
            paragraph(
                mention(other),
                f" has opened {referral.who or 'a referral'} again: {BECAME[referral.state]}.",
            ),
            *_choices(referral, reader),
        )
    return say(
        paragraph(
            mention(other),
            f" has taken back what they last said about {referral.who or 'a referral'}. "
            f"It is back to “{BECAME[referral.state]}”.",
        ),
        *_choices(referral, reader),
    )


def thanked(referral: Referral, giver: Member) -> Message:
    """The answer to a thank-you, or to taking it back."""
    if not referral.thanks:
        return line("Taken back: your thank-you. ", *i_tell(giver))
    sent: Runs = (Text("Sent to "), mention(giver), Text(": "))
    start = sent if giver.is_reached else (*i_tell(giver), Text(" Your words: "))
    return say(
        paragraph(*start, f"{referral.thanks}{_amount(referral)}"),
        buttons(button("Change your thank-you", "thank", referral.id)),
    )


def thank_you(referral: Referral, receiver: Member) -> Message:
    """Told in private to the giver: the thanks for a referral, or that they are taken back."""
    what = referral.who or "your referral"
    if not referral.thanks:
        return line(mention(receiver), f" has taken back the thank-you for {what}.")
    thanks = paragraph(mention(receiver), f" thanks you for {what}: {referral.thanks}")
    if not referral.amount:
        return say(thanks)
    return say(thanks, note(f"Worth, for your eyes only: {referral.amount}"))


def how_did_it_turn_out(
    due: Sequence[Referral], others: Mapping[MemberId, Member], reader: MemberId
) -> Message:
    """Asked in private after 2, 6 and 12 weeks, of who got the referral."""
    blocks: list[Block] = []
    for referral in due[:REFERRALS_SHOWN]:
        giver = others.get(referral.giver_id)
        whose: tuple[str | Run, ...] = ("From ", mention(giver), ". ") if giver else ()
        blocks += [
            paragraph("How did this turn out? ", *whose, _what(referral)),
            *_choices(referral, reader),
        ]
    return say(
        *blocks, note("Nothing yet? Then you need not answer; I'll close it after 13 weeks.")
    )


def referrals_closed(closed: Sequence[Referral], others: Mapping[MemberId, Member]) -> Message:
    """Told in private to the giver when nothing was heard for 13 weeks, or nothing more."""
    lines = [_why_closed(one, others[one.receiver_id]) for one in closed[:CLOSED_SHOWN]]
    return say(
        *lines, note("Thank you for giving. You may ask yourself how it went. All: /121 referrals")
    )


def _why_closed(referral: Referral, receiver: Member) -> Paragraph:
    who = referral.who
    if referral.earlier is ReferralState.ACCEPTED:
        return paragraph(
            mention(receiver),
            f" accepted {who}, and I have heard no more of it. 13 weeks have passed, so I have closed it.",
        )
    return paragraph(
        f"I have heard nothing of {who}, whom you referred to ",
        mention(receiver),
        ", for 13 weeks, so I have closed it.",
    )
