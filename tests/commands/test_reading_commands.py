"""Typed text becomes commands, however it is typed; and nothing typed makes it fail."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import commands
from bot.commands import Command, Unclear
from bot.commands.parse import LONGEST, parse
from bot.commands.policy_words import read_policy
from bot.commands.press import press
from bot.commands.table import SUBCOMMANDS, TOPICS, Subcommand, usage
from bot.domain.dates import CalendarDay, DaysAhead, NextWeekday
from bot.domain.model import (
    HEAVIEST,
    WEIGHTS,
    Answer,
    Enrolment,
    Holiday,
    Member,
    MemberId,
    MemberRef,
    OddRule,
    Platform,
    Policy,
    Told,
    WorkspaceId,
)
from bot.domain.referrals import ReferralState, Warmth
from bot.messages import Action
from bot.words import which_member
from bot.words.policy import preferred

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ref(name: str) -> MemberRef:
    return MemberRef(platform=Platform.PLAYGROUND, workspace="w", member=name)


ADA, BEN, CLEO = ref("ada"), ref("ben"), ref("cleo")


def find(name: str) -> tuple[MemberRef, ...]:
    bare = name.lstrip("@").casefold()
    return {
        "ben": (BEN,),
        "cleo": (CLEO,),
        "cleo marsh": (CLEO,),
        "sam": (ref("sam1"), ref("sam2")),
    }.get(bare, ())


def read(text: str) -> Command:
    return parse(text, ADA, find)


def unclear(text: str) -> Unclear:
    found = read(text)
    assert isinstance(found, Unclear)
    return found


ACCEPTED: dict[Command, tuple[str, ...]] = {
    commands.ShowHelp(who=ADA): ("", "   ", "help", "HELP", "?", "/121", "/121 help", "/ 121"),
    commands.PairMe(who=ADA): (
        "pair-me with anybody", "pair me with someone new", "pair-me a partner", "pair-me again",
        "pair-me", "pair me", "pairme", "PAIR-ME", "  pair \u00a0  me ", "pair\u2011me",
        "Pair me, please", "pair me now", "ｐａｉｒ ｍｅ", "/121 pair-me", "／１２１ pair-me",
        "pair\u200bme", "please pair me.", "\u202epair-me",
    ),
    commands.PairMe(who=ADA, whom=BEN): ("pair-me @ben", "pair me with Ben", "pair me ben."),
    commands.Join(who=ADA): ("join", "subscribe", "I'm in", "I’m in"),
    commands.Join(who=ADA, circle="Founders"): ("join Founders", "join in Founders"),
    commands.Leave(who=ADA): ("leave", "stop", "unsubscribe"),
    commands.ShowNotes(who=ADA): ("notes", "my notes", "All my notes."),
    commands.ShowNote(who=ADA, whom=BEN): ("note @ben", "note ben", "note about ben", "note @ben:"),
    commands.WriteNote(who=ADA, whom=BEN, text=""): ("note @ben -", "note ben –", "note @ben: -"),
    commands.Export(who=ADA): ("export", "Export my data", "download my data"),
    commands.ForgetMe(who=ADA): ("forget-me", "forget me", "delete me", "forget me no", "forget-me now"),
    commands.ForgetMe(who=ADA, sure=True): ("forget-me yes", "forget me, YES!", "delete me yes"),
    commands.CancelRequest(who=ADA): ("cancel", "Cancel my request"),
    commands.TakeBack(who=ADA): ("take it back", "Take that back, please", "undo", "undo that"),
    commands.ShowStatus(who=ADA): ("status", "Status!"),
    commands.ReportMeeting(who=ADA, answer=Answer.MET): ("met", "we met", "we've met", "we’ve met."),
    commands.ReportMeeting(who=ADA, answer=Answer.DID_NOT): ("not-met", "not met", "didn't meet"),
    commands.ReportMeeting(who=ADA, answer=Answer.NOT_YET): ("not yet", "not-yet", "not met yet"),
    commands.SkipRound(who=ADA): ("skip", "skip the next round"),
    commands.Resume(who=ADA): ("resume", "back", "I'm back"),
    commands.ShowHistory(who=ADA): ("history",),
    commands.ShowNetwork(who=ADA): ("network", "my network", "people", "My people"),
    commands.ShowPlan(who=ADA): ("plan", "my plan"),
    commands.SetPlan(who=ADA, a_week=2): (
        "plan 2 a week", "plan 2", "plan two a week", "plan twice a week", "plan 2x per week", "plan 2/week",
        "plan two 1-2-1s every week", "plan 2 weekly, please",
    ),
    commands.SetPlan(who=ADA, a_week=1): ("plan once a week", "plan one a week", "plan a meeting a week"),
    commands.SetPlan(who=ADA, a_week=0): ("plan off", "plan none", "plan 0 a week", "plan no"),
    commands.BlockMember(who=ADA, whom=BEN): ("block @ben", "block Ben"),
    commands.UnblockMember(who=ADA, whom=BEN): ("unblock @ben",),
    commands.Pause(who=ADA): ("pause", "pause until further notice"),
    commands.Pause(who=ADA, weeks=2): ("pause 2 weeks", "pause for 2 weeks", "pause two weeks", "pause ２ weeks"),
    commands.Pause(who=ADA, weeks=1): ("pause a week", "pause 1 week"),
    commands.Pause(who=ADA, until=DaysAhead(10)): ("pause 10 days", "pause for 10 days"),
    commands.Pause(who=ADA, until=CalendarDay(3, 12)): (
        "pause until 3 dec", "pause until Dec 3", "pause till 3rd of December", "pause until 3.12.",
    ),
    commands.Pause(who=ADA, until=CalendarDay(3, 12, 2026)): (
        "pause until 2026-12-03", "pause until 3 December 2026", "pause 2026-12-03",
    ),
    commands.Pause(who=ADA, until=NextWeekday(0)): ("pause until monday", "pause until next Monday"),
    commands.Arrange(who=ADA, day=NextWeekday(3), at=time(15)): (
        "arranged thursday 15:00", "arranged Thu 3pm", "arranged on thursday at 3 p.m.",
    ),
    commands.Arrange(who=ADA, day=DaysAhead(1), at=time(9)): ("arranged tomorrow 9:00", "arranged tomorrow at 9am"),
    commands.Arrange(who=ADA, day=CalendarDay(3, 12, 2026), at=time(12)): (
        "arranged 2026-12-03 12:00", "arranged 3 december 2026 at noon",
    ),
    commands.Propose(who=ADA, day=NextWeekday(3), at=time(15)): (
        "arrange thursday 15:00", "arrange thursday at 15:00", "propose 3 p.m. on Thursday",
    ),
    commands.Propose(who=ADA, day=NextWeekday(3), at=time(15), where="the Café at the Corner"): (
        "arrange thursday 15:00 at the Café at the Corner", "arrange thursday at 3pm, the Café at the Corner",
        "arrange 15:00 on thursday in the Café at the Corner",
    ),
    commands.Propose(who=ADA, day=DaysAhead(1), at=time(9), where="https://example.com/a?B=c"): (
        "arrange tomorrow 9:00 at https://example.com/a?B=c",
    ),
    commands.AnswerProposal(who=ADA, accepts=True): ("accept", "Accept time"),
    commands.AnswerProposal(who=ADA, accepts=False): ("decline-time", "decline time", "decline"),
    commands.EditProfile(who=ADA): ("profile", "my profile"),
    commands.EditProfile(who=ADA, field="looking_for", value="a coach, a bookkeeper"): (
        "profile looking for: a coach, a bookkeeper", "profile looking for a coach, a bookkeeper",
        "looking for: a coach, a bookkeeper", "I’m looking for a coach, a bookkeeper",
    ),
    commands.EditProfile(who=ADA, field="every", value="2 weeks"): ("profile every 2 weeks", "every 2 weeks", "profile how often: 2 weeks"),
    commands.EditProfile(who=ADA, field="business", value="Cakes 🎂"): ("profile business: Cakes 🎂", "business: Cakes 🎂"),
    commands.SetUp(who=ADA): ("setup", "set up", "settings"),
    commands.SetUp(who=ADA, every_weeks=2, weekday=1, at=time(9, 30), time_zone="Europe/Berlin"): (
        "setup every 2 weeks on tuesday at 9:30 in Europe/Berlin",
        "setup on Tuesday, fortnightly, at 9:30, in europe/berlin",
    ),
    commands.SetUp(who=ADA, enrolment=Enrolment.CHANNEL, odd_rule=OddRule.SIT_OUT): (
        "setup everybody in the channel, sit out",
    ),
    commands.SetUp(who=ADA, name="Founders’ coffee"): ("setup name Founders’ coffee",),
    commands.SetUp(who=ADA, add_holiday=Holiday(first=date(2026, 12, 21), last=date(2027, 1, 3))): (
        "setup holiday 2026-12-21 to 2027-01-03",
    ),
    commands.SetUp(who=ADA, clear_holidays=True): ("setup no holidays",),
    commands.SetUp(who=ADA, size=2): ("setup in pairs", "setup groups of 2"),
    commands.SetUp(who=ADA, size=3): (
        "setup in threes", "setup groups of 3", "setup in groups of three", "setup in a group of 3", "setup in trios",
    ),
    commands.SetUp(who=ADA, size=4, odd_rule=OddRule.TRIO): ("setup in fours, trio",),
    commands.SetUp(who=ADA, told=Told.TOGETHER): ("setup in a group", "setup together"),
    commands.SetUp(who=ADA, policy=(("interests", 5),)): (
        "setup prefer interests 5", "setup prefer shared interests: 5", "setup Interests = five",
    ),
    commands.SetUp(who=ADA, policy=(("team", 3), ("tenure", 2), ("formats", 0))): (
        "setup prefer teams 3 newcomers 2 formats 0", "setup prefer other teams 3, newcomers 2 and formats zero",
        "setup teams 3; prefer newcomers 2; format 0",
    ),
    commands.SetUp(who=ADA, at=time(9, 30), policy=(("hours", 2), ("languages", 1))): (
        "setup at 9:30, working hours 2, languages 1", "setup prefer hours 2 at 9:30 prefer languages 1",
    ),
    commands.SetUp(who=ADA, policy=(("within_teams", True), ("hours", 3), ("demands_hours", True))): (
        "setup within teams, hours 3, hours required", "setup within teams hours 3 hours are a must",
    ),
    commands.SetUp(who=ADA, policy=(("within_teams", False), ("demands_hours", False), ("demands_format", False))): (
        "setup across teams, hours not required, format not required",
        "setup across teams, hours optional, formats are not needed",
    ),
    commands.EditProfile(who=ADA, field="languages", value="French, Welsh"): (
        "profile languages: French, Welsh", "profile I speak French, Welsh", "i speak French, Welsh",
    ),
    commands.EditProfile(who=ADA, field="goals", value="two regulars"): (
        "profile goals: two regulars", "profile my goals two regulars",
    ),
    commands.EditProfile(who=ADA, field="networks", value="Rotary"): (
        "profile networks: Rotary", "profile where else i network: Rotary", "profile other groups: Rotary",
    ),
    commands.EditProfile(who=ADA, field="available", value="mon-fri 9-12"): (
        "profile available: mon-fri 9-12", "profile I’m free mon-fri 9-12", "profile hours: mon-fri 9-12",
    ),
    commands.GiveReferral(who=ADA, whom=BEN): ("refer @ben", "refer ben", "referral for @ben"),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="needs a website", agreed=True): (
        "refer @ben Maria: needs a website, she agreed", "refer ben Maria: needs a website agreed.",
        "refer @ben Maria: needs a website. She has agreed", "refer @ben Maria: needs a website, with her consent",
        "refer @ben Maria agreed: needs a website", "refer @ben Maria, she has agreed: needs a website",
        "refer @ben Maria (agreed): needs a website",
        "refer @ben Maria: needs a website; Maria agreed", "refer @ben Maria: needs a website with consent",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="needs a website, red", agreed=True, anyway=True): (
        "refer @ben Maria: needs a website, red, agreed, anyway", "refer @ben Maria: needs a website, red anyway, she agreed",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria Lopez", about="needs a coach, warm", agreed=True): (
        "refer @ben Maria Lopez: needs a coach, agreed, warm", "refer @ben Maria Lopez: agreed, needs a coach, warm",
        "refer @ben Maria Lopez: needs a coach, and Maria has agreed, warm",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="needs a coach, warm", agreed=False): (
        "refer @ben Maria: needs a coach, she has not agreed, warm", "refer @ben Maria: needs a coach, warm",
        "refer @ben Maria: needs a coach, warm, not agreed", "refer @ben Maria has not agreed: needs a coach, warm",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="a site, the board agreed, in May", agreed=False): (
        "refer @ben Maria: a site, the board agreed, in May",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="cakes", warmth=Warmth.READY, agreed=True): (
        "refer @ben Maria: cakes, she is ready to buy, she agreed", "refer @ben Maria: cakes, agreed, ready",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="cakes", warmth=Warmth.NAME): (
        "refer @ben Maria: cakes, just a name",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="Maria", about="a website"): (
        "refer @ben Maria: a website, she has not agreed",
    ),
    commands.GiveReferral(who=ADA, whom=BEN, third="مريم 🇪🇬", about="تحتاج موقعا", agreed=True): (
        "refer @ben مريم 🇪🇬: تحتاج موقعا، agreed",
    ),
    commands.ShowReferrals(who=ADA): ("referrals", "my referrals"),
    commands.ShowReferrals(who=ADA, number=2): ("referrals 2", "referrals #2"),
    **{
        commands.SettleReferral(who=ADA, number=2, state=state): (
            f"referrals 2 {word}", f"referrals no. 2: {word.upper()}", f"referrals {word} 2",
        )
        for word, state in {
            "accepted": ReferralState.ACCEPTED, "won": ReferralState.WON, "lost": ReferralState.LOST,
            "no answer": ReferralState.NO_ANSWER, "withdrawn": ReferralState.WITHDRAWN, "undo": None,
        }.items()
    },
    commands.SettleReferral(who=ADA, number=2, state=ReferralState.DECLINED, reason="Fully booked until May"): (
        "referrals 2 declined Fully booked until May", "referrals declined 2: Fully booked until May",
    ),
    commands.ThankForReferral(who=ADA, number=2, thanks="You made my month!"): ("referrals 2 thanks You made my month!",),
    commands.ThankForReferral(who=ADA, number=2, thanks="Lovely", amount="800 €"): (
        "referrals 2 thanks Lovely amount 800 €", "referrals 2 thank you Lovely, amount: 800 €",
    ),
    commands.ThankForReferral(who=ADA, number=2, thanks=""): ("referrals 2 no thanks",),
    commands.ReportMeeting(who=ADA, answer=Answer.MET, partner=BEN): ("met @ben", "met ben", "we met with Ben", "I met Ben."),
    commands.ReportMeeting(who=ADA, answer=Answer.CANNOT, partner=BEN): ("cannot @ben", "can't make it with ben"),
    commands.AnswerProposal(who=ADA, accepts=True, partner=BEN): ("accept @ben", "accept ben"),
    commands.TakeTimeBack(who=ADA, partner=BEN): ("undo-time @ben", "take my time back with Ben"),
    commands.WantHalfTime(who=ADA, partner=BEN, wanted=False): ("half-time @ben off", "half-time off @ben"),
    commands.OfferTimes(who=ADA, partner=BEN): ("arrange @ben", "arrange with Ben"),
    commands.Propose(who=ADA, partner=BEN, day=NextWeekday(3), at=time(15), where="the pier"): (
        "arrange @ben thursday 15:00 at the pier", "arrange with Ben, thursday 15:00 at the pier",
        "arrange thursday 15:00 at the pier @ben", "arrange thursday 15:00 at the pier with @ben",
    ),
    commands.Arrange(who=ADA, partner=BEN, day=NextWeekday(3), at=time(15)): (
        "arranged @ben thursday 15:00", "arranged thursday 15:00 @ben",
    ),
    commands.MeetAgain(who=ADA, whom=BEN): ("again @ben", "meet again with Ben", "again @ben now"),
    commands.WishAgain(who=ADA, whom=BEN): ("again @ben next round", "again with Ben, in the next round"),
    commands.NotNow(who=ADA, whom=BEN): ("again @ben not now", "again @ben: later"),
    commands.PreviewRound(who=ADA): ("round preview", "preview"),
    commands.KeepApart(who=ADA, one=BEN, other=CLEO): (
        "round apart @ben @cleo", "round apart Ben and Cleo Marsh", "keep apart ben, cleo.", "Round  apart: ben from cleo",
    ),
    commands.PutTogether(who=ADA, one=CLEO, other=BEN): (
        "round together @cleo @ben", "pair these two cleo marsh & ben", "round together Cleo Marsh Ben, please",
    ),
    commands.SwapPartners(who=ADA, one=BEN, other=CLEO): ("round swap @ben @cleo", "swap ben and cleo"),
    commands.FreeTwo(who=ADA, one=BEN, other=BEN): ("round free @ben @ben", "round free ben with ben"),
    commands.OpenRoundNow(who=ADA): ("round now", "ROUND  NOW"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "command"), [(text, c) for c, texts in ACCEPTED.items() for text in texts]
)
def test_each_spelling_means_its_command(text: str, command: Command) -> None:
    assert read(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "block", "block @nobody", "pause until 31 february", "pause 0 weeks",
        "pause 99 weeks", "pause until 3/12/2026", "pause whenever", "arranged", "arranged thursday",
        "arranged 25:00 friday", "profile", "setup in Europe/Atlantis", "setup every 9 weeks",
        "setup holiday 2027-01-03 to 2026-12-21", "setup holiday tomorrow", "setup blue", "round",
        "setup groups of 7", "setup in fives", "setup groups of 0", "setup prefer", "setup prefer blue",
        "setup prefer teams", "setup teams 10", "setup teams 3 teams 4", "setup within teams, across teams",
        "refer", "refer @ben Maria", "refer @ben : a website, agreed", "refer @ben Maria: agreed", "refer @nobody Maria: x, agreed",
        "referrals 2 blue", "referrals blue", "referrals 2 declined", "referrals 2 thanks", "referrals 2 won on monday",
        "setup prefer teams 99999999999", "setup hours required, hours not required", "status of ben", "plan -1", "plan 100", "plan ten a week", "plan blue", "plan 2 a month", "network ben", "met on the moon", "met @nobody", "accept @ben and cleo", "arrange @nobody friday 15:00", "x" * (LONGEST + 1), "setup name " + "n" * 81,
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_answered_with_what_to_do(text: str) -> None:
    if text == "profile":
        return
    problem = unclear(text).problem
    assert problem
    assert problem[0].isupper() or problem.startswith("“")
    assert "!" not in problem


policies = st.builds(Policy, **dict.fromkeys(WEIGHTS, st.integers(0, HEAVIEST)))


@given(policy=policies)
def test_what_is_shown_of_a_policy_can_be_typed(policy: Policy) -> None:
    text = preferred(policy)
    assert dict(read_policy(text)).items() <= asdict(policy).items()
    command = read(f"setup prefer {text}")
    assert isinstance(command, commands.SetUp)
    assert command.policy == read_policy(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("groups of 5", "Members can meet in groups of 2, 3 or 4."),
        ("prefer teams 12", "“prefer teams 12” needs a number from 0"),
        ("prefer teams", "“prefer teams” needs a number from 0"),
        ("prefer blue 5", "I find nothing to prefer in “prefer blue 5”."),
        ("teams 3, teams 3", "“teams 3” sets something a second time."),
    ],
)
def test_what_cannot_be_preferred_is_said_with_an_example(text: str, said: str) -> None:
    problem = unclear(f"setup {text}").problem
    assert problem is not None
    assert problem.startswith(said)


@pytest.mark.parametrize("text", ["pair-me @ben a coach", "pair me with @ben for a coach"])
def test_a_member_and_a_skill_at_once_are_one_too_many(text: str) -> None:
    assert (unclear(text).problem or "").startswith("One or the other")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("pear-me", "pair-me"), ("statsu", "status"), ("hisotry", "history"), ("frobnicate", None)],
)
def test_the_nearest_command_is_guessed(text: str, nearest: str | None) -> None:
    assert unclear(text).nearest == nearest


KEEP_THEIR_TEXT = (
    *(commands.Propose, commands.EditProfile, commands.SetUp, commands.Join),
    *(commands.GiveReferral, commands.SettleReferral, commands.ThankForReferral),
)
texts = st.text(st.characters(exclude_categories=()), max_size=400)
words = st.sampled_from(sorted({text for some in ACCEPTED.values() for text in some}))


@given(text=texts | st.builds(lambda a, b: f"{a} {b}", words, texts))
@example("x" * 10_000)
@example("/121 pause \u0661\u0662 weeks")
@example("/121 pause ² weeks")
@example("/121 arranged ³ dec 99999999999999999999:00")
@example("/121 pause until 99999999999999999999-12-01")
@example("\ud800 pair-me \udfff")
def test_nothing_typed_makes_it_fail(text: str) -> None:
    assert isinstance(read(text), Command)


plain_words = st.sampled_from(
    [text for c, some in ACCEPTED.items() if not isinstance(c, KEEP_THEIR_TEXT) for text in some]
)


@given(
    text=plain_words,
    shout=st.booleans(),
    blanks=st.text(" \t\u00a0\u2003", min_size=1, max_size=4),
)
def test_case_and_blanks_do_not_matter(text: str, *, shout: bool, blanks: str) -> None:
    said = (text.upper() if shout else text).replace(" ", blanks)
    assert read(f"{blanks}{said}{blanks}") == read(text)


def test_where_and_when_it_was_said_goes_along() -> None:
    said = parse("status", ADA, find, place="coffee", event="Ev1")
    assert said == commands.ShowStatus(who=ADA, place="coffee", event="Ev1")


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda s: s.name)
def test_the_table_is_short_and_its_examples_work(subcommand: Subcommand) -> None:
    assert len(subcommand.help) <= 100
    assert "!" not in subcommand.help
    assert usage(subcommand).startswith(f"/121 {subcommand.name}")
    if subcommand.example:
        assert not isinstance(read(subcommand.example), Unclear)


@pytest.mark.parametrize("name", ["met", "not_yet", "did_not", "cannot", "accept", "decline", "join",
                                  "leave", "pair_me", "cancel_request", "resume", "pause", "status"])  # fmt: skip
def test_every_button_is_a_command(name: str) -> None:
    assert isinstance(press(Action(name, 7), ADA), Command)


def test_a_button_of_another_version_is_nothing() -> None:
    assert press(Action("levitate", 7), ADA) is None


def test_a_name_that_several_have_is_asked_about() -> None:
    command = parse("/121 pair-me @sam", ADA, find)
    assert command == commands.ChooseMember(
        who=ADA, subcommand="pair-me", called="@sam", candidates=(ref("sam1"), ref("sam2"))
    )


@pytest.mark.parametrize(
    "name", ["pair-me", "block", "unblock", "with", "again", "hello", "hold", "rest", "go-on"]
)
def test_the_button_of_one_of_several_does_what_was_typed(name: str) -> None:
    asked = parse(f"/121 {name} @sam", ADA, find)
    assert isinstance(asked, commands.ChooseMember)
    member = Member(
        id=MemberId(7), workspace_id=WorkspaceId(1), external_id="sam1", last_seen_at=NOON
    )
    (button,) = which_member(asked.subcommand, asked.called, [member]).buttons
    assert type(press(button.action, ADA)) is type(parse(f"/121 {name} @ben", ADA, find))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("round apart", "Which two do you mean? Type @ and choose both: /121 round apart @member"),
        ("round apart @ben", "Which two do you mean?"),
        ("round swap Cleo Marsh", "Which two do you mean?"),
        ("round together and @ben", "Which two do you mean?"),
        ("round together @ben @nobody", "I know nobody here called “@nobody”."),
        ("round free @nobody and @ben", "I know nobody here called “@nobody”."),
        ("round apart @ben @sam", "Several people here could be “@sam”."),
        ("round together @ben @cleo @ben", "I know nobody here called"),
    ],
)
def test_two_members_are_asked_for_where_they_are_not_both_clear(text: str, said: str) -> None:
    problem = unclear(text).problem
    assert problem is not None
    assert problem.startswith(said)


def test_a_mention_with_blanks_in_it_is_one_name() -> None:
    mentioned = {"<@U1|ada lovelace>": (ADA,), "<@U2>": (BEN,)}
    asked: list[str] = []

    def meant(name: str) -> tuple[MemberRef, ...]:
        asked.append(name)
        return mentioned.get(name, ())

    command = parse("round apart <@U1|ada lovelace> <@U2>", CLEO, meant)
    assert command == commands.KeepApart(who=CLEO, one=ADA, other=BEN)
    assert asked == ["<@U1|ada lovelace>", "<@U2>"]


def test_the_button_beside_a_ruling_takes_it_back() -> None:
    assert press(Action("free", 7), ADA) == commands.TakeBackRuling(who=ADA, ruling=7)


@pytest.mark.parametrize(
    ("typed", "whom", "text"),
    [
        ("note @ben likes tea - a lot!", BEN, "likes tea - a lot!"),
        ("note @ben: Likes tea", BEN, "Likes tea"),
        ("Note Ben - likes tea -", BEN, "likes tea -"),
        ("note cleo marsh sails", CLEO, "sails"),
    ],
)
def test_a_note_stays_as_it_was_typed(typed: str, whom: MemberRef, text: str) -> None:
    assert read(typed) == commands.WriteNote(who=ADA, whom=whom, text=text)


@pytest.mark.parametrize(
    ("typed", "topics"),
    [
        ("help", ()),
        ("help people", ("people",)),
        ("help promises", ("promises",)),
        ("help arrange", ("start",)),
        ("help /121 refer", ("promises",)),
        ("help we met", ("start",)),
        ("help round swap", ("organisers",)),
        ("help all", tuple(topic.name for topic in TOPICS)),
        ("help me please", ()),
    ],
)
def test_help_is_about_a_topic_or_about_that_of_a_command(
    typed: str, topics: tuple[str, ...]
) -> None:
    assert read(typed) == commands.ShowHelp(who=ADA, topics=topics)
