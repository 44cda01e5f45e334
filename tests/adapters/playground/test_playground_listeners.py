import pytest
from structlog.testing import capture_logs

from adapters.playground.listeners import Listeners
from adapters.playground.people import RIVERSIDE, Person
from adapters.playground.rooms import Post, Reaction, Room, direct_room
from bot import commands
from bot.deliveries import Receipt
from bot.domain.model import Answer, PairingId, Via
from bot.messages import Action
from tests.adapters.playground.conftest import Place
from tests.adapters.playground.scripted import DISK_FULL, words


def person(member: str) -> Person:
    found = RIVERSIDE.person(member)
    assert found is not None
    return found


ADA, BEN = person("ada"), person("ben")
ADA_REF = RIVERSIDE.ref(ADA)


@pytest.fixture
def listeners(place: Place) -> Listeners:
    return Listeners(
        bot=place.bot,
        chat=place.chat,
        group=place.group,
        clock=place.clock,
        reference=lambda: "0badcafe",
    )


async def room(place: Place, name: str = "coffee") -> Room:
    found = await place.chat.room(name)
    assert found is not None
    return found


async def said_in_coffee(place: Place, member: str) -> list[tuple[str | None, str | None]]:
    return [(post.author, post.only_for) for post in await place.posts(member, "coffee")]


async def test_an_ordinary_message_is_for_everybody_and_not_for_the_bot(
    place: Place, listeners: Listeners
) -> None:
    await listeners.said(ADA, await room(place), "  Good morning, 121!  ")
    (post,) = await place.posts("ben", "coffee")
    assert (post.author, post.said) == ("ada", "  Good morning, 121!  ")
    assert place.bot.asked == []


@pytest.mark.parametrize(
    "text", ["/121 pair-me", "  /121 pair me", "／１２１ PAIRME", "/121  Pair-Me "]
)
async def test_what_begins_with_121_is_a_command_answered_in_private(
    place: Place, listeners: Listeners, text: str
) -> None:
    await listeners.said(ADA, await room(place), text)
    assert place.bot.asked == [commands.PairMe(who=ADA_REF, place="coffee")]
    assert await said_in_coffee(place, "ada") == [("ada", "ada"), (None, "ada")]
    assert await said_in_coffee(place, "ben") == []


async def test_outside_a_channel_a_command_has_no_place(place: Place, listeners: Listeners) -> None:
    await listeners.said(ADA, direct_room("ada"), "/121 status")
    assert place.bot.asked == [commands.ShowStatus(who=ADA_REF)]


async def test_who_sets_a_circle_up_tells_the_bot_who_is_in_the_channel(
    place: Place, listeners: Listeners
) -> None:
    await place.chat.leave("coffee", "ben")
    await listeners.said(ADA, await room(place), "/121 setup")
    present = tuple(RIVERSIDE.ref(p) for p in RIVERSIDE.people if p.id != "ben")
    assert place.bot.asked == [
        commands.SetUp(who=ADA_REF, place="coffee"),
        commands.Roster(who=ADA_REF, place="coffee", present=present),
    ]


@pytest.mark.parametrize("name", ["@ben", "Ben", "ben whitfield", "@Whitfield"])
async def test_members_are_found_by_what_people_call_them(
    place: Place, listeners: Listeners, name: str
) -> None:
    await listeners.said(ADA, await room(place), f"/121 pair-me {name}")
    assert place.bot.asked == [
        commands.PairMe(who=ADA_REF, place="coffee", whom=RIVERSIDE.ref(BEN))
    ]


@pytest.mark.parametrize("names", ["@ben @ada", "Ben Whitfield Ada Okafor", "whitfield and @ada"])
async def test_two_members_are_found_in_a_row(
    place: Place, listeners: Listeners, names: str
) -> None:
    await listeners.said(ADA, await room(place), f"/121 round apart {names}")
    one, other = RIVERSIDE.ref(BEN), RIVERSIDE.ref(ADA)
    assert place.bot.asked == [
        commands.KeepApart(who=ADA_REF, place="coffee", one=one, other=other)
    ]


