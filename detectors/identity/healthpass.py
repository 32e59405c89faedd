"""Health certificates in QR codes: read just far enough to know that they are, and whose. Signatures are not checked.

Sources: https://health.ec.europa.eu/system/files/2022-02/digital-covid-certificates_v1_en.pdf (HC1:
base 45, zlib, COSE, CBOR web token), https://spec.smarthealth.cards (digits, JWS with raw deflate).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from detectors.identity import cbor


@dataclass(frozen=True, slots=True)
class Pass:
    """What a certificate says of its holder; see `payload.Payload`.

    Attributes:
        form: `hc1` or `shc`.
        number: identifier of the certificate, or empty.
        birth: date of birth as `YYYY-MM-DD`, or empty.
        evidence: which parts were seen.
    """

    form: str
    number: str
    birth: str
    evidence: tuple[str, ...]


_CONTENT_MOST = 64 << 10
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DIGIT = {char: value for value, char in enumerate(_ALPHABET)}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Parts of COSE_Sign1: https://www.rfc-editor.org/rfc/rfc9052 section 4.2
_SIGNED = ("protected", "unprotected", "payload", "signature")
#: Claim of the certificate in a CBOR web token, and its place there.
_CLAIM, _PLACE = -260, 1
#: Vaccinations, tests, recoveries.
_GROUPS = ("v", "t", "r")


def european(text: str) -> Pass | None:
    """An EU digital COVID certificate, or None. Pure; raises nothing."""
    if not text.startswith("HC1:"):
        return None
    data = base45(text[4:].rstrip("\r\n"))
    if data is None:
        return None
    if data[:1] == b"\x78":
        data = _inflated(data, 15)
    try:
        message = cbor.read(data)
        signed = message[2] if isinstance(message, list) and len(message) == len(_SIGNED) else None
        token = cbor.read(signed) if isinstance(signed, bytes) else None
    except cbor.CborError:
        return None
    return _certificate(token) if isinstance(token, dict) else None


def _certificate(token: Mapping[object, object]) -> Pass | None:
    claim = token.get(_CLAIM)
    found = claim.get(_PLACE) if isinstance(claim, dict) else None
    if not isinstance(found, dict):
        return None
    group = next((name for name in _GROUPS if isinstance(found.get(name), list) and found[name]), "")
    entry = found[group][0] if group else {}
    number = entry.get("ci", "") if isinstance(entry, dict) else ""
    birth = found.get("dob", "")
    birth = birth if isinstance(birth, str) and _ISO.fullmatch(birth) else ""
    seen = ("cose", *[f"group:{group}"] * bool(group), *["name"] * ("nam" in found), *["birth"] * bool(birth))
    return Pass("hc1", number if isinstance(number, str) else "", birth, seen)


def base45(text: str) -> bytes | None:
    """Bytes of base 45, or None.

    Source: https://www.rfc-editor.org/rfc/rfc9285
    """
    if len(text) % 3 == 1 or any(char not in _DIGIT for char in text):
        return None
    out = bytearray()
    for at in range(0, len(text), 3):
        part = [_DIGIT[char] for char in text[at : at + 3]]
        value = sum(digit * 45**place for place, digit in enumerate(part))
        size = len(part) - 1
        if value >= 256**size:
            return None
        out += value.to_bytes(size, "big")
    return bytes(out)


def _inflated(data: bytes, wbits: int) -> bytes:
    """Content of a deflate stream, bounded; empty where it is none."""
    try:
        return zlib.decompressobj(wbits=wbits).decompress(data, _CONTENT_MOST)
    except zlib.error:
        return b""


_SMART = re.compile(r"shc:/(?:[0-9]{1,3}/[0-9]{1,3}/)?([0-9]{20,8000})")
#: Each two digits are a character's code less 45.
_SHIFT = 45


def smart(text: str) -> Pass | None:
    """A SMART Health Card, or None; the first of several parts is known by its header alone. Pure; raises nothing."""
    match = _SMART.match(text)
    if match is None:
        return None
    digits = match[1]
    token = "".join(chr(int(digits[at : at + 2]) + _SHIFT) for at in range(0, len(digits) - 1, 2))
    parts = token.split(".")
    try:
        header = json.loads(_url64(parts[0]))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(header, dict) or header.get("zip") != "DEF":
        return None
    content = _inflated(_url64(parts[1]), -15).decode("utf-8", "replace") if len(parts) > 1 else ""
    birth = re.search(r'"birthDate"\s{0,4}:\s{0,4}"([0-9]{4}-[0-9]{2}-[0-9]{2})"', content)
    seen = ("jws", *["fhir"] * ("fhirBundle" in content), *["birth"] * bool(birth))
    return Pass("shc", "", birth[1] if birth else "", seen)


def _url64(text: str) -> bytes:
    """Bytes of base64url without padding; empty where it is none."""
    try:
        return base64.urlsafe_b64decode(text.encode("ascii", "ignore") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""
