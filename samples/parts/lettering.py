"""Lettering: type faces that are there on any machine, and strokes in the manner of OCR-B for machine readable zones. Needs Pillow.

Faces of DejaVu are used where the system has them (Debian: fonts-dejavu-core), else the one that Pillow brings. Of the zone's letters only
the proportions are OCR-B's: capitals 2.4 mm high at 10 to the inch, strokes 0.35 mm (ISO 1073-2, ICAO Doc 9303-3, 4.4).
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
    Line = list[tuple[float, float]]

_FILES = {
    "sans": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "serif": "DejaVuSerif.ttf", "mono": "DejaVuSansMono.ttf",
    "han": "NotoSansCJK-Regular.ttc",
}  # fmt: skip
#: Faces for text in Latin letters; "plain" is Pillow's own.
FACES = ("plain", "plain", "sans", "serif")

# Strokes on a grid six wide and nine high, y down; those that begin with ~ are rounded.
_STROKES = {
    "A": "0,9 3,0 6,9|1,6 5,6", "B": "0,0 0,9|~0,0 4,0 5.6,.3 5.6,3.9 4,4.2 0,4.2|~0,4.2 4.2,4.2 6,4.6 6,8.6 4.2,9 0,9",
    "C": "~6,1.6 5,0 1.2,0 0,2 0,7 1.2,9 5,9 6,7.4", "D": "0,0 0,9|~0,0 3,0 6,.4 6,8.6 3,9 0,9",
    "E": "6,0 0,0 0,9 6,9|0,4.3 4.6,4.3", "F": "6,0 0,0 0,9|0,4.3 4.6,4.3",
    "G": "~6,1.6 5,0 1.2,0 0,2 0,7 1.2,9 4.8,9 6,7.6|6,8.6 6,5 3.6,5", "H": "0,0 0,9|6,0 6,9|0,4.4 6,4.4",
    "I": "1,0 5,0|3,0 3,9|1,9 5,9", "J": "~5,0 5,6 5,9 1.4,9 .4,7.2", "K": "0,0 0,9|5.8,0 0,5.4|1.8,3.8 6,9", "L": "0,0 0,9 6,9",
    "M": "0,9 0,0 3,4.6 6,0 6,9", "N": "0,9 0,0 6,9 6,0", "O": "~3,0 5.6,0 6.3,3 6.3,6 5.6,9 .4,9 -.3,6 -.3,3 .4,0 3,0", "P": "0,0 0,9|~0,0 4,0 6,.3 6,4.7 4,5 0,5",
    "Q": "~3,0 6,0 6,9 0,9 0,0 3,0|3.4,6 6.3,9.5", "R": "0,0 0,9|~0,0 4,0 6,.3 6,4.7 4,5 0,5|3,5 6,9",
    "S": "~5.7,1.5 4.9,0 1,0 0,1 0,3.7 1.4,4.3 4.6,4.6 6,5.5 6,8.2 4.9,9 1.1,9 0,7.4", "T": "0,0 6,0|3,0 3,9",
    "U": "~0,0 0,7 .8,9 5.2,9 6,7 6,0", "V": "0,0 3,9 6,0", "W": "0,0 1.3,9 3,3 4.7,9 6,0", "X": "0,0 6,9|6,0 0,9",
    "Y": "0,0 3,4.6 6,0|3,4.6 3,9", "Z": "0,0 6,0 0,9 6,9", "0": "~3,0 4.7,0 5.1,4.5 4.7,9 1.3,9 .9,4.5 1.3,0 3,0",
    "1": "1,1.8 3.2,0 3.2,9|1,9 5.4,9", "2": "~.3,2.2 1,0 5,0 6,2 5,4 .2,9|.2,9 5.8,9",
    "3": ".5,0 5.5,0 2.6,3.7|~2.6,3.7 5.9,3.4 6,9 1.2,9 0,7.4", "4": "3.8,0 .2,6.5 6,6.5|4.4,4.2 4.4,9",
    "5": "5.3,0 .9,0 .7,4|~.7,4 3,3.2 6,3.4 6,9 1.2,9 0,7.6", "6": "~4.6,0 1,2.6 0,5.6 .2,9 5.9,9 5.9,3.6 1,3.6 .2,6.4",
    "7": ".3,0 5.8,0 2,9", "8": "~3,0 5.4,0 5.4,4.2 .6,4.2 .6,0 3,0|~3,4.2 6,4.2 6,9 0,9 0,4.2 3,4.2",
    "9": "~1.4,9 5,6.4 6,3.4 5.8,0 .1,0 .1,5.4 5,5.4 5.8,2.6", "<": "5.6,1.4 .6,4.7 5.6,8",
}  # fmt: skip
_OVER = 4


@lru_cache(maxsize=256)
def font(face: str, size: int) -> Font:
    """A face by its name in this module, or Pillow's own where the system has it not."""
    if face in _FILES:
        try:
            return ImageFont.truetype(_FILES[face], size)
        except OSError:
            pass
    return ImageFont.load_default(size)


