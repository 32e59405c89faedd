"""Matcher: the multi-pattern pass. It says where anchors end; it never decides what is a finding."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence


class Matcher(ABC):
    """Finds the ends of anchors in a buffer.

    Two implementations with equal findings: `vectorscan` (one pass over all expressions) and `ahocorasick` (portable: keywords
    first, then the anchor's expression near each).
    """

    @abstractmethod
    def ends(
        self, data: bytes, start: int, stop: int, *, raw: bool, personal: bool = True
    ) -> Sequence[tuple[int, int]]:
        """Ends of anchors within `data[start:stop]`.

        Args:
            data: the buffer.
            start: first byte to look at.
            stop: one past the last byte to look at.
            raw: True to leave out rules that apply to text only.
            personal: False to leave out rules of personal data, where enough of it was found.

        Returns:
            Pairs of (end offset in `data`, index of the rule), in no order; a pair may come twice.
        """
