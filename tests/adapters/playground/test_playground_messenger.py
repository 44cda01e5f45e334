import pytest

from adapters.playground.rooms import RoomKind
from bot.deliveries import Address, AddressKind, Receipt
from bot.errors import TryLater, Unreachable
from bot.messages import paragraph, say
from tests.adapters.playground.conftest import Place
from tests.adapters.playground.scripted import INTRODUCTION, MONDAY

TO_ADA = Address(kind=AddressKind.MEMBER, ids=("ada",))
TO_BOTH = Address(kind=AddressKind.GROUP, ids=("ben", "ada"))
TO_COFFEE = Address(kind=AddressKind.CHANNEL, ids=("coffee",))


@pytest.mark.parametrize(
    ("address", "room"),
    [(TO_ADA, "direct-ada"), (TO_BOTH, "group-ada,ben"), (TO_COFFEE, "coffee")],
)
async def test_a_message_stands_in_the_room_of_its_address(
    place: Place, address: Address, room: str
) -> None:
    receipt = await place.messenger.send(place.delivery(address))
    (post,) = await place.posts("ada", room)
    assert receipt == Receipt(channel=room, message=str(post.id))
    assert (post.author, post.said, post.at) == (None, INTRODUCTION, MONDAY)


async def test_a_sent_message_is_found_by_its_key_and_another_is_not(place: Place) -> None:
    delivery = place.delivery(TO_BOTH, "intro:7")
    receipt = await place.messenger.send(delivery)
    assert await place.messenger.find(delivery) == receipt
    assert await place.messenger.find(place.delivery(TO_BOTH, "intro:8")) is None


async def test_sending_twice_would_be_seen(place: Place) -> None:
    for _ in range(2):
        await place.messenger.send(place.delivery(TO_ADA))
    assert len(await place.posts("ada", "direct-ada")) == 2


@pytest.mark.parametrize(
    "address",
    [
        Address(kind=AddressKind.MEMBER, ids=("zoe",)),
        Address(kind=AddressKind.GROUP, ids=("ada", "zoe")),
        Address(kind=AddressKind.CHANNEL, ids=("nowhere",)),
        Address(kind=AddressKind.CHANNEL, ids=("direct-ada",)),
        Address(kind=AddressKind.MEMBER, ids=()),
    ],
)
async def test_who_or_what_is_not_there_cannot_be_reached(place: Place, address: Address) -> None:
    rooms = await place.chat.rooms()
    with pytest.raises(Unreachable):
        await place.messenger.send(place.delivery(address))
    assert await place.chat.rooms() == rooms


async def test_a_file_that_cannot_be_written_now_is_tried_later(place: Place) -> None:
    await place.chat._ask("PRAGMA query_only = 1")
    with pytest.raises(TryLater):
        await place.messenger.send(place.delivery(TO_COFFEE, message=say(paragraph("Hello"))))


async def test_a_file_that_cannot_be_read_now_is_tried_later(place: Place) -> None:
    await place.chat._ask("DROP TABLE posts")
    with pytest.raises(TryLater):
        await place.messenger.find(place.delivery(TO_COFFEE))


async def test_it_has_rooms_for_several_members(place: Place) -> None:
    await place.messenger.send(place.delivery(TO_BOTH))
    room = await place.chat.room("group-ada,ben")
    assert place.messenger.traits.group_dm
    assert room is not None
    assert room.kind is RoomKind.GROUP