@lru_cache(maxsize=1024)
def written(text: str, face: str) -> bool:
    """Whether a face has all letters of a text: those it lacks all look alike, as a code point that is none does."""
    if text.isascii():
        return True
    made = font(face, 24)
    missing = bytes(made.getmask("\U000effff"))
    return not any(bytes(made.getmask(letter)) == missing for letter in set(text) if not letter.isspace())


def face_for(text: str, face: str) -> str:
    """`face`, or one that has the letters of `text`; "" if there is none."""
    return next((name for name in (face, "sans", "han") if written(text, name)), "")


def strange(text: str, size: int) -> Image.Image:
    """A text that no face here can write, as made-up signs of as many strokes as ideographs have; white on black, 8 bits."""
    mask = Image.new("L", (max(1, round(len(text) * size * 1.1)), size), 0)
    draw, thick = ImageDraw.Draw(mask), max(1, size // 12)
    for place, letter in enumerate(text):
        lots, left = Random(letter), place * size * 1.1
        for _ in range(lots.randrange(4, 8)):
            x, y, far = lots.uniform(0.1, 0.5) * size, lots.uniform(0.1, 0.85) * size, lots.uniform(0.3, 0.5) * size
            flat = lots.random() < 0.6
            draw.line((left + x, y, left + x + (far if flat else 0), y + (0 if flat else far)), fill=255, width=thick)
    return mask


def _rounded(line: Line) -> Line:
    """Chaikin's corner cutting, the ends kept."""
    for _ in range(3):
        cut: Line = [line[0]]
        for (x0, y0), (x1, y1) in itertools.pairwise(line):
            cut += [(x0 * 0.75 + x1 * 0.25, y0 * 0.75 + y1 * 0.25), (x0 * 0.25 + x1 * 0.75, y0 * 0.25 + y1 * 0.75)]
        line = [*cut, line[-1]]
    return line


def _lines(letter: str) -> Iterator[Line]:
    for stroke in _STROKES[letter].split("|"):
        points = [(float(pair.split(",")[0]), float(pair.split(",")[1])) for pair in stroke.lstrip("~").split()]
        if stroke.startswith("~"):
            closed = points[0] == points[-1]
            made = _rounded(points)
            yield [*made[1:-1], made[1]] if closed else made
        else:
            yield points


@lru_cache(maxsize=4096)
def _sign(letter: str, cell: float) -> Image.Image:
    """A letter of the zone, white on black, for a pitch of `cell` pixels."""
    high = cell * 0.94 * _OVER
    grid, thick, margin = high / 9, 0.145 * cell * _OVER, 0.1 * cell * _OVER
    size = (round(cell * 0.66 * _OVER + 2 * margin), round(high + 2 * margin))
    mask = Image.new("L", size, 0)
    draw, half = ImageDraw.Draw(mask), thick / 2
    for line in _lines(letter):
        spots = [(x * cell * 0.66 * _OVER / 6 + margin, y * grid + margin) for x, y in line]
        draw.line(spots, fill=255, width=round(thick), joint="curve")
        for x, y in (spots[0], spots[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return mask.resize((max(1, size[0] // _OVER), max(1, size[1] // _OVER)), Image.Resampling.LANCZOS)


def zone(
    image: Image.Image,
    lines: list[str],
    left: float,
    top: float,
    width: float,
    ink: tuple[int, int, int] = (16, 16, 18),
) -> float:
    """Print a machine readable zone.

    Args:
        image: to print on.
        lines: of one length, of capitals, digits and `<`.
        left: of the first letter, in pixels.
        top: of the first line.
        width: of a line.
        ink: red, green and blue.

    Returns:
        Where the last line ends, in pixels from the top.
    """
    cell = width / len(lines[0])
    down = cell * 1.7  # 4.23 mm from line to line at a pitch of 2.54 mm
    for row, line in enumerate(lines):
        for place, letter in enumerate(line):
            sign = _sign(letter, round(cell, 2))
            image.paste(ink, (round(left + place * cell + cell * 0.07), round(top + row * down)), sign)
    return top + down * (len(lines) - 1) + cell * 1.1
