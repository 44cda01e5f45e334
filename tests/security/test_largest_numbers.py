"""A button or a form with a number that nothing has is answered in words, on every database."""

import pytest

from bot.commands.fill import FORMS, Misfilled, fill
from bot.commands.press import _BUTTONS, _LARGEST, press
from bot.domain.model import LARGEST_ID, MemberRef, Platform
from bot.messages import Action
from bot.ports import Store
from bot.storage.tables import metadata
from tests.security.two_workspaces import READABLE
from tests.talk import Talk

ADA = MemberRef(platform=Platform.PLAYGROUND, workspace="riverside", member="ada", organiser=True)


async def test_the_largest_number_of_every_button_and_form_is_answered(store: Store) -> None:
    talk = Talk(store)
    await talk.says("ada", "/121 setup on monday")
    await talk.says("ada", "/121 join")
    for name in _BUTTONS:
        for about in (LARGEST_ID, _LARGEST.get(name, LARGEST_ID)):
            command = press(Action.decode(f"{name}:{about}"), ADA)
            assert command is not None, name
            await talk.does(command)
    for name in FORMS:
        try:
            command = fill(Action(name, LARGEST_ID), READABLE, ADA)
        except Misfilled:
            continue
        await talk.does(command)


@pytest.mark.parametrize("name", sorted(_BUTTONS))
def test_a_larger_one_is_on_no_button_of_ours(name: str) -> None:
    assert press(Action(name, _LARGEST.get(name, LARGEST_ID) + 1), ADA) is None


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_larger_one_is_in_no_form_of_ours(name: str) -> None:
    with pytest.raises(KeyError):
        fill(Action(name, LARGEST_ID + 1), READABLE, ADA)


def test_ids_are_as_large_as_the_tables_say() -> None:
    kinds = {str(table.c.id.type) for table in metadata.tables.values() if "id" in table.c}
    assert kinds == {"INTEGER"}  # of 32 bits in PostgreSQL
    assert LARGEST_ID == 2**31 - 1
