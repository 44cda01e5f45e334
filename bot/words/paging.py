"""Long lists: the beginning, and all of it a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.messages import Block, buttons, note
from bot.words.people import button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list: page `number` of so many (`of`)."""

    items: Sequence[T]
    number: int
    of: int


def page_of(some: Sequence[T], number: int, size: int) -> Page[T]:
    """The page with this number, the first is 1; the last one where there are not so many."""
    of = max(-(-len(some) // size), 1)
    number = min(max(number, 1), of)
    return Page(some[(number - 1) * size : number * size], number, of)


def and_more(left: int, command: str) -> tuple[Block, ...]:
    """How many a list leaves out, and the way to them; nothing where it is whole."""
    if left <= 0:
        return ()
    return (
        buttons(button("Show all", f"{command}_all", 1)),
        note(f"And {left} more: /121 {command} all"),
    )


def turn_over(page: Page[T], command: str) -> tuple[Block, ...]:
    """Which page this is, and the way to the next; nothing where there is only one."""
    if page.of == 1:
        return ()
    if page.number == page.of:
        return (note(f"Page {page.number} of {page.of}, the last one."),)
    following = page.number + 1
    return (
        buttons(button("Next page", f"{command}_all", following)),
        note(f"Page {page.number} of {page.of}. The next: /121 {command} all {following}"),
    )
