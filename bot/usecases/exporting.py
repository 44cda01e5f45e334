"""`/121 export`: all that is kept of a member, as a file. What others keep about them stays theirs.

Left out on purpose: other members' sides, notes, promises and blocks, what organisers ruled, and planned reminders,
which follow from what is in the file.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from bot import words
from bot.commands import Export
from bot.domain.model import Member, MemberId
from bot.domain.referrals import Referral
from bot.messages import Attachment
from bot.ports import Note
from bot.replies import Reply
from bot.usecases.notes import text_of
from bot.usecases.sealing import sealed
from bot.usecases.story import Asker, Envelope, Story, know, tell

JSON = "application/json"
NAME = "121-export.json"
WORTH_SENDING = timedelta(days=1)
FORMAT = 1  # counts up when the file changes in a way that readers notice

Row = dict[str, Any]


async def export(story: Story, command: Export) -> Reply:
    """Send the asker a file with all that is kept of them, in private."""
    asker = await know(story, command.who, command.place)
    text = json.dumps(await _everything(story, asker), indent=2, ensure_ascii=False)
    file = Attachment(NAME, JSON, text.encode(), words.EXPORT_IN_WORDS)
    await tell(
        story,
        asker.workspace,
        [asker.member],
        words.your_export(sealed(story, file)),
        Envelope(
            key=f"export:{asker.member.id}:{story.now.isoformat()}",
            about=(asker.member.id,),
            expires_at=story.now + WORTH_SENDING,
        ),
    )
    return Reply(words.export_is_on_its_way())


async def _everything(story: Story, asker: Asker) -> Row:
    me = asker.member
    sections: dict[str, list[Row]] = {
        "circles": await _circles(story, me),
        "meetings": await _meetings(story, me),
        "reports": [asdict(one) for one in await story.tx.pairings.reports_by(me.id)],
        "requests": [asdict(one) for one in await story.tx.requests.of_member(me.id)],
        "relationships": await _sides(story, me),
        "promises": [asdict(one) for one in await story.tx.promises.of_member(me.id)],
        "referrals": [_referral(one) for one in await story.tx.referrals.of_member(me.id)],
        "notes": [_note(story, one) for one in await story.tx.notes.of_writer(me.id)],
        "blocked": [{"member_id": one} for one in await story.tx.people.blocked_by(me.id)],
    }
    names = await _names(story, me, sections)
    return {
        "format": FORMAT,
        "made_at": story.now.isoformat(),
        "platform": asker.workspace.platform,
        "workspace": asker.workspace.external_id,
        "member": _plain(asdict(me), names),
        **{name: [_plain(row, names) for row in rows] for name, rows in sections.items()},
    }


async def _circles(story: Story, me: Member) -> list[Row]:
    found = []
    for membership in await story.tx.circles.memberships_of(me.id):
        circle = await story.tx.circles.get(membership.circle_id)
        found.append({"name": circle.name, "channel": circle.channel, **asdict(membership)})
    return found


async def _meetings(story: Story, me: Member) -> list[Row]:
    """Whom the member was introduced to, in which way, and what became of it."""
    return [
        {
            "pairing_id": pairing.id,
            "circle_id": pairing.circle_id,
            "with_ids": [member for member in pairing.members if member != me.id],
            "origin": pairing.origin,
            "opened_at": pairing.opened_at,
            "ends_at": pairing.ends_at,
            "status": meeting.status,
            "arranged_for": meeting.arranged_for,
            "place": meeting.place,
            "settled_at": meeting.settled_at,
        }
        for pairing, meeting in await story.tx.pairings.of_member(me.id)
    ]


async def _sides(story: Story, me: Member) -> list[Row]:
    both = await story.tx.sides.of_member(me.id)
    return [asdict(side) for side in both if side.member_id == me.id]


def _referral(referral: Referral) -> Row:
    removed = {"words_removed": True} if referral.words_removed else {}
    return {**asdict(referral), **removed}


def _note(story: Story, note: Note) -> Row:
    text = text_of(story.seals, note) if story.seals else None
    return {
        "about_id": note.about_id,
        "written_at": note.written_at,
        "text": text,
        **({"does_not_open": True} if text is None else {}),
    }


_MEMBERS = {  # what names a member by our id, and what it is called in the file, with the platform's id
    "member_id": "member",
    "other_id": "other",
    "about_id": "about_member",
    "giver_id": "giver",
    "receiver_id": "receiver",
    "wanted_id": "wanted",
    "with_ids": "with",
}


async def _names(
    story: Story, me: Member, sections: Mapping[str, list[Row]]
) -> dict[MemberId, str]:
    """The platform's ids of all members in the file."""
    ids: set[MemberId] = {me.id}
    for row in (row for rows in sections.values() for row in rows):
        for name in _MEMBERS.keys() & row.keys():
            ids |= set(row[name] if isinstance(row[name], list) else [row[name]])
    known = await story.tx.people.members(ids - {None})
    return {member.id: member.external_id for member in known.values()}


def _plain(row: Row, names: Mapping[MemberId, str]) -> Row:
    """A row as JSON knows it, with the platform's ids of members, and without ids of our own that lead nowhere."""
    out: Row = {}
    for name, value in row.items():
        if name == "workspace_id":
            continue
        if name in _MEMBERS:
            of = [names[one] for one in value] if isinstance(value, list) else names.get(value)
            out[_MEMBERS[name]] = of
        else:
            out[name] = _as_json(value)
    return out


def _as_json(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case tuple() | list():
            return [_as_json(one) for one in value]
        case dict():
            return {name: _as_json(one) for name, one in value.items()}
    return value
