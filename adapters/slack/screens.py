"""Shows members answers, their home and their dialogs, in whichever workspace they are."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.clients import ClientOf
from adapters.slack.render import Rendered
from adapters.slack.views import FROM_HOME, form_view, home_view, message_view
from bot.messages import Form, Message

Json = dict[str, Any]

ANSWERED_WITHIN = timedelta(
    seconds=30
)  # who writes faster than Slack lets 121 answer waits so long at the most


@dataclass(frozen=True, slots=True)
class Screens:
    """The Web API's views, by workspace. Every method may raise what the SDK or `Calls` raises; none does anything twice."""

    client_of: ClientOf
    calls: Calls

    async def open(self, workspace: str, body: Json, form: Form) -> None:
        """Open a form for whoever just did something (Slack allows it for three seconds)."""
        client = await self.client_of(workspace)
        if client is None:
            return
        came_from = str((body.get("view") or {}).get("type", ""))
        view = form_view(form, FROM_HOME if came_from == FROM_HOME else "")
        # Above another dialog a new one is laid; where there is none, one is opened.
        show = client.views_push if came_from == "modal" else client.views_open
        await show(trigger_id=str(body["trigger_id"]), view=view)

    async def say(self, workspace: str, channel: str, rendered: Rendered) -> None:
        """Answer somebody who wrote to 121, where they wrote."""
        await self.calls.ask(
            workspace,
            "chat.postMessage",
            ANSWERED_WITHIN,
            channel=channel,
            text=rendered.text,
            blocks=list(rendered.blocks),
        )

    async def home(
        self, workspace: str, member: str, page: Message, answer: Message | None = None
    ) -> None:
        """Show a member their home, anew."""
        client = await self.client_of(workspace)
        if client is not None:
            await client.views_publish(user_id=member, view=home_view(page, answer))

    async def replace(self, workspace: str, view: Json, message: Message) -> None:
        """Show a message in the place of the dialog in which something was pressed."""
        client = await self.client_of(workspace)
        if client is not None:
            await client.views_update(view_id=str(view["id"]), view=message_view(message))
