"""The pipeline: one shard in, its findings and coverage out. Runs in a worker; no content leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from connectors.base import Connector, Refused, Shard, SourceSpec
from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from connectors.git import BLOB, GitBlob
from connectors.local import LocalBlob
from detectors.text.detector import TextDetector
from detectors.views.sniff import HEAD, OPAQUE, PARTIAL, PLAIN, Media, sniff
from detectors.views.text import whole
from discover.reading import WINDOW, Located, Reader, locate
from discover.versions import Versions

#: Most places of one rule that are kept for one object; what is over is counted in the coverage ledger.
MOST_PLACES = 20_000


@dataclass(frozen=True, slots=True)
class Group:
    """One value as one rule found it in a shard: its places are packed, so that dense input stays small.

    Attributes:
        rule: full id of the rule.
        fingerprint: keyed digest of the normalised value.
        confidence: 0 to 1.
        evidence: names of the checks that passed.
        places: (item index, start, end, line, end_line) each; see `Finding` for their meaning.
    """

    rule: str
    fingerprint: bytes
    confidence: float
    evidence: tuple[str, ...]
    places: list[tuple[int, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Exempt:
    """One object, or one part of one, that was not wholly examined.

    Attributes:
        item: index of the item in the shard.
        name: the connector's name of the object.
        size: bytes held there that were not examined.
        reason: one of `connectors.base.Reason`.
        detail: one clause for people.
        again: True where the next run should try again (it may have been denied, changed or gone for a while).
    """

    item: int
    name: str
    size: int
    reason: str
    detail: str
    again: bool


@dataclass(slots=True)
class Outcome:
    """What a worker says of a shard. Holds no content and no value.

    Attributes:
        number: the shard's number.
        groups: what was found.
        exempt: what was not wholly examined.
        examined: bytes of objects that every applicable detector has seen.
        read: bytes read.
        objects: for items with findings: item index -> (digest of the content, time of last change as a Unix time or None).
        aliases: items not scanned since their content is an object of a repository that is scanned as such.
    """

    number: int
    groups: list[Group] = field(default_factory=list)
    exempt: list[Exempt] = field(default_factory=list)
    examined: int = 0
    read: int = 0
    objects: dict[int, tuple[bytes, float | None]] = field(default_factory=dict)
    aliases: int = 0


_AGAIN = frozenset(
    {Reason.DENIED, Reason.UNREADABLE, Reason.VANISHED, Reason.CHANGED, Reason.FAILED, Reason.MISSING, Reason.CORRUPT}
)


class Pipeline:
    """Scans shards in this process."""

    def __init__(
        self, detector: TextDetector, connect: Callable[[SourceSpec], Connector], window: int = WINDOW
    ) -> None:
        """Take a detector, how to open a source, and the greatest window in bytes."""
        self._detector = detector
        self._reader = Reader(detector, window)
        self._connect = connect
        self._connectors: dict[str, Connector] = {}
        self._window = window

    def run(self, shard: Shard) -> Outcome:
        """Scan one shard. Errors of single objects become coverage rows; only bugs and lost sources are raised.

        Raises:
            ConnectorError: the source as a whole cannot be opened any more.
        """
        run = _Run(self, shard)
        for blob in self._connector(shard.source).open(shard):
            run.take(blob)
        run.outcome.read = run.read
        return run.finish()

    def close(self) -> None:
        """Close every source that was opened."""
        for connector in self._connectors.values():
            connector.close()
        self._connectors.clear()

    def _connector(self, spec: SourceSpec) -> Connector:
        name = f"{spec.kind} {spec.locator}"
        if name not in self._connectors:
            self._connectors[name] = self._connect(spec)
        return self._connectors[name]

    @property
    def reader(self) -> Reader:
        """How objects are read."""
        return self._reader

    @property
    def detector(self) -> TextDetector:
        """What looks for findings."""
        return self._detector

    @property
    def window(self) -> int:
        """Greatest window in bytes."""
        return self._window


class _Run:
    """One shard under way."""

    def __init__(self, pipeline: Pipeline, shard: Shard) -> None:
        self._pipeline = pipeline
        self._shard = shard
        self._versions = Versions(pipeline.detector)
        self._rules = pipeline.detector.rule_ids
        self._groups: dict[tuple[int, bytes, float, tuple[str, ...]], list[tuple[int, int, int, int, int]]] = {}
        self._next = 0
        self.read = 0
        self.outcome = Outcome(shard.number)

    def take(self, blob: Blob | Refused) -> None:
        """One object, in the shard's order."""
        index = self._next
        self._next += 1
        if isinstance(blob, Refused):
            self._exempt(index, blob.size, blob.reason, blob.detail)
            return
        try:
            self._scan(index, blob)
        except BlobError as error:
            self._exempt(index, blob.size, error.reason, error.detail)

    def _scan(self, index: int, blob: Blob) -> None:
        small = blob.size <= self._pipeline.window
        head = blob.content() if small else blob.read(0, self._pipeline.window)
        self.read += len(head)
        if len(head) < min(blob.size, self._pipeline.window):
            self._exempt(
                index,
                blob.size - len(head),
                Reason.CHANGED,
                "the object became shorter while it was read; scan it again",
            )
        if small and isinstance(blob, LocalBlob) and blob.hint and git_digest(head) == blob.hint:
            self.outcome.aliases += 1  # the same bytes are an object of the repository's history, and are scanned there
            self.outcome.examined += blob.size
            return
        media = sniff(head[:HEAD])
        self._keep(index, blob, head if small else None, self._located(blob, media, head, small=small))
        if not blob.unchanged():
            self._exempt(index, blob.size, Reason.CHANGED, "the object changed while it was read; scan it again")
            return
        self._cover(index, blob, media)

    def _located(self, blob: Blob, media: Media, head: bytes, *, small: bool) -> Iterator[Located]:
        if media.how == OPAQUE:
            return
        if small and media is PLAIN and isinstance(blob, GitBlob) and blob.kind == BLOB:
            hits = self._versions.scan(blob.name, blob.delta, head)
            yield from locate(head, self._pipeline.detector.settle(hits)) if hits else ()
            return
        if small and media is PLAIN:
            hits = self._pipeline.detector.hits(whole(head))
            yield from locate(head, self._pipeline.detector.settle(hits)) if hits else ()
            return
        before = self._pipeline.reader.read
        yield from self._pipeline.reader.located(blob, media, head)
        self.read += self._pipeline.reader.read - before

    def _keep(self, index: int, blob: Blob, content: bytes | None, located: Iterator[Located]) -> None:
        counts: dict[int, int] = {}
        listed: list[Located] = []
        for item in located:  # to the end, before anything is kept: an object that breaks off midway is not half told
            rule = item.hit.rule
            counts[rule] = counts.get(rule, 0) + 1
            if counts[rule] <= MOST_PLACES:
                listed.append(item)
        if not listed:
            return
        for item in listed:
            hit = item.hit
            key = (hit.rule, hit.fingerprint, hit.confidence, hit.evidence)
            self._groups.setdefault(key, []).append((index, item.start, item.end, item.line, item.end_line))
        for rule, count in counts.items():
            if count > MOST_PLACES:
                detail = (
                    f"rule {self._rules[rule]}: {count - MOST_PLACES} of {count} places are counted here and not listed"
                )
                self._exempt(index, 0, Reason.CAPPED, detail)
        modified = blob.origin().modified
        digest = bytes.fromhex(blob.name)[:20] if isinstance(blob, GitBlob) else _digest(blob, content)
        self.outcome.objects[index] = (digest, modified.timestamp() if modified else None)

    def _cover(self, index: int, blob: Blob, media: Media) -> None:
        if media.how not in {OPAQUE, PARTIAL}:
            self.outcome.examined += blob.size
            return
        if media.family in {"image", "audio", "video", "biometric"}:
            self._exempt(
                index, blob.size, Reason.NO_DETECTOR, f"{media.type}: no {media.family} detector in this version"
            )
            return
        self._exempt(
            index, blob.size, Reason.NO_READER, f"{media.type}: no reader for this {media.family} type in this version"
        )

    def _exempt(self, index: int, size: int, reason: str, detail: str) -> None:
        name = self._shard.items[index].name
        self.outcome.exempt.append(Exempt(index, name, size, reason, detail, reason in _AGAIN))

    def finish(self) -> Outcome:
        """The outcome, its groups in a stable order."""
        rules = self._rules
        self.outcome.groups = [
            Group(rules[rule], fingerprint, confidence, evidence, places)
            for (rule, fingerprint, confidence, evidence), places in sorted(self._groups.items(), key=_order)
        ]
        return self.outcome


def _order(
    entry: tuple[tuple[int, bytes, float, tuple[str, ...]], object],
) -> tuple[int, bytes, float, tuple[str, ...]]:
    return entry[0]


def git_digest(content: bytes) -> bytes:
    """Object id of a blob with this content (SHA-1, as git names it; not used for security)."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).digest()


def _digest(blob: Blob, content: bytes | None) -> bytes:
    """The same digest for every object, so that a copy and a moved file are told by it; large ones are read once more."""
    if content is not None:
        return git_digest(content)
    digest = hashlib.sha1(b"blob %d\0" % blob.size, usedforsecurity=False)
    position = 0
    while block := blob.read(position, WINDOW):
        digest.update(block)
        position += len(block)
    return digest.digest()
