"""Detector: the seam between what is read and what is found."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from detectors.finding import Finding

ViewT_contra = TypeVar("ViewT_contra", contravariant=True)


class Detector(ABC, Generic[ViewT_contra]):
    """Says what one view contains.

    An implementation is pure: equal views give equal findings in equal order, whatever was seen before. It never raises on
    content, however broken; what it cannot judge it leaves out.
    """

    #: Kinds that this detector can find, sorted; a kind that no loaded detector names is reported as *not looked for*.
    kinds: tuple[str, ...]

    @abstractmethod
    def detect(self, view: ViewT_contra) -> Iterator[Finding]:
        """Yield the findings of one view, lazily, in order of place."""
