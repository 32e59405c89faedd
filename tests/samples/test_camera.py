"""What cameras and scanners make of a document: repeatable files that open, upright where EXIF says so, and still legible."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the extra media")
Image = pytest.importorskip("PIL.Image", reason="needs the extra media")
ImageOps = pytest.importorskip("PIL.ImageOps", reason="needs the extra media")
pytest.importorskip("zxingcpp", reason="needs the extra media")
sys.path.append(
    str(Path(__file__).resolve().parents[2] / "samples")
)  # sample makers are run from the tree, not installed

from parts import camera  # noqa: E402
from parts.ordinary import SORTS, ordinary  # noqa: E402


@pytest.fixture(scope="module")
def card():
    """Red above, blue below, with a white mark in the upper left corner."""
    image = Image.new("RGB", (600, 400), (200, 30, 30))
    image.paste((30, 30, 200), (0, 200, 600, 400))
    image.paste((255, 255, 255), (0, 0, 60, 40))
    return image


@pytest.mark.parametrize("form", ["jpg", "png", "webp", "tif"])
def test_a_file_opens_and_is_the_same_again(card, form):
    made = [camera.encode(random.Random(2), camera.flat(card), form) for _ in range(2)]
    assert made[0] == made[1]
    data, ending = made[0]
    assert ending == form
    assert np.abs(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int) - np.asarray(card)).mean() < 6


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_exif_undoes_a_turn_that_it_tells_of(card, turns):
    data, _ = camera.encode(random.Random(1), camera.turn(camera.flat(card), turns, told=True), "jpg")
    stored = Image.open(io.BytesIO(data))
    assert stored.size == ((600, 400) if turns % 2 == 0 else (400, 600))
    upright = np.asarray(ImageOps.exif_transpose(stored).convert("RGB"))
    assert upright.shape == (400, 600, 3)
    assert upright[10, 10].min() > 200
    assert upright[390, 300].argmax() == 2


def test_a_turn_that_is_not_told_stays(card):
    data, _ = camera.encode(random.Random(1), camera.turn(camera.flat(card), 2, told=False), "jpg")
    assert np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))[390, 590].min() > 200


@pytest.mark.parametrize("seed", range(12))
def test_a_telephone_keeps_the_whole_document_in_the_picture(card, seed):
    shot = camera.phone(random.Random(seed), card)
    red, _, blue = (np.asarray(shot.image)[:, :, band].astype(int) for band in range(3))
    share = (np.abs(red - blue) > 60).mean()
    assert 0.2 < share < 0.95


@pytest.mark.parametrize("harm", sorted(camera.HARMS))
def test_each_harm_changes_the_picture(card, harm):
    shot = camera.spoil(random.Random(4), camera.scan(random.Random(4), card.resize((1200, 800))), [harm])
    assert shot.harms == (harm,)
    assert shot.image.tobytes() != camera.scan(random.Random(4), card.resize((1200, 800))).image.tobytes()


def test_what_is_cut_out_is_transparent_around(card):
    data, ending = camera.encode(random.Random(1), camera.cut(random.Random(1), card))
    image = Image.open(io.BytesIO(data))
    assert (ending, image.mode) == ("png", "RGBA")
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((image.width // 2, image.height // 2))[3] == 255


def test_pages_of_a_pdf_and_of_a_tiff(card):
    pdfium = pytest.importorskip("pypdfium2", reason="needs the extra documents")
    assert camera.pdf([card, card]) == camera.pdf([card, card])
    assert len(pdfium.PdfDocument(camera.pdf([card, card]))) == 2
    assert Image.open(io.BytesIO(camera.tiff([card, card, card]))).n_frames == 3


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_an_ordinary_picture_is_the_same_from_its_seed(sort):
    first, again, other = (ordinary(random.Random(seed), sort)[1] for seed in (7, 7, 8))
    assert first.tobytes() == again.tobytes()
    assert (first.size, first.tobytes()) != (other.size, other.tobytes())
