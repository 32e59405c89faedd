"""Portraits: heads of nobody, drawn with light and shade, for documents, selfies and groups. Needs Pillow and NumPy.

A face is soft ellipses in the frame of its head, which is two units high: the origin is between the ears, x to the right, y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parts.plate import Plate, near, times

if TYPE_CHECKING:
    from random import Random

    from parts.plate import Colour
    from PIL import Image

_SKIN = (
    (246, 214, 190), (236, 196, 164), (222, 176, 140), (202, 152, 116), (176, 124, 90), (146, 100, 72), (116, 78, 56), (88, 60, 44),
)  # fmt: skip
_HAIR = ((26, 22, 22), (44, 32, 26), (74, 50, 34), (112, 78, 48), (158, 122, 74), (196, 164, 108), (132, 60, 34))
_GREY = ((150, 150, 152), (196, 196, 196), (224, 222, 220))
_IRIS = ((62, 42, 28), (84, 60, 36), (70, 96, 130), (86, 110, 78), (40, 30, 26))
_CLOTH = (
    (34, 38, 52),
    (92, 96, 104),
    (232, 232, 230),
    (122, 30, 40),
    (44, 84, 66),
    (60, 84, 140),
    (176, 150, 110),
    (24, 24, 26),
    (200, 120, 130),
)
_LIP = (0.86, 0.60, 0.60)


@dataclass(frozen=True, slots=True)
class Face:
    """What somebody looks like.

    Attributes:
        skin: red, green and blue, as hair, cloth and iris.
        age: in years; changes the hair and adds lines.
        hair_style: bald, short, long, bun or curly.
        cover: "" for none, scarf, turban or cap.
        beard: "" for none, stubble, full or moustache.
        yaw: how far the face is turned to the side, in half heads.
        tilt: turned in the picture, in radians.
        light: where the light comes from: x, y and z of a unit vector, z towards the camera.
    """

    skin: Colour
    hair: Colour
    cloth: Colour
    cover_cloth: Colour
    iris: Colour
    age: int
    hair_style: str
    cover: str
    beard: str
    glasses: bool
    smile: float
    broad: float
    yaw: float
    tilt: float
    light: tuple[float, float, float]


def face(rng: Random, *, lively: float = 0.3) -> Face:
    """Draw lots for a face; `lively` from 0, a passport's, to 1, a snapshot's, says how far it is turned, tilted and lit aside."""
    age = rng.randrange(18, 80)
    side = rng.uniform(-0.5, 0.5) * (0.6 + lively)
    up = rng.uniform(-0.6, -0.1)
    style = rng.choice(("short", "short", "long", "long", "bun", "curly", "bald"))
    cover = rng.choice(("scarf", "turban", "cap")) if rng.random() < 0.14 else ""
    shaven = cover == "scarf" or style in {"long", "bun"}
    beard = "" if shaven else rng.choice(("", "", "stubble", "full", "moustache"))
    return Face(
        skin=near(rng, rng.choice(_SKIN), 8),
        hair=near(rng, rng.choice(_GREY if age > rng.randrange(45, 75) else _HAIR), 6),
        cloth=near(rng, rng.choice(_CLOTH), 10),
        cover_cloth=near(rng, rng.choice(_CLOTH), 10),
        iris=rng.choice(_IRIS),
        age=age,
        hair_style=style,
        cover=cover,
        beard=beard,
        glasses=rng.random() < 0.22,
        smile=rng.uniform(-0.2, 0.5 + lively * 0.3),
        broad=rng.uniform(0.66, 0.76),
        yaw=rng.uniform(-0.12, 0.12) * lively,
        tilt=rng.uniform(-0.14, 0.14) * lively,
        light=(side, up, math.sqrt(max(0.2, 1 - side * side - up * up))),
    )


def portrait(
    rng: Random, width: int, height: int, *, background: Colour | None = None, lively: float = 0.1
) -> Image.Image:
    """A head and shoulders.

    Args:
        rng: decides all of it.
        width: of the picture in pixels.
        height: of the picture in pixels.
        background: red, green and blue behind the head; None for one by lot.
        lively: see `face`.
    """
    tall = min(height * rng.uniform(0.25, 0.30), width * 0.40)
    plate = Plate(width, height, (width * rng.uniform(0.47, 0.53), height * rng.uniform(0.44, 0.49)), tall)
    plate.wall(
        rng,
        background or near(rng, rng.choice(((214, 216, 220), (186, 200, 214), (236, 236, 234), (168, 176, 186))), 10),
    )
    _person(plate, rng, face(rng, lively=lively))
    return plate.picture(rng)


def figure(rng: Random, height: int, *, lively: float = 0.6) -> Image.Image:
    """Somebody cut out, with transparency, from head to chest: for groups and for people at a distance."""
    width = round(height * 0.9)
    plate = Plate(width, height, (width / 2, height * 0.40), height * 0.29)
    _person(plate, rng, face(rng, lively=lively))
    return plate.picture(rng)


def group(rng: Random, ground: Image.Image, count: int, share: float) -> Image.Image:
    """A copy of `ground` with `count` people; a head is about `share` of the picture's height, and they hardly overlap."""
    image = ground.convert("RGB")
    for place in range(count):
        tall = max(24, round(image.height * share * rng.uniform(0.85, 1.15) / 0.58))
        body = figure(rng, tall)
        slot = image.width / count
        left = round(place * slot + (slot - body.width) / 2 + rng.uniform(-0.08, 0.08) * slot)
        top = round(image.height * rng.uniform(0.30, 0.42))
        _below(image, body, left, top + tall)
        image.paste(body, (left, top), body)
    return image


