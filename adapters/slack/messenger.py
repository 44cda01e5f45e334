"""How the bot's messages come into Slack.

Slack has no key against doubles, so the SDK must never send again by itself (`retry_handlers=[]`): what is
uncertain is looked up by the marker in the message's first block before it is sent again.
"""

from secrets import token_hex
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError

from adapters.slack.clients import ClientOf
from adapters.slack.pace import Pace
from adapters.slack.refusals import meaning, name_of, wait_of
from adapters.slack.render import render
from bot.deliveries import Address, AddressKind, Delivery, Receipt
from bot.errors import CannotLook, TryLater, Unreachable
from bot.messages import COMMAND, with_command
from bot.ports import Clock, Reaction, Traits

log = structlog.get_logger()

LOOKED_THROUGH = 15  # messages read back; more cannot have come since an attempt

Json = dict[str, Any]


class SlackMessenger:
    """Sends messages into every workspace whose client `client_of` knows (None: not installed there)."""

    traits = Traits(group_dm=True)

    def __init__(self, client_of: ClientOf, clock: Clock, command: str = COMMAND) -> None:
        self._command = command
        self._client_of = client_of
        self._clock = clock
        self._pace = Pace()

    async def send(self, delivery: Delivery) -> Receipt:
        """Post the message: to the member's own id, to the pair's group DM, or to the channel."""
        channel = await self._place(delivery)
        rendered = render(with_command(delivery.message, self._command), delivery.key)
        answer = await self._call(
            delivery.workspace,
            "chat.postMessage",
            channel=channel,
            text=rendered.text,
            blocks=list(rendered.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )
        return Receipt(channel=str(answer["channel"]), message=str(answer["ts"]))

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the member's own conversation with the bot.

        Group DMs and channels are never read: that would let the bot see what people say to one another.
        """
        if delivery.address.kind is not AddressKind.MEMBER or delivery.channel is None:
            raise CannotLook("121 may not look there whether the message arrived.")  # noqa: EM101, TRY003 - one sentence
        try:
            answer = await self._call(
                delivery.workspace,
                "conversations.history",
                channel=delivery.channel,
                limit=LOOKED_THROUGH,
            )
        except Unreachable as error:
            raise CannotLook(str(error)) from error
        found = (said for said in answer["messages"] if _has_marker(said, delivery.key))
        return next(
            (Receipt(channel=delivery.channel, message=str(said["ts"])) for said in found), None
        )

    async def reactions(self, delivery: Delivery) -> tuple[Reaction, ...]:
        """Who put which emoji on a message that was sent (https://docs.slack.dev/reference/methods/reactions.get)."""
        answer = await self._call(
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
        """The group conversation of these members and the bot; opening it again gives the same one."""
        answer = await self._call(workspace, "conversations.open", users=",".join(members))
        return str(answer["channel"]["id"])

    async def _call(self, workspace: str, method: str, **arguments: object) -> Json:
        client = await self._client_of(workspace)
        if client is None:
            raise Unreachable("121 is not installed in this workspace.")  # noqa: EM101, TRY003 - one sentence
        self._pace.take(workspace, method, self._clock.now())
        try:
            answer = await getattr(client, method.replace(".", "_"))(**arguments)
        except (SlackClientError, ClientError, TimeoutError, ConnectionError) as error:
            wait = wait_of(error)
            if wait is not None:
                self._pace.close(workspace, method, self._clock.now() + wait)
            raise meaning(error) or _unheard_of(method, error) from error
        found: Json = dict(answer.data) if isinstance(answer.data, dict) else {}
        return found


def _unheard_of(method: str, error: Exception) -> TryLater:
    """A refusal that this version does not know: said with a reference, by which the log can be searched."""
    reference = token_hex(4)
    log.error("slack_refused", method=method, error=name_of(error), reference=reference)
    return TryLater(f"Slack refused for a reason that 121 does not know (reference {reference}).")


def _has_marker(said: Json, marker: str) -> bool:
    return any(block.get("block_id") == marker for block in said.get("blocks", ()))
