"""A picture: how often an average member was brought together with somebody again, as long as nobody has to be."""

from collections.abc import Mapping
from math import comb
from pathlib import Path

import matplotlib as mpl
from comparing.group import Setting
from comparing.tables import Runs
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SHOWN = {  # the colours are told apart by those who see few, too
    "Icebreaker, RC Pairing Bot": ("chance (Icebreaker)", "#777777"),
    "Yelp/beans": ("Yelp/beans", "#cc79a7"),
    "colette": ("colette", "#e69f00"),
    ".11bot": (".11bot", "#8c6d31"),
    "chat-roulette": ("chat-roulette", "#009e73"),
    "1on1bot": ("1on1bot", "#56b4e9"),
    "codeybot": ("codeybot", "#0072b2"),
    "121, one sits out": ("121, one sits out", "#d55e00"),
    "121": ("121", "#d55e00"),
}
SIZES = (25, 60)


def draw_plot(found: Mapping[Setting, Runs], path: Path) -> None:
    """Draw it, always with the same bytes for the same figures."""
    settings = [setting for setting in found if setting.size in SIZES]
    if not settings:
        message = f"nothing to draw: no group of {' or '.join(map(str, SIZES))}"
        raise ValueError(message)
    mpl.rcParams |= {"svg.hashsalt": "121", "font.size": 9}
    figure = Figure(figsize=(10, 4.2), facecolor="white", layout="constrained")
    panels = figure.subplots(1, len(settings), squeeze=False)[0]
    for axes, setting in zip(panels, settings, strict=True):
        _panel(axes, setting, found[setting])
    panels[0].set_ylabel("needless repeats per member so far")
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def without_need(size: int) -> int:
    """The weeks in which nobody has to meet anybody again, even where the odd one makes a trio."""
    each = size // 2 + 2 * (size % 2)
    return comb(size, 2) // each


def _panel(axes: Axes, setting: Setting, runs: Runs) -> None:
    lines = {name: style for name, style in SHOWN.items() if runs.get(name)}
    ends: dict[str, float] = {}
    last = 0
    for name, (label, colour) in lines.items():
        values = _per_member(runs, name, setting.size)[: without_need(setting.size) + 1]
        width, dashes = (2.6 if label.startswith("121") else 1.3), "--" if "sits" in label else "-"
        axes.plot(values, dashes, color=colour, linewidth=width, clip_on=False)
        ends[name], last = values[-1], len(values) - 1
    _frame(axes, setting, last)
    _labels(axes, lines, ends, last)


def _per_member(runs: Runs, name: str, size: int) -> list[float]:
    found = runs[name] or []
    weekly = zip(*(run.by_week for run in found), strict=True)
    return [0.0, *(2 * sum(week) / len(found) / size for week in weekly)]


def _frame(axes: Axes, setting: Setting, last: int) -> None:
    axes.set_title(str(setting), loc="left", fontsize=10)
    axes.set_xlabel("week")
    axes.set_xlim(0, last * 1.4)
    axes.set_xticks([0, *range(10, last + 1, 10)])
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines["bottom"].set_bounds(0, last)


def _labels(
    axes: Axes, lines: Mapping[str, tuple[str, str]], ends: dict[str, float], last: int
) -> None:
    """Each line's name at its end, pushed up where two would overlap."""
    step = axes.get_ylim()[1] * 0.06
    height = -step
    for name in sorted(ends, key=lambda one: (ends[one], one)):
        label, colour = lines[name]
        height = max(ends[name], height + step)
        axes.annotate(
            label,
            (last, ends[name]),
            xytext=(last * 1.06, height),
            color=colour,
            va="center",
            weight="bold" if label.startswith("121") else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkB": 0},
        )
