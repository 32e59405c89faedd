"""Screen: whether a frame of a film shows a computer's screen: drawn surfaces and a good deal of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors.media.picture import scaled

if TYPE_CHECKING:
    from detectors.media.picture import Pixels
    from detectors.media.writing import Writing

#: Share of neighbouring pixels that differ by no more than what coding a film adds, from which surfaces are drawn.
_FLAT, _NOISE = 0.72, 3
#: Stretches of text from which it is a screen, and the longer side at which they are looked for, pixels.
_TEXTS, _SIDE = 6, 480


def shows(pixels: Pixels, writing: Writing) -> bool:
    """Whether it is a screen."""
    return flat(pixels) >= _FLAT and len(writing.places(scaled(pixels, _SIDE))) >= _TEXTS


def flat(pixels: Pixels) -> float:
    """Share of neighbours that are alike, 0 to 1; a camera's noise leaves few of them."""
    import numpy as np  # noqa: PLC0415  # of the extra

    near = np.abs(pixels[:, 1:].astype(np.int16) - pixels[:, :-1])
    return float((near <= _NOISE).all(axis=2).mean())
