"""Key store reader: names and certificates that a store shows, and whether it stands open.

Two passwords are tried and never another: the empty one, and `changeit`, which Java's own store has had since 1998 and everybody
leaves as it is. A store that only holds certificates is no secret, whatever its password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Gap, Part, Reader, ReadError, Text
from detectors.readers.binary import javastore, pkcs12
from detectors.readers.pieces import span
from detectors.views.sniff import Media

PASSWORDS = ("", "changeit")
_JAVA = frozenset({"application/x-java-keystore", "application/x-java-jce-keystore"})


class KeystoreReader(Reader):
    """Reads PKCS #12, JKS and JCEKS: aliases as text; a fact where it holds keys, another where it stands open."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        if media.type in _JAVA:
            yield from _java(blob, budget)
        else:
            yield from _pkcs12(blob, budget)


def _java(blob: Blob, budget: Budget) -> Iterator[Part]:
    if blob.size <= javastore.DIGEST:
        raise ReadError(Reason.CORRUPT, "too short to be a key store")
    found = javastore.read(blob, budget)
    yield from _aliases(found.lines)
    if found.why:
        yield Gap("", blob.size, Reason.CORRUPT, found.why)
    if found.keys:
        password = javastore.holds(blob, PASSWORDS, budget)
        yield _fact(blob.read(blob.size - javastore.DIGEST, javastore.DIGEST), password)


def _pkcs12(blob: Blob, budget: Budget) -> Iterator[Part]:
    if blob.size > budget.limits.buffer:
        raise ReadError(Reason.LIMIT, "too large to be opened in memory")
    data = blob.content()
    store = pkcs12.read(data, budget)
    yield from _aliases(list(pkcs12.aliases(store)))
    if store.encrypted:
        yield Gap("", 0, Reason.ENCRYPTED, "certificates in it are encrypted and were not read")
    if store.why:
        yield Gap("", blob.size, Reason.CORRUPT, store.why)
    if not store.keys:
        return
    if store.clear:
        yield Fact("keystore.default-password", _digest(blob, budget), evidence=("structure", "password:none"))
    elif store.mac is None:
        yield Fact("keystore.held", _digest(blob, budget))
    else:
        mac = store.mac
        yield _fact(mac.digest, next((each for each in PASSWORDS if mac.holds(each, budget)), None))


def _fact(value: bytes, password: str | None) -> Fact:
    if password is None:
        return Fact("keystore.held", value)
    return Fact("keystore.default-password", value, evidence=("structure", f"password:{password or 'empty'}"))


def _aliases(lines: list[str]) -> Iterator[Text]:
    if lines:
        yield Text("\n".join(lines).encode("utf-8", "replace") + b"\n", "aliases")


def _digest(blob: Blob, budget: Budget) -> bytes:
    digest = hashlib.sha256()
    for piece in span(blob, 0, blob.size, budget):
        digest.update(piece)
    return digest.digest()