@pytest.mark.parametrize("text", ["/giphy cats", "/", "/122 join", "/121x"])
async def test_other_slash_commands_are_nobodys(
    place: Place, listeners: Listeners, text: str
) -> None:
    await listeners.said(ADA, await room(place), text)
    assert place.bot.asked == []
    answer = (await place.posts("ada", "coffee"))[-1]
    assert answer.only_for == "ada"
    assert words(answer.said).startswith(f"Nobody here knows {text.split(maxsplit=1)[0]}. ")


async def test_a_pressed_button_is_a_command(place: Place, listeners: Listeners) -> None:
    await listeners.pressed(ADA, direct_room("ada"), Action("met", 12))
    assert place.bot.asked == [
        commands.ReportMeeting(
            who=ADA_REF, answer=Answer.MET, pairing=PairingId(12), via=Via.BUTTON
        )
    ]
    (answer,) = await place.posts("ada", "direct-ada")
    assert words(answer.said) == "Noted: you met."


async def test_a_button_of_another_version_is_ignored(place: Place, listeners: Listeners) -> None:
    await listeners.pressed(ADA, direct_room("ada"), Action("teleport", 1))
    assert place.bot.asked == []


async def test_a_reaction_and_taking_it_away_are_commands_once_each(
    place: Place, listeners: Listeners
) -> None:
    channel = await room(place)
    post = await place.chat.post(
        Post(room="coffee", author=None, said="Did you meet?", at=place.clock.now())
    )
    tick = Reaction(post=post.id, member="ada", emoji="✅")
    for _ in range(2):
        await listeners.reacted(ADA, channel, tick)
    for _ in range(2):
        await listeners.unreacted(ADA, channel, tick)
    receipt = Receipt(channel="coffee", message=str(post.id))
    assert place.bot.asked == [
        commands.Reacted(who=ADA_REF, receipt=receipt, emoji="✅"),
        commands.Unreacted(who=ADA_REF, receipt=receipt, emoji="✅"),
    ]


async def test_leaving_and_coming_back_are_commands_and_the_answer_finds_who_left(
    place: Place, listeners: Listeners
) -> None:
    coffee = await room(place)
    for _ in range(2):
        await listeners.left(ADA, coffee)
    assert len(await place.posts("ada", "direct-ada")) == 1
    for _ in range(2):
        await listeners.arrived(ADA, coffee)
    assert place.bot.asked == [
        commands.MemberLeft(who=ADA_REF, place="coffee"),
        commands.MemberArrived(who=ADA_REF, place="coffee"),
    ]


@pytest.mark.parametrize("mistake", [RuntimeError("boom"), DISK_FULL])
async def test_a_mistake_in_the_program_is_answered_and_logged_with_one_reference(
    place: Place, listeners: Listeners, mistake: Exception
) -> None:
    place.bot.breaks_with = mistake
    with capture_logs() as logs:
        await listeners.said(ADA, await room(place), "/121 pair-me @ben")
    answer = (await place.posts("ada", "coffee"))[-1]
    assert answer.only_for == "ada"
    assert "0badcafe" in str(answer.said)
    assert [(entry["event"], entry["reference"]) for entry in logs] == [
        ("command_failed", "0badcafe")
    ]
    assert "ben" not in str(sorted(logs[0].items()))


def test_the_group_is_plausible() -> None:
    assert len(RIVERSIDE.people) == len({p.id for p in RIVERSIDE.people}) == 8
    assert [p.id for p in RIVERSIDE.people if p.organiser] == ["ada"]
    offered = {offer for p in RIVERSIDE.people for offer in p.can_offer}
    assert all(offered & set(p.looking_for) for p in RIVERSIDE.people)
