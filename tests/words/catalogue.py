"""Everything that 121 can say, and every form it can open: each function of `bot.words` called with samples.

The samples go by the names of parameters, so that a new sentence is in the catalogue as soon as it is written.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from bot import words
from bot.commands.table import TOPICS, usage
from bot.deliveries import Address, AddressKind
from bot.domain.invitation import Appointment, calendar_links
from bot.domain.matching import Draw, Match, SitOut, SitOutReason
from bot.domain.meeting_form import MeetingForm
from bot.domain.meetings import Outcome
from bot.domain.model import (
    Admits,
    Answer,
    Circle,
    CircleId,
    Enrolment,
    FollowUpKind,
    Free,
    Holiday,
    Meeting,
    MeetingStatus,
    Member,
    MemberId,
    Membership,
    MembershipState,
    OddRule,
    Origin,
    Pairing,
    PairingId,
    Policy,
    Reason,
    ReasonKind,
    RequestId,
    Ruling,
    RulingKind,
    Told,
    WorkspaceId,
    Yes,
)
from bot.domain.network import Tie
from bot.domain.promises import Promise, PromiseKind, PromiseState
from bot.domain.proposals import MOST_PROPOSED
from bot.domain.referrals import Draft, Referral, ReferralState, Warmth
from bot.domain.relationships import Rhythm, Together
from bot.messages import Action, Attachment, Form, Message
from bot.usecases.profile import FORMATS, MOST_AT_ONCE

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = WorkspaceId(1)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What members and organisers have written."""

    name: str
    profile: str
    said: str