def _below(image: Image.Image, body: Image.Image, left: int, top: int) -> None:
    """The rest of a body under its bust, in its cloth's colour."""
    if top < image.height:
        strip = body.crop((0, body.height - 1, body.width, body.height)).resize((body.width, image.height - top))
        image.paste(strip, (left, top), strip)


def _person(plate: Plate, rng: Random, who: Face) -> None:
    _behind(plate, who)
    plate.turn(who.tilt * 0.3)
    _bust(plate, rng, who)
    plate.turn(who.tilt)
    _skull(plate, who)
    _eyes(plate, who)
    _nose(plate, who)
    _mouth(plate, who)
    _lines(plate, who)
    _beard(plate, who)
    _hair(plate, rng, who)
    _cover(plate, rng, who)
    if who.glasses:
        _glasses(plate, rng, who)


def _behind(plate: Plate, who: Face) -> None:
    """What of the hair or the cover is behind the head."""
    wide = who.broad
    if who.cover == "scarf":
        plate.ball(0, 0.28, wide * 1.42, 1.48, times(who.cover_cloth, 0.9), who.light)
    elif who.hair_style == "long":
        plate.blob(0, 0.45, wide * 1.24, 1.36, times(who.hair, 0.8), soft=0.06, power=2.6)
    elif who.hair_style == "curly":
        plate.ball(0, -0.22, wide * 1.42, 1.12, times(who.hair, 0.9), who.light)
    elif who.hair_style == "bun" and not who.cover:
        plate.ball(0, -1.12, 0.36, 0.30, who.hair, who.light)


def _bust(plate: Plate, rng: Random, who: Face) -> None:
    plate.ball(0, 2.48, 1.75 * who.broad / 0.77, 1.42, who.cloth, who.light)
    plate.blob(0, 1.02, who.broad * 0.58, 0.72, times(who.skin, 0.66), soft=0.05, power=3)
    plate.blob(0, 1.42, who.broad * 0.50, 0.30, times(who.skin, 0.84), soft=0.06)
    plate.blob(0, 0.86, who.broad * 0.62, 0.30, times(who.skin, 0.60), soft=0.2, much=0.7)
    if rng.random() < 0.5:  # a collar
        for side in (-1, 1):
            plate.blob(side * 0.34, 1.50, 0.15, 0.36, times((240, 240, 238), 0.95), soft=0.02, turn=side * 0.75)


def _skull(plate: Plate, who: Face) -> None:
    for side in (-1, 1):
        plate.blob(side * who.broad * 1.0 + who.yaw * 0.2, 0.06, 0.10, 0.23, times(who.skin, 0.80), soft=0.03)
    plate.ball(0, -0.06, who.broad, 0.94, who.skin, who.light)
    plate.ball(who.yaw * 0.3, 0.26, who.broad * 0.82, 0.82, who.skin, who.light)
    for side in (-1, 1):
        warm = (min(255.0, who.skin[0] * 1.02), who.skin[1] * 0.90, who.skin[2] * 0.88)
        plate.blob(side * 0.42 + who.yaw, 0.34, 0.20, 0.16, warm, soft=0.2, much=0.35)
        plate.blob(side * who.broad * 0.72, 0.42, 0.13, 0.42, times(who.skin, 0.72), soft=0.16, much=0.5)
    plate.blob(who.yaw, -0.42, 0.36, 0.16, times(who.skin, 1.12), soft=0.3, much=0.4)


