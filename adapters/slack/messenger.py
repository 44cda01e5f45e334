"""How the bot's messages come into Slack.

Slack has no key against doubles, so the SDK must never send again by itself (`retry_handlers=[]`): what is
uncertain is looked up by the marker in the message's first block before it is sent again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.refusals import NotReady, ServerTrouble
from adapters.slack.render import Uploaded, render
from adapters.slack.uploads import Uploads
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.errors import CannotLook, OutcomeUnknown, TryLater, Unreachable
from bot.messages import COMMAND, Attachment, Message, with_command
from bot.ports import Reaction, Traits

LOOKED_THROUGH = 15  # messages at once; more will hardly have come since an attempt
MOST_PAGES = 20  # of them, where much was said since: after a backup was put back
LONGEST_PREPARATION = 20  # seconds; with the post itself, still shorter than a lease
MOST_WITH_FILES = 5  # attempts; after that a message goes out without, rather than not at all
PATIENCE = (1.0, 2.0, 4.0)  # seconds in which Slack looks through a picture before it can be shown

CLOCKS_DIFFER = timedelta(minutes=5)  # at the most, between this machine and Slack
PATIENCE_IN_LINE = timedelta(
    seconds=5
)  # a message that would wait longer for its turn comes back later

Json = dict[str, Any]


class SlackMessenger:
    """Sends messages into every workspace where 121 is installed."""

    traits = Traits(group_dm=True)

    def __init__(
        self,
        calls: Calls,
        command: str = COMMAND,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self._command = command
        self._calls = calls
        self._uploads = Uploads(self._calls)
        self._patience = patience

    async def send(self, delivery: Delivery) -> Receipt:
        """Post the message: to the member's own id, to the pair's group DM, or to the channel."""
        message = with_command(delivery.message, self._command)
        channel, uploaded = await self._prepared(delivery, message)
        has_pictures = any(file.is_picture for file in uploaded)
        for seconds in self._patience if has_pictures else ():
            try:
                return await self._post(delivery, channel, message, uploaded)
            except NotReady:
                await asyncio.sleep(seconds)
        without = {file: there for file, there in uploaded.items() if not file.is_picture}
        return await self._post(delivery, channel, message, without)

    async def _prepared(
        self, delivery: Delivery, message: Message
    ) -> tuple[str, Mapping[Attachment, Uploaded]]:
        """Where the message goes, and what became of its files: all that can be done again without anybody seeing it."""
        if not message.attachments or delivery.tried > MOST_WITH_FILES:
            return await self._place(delivery), {}
        try:
            async with asyncio.timeout(LONGEST_PREPARATION):
                channel = await self._place(delivery)
                return channel, await self._uploads.bring(delivery.workspace, message.attachments)
        except TimeoutError as error:
            raise TryLater("Slack takes a file too slowly.") from error  # noqa: EM101, TRY003 - one sentence

    async def _post(
        self,
        delivery: Delivery,
        channel: str,
        message: Message,
        uploaded: Mapping[Attachment, Uploaded],
    ) -> Receipt:
        rendered = render(message, delivery.key, uploaded)
        try:
            answer = await self._calls.ask(
                delivery.workspace,
                "chat.postMessage",
                PATIENCE_IN_LINE,
                channel=channel,
                text=rendered.text,
                blocks=list(rendered.blocks),
                unfurl_links=False,
                unfurl_media=False,
            )
        except ServerTrouble as error:
            if delivery.address.kind is AddressKind.MEMBER:
                raise
            # Where nobody can look, an hour of such answers must not cost a group its round.
            raise TryLater(str(error)) from error
        return Receipt(channel=str(answer["channel"]), message=str(answer["ts"]))

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the member's own conversation with the bot.

        Group DMs and channels are never read: that would let the bot see what people say to one another.
        """
        if delivery.address.kind is not AddressKind.MEMBER:
            raise CannotLook("121 may not look there whether the message arrived.")  # noqa: EM101, TRY003 - one sentence
        try:
            # The very first message to a member: nobody has told us yet where it goes.
            channel = delivery.channel or await self._room(delivery.workspace, delivery.address.ids)
            return await self._looked_for(delivery, channel)
        except Unreachable as error:
            raise CannotLook(str(error)) from error

    async def _looked_for(self, delivery: Delivery, channel: str) -> Receipt | None:
        """Page by page, back to what was said before there was this message."""
        before = (delivery.created_at - CLOCKS_DIFFER).timestamp()
        further: Json = {}
        for _ in range(MOST_PAGES):
            answer = await self._calls.ask(
                delivery.workspace,
                "conversations.history",
                channel=channel,
                limit=LOOKED_THROUGH,
                **further,
            )
            for said in answer["messages"]:
                if _has_marker(said, delivery.key):
                    return Receipt(channel=channel, message=str(said["ts"]))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor or any(float(said["ts"]) < before for said in answer["messages"]):
                return None
            further = {"cursor": cursor}
        raise CannotLook("So much was said since that 121 cannot look through it.")  # noqa: EM101, TRY003 - one sentence

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """Who put which emoji on a message that was sent (https://docs.slack.dev/reference/methods/reactions.get)."""
        answer = await self._calls.ask(
            delivery.workspace,
            "reactions.get",
            channel=delivery.channel,
            timestamp=delivery.message_id,
            full=True,
        )
        return tuple(
            Reaction(member=str(member), emoji=str(reaction["name"]))
            for reaction in (answer.get("message") or {}).get("reactions", ())
            for member in reaction.get("users", ())
        )

    async def _place(self, delivery: Delivery) -> str:
        match delivery.address:
            case Address(kind=AddressKind.GROUP, ids=members):
                return delivery.channel or await self._room(delivery.workspace, members)
            case Address(ids=(place,)):
                return place
        raise Unreachable

    async def _room(self, workspace: str, members: tuple[str, ...]) -> str:
        """The conversation of these members (or one) and the bot; opening it again gives the same one."""
        users = ",".join(members)
        try:
            answer = await self._calls.ask(
                workspace, "conversations.open", PATIENCE_IN_LINE, users=users
            )
        except OutcomeUnknown as error:
            raise TryLater(str(error)) from error  # nobody sees an empty conversation
        return str(answer["channel"]["id"])


def _has_marker(said: Json, marker: str) -> bool:
    return any(block.get("block_id") == marker for block in said.get("blocks", ()))
