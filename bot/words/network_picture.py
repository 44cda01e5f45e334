"""A picture of a member's network: the member in the middle, the closest nearest; who is being lost touch with, faded."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

MOST_DRAWN = 48
SIZE = 800
DOT = 20  # half of its width
ME = 34
FINER = 2  # drawn larger and made smaller, so that edges are smooth
# From the middle outwards: how far, and how many dots fit there without touching.
RINGS = ((130, 16), (235, 32), (345, 48))
WHITE, LINE, INK = (255, 255, 255), (196, 204, 214), (255, 255, 255)
MIDDLE = (32, 44, 64)
COLOURS = ((24, 110, 92), (42, 104, 176), (128, 82, 160))
FADED, FADED_INK, FADED_LINE = (226, 230, 235), (72, 80, 92), (226, 230, 235)

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """Somebody in the picture: their number in the list, on which ring by their stage, how often met, faded or not."""

    number: int
    ring: int
    met: int
    faded: bool


def network_picture(dots: Sequence[Dot]) -> bytes:
    """A PNG with up to 48 dots, the same for the same dots."""
    image = Image.new("RGB", (SIZE * FINER, SIZE * FINER), WHITE)
    pen = ImageDraw.Draw(image)
    placed = _placed(dots)
    for dot, at in placed:
        width = FINER * min(1 + dot.met, 6)
        pen.line([_fine(_middle()), _fine(at)], FADED_LINE if dot.faded else LINE, width)
    for dot, at in placed:
        colour, ink = (FADED, FADED_INK) if dot.faded else (COLOURS[dot.ring], INK)
        _disc(pen, at, DOT, colour)
        _label(pen, at, str(dot.number), 19, ink)
    _disc(pen, _middle(), ME, MIDDLE)
    _label(pen, _middle(), "You", 22, INK)
    out = BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG")
    return out.getvalue()


def _placed(dots: Sequence[Dot]) -> list[tuple[Dot, Point]]:
    """Each dot on its ring, the closest first; where a ring is full, on the next one outwards."""
    rings: list[list[Dot]] = [[] for _ in RINGS]
    closest = sorted(dots[:MOST_DRAWN], key=lambda dot: (dot.ring, -dot.met, dot.number))
    for dot in closest:
        ring = dot.ring
        while ring < len(RINGS) - 1 and len(rings[ring]) >= RINGS[ring][1]:
            ring += 1
        rings[ring].append(dot)
    return [
        (dot, _at(RINGS[ring][0], place / len(some) + ring / 7))
        for ring, some in enumerate(rings)
        for place, dot in enumerate(some)
    ]


def _middle() -> Point:
    return SIZE / 2, SIZE / 2


def _at(far: float, turn: float) -> Point:
    """A point so far from the middle, after a part of a turn; 0 is at the top."""
    angle = 2 * pi * turn - pi / 2
    return SIZE / 2 + far * cos(angle), SIZE / 2 + far * sin(angle)


def _fine(at: Point) -> Point:
    return at[0] * FINER, at[1] * FINER


def _disc(pen: ImageDraw.ImageDraw, at: Point, half: int, colour: tuple[int, int, int]) -> None:
    x, y = _fine(at)
    wide = half * FINER
    pen.ellipse([x - wide, y - wide, x + wide, y + wide], colour, WHITE, 2 * FINER)


def _label(
    pen: ImageDraw.ImageDraw, at: Point, text: str, size: int, ink: tuple[int, int, int]
) -> None:
    font = ImageFont.load_default(size * FINER)
    pen.text(_fine(at), text, ink, font, anchor="mm")
