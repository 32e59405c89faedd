"""Ordinary pictures: places, people, things, maps and drawings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from parts.board import INKS, Board, title
from parts.camera import table
from parts.portrait import group, portrait
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from random import Random


def landscape(rng: Random, size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """Sky, hills one behind another, perhaps water and a sun."""
    width, height = size
    top = np.asarray(rng.choice(((90, 140, 210), (240, 160, 110), (60, 70, 110), (170, 190, 210))), np.float32)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    image = Image.fromarray(
        np.broadcast_to(top + (np.asarray((236, 226, 216), np.float32) - top) * ramp, (height, width, 3)).astype(
            np.uint8
        )
    )
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.5:
        x, y, reach = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.35) * height, rng.uniform(20, 60)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=(255, 244, 210))
    ground = np.asarray(rng.choice(((60, 90, 50), (120, 100, 70), (70, 80, 100), (40, 60, 56))), np.float32)
    for layer in range(5):
        base, waves = (
            height * (0.42 + layer * 0.12),
            [(rng.uniform(1, 9), rng.uniform(0, 6), rng.uniform(4, 40)) for _ in range(4)],
        )
        spots = [
            (x, base + sum(high * math.sin(turns * x / width * 6.3 + phase) for turns, phase, high in waves))
            for x in range(0, width + 8, 8)
        ]
        tint = ground * (0.35 + 0.65 * (4 - layer) / 4) + np.asarray((150, 160, 180)) * 0.35 * (4 - layer) / 4
        draw.polygon([*spots, (width, height), (0, height)], fill=(int(tint[0]), int(tint[1]), int(tint[2])))
    return _grain(rng, image, 5)


def city(rng: Random) -> Image.Image:
    """Houses with lit windows."""
    image = landscape(rng, (1000, 750))
    draw, x = ImageDraw.Draw(image), 0
    while x < 1000:
        wide, high, tint = rng.randrange(60, 160), rng.randrange(150, 600), rng.randrange(50, 160)
        draw.rectangle((x, 750 - high, x + wide, 750), fill=(tint, tint, tint + 10))
        for row in range(750 - high + 14, 740, 28):
            for column in range(x + 8, x + wide - 12, 22):
                draw.rectangle(
                    (column, row, column + 10, row + 14),
                    fill=rng.choice(((240, 220, 140), (40, 50, 70), (90, 110, 140))),
                )
        x += wide
    return image


def crowd(rng: Random) -> Image.Image:
    """Some people before a landscape."""
    return _grain(rng, group(rng, landscape(rng), rng.randrange(2, 7), rng.uniform(0.16, 0.3)), 3)


def distant(rng: Random) -> Image.Image:
    """People far away."""
    return _grain(rng, group(rng, landscape(rng), rng.randrange(1, 6), rng.uniform(0.05, 0.1)), 3)


def selfie(rng: Random) -> Image.Image:
    """One face, large."""
    return portrait(rng, 540, 720, lively=1.0)


def thing(rng: Random) -> Image.Image:
    """Cups, fruit or boxes on a table."""
    image = table(rng, (1000, 750))
    for _ in range(rng.randrange(2, 7)):
        mask, draw = Image.new("L", image.size, 0), None
        draw = ImageDraw.Draw(mask)
        x, y, size = rng.randrange(100, 900), rng.randrange(100, 650), rng.randrange(50, 170)
        box = (x - size, y - size * 0.8, x + size, y + size * 0.8)
        (draw.ellipse if rng.random() < 0.6 else draw.rectangle)(box, fill=255)
        shade = Image.radial_gradient("L").resize((size * 3, size * 3)).point(lambda value: 255 - value // 2)
        layer = Image.new("RGB", image.size, rng.choice(INKS))
        ink = Image.new("L", image.size, 128)
        ink.paste(shade, (x - size * 2, y - size * 2))
        lit = Image.composite(layer, Image.new("RGB", image.size, (20, 20, 20)), ink)
        image.paste(lit, mask=mask.filter(ImageFilter.GaussianBlur(2)))
    return _grain(rng, image, 4)


def logo(rng: Random) -> Image.Image:
    """A mark and a name."""
    board = Board((600, 400))
    for _ in range(rng.randrange(1, 4)):
        x, y, size = rng.randrange(120, 480), rng.randrange(80, 220), rng.randrange(30, 100)
        sides = rng.choice((3, 4, 6, 60))
        board.draw.regular_polygon((x, y, size), sides, rotation=rng.randrange(90), fill=rng.choice(INKS))
    board.text(150, 300, title(rng, 2), 46, rng.choice(INKS), "bold")
    return board.image


def icon(rng: Random) -> Image.Image:
    """A very small picture."""
    side = rng.choice((16, 32, 48, 64))
    board = Board((side, side), rng.choice(INKS))
    board.draw.ellipse((side * 0.2, side * 0.2, side * 0.8, side * 0.8), fill=(255, 255, 255))
    return board.image


def plan(rng: Random) -> Image.Image:
    """A map: roads, a river, blocks and names."""
    board = Board((1000, 1000), (236, 232, 222))
    for _ in range(40):
        x, y = rng.randrange(1000), rng.randrange(1000)
        board.box(
            x,
            y,
            x + rng.randrange(30, 120),
            y + rng.randrange(30, 120),
            rng.choice(((222, 214, 204), (200, 222, 190), (226, 222, 214))),
        )
    board.draw.line(
        [(x, 500 + 120 * math.sin(x / 160 + rng.uniform(0, 0.4))) for x in range(0, 1001, 25)],
        fill=(150, 190, 230),
        width=40,
    )
    for _ in range(14):
        board.draw.line(
            (rng.randrange(1000), rng.choice((0, 1000)), rng.randrange(1000), rng.randrange(1000)),
            fill=(255, 255, 255),
            width=rng.choice((8, 14, 20)),
        )
    for _ in range(12):
        board.text(rng.randrange(900), rng.randrange(960), title(rng, 1) + rng.choice((" St", " Rd", " Park")), 18)
    return board.image


def meme(rng: Random) -> Image.Image:
    """A picture with large words above and below."""
    image = rng.choice((crowd, landscape, selfie, thing))(rng)
    board = Board(image.size)
    board.image.paste(image)
    for y in (20, image.height - 90):
        board.text(40, y, title(rng, 4).upper(), 52, (255, 255, 255), "bold")
    return board.image


def pattern(rng: Random) -> Image.Image:
    """Cloth, stone or wood from near."""
    return _grain(rng, table(rng, (900, 700)), 6)


def abstract(rng: Random) -> Image.Image:
    """Circles and lines of a screen's background."""
    board = Board((1280, 720), rng.choice(INKS))
    for _ in range(30):
        x, y, size = rng.randrange(1280), rng.randrange(720), rng.randrange(10, 260)
        board.draw.ellipse(
            (x - size, y - size, x + size, y + size), outline=rng.choice(INKS), width=rng.randrange(1, 30)
        )
    return board.image