def _eyes(plate: Plate, who: Face) -> None:
    brow = times(who.hair if who.hair[0] < 150 else times(who.skin, 0.62), 0.8)
    for side in (-1, 1):
        x = side * 0.36 * who.broad / 0.77 + who.yaw
        plate.blob(x, -0.10, 0.24, 0.15, times(who.skin, 0.55), soft=0.16, much=0.8)
        plate.blob(x, -0.07, 0.140, 0.061, (238, 234, 230), soft=0.015)
        plate.blob(x + who.yaw * 0.2, -0.075, 0.070, 0.070, who.iris, soft=0.012)
        plate.blob(x + who.yaw * 0.2, -0.075, 0.034, 0.034, (8, 8, 10), soft=0.01)
        plate.blob(x + 0.022, -0.098, 0.014, 0.014, (255, 255, 255), soft=0.008)
        plate.ring(x, -0.045, 0.17, 0.105, 0.030, times(who.skin, 0.26), above=-0.02)
        plate.ring(x, -0.085, 0.15, 0.080, 0.014, times(who.skin, 0.56), below=0.02)
        plate.ring(x, -0.080, 0.18, 0.130, 0.016, times(who.skin, 0.62), above=-0.06)
        plate.blob(x + side * 0.01, -0.285, 0.20, 0.042, brow, soft=0.03, much=0.9, turn=side * 0.10)


def _nose(plate: Plate, who: Face) -> None:
    x = who.yaw * 1.3
    shade = -1 if who.light[0] > 0 else 1
    plate.blob(x + shade * 0.085, 0.08, 0.045, 0.22, times(who.skin, 0.76), soft=0.08, much=0.6)
    plate.blob(x - shade * 0.01, 0.06, 0.035, 0.24, times(who.skin, 1.14), soft=0.06, much=0.6)
    plate.blob(x, 0.28, 0.13, 0.085, times(who.skin, 0.94), soft=0.06)
    plate.blob(x, 0.255, 0.06, 0.05, times(who.skin, 1.12), soft=0.06, much=0.7)
    for side in (-1, 1):
        plate.blob(x + side * 0.125, 0.30, 0.045, 0.06, times(who.skin, 0.80), soft=0.04)
        plate.blob(x + side * 0.065, 0.345, 0.036, 0.020, times(who.skin, 0.36), soft=0.02)
    plate.blob(x, 0.385, 0.13, 0.03, times(who.skin, 0.68), soft=0.06, much=0.7)


def _mouth(plate: Plate, who: Face) -> None:
    x, wide = who.yaw * 1.1, 0.22 + 0.05 * max(0.0, who.smile)
    red, green, blue = (part * much for part, much in zip(who.skin, _LIP, strict=True))
    lip = (red, green, blue)
    plate.blob(x, 0.525, wide * 0.92, 0.050, times(lip, 0.88), soft=0.03)
    plate.blob(x, 0.585, wide * 0.80, 0.060, lip, soft=0.03)
    if who.smile > 0.55:
        plate.blob(x, 0.560, wide * 0.70, 0.030, (236, 232, 224), soft=0.012)
    lift = max(0.03, 0.07 * (who.smile + 0.3))
    plate.ring(x, 0.56 - lift, wide, lift, 0.020, times(who.skin, 0.32), below=0.0)
    plate.blob(x, 0.685, 0.15, 0.03, times(who.skin, 0.72), soft=0.06, much=0.6)
    plate.blob(x, 0.80, 0.16, 0.10, times(who.skin, 1.08), soft=0.14, much=0.4)


def _lines(plate: Plate, who: Face) -> None:
    """What years do: folds beside the mouth, lines on the forehead, bags under the eyes."""
    deep = max(0.0, min(0.8, (who.age - 35) / 45))
    if not deep:
        return
    dark = times(who.skin, 0.66)
    for side in (-1, 1):
        plate.blob(side * 0.27 + who.yaw, 0.46, 0.018, 0.16, dark, soft=0.04, much=deep, turn=-side * 0.4)
        plate.blob(side * 0.36 + who.yaw, 0.06, 0.13, 0.018, dark, soft=0.04, much=deep, turn=side * 0.1)
    for row in range(3):
        plate.blob(who.yaw, -0.44 - row * 0.10, 0.36, 0.008, dark, soft=0.03, much=deep * 0.7)


