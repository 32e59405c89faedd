"""Board: a plain picture to write and draw on, and words to write. Needs Pillow and zxing-cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zxingcpp
from parts import lettering
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from random import Random

    Colour = tuple[int, int, int]

_WORDS = [
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "is",
    "was",
    "for",
    "on",
    "that",
    "with",
    "as",
    "by",
    "from",
    "which",
    "this",
    "they",
    "are",
    "have",
    "been",
    "one",
    "all",
    "more",
    "other",
    "when",
    "there",
    "can",
    "some",
    "market",
    "report",
    "garden",
    "window",
    "river",
    "policy",
    "meeting",
    "quarter",
    "budget",
    "engine",
    "bridge",
    "harvest",
    "weather",
    "museum",
    "station",
    "recipe",
    "lesson",
    "customer",
    "product",
    "delivery",
    "account",
    "service",
    "value",
    "price",
    "team",
    "plan",
    "result",
    "review",
    "change",
    "early",
    "bright",
    "simple",
    "certain",
    "possible",
    "important",
    "several",
    "northern",
    "modern",
    "local",
    "public",
    "general",
    "opened",
    "walked",
    "found",
    "measured",
    "carried",
    "agreed",
    "remained",
    "considered",
]
INKS: tuple[Colour, ...] = (
    (30, 80, 160),
    (190, 50, 50),
    (40, 130, 80),
    (200, 130, 30),
    (110, 70, 150),
    (50, 50, 60),
    (20, 140, 150),
)


def sentence(rng: Random, words: int = 0) -> str:
    """Words that say nothing."""
    text = " ".join(rng.choice(_WORDS) for _ in range(words or rng.randrange(6, 14)))
    return text[0].upper() + text[1:] + "."


def title(rng: Random, words: int = 3) -> str:
    """A heading that says nothing."""
    return " ".join(rng.choice(_WORDS).title() for _ in range(words))


class Board:
    """A picture in the making.

    Attributes:
        image: in RGB.
        draw: for shapes.
        width: in pixels.
        height: in pixels.
    """

    def __init__(self, size: tuple[int, int], colour: Colour = (255, 255, 255)) -> None:
        self.image = Image.new("RGB", size, colour)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = size

    def text(
        self, x: float, y: float, text: str, size: int, colour: Colour = (30, 30, 34), face: str = "plain"
    ) -> float:
        """Write a line; its width in pixels."""
        made = lettering.font(face, size)
        self.draw.text((x, y), text, font=made, fill=colour)
        return float(made.getlength(text))

    def prose(
        self,
        rng: Random,
        box: tuple[int, int, int, int],
        size: int,
        *,
        lines: list[str] | None = None,
        face: str = "plain",
    ) -> int:
        """Fill a box (left, top, right, bottom) with lines, or write those given, broken to fit; where the last ends."""
        left, top, right, bottom = box
        made, y, queue = lettering.font(face, size), top, list(lines or [])
        while y + size < bottom and (queue or not lines):
            text = queue.pop(0) if queue else sentence(rng, 40)
            while text and y + size < bottom:
                fits = max(1, int(len(text) * (right - left) / max(1.0, made.getlength(text))))
                part = text if len(text) <= fits else text[:fits].rsplit(" ", 1)[0]
                self.draw.text((left, y), part, font=made, fill=(36, 36, 38))
                text, y = text[len(part) :].lstrip(), y + round(size * 1.4)
        return y

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        radius: int = 0,
        outline: Colour | None = None,
    ) -> None:
        """A filled rectangle."""
        self.draw.rounded_rectangle((left, top, right, bottom), radius=radius, fill=colour, outline=outline)

    def code(self, form: zxingcpp.BarcodeFormat, content: str, left: int, top: int, scale: int) -> None:
        """A bar code with `scale` pixels a module."""
        self.image.paste(
            Image.fromarray(zxingcpp.create_barcode(content, form).to_image(scale=scale)).convert("RGB"), (left, top)
        )
