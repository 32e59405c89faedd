"""Camera: what becomes of a document on its way into a file: scans, copies, photographs by telephone, and what spoils them. Needs Pillow, NumPy."""

from __future__ import annotations

import io
import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Corner = tuple[float, float]

#: EXIF's orientation for a picture that is stored with so many quarter turns to the left (tag 0x0112, https://exiftool.org/TagNames/EXIF.html).
_ORIENTATION = {1: 6, 2: 3, 3: 8}
_A4 = (1240, 1754)  # at 150 dots an inch
_EPOCH = time.gmtime(1_700_000_000)
_TILE = 512


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that was taken.

    Attributes:
        image: its pixels as they will be stored.
        way: flat, scan, copy, phone, page or cut.
        harms: what spoils it, by name.
        turns: quarter turns to the left from upright, as stored.
        told: whether EXIF says so.
    """

    image: Image.Image
    way: str
    harms: tuple[str, ...] = ()
    turns: int = 0
    told: bool = False


def flat(image: Image.Image) -> Shot:
    """As it was drawn."""
    return Shot(image, "flat")


def scan(rng: Random, image: Image.Image) -> Shot:
    """On the glass of a scanner: a white border, not quite straight."""
    border = round(image.width * rng.uniform(0.02, 0.25))
    white = (rng.randrange(244, 256),) * 3
    sheet = Image.new("RGB", (image.width + 2 * border, image.height + 2 * border), (white[0], white[1], white[2]))
    sheet.paste(image, (border, border))
    sheet = sheet.rotate(rng.uniform(-3, 3), Image.Resampling.BILINEAR, fillcolor=(white[0], white[1], white[2]))
    return Shot(_grained(rng, sheet, rng.uniform(1, 3)), "scan")


def copy(rng: Random, image: Image.Image) -> Shot:
    """A grey copy: flatter or harsher than the document, with dust and a dark edge."""
    made = scan(rng, image).image.convert("L")
    slope, level = rng.uniform(0.8, 1.35), rng.uniform(-10, 24)
    made = made.point(lambda value: max(0, min(255, int((value - 128) * slope + 128 + level))))
    draw = ImageDraw.Draw(made)
    for _ in range(rng.randrange(60)):
        x, y, size = rng.uniform(0, made.width), rng.uniform(0, made.height), rng.uniform(0.5, 2)
        draw.ellipse((x, y, x + size, y + size), fill=rng.randrange(40, 140))
    if rng.random() < 0.5:
        draw.rectangle((0, 0, rng.randrange(4, 24), made.height), fill=rng.randrange(10, 60))
    return Shot(made.convert("RGB"), "copy")


def page(rng: Random, images: Sequence[Image.Image]) -> Shot:
    """One or two cards on a page of A4 at 150 dots an inch, as offices copy them."""
    sheet = Image.new("RGB", _A4, (252, 252, 252))
    top = rng.randrange(80, 240)
    for image in images:
        wide = round(_A4[0] * rng.uniform(0.52, 0.74)) if image.width > image.height else round(_A4[0] * 0.5)
        small = image.resize((wide, round(image.height * wide / image.width)), Image.Resampling.LANCZOS)
        turned = small.rotate(rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, expand=True, fillcolor=(252, 252, 252))
        sheet.paste(turned, (rng.randrange(60, _A4[0] - turned.width - 40), top))
        top += turned.height + rng.randrange(60, 200)
    return Shot(_grained(rng, sheet, rng.uniform(0.5, 2.5)), "page")


def phone(rng: Random, image: Image.Image, *, near: float = 1.0) -> Shot:
    """By telephone, on a table or in a hand: perspective, shadow, uneven light, grain; `near` makes the picture so much larger."""
    wide = round(image.width * rng.uniform(0.9, 1.15) * near)
    high = round(
        wide
        * rng.choice((0.75, 0.75, 1.0, 1.33))
        * max(1.0, image.height * 1.2 / (image.width * 0.75) if image.height > image.width else 1)
    )
    ground = table(rng, (wide, high))
    corners = _corners(rng, image, (wide, high))
    card, mask, where = _seen(image, corners)
    _shadow(rng, ground, mask, where)
    ground.paste(card, where, mask)
    if rng.random() < 0.3:
        _fingers(rng, ground, corners)
    return Shot(_grained(rng, _lit(rng, ground), rng.uniform(2, 7)), "phone")


def cut(rng: Random, image: Image.Image) -> Shot:
    """Cut out along its rounded edge, with nothing around it."""
    margin, corner = rng.randrange(0, 40), round(image.width * 0.035)
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, image.width - 1, image.height - 1), radius=corner, fill=255)
    sheet = Image.new("RGBA", (image.width + 2 * margin, image.height + 2 * margin), (0, 0, 0, 0))
    sheet.paste(image, (margin, margin), mask)
    return Shot(sheet, "cut")


def table(rng: Random, size: tuple[int, int]) -> Image.Image:
    """What things are put on: wood, cloth, stone or plastic."""
    wide, high = max(8, size[0] // 4), max(8, size[1] // 4)
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    base = np.asarray(
        rng.choice(((150, 106, 66), (96, 66, 44), (196, 190, 182), (60, 62, 68), (210, 206, 200), (110, 120, 130))),
        np.float32,
    )
    chance = np.random.default_rng(rng.getrandbits(32))
    sort = rng.choice(("wood", "cloth", "stone", "plain"))
    if sort == "wood":
        warp = np.sin(columns / wide * 7 + rng.uniform(0, 6)) * 3 + np.sin(rows * 0.4) * 0.6
        grain = (
            np.sin((rows + warp) * rng.uniform(0.5, 1.4)) * 0.08 + chance.standard_normal((high, 1), np.float32) * 0.05
        )
    elif sort == "cloth":
        grain = (np.sin(rows * 1.7) * np.sin(columns * 1.7)) * 0.08
    elif sort == "stone":
        spots = Image.fromarray((chance.random((high // 6 + 2, wide // 6 + 2), np.float32) * 255).astype(np.uint8))
        grain = np.asarray(spots.resize((wide, high), Image.Resampling.BICUBIC), np.float32) / 255 * 0.3 - 0.15
    else:
        grain = np.zeros((high, wide), np.float32)
    pixels = np.clip(base * (1 + grain)[:, :, None], 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR)


def _corners(rng: Random, image: Image.Image, size: tuple[int, int]) -> list[Corner]:
    """Where the document's corners come to lie, from the upper left clockwise; all of them in the picture."""
    share = rng.uniform(0.68, 0.92)
    scale = min(size[0] * share / image.width, size[1] * share / image.height)
    half, tall, angle = image.width * scale / 2, image.height * scale / 2, math.radians(rng.gauss(0, 3))
    middle = (size[0] / 2, size[1] / 2)
    jitter, spots = 0.035 * half * 2, []
    for x, y in ((-half, -tall), (half, -tall), (half, tall), (-half, tall)):
        across = middle[0] + x * math.cos(angle) - y * math.sin(angle) + rng.uniform(-jitter, jitter)
        down = middle[1] + x * math.sin(angle) + y * math.cos(angle) + rng.uniform(-jitter, jitter) * 0.7
        spots.append((min(max(across, 2), size[0] - 3), min(max(down, 2), size[1] - 3)))
    return spots


