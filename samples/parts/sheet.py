"""Sheet: security paper to print on, and what documents have on it: portraits, captions and values, zones, seals, chips, signatures. Needs Pillow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from parts import lettering
from parts.portrait import portrait
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from random import Random

    Colour = tuple[int, int, int]
    Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """How a series of documents is printed.

    Attributes:
        tints: of the paper, left and right.
        ink: of values.
        accent: of titles, captions and seals.
        face: a name of `lettering`.
        right: whether the portrait is on the right.
        captions: above the values, or beside them.
        ghost: whether there is a second, pale portrait.
    """

    tints: tuple[Colour, Colour]
    ink: Colour
    accent: Colour
    face: str
    right: bool
    captions: str
    ghost: bool


def style(rng: Random) -> Style:
    """One by lot."""
    tint = tuple(rng.randrange(206, 246) for _ in range(3))
    other = tuple(rng.randrange(206, 246) for _ in range(3))
    accent = rng.choice(((24, 44, 110), (120, 24, 36), (22, 84, 60), (70, 40, 110), (30, 30, 36), (20, 90, 120)))
    return Style(
        tints=((tint[0], tint[1], tint[2]), (other[0], other[1], other[2])),
        ink=rng.choice(((16, 16, 20), (24, 24, 40), (40, 30, 30))),
        accent=accent,
        face=rng.choice(lettering.FACES),
        right=rng.random() < 0.15,
        captions=rng.choice(("above", "above", "above", "beside")),
        ghost=rng.random() < 0.4,
    )


def paper(rng: Random, size: tuple[int, int], tints: tuple[Colour, Colour]) -> Image.Image:
    """Tinted paper with guilloches."""
    ramp = np.linspace(0, 1, size[0], dtype=np.float32)[None, :, None]
    first, second = (np.asarray(tint, np.float32) for tint in tints)
    image = Image.fromarray(np.broadcast_to(first + (second - first) * ramp, (size[1], size[0], 3)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    ink = tuple(max(0, part - rng.randrange(10, 26)) for part in tints[0])
    wave, turns, drift = rng.uniform(0.01, 0.08) * size[1], rng.uniform(1, 5), rng.uniform(0.02, 0.2)
    columns = range(0, size[0] + 12, 12)
    for line in range(rng.randrange(12, 30)):
        base, phase = size[1] * (line / 20 - 0.1), line * drift * 3
        draw.line(
            [(x, base + wave * math.sin(turns * x * 6.3 / size[0] + phase)) for x in columns],
            fill=(ink[0], ink[1], ink[2]),
        )
    return image


class Sheet:
    """A document in the making.

    Attributes:
        image: what was drawn so far.
        style: how it is printed.
        width: in pixels.
        height: in pixels.
    """

    def __init__(self, rng: Random, size: tuple[int, int], look: Style) -> None:
        self.image = paper(rng, size, look.tints)
        self.style, self.rng = look, rng
        self.width, self.height = size
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        colour: Colour | None = None,
        face: str = "",
        *,
        most: float = 0,
    ) -> float:
        """Print a line, smaller where it would be wider than `most` pixels; its width in pixels."""
        colour, chosen = colour or self.style.ink, lettering.face_for(text, face or self.style.face)
        if not chosen:
            fitting = min(size, most / (len(text) * 1.1)) if most else size
            sign = lettering.strange(text, max(6, round(fitting)))
            self.image.paste(colour, (round(at[0]), round(at[1])), sign)
            return sign.width
        made = lettering.font(chosen, max(6, round(size)))
        wide = made.getlength(text)
        if most and wide > most:
            made = lettering.font(chosen, max(6, int(size * most / wide)))
            wide = made.getlength(text)
        self._draw.text(at, text, font=made, fill=colour)
        return wide

    def band(self, left: float, top: float, right: float, bottom: float, colour: Colour | None = None) -> None:
        """A bar of colour."""
        self._draw.rectangle((left, top, right, bottom), fill=colour or self.style.accent)

    def picture(self, left: float, top: float, width: float, height: float) -> None:
        """The holder, and where the style has it a ghost on the other side."""
        tint = self.style.tints[0]
        made = portrait(
            self.rng, round(width), round(height), background=self.rng.choice((None, tint, (232, 232, 232)))
        )
        if self.rng.random() < 0.25:  # engraved by laser
            made = made.convert("L").convert("RGB")
        self.image.paste(made, (round(left), round(top)))
        if self.style.ghost:
            small = made.resize((round(width * 0.36), round(height * 0.36))).convert("L").convert("RGB")
            where = (
                round(self.width * (0.04 if self.style.right else 0.86)),
                round(self.height * 0.5 - small.height / 2),
            )
            self.image.paste(
                Image.blend(self.image.crop((*where, where[0] + small.width, where[1] + small.height)), small, 0.28),
                where,
            )

    def fields(
        self, fields: list[Field], left: float, top: float, width: float, height: float, columns: int = 1
    ) -> None:
        """Captions with their values, row by row, to fill a box."""
        rows = -(-len(fields) // columns)
        step, wide = height / rows, width / columns
        for place, (caption, value) in enumerate(fields):
            x, y = left + wide * (place % columns), top + step * (place // columns)
            self._field(caption, value, (x, y), step, wide - 12)

    def _field(self, caption: str, value: str, at: tuple[float, float], step: float, most: float) -> None:
        small, large = min(step * 0.26, 26), min(step * 0.46, 40)
        if self.style.captions == "above":
            self.text(at, caption, small, self.style.accent, most=most)
            self.text((at[0], at[1] + small * 1.25), value, large, most=most)
        else:
            wide = self.text((at[0], at[1] + step * 0.2), caption, small * 1.2, self.style.accent, most=most * 0.45)
            self.text((at[0] + wide + 12, at[1] + step * 0.12), value, large, most=most - wide - 12)

    def zone(self, lines: list[str], *, bottom: float = 0.04) -> None:
        """A machine readable zone along the lower edge, which is kept white now and then."""
        margin = self.width * self.rng.uniform(0.03, 0.045)
        cell = (self.width - 2 * margin) / len(lines[0])
        top = self.height * (1 - bottom) - cell * (1.7 * (len(lines) - 1) + 1.1)
        if self.rng.random() < 0.4:
            self.band(0, top - cell, self.width, self.height, (244, 244, 240))
        lettering.zone(self.image, lines, margin, top, self.width - 2 * margin)

    def seal(self, x: float, y: float, radius: float) -> None:
        """A coat of arms of nowhere: rings, a star and rays."""
        for ring in (1.0, 0.86):
            reach = radius * ring
            self._draw.ellipse(
                (x - reach, y - reach, x + reach, y + reach),
                outline=self.style.accent,
                width=max(1, round(radius * 0.05)),
            )
        points = self.rng.choice((5, 6, 8, 12))
        spots = [
            (x + math.sin(at * math.pi / points) * radius * (0.7 if at % 2 else 0.34), y - math.cos(at * math.pi / points) * radius * (0.7 if at % 2 else 0.34))
            for at in range(2 * points)
        ]  # fmt: skip
        self._draw.polygon(spots, fill=self.style.accent)

    def chip(self, x: float, y: float, size: float) -> None:
        """The contacts of a chip card."""
        self._draw.rounded_rectangle(
            (x, y, x + size, y + size * 0.8), radius=size * 0.12, fill=(214, 182, 96), outline=(120, 96, 40), width=2
        )
        for part in (0.33, 0.66):
            self._draw.line((x, y + size * 0.8 * part, x + size, y + size * 0.8 * part), fill=(120, 96, 40), width=2)
        self._draw.line((x + size / 2, y, x + size / 2, y + size * 0.8), fill=(120, 96, 40), width=2)

    def signature(self, x: float, y: float, width: float) -> None:
        """A scrawl."""
        spots, height = [], width * 0.16
        for step in range(40):
            part = step / 39
            spots.append(
                (
                    x + part * width + self.rng.uniform(-1, 1) * width * 0.03,
                    y + math.sin(step * 1.1) * height * self.rng.uniform(0.2, 1) * (1 - part * 0.6),
                )
            )
        self._draw.line(spots, fill=(30, 30, 70), width=max(2, round(width * 0.012)), joint="curve")

    def code(self, made: Image.Image, left: float, top: float, width: float, height: float = 0) -> None:
        """Paste a bar code, scaled by whole numbers of pixels a module; its picture must have one pixel a module."""
        across = max(1, int(width / made.width))
        down = max(1, int(height / made.height)) if height else across
        self.image.paste(
            made.convert("RGB").resize((made.width * across, made.height * down), Image.Resampling.NEAREST),
            (round(left), round(top)),
        )
