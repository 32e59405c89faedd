"""Aadhaar codes of India: the XML of older letters, and the number that newer ones hold compressed and signed.

Source: https://uidai.gov.in/images/resource/User_manulal_QR_Code_15032019.pdf
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from detectors.identifiers.dates import is_birth
from detectors.identifiers.digits import verhoeff


@dataclass(frozen=True, slots=True)
class Aadhaar:
    """What a code says of its holder; see `payload.Payload`.

    Attributes:
        form: `aadhaar-xml` or `aadhaar-secure`.
        number: the twelve digits, or the reference (its first four are the number's last four).
        birth: date of birth as `YYYY-MM-DD`, or empty.
        evidence: which parts were seen.
    """

    form: str
    number: str
    birth: str
    evidence: tuple[str, ...]


_ATTRIBUTE = re.compile(r"""\b([a-z]{1,20})\s{0,4}=\s{0,4}["']([^"'<>]{0,200})["']""")
_UID = re.compile(r"[2-9][0-9]{11}")
#: A secure code has more digits than any number that is not one; Python turns at most 4,300 at once into an integer.
_LEAST, _MOST, _STEP = 500, 8000, 4000
_CONTENT_MOST = 64 << 10
_SEPARATOR = b"\xff"
#: Whether mail and telephone are known, reference, name, date of birth, gender.
_FIELDS = 5


def read(text: str) -> Aadhaar | None:
    """The holder of a code, or None. Pure; raises nothing."""
    if "PrintLetterBarcodeData" in text[:200]:
        return _xml(text)
    digits = text.strip()
    return _secure(digits) if _LEAST <= len(digits) <= _MOST and digits.isascii() and digits.isdigit() else None


def _xml(text: str) -> Aadhaar | None:
    fields = dict(_ATTRIBUTE.findall(text[:8192]))
    uid = fields.get("uid", "")
    if not _UID.fullmatch(uid) or not verhoeff(uid):
        return None
    seen = [name for name in ("uid", "name", "dob", "yob") if fields.get(name)]
    return Aadhaar("aadhaar-xml", uid, _birth(fields.get("dob", "")), tuple(seen))


def _secure(digits: str) -> Aadhaar | None:
    """Digits are one number; its bytes are gzip; fields stand between bytes FF: reference, name, date of birth, gender and more."""
    number = 0
    for at in range(0, len(digits), _STEP):
        part = digits[at : at + _STEP]
        number = number * 10 ** len(part) + int(part)
    try:
        content = zlib.decompressobj(wbits=31).decompress(
            number.to_bytes((number.bit_length() + 7) // 8, "big"), _CONTENT_MOST
        )
    except zlib.error:
        return None
    fields = content.split(_SEPARATOR, 8)
    shift = 1 if re.fullmatch(rb"V[2-9]", fields[0]) else 0
    fields = fields[shift:]
    if len(fields) < _FIELDS or not re.fullmatch(rb"[0-3]", fields[0]) or not re.fullmatch(rb"[0-9]{21}", fields[1]):
        return None
    birth = _birth(fields[3].decode("latin-1"))
    return Aadhaar("aadhaar-secure", fields[1].decode(), birth, ("reference", "name", *["birth"] * bool(birth)))


_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")


def _birth(text: str) -> str:
    """`DD-MM-YYYY`, `DD/MM/YYYY` or `YYYY-MM-DD` as the last of them; empty for no day."""
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None:
        return ""
    year, month, day = map(int, match.groups() if match.re is _YEAR_FIRST else match.groups()[::-1])
    return f"{year}-{month:02d}-{day:02d}" if is_birth(year, month, day) else ""