def _seen(image: Image.Image, corners: list[Corner]) -> tuple[Image.Image, Image.Image, tuple[int, int]]:
    """A picture with its corners moved there, in perspective: its box alone, what of that it covers, and where the box lies."""
    width, height = image.size
    left, top = int(min(x for x, _ in corners)), int(min(y for _, y in corners))
    size = (math.ceil(max(x for x, _ in corners)) - left + 1, math.ceil(max(y for _, y in corners)) - top + 1)
    rows, aim = [], []
    for (across, down), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        x, y = across - left, down - top
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        aim += [u, v]
    told = np.linalg.solve(np.asarray(rows, np.float64), np.asarray(aim, np.float64))
    made = image.transform(size, Image.Transform.PERSPECTIVE, [float(part) for part in told], Image.Resampling.BILINEAR)
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    ImageDraw.Draw(mask).polygon([((x - left) * 2, (y - top) * 2) for x, y in corners], fill=255)
    return made, mask.reduce(2), (left, top)


def _shadow(rng: Random, ground: Image.Image, mask: Image.Image, where: tuple[int, int]) -> None:
    """What something flat throws on the table, soft at its edge."""
    small = Image.new("L", (mask.width // 8 + 12, mask.height // 8 + 12), 0)
    small.paste(mask.resize((mask.width // 8, mask.height // 8)), (6, 6))
    soft = (
        small.filter(ImageFilter.GaussianBlur(2.5))
        .point(lambda value: value // 2)
        .resize((small.width * 8, small.height * 8), Image.Resampling.BILINEAR)
    )
    ground.paste((20, 18, 16), (where[0] - 48 + rng.randrange(-6, 14), where[1] - 48 + rng.randrange(2, 16)), soft)


def _fingers(rng: Random, image: Image.Image, corners: list[Corner]) -> None:
    """A thumb over a lower corner, short of what is printed there; or two at the side."""
    draw = ImageDraw.Draw(image)
    skin = rng.choice(((214, 164, 130), (176, 124, 92), (110, 76, 56)))
    x, y = corners[3] if rng.random() < 0.5 else corners[2]
    inward = 1 if x < image.width / 2 else -1
    size = image.width * 0.05
    middle = (x - inward * size * 0.9, (y + corners[0][1]) / 2 + size)
    draw.ellipse(
        (middle[0] - size * 1.5, middle[1] - size * 0.8, middle[0] + size * 1.5, middle[1] + size * 0.8), fill=skin
    )
    nail = (middle[0] + inward * size * 0.9, middle[1])
    draw.ellipse(
        (nail[0] - size * 0.4, nail[1] - size * 0.4, nail[0] + size * 0.4, nail[1] + size * 0.4), fill=(232, 196, 180)
    )


def _lit(rng: Random, image: Image.Image) -> Image.Image:
    """In light from one side, of some colour."""
    angle, steps = rng.uniform(0, 2 * math.pi), np.linspace(0, 1, 64, dtype=np.float32)
    ramp = steps[None, :] * math.cos(angle) + steps[:, None] * math.sin(angle)
    ramp = (ramp - ramp.min()) / (ramp.max() - ramp.min())
    least, most = rng.uniform(0.55, 0.88), rng.uniform(0.92, 1.0)
    warm = rng.uniform(-0.06, 0.06)
    tint = np.asarray((1.0, 1.0 - abs(warm) / 2, 1.0 - max(0.0, warm)), np.float32)
    light = 255 * (least + (most - least) * ramp)[:, :, None] * tint
    return ImageChops.multiply(
        image, Image.fromarray(light.astype(np.uint8)).resize(image.size, Image.Resampling.BILINEAR)
    )


def _grained(rng: Random, image: Image.Image, sigma: float) -> Image.Image:
    """With the noise of a sensor, of so many levels."""
    chance = np.random.default_rng(rng.getrandbits(32))
    tile = (chance.standard_normal((_TILE, _TILE), np.float32) * sigma).astype(np.int16)
    across, down = -(-image.width // _TILE), -(-image.height // _TILE)
    noise = np.tile(tile, (down, across))[: image.height, : image.width, None]
    return Image.fromarray(np.clip(np.asarray(image).astype(np.int16) + noise, 0, 255).astype(np.uint8))


# What spoils a picture. Each stays within what a person can still read, so that what is missed was there to be found.


def _blur(rng: Random, image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(image.width / 1000 * rng.uniform(0.6, 1.5)))


def _motion(rng: Random, image: Image.Image) -> Image.Image:
    steps, angle = max(2, round(image.width / 1000 * rng.uniform(2, 5))), rng.uniform(0, math.pi)
    made = image
    for step in range(1, steps):
        moved = ImageChops.offset(image, round(step * math.cos(angle)), round(step * math.sin(angle)))
        made = Image.blend(made, moved, 1 / (step + 1))
    return made


def _glare(rng: Random, image: Image.Image) -> Image.Image:
    small = Image.new("L", (160, max(1, round(160 * image.height / image.width))), 0)
    draw = ImageDraw.Draw(small)
    for _ in range(rng.randrange(1, 3)):
        x, y, reach = rng.uniform(20, 140), rng.uniform(0.1, 0.66) * small.height, rng.uniform(5, 16)
        draw.ellipse((x - reach * rng.uniform(0.6, 2), y - reach, x + reach, y + reach), fill=rng.randrange(150, 250))
    mask = small.filter(ImageFilter.GaussianBlur(5)).resize(image.size, Image.Resampling.BICUBIC)
    made = image.copy()
    made.paste((255, 255, 250), mask=mask)
    return made


def _dim(rng: Random, image: Image.Image) -> Image.Image:
    share = rng.uniform(0.4, 0.65)
    return _grained(rng, image.point(lambda value: int(value * share)), rng.uniform(3, 7))


def _small(rng: Random, image: Image.Image) -> Image.Image:
    side = rng.uniform(620, 900)
    share = min(1.0, side / max(image.size))
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS)


def _grey(rng: Random, image: Image.Image) -> Image.Image:
    level = rng.uniform(0.9, 1.05)
    return image.convert("L").point(lambda value: int(min(255, value * level))).convert("RGB")


HARMS: dict[str, Callable[[Random, Image.Image], Image.Image]] = {
    "blur": _blur, "motion": _motion, "glare": _glare, "dim": _dim, "small": _small, "grey": _grey,
}  # fmt: skip


def spoil(rng: Random, shot: Shot, harms: Sequence[str]) -> Shot:
    """A shot with things of `HARMS` done to it, in that order."""
    image = shot.image
    for harm in harms:
        image = HARMS[harm](rng, image)
    return replace(shot, image=image, harms=(*shot.harms, *harms))


def turn(shot: Shot, turns: int, *, told: bool) -> Shot:
    """A shot stored with so many quarter turns to the left; `told` says whether EXIF will undo them."""
    return replace(
        shot, image=shot.image.rotate(90 * turns, expand=True), turns=turns % 4, told=told and turns % 4 != 0
    )


def take(rng: Random, image: Image.Image, *, near: float = 1.0) -> Shot:
    """A document by any way, spoilt by up to two things, one in seven turned; `near` as for `phone`."""
    way = rng.choices(("flat", "scan", "copy", "phone", "page", "cut"), (12, 20, 8, 46, 8, 6))[0]
    ways: dict[str, Callable[[], Shot]] = {
        "flat": lambda: flat(image), "scan": lambda: scan(rng, image), "copy": lambda: copy(rng, image), "phone": lambda: phone(rng, image, near=near),
        "page": lambda: page(rng, [image]), "cut": lambda: cut(rng, image),
    }  # fmt: skip
    shot = ways[way]()
    if way in {"phone", "scan"}:
        # A copy of a copy, or a telephone that shakes in the dark, is no more legible to a person than to us.
        shot = spoil(
            rng,
            shot,
            rng.choice(
                ((), (), ("blur",), ("motion",), ("glare",), ("dim",), ("small",), ("grey",), ("glare", "blur"))
            ),
        )
    if way != "cut" and rng.random() < 0.14:
        shot = turn(shot, rng.randrange(1, 4), told=way == "phone" and rng.random() < 0.6)
    return shot


def encode(rng: Random, shot: Shot, form: str = "") -> tuple[bytes, str]:
    """A file of a shot, and the ending of its name; `form` is jpg, png, webp, tif or pdf, by lot if it is empty."""
    if shot.way == "cut":
        form = "png"
    elif shot.told:
        form = "jpg"
    form = form or rng.choices(("jpg", "png", "webp", "tif", "pdf"), (76, 9, 5, 3, 7))[0]
    out = io.BytesIO()
    if form == "jpg":
        exif = Image.Exif()
        if shot.told:
            exif[0x0112] = _ORIENTATION[shot.turns]
        # Below quality 50 only what was large and sharp stays legible.
        least = 50 if shot.harms or shot.way == "page" else 30
        shot.image.save(out, "JPEG", quality=rng.randrange(least, 96), exif=exif)
    elif form == "pdf":
        return pdf([shot.image]), "pdf"
    elif form == "tif":
        shot.image.save(out, "TIFF", compression="tiff_lzw")
    else:
        shot.image.save(
            out,
            {"png": "PNG", "webp": "WEBP"}[form],
            **({"compress_level": 1} if form == "png" else {"quality": rng.randrange(60, 95), "method": 1}),
        )
    return out.getvalue(), form


def pdf(images: Sequence[Image.Image]) -> bytes:
    """A PDF with a picture a page, as scanners make them; the same bytes for the same pictures."""
    out = io.BytesIO()
    first, *more = [image.convert("RGB") for image in images]
    first.save(out, "PDF", resolution=150, save_all=True, append_images=more, creationDate=_EPOCH, modDate=_EPOCH)
    return out.getvalue()


def tiff(images: Sequence[Image.Image]) -> bytes:
    """A TIFF with a picture a page."""
    out = io.BytesIO()
    first, *more = [image.convert("RGB") for image in images]
    first.save(out, "TIFF", save_all=True, append_images=more, compression="tiff_lzw")
    return out.getvalue()
