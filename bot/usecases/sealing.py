"""What lies sealed in the outbox until it is sent."""

from dataclasses import replace

import structlog

from bot import words
from bot.deliveries import Delivery
from bot.errors import StoreError
from bot.messages import Attachment, Block, Message
from bot.usecases.story import Story

log = structlog.get_logger()


def sealed(story: Story, file: Attachment) -> Attachment:
    """The file as it may lie in the database; as it is where nothing can be sealed, so nothing in it was."""
    if story.seals is None:
        return file
    return replace(file, content=story.seals.seal(file.content.decode()).encode(), sealed=True)


def opened(story: Story, delivery: Delivery) -> Delivery:
    """The delivery as it is to be sent; a file that the present key does not open gives way to words."""
    if not any(file.sealed for file in delivery.message.attachments):
        return delivery
    blocks: list[Block] = []
    for block in delivery.message.blocks:
        blocks += _opened(story, delivery, block) if isinstance(block, Attachment) else [block]
    return replace(delivery, message=Message(tuple(blocks)))


def _opened(story: Story, delivery: Delivery, file: Attachment) -> list[Block]:
    if not file.sealed:
        return [file]
    try:
        content = story.seals.unseal(file.content.decode()) if story.seals else None
    except StoreError:
        content = None
    if content is None:
        log.warning("file_does_not_open", delivery=delivery.id)
        return list(words.file_does_not_open().blocks)
    return [replace(file, content=content.encode(), sealed=False)]
