"""Portraits: drawn faces with light and shade, all invented, for documents, selfies and groups. Needs Pillow and NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from random import Random

    Point = tuple[float, float]
    Colour = tuple[int, int, int]

_SKIN = ((244, 208, 180), (228, 184, 148), (198, 146, 108), (160, 108, 76), (112, 74, 52), (82, 54, 40))
_HAIR = ((28, 22, 20), (60, 40, 26), (110, 76, 44), (176, 138, 84), (150, 150, 150), (222, 222, 220))
_EYES = ((70, 48, 30), (60, 90, 130), (80, 110, 70), (40, 30, 26))
#: Drawn at so many times the size, and scaled down.
_OVER = 2


def portrait(rng: Random, width: int, height: int, background: Colour | None = None) -> Image.Image:
    """Head and shoulders of nobody.

    Args:
        rng: decides all of it.
        width: in pixels.
        height: in pixels.
        background: behind the head; None for one of its own.
    """
    wide, high = width * _OVER, height * _OVER
    back = background or tuple(rng.randrange(150, 250) for _ in range(3))
    image = Image.new("RGB", (wide, high), back)  # type: ignore[arg-type]  # three numbers
    skin, hair = rng.choice(_SKIN), rng.choice(_HAIR)
    middle = (wide * rng.uniform(0.46, 0.54), high * rng.uniform(0.42, 0.48))
    tall = high * rng.uniform(0.27, 0.31)
    broad = tall * rng.uniform(0.72, 0.82)
    _shoulders(image, rng, middle, broad, tall, skin)
    long_hair = rng.random() < 0.45
    if long_hair:
        _ellipse(image, (middle[0], middle[1] + tall * 0.15), broad * 1.28, tall * 1.3, hair)
    _head(image, middle, broad, tall, skin)
    _top(image, rng, middle, broad, tall, hair)
    _features(image, rng, middle, broad, tall, skin, hair)
    _shade(image, rng, middle, tall)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _ellipse(image: Image.Image, at: Point, wide: float, high: float, colour: Colour, soft: float = 0.0) -> None:
    """A filled ellipse by its half axes; `soft` blurs its edge by so many pixels."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse((at[0] - wide, at[1] - high, at[0] + wide, at[1] + high), fill=255)
    if soft:
        mask = mask.filter(ImageFilter.GaussianBlur(soft))
    image.paste(colour, mask=mask)


def _times(colour: Colour, factor: float) -> Colour:
    return tuple(max(0, min(255, int(part * factor))) for part in colour)  # type: ignore[return-value]  # three


def _shoulders(image: Image.Image, rng: Random, at: Point, broad: float, tall: float, skin: Colour) -> None:
    shirt = tuple(rng.randrange(20, 220) for _ in range(3))
    neck = ImageDraw.Draw(image)
    neck.rectangle((at[0] - broad * 0.42, at[1] + tall * 0.6, at[0] + broad * 0.42, at[1] + tall * 1.5), fill=_times(skin, 0.82))
    _ellipse(image, (at[0], at[1] + tall * 2.15), broad * 2.0, tall * 0.95, shirt, tall * 0.02)  # type: ignore[arg-type]  # three


def _head(image: Image.Image, at: Point, broad: float, tall: float, skin: Colour) -> None:
    for side in (-1, 1):
        _ellipse(image, (at[0] + side * broad * 0.98, at[1] + tall * 0.05), broad * 0.14, tall * 0.2, _times(skin, 0.9))
    _ellipse(image, at, broad, tall, skin, tall * 0.012)
    _ellipse(image, (at[0], at[1] + tall * 0.35), broad * 0.86, tall * 0.68, skin, tall * 0.03)
    for side in (-1, 1):  # cheeks in shade
        _ellipse(image, (at[0] + side * broad * 0.72, at[1] + tall * 0.3), broad * 0.2, tall * 0.4, _times(skin, 0.93), tall * 0.09)


def _top(image: Image.Image, rng: Random, at: Point, broad: float, tall: float, hair: Colour) -> None:
    bald = rng.random() < 0.1
    if bald:
        return
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((at[0] - broad * 1.08, at[1] - tall * 1.14, at[0] + broad * 1.08, at[1] + tall * 0.5), fill=255)
    line = at[1] - tall * rng.uniform(0.46, 0.6)
    draw.ellipse((at[0] - broad * 0.93, line, at[0] + broad * 0.93, at[1] + tall * 1.3), fill=0)
    image.paste(hair, mask=mask.filter(ImageFilter.GaussianBlur(tall * 0.02)))


