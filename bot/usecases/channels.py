"""What becomes of circles when their channels change, and when 121 itself comes or goes."""

from collections.abc import Callable
from dataclasses import replace

from bot import words
from bot.commands import (
    Command,
    Installed,
    PlaceClosed,
    PlaceRenamed,
    PlaceReopened,
    RoleGone,
    ShutOut,
    Uninstalled,
)
from bot.domain.model import Circle, Closed, Enrolment, Workspace
from bot.messages import Message
from bot.replies import SILENCE, Reply
from bot.usecases.organising import reopen, scheduled
from bot.usecases.story import Envelope, Story, know, tell


async def place_renamed(story: Story, command: PlaceRenamed) -> Reply:
    """A circle that is called as its channel takes the new name, unless another circle has it."""
    workspace = await _workspace(story, command)
    if workspace is None:
        return SILENCE
    circles = await story.tx.circles.of_workspace(workspace.id)
    free = command.name.casefold() not in {circle.name.casefold() for circle in circles}
    for circle in circles:
        if circle.channel == command.place and circle.named_by_channel and free:
            await story.tx.save(replace(circle, name=command.name))
    return SILENCE


async def place_closed(story: Story, command: PlaceClosed) -> Reply:
    """A circle without its channel rests; what its pairs have begun goes on, and organisers hear of it."""
    workspace = await _workspace(story, command)
    for circle in await _here(story, workspace, command):
        await story.tx.save(replace(circle, closed_at=story.now, closed_why=Closed.ARCHIVED))
        await _tell_organisers(story, circle, command, words.circle_rests)
    return SILENCE


async def place_reopened(story: Story, command: PlaceReopened) -> Reply:
    """The circle that rested with its channel goes on."""
    workspace = await _workspace(story, command)
    if workspace is None or await _here(story, workspace, command):
        return SILENCE
    for circle in (await story.tx.circles.closed(workspace.id, command.place or ""))[:1]:
        if circle.closed_why is Closed.ARCHIVED:
            await reopen(story, workspace, circle)
    return SILENCE


async def role_gone(story: Story, command: RoleGone) -> Reply:
    """A circle whose role was deleted keeps its members; from now on one asks to take part."""
    workspace = await _workspace(story, command)
    for circle in await story.tx.circles.of_workspace(workspace.id) if workspace else ():
        if circle.follows == command.role:
            await story.tx.save(replace(circle, follows="", enrolment=Enrolment.OPT_IN))
            await _tell_organisers(story, circle, command, words.role_gone)
    return SILENCE


async def shut_out(story: Story, command: ShutOut) -> Reply:
    """121 was removed from a channel: organisers hear what that means, and how to bring it back."""
    for circle in await _here(story, await _workspace(story, command), command):
        await _tell_organisers(story, circle, command, words.shut_out)
    return SILENCE


async def installed(story: Story, command: Installed) -> Reply:
    """121 was let in (again): circles that ended with it go on, and whoever did it hears how to begin."""
    asker = await know(story, command.who, command.place)
    workspace = replace(asker.workspace, left_at=None)
    await story.tx.save(workspace)
    for circle in await story.tx.circles.closed(workspace.id):
        if circle.closed_why is Closed.REMOVED:
            opened = replace(circle, closed_at=None, closed_why=None)
            await story.tx.save(await scheduled(story, opened))
    key = f"installed:{asker.member.id}:{story.now.isoformat()}"
    envelope = Envelope(key=key, about=(asker.member.id,))
    await tell(story, workspace, [asker.member], words.how_to_begin(), envelope)
    return SILENCE


async def uninstalled(story: Story, command: Uninstalled) -> Reply:
    """121 was removed: no more rounds, questions or messages here. What is stored follows the retention rule."""
    workspace = await _workspace(story, command)
    if workspace is None or workspace.left_at is not None:
        return SILENCE
    await story.tx.save(replace(workspace, left_at=story.now))
    for circle in await story.tx.circles.of_workspace(workspace.id):
        await story.tx.save(replace(circle, closed_at=story.now, closed_why=Closed.REMOVED))
    await story.tx.upkeep.hush(workspace.id)
    return SILENCE


async def _workspace(story: Story, command: Command) -> Workspace | None:
    return await story.tx.people.workspace(command.who.platform, command.who.workspace)


async def _here(story: Story, workspace: Workspace | None, command: Command) -> tuple[Circle, ...]:
    """The open circles of the channel."""
    circles = await story.tx.circles.of_workspace(workspace.id) if workspace else ()
    return tuple(circle for circle in circles if circle.channel == command.place)


async def _tell_organisers(
    story: Story, circle: Circle, command: Command, say: Callable[[Circle], Message]
) -> None:
    workspace = await story.tx.people.workspace_by_id(circle.workspace_id)
    for organiser in await story.tx.people.organisers(workspace.id):
        what = type(command).__name__.casefold()
        envelope = Envelope(
            key=f"{what}:{circle.id}:{organiser.id}:{story.now.isoformat()}", about=(organiser.id,)
        )
        await tell(story, workspace, [organiser], say(circle), envelope)
