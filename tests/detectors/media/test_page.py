"""Pages of text are read whole by Tesseract where it is there, and as every picture is where it is not or is not sure."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from detectors.media import page
from detectors.media.look import MOST_LINES, Sight, look
from detectors.media.page import Page
from detectors.media.picture import pictures

if TYPE_CHECKING:
    from pathlib import Path

    from detectors.media.look import Seen

WORDS = ("review", "account", "invoice", "server", "branch", "ticket", "client", "table", "column", "report", "deadline", "meeting", "contract")


def _page(lines: int) -> Image.Image:
    rng = random.Random(3)
    image = Image.new("RGB", (1240, 60 + lines * 22), "white")
    pen = ImageDraw.Draw(image)
    for number in range(lines):
        text = " ".join(rng.choice(WORDS) for _ in range(9)) if number else "Customer 4711, telephone 030 1234567"
        pen.text((60, 30 + number * 22), text, fill="black", font=ImageFont.load_default(17))
    return image


def _seen(image: Image.Image) -> Seen:
    out = io.BytesIO()
    image.save(out, "PNG")
    (picture,) = pictures(lambda: io.BytesIO(out.getvalue()), lambda: None)
    return look(picture, Sight(), hinted=False, enough=lambda _: False, known=lambda _: False, check=lambda: None)


@pytest.mark.system("tesseract-ocr-eng")
def test_a_page_is_read_whole() -> None:
    seen = _seen(_page(80))
    assert len(seen.lines) == seen.places == 80
    assert seen.lines[0].text.endswith("Customer 4711, telephone 030 1234567")
    assert [line.y for line in seen.lines] == sorted(line.y for line in seen.lines)
    assert all(0 < line.x < 0.1 and 0 < line.height < 0.05 and line.score > 0.8 for line in seen.lines)


@pytest.mark.system("tesseract-ocr-eng")
def test_what_tesseract_is_not_sure_of_is_left_to_the_other() -> None:
    noise = np.frombuffer(random.Random(1).randbytes(600 * 600 * 3), np.uint8).reshape(600, 600, 3)
    assert Page().read(noise, 20) is None
    few = np.asarray(_page(5))[:, :, ::-1]
    assert Page().read(few, 40) is None  # most of what there is was not found


def test_without_its_data_a_part_of_a_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert page.data() == ""
    seen = _seen(_page(80))
    assert 0 < len(seen.lines) <= MOST_LINES < seen.places
