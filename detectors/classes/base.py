"""Classifier: the seam between an object that was opened and the class of record or document that it is.

A classifier is to a whole object what a detector is to a view. It reads a bounded part of the object and never goes back for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from detectors.classes import HEAD, TAIL
from detectors.classes.keys import json_keys
from detectors.classes.labels import labelled
from detectors.classes.phrase import Phrases

_MARK = b"\xef\xbb\xbf"
#: Types whose own bytes are text; of others it is what a reader draws out of them.
_TEXTS = ("text/", "application/json", "application/x-ndjson", "application/vnd.jgraph.mxfile")


@dataclass(frozen=True, slots=True)
class Classed:
    """What class of record or document an object is. It never holds a value.

    Attributes:
        kind: dotted kind of `detectors/kinds.toml`.
        rule: id of a structural rule of `detectors/classes/rules/*.toml`.
        confidence: probability from 0 to 1 that it is what the kind says.
        evidence: names of what spoke for it, sorted out by the classifier; `partial` where only a part was counted.
        count: how many records (messages, hosts, points), or None where the format does not tell.
    """

    kind: str
    rule: str
    confidence: float
    evidence: tuple[str, ...]
    count: int | None = None


class View:
    """A bounded look at one object. What is derived from it is made once, when it is first asked for.

    Attributes:
        media_type: as `detectors.views.sniff` or the object's reader told it.
        name: its path or name; a hint only.
        head: the object's own first bytes, at most `HEAD`.
        tail: its last bytes behind `head`, at most `TAIL`; empty where `head` is all of it.
        size: bytes of the whole object, or None where that is not known.
    """

    def __init__(
        self,
        media_type: str,
        name: str,
        head: bytes,
        *,
        tail: bytes = b"",
        size: int | None = None,
        text: str | None = None,
    ) -> None:
        """Take the parts; `text` is what a reader drew out of a document, and stands for the bytes where it is given."""
        self.media_type = media_type
        self.name = name
        self.head = head[:HEAD]
        self.tail = tail[-TAIL:] if tail else b""
        self.size = size
        self._text = text

    @cached_property
    def whole(self) -> bool:
        """Whether nothing of the object lies outside of the view."""
        held = len(self.head) + len(self.tail)
        return self.size <= held if self.size is not None else len(self.head) < HEAD

    @cached_property
    def text(self) -> str:
        """The text as the reader gave it; else, of what is text itself, the first bytes, in UTF or Windows' Latin code page."""
        if self._text is not None:
            return self._text[:HEAD]
        if not self.media_type.startswith(_TEXTS):
            return ""
        for name, codec in (("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be"), ("utf-32", "utf-32")):
            if name in self.media_type:
                return self.head.decode(codec, "replace").lstrip("\ufeff")
        head = self.head.removeprefix(_MARK)
        try:
            return head.decode()
        except UnicodeDecodeError as error:
            cut = len(head) - error.start < 4  # noqa: PLR2004  # the longest character of UTF-8
            return head.decode("utf-8" if cut else "cp1252", "replace")

    @cached_property
    def phrases(self) -> Phrases:
        """Short lines and labels of the text."""
        return Phrases(self.text)

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """Labels of a form with what they are followed by, as `labels.labelled` reads them."""
        return list(labelled(self.text))

    @cached_property
    def keys(self) -> Mapping[bytes, int]:
        """Names of the first bytes' JSON members, each with how often it stands there."""
        return json_keys(self.head)

    @cached_property
    def start(self) -> bytes:
        """The first 16 KiB, where a format shows itself."""
        return self.head[: 16 << 10]

    def tally(self, needle: bytes) -> int:
        """How often a piece stands in the view."""
        return self.head.count(needle) + self.tail.count(needle)

    def said(self, *evidence: str) -> tuple[str, ...]:
        """Evidence, with the word that its count is of a part only, where that is so."""
        return evidence if self.whole else (*evidence, "partial")


class Classifier(Protocol):
    """Says what class of record or document an object is. Pure; made once a process, used for many objects."""

    #: Media types that it may want.
    types: frozenset[str]

    def wants(self, media_type: str, head: bytes) -> bool:
        """Whether a closer look is worth its cost; takes some hundred nanoseconds, and errs on the side of yes.

        Args:
            media_type: one of `types`.
            head: first bytes, not none; looks at the first few thousand only.
        """
        ...

    def classify(self, view: View) -> Iterator[Classed]:
        """Yield the classes of an object, lazily, the most certain first; nothing where it is none of them.

        It never raises on content, however broken.
        """
        ...
