"""Decoding pictures: upright, on white, every frame, within bounds; whatever the bytes are."""

from __future__ import annotations

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from detectors.media.picture import LARGE, MOST_FRAMES, SMALL, pictures
from detectors.readers.base import ReadError


def _frames(data: bytes) -> list:
    return list(pictures(lambda: io.BytesIO(data), lambda: None))


def _saved(image: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def _halves(width: int, height: int) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), (200, 0, 0))
    image.paste((0, 0, 200), (0, height // 2, width, height))
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_pixels_come_in_blue_green_red_and_small_beside_large(form: str) -> None:
    (picture,) = _frames(_saved(_halves(2400, 1200), form))
    assert (picture.width, picture.height, picture.page) == (2400, 1200, 1)
    assert max(picture.small.shape) == SMALL
    assert max(picture.large().shape) == LARGE
    assert picture.whole().shape[:2] == (1200, 2400)
    assert picture.small[10, 10].argmax() == 2  # red is last
    assert picture.small[-10, 10].argmax() == 0


@pytest.mark.parametrize(("orientation", "top"), [(1, 2), (3, 0), (6, None), (8, None)])
def test_orientation_of_exif_is_applied(orientation: int, top: int | None) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    (picture,) = _frames(_saved(_halves(300, 200), "JPEG", exif=exif, quality=95))
    assert (picture.width, picture.height) == ((300, 200) if top is not None else (200, 300))
    assert picture.small.shape[:2] == (picture.height, picture.width)
    if top is not None:
        assert picture.small[5, 5].argmax() == top
    else:  # turned: the colours stand side by side
        assert picture.small[100, 5].argmax() != picture.small[100, -5].argmax()


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    (picture,) = _frames(_saved(clear, "PNG"))
    assert picture.small.min() == 255


def test_sixteen_bits_of_grey_are_seen_whole() -> None:
    ramp = Image.fromarray(np.linspace(0, 60000, 100 * 100).astype(np.uint16).reshape(100, 100))
    (picture,) = _frames(_saved(ramp, "TIFF"))
    assert (picture.small.min() < 10, picture.small.max() > 240) == (True, True)


def test_every_page_is_looked_at_and_of_many_some() -> None:
    pages = [Image.new("RGB", (80, 80), (shade, 0, 0)) for shade in (10, 120, 240)]
    found = _frames(_saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert [(each.page, int(each.small[0, 0, 2])) for each in found] == [(1, 10), (2, 120), (3, 240)]
    frames = [Image.new("L", (70, 70), number * 4) for number in range(60)]
    many = [each.page for each in _frames(_saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))]
    assert len(many) == MOST_FRAMES
    assert (many[0], many[-1]) == (1, 60)


def test_a_claim_beyond_all_sense_is_refused_before_a_pixel_is_decoded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0))
    with pytest.raises(ReadError, match="100,000 x 100,000"):
        _frames(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_damage_gives_what_is_there_or_a_reason(form: str) -> None:
    whole, rng = _saved(_halves(120, 90), form), random.Random(3)
    tries = [whole[:length] for length in range(0, len(whole), max(1, len(whole) // 60))]
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        tries.append(bytes(data))
    for data in tries:
        assert _outcome(data) in {"seen", "corrupt", "limit"}


def _outcome(data: bytes) -> str:
    try:
        return "seen" if all(picture.small.ndim == 3 for picture in _frames(data)) else "odd"
    except ReadError as error:
        return str(error.reason)


def test_a_picture_that_is_a_line_is_not_looked_at() -> None:
    assert _frames(_saved(Image.new("RGB", (70, 20_000)), "PNG")) == []
    assert len(_frames(_saved(Image.new("RGB", (70, 700)), "PNG"))) == 1


def test_a_damaged_list_of_pages_is_an_error_of_reading() -> None:
    pages = [Image.new("RGB", (90, 90), (number, 0, 0)) for number in range(3)]
    data = bytearray(_saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    rng = random.Random(1)
    for _ in range(300):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 3, 20))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        try:
            _frames(bytes(changed))
        except (ReadError, MemoryError):
            continue
