"""The methods of Slack's Web API that 121 uses: the scope each needs, and the arguments it takes.

From the reference at https://docs.slack.dev/reference/methods; a method or an argument that is not here is refused.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """What a method takes. `scopes`: one of them is enough; none: any token will do."""

    scopes: tuple[str, ...]
    required: frozenset[str]
    optional: frozenset[str]


def _method(scopes: str, required: str = "", optional: str = "") -> Method:
    return Method(tuple(scopes.split()), frozenset(required.split()), frozenset(optional.split()))


METHODS = {
    "auth.test": _method(""),
    "apps.connections.open": _method(""),
    "chat.postMessage": _method("chat:write", "channel text", "blocks unfurl_links unfurl_media"),
    "conversations.open": _method("mpim:write im:write", "users", "return_im"),
    "conversations.history": _method("im:history", "channel", "limit cursor"),
    "conversations.members": _method("channels:read groups:read", "channel", "limit cursor"),
    "conversations.info": _method("channels:read groups:read", "channel"),
    "files.completeUploadExternal": _method("files:write", "files", "channel_id"),
    "files.getUploadURLExternal": _method("files:write", "filename length", "alt_txt"),
    "reactions.get": _method("reactions:read", "channel timestamp", "full"),
    "users.info": _method("users:read", "user"),
    "users.list": _method("users:read", "", "limit cursor"),
    "views.open": _method("", "trigger_id view"),
    "views.push": _method("", "trigger_id view"),
    "views.publish": _method("", "user_id view"),
    "views.update": _method("", "view_id view"),
}
OAUTH = "oauth.v2.access"
