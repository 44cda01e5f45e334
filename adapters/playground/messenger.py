"""How the bot's messages come into the chat."""

from adapters.playground.chat import Chat
from adapters.playground.people import Group
from adapters.playground.rooms import Post, Room, RoomKind, direct_room, group_room
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.errors import StoreError, TryLater, Unreachable
from bot.ports import Clock, Reaction, Traits


class PlaygroundMessenger:
    """Posts the bot's messages into the rooms of the chat."""

    traits = Traits(group_dm=True)

    def __init__(self, chat: Chat, group: Group, clock: Clock) -> None:
        self._chat = chat
        self._group = group
        self._clock = clock

    async def send(self, delivery: Delivery) -> Receipt:
        """Post the message; `Unreachable` for people and channels that are not there."""
        try:
            room = await self._room(delivery.address)
            post = await self._chat.post(
                Post(
                    room=room,
                    author=None,
                    said=delivery.message,
                    marker=delivery.key,
                    at=self._clock.now(),
                )
            )
        except StoreError as error:
            raise TryLater(str(error)) from error
        return _receipt(post)

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Where the message stands, if it is there."""
        try:
            post = await self._chat.find(delivery.key)
        except StoreError as error:
            raise TryLater(str(error)) from error
        return _receipt(post) if post else None

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """What stands on the message."""
        try:
            found = await self._chat.reactions([int(delivery.message_id or 0)])
        except StoreError as error:
            raise TryLater(str(error)) from error
        return tuple(Reaction(member=one.member, emoji=one.emoji) for one in found)

    async def _room(self, address: Address) -> str:
        match address:
            case Address(kind=AddressKind.CHANNEL, ids=(channel,)):
                return await self._channel(channel)
            case Address(kind=AddressKind.MEMBER, ids=(member,)):
                return await self._private(direct_room(member))
            case Address(kind=AddressKind.GROUP, ids=members):
                return await self._private(group_room(members))
        raise Unreachable

    async def _channel(self, channel: str) -> str:
        room = await self._chat.room(channel)
        if room is None or room.kind is not RoomKind.CHANNEL:
            raise Unreachable(f"There is no channel {channel}.")  # noqa: EM102, TRY003 - one sentence
        return channel

    async def _private(self, room: Room) -> str:
        if any(self._group.person(member) is None for member in room.members):
            raise Unreachable("Somebody of them is not here.")  # noqa: EM101, TRY003 - one sentence
        await self._chat.add(room)
        return room.id


def _receipt(post: Post) -> Receipt:
    return Receipt(channel=post.room, message=str(post.id))
