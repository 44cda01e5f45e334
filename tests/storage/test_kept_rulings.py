"""What organisers rule about two members."""

from bot.domain.model import Ruling, RulingKind
from bot.storage import SqlStore
from tests.storage.samples import Group, add_group, circle


def ruling(group: Group, a: int, b: int, kind: RulingKind = RulingKind.APART) -> Ruling:
    return Ruling(circle_id=group.circle.id, a=group.ids[a], b=group.ids[b], kind=kind)


async def test_a_circles_rulings_come_in_order(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        other = await add_group(tx, name="other")
        assert await tx.circles.rulings(group.circle.id) == ()
        late, early = ruling(group, 1, 3), ruling(group, 0, 2, RulingKind.TOGETHER)
        await tx.circles.put_ruling(late)
        await tx.circles.put_ruling(early)
        await tx.circles.put_ruling(ruling(other, 0, 1))
        assert await tx.circles.rulings(group.circle.id) == (early, late)


async def test_a_later_ruling_about_the_same_two_takes_the_place_of_the_earlier(
    store: SqlStore,
) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        await tx.circles.put_ruling(ruling(group, 0, 1))
        await tx.circles.put_ruling(ruling(group, 0, 1, RulingKind.TOGETHER))
        assert await tx.circles.rulings(group.circle.id) == (
            ruling(group, 0, 1, RulingKind.TOGETHER),
        )


async def test_a_ruling_is_taken_back_once_and_in_its_own_circle(store: SqlStore) -> None:
    async with store.begin() as tx:
        group = await add_group(tx)
        (tea,) = await tx.add(circle(group.workspace.id, "tea"))
        in_tea = Ruling(circle_id=tea.id, a=group.ids[0], b=group.ids[1], kind=RulingKind.APART)
        await tx.circles.put_ruling(ruling(group, 0, 1))
        await tx.circles.put_ruling(in_tea)
        assert await tx.circles.remove_ruling(ruling(group, 0, 1, RulingKind.TOGETHER))
        assert not await tx.circles.remove_ruling(ruling(group, 0, 1))
        assert await tx.circles.rulings(tea.id) == (in_tea,)
