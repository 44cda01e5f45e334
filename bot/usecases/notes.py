"""Notes about members: for their writer alone, sealed where they are kept."""

import structlog

from bot import words
from bot.commands import AboutMember, ShowNote, ShowNotes, WriteNote
from bot.domain.model import Member, MemberId
from bot.errors import StoreError
from bot.ports import Note, Seals
from bot.replies import Refused, Reply
from bot.usecases.story import Asker, Story, know, meet_member

log = structlog.get_logger()
MOST_CHARACTERS = 2_000


async def show_note(story: Story, command: ShowNote) -> Reply:
    """What the asker has written down about somebody."""
    asker, other = await _about(story, command)
    seals = _seals(story, asker)
    note = await note_about(story, asker.member, other.id)
    if note is None:
        return Reply(words.no_note(other))
    text = text_of(seals, note)
    return Reply(
        words.note_does_not_open(other, reference_of(note))
        if text is None
        else words.your_note(other, text)
    )


async def write_note(story: Story, command: WriteNote) -> Reply:
    """Keep what the asker writes about somebody, in the place of what they wrote before; nothing: forget that."""
    asker, other = await _about(story, command)
    if not command.text:
        return await _remove(story, asker, other)
    seals = _seals(story, asker)
    if len(command.text) > MOST_CHARACTERS:
        raise Refused(words.note_too_long(len(command.text), MOST_CHARACTERS), "text")
    earlier = await note_about(story, asker.member, other.id)
    before = text_of(seals, earlier) if earlier else None
    if earlier is not None and before is None:
        # Nothing is written over what may open again one day.
        raise Refused(words.note_does_not_open(other, reference_of(earlier)))
    await story.tx.notes.put(
        Note(
            workspace_id=asker.workspace.id,
            writer_id=asker.member.id,
            about_id=other.id,
            sealed=seals.seal(command.text),
            written_at=story.now,
        )
    )
    return Reply(words.note_kept(other, command.text, before if before != command.text else None))


async def _remove(story: Story, asker: Asker, other: Member) -> Reply:
    """Forget a note, and show once more what it said, so that nothing is lost by mistake."""
    note = await note_about(story, asker.member, other.id)
    if note is None:
        raise Refused(words.no_note(other))
    text = text_of(story.seals, note) if story.seals else None
    await story.tx.notes.remove(asker.member.id, other.id)
    return Reply(words.note_removed(other, text))


async def show_notes(story: Story, command: ShowNotes) -> Reply:
    """All that the asker has written down about others, the newest first."""
    asker = await know(story, command.who, command.place)
    seals = _seals(story, asker)
    mine = await story.tx.notes.of_writer(asker.member.id)
    others = await story.tx.people.members(note.about_id for note in mine)
    shown = [(others[note.about_id], text_of(seals, note)) for note in mine[: words.NOTES_SHOWN]]
    return Reply(words.your_notes(shown, in_all=len(mine)))


async def note_about(story: Story, writer: Member, other: MemberId) -> Note | None:
    """A member's note about another."""
    mine = await story.tx.notes.of_writer(writer.id)
    return next((note for note in mine if note.about_id == other), None)


def text_of(seals: Seals, note: Note) -> str | None:
    """What a note says; None where the key is another one, of which the operator hears, without a word of the note."""
    try:
        return seals.unseal(note.sealed)
    except StoreError:
        log.warning("note_does_not_open", reference=reference_of(note))
        return None


def reference_of(note: Note) -> str:
    """By which writer and operator can speak of a note that does not open."""
    return f"{note.writer_id}-{note.about_id}"


def _seals(story: Story, asker: Asker) -> Seals:
    if story.seals is None:
        raise Refused(words.notes_need_a_key(organiser=asker.member.organiser))
    return story.seals


async def _about(story: Story, command: AboutMember) -> tuple[Asker, Member]:
    asker = await know(story, command.who, command.place)
    other = await meet_member(story, asker, command.whom)
    if other.id == asker.member.id:
        raise Refused(words.note_about_yourself())
    return asker, other
