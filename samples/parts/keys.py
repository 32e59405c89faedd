"""Keys and certificates: elliptic-curve and RSA key pairs from a seed, and X.509 certificates that verify.

The arithmetic is the textbook's, neither fast nor safe against a listener; it must only give consistent numbers,
because a reader of certificates may check that a key beside one belongs to it.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

from parts.der import bits, integer, moment, name, octets, oid, pem, seq, tlv

if TYPE_CHECKING:
    from random import Random

# NIST P-256 (FIPS 186-4, D.1.2.3): prime, order, base point; a is -3.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

_CURVE = seq(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"))
_ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))
_RSA = seq(oid("1.2.840.113549.1.1.1"), tlv(0x05))

Point = tuple[int, int] | None


def _add(one: Point, two: Point) -> Point:
    if one is None or two is None:
        return one or two
    if one[0] == two[0] and (one[1] + two[1]) % _P == 0:
        return None
    if one == two:  # noqa: SIM108  # two formulas read better one below the other
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, _P)
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, _P)
    x = (slope * slope - one[0] - two[0]) % _P
    return x, (slope * (one[0] - x) - one[1]) % _P


def _times(factor: int) -> tuple[int, int]:
    total: Point = None
    step: Point = _G
    while factor:
        if factor & 1:
            total = _add(total, step)
        step = _add(step, step)
        factor >>= 1
    assert total is not None
    return total


@dataclass(frozen=True, slots=True)
class EcKey:
    """A key pair on P-256: `secret` is the scalar, `public` the uncompressed point."""

    secret: int
    public: bytes

    def spki(self) -> bytes:
        """SubjectPublicKeyInfo."""
        return seq(_CURVE, bits(self.public))

    def sec1(self) -> str:
        """The private key in PEM as OpenSSL's `ecparam -genkey` writes it."""
        return pem(
            "EC PRIVATE KEY", seq(integer(1), octets(self.secret.to_bytes(32, "big")), self._curve(), self._point())
        )

    def pkcs8(self) -> str:
        """The private key in PEM, PKCS#8."""
        inner = seq(integer(1), octets(self.secret.to_bytes(32, "big")), self._point())
        return pem("PRIVATE KEY", seq(integer(0), _CURVE, octets(inner)))

    def sign(self, rng: Random, message: bytes) -> bytes:
        """An ECDSA signature over SHA-256 of `message`."""
        digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
        nonce = rng.randrange(1, _N)
        r = _times(nonce)[0] % _N
        return seq(integer(r), integer(pow(nonce, -1, _N) * (digest + r * self.secret) % _N))

    def _curve(self) -> bytes:
        return tlv(0xA0, oid("1.2.840.10045.3.1.7"))

    def _point(self) -> bytes:
        return tlv(0xA1, bits(self.public))


