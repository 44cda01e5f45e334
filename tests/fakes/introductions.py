"""Introductions of two members of the local Slack, by number, as a large round has them."""

from datetime import datetime

from bot.deliveries import Address, AddressKind, Delivery
from bot.domain.model import Platform, WorkspaceId
from bot.messages import paragraph, say
from tests.fakes.slack.server import RIVERSIDE


def introduction(number: int, now: datetime) -> Delivery:
    """One that is due now."""
    return Delivery(
        key=f"intro:{number}",
        workspace_id=WorkspaceId(1),
        platform=Platform.SLACK,
        workspace=RIVERSIDE,
        address=Address(kind=AddressKind.GROUP, ids=(f"U{number}a", f"U{number}b")),
        message=say(paragraph("Meet one another.")),
        resends_left=1,
        created_at=now,
        not_before=now,
    )
