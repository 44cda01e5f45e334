"""The figures as Markdown."""

from collections.abc import Mapping, Sequence

from comparing.entries import ALL, Entry
from comparing.group import Setting
from comparing.measuring import Run

ALWAYS = (
    "Repeats per 1,000 pairings",
    "No fewer than",
    "Of these too early",
)
CHANGING = ALWAYS[:1]
HEADS = (
    "In two rounds running",
    "First in week",
    "Again after weeks",
    "Left out per 1,000",
    "Needlessly",
    "Turns apart",
    "In a row",
    "ms a round",
)
Runs = Mapping[str, Sequence[Run] | None]  # by name; None where it took too long


def table(setting: Setting, runs: Runs, weeks: int) -> str:
    """A table of one setting, the fewest repeats and needlessly left out first."""
    entries = [entry for entry in ALL if entry.name in runs]
    measured = [(entry, found) for entry in entries if (found := runs[entry.name])]
    measured.sort(key=lambda one: _order(one[1]))
    slow = [entry.name for entry in entries if not runs[entry.name]]
    heads = ("Algorithm", *(CHANGING if setting.changing else ALWAYS), *HEADS)
    lines = [
        f"### {str(setting)[0].upper()}{str(setting)[1:]}",
        "",
        f"{weeks} weekly rounds, {_seeds(measured)}.",
        "",
        _line(heads),
        _line(["---", *(["--:"] * (len(heads) - 1))]),
        *(_line(_row(entry, found, setting)) for entry, found in measured),
    ]
    if slow:
        lines += ["", f"Left out because they take too long: {', '.join(slow)}."]
    return "\n".join(lines) + "\n"


def contestants() -> str:
    """Who is compared, how each goes about it, and what becomes of an odd one."""
    rows = [
        _line((_name(entry), entry.idea, entry.odd))
        for entry in sorted(ALL, key=lambda e: not e.mine)
    ]
    return (
        "\n".join((_line(("Algorithm", "How", "An odd one …")), _line(["---"] * 3), *rows)) + "\n"
    )


def _seeds(measured: Sequence[tuple[Entry, Sequence[Run]]]) -> str:
    number = max((len(runs) for _, runs in measured), default=0)
    return "one run" if number == 1 else f"{number} runs"


def _order(runs: Sequence[Run]) -> float:
    repeats = _rate(runs, "repeats", "pairings") + _rate(runs, "early", "pairings")
    return repeats + _rate(runs, "spare", "member_weeks")


def _row(entry: Entry, runs: Sequence[Run], setting: Setting) -> list[str]:
    rates = ("repeats",) if setting.changing else ("repeats", "least", "early")
    odd = any(run.longest for run in runs)
    firsts = [run.first for run in runs if run.first is not None]
    gaps = [gap for run in runs for gap in run.gaps]
    return [
        _name(entry),
        *(f"{_rate(runs, what, 'pairings'):.0f}" for what in rates),
        f"{1000 * gaps.count(1) / max(1, sum(run.pairings for run in runs)):.1f}",
        str(min(firsts)) if firsts else "never",
        str(min(gaps)) if gaps else "never",
        f"{_rate(runs, 'left', 'member_weeks'):.1f}",
        f"{_rate(runs, 'spare', 'member_weeks'):.1f}",
        str(max(run.spread for run in runs)) if odd else "",
        str(max(run.longest for run in runs)) if odd else "",
        _milliseconds(1000 * sum(run.seconds for run in runs) / sum(run.rounds for run in runs)),
    ]


def _rate(runs: Sequence[Run], what: str, of: str) -> float:
    def total(name: str) -> int:
        return sum(len(r.gaps) if name == "repeats" else int(getattr(r, name)) for r in runs)

    return 1000 * total(what) / max(1, total(of))


def _name(entry: Entry) -> str:
    if entry.mine:
        return f"**{entry.name}**"
    return f"*{entry.name}*" if entry.reference else entry.name


def _milliseconds(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - two figures are enough


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
