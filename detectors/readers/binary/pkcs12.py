"""PKCS #12: what a .p12 or .pfx file shows without a password, and whether its MAC holds under one.

RFC 7292 (layout; key derivation in appendix B), RFC 9579 (PBMAC1), RFC 8018 (PBKDF2). Nothing is decrypted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError
from detectors.readers.binary.certificate import string, subject
from detectors.readers.binary.der import (
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    Element,
    children,
    down,
    element,
    first,
    oid,
    typed,
    value,
)

_DATA, _ENCRYPTED = bytes.fromhex("2a864886f70d010701"), bytes.fromhex("2a864886f70d010706")
#: Types of bags, RFC 7292 section 4.2: 1.2.840.113549.1.12.10.1.x
_BAG = bytes.fromhex("2a864886f70d010c0a01")
_KINDS = {
    1: "private key, not encrypted",
    2: "private key",
    3: "certificate",
    4: "revocation list",
    5: "secret",
    6: "bags",
}
_CLEAR, _CERTIFICATE, _NESTED = 1, 3, 6
KEYS = frozenset({1, 2, 5})
_FRIENDLY = bytes.fromhex("2a864886f70d010914")
_PBMAC1, _PBKDF2 = bytes.fromhex("2a864886f70d01050e"), bytes.fromhex("2a864886f70d01050c")
_DIGESTS = {
    bytes.fromhex("2b0e03021a"): "sha1", bytes.fromhex("2a864886f70d0205"): "md5",
    **{bytes.fromhex("608648016503040201")[:-1] + bytes([n]): name
       for n, name in ((1, "sha256"), (2, "sha384"), (3, "sha512"), (4, "sha224"))},
    **{bytes.fromhex("2a864886f70d0207")[:-1] + bytes([n]): name
       for n, name in ((7, "sha1"), (8, "sha224"), (9, "sha256"), (10, "sha384"), (11, "sha512"))},
}  # fmt: skip
#: Rounds of derivation that are waited for; programs write 1 to 600,000, those of appendix B at most some 10,000.
_MOST_ROUNDS, _MOST_ROUNDS_B = 1_000_000, 200_000
_MOST_BAGS = 100_000


@dataclass(slots=True)
class Bag:
    """One thing in the store: its number in RFC 7292's list, its friendly name, and whom its certificate names."""

    kind: int
    alias: str = ""
    subject: str = ""

    def line(self) -> str:
        """For people."""
        return f"{self.alias or '(no name)'}: {_KINDS[self.kind]}" + (f", {self.subject}" if self.subject else "")


@dataclass(slots=True)
class Mac:
    """What proves the store's integrity under its password."""

    digest: bytes
    name: str
    salt: bytes
    rounds: int
    content: bytes
    derived: str = ""
    length: int = 0

    def holds(self, password: str, budget: Budget) -> bool:
        """Whether the MAC is right under this password; False too where trying it would take too long."""
        if self.derived:
            if self.rounds > _MOST_ROUNDS:
                return False
            key = hashlib.pbkdf2_hmac(self.derived, password.encode(), self.salt, self.rounds, self.length)
            return self._right(key)
        if self.rounds > _MOST_ROUNDS_B:
            return False
        coded = password.encode("utf-16-be")
        # An empty password is written both as nothing and as its closing zero (RFC 7292 appendix B.1 is read both ways).
        return any(
            self._right(_appendix_b(self.name, text, self.salt, self.rounds, budget))
            for text in ([coded + b"\0\0"] if coded else [b"\0\0", b""])
        )

    def _right(self, key: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(key, self.content, self.name), self.digest)


@dataclass(slots=True)
class Store:
    """A store as far as it is readable.

    Attributes:
        bags: those in clear.
        encrypted: how many sets of bags are encrypted.
        mac: None where it has none that is known.
        why: why not all that is in clear could be read; empty where it could.
    """

    bags: list[Bag] = field(default_factory=list)
    encrypted: int = 0
    mac: Mac | None = None
    why: str = ""

    @property
    def keys(self) -> bool:
        """Whether it holds private or secret keys, for all that is known.

        Programs encrypt each key by itself, in a set that is in clear; what is wholly encrypted are certificates.
        """
        return bool(self.why) or any(bag.kind in KEYS for bag in self.bags)

    @property
    def clear(self) -> bool:
        """Whether a private key lies in it without any encryption."""
        return any(bag.kind == _CLEAR for bag in self.bags)


