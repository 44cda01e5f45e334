"""The groups on which algorithms are compared: always the same people, or people who come, go and skip."""

from dataclasses import dataclass
from random import Random

from comparing.past import Week

LEAVES, SKIPS = 0.02, 0.10  # of the members, each week


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A kind of group."""

    size: int
    changing: bool

    def __str__(self) -> str:
        return f"{self.size} members{' who come, go and skip' if self.changing else ', always the same'}"


def weeks_of(setting: Setting, number: int, seed: int) -> list[Week]:
    """So many weeks; the same for everybody who is compared. A newcomer takes the seat of one who left."""
    chance = Random(f"{setting}/{seed}")
    seats = list(range(1, setting.size + 1))
    newest, weeks = setting.size, list[Week]()
    for week in range(number):
        present = set(seats)
        if setting.changing:
            for seat in range(setting.size):
                if week and chance.random() < LEAVES:
                    newest += 1
                    seats[seat] = newest
            present = {member for member in seats if chance.random() >= SKIPS}
        weeks.append(Week(number=week, roster=tuple(seats), present=tuple(sorted(present))))
    return weeks
