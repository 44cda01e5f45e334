"""How do others pair, and what comes of it? Our draw beside the algorithms of every peer that tells its own.

Each was written anew from a description of what it does. `python benchmarks/peers.py` takes some minutes, `--quick`
half a minute; `--into docs/pairing.md` writes the tables between its marks, `--plot docs/pairing-repeats.svg` draws.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from comparing.entries import ALL, Entry
from comparing.group import Setting, weeks_of
from comparing.measuring import Run, run
from comparing.plot import draw_plot
from comparing.tables import Runs, contestants, table

SIZES, QUICK_SIZES = (12, 25, 60, 300), (12, 25, 60)
WEEKS, SEEDS, LARGE, LIMIT = 52, 3, 300, 150.0
BEGIN, END = "<!-- peers -->", "<!-- /peers -->"


def main() -> None:
    """Measure, print, and write what was asked for."""
    given = arguments()
    settings = [
        Setting(size=size, changing=changing)
        for size in (QUICK_SIZES if given.quick else given.sizes)
        for changing in (False, True)
    ]
    found = {setting: measure(setting, 1 if given.quick else given.seeds) for setting in settings}
    tables = [table(setting, runs, WEEKS) for setting, runs in found.items()]
    text = "\n".join((contestants(), *tables))
    print(text)
    if given.into:
        given.into.write_text(between_marks(given.into.read_text("utf-8"), text), "utf-8")
    if given.plot:
        draw_plot(
            {setting: runs for setting, runs in found.items() if not setting.changing}, given.plot
        )


def arguments() -> Namespace:
    """What was asked for."""
    parser = ArgumentParser(description="Our draw beside those of others.")
    parser.add_argument("--quick", action="store_true", help="one run each, up to 60 members")
    parser.add_argument(
        "--seeds", type=int, default=SEEDS, help="runs of each; one for 300 members"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="members of the groups")
    parser.add_argument("--into", type=Path, help="a document with marks for the tables")
    parser.add_argument("--plot", type=Path, help="where to draw repeats by week")
    return parser.parse_args()


def measure(setting: Setting, seeds: int) -> Runs:
    """Every algorithm on one kind of group."""
    even = setting.size % 2 == 0 and not setting.changing
    entries = [entry for entry in ALL if not (even and entry.only_odd)]
    number = 1 if setting.size >= LARGE else seeds
    return {entry.name: runs_of(entry, setting, number) for entry in entries}


def runs_of(entry: Entry, setting: Setting, seeds: int) -> list[Run] | None:
    """All runs of one; None as soon as one of them takes too long."""
    print(f"{setting}: {entry.name}", file=sys.stderr, flush=True)
    found: list[Run] = []
    for seed in range(seeds):
        one = run(entry, weeks_of(setting, WEEKS, seed), seed, LIMIT)
        if one is None:
            return None
        found.append(one)
    return found


def between_marks(document: str, text: str) -> str:
    """The document with this text between its marks; ValueError where they are missing."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        message = f"no {BEGIN} … {END} in the document"
        raise ValueError(message)
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"


if __name__ == "__main__":
    main()
