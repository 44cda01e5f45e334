"""One workspace of the local Slack: who is in it, what was posted, which pages and dialogs are shown."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.validity import faults_of_message, faults_of_view

Json = dict[str, Any]
BOT = "UBOT"
ALL_SCOPES = frozenset(
    {"commands", *(scope for method in METHODS.values() for scope in method.scopes)}
)


@dataclass
class Channel:
    """A channel and who is in it; the bot too, unless it was removed."""

    id: str
    name: str
    members: list[str]
    archived: bool = False

    @property
    def has_bot(self) -> bool:
        return BOT in self.members


@dataclass
class File:
    """A file that was announced; nobody sees it before a message holds it."""

    name: str
    length: int
    alt: str
    content: bytes = b""
    complete: bool = False


@dataclass
class Team:
    """A workspace. `posted` is what arrived, `homes` what members see on their page, `dialogs` what was opened."""

    id: str
    token: str
    users: dict[str, Json]
    channels: dict[str, Channel]
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    token_fault: str = ""
    calls: list[tuple[str, Json]] = field(default_factory=list)
    posted: list[Json] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    looking_through: int = 0  # messages with pictures that are still refused
    reactions: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    dialogs: list[Json] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)
    numbers: Any = field(default_factory=count)

    def do(self, method: str, given: Json) -> Json:
        """Answer a call; `{"error": …}` where it is refused."""
        needed = METHODS[method]
        if self.token_fault:
            return {"error": self.token_fault}
        if needed.scopes and not self.scopes & set(needed.scopes):
            return {"error": "missing_scope", "needed": needed.scopes[0]}
        if needed.required - set(given) or set(given) - needed.required - needed.optional:
            return {"error": "invalid_arguments", "given": sorted(given)}
        found: Json = getattr(self, "_" + method.replace(".", "_").lower())(given)
        return found

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": self.id, "user_id": BOT, "bot_id": "B1", "team": "Riverside"}

    def _chat_postmessage(self, given: Json) -> Json:
        blocks = _loaded(given.get("blocks", []))
        faults = faults_of_message(given["text"], blocks)
        if faults:
            return {"error": "invalid_blocks", "response_metadata": {"messages": faults}}
        channel, refusal = self._room(given["channel"])
        if refusal:
            return {"error": refusal}
        if self._not_ready(blocks):
            told = "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"
            return {"error": "invalid_blocks", "response_metadata": {"messages": [told]}}
        said = {"ts": f"1796310000.{next(self.numbers):06}", "channel": channel, "bot_id": "B1"}
        self.posted.append({**said, "text": given["text"], "blocks": blocks})
        return {"channel": channel, "ts": said["ts"]}

    def _not_ready(self, blocks: list[Json]) -> bool:
        """Is a picture among them that is not there, or not looked through yet?"""
        shown = [block["slack_file"]["id"] for block in blocks if "slack_file" in block]
        if shown and self.looking_through:
            self.looking_through -= 1
            return True
        return any(not self.files[one].complete for one in shown)

    def _files_getuploadurlexternal(self, given: Json) -> Json:
        if int(given["length"]) < 1 or not given["filename"]:
            return {"error": "invalid_arguments"}
        number = f"F{len(self.files):09}"
        alt = given.get("alt_txt", "")
        self.files[number] = File(given["filename"], int(given["length"]), alt)
        return {"upload_url": f"/upload/{self.id}/{number}", "file_id": number}

    def _files_completeuploadexternal(self, given: Json) -> Json:
        told = _loaded(given["files"])
        done = []
        for one in told:
            file = self.files.get(one["id"])
            if file is None or len(file.content) != file.length:
                return {"error": "file_not_found"}
            file.complete = True
            permalink = f"https://riverside.slack.com/files/UBOT/{one['id']}/file"
            done.append({"id": one["id"], "title": one.get("title", ""), "permalink": permalink})
        return {"files": done}

    def _room(self, place: str) -> tuple[str, str]:
        """Where a message to a place goes, or why it goes nowhere."""
        if place in self.users:
            user = self.users[place]
            refusal = (
                "user_disabled"
                if user.get("deleted")
                else "cannot_dm_bot"
                if user["is_bot"]
                else ""
            )
            return f"D{place}", refusal
        if place.startswith(("D", "G")):
            return place, ""
        channel = self.channels.get(place)
        if channel is None:
            return place, "channel_not_found"
        refusal = "is_archived" if channel.archived else "" if channel.has_bot else "not_in_channel"
        return place, refusal

    def _conversations_open(self, given: Json) -> Json:
        people = given["users"].split(",")
        if BOT in people or len(set(people)) < len(people):
            return {"error": "invalid_arguments"}
        alone = len(people) == 1
        if (needed := "im:write" if alone else "mpim:write") not in self.scopes:
            return {"error": "missing_scope", "needed": needed}
        for person in people:
            user = self.users.get(person)
            if user is None:
                return {"error": "user_not_found"}
            if user.get("deleted"):
                return {"error": "user_disabled"}
            if user.get("is_stranger"):
                return {"error": "invalid_user_combination"}
        return {"channel": {"id": ("D" if alone else "G") + "".join(sorted(people))}}

    def _conversations_history(self, given: Json) -> Json:
        if not given["channel"].startswith("D"):
            return {"error": "missing_scope", "needed": "mpim:history"}
        here = [said for said in reversed(self.posted) if said["channel"] == given["channel"]]
        start, most = int(given.get("cursor") or 0), int(given["limit"])
        cursor = str(start + most) if start + most < len(here) else ""
        further = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
        return {"messages": here[start : start + most], **further}

    def _conversations_members(self, given: Json) -> Json:
        channel = self.channels.get(given["channel"])
        if channel is None:
            return {"error": "channel_not_found"}
        return _page("members", channel.members, given)

    def _conversations_info(self, given: Json) -> Json:
        channel = self.channels.get(given["channel"])
        if channel is None:
            return {"error": "channel_not_found"}
        return {"channel": {"id": channel.id, "name": channel.name}}

    def _reactions_get(self, given: Json) -> Json:
        there = [
            said
            for said in self.posted
            if (said["channel"], said["ts"]) == (given["channel"], given["timestamp"])
        ]
        if not there:
            return {"error": "message_not_found"}
        standing = self.reactions.get(given["timestamp"])
        return {
            "type": "message",
            "message": {**there[0], **({"reactions": standing} if standing else {})},
        }

    def _users_info(self, given: Json) -> Json:
        found = self.users.get(given["user"])
        return {"user": found} if found else {"error": "user_not_found"}

    def _users_list(self, given: Json) -> Json:
        own = [user for user in self.users.values() if not user.get("is_stranger")]
        return _page("members", own, given)

    def _views_open(self, given: Json) -> Json:
        if given["trigger_id"] not in self.triggers:
            return {"error": "expired_trigger_id"}
        self.triggers.discard(given["trigger_id"])
        return self._shown(given, "modal")

    _views_push = _views_open

    def _views_update(self, given: Json) -> Json:
        return self._shown(given, "modal")

    def _shown(self, given: Json, kind: str) -> Json:
        view = _loaded(given["view"])
        faults = faults_of_view(view)
        if faults or view["type"] != kind:
            return {"error": "invalid_arguments", "response_metadata": {"messages": faults}}
        shown = {**view, "id": f"V{len(self.dialogs)}"}
        self.dialogs.append(shown)
        return {"view": shown}

    def _views_publish(self, given: Json) -> Json:
        view = _loaded(given["view"])
        faults = faults_of_view(view)
        if faults or view["type"] != "home":
            return {"error": "invalid_arguments", "response_metadata": {"messages": faults}}
        if given["user_id"] not in self.users:
            return {"error": "user_not_found"}
        self.homes[given["user_id"]] = view
        return {"view": view}


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _page(name: str, everything: list[Any], given: Json) -> Json:
    """Two at a time, so that whoever does not follow the cursor misses something."""
    start = int(given.get("cursor") or 0)
    cursor = str(start + 2) if start + 2 < len(everything) else ""
    return {name: everything[start : start + 2], "response_metadata": {"next_cursor": cursor}}
