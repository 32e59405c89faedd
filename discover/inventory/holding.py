"""Holding: how much of one kind a vendor holds. Counts and places, never values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

#: Confidence from which a finding counts as confirmed, and from which as probable.
CONFIRMED = 0.8
PROBABLE = 0.5


@dataclass(frozen=True, slots=True)
class Holding:
    """One vendor and one kind.

    Attributes:
        vendor: the vendor's name.
        kind: dotted kind.
        objects: distinct contents that hold it (a moved or copied file counts once).
        bytes: size of these objects.
        findings: present findings.
        confirmed: those with a confidence of `CONFIRMED` or more, outside test, example, documentation and vendored paths.
        values: distinct values, by keyed fingerprint.
        confirmed_values: distinct values among the confirmed findings.
        subjects: distinct data subjects, None where the kind does not tell people apart.
        confirmed_subjects: the same among the confirmed findings.
        oldest: earliest evidence date, None where no finding has one.
        newest: latest evidence date.
        date_of: what the dates are: `commit`, `modified`, `mixed` or `none`.
        stores: locators of the sources that hold it, sorted.
        in_head: findings that are in a file or in HEAD now, as against in history only.
        worst: highest severity among its findings.
        confidence: highest confidence among its findings.
        gone: findings that were present once and are not any more.
        records: records and values that the present findings stand for; a copy counts once.
        unknown: records among them that name nobody who could be told apart.
        subjects_between: bounds of `subjects`, which are as likely as 95 in 100 to hold; None where it is exact.
        conversations: channels, chats, tickets and mailboxes whose messages are held: `records` are the messages then, `values`
            the people; 0 for other kinds.
        seconds: how long its recordings are, in all; 0 for kinds that are none.
    """

    vendor: str
    kind: str
    objects: int
    bytes: int
    findings: int
    confirmed: int
    values: int
    confirmed_values: int
    subjects: int | None
    confirmed_subjects: int | None
    oldest: datetime | None
    newest: datetime | None
    date_of: str
    stores: tuple[str, ...]
    in_head: int
    worst: str
    confidence: float
    gone: int
    records: int = 0
    unknown: int = 0
    subjects_between: tuple[int, int] | None = None
    conversations: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Objects of one reason that were not wholly examined.

    Attributes:
        reason: one of `connectors.errors.Reason`.
        objects: how many.
        bytes: how many bytes of them were not examined.
        detail: the commonest clause among them.
        examples: up to five paths.
    """

    reason: str
    objects: int
    bytes: int
    detail: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what a vendor holds was examined, over the latest scan of each source.

    Attributes:
        vendor: the vendor's name.
        held_objects: objects listed.
        held_bytes: bytes listed.
        examined_bytes: bytes of objects that every applicable detector has seen.
        read_bytes: bytes read by the latest scans (unchanged content is not read again).
        rows: what was not examined, by reason, most bytes first.
        partial: locators of sources whose latest scan did not finish.
        denied: sources of which nothing could be read, with the reason.
        not_looked_for: kinds that no loaded detector finds, with the extra or the version that brings them.
        requests: sent to services by the latest scans; 0 where all is on disk.
    """

    vendor: str
    held_objects: int
    held_bytes: int
    examined_bytes: int
    read_bytes: int
    rows: tuple[CoverageRow, ...]
    partial: tuple[str, ...]
    denied: Mapping[str, str]
    not_looked_for: Mapping[str, str]
    requests: int = 0

    @property
    def share(self) -> float:
        """Examined share of the bytes held, 0 to 1; 1 where nothing is held."""
        return self.examined_bytes / self.held_bytes if self.held_bytes else 1.0


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """A finding as it is reported: of one vendor, in one source, at one path. Holds no value."""

    vendor: str
    source: str
    path: str
    line: int
    end_line: int
    start: int
    end: int
    kind: str
    category: str
    rule: str
    confidence: float
    severity: str
    evidence: tuple[str, ...]
    fingerprint: str
    role: str
    where: str
    commit: str | None
    last_commit: str | None
    removed_commit: str | None
    author: str | None
    date: datetime | None
    date_of: str
    in_head: bool | None
    gone: bool
    page: int | None = None
    table: str | None = None
    column: str | None = None
    row: int | None = None
    conversation: str | None = None
    message_id: str | None = None
    audience: str | None = None
    readers: int | None = None
    state: str | None = None
    records: int = 1
    people: int | None = None
