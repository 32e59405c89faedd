"""Outcome: what a worker says of a shard. Numbers, names and keyed digests: no content, no value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

#: Stands in a place for a label that there is none of, and for one that is a page.
NOWHERE, PAGE = -1, -2
#: State of what is quoted or forwarded, beside those of `connectors.export.base`.
COPY = "copy"


class Said(NamedTuple):
    """A message that a place lies in. No name of a person stands in it.

    Attributes:
        conversation: its name, or its id where only some people are in it.
        message: id within the conversation; empty where the conversation as such is meant.
        time: Unix seconds, or None.
        author: pseudonym: digits of a keyed digest; empty where the export does not tell.
        audience: private, group, public or external; empty where the export does not tell.
        readers: how many people can read it, 0 where the export does not tell.
        state: edited or deleted (the service shows it no more), copy (quoted or forwarded), or empty.
    """

    conversation: str
    message: str
    time: float | None
    author: str
    audience: str
    readers: int
    state: str


#: What a place is within: a column of a table by the names of both, or a message.
Label = tuple[str, str] | Said


class Place(NamedTuple):
    """One place of a value.

    Attributes:
        object: index into `Outcome.objects`.
        start: first byte, from 0: of the object, or of its text where the format gives one (a page, a cell).
        end: one past the last byte.
        line: line of the first byte, from 1.
        end_line: line of the last byte.
        number: page or row, from 1; 0 where there is none.
        label: NOWHERE, PAGE, or an index into `Outcome.labels`.
    """

    object: int
    start: int
    end: int
    line: int
    end_line: int
    number: int = 0
    label: int = NOWHERE


@dataclass(frozen=True, slots=True)
class Group:
    """One value as one rule found it in a shard: its places are packed, so that dense input stays small.

    Attributes:
        rule: full id of the rule.
        fingerprint: keyed digest of the normalised value.
        confidence: 0 to 1.
        evidence: names of the checks that passed.
        places: where.
        records: how many records or values one place of it stands for.
        people: a count of different values or people (`detectors.columns.people`) that stands for it; empty where the value is one.
    """

    rule: str
    fingerprint: bytes
    confidence: float
    evidence: tuple[str, ...]
    places: list[Place]
    records: int = 1
    people: bytes = b""


@dataclass(frozen=True, slots=True)
class Exempt:
    """One object, or one part of one, that was not wholly examined.

    Attributes:
        item: index of the item in the shard.
        name: the connector's name of the object, with the path within it behind `!`.
        size: bytes held there that were not examined, of the item's.
        reason: one of `connectors.errors.Reason`.
        detail: one clause for people.
        again: True where the next run should try again (it may have been denied, changed or gone for a while).
    """

    item: int
    name: str
    size: int
    reason: str
    detail: str
    again: bool


class Held(NamedTuple):
    """An object with findings: an item, or what lies in one.

    Attributes:
        item: index of the item in the shard.
        inner: path within it, parts separated by `!`; empty for the item itself.
        size: bytes.
        digest: of its content, so that a copy and a moved object are told by it.
        modified: last change as a Unix time, or None.
    """

    item: int
    inner: str
    size: int
    digest: bytes
    modified: float | None


@dataclass(slots=True)
class Outcome:
    """What a worker says of a shard.

    Attributes:
        number: the shard's number.
        groups: what was found.
        exempt: what was not wholly examined.
        examined: bytes of objects that every applicable detector has seen.
        read: bytes read.
        objects: objects with findings.
        labels: columns and messages that places refer to.
        texts: for each item, whether rules of text were tried on it or on anything in it.
        requests: sent to a service.
        aliases: items not scanned since their content is an object of a repository that is scanned as such.
    """

    number: int
    groups: list[Group] = field(default_factory=list)
    exempt: list[Exempt] = field(default_factory=list)
    examined: int = 0
    read: int = 0
    objects: list[Held] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    aliases: int = 0
    texts: bytearray = field(default_factory=bytearray)
    requests: int = 0