def _beard(plate: Plate, who: Face) -> None:
    x = who.yaw
    if who.beard == "stubble":
        plate.blob(x, 0.64, who.broad * 0.62, 0.36, times(who.hair, 0.8), soft=0.22, much=0.28, below=-0.2)
    if who.beard == "full":
        plate.blob(x, 0.86, who.broad * 0.66, 0.26, who.hair, soft=0.12, much=0.9)
        for side in (-1, 1):
            plate.blob(side * who.broad * 0.78, 0.36, 0.09, 0.40, who.hair, soft=0.10, much=0.85, turn=side * 0.22)
    if who.beard in {"full", "moustache"}:
        for side in (-1, 1):
            plate.blob(x + side * 0.12, 0.455, 0.16, 0.045, who.hair, soft=0.04, much=0.95, turn=side * 0.2)


def _hair(plate: Plate, rng: Random, who: Face) -> None:
    if who.hair_style == "bald" or who.cover in {"scarf", "turban"}:
        return
    line = rng.uniform(-0.86, -0.72) - max(0.0, who.age - 50) * 0.004
    low = 0.9 if who.hair_style == "long" else 0.22
    plate.crescent(0, -0.18, who.broad * 1.10, 0.94, who.hair, who.light, line, low)
    part = rng.choice((-1, 1)) * rng.uniform(0.1, 0.3)
    for strand in range(rng.randrange(3, 9)):  # a fringe that falls aside from its parting
        x = rng.uniform(-0.8, 0.8) * who.broad
        tint = times(who.hair, rng.uniform(0.75, 1.2))
        plate.blob(
            x,
            line + 0.02 + 0.22 * x * x,
            0.20,
            0.06,
            tint,
            soft=0.05,
            much=0.8,
            turn=(0.5 if x > part else -0.5) * (1 + strand % 2),
        )
    shine = -0.3 if who.light[0] < 0 else 0.3
    plate.blob(shine, -0.90, 0.30, 0.05, times(who.hair, 1.5), soft=0.12, much=0.4, turn=shine)


def _cover(plate: Plate, rng: Random, who: Face) -> None:
    cloth = who.cover_cloth
    if who.cover == "scarf":
        plate.ring(0, 0.10, who.broad * 1.14, 1.14, 0.28, cloth)
        plate.ring(0, 0.10, who.broad * 1.00, 1.01, 0.03, times(cloth, 0.7))
        plate.blob(0, 1.32, 0.80, 0.34, times(cloth, 0.92), soft=0.06)
        plate.blob(0.1, 1.18, 0.62, 0.05, times(cloth, 0.72), soft=0.06, turn=rng.uniform(-0.3, 0.3))
    elif who.cover == "turban":
        plate.ball(0, -0.74, who.broad * 1.24, 0.52, cloth, who.light)
        for row in range(4):
            plate.ring(0, 0.30 - row * 0.17, who.broad * 1.2, 0.80, 0.025, times(cloth, 0.72), above=-0.62 - row * 0.02)
    elif who.cover == "cap":
        plate.ball(0, -0.66, who.broad * 1.08, 0.46, cloth, who.light)
        plate.blob(0, -0.50, who.broad * 1.0, 0.075, times(cloth, 0.7), soft=0.04)


def _glasses(plate: Plate, rng: Random, who: Face) -> None:
    frame = rng.choice(((24.0, 24.0, 26.0), (70.0, 50.0, 40.0), (120.0, 120.0, 124.0)))
    thick, wide, high = rng.uniform(0.025, 0.05), rng.uniform(0.22, 0.25), rng.uniform(0.15, 0.2)
    for side in (-1, 1):
        x = side * 0.36 * who.broad / 0.77 + who.yaw
        plate.ring(x, -0.06, wide, high, thick, frame)
        plate.blob(x, -0.06, wide, high, (255, 255, 255), soft=0.02, much=0.06)
        plate.blob(side * who.broad * 0.86 + who.yaw * 0.5, -0.10, 0.14, thick * 0.6, frame, soft=0.01)
    plate.blob(who.yaw, -0.09, 0.13, thick * 0.6, frame, soft=0.01)
