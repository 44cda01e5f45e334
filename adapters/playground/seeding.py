"""The rooms that are there from the beginning."""

from adapters.playground.chat import Chat
from adapters.playground.people import RIVERSIDE, Group
from adapters.playground.rooms import Room, RoomKind, direct_room


async def seed(chat: Chat, group: Group = RIVERSIDE) -> None:
    """Make the channels, with everybody in them, and each member's room with the bot; what is there stays as it is."""
    everybody = tuple(person.id for person in group.people)
    for channel in group.channels:
        await chat.add(Room(id=channel, kind=RoomKind.CHANNEL, members=everybody))
    for member in everybody:
        await chat.add(direct_room(member))
