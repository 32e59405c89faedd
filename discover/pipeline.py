"""The pipeline: one shard in, its findings and coverage out. Runs in a worker; no content leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from connectors.base import Connector, Refused, Shard, SourceSpec
from connectors.blob import Blob
from connectors.errors import OF_SERVICE, BlobError, Reason
from connectors.export.base import BY_CONTENT, Choice, Surroundings
from connectors.git import BLOB, GitBlob
from connectors.local import LocalBlob
from detectors.readers.base import Limits
from detectors.rules.rule import Rule
from detectors.text.confirm import Fingerprint
from detectors.text.detector import TextDetector
from detectors.views.sniff import PLAIN, sniff
from discover.opener import Opener
from discover.opening import MOST_PLACES, Examination
from discover.outcome import Exempt, Group, Held, Label, Outcome, Place
from discover.reading import WINDOW, Reader
from discover.subject import Placed, Sink, Subject
from discover.versions import Versions

if TYPE_CHECKING:
    from detectors.supply.osv import Index

#: Reasons that are the source's doing, and all for which an object is tried again in the next run.
_OF_SOURCE = OF_SERVICE | {Reason.UNREADABLE, Reason.VANISHED, Reason.CHANGED, Reason.ARCHIVED}
_AGAIN = _OF_SOURCE | {Reason.FAILED, Reason.MISSING, Reason.CORRUPT}
_CHUNK = 1 << 20
#: Families of which readers sample what they need, endings of names by which one is expected, and bytes that tell whether it is.
SAMPLED = frozenset({"audio", "video"})
_RECORDINGS = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".flv", ".mpg", ".mpeg", ".wmv", ".3gp", ".mp3",
    ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".aif", ".aiff", ".amr", ".au", ".sph",
)  # fmt: skip
_GLANCE = 64 << 10
#: Sources that a worker holds open.
_MOST_OPEN = 8


class Pipeline:
    """Scans shards in this process."""

    def __init__(
        self,
        detector: TextDetector,
        connect: Callable[[SourceSpec], Connector],
        rules: tuple[Rule, ...],
        fingerprint: Fingerprint,
        window: int = WINDOW,
        limits: Limits | None = None,
        passwords: tuple[bytes, ...] = (),
        bad: Index | None = None,
        export: Choice = BY_CONTENT,
    ) -> None:
        """Take the parts.

        Args:
            detector: for text.
            connect: opens a source.
            rules: the detector's in its order, then structural ones.
            fingerprint: keyed digest of a value.
            window: greatest window in bytes.
            limits: on opening one object.
            passwords: for encrypted containers.
            bad: versions of packages that the user's list names.
            export: what the user says of files of exports.
        """
        self._connect = connect
        self._connectors: dict[str, Connector] = {}
        self._around: tuple[str, Surroundings] | None = None
        self.detector = detector
        self.window = window
        self.reader = Reader(detector, window)
        self.rule_ids = tuple(rule.id for rule in rules)
        self.opener = Opener(detector, rules, fingerprint, self.reader, limits or Limits(), passwords, bad, export)

    def run(self, shard: Shard) -> Outcome:
        """Scan one shard. Errors of single objects become coverage rows; only bugs and lost sources are raised.

        Raises:
            ConnectorError: the source as a whole cannot be opened any more.
        """
        run = _Run(self, shard)
        connector = self._connector(shard.source)
        before = connector.requests
        for blob in connector.open(shard):
            run.take(blob)
        outcome = run.finish()
        outcome.requests = connector.requests - before
        return outcome

    def close(self) -> None:
        """Close every source that was opened, and end the child that readers ran in."""
        for connector in self._connectors.values():
            connector.close()
        self._connectors.clear()
        self.opener.close()

    def around(self, spec: SourceSpec) -> Surroundings:
        """What lies around the objects of a source; kept as long as the source is the same."""
        if self._around is None or self._around[0] != spec.locator:
            self._around = (spec.locator, Surroundings(self._connector(spec).tree()))
        return self._around[1]

    def _connector(self, spec: SourceSpec) -> Connector:
        name = f"{spec.kind} {spec.locator}"
        if name not in self._connectors:
            if len(self._connectors) >= _MOST_OPEN:  # a bucket's has threads and connections
                self._connectors.pop(next(iter(self._connectors))).close()
            self._connectors[name] = self._connect(spec)
        return self._connectors[name]


class _Key(NamedTuple):
    """What the places of a group have in common."""

    rule: int
    fingerprint: bytes
    confidence: float
    evidence: tuple[str, ...]
    records: int
    people: bytes


class _Run(Sink):
    """One shard under way."""

    def __init__(self, pipeline: Pipeline, shard: Shard) -> None:
        self._pipeline = pipeline
        self._shard = shard
        self._versions = Versions(pipeline.detector)
        self._groups: dict[_Key, list[Place]] = {}
        self._labels: dict[Label, int] = {}
        self._item = -1
        self._before = pipeline.reader.read
        self.outcome = Outcome(shard.number)

    def take(self, blob: Blob | Refused) -> None:
        """One object, in the shard's order."""
        self._item += 1
        self.outcome.texts.append(1)
        if isinstance(blob, Refused):
            self._exempt("", blob.size, blob.reason, blob.detail, again=True)
            return
        try:
            self._scan(blob)
        except BlobError as error:
            self._exempt("", blob.size, error.reason, error.detail, again=True)
        finally:
            self.outcome.read += max(0, blob.streamed - self._pipeline.window)  # its head was counted as that

    def _scan(self, blob: Blob) -> None:
        window = self._pipeline.window
        small = blob.size <= window
        head, wanted = (blob.content(), blob.size) if small else self._head(blob)
        self.outcome.read += len(head)
        missed = 0
        if len(head) < wanted:
            missed = blob.size - len(head)
            detail = "the object became shorter while it was read; scan it again"
            self._exempt("", missed, Reason.CHANGED, detail, again=True)
        if small and isinstance(blob, LocalBlob) and blob.hint and git_digest(head) == blob.hint:
            self.outcome.aliases += 1  # the same bytes are an object of the repository's history, and are scanned there
            self.outcome.examined += blob.size
            return
        examination = Examination(self._pipeline.opener, self, blob.size - missed, window)
        subject = self._subject(blob, head, small=small)
        missed += examination.run(subject)
        self.outcome.texts[self._item] = not examination.textless
        if not blob.unchanged():
            detail = "the object changed while it was read; scan it again"
            self._exempt("", blob.size - missed, Reason.CHANGED, detail, again=True)
            return
        self.outcome.examined += blob.size - missed

    def _head(self, blob: Blob) -> tuple[bytes, int]:
        """First bytes, and how many they should be: a window; less of a recording, of which its readers take what they need."""
        window = self._pipeline.window
        name = self._shard.items[self._item].name
        if isinstance(blob, GitBlob) or not name.lower().endswith(_RECORDINGS):
            return blob.read(0, window), window
        head = blob.read(0, _GLANCE)
        if len(head) < _GLANCE or sniff(head, name).family in SAMPLED:
            return head, _GLANCE
        return head + blob.read(_GLANCE, window - _GLANCE), window

    def _subject(self, blob: Blob, head: bytes, *, small: bool) -> Subject:
        if not isinstance(blob, GitBlob):
            name = self._shard.items[self._item].name
            around = self._pipeline.around(self._shard.source)
            return Subject("", blob, sniff(head, name), head, small, path=name, around=around)
        if blob.kind != BLOB:  # a message
            return Subject("", blob, PLAIN, head, small, document=False)
        name, delta = blob.name, blob.delta
        scan = partial(self._versions.scan, name, delta)
        return Subject("", blob, sniff(head), head, small, raw=scan, document=delta is None)

    # --- what the examination says ------------------------------------------------------------------------------------

    def found(self, subject: Subject, inner: str, placed: Iterable[Placed], content: bytes | None) -> None:
        number = len(self.outcome.objects)
        counts: dict[int, int] = {}
        for item in placed:
            counts[item.rule] = counts.get(item.rule, 0) + 1
            if counts[item.rule] <= MOST_PLACES:
                key = _Key(item.rule, item.fingerprint, item.confidence, item.evidence, item.records, item.people)
                self._groups.setdefault(key, []).append(self._place(number, item))
        for rule, count in counts.items():
            if count > MOST_PLACES:
                over = f"{count - MOST_PLACES} of {count} places are counted here and not listed"
                self._exempt(inner, 0, Reason.CAPPED, f"rule {self._pipeline.rule_ids[rule]}: {over}")
        blob = subject.blob
        modified = blob.origin().modified
        size = blob.size if inner == subject.inner or content is None else len(content)
        held = Held(
            self._item,
            inner,
            size,
            _digest(blob, inner, content, sampled=subject.media.family in SAMPLED),
            modified.timestamp() if modified else None,
        )
        self.outcome.objects.append(held)

    def _place(self, number: int, item: Placed) -> Place:
        label = item.label
        if isinstance(label, tuple):
            label = self._labels.setdefault(label, len(self._labels))
        return Place(number, item.start, item.end, item.line, item.end_line, item.number, label)

    def gap(self, inner: str, size: int, reason: str, detail: str) -> None:
        again = not inner and reason in _OF_SOURCE  # what its own content is to blame for stays as it is
        self._exempt(inner, size, reason, detail, again=again)

    def _exempt(self, inner: str, size: int, reason: str, detail: str, *, again: bool = False) -> None:
        name = self._shard.items[self._item].name
        whole = f"{name}!{inner}" if inner else name
        self.outcome.exempt.append(Exempt(self._item, whole, size, reason, detail, again and reason in _AGAIN))

    def finish(self) -> Outcome:
        """The outcome, its groups in a stable order."""
        ids = self._pipeline.rule_ids
        self.outcome.groups = [
            Group(ids[key.rule], *key[1:4], places, key.records, key.people)
            for key, places in sorted(self._groups.items(), key=_order)
        ]
        self.outcome.labels = list(self._labels)
        self.outcome.read += self._pipeline.reader.read - self._before
        return self.outcome


def _order(entry: tuple[_Key, object]) -> _Key:
    return entry[0]


def git_digest(content: bytes) -> bytes:
    """Object id of a blob with this content (SHA-1, as git names it; not used for security)."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).digest()


def _digest(blob: Blob, inner: str, content: bytes | None, *, sampled: bool) -> bytes:
    """The same digest for every object, so that a copy and a moved file are told by it; large ones are read once more.

    What is a stream within another object is told by its place and its size, a recording by its size, beginning and end: most of
    it is never read.
    """
    if isinstance(blob, GitBlob) and not inner:
        return bytes.fromhex(blob.name)[:20]
    if content is not None:
        return git_digest(content)
    told = blob.digest() if not inner else None
    if told is not None:
        return told
    digest = hashlib.sha1(b"blob %d\0" % blob.size, usedforsecurity=False)
    if inner:
        digest.update(f"{blob.origin().locator}!{inner}".encode("utf-8", "surrogateescape"))
        return digest.digest()
    if sampled:
        digest.update(blob.piece(0, _GLANCE) + blob.piece(max(0, blob.size - _GLANCE), _GLANCE))
        return digest.digest()
    position = 0
    while block := blob.read(position, _CHUNK):
        digest.update(block)
        position += len(block)
    return digest.digest()
