"""The app manifest: everything that Slack has to know of 121, to be pasted once.

Its form: https://docs.slack.dev/reference/app-manifest. What a manifest cannot do: make the app-level token
(`xapp-…`), and switch Delayed Events on; the guide says where to press.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import yaml

from adapters.slack.reading import EVENTS
from bot.errors import InvalidInput

Json = dict[str, Any]

SCOPES: Mapping[str, str] = {
    "commands": "to answer the command that members type",
    "chat:write": "to write to members, to the pair and to the circle's channel",
    "mpim:write": "to open one group conversation for a pair and the bot",
    "reactions:read": "to see the white check mark that says “we met”",
    "users:read": "to know time zones, and who is a guest, an app or no longer there",
    "channels:read": "to know who is in a public channel whose circle follows it",
    "groups:read": "to know who is in a private channel whose circle follows it",
    "files:write": "to add a calendar invitation or a picture to a message",
    "im:write": "to find its own conversation with a member before the first message there",
    "im:history": "to answer what members write to it, and to see there whether a message arrived before sending it again",
}
HOME_OPENED = "app_home_opened"
WRITTEN = "message.im"
COMMAND = "/121"
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
_BASE = re.compile(r"https://[^\s/?#]+(?:/[^\s?#]*)?")
NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="


def manifest(command: str = COMMAND, url: str | None = None) -> Json:
    """The manifest for Socket Mode, or for requests to an address. Raises `InvalidInput`."""
    if not _COMMAND.fullmatch(command):
        message = f"“{command}” cannot be a command in Slack. Write a slash and up to 31 small letters, digits, - or _."
        raise InvalidInput(message)
    at = None if url is None else _address(url)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "121",
            "description": "One 1-2-1 a week, with the right person",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "121", "always_online": True},
            "slash_commands": [_slash(command, at)],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{url.rstrip('/')}/slack/oauth_redirect"]} if url else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {
                **_requests(at),
                "bot_events": sorted([HOME_OPENED, WRITTEN, *EVENTS]),
            },
            "interactivity": {"is_enabled": True, **_requests(at)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": at is None,
            "token_rotation_enabled": False,
        },
    }


def as_json(made: Json) -> str:
    """The manifest as JSON."""
    return json.dumps(made, indent=2, ensure_ascii=False)


def as_yaml(made: Json) -> str:
    """The manifest as YAML; the name stays in quotes, because 121 alone would be a number."""
    text: str = yaml.safe_dump(made, sort_keys=False, allow_unicode=True)
    return text.rstrip("\n")


def link(made: Json) -> str:
    """The address of Slack's page for a new app, with the manifest filled in."""
    return NEW_APP + quote(json.dumps(made, separators=(",", ":")), safe="")


def _address(url: str) -> str:
    if not _BASE.fullmatch(url):
        message = (
            f"“{url}” is no address that Slack can reach. Write it like https://bot.example.org"
        )
        raise InvalidInput(message)
    return f"{url.rstrip('/')}/slack/events"


def _requests(at: str | None) -> Json:
    return {} if at is None else {"request_url": at}


def _slash(command: str, at: str | None) -> Json:
    return {
        "command": command,
        **({} if at is None else {"url": at}),
        "description": "Your 1-2-1s: a partner, a pause, how things stand",
        "usage_hint": "pair-me | status | pause 2 weeks | help",
        "should_escape": True,
    }