def ec_key(rng: Random) -> EcKey:
    """A key pair on P-256."""
    secret = rng.randrange(1, _N)
    x, y = _times(secret)
    return EcKey(secret, b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big"))


def rsa_key(rng: Random, size: int = 1024) -> str:
    """An RSA private key in PEM (PKCS#1); 1024 bits keep the build quick, and old keys of that size are still about."""
    while True:
        p, q = _prime(rng, size // 2), _prime(rng, size // 2)
        totient = (p - 1) * (q - 1)
        if p > q and gcd(65537, totient) == 1:
            break
    d = pow(65537, -1, totient)
    numbers = (0, p * q, 65537, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    return pem("RSA PRIVATE KEY", seq(*(integer(number) for number in numbers)))


_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


def _prime(rng: Random, size: int) -> int:
    while True:
        number = rng.getrandbits(size) | 3 << (size - 2) | 1
        if all(number % small for small in _SMALL) and all(_witness(rng, number) for _ in range(6)):
            return number


def _witness(rng: Random, number: int) -> bool:
    """One round of Miller-Rabin; False: composite."""
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    value = pow(rng.randrange(2, number - 1), (number - 1) >> twos, number)
    if value in (1, number - 1):
        return True
    for _ in range(twos - 1):
        value = value * value % number
        if value == number - 1:
            return True
    return False


def openssh_key(rng: Random, comment: str) -> str:
    """An OpenSSH private key file without a passphrase (PROTOCOL.key); the ed25519 numbers are random."""
    public, check = rng.randbytes(32), rng.randbytes(4)
    kind = _string(b"ssh-ed25519")
    inner = check + check + kind + _string(public) + _string(rng.randbytes(32) + public) + _string(comment.encode())
    inner += bytes(range(1, -len(inner) % 8 + 1))
    head = b"openssh-key-v1\0" + _string(b"none") + _string(b"none") + _string(b"") + struct.pack(">I", 1)
    return pem("OPENSSH PRIVATE KEY", head + _string(kind + _string(public)) + _string(inner))


def _string(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


@dataclass(frozen=True, slots=True)
class Subject:
    """What a certificate says of its holder.

    Attributes:
        common: common name.
        start: ISO day from which it is valid.
        end: ISO day until which it is valid.
        dns: DNS names; none for an authority.
        upn: Microsoft user principal name of the machine, or empty.
        authority: whether it may sign others.
        usages: extended key usages, dotted.
    """

    common: str
    start: str
    end: str
    dns: tuple[str, ...] = ()
    upn: str = ""
    authority: bool = False
    usages: tuple[str, ...] = ()


CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
SERVER_AUTH = "1.3.6.1.5.5.7.3.1"


def certificate(rng: Random, subject: Subject, key: EcKey, issuer: str, signer: EcKey) -> bytes:
    """An X.509 v3 certificate in DER, signed by `signer` under the common name `issuer`."""
    organisation = "Talentbridge Inc"
    body = seq(
        tlv(0xA0, integer(2)),
        integer(rng.getrandbits(120) | 1 << 119),
        _ECDSA_SHA256,
        name(organisation, issuer),
        seq(moment(subject.start), moment(subject.end)),
        name(organisation, subject.common),
        key.spki(),
        tlv(0xA3, seq(*_extensions(subject, key))),
    )
    return seq(body, _ECDSA_SHA256, bits(signer.sign(rng, body)))


def _extensions(subject: Subject, key: EcKey) -> list[bytes]:
    critical = tlv(0x01, b"\xff")
    found = [seq(oid("2.5.29.14"), octets(octets(hashlib.sha256(key.public).digest()[:20])))]
    if subject.authority:
        found.append(seq(oid("2.5.29.19"), critical, octets(seq(critical))))
    if subject.usages:
        found.append(seq(oid("2.5.29.37"), octets(seq(*(oid(usage) for usage in subject.usages)))))
    names = [tlv(0x82, dns.encode()) for dns in subject.dns]
    if subject.upn:
        names.append(tlv(0xA0, oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xA0, tlv(0x0C, subject.upn.encode()))))
    if names:
        found.append(seq(oid("2.5.29.17"), octets(seq(*names))))
    return found


def pkcs12(rng: Random) -> bytes:
    """A PKCS#12 file whose frame is right (RFC 7292) and whose encrypted content is random."""
    data = oid("1.2.840.113549.1.7.1")
    scheme = seq(oid("1.2.840.113549.1.5.13"), seq())
    sealed = seq(integer(0), seq(data, scheme, tlv(0x80, rng.randbytes(1400))))
    safe = seq(data, tlv(0xA0, octets(seq(seq(oid("1.2.840.113549.1.7.6"), tlv(0xA0, sealed))))))
    digest = seq(seq(oid("2.16.840.1.101.3.4.2.1"), tlv(0x05)), octets(rng.randbytes(32)))
    return seq(integer(3), safe, seq(digest, octets(rng.randbytes(8)), integer(2048)))


def java_keystore(rng: Random) -> bytes:
    """A Java key store, version 2, with one private key entry whose encrypted content is random."""
    alias = b"edge-gateway"
    sealed = rng.randbytes(620)
    entry = struct.pack(">IH", 1, len(alias)) + alias + struct.pack(">QI", 1735689600000, len(sealed)) + sealed
    body = struct.pack(">III", 0xFEEDFEED, 2, 1) + entry + struct.pack(">I", 0)
    return body + rng.randbytes(20)
