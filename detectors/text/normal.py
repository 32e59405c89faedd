"""Normal form of a value: what is fingerprinted, so that one value written in two ways counts once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_NOT_DIGIT = re.compile(rb"[^0-9]+")
_NOT_ALNUM = re.compile(rb"[^0-9A-Za-z]+")
_NOT_MRZ = re.compile(rb"[^0-9A-Z<]+")
#: White space as bytes, or as the escapes in which a key or zone is kept on one line.
_BREAK = re.compile(rb"\\[nrt]|\s+")
_ARMOUR = re.compile(rb"-----BEGIN [^-]{1,64}-----(.*?)(?:-----END|\Z)", re.DOTALL)
#: Fields before the body of an encrypted key or an OpenPGP block (RFC 1421 section 4.6, RFC 9580 section 6.2).
_HEADER = re.compile(rb"(?m)^[A-Za-z-]{1,32}: .*$")

#: A North American number is one number with and without its 1 (E.164 country code).
_NANP_LENGTH = 10


def normal(kind: str, value: bytes) -> bytes:
    """The value without what may differ between two writings of it.

    Args:
        kind: dotted kind.
        value: the bytes as found.

    Returns:
        Upper-case letters and digits alone for numbers of people and of money; lower case for e-mail; digits alone for
        telephone numbers (with the country's, where it is known); the body of an armoured key without white space; else
        the value as it is. Pure.
    """
    rule = _KINDS.get(kind) or _CATEGORIES.get(kind.partition(".")[0])
    return rule(value) if rule else value


def _identifier(value: bytes) -> bytes:
    return _NOT_ALNUM.sub(b"", value).upper()


def _email(value: bytes) -> bytes:
    return value.strip().lower()


def _phone(value: bytes) -> bytes:
    digits = _NOT_DIGIT.sub(b"", value)
    if value.lstrip().startswith(b"+"):
        return digits
    if digits.startswith(b"00"):
        return digits[2:]
    return b"1" + digits if len(digits) == _NANP_LENGTH and digits[:1] not in b"01" else digits


def _zone(value: bytes) -> bytes:
    return _NOT_MRZ.sub(b"", _BREAK.sub(b"", value))


def _armour(value: bytes) -> bytes:
    lines = value.replace(b"\\n", b"\n").replace(b"\\r", b"")
    block = _ARMOUR.search(lines)
    return _BREAK.sub(b"", _HEADER.sub(b"", block.group(1))) if block else value


_CATEGORIES: Mapping[str, Callable[[bytes], bytes]] = {"govid": _identifier, "fin": _identifier, "cred": _armour}
_KINDS: Mapping[str, Callable[[bytes], bytes]] = {
    "person.email": _email,
    "person.business_contact": _email,
    "person.phone": _phone,
    "govid.mrz": _zone,
    "fin.crypto_wallet": bytes,
}
