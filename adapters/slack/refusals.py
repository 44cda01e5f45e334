"""What Slack's refusals mean for a message on its way.

The names are those of https://docs.slack.dev/reference/methods/chat.postMessage#errors and of
conversations.open; which of them are for good is our judgement.
"""

from datetime import timedelta

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import DeliveryError, NotReached, OutcomeUnknown, TryLater, Unreachable

PERSON = {
    "user_disabled": "this account was deactivated.",
    "user_not_found": "nobody has this account any more.",
    "user_not_visible": "121 is not allowed to see this account.",
    "users_not_found": "nobody has one of these accounts any more.",
    "cannot_dm_bot": "this is an app, not a person.",
    "invalid_user_combination": "these people belong to different organisations.",
    "messages_tab_disabled": "the messages tab of the app is switched off. Switch it on under App Home.",
}
PLACE = {
    "channel_not_found": "the channel is gone, or 121 is not in it.",
    "not_in_channel": "121 is not in the channel. Type /invite and choose 121 there.",
    "is_archived": "the channel is archived.",
    "message_not_found": "the message was deleted.",
    "restricted_action": "the workspace's rules do not let 121 write there.",
    "restricted_action_read_only_channel": "only some people may write in this channel.",
    "restricted_action_thread_only_channel": "this channel only allows threads.",
    "restricted_action_non_threadable_channel": "this channel allows no such messages.",
}
INSTALLATION = {
    "account_inactive": "121 was removed from the workspace. Install it again.",
    "token_revoked": "121's permission was taken back. Install it again.",
    "token_expired": "121's permission has run out. Install it again.",
    "invalid_auth": "the token is not valid. Copy it again from the app's page.",
    "not_authed": "there is no token. Set SLACK_BOT_TOKEN.",
    "missing_scope": "121 lacks a permission. Update the manifest and install 121 again.",
    "no_permission": "121 lacks a permission. Update the manifest and install 121 again.",
    "ekm_access_denied": "the workspace's administrators have suspended messages.",
    "team_access_not_granted": "the organisation did not give 121 access to this workspace.",
}
FOR_GOOD = {**PERSON, **PLACE, **INSTALLATION}
IN_DOUBT = frozenset({"fatal_error", "request_timeout"})
LATER = frozenset({"service_unavailable", "ratelimited", "team_added_to_org"})
RATE_LIMITED = 429
SERVER_ERROR = 500
UNAVAILABLE = 503  # nothing was begun
WHEN_NOT_TOLD = timedelta(seconds=30)


class NotReady(TryLater):
    """Slack has not looked through a picture yet, and shows it nowhere before that."""


class ServerTrouble(OutcomeUnknown):
    """Slack had trouble of its own. Most often it has done nothing then, but it may have ("some aspect of the operation")."""


def meaning(error: Exception) -> DeliveryError | None:
    """What an error of the Web API means; None for a refusal that Slack had not told us of before."""
    match error:
        case SlackApiError():
            return _refused(error)
        case ClientConnectorError():
            return NotReached("Slack cannot be reached.")
        case TimeoutError() | ClientError() | ConnectionError() | SlackClientError():
            return OutcomeUnknown(f"The connection to Slack broke off ({type(error).__name__}).")
    return None


def name_of(error: Exception) -> str:
    """Slack's own word for what was wrong; empty where the answer could not be read."""
    answer = getattr(getattr(error, "response", None), "data", None)
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""


def _status_of(error: SlackApiError) -> int:
    # The SDK hands over aiohttp's own answer where it could not read the body.
    answer = error.response
    status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
    return status


def wait_of(error: Exception) -> timedelta | None:
    """How long Slack asks us to wait; None when it was no matter of pace."""
    if not isinstance(error, SlackApiError) or _status_of(error) != RATE_LIMITED:
        return None
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    seconds = str(headers.get("retry-after", ""))
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else WHEN_NOT_TOLD


def _refused(error: SlackApiError) -> DeliveryError | None:
    wait = wait_of(error)
    if wait is not None:
        return TryLater("Slack asks for patience.", after=wait)
    name = name_of(error)
    if name in FOR_GOOD:
        return Unreachable(FOR_GOOD[name])
    if name == "invalid_blocks" and "slack_file" in str(error.response.data):
        return NotReady()
    return _on_slacks_side(name, _status_of(error))


def _on_slacks_side(name: str, status: int) -> DeliveryError | None:
    if name in LATER or (not name and status == UNAVAILABLE):
        return TryLater("Slack has trouble of its own.")
    if name == "internal_error" or (not name and status >= SERVER_ERROR):
        return ServerTrouble("Slack has trouble of its own.")
    if name in IN_DOUBT or not name:
        return OutcomeUnknown("Slack's answer could not be read, or Slack does not know either.")
    return None
