"""Typed text to a command. Pure, and never an exception: what is not understood is a command too."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot import commands
from bot.commands import Command, problems
from bot.commands.appointment_words import read_appointment
from bot.commands.list_words import read_page
from bot.commands.member_and_words import read_member_and_note, read_member_and_words
from bot.commands.normalise import after_courtesy, fold, polish, shorten, squash, tidy
from bot.commands.partner_words import take_partner
from bot.commands.pause_words import read_pause
from bot.commands.plan_words import read_plan
from bot.commands.problems import SHOWN, Misread
from bot.commands.profile_words import begins_a_line, read_line
from bot.commands.promise_words import read_promise
from bot.commands.referral_words import Became, Shown, Thanked, read_referral, read_word
from bot.commands.relation_words import read_rhythm, read_settling, read_when
from bot.commands.said import (
    Find,
    Said,
    about,
    about_two,
    alone,
    in_circle,
    with_member,
    with_partner,
)
from bot.commands.set_up_words import read_settings
from bot.commands.spellings import nearest, subcommand_at_start
from bot.commands.table import TOPICS
from bot.domain.model import Answer, MemberRef

LONGEST = 4_000
_ITSELF = re.compile(r"/\s?121\b", re.ASCII)
_GUIDE = re.compile(r"guide(?: me)?(?: (?P<step>\d{1,3}))?", re.ASCII)
_WITH = re.compile(r"(?i)^(?:with|for) ")
_ARTICLE = re.compile(r"(?i)^(?:a|an|any|some|somebody|someone|the)(?: |$)")
_ANYBODY = frozenset(
    f"{who}{more}"
    for who in ("anybody", "anyone", "somebody", "someone")
    for more in ("", " new", " else")
) | {"again", "whoever", "another", "a partner", "another partner", "a new partner", "a new member"}
_AS_A_PICTURE = frozenset({"picture", "a picture", "as a picture", "the picture", "draw", "drawn"})
_ALL = frozenset({"all", "everything", "all of it"})


def parse(
    text: str,
    who: MemberRef,
    find: Find,
    *,
    place: str | None = None,
    event: str | None = None,
) -> Command:
    """The command that the text means. `find` gives the members whom a typed name could mean.

    What it does not understand becomes `Unclear`, with the problem if it is known and the nearest command.
    """
    source: dict[str, Any] = {"who": who, "place": place, "event": event}
    if len(text) > LONGEST:
        said = shorten(tidy(text[:LONGEST]), SHOWN)
        return commands.Unclear(**source, said=said, problem=problems.too_long())
    typed = _without_itself(tidy(text))
    words = after_courtesy(typed.split())
    if not any(squash(word) for word in words):
        return commands.ShowHelp(**source)
    found = subcommand_at_start(words)
    if found is None and begins_a_line(" ".join(words)):
        found = "profile", words
    if found is None:
        return commands.Unclear(**source, said=shorten(typed, SHOWN), nearest=nearest(words))
    name, rest = found
    try:
        return _READERS[name](Said(name, " ".join(rest), find, source))
    except Misread as misread:
        return commands.Unclear(**source, said=shorten(typed, SHOWN), problem=str(misread))


def _without_itself(text: str) -> str:
    plain = _ITSELF.match(fold(text))
    return text[plain.end() :].strip() if plain else text


def _help(said: Said) -> Command:
    """The topic that is named, or that of a command that is; what is no topic brings what one needs most."""
    if said.folded in _ALL:
        return commands.ShowHelp(**said.source, topics=tuple(topic.name for topic in TOPICS))
    command = subcommand_at_start(_without_itself(said.rest).split())
    names = {said.folded, command[0]} if command else {said.folded}
    topics = (
        topic.name
        for topic in TOPICS
        if topic.name in names or any(one.name in names for one in topic.subcommands)
    )
    return commands.ShowHelp(**said.source, topics=tuple(topics))


def _hello(said: Said) -> Command:
    """A few words for a member; without one it is a greeting, which asks for help."""
    name = polish(said.rest)
    if name.startswith(("@", "<@")) or (name and said.find(name)):
        return about(commands.SayHello, said, said.rest)
    return commands.ShowHelp(**said.source)


def _again(said: Said) -> Command:
    """A member, and when; a name that several have is asked about, if nothing else is said."""
    if not said.folded or len(said.find(polish(said.rest))) > 1:
        return with_member(commands.MeetAgain)(said)
    whom, words = read_member_and_words(said.name, said.rest, said.find)
    return read_when(words)(**said.source, whom=whom)


def _rhythm(said: Said) -> Command:
    whom, words = read_member_and_words(said.name, said.rest, said.find)
    return commands.SetRhythm(**said.source, whom=whom, rhythm=read_rhythm(words))


def _promise(said: Said) -> Command:
    whom, words = read_member_and_words(said.name, said.rest, said.find)
    read = read_promise(words)
    return commands.MakePromise(
        **said.source,
        whom=whom,
        what=read.what,
        kind=read.kind,
        by=read.by.day if read.by else None,
        timed=read.by is not None and read.by.timed,
    )


def _promises(said: Said) -> Command:
    page = read_page(said.folded)
    if not said.folded or page is not None:
        return commands.ShowPromises(**said.source, page=page)
    state, number = read_settling(said.folded)
    return commands.SettlePromise(**said.source, state=state, number=number)


def _note(said: Said) -> Command:
    whom, text = read_member_and_note(said.name, said.rest, said.find)
    if text is None:
        return commands.ShowNote(**said.source, whom=whom)
    return commands.WriteNote(**said.source, whom=whom, text=text)


def _forget_me(said: Said) -> Command:
    # Anything but a clear yes only asks.
    return commands.ForgetMe(**said.source, sure=squash(said.rest) in {"yes", "yesforgetme"})


def _refer(said: Said) -> Command:
    whom, words = read_member_and_words(said.name, said.rest, said.find)
    if not words:
        return commands.GiveReferral(**said.source, whom=whom)
    read = read_referral(words)
    return commands.GiveReferral(
        **said.source,
        whom=whom,
        third=read.who,
        about=read.about,
        warmth=read.warmth,
        agreed=read.agreed,
        anyway=read.anyway,
    )


def _referrals(said: Said) -> Command:
    page = read_page(said.folded)
    if not said.folded or page is not None:
        return commands.ShowReferrals(**said.source, page=page)
    match read_word(said.rest):
        case Shown(number):
            return commands.ShowReferrals(**said.source, number=number)
        case Thanked(number, thanks, amount):
            return commands.ThankForReferral(
                **said.source, number=number, thanks=thanks, amount=amount
            )
        case Became(number, state, reason):
            return commands.SettleReferral(**said.source, number=number, state=state, reason=reason)


def _network(said: Said) -> Command:
    if said.folded in _AS_A_PICTURE:
        return commands.DrawNetwork(**said.source)
    page = read_page(said.folded)
    if said.folded and page is None:
        raise Misread(problems.no_network(said.rest))
    return commands.ShowNetwork(**said.source, page=page)


def _plan(said: Said) -> Command:
    if not said.folded:
        return commands.ShowPlan(**said.source)
    return commands.SetPlan(**said.source, a_week=read_plan(said.rest))


def _retry(said: Said) -> Command:
    if said.folded not in {"", "all"}:
        raise Misread(problems.retry_what(said.rest))
    return commands.Retry(**said.source, doubtful=said.folded == "all")


def _pair_me(said: Said) -> Command:
    if said.folded in {"", "now", "today"}:
        return commands.PairMe(**said.source)
    name = _WITH.sub("", said.rest)
    first, _, more = polish(name).partition(" ")
    if more and said.find(first) and not said.find(polish(name)):
        raise Misread(problems.member_and_skill())
    if name.startswith(("@", "<@")) or said.find(polish(name)):
        return about(commands.PairMe, said, name)
    if polish(fold(name)) in _ANYBODY:
        return commands.PairMe(**said.source)
    skill = _ARTICLE.sub("", polish(re.sub(r"[,;]+", " ", name)))
    if not squash(skill):
        raise Misread(problems.whom(said.name))
    return commands.PairMe(**said.source, skill=shorten(skill, SHOWN))


def _arranged(said: Said) -> Command:
    partner, words = take_partner(said.name, said.rest, said.find)
    day, at, zone, where = read_appointment(words, said.name)
    return commands.Arrange(**said.source, partner=partner, day=day, at=at, zone=zone, where=where)


def _propose(said: Said) -> Command:
    partner, words = take_partner(said.name, said.rest, said.find)
    if not polish(words):
        return commands.OfferTimes(**said.source, partner=partner)
    day, at, zone, where = read_appointment(words, said.name)
    return commands.Propose(**said.source, partner=partner, day=day, at=at, zone=zone, where=where)


def _half_time(said: Said) -> Command:
    partner, words = take_partner(said.name, said.rest, said.find)
    wanted = polish(fold(words))
    if wanted not in {"", "on", "off"}:
        raise Misread(problems.half_time_how(words))
    return commands.WantHalfTime(**said.source, partner=partner, wanted=wanted != "off")


def _pause(said: Said) -> Command:
    length = read_pause(said.folded)
    return commands.Pause(**said.source, until=length.until, weeks=length.weeks)


def _profile(said: Said) -> Command:
    if not said.rest:
        return commands.EditProfile(**said.source)
    guide = _GUIDE.fullmatch(said.folded)
    if guide is not None:
        return commands.ShowGuide(**said.source, step=int(guide["step"] or 1))
    field, value = read_line(said.rest)
    return commands.EditProfile(**said.source, field=field, value=value)


def _set_up(said: Said) -> Command:
    if said.folded in {"close", "end", "close the circle", "close circle"}:
        return commands.SetUp(**said.source, closes=True)
    return commands.SetUp(**said.source, **read_settings(said.rest))


def _round(_: Said) -> Command:
    raise Misread(problems.which_round())


_READERS: Mapping[str, Callable[[Said], Command]] = {
    "help": _help,
    "join": in_circle(commands.Join),
    "leave": in_circle(commands.Leave),
    "pair-me": _pair_me,
    "cancel": alone(commands.CancelRequest),
    "status": alone(commands.ShowStatus),
    "met": with_partner(commands.ReportMeeting, answer=Answer.MET),
    "not-met": with_partner(commands.ReportMeeting, answer=Answer.DID_NOT),
    "not-yet": with_partner(commands.ReportMeeting, answer=Answer.NOT_YET),
    "cannot": with_partner(commands.ReportMeeting, answer=Answer.CANNOT),
    "arrange": _propose,
    "accept": with_partner(commands.AnswerProposal, accepts=True),
    "decline-time": with_partner(commands.AnswerProposal, accepts=False),
    "undo-time": with_partner(commands.TakeTimeBack),
    "take-back": alone(commands.TakeBack),
    "arranged": _arranged,
    "half-time": _half_time,
    "skip": in_circle(commands.SkipRound),
    "pause": _pause,
    "resume": alone(commands.Resume),
    "history": alone(commands.ShowHistory),
    "network": _network,
    "plan": _plan,
    "block": with_member(commands.BlockMember),
    "unblock": with_member(commands.UnblockMember),
    "with": with_member(commands.ShowRelationship),
    "again": _again,
    "rhythm": _rhythm,
    "hello": _hello,
    "hold": with_member(commands.HoldBack),
    "rest": with_member(commands.LetRest),
    "promise": _promise,
    "promises": _promises,
    "note": _note,
    "notes": alone(commands.ShowNotes),
    "export": alone(commands.Export),
    "forget-me": _forget_me,
    "refer": _refer,
    "referrals": _referrals,
    "go-on": with_member(commands.GoOn),
    "profile": _profile,
    "setup": _set_up,
    "retry": _retry,
    "round": _round,
    "round preview": alone(commands.PreviewRound),
    "round together": about_two(commands.PutTogether),
    "round swap": about_two(commands.SwapPartners),
    "round apart": about_two(commands.KeepApart),
    "round free": about_two(commands.FreeTwo),
    "round now": alone(commands.OpenRoundNow),
}