def drawing(rng: Random) -> Image.Image:
    """A child's drawing of a house, a tree and a round face: hardly one."""
    board = Board((900, 650), (252, 250, 244))
    board.draw.polygon([(120, 300), (260, 180), (400, 300)], outline=(160, 40, 40), width=6)
    board.draw.rectangle((140, 300, 380, 520), outline=(60, 60, 60), width=6)
    x = rng.randrange(520, 760)
    board.draw.ellipse((x - 60, 150, x + 60, 270), outline=(40, 40, 40), width=5)
    for side in (-22, 22):
        board.draw.ellipse((x + side - 5, 190, x + side + 5, 200), fill=(40, 40, 40))
    board.draw.arc((x - 30, 200, x + 30, 246), 20, 160, fill=(40, 40, 40), width=4)
    board.draw.line((x, 270, x, 430), fill=(40, 40, 40), width=5)
    return board.image


def _grain(rng: Random, image: Image.Image, sigma: float) -> Image.Image:
    chance = np.random.default_rng(rng.getrandbits(32))
    tile = (chance.standard_normal((256, 256), np.float32) * sigma).astype(np.int16)
    across, down = -(-image.width // 256), -(-image.height // 256)
    noise = np.tile(tile, (down, across))[: image.height, : image.width, None]
    return Image.fromarray(np.clip(np.asarray(image).astype(np.int16) + noise, 0, 255).astype(np.uint8))
