"""Gaps: what of an item is not examined, as the coverage is told of it: the first of each reason one by one, the rest together."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.errors import Reason
from detectors.readers import registry
from detectors.text.quota import Quota
from detectors.views.sniff import OPAQUE, PARTIAL
from discover.members import UNKNOWN
from discover.subject import Sink, Subject

#: Gaps within one item that have a row each, for each reason.
_MOST = 20


def inner_path(inner: str, name: str) -> str:
    """Path of a part; `name` is empty for the object itself."""
    return f"{inner}!{name}" if inner and name else inner or name


class Gaps:
    """The gaps of one item.

    Attributes:
        missed: bytes of the item that are in one.
    """

    def __init__(self, sink: Sink, held: int) -> None:
        """Take who is told, and the item's bytes."""
        self._sink = sink
        self._held = held
        self.missed = 0
        self._counts: dict[str, int] = {}
        self._more: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, subject: Subject, name: str, size: int | None, reason: str, detail: str) -> None:
        """Note a gap: of a part of so many bytes of the object, or of the object as a whole."""
        of_subject = subject.blob.size if size is None else size
        if of_subject == UNKNOWN:
            of_subject = len(subject.head)
        mine = max(0, min(int(of_subject * subject.weight), self._held - self.missed))
        self.missed += mine
        count = self._counts[reason] = self._counts.get(reason, 0) + 1
        if count <= _MOST:
            self._sink.gap(inner_path(subject.inner, name), mine, reason, detail)
            return
        before, bytes_ = self._more.get((reason, detail), (0, 0))
        self._more[reason, detail] = (before + 1, bytes_ + mine)

    def end(self) -> None:
        """Tell of those that have no row of their own."""
        for (reason, detail), (count, size) in self._more.items():
            self._sink.gap("…", size, reason, f"{count} more parts of it: {detail}")


def not_covered(gaps: Gaps, subject: Subject, entry: registry.Entry | None, extra: str) -> None:
    """Say of an object that no reader opens it: there is none, or it is not installed."""
    media = subject.media
    if extra:
        gaps.add(subject, "", None, Reason.NO_EXTRA, needs(media.type, extra))
    elif entry is None and media.how in {OPAQUE, PARTIAL}:
        what = f"{media.type}: no reader for this {media.family} type in this version"
        gaps.add(subject, "", None, Reason.NO_READER, what)


def not_seen(gaps: Gaps, subject: Subject, viewer: registry.Entry | None, extra: str) -> None:
    """Say of a picture or a recording that nobody looked at it: nobody can, or what does is not installed."""
    media = subject.media
    if viewer is None:
        what = f"{media.type}: no {media.family} detector in this version"
        gaps.add(subject, "", None, Reason.NO_DETECTOR, what)
    elif extra:
        gaps.add(subject, "", None, Reason.NO_EXTRA, needs(media.type, extra))


def passed_over(gaps: Gaps, subject: Subject, rule_ids: Sequence[str], raw: Quota, parts: Quota) -> None:
    """Say of which rules not every place was looked at: in the object's own bytes, else in what its reader gave."""
    exceeded = {rule: (used, tried) for quota in (parts, raw) for rule, used, tried in quota.exceeded()}
    for rule, (used, tried) in sorted(exceeded.items()):
        what = f"{used:,} places are listed of up to {tried:,}; columns of tables are counted whole"
        gaps.add(subject, "", 0, Reason.CAPPED, f"rule {rule_ids[rule]}: {what}")
    if raw.over or parts.over:
        what = (
            "full of personal data that was found before: no more was looked for outside of columns, credentials were"
        )
        gaps.add(subject, "", 0, Reason.CAPPED, what)


def needs(media_type: str, extra: str) -> str:
    """That a reader needs an extra, and how to get it."""
    return f"{media_type}: its reader needs the extra '{extra}': pip install 'discover-holdings[{extra}]'"
