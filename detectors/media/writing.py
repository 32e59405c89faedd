"""Writing: where text stands in a picture, and what it says: PP-OCRv6 from the wheel of `rapidocr`, without a network.

Models and code: https://github.com/RapidAI/RapidOCR. Its recogniser reads Latin and Chinese characters and Japanese kana; others
come out as look-alikes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detectors.media.picture import Pixels

    Quad = NDArray[np.float32]

#: Confidence from which a line that was read is taken.
_SURE = 0.5


class Line(NamedTuple):
    """What stands at one place.

    Attributes:
        text: as read.
        x: of its left end, share of the width.
        y: of its middle, share of the height.
        height: share of the height.
        score: how sure the recogniser is, 0 to 1.
    """

    text: str
    x: float
    y: float
    height: float
    score: float


class Writing:
    """Detection and recognition, each loaded when it is first asked for."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._engine: Any = None  # rapidocr is untyped

    def _made(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR  # noqa: PLC0415  # of the extra

            self._engine = RapidOCR(
                params={
                    "Global.use_cls": False, "Global.log_level": "critical", "Det.limit_side_len": 640, "Det.limit_type": "max",
                    "EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    "Rec.rec_batch_num": 1,
                }
            )  # fmt: skip
        return self._engine

    def places(self, pixels: Pixels) -> list[Quad]:
        """Where stretches of text stand: corners from the top left clockwise, in pixels; top to bottom."""
        found = self._made()(pixels, use_det=True, use_cls=False, use_rec=False)
        return [] if found.boxes is None else list(found.boxes)

    def lines(self, pixels: Pixels, places: Sequence[Quad]) -> list[Line]:
        """What stands at some places; those that cannot be read are left out."""
        from rapidocr.utils.process_img import get_rotate_crop_image  # noqa: PLC0415  # of the extra

        if not places:
            return []
        cut = [get_rotate_crop_image(pixels, place.copy()) for place in places]
        # Only the recogniser itself takes several cuttings at once.
        told = self._made().recognize_txt(cut)
        height, width = pixels.shape[:2]
        return [
            Line(
                text,
                float(place[:, 0].min()) / width,
                float(place[:, 1].mean()) / height,
                tall(place) / height,
                float(score),
            )
            for place, text, score in zip(places, told.txts, told.scores, strict=True)
            if text and score >= _SURE
        ]


def wide(place: Quad) -> float:
    """Length of a stretch, in pixels."""
    return float(((place[0] - place[1]) ** 2).sum() ** 0.5)


def tall(place: Quad) -> float:
    """Height of a stretch, in pixels."""
    return float(((place[0] - place[3]) ** 2).sum() ** 0.5)
