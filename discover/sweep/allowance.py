"""Allowance: how much of what is listed may be read in this run: bytes, requests, a sample. What is left out is said, not lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from connectors.base import Item
from connectors.errors import Reason

_SCALE = 1 << 64


@dataclass(slots=True)
class Allowance:
    """What may still be read. One for all sources of a run.

    Attributes:
        most_bytes: bytes of listed objects; 0 for any.
        most_requests: requests to services, listing included, one for each object and a few more for large ones; 0 for any.
        share: of the objects, drawn by their names, so that another run draws the same; 1 for all.
    """

    most_bytes: int = 0
    most_requests: int = 0
    share: float = 1.0
    _bytes: int = 0
    _requests: int = 0
    _over: set[str] = field(default_factory=set)

    @property
    def bounded(self) -> bool:
        """Whether anything can be left out."""
        return bool(self.most_bytes or self.most_requests or self.share < 1)

    def refuses(self, source: str, item: Item, listing: int) -> str:
        """Why an object is not read in this run, one of `Reason`; empty where it is.

        Args:
            source: locator.
            item: of it.
            listing: requests that listing took so far.
        """
        if self.share < 1 and _drawn(source, item.name) >= self.share:
            return Reason.UNSAMPLED
        if self.most_bytes and self._bytes + item.size > self.most_bytes:
            return Reason.BUDGET
        if self.most_requests and self._requests + listing + 1 > self.most_requests:
            return Reason.BUDGET
        self._bytes += item.size
        self._requests += 1
        return ""

    def listed(self, requests: int) -> None:
        """A source's listing took so many requests in all."""
        self._requests += requests


def _drawn(source: str, name: str) -> float:
    """A number from 0 to below 1 that looks drawn and is always the same."""
    text = f"{source}\0{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) / _SCALE