def _features(image: Image.Image, rng: Random, at: Point, broad: float, tall: float, skin: Colour, hair: Colour) -> None:
    draw = ImageDraw.Draw(image)
    line, apart = at[1] - tall * 0.08, broad * 0.42
    iris = rng.choice(_EYES)
    brow = tall * rng.uniform(0.18, 0.22)
    for side in (-1, 1):
        x = at[0] + side * apart
        _ellipse(image, (x, line), broad * 0.25, tall * 0.13, _times(skin, 0.84), tall * 0.05)
        _ellipse(image, (x, line), broad * 0.17, tall * 0.062, (246, 244, 240))
        _ellipse(image, (x, line), broad * 0.078, tall * 0.062, iris)
        _ellipse(image, (x, line), broad * 0.036, tall * 0.03, (10, 10, 10))
        _ellipse(image, (x + broad * 0.02, line - tall * 0.02), broad * 0.016, tall * 0.012, (255, 255, 255))
        draw.arc((x - broad * 0.18, line - tall * 0.075, x + broad * 0.18, line + tall * 0.07), 190, 350, fill=_times(skin, 0.4), width=max(2, int(tall * 0.016)))
        draw.arc((x - broad * 0.24, line - brow, x + broad * 0.24, line + tall * 0.05), 205, 335, fill=_times(hair, 0.9), width=max(3, int(tall * 0.045)))
    nose = at[1] + tall * 0.27
    _ellipse(image, (at[0], nose), broad * 0.14, tall * 0.085, _times(skin, 0.92), tall * 0.03)
    draw.line((at[0] - broad * 0.06, line + tall * 0.06, at[0] - broad * 0.11, nose - tall * 0.03), fill=_times(skin, 0.82), width=max(2, int(tall * 0.02)))
    for side in (-1, 1):
        _ellipse(image, (at[0] + side * broad * 0.07, nose + tall * 0.05), broad * 0.035, tall * 0.018, _times(skin, 0.5))
    mouth = at[1] + tall * 0.53
    _ellipse(image, (at[0], mouth), broad * 0.3, tall * 0.06, tuple(int(a * b) for a, b in zip(skin, (0.86, 0.6, 0.58), strict=True)), tall * 0.01)  # type: ignore[arg-type]  # three
    draw.arc((at[0] - broad * 0.3, mouth - tall * 0.09, at[0] + broad * 0.3, mouth + tall * 0.03), 15, 165, fill=_times(skin, 0.38), width=max(2, int(tall * 0.014)))
    if rng.random() < 0.25:
        _glasses(draw, at, line, apart, broad, tall)
    if rng.random() < 0.2:
        _ellipse(image, (at[0], at[1] + tall * 0.72), broad * 0.62, tall * 0.22, _times(hair, 1.05), tall * 0.06)


def _glasses(draw: ImageDraw.ImageDraw, at: Point, line: float, apart: float, broad: float, tall: float) -> None:
    width = max(2, int(tall * 0.018))
    for side in (-1, 1):
        x = at[0] + side * apart
        draw.ellipse((x - broad * 0.29, line - tall * 0.14, x + broad * 0.29, line + tall * 0.15), outline=(30, 30, 34), width=width)
    draw.line((at[0] - apart + broad * 0.29, line, at[0] + apart - broad * 0.29, line), fill=(30, 30, 34), width=width)


def _shade(image: Image.Image, rng: Random, at: Point, tall: float) -> None:
    """Light from one side, soft edges, and the grain of a camera."""
    pixels = np.asarray(image).astype(np.float32)
    rows, columns = np.mgrid[0 : image.height, 0 : image.width]
    angle = rng.uniform(0, 2 * math.pi)
    slope = ((columns - at[0]) * math.cos(angle) + (rows - at[1]) * math.sin(angle)) / (tall * 3)
    pixels *= (1 + rng.uniform(0.06, 0.22) * slope)[:, :, None]
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 6), pixels.shape)
    soft = Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(tall * 0.008))
    image.paste(soft)
