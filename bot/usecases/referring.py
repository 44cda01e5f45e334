"""Referrals: given, taken or turned down, settled, thanked for, taken back; asked about, and closed when nothing is heard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot import words
from bot.commands import (
    AboutReferral,
    GiveReferral,
    SettleReferral,
    ShowReferrals,
    ThankForReferral,
)
from bot.domain.calendar import polite, zone_of
from bot.domain.contact import has_contact, is_sum
from bot.domain.model import Member, MemberId, MemberRef
from bot.domain.referrals import (
    ASKED_AFTER,
    CLOSED_AFTER,
    MOST_ABOUT,
    MOST_AMOUNT,
    MOST_REASON,
    MOST_THANKS,
    MOST_WHO,
    NEWS_LASTS,
    OPEN_REFERRALS,
    Draft,
    Referral,
    ReferralState,
    may_say,
    may_take_back,
    taken_back,
    told,
)
from bot.domain.reminders import Reminder, ReminderKind
from bot.messages import Message
from bot.replies import Refused, Reply
from bot.usecases.bonds import bond_of
from bot.usecases.story import Asker, Envelope, Story, know, meet_member, tell

News = tuple[str, Message]  # what it is, in a word, and its words

MOST = {
    "who": MOST_WHO,
    "about": MOST_ABOUT,
    "reason": MOST_REASON,
    "thanks": MOST_THANKS,
    "amount": MOST_AMOUNT,
}


async def give_referral(story: Story, command: GiveReferral) -> Reply:
    """Refer somebody to a member, who is told; or say how that is done, and the rule."""
    asker = await know(story, command.who, command.place)
    receiver = await receiver_of(story, asker, command.whom)
    met = (await bond_of(story, asker.member, receiver)).so_far.met
    if not command.third:
        return Reply(words.how_to_refer(receiver, met))
    _check(who=command.third, about=command.about)
    if has_contact(
        f"{command.third}: {command.about}"
    ):  # "Carla, Insta: @carla.d" is divided there
        raise Refused(words.no_contact_please(), "about")
    if not command.agreed:
        typed = (command.third, command.about, command.warmth)
        raise Refused(words.did_they_agree(receiver, *typed), "agreed")
    draft = Draft(receiver.external_id, command.third, command.about, command.warmth)
    if not met and not command.anyway:
        await story.tx.save(replace(asker.member, unsent=draft.as_words()))
        return Reply(words.first_a_meeting(receiver, draft.who, draft.about, draft.warmth))
    await story.tx.save(replace(asker.member, unsent=(), forgotten_at=None))
    (referral,) = await story.tx.add(
        Referral(
            workspace_id=asker.workspace.id,
            giver_id=asker.member.id,
            receiver_id=receiver.id,
            who=command.third,
            about=command.about,
            warmth=command.warmth,
            given_at=story.now,
        )
    )
    await _plan(story, referral, receiver, story.now)
    news = ("for_you", words.referral_for_you(referral, asker.member))
    await _tell(story, asker, referral, receiver, news)
    return Reply(words.referral_kept(referral, receiver))


async def receiver_of(story: Story, asker: Asker, whom: MemberRef | MemberId) -> Member:
    """The member to whom somebody can be referred."""
    receiver = await meet_member(story, asker, whom)
    if receiver.id == asker.member.id:
        raise Refused(words.refer_to_yourself())
    if receiver.gone_at is not None:
        raise Refused(words.receiver_has_left(receiver))
    if receiver.forgotten_at is not None:
        raise Refused(words.receiver_is_not_reached(receiver))
    return receiver


def _check(**parts: str) -> None:
    """Whatever is written about a referral is about somebody who is not here: it is short, and tells no way to them."""
    for part, text in parts.items():
        if len(text) > MOST[part]:
            raise Refused(words.referral_too_long(part, len(text), MOST[part]), part)
        # Where an amount is asked for, a bare number is one.
        if has_contact(text) and not (part == "amount" and is_sum(text)):
            raise Refused(words.no_contact_please(), part)


async def show_referrals(story: Story, command: ShowReferrals) -> Reply:
    """What the asker gave and got: the open ones first, then the newest; or the one with a number."""
    asker = await know(story, command.who, command.place)
    mine = await _of(story, asker.member)
    shown = sorted(mine.items(), key=lambda one: (one[1].state not in OPEN_REFERRALS, -one[0]))
    if command.number is not None:
        shown = [(number, one) for number, one in shown if number == command.number]
        if not shown:
            raise Refused(words.no_such_referral())
    others = await _people(story, [referral for _, referral in shown])
    if command.page is not None:
        return Reply(words.all_referrals(shown, others, asker.member.id, command.page))
    return Reply(words.referrals(shown, others, asker.member.id))


async def _of(story: Story, member: Member) -> dict[int, Referral]:
    """All that a member gave or got, by the number that they see: the first one is 1."""
    oldest_first = reversed(await story.tx.referrals.of_member(member.id))
    return dict(enumerate(oldest_first, 1))


async def _people(story: Story, some: Sequence[Referral]) -> Mapping[MemberId, Member]:
    return await story.tx.people.members({m for r in some for m in (r.giver_id, r.receiver_id)})


async def settle_referral(story: Story, command: SettleReferral) -> Reply:
    """Say what became of a referral, or take that back; the other one hears of it."""
    asker = await know(story, command.who, command.place)
    referral = await _meant(story, asker, command)
    if command.state is None:
        return await _undo(story, asker, referral)
    if referral.state is command.state:
        raise Refused(words.referral_is_so_already(referral))
    if not may_say(referral, asker.member.id, command.state):
        raise Refused(await _not_yours(story, asker, referral))
    _check(reason=command.reason)
    changed = told(referral, command.state, story.now)
    if command.state is ReferralState.DECLINED:
        changed = replace(changed, reason=command.reason)
    other = await _keep(story, asker, referral, changed)
    news = words.what_became(changed, asker.member)
    await _tell(story, asker, changed, other, (changed.state, news))
    return Reply(words.referral_settled(changed, asker.member.id, other))


async def _undo(story: Story, asker: Asker, referral: Referral) -> Reply:
    before = taken_back(referral)
    if before is None or not may_take_back(referral, asker.member.id):
        raise Refused(words.nothing_to_undo())
    other = await _keep(story, asker, referral, before)
    message = words.word_taken_back(before, asker.member, other.id, was=referral.state)
    news = (f"back_to_{before.state}", message)
    await _tell(story, asker, before, other, news)
    return Reply(words.referral_open_again(before, asker.member.id, other))


async def _keep(story: Story, asker: Asker, before: Referral, referral: Referral) -> Member:
    """Store a referral as it is now, ask about it or not accordingly, and give the other one of the two.

    One that is open again is as good as new: it is asked about from now on, and closed if nothing is heard.
    """
    await story.tx.save(referral)
    await story.tx.reminders.cancel([_closed_key(referral)])  # it would be told no longer as it is
    if referral.state not in OPEN_REFERRALS:
        await story.tx.reminders.cancel([*_question_keys(referral), _closing_key(referral)])
    people = await _people(story, [referral])
    if referral.state in OPEN_REFERRALS and before.state not in OPEN_REFERRALS:
        await _plan(story, referral, people[referral.receiver_id], story.now)
    return _other_of(referral, asker, people)


def _other_of(referral: Referral, asker: Asker, people: Mapping[MemberId, Member]) -> Member:
    gave = referral.giver_id == asker.member.id
    return people[referral.receiver_id if gave else referral.giver_id]


async def _not_yours(story: Story, asker: Asker, referral: Referral) -> Message:
    other = _other_of(referral, asker, await _people(story, [referral]))
    return words.not_yours_to_say(referral, asker.member.id, other)


async def thank_for_referral(story: Story, command: ThankForReferral) -> Reply:
    """Thank who gave a referral that is won, in other words than before, or take the thanks back."""
    asker = await know(story, command.who, command.place)
    referral = await _meant(story, asker, command)
    if referral.receiver_id != asker.member.id:
        raise Refused(await _not_yours(story, asker, referral))
    if referral.state is not ReferralState.WON:
        raise Refused(words.thanks_come_later())
    if not command.thanks and not referral.thanks:
        raise Refused(words.no_thanks_yet(), "thanks")
    _check(thanks=command.thanks, amount=command.amount)
    amount = command.amount if command.thanks else ""
    if (command.thanks, amount) == (referral.thanks, referral.amount):
        raise Refused(words.thanked_already(), "thanks")
    changed = replace(referral, thanks=command.thanks, amount=amount)
    await story.tx.save(changed)
    giver = await giver_of(story, changed)
    news = ("thanks" if changed.thanks else "no_thanks", words.thank_you(changed, asker.member))
    await _tell(story, asker, changed, giver, news)
    return Reply(words.thanked(changed, giver))


async def referral_got(story: Story, asker: Asker, referral_id: int) -> Referral:
    """A referral that the asker got."""
    found = await story.tx.referrals.get(referral_id)
    if found is None or found.receiver_id != asker.member.id:
        raise Refused(words.no_such_referral())
    return found


async def giver_of(story: Story, referral: Referral) -> Member:
    """Who gave a referral."""
    return (await story.tx.people.members([referral.giver_id]))[referral.giver_id]


async def _meant(story: Story, asker: Asker, command: AboutReferral) -> Referral:
    """The referral that is meant, if the asker is one of the two."""
    if command.referral is not None:
        found = await story.tx.referrals.get(command.referral)
    else:
        found = (await _of(story, asker.member)).get(command.number)
    if found is None or asker.member.id not in {found.giver_id, found.receiver_id}:
        raise Refused(words.no_such_referral())
    return found


async def _tell(story: Story, asker: Asker, referral: Referral, whom: Member, news: News) -> None:
    """Tell the other one in private. Who is not reached is not told, as the answer says; nor who blocked the asker, which it hides."""
    if not whom.is_reached:
        return
    if (whom.id, asker.member.id) in await story.tx.people.blocks_among([whom.id, asker.member.id]):
        return
    what, message = news
    key = f"{ReminderKind.REFERRAL}:{referral.id}:{what}:{story.now.isoformat()}"
    await tell(story, asker.workspace, [whom], message, Envelope(key=key, about=(whom.id,)))


def _question_keys(referral: Referral) -> tuple[str, ...]:
    return tuple(f"{ReminderKind.REFERRAL}:{referral.id}:{n}" for n in range(len(ASKED_AFTER)))


def _closing_key(referral: Referral) -> str:
    return f"{ReminderKind.CLOSING}:{referral.id}"


def _closed_key(referral: Referral) -> str:
    return f"{ReminderKind.CLOSED}:{referral.id}"


async def _plan(story: Story, referral: Referral, receiver: Member, since: datetime) -> None:
    """Ask the receiver some weeks after a moment, and then close it."""
    zones = [zone_of(receiver.time_zone)]
    closes_at = since + CLOSED_AFTER
    moments = [polite(since + after, zones) for after in ASKED_AFTER]
    questions = [
        Reminder(
            key=key,
            workspace_id=referral.workspace_id,
            member_id=referral.receiver_id,
            kind=ReminderKind.REFERRAL,
            about=referral.id,
            due_at=at,
            expires_at=until,
        )
        for key, at, until in zip(
            _question_keys(referral), moments, [*moments[1:], closes_at], strict=True
        )
    ]
    closing = Reminder(
        key=_closing_key(referral),
        workspace_id=referral.workspace_id,
        member_id=referral.receiver_id,
        kind=ReminderKind.CLOSING,
        about=referral.id,
        due_at=closes_at,
        expires_at=closes_at,
    )
    await story.tx.reminders.put([*questions, closing])


async def how_did_it_turn_out(
    story: Story, asker: Asker, reminders: Sequence[Reminder]
) -> Message | None:
    """How the member's open referrals turned out, as far as they want to hear from who gave them.

    Of one without words nobody could say what is asked about, and nobody waits to hear of it.
    """
    found = [await story.tx.referrals.get(reminder.about) for reminder in reminders]
    open_ones = [
        one for one in found if one and one.state in OPEN_REFERRALS and not one.words_removed
    ]
    blocked = await story.tx.people.blocked_by(asker.member.id)
    due = [one for one in open_ones if one.giver_id not in blocked]
    if not due:
        return None
    return words.how_did_it_turn_out(due, await _people(story, due), asker.member.id)


async def close_unanswered(story: Story, reminders: Sequence[Reminder]) -> None:
    """Close referrals of which nothing was heard. Who gave them hears of it by day, when their week has room."""
    for reminder in reminders:
        referral = await story.tx.referrals.get(reminder.about)
        if referral is None or referral.state not in OPEN_REFERRALS:
            continue
        closed = told(referral, ReferralState.NO_ANSWER, story.now)
        await story.tx.save(closed)
        await story.tx.reminders.cancel(_question_keys(closed))
        giver = await giver_of(story, closed)
        news = Reminder(
            key=_closed_key(closed),
            workspace_id=closed.workspace_id,
            member_id=giver.id,
            kind=ReminderKind.CLOSED,
            about=closed.id,
            due_at=polite(story.now, [zone_of(giver.time_zone)]),
            expires_at=story.now + NEWS_LASTS,
        )
        await story.tx.reminders.put([news])


async def was_closed(story: Story, _: Asker, reminders: Sequence[Reminder]) -> Message | None:
    """Which of the referrals that a member gave were closed; not those that have no words any more."""
    found = [await story.tx.referrals.get(reminder.about) for reminder in reminders]
    closed = [
        one
        for one in found
        if one and one.state is ReferralState.NO_ANSWER and not one.words_removed
    ]
    if not closed:
        return None
    return words.referrals_closed(closed, await _people(story, closed))
