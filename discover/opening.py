"""Opening: an object with everything that lies in it: typed by content, scanned, read by the reader of its type, to any depth.

Each object that holds something is told once, with its path in the item (`b.zip!c/in.txt`); what is not examined has a gap with its
reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

from connectors.archivetree import posix
from connectors.errors import BlobError, Reason
from connectors.export.base import Export, Surroundings
from connectors.local import LocalBlob
from detectors.readers import registry
from detectors.readers.base import (
    Budget,
    ExceededError,
    Extent,
    Fact,
    Gap,
    Member,
    Part,
    ReadError,
    Refined,
    Rows,
    Text,
)
from detectors.readers.biometric import written
from detectors.readers.biometric.tables import Vectors, numbers_ahead
from detectors.readers.held import HeldBlob
from detectors.readers.pieces import stream
from detectors.text.confirm import Hit
from detectors.text.decode_embedded import Embedded, unwrapped
from detectors.text.quota import Quota
from detectors.views.sniff import OPAQUE, PARTIAL, PLAIN, RAW, TEXT, Media, sniff
from detectors.views.text import whole
from discover.beside import looked_at
from discover.derived import Derived
from discover.exported import recognised, said_all, talk, within
from discover.gaps import Gaps, inner_path, needs, not_covered, not_seen, passed_over
from discover.members import UNKNOWN, opened, readable
from discover.opener import Opener
from discover.outcome import NOWHERE, PAGE
from discover.ownbytes import (
    DECODED,
    DENSE,
    FORWARD,
    IN_MEMBERS,
    REARRANGED,
    REARRANGED_IN_HISTORY,
    SHOWN,
    coded,
    zip_behind,
)
from discover.reading import Located, locate
from discover.subject import Placed, Sink, Subject, told
from discover.supply import dependencies
from discover.verdicts import Tables, classes

#: Families of which a reader tells only what stands beside the picture or the sound.
_UNSEEN = frozenset({"image", "audio", "video"})
#: Types of text in which lists of numbers may be embeddings, and whose reader is not asked where their text held nothing.
_LISTS = frozenset({"application/json", "application/x-ndjson"})
#: Confidence from which a hit counts for whether a text holds records.
_TELLING = 0.3
#: Most places of one rule that are kept for one object; what is over is said in the coverage ledger. As many of each rule of
#: personal data are looked at one by one, in the object's own bytes and in what its reader gives; fewer in tables, whose columns
#: are counted whole.
MOST_PLACES, _MOST_IN_TABLES = 20_000, 2_000


class Examination:
    """One item, from the outside to the innermost member."""

    def __init__(self, opener: Opener, sink: Sink, held: int, window: int) -> None:
        """Take who examines, who is told, the item's bytes, and how much is read at once."""
        self._opener = opener
        self._sink = sink
        self._held = held
        self._gaps = Gaps(sink, held)
        self._window = window
        self._budget: Budget | None = None
        self._within: dict[str, Surroundings] = {}
        #: Whether no rule of text was tried on any of it.
        self.textless = True

    @property
    def _bounds(self) -> Budget:
        if self._budget is None:
            self._budget = Budget(self._opener.limits, self._held, self._opener.passwords)
        return self._budget

    def run(self, subject: Subject) -> int:
        """Examine the item; how many of its bytes were not.

        Raises:
            BlobError: its own bytes cannot be read.
        """
        try:
            self._examine(subject)
        except ExceededError as error:
            self._gaps.add(subject, "", None, error.reason, error.detail)
        self._gaps.end()
        return self._gaps.missed

    # --- one object ------------------------------------------------------------------------------------------------

    def _examine(self, subject: Subject) -> None:
        entry = registry.entry(subject.media.type)
        extra = registry.missing(entry) if entry is not None else ""
        viewer = registry.viewer(subject.media.type)
        unseen = registry.missing(viewer) if viewer is not None else ""
        most = _MOST_IN_TABLES if entry is not None and entry.place.startswith(".table.") else MOST_PLACES
        quota = Quota(most)
        derived = Derived(Tables(self._opener), Quota(most), subject.path)
        try:
            export = recognised(subject, self._opener.export)
            talked = export is not None and export.complete and self._talk(subject, export, derived)
            raw, embedded = (
                ([], []) if talked else self._raw(subject, quota, opened_too=entry is not None and not extra)
            )
            derived.raw(map(told, raw))
            if export is not None and not export.complete:
                talked = self._talk(subject, export, derived)
            further = not extra and not (talked and said_all(export, subject))
            if entry is not None and further and self._worth(subject, raw):
                self._read(subject, entry, derived)
            if viewer is not None and not unseen:
                self._read(subject, viewer, derived)
            for each in embedded:
                self._embedded(subject, each)
            self._lists(subject, derived)
            if zip_behind(subject):
                self._read(subject, registry.READERS["application/zip"], derived)
        finally:  # what was found stands, even where the limits are used up
            for fact in derived.vectors.end():
                self._fact(subject, fact, derived)
            derived.judged(self._opener.kind, _again(subject))
            derived.add(classes(self._opener, subject, bytes(derived.text)))
            derived.add(dependencies(self._opener, subject))
            passed_over(self._gaps, subject, self._opener.detector.rule_ids, quota, derived.quota)
            if derived.items:
                self._sink.found(subject, subject.inner, derived.items, subject.head if subject.small else None)
        if subject.media.family in _UNSEEN:
            not_seen(self._gaps, subject, viewer, unseen)
        else:
            not_covered(self._gaps, subject, entry, extra)

    def _lists(self, subject: Subject, derived: Derived) -> None:
        """Embeddings that are written out in text as lists of numbers."""
        if subject.media.type not in _LISTS or not numbers_ahead(subject.head):
            return
        derived.vectors = Vectors(subject.path)  # its reader, if it ran, gave the same lists
        for fact in written.facts(subject.blob, subject.path, self._bounds):
            self._fact(subject, fact, derived)

    def _hits(self, subject: Subject, quota: Quota) -> list[Hit]:
        if subject.raw is not None and subject.media.how == TEXT:
            return subject.raw(subject.head)
        return self._opener.detector.hits(whole(subject.head, raw=subject.media.how != TEXT), quota)

    def _raw(self, subject: Subject, quota: Quota, *, opened_too: bool) -> tuple[list[Located], list[Embedded]]:
        """Hits in the object's own bytes, and the objects that are embedded in them in another coding."""
        how, opener = subject.media.how, self._opener
        if how == OPAQUE or (opened_too and (how == PARTIAL or subject.media.type in IN_MEMBERS)):
            return [], []
        self.textless = False
        if subject.small and how in {TEXT, RAW, PARTIAL}:
            hits = self._hits(subject, quota)
            located, embedded = self._settled(subject.head, hits), opener.detector.embedded(hits)
        else:
            located = list(opener.reader.located(subject.blob, subject.media, subject.head, quota))
            embedded = opener.reader.embedded
        if opened_too and subject.media.type in DECODED:
            return [item for item in located if not coded(item, subject)], []
        return located, embedded

    def _settled(self, data: bytes, hits: list[Hit]) -> list[Located]:
        return locate(data, self._opener.detector.settle(hits)) if hits else []

    def _embedded(self, subject: Subject, found: Embedded) -> None:
        """Open an object that stands in the text in another coding."""
        if subject.depth >= self._opener.limits.depth:
            return
        member = Member(
            f"{found.encoding}@{found.start}", None, lambda: stream(unwrapped(subject.blob.read, found)), again=True
        )
        self._member(subject, member)

    def _worth(self, subject: Subject, raw: list[Located]) -> bool:
        """Whether a reader could show more than the raw text did."""
        if subject.media.type not in (REARRANGED if subject.raw is None else REARRANGED_IN_HISTORY):
            return True
        telling = sum(item.hit.confidence >= _TELLING for item in raw)
        return telling > 0 and (subject.blob.size == UNKNOWN or telling * DENSE >= subject.blob.size)

    # --- its parts ----------------------------------------------------------------------------------------------------

    def _talk(self, subject: Subject, export: Export, derived: Derived) -> bool:
        """Read it as a file of an export of conversations: whether it had messages and was read to its end."""
        self.textless = False
        told = partial(self._gaps.add, subject)
        return talk(self._opener, subject, export, derived, self._bounds.check, told)

    def _read(self, subject: Subject, entry: registry.Entry, derived: Derived) -> None:
        """All that the reader gives."""
        outer = self._within.get(subject.inner)  # of a container that it is another coding of
        self._within[subject.inner] = within(subject)
        try:
            for part in self._parts(subject, entry):
                self._part(subject, part, derived)
        except ExceededError:
            raise
        except BlobError as error:
            shown = subject.media.type in SHOWN and subject.media.how != OPAQUE
            if not shown:
                self._gaps.add(subject, "", None, error.reason, error.detail)
            elif error.reason != Reason.CORRUPT:  # a template is no JSON, and was scanned as the text that it is
                self._gaps.add(subject, "", 0, error.reason, error.detail)
        finally:
            if outer is None:
                del self._within[subject.inner]
            else:
                self._within[subject.inner] = outer

    def _parts(self, subject: Subject, entry: registry.Entry) -> Iterator[Part]:
        media = subject.media
        for _ in range(3):  # a more precise type may have one more precise still
            refined: Refined | None = None
            for part in self._opened(subject, entry, media):
                if isinstance(part, Refined):
                    refined = part
                    break
                yield part
            if refined is None:
                return
            found = registry.entry(refined.type)
            if found is None:
                self._gaps.add(
                    subject, "", None, Reason.NO_READER, f"{refined.type}: no reader for this type in this version"
                )
                return
            extra = registry.missing(found)
            if extra:
                raise ReadError(Reason.NO_EXTRA, needs(refined.type, extra))
            entry, media = found, Media(refined.type, media.how, media.family)

    def _opened(self, subject: Subject, entry: registry.Entry, media: Media) -> Iterator[Part]:
        reader = registry.load(entry.place)
        forward = media.type in FORWARD and not reader.isolated
        blob = readable(subject.blob, self._opener.limits.buffer, small=subject.small, forward=forward)
        name = subject.inner
        if reader.isolated:
            looks = entry.extra == registry.MEDIA
            child = self._opener.eyes if looks else self._opener.child
            return child.parts(entry.place, blob, media, looked_at(subject) if looks else name, self._bounds)
        return reader.parts(blob, media, name, self._bounds)

    def _part(self, subject: Subject, part: Part, derived: Derived) -> None:
        match part:
            case Member():
                self._member(subject, part)
            case Text():
                self._text(subject, part, derived)
            case Rows():
                self._rows(subject, part, derived)
            case Gap():
                self._gaps.add(subject, part.name, part.size, part.reason, part.detail)
            case Extent():
                if part.read < part.held:
                    what = f"table {part.table}: " if part.table else ""
                    self._gaps.add(
                        subject, "", 0, Reason.SAMPLED, f"{what}{part.read:,} of {part.held:,} rows were read"
                    )
            case Fact():
                self._fact(subject, part, derived)
            case Refined():  # taken by _parts
                pass

    def _text(self, subject: Subject, part: Text, derived: Derived) -> None:
        if not part.data:
            return
        self.textless = False
        self._bounds.expand(len(part.data))
        if not part.name and not part.raw:
            derived.show(part.data)
        if len(part.data) <= self._window:
            found = self._settled(part.data, self._opener.detector.hits(whole(part.data, raw=part.raw), derived.quota))
        else:
            media = Media("text/plain", RAW if part.raw else TEXT, "text")
            found = list(
                self._opener.reader.located(HeldBlob(part.data), media, part.data[: self._window], derived.quota)
            )
        if not found:
            return
        label = NOWHERE if part.page is None else PAGE
        placed = [
            told(item)._replace(
                line=item.line + part.line - 1,
                end_line=item.end_line + part.line - 1,
                number=part.page or 0,
                label=label,
            )
            for item in found
        ]
        fresh = [item for item in placed if not derived.known(item)]
        if not part.name:
            derived.add(fresh)
        elif fresh:
            self._sink.found(subject, inner_path(subject.inner, part.name), fresh, part.data)

    def _rows(self, subject: Subject, part: Rows, derived: Derived) -> None:
        self.textless = False
        self._bounds.expand(sum(len(each.data) for each in part.columns))
        derived.tables.take(part)
        derived.vectors.take(part)
        held: list[Member] | None = [] if subject.media.how in {OPAQUE, PARTIAL} else None  # else the text showed them
        for cell in self._opener.tables.hits(part, derived.quota, held):
            hit = cell.hit
            line = part.lines[cell.row] if part.lines is not None else 1
            label = self._opener.tables.label(part, cell.column)
            row = part.first + cell.row
            derived.cell(
                Placed(
                    hit.rule,
                    hit.fingerprint,
                    hit.confidence,
                    hit.evidence,
                    cell.start,
                    cell.end,
                    line,
                    line,
                    row,
                    label,
                ),
                part.lines[cell.row + 1] if part.lines is not None and cell.row + 1 < part.count else None,
                by_line=part.lines is not None,
            )
        for member in held or ():
            self._member(subject, member)

    def _fact(self, subject: Subject, part: Fact, derived: Derived) -> None:
        number = self._opener.rules[part.rule]
        label = NOWHERE if part.page is None else PAGE
        confidence = self._opener.confidence[number]
        digest = self._opener.fingerprint(part.value)
        placed = Placed(number, digest, confidence, part.evidence, 0, 0, 1, 1, part.page or 0, label, part.records)
        if part.name:
            self._sink.found(subject, inner_path(subject.inner, part.name), [placed], part.value)
        else:
            derived.add([placed])

    def _named(self, subject: Subject, name: str) -> tuple[str, Surroundings | None]:
        """Path of a member, and what it is a path in; what has no name of its own is its container in another coding."""
        if not name:
            return os.path.splitext(subject.path)[0], subject.around
        return posix(name), self._within.get(subject.inner)

    def _member(self, subject: Subject, part: Member) -> None:
        """Open a member, type it and examine it; what goes wrong with it concerns it alone, but for limits of the whole."""
        budget = self._bounds
        budget.member()
        inner = inner_path(subject.inner, part.name)
        weight = subject.weight
        if part.stored is not None and part.size:
            weight *= part.stored / part.size
        if subject.depth >= budget.limits.depth:
            detail = f"lies deeper than {budget.limits.depth} containers; it was not opened"
            self._gaps.add(subject, part.name, part.stored or part.size or 0, Reason.LIMIT, detail)
            return
        try:
            blob = opened(part, self._window, budget, subject.blob)
        except ExceededError:
            raise
        except ReadError as error:
            self._gaps.add(subject, part.name, part.stored or part.size or 0, error.reason, error.detail)
            return
        try:
            small = isinstance(blob, HeldBlob)
            head = blob.content() if small else blob.read(0, self._window)
            media = sniff(head, part.name or subject.inner) if head else PLAIN
            path, around = self._named(subject, part.name)
            found = Subject(inner, blob, media, head, small, subject.depth + 1, weight, path=path, around=around)
            self._examine(found)
        except ExceededError:
            raise
        except ReadError as error:
            self._gaps.add(subject, part.name, part.stored or part.size or 0, error.reason, error.detail)
        finally:
            blob.close()


def _again(subject: Subject) -> Callable[[int, int], bytes]:
    """Bytes of an object once more, where that costs next to nothing; none of a stream."""
    if subject.small:
        return lambda start, size: subject.head[start : start + size]
    return subject.blob.read if isinstance(subject.blob, LocalBlob) else lambda _start, _size: b""
