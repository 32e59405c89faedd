"""Page: a page of text, read by Tesseract, which takes a third of the time that the recogniser of `writing` does.

Where `tesserocr` (of the extra) and its English data (Debian's `tesseract-ocr-eng`) are; else pages are read as every picture is.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detectors.media.picture import Pixels
    from detectors.media.writing import Line

#: Where systems keep Tesseract's data.
_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
    "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata",
)  # fmt: skip
_DATA = "eng.traineddata"
#: How sure it must be on average, of 100, and how many lines it must find of the stretches that there are: several make one.
_SURE, _FOUND = 80, 0.4


def data() -> str:
    """The folder of Tesseract's data; empty where there is none, or no `tesserocr`."""
    if importlib.util.find_spec("tesserocr") is None:
        return ""
    given = os.environ.get("TESSDATA_PREFIX")
    return next((place for place in ((given,) if given else _PLACES) if Path(place, _DATA).is_file()), "")


class Page:
    """Tesseract, loaded with the first page."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._engine: Any = None  # tesserocr is untyped
        self._data = data()

    def read(self, pixels: Pixels, stretches: int) -> list[Line] | None:
        """The lines of an upright page, top to bottom; None where Tesseract is not there, or is not sure of what it read.

        Args:
            pixels: BGR.
            stretches: of text that were found in it.
        """
        if not self._data:
            return None
        import tesserocr  # noqa: PLC0415  # of the extra
        from PIL import Image  # noqa: PLC0415  # as above

        from detectors.media.writing import Line  # noqa: PLC0415  # which imports this

        if self._engine is None:
            os.environ["OMP_THREAD_LIMIT"] = "1"
            self._engine = tesserocr.PyTessBaseAPI(path=f"{self._data}/", lang="eng", psm=tesserocr.PSM.AUTO)
        height, width = pixels.shape[:2]
        self._engine.SetImage(Image.fromarray(pixels[:, :, ::-1]))
        if not self._engine.Recognize() or self._engine.MeanTextConf() < _SURE:
            return None
        lines = []
        level = tesserocr.RIL.TEXTLINE
        for each in tesserocr.iterate_level(self._engine.GetIterator(), level):
            box = each.BoundingBox(level)
            text = each.GetUTF8Text(level).strip() if box is not None else ""
            if text:
                left, top, _, bottom = box
                score = each.Confidence(level) / 100
                lines.append(Line(text, left / width, (top + bottom) / 2 / height, (bottom - top) / height, score))
        return lines if len(lines) >= stretches * _FOUND else None
