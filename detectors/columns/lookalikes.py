"""Lookalikes: columns of numbers that are nobody's identifiers: counters, times, amounts, digests, codes that repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from detectors.columns.sample import Sample

_LEAST = 4
#: Share of values that must look alike.
_MOST = 0.9
_HEX = re.compile(r"(?=.*[a-f])(?=.*[0-9])[0-9a-f]{16,128}|(?=.*[A-F])(?=.*[0-9])[0-9A-F]{16,128}")
_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?")
_AMOUNT = re.compile(r"[-+(]?[$€£¥₹]?\s?[0-9][0-9,.' ]*[.,][0-9]{1,18}\)?\s?[$€£¥₹%]?")
_TIME = re.compile(
    r"(?:19|20)[0-9]{2}[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[T _-]?[0-2][0-9]:?[0-5][0-9](?::?[0-5][0-9])?.{0,12})?"
)
#: Seconds since 1970 from 2001 on, and the same in milli-, micro- and nanoseconds, by their digits.
_EPOCH = {10: (10**9, 2 * 10**9), 13: (10**12, 2 * 10**12), 16: (10**15, 2 * 10**15), 19: (10**18, 2 * 10**18)}
#: Two counters in a row differ by less than a hundredth of what random numbers of as many digits would.
_DENSE = 100
_NOT_DIGIT = re.compile(r"[^0-9]+")


def lookalikes(sample: Sample) -> frozenset[str]:
    """What the values look like: `serial`, `checked-serial`, `epoch`, `time`, `amount`, `digest`, `repeated`, `narrow`."""
    values = sample.values
    if len(values) < _LEAST:
        return frozenset()
    found = {
        name
        for name, pattern in (("digest", _HEX), ("digest", _UUID), ("amount", _AMOUNT), ("time", _TIME))
        if _share(values, pattern) >= _MOST
    }
    if "digest" not in found:
        found |= _numbers(sample)
    if len(sample.distinct) <= max(3, len(values) // 20):
        found.add("repeated")
    return frozenset(found)


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    """Share of the values; the first few tell enough where none of them fits."""
    first = sum(1 for value in values[:8] if pattern.fullmatch(value))
    if first < min(8, len(values)) // 2:
        return 0.0
    return sum(1 for value in values if pattern.fullmatch(value)) / len(values)


def _numbers(sample: Sample) -> set[str]:
    """What the values look like as numbers."""
    digits = [_NOT_DIGIT.sub("", value) for value in sample.values]
    lengths = Counter(map(len, digits))
    usual = lengths.most_common(1)[0][0]
    if not usual:
        return set()
    found: set[str] = set()
    low, high = _EPOCH.get(usual, (0, 0))
    numbers = [int(text) for text in digits if text and abs(len(text) - usual) <= 1]
    distinct = set(numbers)
    if len(distinct) < _LEAST:
        return found
    if high and sum(1 for number in numbers if low <= number < high) >= _MOST * len(digits):
        spread = max(numbers) - min(numbers)
        if spread < (high - low) // 2:
            found.add("epoch")
    starts = Counter(text[:1] for text in digits if len(text) == usual)
    if len(distinct) >= 12 and starts and starts.most_common(1)[0][1] >= _MOST * starts.total():  # noqa: PLR2004  # fewer agree by chance
        found.add("narrow")
    head = [int(text) for text in digits[: sample.head] if text and abs(len(text) - usual) <= 1]
    if len(head) < _MOST * sample.head:  # numbers of many lengths
        return found
    if _serial(head, usual):
        found.add("serial")
    elif _serial([number // 10 for number in head], usual - 1):
        found.add("checked-serial")
    return found


def _serial(numbers: Sequence[int], digits: int) -> bool:
    """Whether numbers count up or down, or lie so close together that something counts them."""
    if len(numbers) < _LEAST:
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    usual = Counter(steps).most_common(1)[0]
    if usual[0] and usual[1] >= 0.8 * len(steps):
        return True
    ordered = sorted(set(numbers))
    if len(ordered) < _LEAST:
        return False
    gap = sorted(after - before for before, after in pairwise(ordered))[len(ordered) // 2 - 1]
    expected = 10**digits / len(ordered)
    if gap * _DENSE < expected and len(ordered) * 2 >= len(numbers):
        rising = sum(1 for step in steps if step > 0)
        return max(rising, len(steps) - rising) >= _MOST * len(steps) or gap * _DENSE * _DENSE < expected
    return False
