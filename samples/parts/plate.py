"""Plate: pixels with the frame of a head in them, and soft, lit shapes to lay on it. Needs Pillow and NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

    Colour = tuple[float, float, float]


def near(rng: Random, colour: Colour, by: int) -> Colour:
    """A colour not far from another."""
    red, green, blue = (min(255.0, max(0.0, part + rng.randint(-by, by))) for part in colour)
    return red, green, blue


def times(colour: Colour, factor: float) -> Colour:
    """A colour so many times as light."""
    red, green, blue = (min(255.0, part * factor) for part in colour)
    return red, green, blue


class Plate:
    """Pixels, and how much of each is somebody, with a frame of a head in it.

    Attributes:
        pixels: rows, columns, three colours; 0 to 255.
        cover: rows, columns; 0 to 1.
        tall: half a head in pixels.
    """

    def __init__(self, width: int, height: int, middle: tuple[float, float], tall: float) -> None:
        self.pixels: NDArray[np.float32] = np.zeros((height, width, 3), np.float32)
        self.cover: NDArray[np.float32] = np.zeros((height, width), np.float32)
        self.tall, self._middle, self._tilt = tall, middle, 0.0

    def turn(self, tilt: float) -> None:
        """Tilt the frame, by so many radians, for what follows."""
        self._tilt = tilt

    def wall(self, rng: Random, colour: Colour) -> None:
        """Fill the background, lighter on one side."""
        height, width = self.cover.shape
        slope = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * rng.uniform(-0.08, 0.08)
        slope = 1 + slope + np.linspace(-1, 1, height, dtype=np.float32)[:, None] * rng.uniform(-0.08, 0.04)
        self.pixels[:] = np.asarray(colour, np.float32) * slope[:, :, None]
        self.cover[:] = 1

    def _box(
        self, x: float, y: float, reach: float
    ) -> tuple[slice, slice, NDArray[np.float32], NDArray[np.float32]] | None:
        """The pixels within `reach` of a point of the frame, and their distances from it along the frame's axes, in pixels."""
        sine, cosine = math.sin(self._tilt), math.cos(self._tilt)
        across = self._middle[0] + (x * cosine - y * sine) * self.tall
        down = self._middle[1] + (x * sine + y * cosine) * self.tall
        top, bottom = max(0, int(down - reach)), min(self.cover.shape[0], int(down + reach) + 2)
        left, right = max(0, int(across - reach)), min(self.cover.shape[1], int(across + reach) + 2)
        if top >= bottom or left >= right:
            return None
        rows = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(down)
        columns = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(across)
        return slice(top, bottom), slice(left, right), columns * cosine + rows * sine, rows * cosine - columns * sine

    def _lay(self, where: tuple[slice, slice], mask: NDArray[np.float32], colour: NDArray[np.float32]) -> None:
        under = self.pixels[where]
        under += mask[:, :, None] * (colour - under)
        np.maximum(self.cover[where], mask, out=self.cover[where])

    def blob(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        colour: Colour,
        *,
        soft: float = 0.0,
        much: float = 1.0,
        power: float = 2.0,
        turn: float = 0.0,
        above: float | None = None,
        below: float | None = None,
    ) -> None:
        """A filled ellipse by its half axes (or, of a higher power, a rounder box).

        Args:
            x: in the frame, as all lengths.
            y: down.
            wide: half an axis.
            high: half an axis.
            colour: red, green, blue.
            soft: how wide its edge is.
            much: how much it covers, from 0 to 1.
            power: of the superellipse.
            turn: its own angle in radians.
            above: only what lies above this, measured from its middle.
            below: only what lies below this.
        """
        found = self._box(x, y, (max(wide, high) + soft) * self.tall + 2)
        if found is None:
            return
        rows, columns, right, down = found
        if turn:
            right, down = right * math.cos(turn) + down * math.sin(turn), down * math.cos(turn) - right * math.sin(turn)
        across, along = np.abs(right) / (wide * self.tall), np.abs(down) / (high * self.tall)
        far = (
            np.sqrt(across * across + along * along) if power == 2.0 else (across**power + along**power) ** (1 / power)
        )
        edge = max(soft * self.tall, 1.0)
        mask = np.clip((1 - far) * min(wide, high) * self.tall / edge + 0.5, 0, 1) * much
        for line, sign in ((above, -1), (below, 1)):
            if line is not None:
                mask = mask * np.clip(sign * (down - line * self.tall) / edge + 0.5, 0, 1)
        self._lay((rows, columns), mask.astype(np.float32), np.asarray(colour, np.float32))

    def ring(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        thick: float,
        colour: Colour,
        *,
        above: float | None = None,
        below: float | None = None,
    ) -> None:
        """The outline of an ellipse, or what of it lies above or below a line."""
        found = self._box(x, y, (max(wide, high) + thick) * self.tall + 2)
        if found is None:
            return
        rows, columns, right, down = found
        far = np.sqrt((right / (wide * self.tall)) ** 2 + (down / (high * self.tall)) ** 2)
        edge = np.abs(far - 1) * min(wide, high) * self.tall
        mask = np.clip(max(thick * self.tall, 1.0) / 2 - edge + 0.5, 0, 1)
        for line, sign in ((above, -1), (below, 1)):
            if line is not None:
                mask = mask * np.clip(sign * (down - line * self.tall) + 0.5, 0, 1)
        self._lay((rows, columns), mask.astype(np.float32), np.asarray(colour, np.float32))

    def ball(
        self, x: float, y: float, wide: float, high: float, colour: Colour, light: tuple[float, float, float]
    ) -> None:
        """An ellipsoid, lit as Lambert has it, with some light from all sides."""
        found = self._box(x, y, max(wide, high) * self.tall + 2)
        if found is None:
            return
        rows, columns, right, down = found
        across, along = right / (wide * self.tall), down / (high * self.tall)
        square = across * across + along * along
        mask = np.clip((1 - np.sqrt(square)) * min(wide, high) * self.tall + 0.5, 0, 1)
        deep = np.sqrt(np.clip(1 - square * 0.94, 0, 1))
        lit = 0.54 + 0.52 * np.clip(across * light[0] + along * light[1] + deep * light[2], 0, 1.2)
        self._lay(
            (rows, columns),
            mask.astype(np.float32),
            lit[:, :, None].astype(np.float32) * np.asarray(colour, np.float32),
        )

    def crescent(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        colour: Colour,
        light: tuple[float, float, float],
        line: float,
        low: float,
    ) -> None:
        """Hair around a face: a lit ellipse less the opening for the face, which begins at `line`; ends `low` below the middle."""
        found = self._box(x, y, max(wide, high) * self.tall + 2)
        if found is None:
            return
        rows, columns, right, down = found
        across, along = right / (wide * self.tall), down / (high * self.tall)
        far = np.sqrt(across * across + along * along)
        tall = (1.25 - (line - y)) / 2
        inner = np.sqrt((right / (wide * 0.84 * self.tall)) ** 2 + ((down / self.tall - (line - y) - tall) / tall) ** 2)
        edge = 0.05 * self.tall
        mask = np.clip((1 - far) * wide * self.tall / edge + 0.7, 0, 1) * np.clip(
            (inner - 1) * wide * self.tall / edge + 0.5, 0, 1
        )
        mask *= np.clip((low * self.tall - down) / (edge * 2) + 0.5, 0, 1)
        lit = 0.62 + 0.45 * np.clip(
            across * light[0] + along * light[1] + np.sqrt(np.clip(1 - far * far, 0, 1)) * light[2], 0, 1
        )
        lit *= 1 + 0.12 * np.sin(across * 40 + along * 9)  # strands
        self._lay(
            (rows, columns),
            mask.astype(np.float32),
            lit[:, :, None].astype(np.float32) * np.asarray(colour, np.float32),
        )

    def picture(self, rng: Random) -> Image.Image:
        """As the camera gives it: soft, with the texture of skin and cloth, and grain; transparent where nothing was drawn."""
        image = Image.fromarray(np.clip(self.pixels, 0, 255).astype(np.uint8))
        soft = np.asarray(image.filter(ImageFilter.GaussianBlur(max(0.4, self.tall * 0.008)))).astype(np.float32)
        chance = np.random.default_rng(rng.getrandbits(32))
        soft += _grain(chance, self.cover.shape, rng.uniform(5.0, 8.5))[:, :, None]
        soft += (_grain(chance, self.cover.shape, 3.0, coarse=3) * self.cover)[:, :, None]
        image = Image.fromarray(np.clip(soft, 0, 255).astype(np.uint8))
        if self.cover.min() < 1:
            image.putalpha(Image.fromarray((self.cover * 255).astype(np.uint8)))
        return image


def _grain(chance: np.random.Generator, shape: tuple[int, ...], sigma: float, coarse: int = 1) -> NDArray[np.float32]:
    """Noise of so many levels, in spots of so many pixels."""
    height, width = shape
    spots = chance.standard_normal((-(-height // coarse), -(-width // coarse)), np.float32) * np.float32(sigma)
    return spots if coarse == 1 else spots.repeat(coarse, 0).repeat(coarse, 1)[:height, :width]
