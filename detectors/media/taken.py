"""Taken: what was taken of a recording: some frames, some seconds of sound, and what its container says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detectors.media.picture import Pixels

    Sound = NDArray[np.float32]

#: Samples of sound a second.
RATE = 16_000


class Frame(NamedTuple):
    """One key frame: BGR, upright, longer side at most 640; `at` in seconds from the beginning, -1 where that is not said."""

    pixels: Pixels
    at: float


class Heard(NamedTuple):
    """Some seconds of sound: channels by samples, 16,000 a second."""

    samples: Sound


@dataclass(slots=True)
class Clip:
    """What a recording is by its container, and what was taken of it.

    Attributes:
        container: as FFmpeg names its demuxer.
        seconds: how long it is; 0 where that cannot be told.
        estimated: whether that is from its size and not from its own index.
        width: of its pictures; 0 where there are none.
        height: of the same.
        frames: key frames, spread over it.
        channels: of its sound; 0 where there is none.
        rate: samples a second of the same.
        codec: of the same.
        sound: stretches of it.
        taken: bytes that were read.
        requests: reads of the object.
        lacking: why less was seen than was wanted; empty where all was.
    """

    container: str = ""
    seconds: float = 0.0
    estimated: bool = False
    width: int = 0
    height: int = 0
    frames: list[Frame] = field(default_factory=list)
    channels: int = 0
    rate: int = 0
    codec: str = ""
    sound: list[Heard] = field(default_factory=list)
    taken: int = 0
    requests: int = 0
    lacking: str = ""
