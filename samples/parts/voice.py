"""Voice: speech that nobody spoke: a source and three resonances that move from vowel to vowel, in phrases of some syllables.

It says nothing, and detectors of speech take it for speech. Vowels: G. E. Peterson and H. L. Barney, "Control methods used in a
study of the vowels", 1952, https://doi.org/10.1121/1.1906875.
"""

from __future__ import annotations

import array
import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

RATE = 16_000
#: Middle frequencies of three resonances, in hertz.
_VOWELS = (
    (730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240), (500, 1500, 2500), (660, 1720, 2410),
)  # fmt: skip
#: A fourth resonance, and widths and strengths of all.
_FOURTH, _WIDTHS, _STRENGTHS = 3500.0, (60, 90, 150, 250), (1.0, 0.5, 0.25, 0.12)
_LOUD = 20_000


class _Syllable(NamedTuple):
    """A consonant of some samples, hissed or not, and a vowel of some."""

    consonant: int
    vowel: int
    hissed: bool
    closed: bool
    pitch: float
    begins: tuple[int, ...]
    ends: tuple[int, ...]


class _Throat:
    """The state of source and resonances from one sample to the next."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._phase = self._before = 0.0
        self._rings = [[0.0, 0.0] for _ in _WIDTHS]

    def sample(self, syllable: _Syllable, at: int) -> float:
        """One sample of a syllable."""
        length = syllable.consonant + syllable.vowel
        share, moved = at / length, min(1.0, at / (syllable.consonant + syllable.vowel * 0.3 + 1))
        pushed = self._pushed(syllable.pitch * (1 + 0.04 * math.sin(6 * math.pi * share)))
        if at >= syllable.consonant:
            within = (at - syllable.consonant) / syllable.vowel
            loud = 0.1 + 0.9 * math.sin(math.pi * within**0.6)
        else:
            loud = (0.15 + 0.35 * moved) * (0.05 if syllable.closed else 1)
        sound = pushed * loud * 6 + self._rng.uniform(-0.004, 0.004)
        if at < syllable.consonant and syllable.hissed:
            sound = self._rng.uniform(-0.06, 0.06)
        places = [a + (b - a) * moved for a, b in zip(syllable.begins, syllable.ends, strict=True)]
        return self._rung(sound, [*places, _FOURTH])

    def _pushed(self, pitch: float) -> float:
        """How the breath that passes between the folds changes."""
        self._phase = (self._phase + pitch * (1 + self._rng.uniform(-0.01, 0.01)) / RATE) % 1
        at = self._phase
        flow = (
            math.sin(math.pi * at / 0.4) ** 2
            if at < 0.4
            else math.cos(math.pi * (at - 0.4) / 0.32)
            if at < 0.56
            else 0.0
        )  # opened, closing, closed
        change, self._before = flow - self._before, flow
        return change

    def _rung(self, sound: float, places: list[float]) -> float:
        total = 0.0
        for ring, place, width, strength in zip(self._rings, places, _WIDTHS, _STRENGTHS, strict=True):
            damped = math.exp(-math.pi * width / RATE)
            now = (
                sound * (1 - damped) * 4
                + 2 * damped * math.cos(2 * math.pi * place / RATE) * ring[0]
                - damped**2 * ring[1]
            )
            ring[:] = (now, ring[0])
            total += now * strength
        return total


def speech(rng: Random, seconds: float, pitch: float = 118.0) -> array.array[int]:
    """Speech of one voice.

    Args:
        rng: decides all of it.
        seconds: of it.
        pitch: of the voice, in hertz; detectors know 100 to 150 best.

    Returns:
        Samples of 16 bits, 16,000 a second.
    """
    count = int(seconds * RATE)
    out, throat, vowel = array.array("d"), _Throat(rng), _VOWELS[5]
    while len(out) < count:
        syllables = rng.randrange(5, 10)
        for number in range(syllables):
            following = rng.choice(_VOWELS)
            falling = pitch * (1.15 - 0.3 * number / syllables) * rng.uniform(0.95, 1.08)
            syllable = _Syllable(
                int(RATE * rng.uniform(0.03, 0.08)), int(RATE * rng.uniform(0.09, 0.2)), rng.random() < 1 / 3,
                rng.random() < 0.3, falling, vowel, following,
            )  # fmt: skip
            out.extend(throat.sample(syllable, at) for at in range(syllable.consonant + syllable.vowel))
            vowel = following
        out.extend(0.0 for _ in range(int(RATE * rng.uniform(0.15, 0.4))))
    most = max(map(abs, out))
    return array.array("h", (int(value / most * _LOUD) for value in out[:count]))


def mulaw(samples: array.array[int]) -> bytes:
    """Samples at half the rate in the code of telephones, one byte each (ITU-T G.711)."""
    return bytes(_mulaw(value) for value in samples[::2])


def _mulaw(value: int) -> int:
    sign, size = (0x80, -value) if value < 0 else (0, value)
    size = min(size, 32_635) + 0x84
    exponent = max(0, size.bit_length() - 8)
    return ~(sign | exponent << 4 | size >> (exponent + 3) & 0x0F) & 0xFF