ORDINARY = Texts(name="Coffee", profile="I bake wedding cakes", said="pair-mee")
LONGEST = Texts(
    name="قهوة الصباح 👩🏽‍🚀 & <b>*_~`" * 4,
    profile="私はケーキを焼きます。<!channel> & *bold* " * 90,
    said="ъ" * 80,
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing said: by which function, in its how-manieth variation."""

    function: str
    variation: int
    what: Message | Form


def catalogue(texts: Texts) -> Iterator[Said]:
    """Everything, with these texts in it."""
    options = _options(texts)
    for function in words.__all__:
        speak = getattr(words, function)
        if not inspect.isfunction(speak):
            continue
        if get_type_hints(speak).get("return") not in {Message, Form}:
            continue
        for number, given in enumerate(_variations(speak, options)):
            yield Said(function=function, variation=number, what=speak(**given))


def _variations(speak: Any, options: dict[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """The first choice of everything, then each other choice of one parameter."""
    hints = get_type_hints(speak)
    chosen = {name: _options_of(name, hints[name], options) for name in hints if name != "return"}
    usual = {name: some[0] for name, some in chosen.items()}
    yield usual
    for name, some in chosen.items():
        for other in some[1:]:
            yield {**usual, name: other}


def _options_of(name: str, kind: Any, options: dict[str, Sequence[Any]]) -> Sequence[Any]:
    """By the parameter's name, or by its type where one name stands for several."""
    by_type: dict[Any, Sequence[Any]] = {
        PairingId: [PairingId(7)],
        CircleId: [CircleId(2)],
        tuple[str, ...]: [("U1", "U2")],
        Mapping[MemberId, Member]: options["members"],
        ReferralState: [*ReferralState],
        Sequence[Promise]: options["promises"],
        Sequence[tuple[Member, str | None]]: options["notes"],
        Sequence[Referral]: options["referrals"],
        Sequence[tuple[int, Referral]]: options["numbered"],
    }
    some = ["UTC"] if (name, kind) == ("zone", str) else by_type.get(kind) or options[name]
    return [*some, None] if kind == Circle | None else some


def _options(texts: Texts) -> dict[str, Sequence[Any]]:
    people = [_member(texts, n) for n in (1, 2, 3)]
    ada, ben, cleo = people
    four = [*people, _member(texts, 4)]
    circle = _circle(texts)
    strict = replace(
        circle,
        every_weeks=2,
        enrolment=Enrolment.CHANNEL,
        size=3,
        odd_rule=OddRule.SIT_OUT,
        policy=Policy(team=9, within_teams=True, demands_hours=True, demands_format=True),
        admits=Admits.MEMBERS,
        told=Told.BOTH,
        follows="R1",
        holidays=tuple(Holiday(first=date(2026, 12, d), last=date(2026, 12, 24)) for d in (21, 24)),
    )
    pairing = _pairing(texts)
    meeting = Meeting(pairing_id=pairing.id, status=MeetingStatus.MET)
    outcome = Outcome(meeting, changed=True)
    glance = _glance(circle, people)
    by_id = {member.id: member for member in people}
    moments = tuple(NOW + n * DAY for n in (1, 2, 3))
    proposal = Meeting(pairing_id=pairing.id, proposals=moments, proposed_by=ada.id, sequence=3)
    return {
        "able": [[ada], people],
        "agreed": [[([ben], pairing.id, NOW), ([ben, cleo], pairing.id, NOW + DAY)]],
        "action": [Action("circle", 2)],
        "away": [False, True],
        "agreement": [words.not_your_meeting()],
        "then": [NOW],
        "waiting": [[([ben], proposal, moments), ([ben, cleo], proposal, moments[:1])]],
        "about": [[ada, ben], []],
        "address": [
            Address(kind=AddressKind.MEMBER, ids=("U1",)),
            Address(kind=AddressKind.CHANNEL, ids=("C1",)),
        ],
        "by_all": [False, True],
        "answer": list(Answer),
        "asked_for": ["join", "pair_me", ""],
        "asked": [[ben], [ben, cleo]],
        "asker": [ada],
        "before": [None, texts.profile[:2_000]],
        "between": _between(texts, ben),
        "file": [Attachment("121-export.json", "application/json", b"{}", words.EXPORT_IN_WORDS)],
        "at": [NOW + DAY],
        "known_until": [NOW],
        "called": [texts.said],
        "candidates": [people[:2], [*people, ada, ben]],
        "channel": ["C1", None],
        "circle": [circle, strict],
        "circles": [[circle, strict]],
        "not_in": [[], [strict]],
        "day": [date(2026, 12, 3)],
        "draft": [None, Draft("U2", texts.profile[:120], texts.profile[:500], Warmth.READY)],
        "drawn": [_draw(texts), Draw(matches=(), sit_outs=(), seed=1), _draw(texts, 60)],
        "sections": [
            [(topic.title, [(usage(one), one.help) for one in topic.subcommands]) for topic in some]
            for some in (TOPICS[:1], TOPICS)
        ],
        "expires_at": [NOW + DAY],
        "failures": [
            [words.undelivered(place, some, "this account was deactivated.")] * many
            for place, some, many in (
                (Address(kind=AddressKind.MEMBER, ids=("U1",)), [ada, ben], 1),
                (Address(kind=AddressKind.CHANNEL, ids=("C1",)), [], 1),
                (Address(kind=AddressKind.MEMBER, ids=("U1",)), people, 2),
                (Address(kind=AddressKind.CHANNEL, ids=("C1",)), [], 1_000),
            )
        ],
        "fields": [("business", "looking_for")],
        "form": list(MeetingForm),
        "formats": [FORMATS],
        "glance": [
            glance,
            replace(glance, current=[], may_note=True),
            replace(glance, current=_proposed(texts, people), may_note=True, wanted=(), invited=()),
            words.Glance(circles=[], current=[], met_this_year=0),
            replace(glance, circles=[*glance.circles] * 10),
        ],
        "guided": [False, True],
        "in_all": [2, 40],
        "may_note": [True, False],
        "more": [(), moments],
        "organiser": [False, True],
        "notes": [
            [(ben, texts.profile[:2_000]), (cleo, None)],
            [],
            [(ben, texts.profile[:2_000])] * words.NOTES_SHOWN,
        ],
        "introduced_at_once": [False, True],
        "kind": [FollowUpKind.NUDGE, FollowUpKind.MID_ROUND, FollowUpKind.END_OF_ROUND],
        "earlier": [(), moments],
        "invitation": [b"BEGIN:VCALENDAR"],
        "links": [
            calendar_links(Appointment(pairing=PairingId(7), workspace="T1", at=NOW, place=place))
            for place in ("", texts.profile[:300])
        ],
        "local": [NOW],
        "place": ["", texts.profile[:300]],
        "tomorrow": [False, True],
        "length": [1_200],
        "mark": [4_294_967_295, None],
        "asks": [True, False],
        "may_make_one": [True, False],
        "meeting": [proposal, replace(proposal, place=texts.profile[:300])],
        "member": [ada, replace(ben, organiser=True, chose_zone=True, formats=FORMATS[:2])],
        "members": [by_id],
        "met": [0, 2],
        "ahead": [False, True],
        "most": [5],
        "most_at_once": [MOST_AT_ONCE],
        "name": [texts.name[:80]],
        "number": [21],
        "nearest": ["pair-me", None],
        "one": [ada],
        "open_with": [[[ben], [cleo, ada]]],
        "invited": [[(ada, RequestId(4)), (ben, RequestId(5))]],
        "no_longer_asked": [[ben], [ben, cleo]],
        "queued": [True, False],
        "further": [[(topic.title, n) for n, topic in enumerate(TOPICS[1:], 2)], []],
        "greets": [True, False],
        "choice": [[([ben], PairingId(1)), ([cleo, ada], PairingId(2))]],
        "other": [ben],
        "others": [[ben], [ben, cleo]],
        "outcome": [
            outcome,
            replace(outcome, contradiction=True),
            replace(outcome, changed=False),
        ],
        "page": [1, 2, 9],
        "pairing": [pairing, replace(pairing, origin=Origin.ON_REQUEST, reasons=())],
        "pairings": [5, 1],
        "partner": [ada],
        "people": [[ada, ben], people, four],
        "preview": [
            words.round_preview(circle, _draw(texts), by_id, _rulings(2)),
            words.round_preview(circle, _draw(texts, 60), by_id, _rulings(20)),
            words.round_preview(circle, Draw(matches=(), sit_outs=(), seed=1), by_id, _rulings(1)),
        ],
        "problem": [None, texts.said],
        "remind_at": [NOW + DAY, None],
        "is_today": [False, True],
        "named": [True, False],
        "timed": [False, True],
        "reference": ["0badcafe"],
        "remark": ["121 may not make private threads in <#1>."],
        "request": [RequestId(4)],
        "rulings": [(), _rulings(2), _rulings(20)],
        "said": [texts.said],
        "sat_out": [0, 1, 2],
        "text": [texts.profile[:2_000], ""],
        "shown": [
            [
                words.PastMeeting([ben], status, NOW - n * DAY)
                for n, status in enumerate([*MeetingStatus] * 3)
            ][:15],
            [],
        ],
        "still_right": [[], [(ben, 2)], [(who, 3) for who in people]],
        "sit_out": [SitOut(member=ada.id, why=why) for why in SitOutReason],
        "skill": [texts.said],
        "step": [1, 8, 9],
        "subcommand": ["pair-me", "block"],
        "times": [moments, ()],
        "past": [Together(), Together(introduced=3, met=3, counted=1), Together(met=9, counted=9)],
        "part": ["who", "about", "reason", "thanks", "amount"],
        "referral": [
            *(_referral(texts, state) for state in ReferralState),
            replace(_referral(texts), who="", about=""),
        ],
        "referrals": [
            [_referral(texts)],
            [_referral(texts)] * 20,
            [replace(_referral(texts), earlier=ReferralState.ACCEPTED)] * words.CLOSED_SHOWN,
        ],
        "numbered": [
            [],
            [(n, _referral(texts, state)) for n, state in enumerate(ReferralState, 1)],
            [(9, _referral(texts, ReferralState.WON))] * 50,
            [(1, replace(_referral(texts), who="", about=""))],
        ],
        "third": [texts.profile[:120]],
        "need": [texts.profile[:500]],
        "giver": [ada, replace(ada, forgotten_at=NOW)],
        "receiver": [ben],
        "reader": [ada.id, ben.id],
        "known": [
            [_known(n, people) for n in (0, 1, 2)],
            [],
            [_known(n, people) for n in range(60)],
        ],
        "not_met": [[ben], [], [*people] * 8],
        "losing": [[], people],
        "now": [NOW],
        "met_on": [date(2026, m, d) for m, d in ((3, 9), (10, 20), (11, 22))] + [date(2025, 3, 9)],
        "plan": [2, 0],
        "year": [31],
        "due_on": [NOW + 4 * DAY],
        "promise": [_promise(texts, state) for state in PromiseState],
        "open_ones": [[], [(n, _promise(texts)) for n in (1, 2)], [(9, _promise(texts))] * 50],
        "promises": [[_promise(texts)], [_promise(texts)] * 20],
        "kept": [0, 7],
        "late": [False, True],
        "left": [False, True],
        "left_out": [False, True],
        "due": [[(ben, NOW - 90 * DAY)], [(four[n % 4], NOW) for n in range(words.OTHERS_SHOWN)]],
        "due_at": [NOW + 90 * DAY, None],
        "elsewhere": ["", "America/New_York"],
        "rests": [False, True],
        "rhythm": [None, *Rhythm],
        "today": [date(2026, 11, 23)],
        "until": [date(2026, 12, 3), None],
        "value": [texts.said],
        "sent": [0, 1, 3],
        "doubtful": [0, 1, 3],
        "over": [0, 2],
        "soon": [False, True],
        "as_before": [False, True],
        "skipped": [time(1, 30)],
        "resulting": [time(2, 30)],
        "saved": [words.time_is_past()],
        "wanted": [ben],
        "was": [MeetingStatus.ARRANGED, MeetingStatus.CANCELLED],
        "warmth": list(Warmth),
        "why": ["this account was deactivated."],
        "wrong": [words.time_is_past()],
        "zone": [ZoneInfo("Europe/London")],
    }


def _between(texts: Texts, other: Member) -> list[words.Between]:
    """The page of two who never met, who met once, who are partners; of one who let it rest."""
    new = words.Between(
        other=other,
        so_far=Together(),
        last_met_at=None,
        due_at=None,
        rhythm=None,
        months=3,
        rests=False,
        blocked=False,
        open=None,
        held_back=False,
        promises=(),
        given=0,
        got=0,
        note=None,
    )
    once = replace(
        new,
        so_far=Together(introduced=2, met=1, counted=1),
        last_met_at=NOW,
        due_at=NOW + 90 * DAY,
    )
    partners = replace(
        once,
        so_far=Together(introduced=9, met=7, counted=6),
        rhythm=Rhythm.MONTHLY,
        months=1,
        held_back=True,
        promises=[_promise(texts)] * 20,
        given=3,
        got=1,
        note=texts.profile[:2_000],
    )
    asked_rarely = replace(once, months=6)
    never_asked = replace(once, rhythm=Rhythm.NEVER, months=0, due_at=None)
    held = replace(once, so_far=Together(introduced=1, met=1), held_back=True)
    return [
        partners,
        new,
        replace(new, so_far=Together(introduced=1), rests=True, note=texts.profile[:90]),
        once,
        asked_rarely,
        never_asked,
        held,
        replace(partners, rests=True, due_at=None),
        replace(once, open=_open([other], status=MeetingStatus.ARRANGED, arranged_for=NOW + DAY)),
        replace(held, open=_open([other])),
        replace(once, open=_open([other]), held_ahead=True),
        replace(new, so_far=Together(introduced=1), open=_open([other], by=other, how_many=1)),
        replace(once, blocked=True, due_at=None),
        replace(once, left=True),
        replace(once, wishes=True),
    ]


def _known(number: int, people: Sequence[Member]) -> words.Known:
    other = people[number % len(people)]
    faded = number % 4 == 1
    last = NOW - (number + 1) * 9 * DAY
    return words.Known(
        other=other,
        tie=Tie(
            other=other.id,
            so_far=Together(introduced=4, met=number % 5 + 1, counted=number % 3 + 1),
            last_met_at=last,
            due_at=None if number % 7 == 2 else last + 90 * DAY,
            overdue_at=NOW if faded else None,
            given=number % 3,
            received=number % 5,
        ),
        due=number % 3 == 1,
        faded=faded,
    )


def _promise(texts: Texts, state: PromiseState = PromiseState.OPEN) -> Promise:
    return Promise(
        id=5,
        workspace_id=HERE,
        member_id=MemberId(1),
        other_id=MemberId(2),
        kind=PromiseKind.MATERIAL,
        what=texts.profile[:500],
        due_on=date(2026, 12, 3),
        state=state,
        made_at=NOW,
    )


def _referral(texts: Texts, state: ReferralState = ReferralState.GIVEN) -> Referral:
    return Referral(
        id=6,
        workspace_id=HERE,
        giver_id=MemberId(1),
        receiver_id=MemberId(2),
        who=texts.profile[:120],
        about=texts.profile[:500],
        warmth=list(Warmth)[len(state) % 3],
        state=state,
        earlier=None if state is ReferralState.GIVEN else ReferralState.ACCEPTED,
        reason=texts.profile[:300] if state is ReferralState.DECLINED else "",
        thanks=texts.profile[:500] if state is ReferralState.WON else "",
        amount=texts.profile[:40] if state is ReferralState.WON else "",
        given_at=NOW,
    )


def _member(texts: Texts, number: int) -> Member:
    return Member(
        id=MemberId(number),
        workspace_id=HERE,
        external_id=f"U{number}",
        time_zone="Europe/London",
        last_seen_at=NOW,
        business=texts.profile[:3_000],
        best=texts.profile[:500],
        team=texts.profile[:80],
        looking_for=(texts.profile[:500],),
        can_offer=(texts.profile[:500],),
        interests=("sailing", "jazz"),
        goals=texts.profile[:500],
        networks=("Rotary",),
        available=(Free(weekday=2, begins=time(14), ends=time(17, 30)),),
        languages=("English", texts.profile[:200]),
    )


def _circle(texts: Texts) -> Circle:
    return Circle(
        id=CircleId(2),
        workspace_id=HERE,
        name=texts.name[:80],
        channel="C1",
        at=time(10),
        time_zone="Europe/London",
        anchor=date(2026, 11, 23),
        next_round_at=NOW + 7 * DAY,
        created_at=NOW,
    )


def _reasons(texts: Texts) -> tuple[Reason, ...]:
    ids = (MemberId(1), MemberId(2))
    return tuple(
        Reason(kind=kind, members=ids, subject=texts.profile[:500], when=NOW - 200 * DAY)
        for kind in sorted(ReasonKind, key=lambda kind: kind not in _WITH_SUBJECT)
    )


_WITH_SUBJECT = (ReasonKind.OFFER, ReasonKind.SHARED_INTEREST)


def _pairing(texts: Texts) -> Pairing:
    return Pairing(
        id=PairingId(7),
        workspace_id=HERE,
        circle_id=CircleId(2),
        origin=Origin.ROUND,
        members=(MemberId(1), MemberId(2)),
        reasons=_reasons(texts),
        opened_at=NOW,
        ends_at=NOW + 7 * DAY,
    )


def _draw(texts: Texts, pairs: int = 1) -> Draw:
    match = Match(members=(MemberId(1), MemberId(2)), reasons=_reasons(texts)[:3], repeat=False)
    return Draw(
        matches=(match,) * pairs,
        sit_outs=(SitOut(member=MemberId(3), why=SitOutReason.ODD),),
        seed=1,
    )


def _rulings(how_many: int) -> tuple[Ruling, ...]:
    """The first is kept by the draw, the second cannot be, of the rest every other one keeps two apart."""
    return tuple(
        Ruling(
            circle_id=CircleId(2),
            a=MemberId(1),
            b=MemberId(2 + n % 2),
            kind=RulingKind.TOGETHER if n % 3 < 2 else RulingKind.APART,
        )
        for n in range(how_many)
    )


def _open(
    others: Sequence[Member], by: Member | None = None, how_many: int = 0, **meeting: Any
) -> words.OpenMeeting:
    """A 1-2-1 that is open; with times that wait for an answer, proposed by another or (None) by the reader."""
    times = tuple(NOW + n * DAY for n in range(1, how_many + 1))
    stored = Meeting(pairing_id=PairingId(7), proposals=times, sequence=3, **meeting)
    return words.OpenMeeting(
        meeting=stored,
        others=others,
        ahead=stored.arranged_for,
        proposed=times,
        to_answer=times if by else (),
        by=by,
        now=NOW,
    )


def _proposed(texts: Texts, people: Sequence[Member]) -> list[words.OpenMeeting]:
    """As many as can be open at once, in which times are proposed: mine, one and several of another's."""
    (_, ben, cleo), place = people, texts.profile[:300]
    yeses = tuple(Yes(member=cleo.id, at=NOW + n * DAY) for n in (1, 2))
    return [
        _open([ben], how_many=MOST_PROPOSED, proposed_place=place),
        *[_open([ben, cleo], ben, 1, proposed_place=place, yeses=yeses)] * (MOST_AT_ONCE - 2),
        _open([ben], ben, MOST_PROPOSED, proposed_place=place),
    ]


def _glance(circle: Circle, people: Sequence[Member]) -> words.Glance:
    active = Membership(circle_id=circle.id, member_id=people[0].id, joined_at=NOW)
    paused = replace(active, state=MembershipState.PAUSED, paused_until=date(2026, 12, 3))
    standings = [
        words.Standing(circle=circle, membership=membership, waiting=waiting)
        for membership, waiting in (
            (active, False),
            (active, True),
            (paused, False),
            (replace(active, skips_next=True), False),
            (None, False),
        )
    ]
    current = [
        _open(people[1:2]),
        _open(people[1:], status=MeetingStatus.ARRANGED, arranged_for=NOW + DAY),
    ]
    return words.Glance(
        circles=standings,
        current=current,
        met_this_year=12,
        wanted=people[:1],
        invited=[(people[1], RequestId(4))],
    )
