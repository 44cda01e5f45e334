"""Referrals: by form, kept between two, asked about within a full week, closed whoever is there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import commands
from bot.commands import Command, OpenForm
from bot.commands.fill import fill
from bot.commands.press import press
from bot.domain.model import MemberId
from bot.domain.referrals import Referral, ReferralState
from bot.messages import Action, plain, proposed
from bot.ports import Store
from tests.talk import LONDON, Talk

GOOD = {"who": "مريم 🇪🇬", "about": "A website", "warmth": "ready", "agreed": "yes"}


@dataclass
class Desk:
    """A group of three: Ada gives, Ben gets, Cleo has nothing to do with it."""

    talk: Talk
    ids: dict[str, MemberId]

    async def does(self, who: str, command: Command) -> str:
        reply = await self.talk.bot.handle(command)
        await self.talk.parts.runner.run_once()
        assert reply.message is not None, who
        where = f"{reply.field}: " if reply.refused and reply.field else ""
        return where + plain(reply.message, str.capitalize, LONDON)

    async def sends(self, member: str, form: str, of: int, **values: Any) -> str:
        ref = self.talk.ref(member)
        reply = await self.talk.bot.handle(OpenForm(who=ref, form=form, about=of))
        if reply.form is None:
            assert reply.message is not None
            return plain(reply.message, str.capitalize, LONDON)
        usual = {one.name: proposed(one) for one in reply.form.inputs}
        return await self.does(member, fill(reply.form.action, {**usual, **values}, ref))

    async def gives(self, **values: Any) -> str:
        return await self.sends("ada", "refer", self.ids["ben"], **{**GOOD, **values})

    async def given(self) -> tuple[Referral, ...]:
        async with self.talk.store.begin() as tx:
            return await tx.referrals.of_member(self.ids["ben"])


@pytest.fixture
async def desk(sqlite_store: Store) -> Desk:
    talk = Talk(sqlite_store)
    for member in ("ada", "ben", "cleo"):
        await talk.says(member, "/121 profile")
    async with sqlite_store.begin() as tx:
        workspace = await tx.people.workspace(talk.ref("ada").platform, "riverside")
        assert workspace is not None
        people = [await tx.people.member(workspace.id, name) for name in ("ada", "ben", "cleo")]
    return Desk(talk, {one.external_id: one.id for one in people if one})


async def test_a_form_refers_somebody_and_the_other_one_hears_it(desk: Desk) -> None:
    assert "Referred to @Ben. مريم 🇪🇬: A website" in await desk.gives()
    assert "and is ready to start." in desk.talk.heard_by("ben")[-1]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"who": "x" * 121}, "who: The name is 121 characters long; up to 120 fit."),
        ({"about": "x" * 5_000}, "about: What it is about is 5,000 characters long; up to 500"),
        ({"about": "Call 07700 900123"}, "about: That looks like an e-mail address, a phone"),
        ({"who": "m@example.org"}, "who: That looks like an e-mail address, a phone"),
        ({"agreed": "no"}, "agreed: I keep nothing of people who did not agree"),
        ({"agreed": ""}, "agreed: I keep nothing of people who did not agree"),
    ],
)
async def test_what_is_wrong_is_said_by_its_input_and_nothing_is_kept(
    desk: Desk, values: dict[str, str], said: str
) -> None:
    assert (await desk.gives(**values)).startswith(said)
    assert await desk.given() == ()


async def test_the_form_says_the_rule_to_two_who_never_met(desk: Desk) -> None:
    reply = await desk.talk.bot.handle(
        OpenForm(who=desk.talk.ref("ada"), form="refer", about=desk.ids["ben"])
    )
    assert reply.form is not None
    assert "a 1-2-1 comes before a referral" in "".join(
        getattr(run, "text", "") for run in reply.form.opening
    )


async def test_nobody_refers_to_themselves_or_to_one_who_left(desk: Desk) -> None:
    mine = await desk.sends("ada", "refer", desk.ids["ada"])
    assert mine.startswith("A referral is for somebody else")
    await desk.talk.does(commands.MemberLeft(who=desk.talk.ref("ben")))
    assert "has left" in await desk.sends("ada", "refer", desk.ids["ben"])
    answer = await desk.talk.says("ada", "/121 refer @ben Maria: cakes, agreed, anyway")
    assert "has left" in answer
    assert await desk.given() == ()


@pytest.mark.parametrize(
    "button",
    [
        *("take_referral", "referral_won", "referral_lost", "referral_silent"),
        *("withdraw_referral", "undo_referral"),
    ],
)
async def test_a_third_member_can_neither_see_nor_settle_it(desk: Desk, button: str) -> None:
    await desk.gives()
    before = await desk.given()
    command = press(Action(button, before[0].id), desk.talk.ref("cleo"))
    assert command is not None
    assert (await desk.does("cleo", command)).startswith("You have no such referral")
    for form in ("turn_down", "thank"):
        said = await desk.sends("cleo", form, before[0].id)
        assert said.startswith("You have no such referral")
    assert "nobody" in await desk.talk.says("cleo", "/121 referrals")
    assert await desk.given() == before


async def test_it_is_turned_down_and_thanked_for_by_form(desk: Desk) -> None:
    await desk.gives()
    (referral,) = await desk.given()
    too_long = await desk.sends("ben", "turn_down", referral.id, reason="x" * 301)
    assert too_long.startswith("reason: Your reason is 301 characters long; up to 300 fit.")
    await desk.sends("ben", "turn_down", referral.id, reason="Fully booked")
    assert "The reason: Fully booked" in desk.talk.heard_by("ada")[-1]
    await desk.talk.says("ben", "/121 referrals 1 won")
    for values, said in (
        ({"thanks": "x" * 501}, "thanks: Your thank-you is 501"),
        ({"thanks": "Lovely", "amount": "x" * 41}, "amount: The amount is 41"),
    ):
        assert (await desk.sends("ben", "thank", referral.id, **values)).startswith(said)
    await desk.sends("ben", "thank", referral.id, thanks="Lovely", amount="800 €")
    told = len(desk.talk.heard_by("ada"))
    again = await desk.sends("ben", "thank", referral.id, thanks="Lovely", amount="800 €")
    assert again == "thanks: I have sent those words already. Nothing has changed."
    assert len(desk.talk.heard_by("ada")) == told
    assert "Worth, for your eyes only: 800 €" in desk.talk.heard_by("ada")[-1]
    await desk.sends("ben", "thank", referral.id, thanks="")
    (referral,) = await desk.given()
    assert (referral.thanks, referral.amount) == ("", "")


@pytest.mark.parametrize(
    ("form", "part", "values"),
    [
        ("turn_down", "reason", {"reason": "Ask carla@example.org instead"}),
        ("thank", "thanks", {"thanks": "Her number is 0171 2345678"}),
        ("thank", "amount", {"thanks": "Lovely", "amount": "0171 2345678"}),
        ("thank", "amount", {"thanks": "Lovely", "amount": "t.me/carla"}),
    ],
)
async def test_no_contact_is_kept_in_a_reason_or_a_thank_you(
    desk: Desk, form: str, part: str, values: dict[str, str]
) -> None:
    await desk.gives()
    await desk.talk.says("ben", "/121 referrals 1 won")
    before = await desk.given()
    said = await desk.sends("ben", form, before[0].id, **values)
    assert said.startswith(f"{part}: That looks like an e-mail address, a phone")
    assert await desk.given() == before


async def test_an_account_is_seen_though_the_colon_divides_it(desk: Desk) -> None:
    typed = "Carla, Insta: @carla.d needs a website, agreed, anyway"
    assert "or a profile" in await desk.talk.says("ada", f"/121 refer @ben {typed}")
    said = await desk.gives(who="Carla, on Telegram", about="@carla_d, needs a website")
    assert said.startswith("about: That looks like an e-mail address")
    assert await desk.given() == ()


async def test_nor_where_it_is_typed(desk: Desk) -> None:
    await desk.gives()
    for typed in ("declined ask carla at gmail.com", "won"):
        said = await desk.talk.says("ben", f"/121 referrals 1 {typed}")
    assert said.startswith("Noted about ")
    typed = "thanks Call her: 612.345.678, amount 800 €"
    assert "an e-mail address" in await desk.talk.says("ben", f"/121 referrals 1 {typed}")
    (referral,) = await desk.given()
    assert (referral.earlier, referral.thanks) == (ReferralState.GIVEN, "")


@pytest.mark.parametrize("amount", ["1500", "15000000", "15000000 EUR", "about 1.250.000 EUR", ""])
async def test_a_sum_is_kept(desk: Desk, amount: str) -> None:
    await desk.gives()
    (referral,) = await desk.given()
    await desk.talk.says("ben", "/121 referrals 1 won")
    await desk.sends("ben", "thank", referral.id, thanks="Lovely", amount=amount)
    assert (await desk.given())[0].amount == amount


async def test_a_settled_one_is_not_asked_about_and_an_opened_one_is_again(desk: Desk) -> None:
    start = desk.talk.clock.now()
    await desk.gives()
    await desk.talk.says("ben", "/121 referrals 1 lost")
    heard = len(desk.talk.heard_by("ben"))
    await desk.talk.until(start + timedelta(weeks=7))
    assert len(desk.talk.heard_by("ben")) == heard
    await desk.talk.says("ben", "/121 referrals 1 undo")
    await desk.talk.until(start + timedelta(weeks=12, days=1))
    assert len(desk.talk.heard_by("ben")) == heard + 1
    assert "How did this turn out?" in desk.talk.heard_by("ben")[-1]


async def test_one_that_is_open_again_is_asked_about_from_then_on_and_closed_in_the_end(
    desk: Desk,
) -> None:
    start = desk.talk.clock.now()
    await desk.gives()
    await desk.talk.until(start + timedelta(weeks=14))
    await desk.talk.says("ben", "/121 referrals 1 undo")
    heard = len(desk.talk.heard_by("ben"))
    await desk.talk.until(start + timedelta(weeks=14 + 12, days=1))
    assert len(desk.talk.heard_by("ben")) == heard + 3
    assert (await desk.given())[0].state is ReferralState.GIVEN
    await desk.talk.says("ben", "/121 referrals 1 accepted")
    await desk.talk.until(start + timedelta(weeks=14 + 13, minutes=1))
    assert (await desk.given())[0].state is ReferralState.NO_ANSWER
    assert "accepted مريم 🇪🇬, and I have heard no more of it." in desk.talk.heard_by("ada")[-1]
    await desk.talk.says("ben", "/121 referrals 1 undo")
    assert "@Ben has opened مريم 🇪🇬 again: accepted, still open." in desk.talk.heard_by("ada")[-1]


async def test_the_receiver_is_told_no_more_than_the_giver_said(desk: Desk) -> None:
    for said, told in (
        ("", "Maria agreed to be introduced."),
        (" expects you,", "Maria agreed to be introduced, and expects to hear from you."),
        (" he is ready to start,", "Maria agreed to be introduced, and is ready to start."),
    ):
        answer = await desk.talk.says(
            "ada", f"/121 refer @ben Maria: needs a website,{said} agreed, anyway"
        )
        assert f"“{told}”" in answer
        assert f"{told} @Ada will tell you how to reach them." in desk.talk.heard_by("ben")[-1]
    listed = await desk.talk.says("ada", "/121 referrals")
    for warmth in ("only a name", "expects a call", "ready to start"):
        assert f"{warmth}, waits for an answer" in listed


async def test_what_was_typed_is_in_the_form_and_in_the_line_to_copy(desk: Desk) -> None:
    typed = "Maria: needs a website, is ready to start, agreed"
    rule = await desk.talk.says("ada", f"/121 refer @ben {typed}")
    assert f"/121 refer @Ben {typed}, anyway" in rule
    said = await desk.sends("ada", "refer", desk.ids["ben"])
    assert said.startswith("Referred to @Ben. Maria: needs a website\n")
    assert "is ready to start" in desk.talk.heard_by("ben")[-1]
    for whom in ("ben", "cleo"):
        open_ = OpenForm(who=desk.talk.ref("ada"), form="refer", about=desk.ids[whom])
        form = (await desk.talk.bot.handle(open_)).form
        assert form is not None
        assert [proposed(one) for one in form.inputs] == ["", "", "name", ""]


@pytest.mark.parametrize(
    "no",
    [
        "he did not agree",
        "she hasn’t agreed yet",
        "not agreed",
        "no consent",
        "but they don't agree",
    ],
)
async def test_who_did_not_agree_is_no_part_of_the_line_to_copy(desk: Desk, no: str) -> None:
    said = await desk.talk.says("ada", f"/121 refer @ben Maria: needs a website, ready, {no}")
    assert said.endswith("/121 refer @Ben Maria: needs a website, is ready to start, agreed")
    assert await desk.given() == ()


async def test_only_the_other_one_can_say_it_and_is_named(desk: Desk) -> None:
    await desk.gives()
    said = await desk.talk.says("ada", "/121 referrals 1 won")
    assert said == "Only @Ben can say that. You can withdraw it."
    assert await desk.talk.says("ben", "/121 referrals 1 withdrawn") == "Only @Ada can say that."


async def test_it_is_closed_even_when_the_receiver_has_left(desk: Desk) -> None:
    start = desk.talk.clock.now()
    await desk.gives()
    await desk.talk.does(commands.MemberLeft(who=desk.talk.ref("ben")))
    await desk.talk.until(start + timedelta(weeks=13, minutes=1))
    (referral,) = await desk.given()
    assert referral.state is ReferralState.NO_ANSWER
    assert "for 13 weeks, so I have closed it." in desk.talk.heard_by("ada")[-1]


async def test_it_is_closed_on_its_day_however_full_the_week_is(desk: Desk) -> None:
    start = desk.talk.clock.now()
    await desk.gives()
    await desk.talk.until(start + timedelta(weeks=13) - timedelta(minutes=1))
    async with desk.talk.store.begin() as tx:
        for minute in range(5):
            moment = desk.talk.clock.now() - timedelta(minutes=minute)
            await tx.reminders.ping([desk.ids["ben"]], moment)
    await desk.talk.until(start + timedelta(weeks=13, minutes=1))
    assert (await desk.given())[0].state is ReferralState.NO_ANSWER


async def test_who_blocked_the_giver_hears_nothing_and_the_giver_cannot_tell(desk: Desk) -> None:
    start = desk.talk.clock.now()
    await desk.talk.says("ben", "/121 block @ada")
    assert (await desk.gives()).startswith("Referred to @Ben")
    await desk.talk.until(start + timedelta(weeks=3))
    assert desk.talk.heard_by("ben") == []


async def test_what_can_be_typed_is_what_the_reader_may_say_of_one_that_is_there(
    desk: Desk,
) -> None:
    await desk.gives()
    talk = desk.talk
    assert (
        "By command: /121 referrals 1 withdrawn\n"
        in await talk.says("ada", "/121 referrals") + "\n"
    )
    assert (
        "By command: /121 referrals 1 accepted\n" in await talk.says("ben", "/121 referrals") + "\n"
    )
    await talk.says("ben", "/121 referrals 1 accepted")
    shown = await talk.says("ben", "/121 referrals")
    assert "By command: /121 referrals 1 won, or: /121 referrals 1 undo" in shown
    await talk.says("ben", "/121 referrals 1 won")
    assert "By command" not in await talk.says("ada", "/121 referrals")


async def after_a_late_evening(desk: Desk) -> None:
    """Five are given on a Tuesday at 23:30, and 13 weeks have gone by since."""
    await desk.talk.until(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    for number in range(5):
        await desk.gives(who=f"M{number}")
    await desk.talk.until(datetime(2027, 2, 23, 23, 40, tzinfo=UTC))


def closings(desk: Desk) -> list[str]:
    return [said for said in desk.talk.heard_by("ada") if "so I have closed it" in said]


async def test_closings_are_told_by_day_in_one_message_that_counts(desk: Desk) -> None:
    await after_a_late_evening(desk)
    assert {one.state for one in await desk.given()} == {ReferralState.NO_ANSWER}
    assert closings(desk) == []
    await desk.talk.until(datetime(2027, 2, 24, 8, 30, tzinfo=UTC))
    (said,) = closings(desk)
    assert said.count("so I have closed it") == 5
    async with desk.talk.store.begin() as tx:
        since = desk.talk.clock.now() - timedelta(days=1)
        assert len((await tx.reminders.pinged([desk.ids["ada"]], since))[desk.ids["ada"]]) == 1


async def test_closings_wait_for_a_week_with_room_and_are_told_as_it_is_then(desk: Desk) -> None:
    await after_a_late_evening(desk)
    async with desk.talk.store.begin() as tx:
        for _ in range(3):
            await tx.reminders.ping([desk.ids["ada"]], desk.talk.clock.now())
    await desk.talk.says("ben", "/121 referrals 1 won")
    await desk.talk.until(datetime(2027, 3, 1, 8, tzinfo=UTC))
    assert closings(desk) == []
    await desk.talk.until(datetime(2027, 3, 1, 9, tzinfo=UTC))
    (said,) = closings(desk)
    assert said.count("so I have closed it") == 4


async def test_how_a_thank_you_is_taken_back_is_said_where_one_tries(desk: Desk) -> None:
    said = await desk.talk.says("ben", "/121 referrals 1 thanks -")
    assert "/121 referrals 1 no thanks" in said