def read(data: bytes, budget: Budget) -> Store:
    """The store in `data`.

    Raises:
        ReadError: it is none.
    """
    whole = element(data, 0, len(data))
    fields = first(data, whole, 3)
    if len(fields) < 2 or fields[0].tag != INTEGER:  # noqa: PLR2004  # version and content
        raise ReadError(Reason.CORRUPT, "not a PKCS #12 store")
    store = Store()
    content = b""
    if oid(data, down(data, fields[1], 0)) == _DATA:
        content = value(data, down(data, fields[1], 1, 0))
    try:
        if len(fields) > 2:  # noqa: PLR2004  # the MAC is optional
            store.mac = _mac(data, fields[2], content)
        for info in children(content, typed(element(content, 0, len(content)), SEQUENCE)):
            budget.check()
            _set(content, info, store, budget)
    except ReadError as error:
        if error.reason != Reason.CORRUPT:
            raise
        store.why = error.detail
    return store


def _set(data: bytes, info: Element, store: Store, budget: Budget) -> None:
    if oid(data, down(data, info, 0)) != _DATA:
        store.encrypted += 1
        return
    inner = value(data, down(data, info, 1, 0))
    waiting = [element(inner, 0, len(inner))]
    while waiting and len(store.bags) < _MOST_BAGS:
        for each in children(inner, waiting.pop()):
            budget.check()
            fields = first(inner, each, 3)
            kind = oid(inner, fields[0]) if len(fields) > 1 else b""
            number = kind[-1] if kind[:-1] == _BAG else 0
            if number == _NESTED:
                waiting.append(down(inner, fields[1], 0))
            elif number in _KINDS:
                store.bags.append(_bag(inner, number, fields))


def _bag(data: bytes, number: int, fields: list[Element]) -> Bag:
    bag = Bag(number)
    if number == _CERTIFICATE:
        bag.subject = subject(value(data, down(data, fields[1], 0, 1, 0)))
    for attribute in children(data, fields[2]) if len(fields) > 2 else ():  # noqa: PLR2004  # attributes are optional
        if oid(data, down(data, attribute, 0)) == _FRIENDLY:
            text = down(data, attribute, 1, 0)
            bag.alias = string(text.tag, value(data, text))
    return bag


def _mac(data: bytes, found: Element, content: bytes) -> Mac | None:
    fields = first(data, found, 3)
    if not fields:
        return None
    algorithm, digest = down(data, fields[0], 0), value(data, down(data, fields[0], 1))
    kind = oid(data, down(data, algorithm, 0))
    if kind == _PBMAC1:
        return _pbmac1(data, down(data, algorithm, 1), digest, content)
    if kind not in _DIGESTS or len(fields) < 2:  # noqa: PLR2004  # digest and salt
        return None
    rounds = _number(data, fields[2]) if len(fields) > 2 else 1  # noqa: PLR2004  # rounds are optional
    return Mac(digest, _DIGESTS[kind], value(data, fields[1]), max(1, rounds), content)


def _pbmac1(data: bytes, found: Element, digest: bytes, content: bytes) -> Mac | None:
    derivation, scheme = down(data, found, 0), oid(data, down(data, found, 1, 0))
    if oid(data, down(data, derivation, 0)) != _PBKDF2 or scheme not in _DIGESTS:
        return None
    fields = first(data, down(data, derivation, 1), 8)
    salt = next((value(data, each) for each in fields if each.tag == OCTETS), b"")
    numbers = [_number(data, each) for each in fields if each.tag == INTEGER]
    functions = [oid(data, down(data, each, 0)) for each in fields if each.tag == SEQUENCE]
    name = _DIGESTS[scheme]
    derived = _DIGESTS.get(functions[0], "") if functions else "sha1"
    length = numbers[1] if len(numbers) > 1 else hashlib.new(name, usedforsecurity=False).digest_size
    if not derived or not numbers or numbers[0] < 1 or not 0 < length <= 1024:  # noqa: PLR2004  # no key is longer
        return None
    return Mac(digest, name, salt, numbers[0], content, derived, length)


def _number(data: bytes, found: Element) -> int:
    content = data[found.start : found.end]
    return int.from_bytes(content[:9], signed=True) if found.tag != NULL and content else 0


def _appendix_b(name: str, password: bytes, salt: bytes, rounds: int, budget: Budget) -> bytes:
    """The key of a MAC: RFC 7292 appendix B.2 with identifier 3; one block of output is as long as the key."""
    block = hashlib.new(name, usedforsecurity=False).block_size
    filled = b"".join(_filled(text[:4096], block) for text in (salt, password))
    key = hashlib.new(name, bytes([3]) * block + filled, usedforsecurity=False).digest()
    for number in range(rounds - 1):
        if not number & 0xFFF:
            budget.check()
        key = hashlib.new(name, key, usedforsecurity=False).digest()
    return key


def _filled(text: bytes, block: int) -> bytes:
    size = -(-len(text) // block) * block
    return (text * (size // len(text) + 1))[:size] if text else b""


def aliases(store: Store) -> Iterator[str]:
    """One line for each bag that is in clear, and one that says what is not."""
    yield from (bag.line() for bag in store.bags)
    if store.encrypted:
        yield f"{store.encrypted} encrypted sets, as certificates are kept"
