"""A backup was put back: what was said since then must not be said again, and organisers hear what is forgotten.

What 121 did after the backup was made it no longer knows, but members have it before their eyes. So a round that was due
meanwhile is taken for drawn, a question that was due for asked, and a message that waits for sent, until a look at the platform
shows that it is not there.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from bot import words
from bot.deliveries import PUT_BACK
from bot.domain.calendar import next_round
from bot.domain.model import Circle, CircleId, WorkspaceId
from bot.usecases.story import Envelope, Story, tell


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was done: until when the backup knows anything (None: it is empty), and how much was taken for done since."""

    known_until: datetime | None
    rounds: int
    questions: int
    messages: int


async def restored(story: Story) -> Restored:
    """Take for done whatever may have been done since the backup was made. Organisers hear of it once."""
    known_until = await story.tx.restoring.last_sign()
    if known_until is None:
        return Restored(known_until=None, rounds=0, questions=0, messages=0)
    circles = [await _passed_over(story, one) for one in await story.tx.circles.due(story.now)]
    questions = await story.tx.restoring.drop_overdue(story.now)
    messages = await story.tx.restoring.doubt(story.now)
    await story.tx.restoring.leave_ids_out(story.now)
    await _tell_organisers(story, known_until, circles)
    return Restored(
        known_until=known_until, rounds=len(circles), questions=questions, messages=messages
    )


async def _passed_over(story: Story, circle_id: CircleId) -> Circle:
    circle = await story.tx.circles.lock(circle_id)
    later = replace(circle, next_round_at=next_round(circle, story.now))
    await story.tx.save(later)
    return later


async def _tell_organisers(story: Story, known_until: datetime, circles: list[Circle]) -> None:
    passed_over: defaultdict[WorkspaceId, list[Circle]] = defaultdict(list)
    for circle in circles:
        passed_over[circle.workspace_id].append(circle)
    for workspace in await story.tx.restoring.workspaces():
        message = words.put_back(known_until, passed_over[workspace.id])
        for organiser in await story.tx.people.organisers(workspace.id):
            key = f"{PUT_BACK}:{int(known_until.timestamp())}:{organiser.id}"
            await tell(story, workspace, [organiser], message, Envelope(key=key, alarm=True))
