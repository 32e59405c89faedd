"""Payloads of QR, Aztec and Data Matrix codes that are about a person, or open something: each known by its own form."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from detectors.identity import aadhaar, healthpass


@dataclass(frozen=True, slots=True)
class Payload:
    """What a code's content is. Number and birth are for a keyed fingerprint, in memory: they must not be kept or written.

    Attributes:
        kind: dotted kind of `kinds.toml`.
        form: name of the format.
        number: what identifies the person or the document, or empty.
        birth: date of birth as `YYYY-MM-DD`, or empty.
        evidence: which parts were seen; no values.
    """

    kind: str
    form: str
    number: bytes = b""
    birth: str = ""
    evidence: tuple[str, ...] = ()


#: Largest content that is looked at: a QR code holds 7,089 digits or 2,953 bytes.
_MOST = 8192


def personal(payload: bytes) -> Payload | None:
    """What a code's content says of a person, or which credential it holds; None for everything else.

    Args:
        payload: bytes as decoded, at most 8 KiB.

    Returns:
        The first format that fits. Pure; raises nothing.
    """
    if not 8 <= len(payload) <= _MOST:  # noqa: PLR2004  # shorter than any of them
        return None
    text = payload.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    for read in _READERS:
        if (found := read(text)) is not None:
            return found
    return None


def _vcard(text: str) -> Payload | None:
    """RFC 6350, https://www.rfc-editor.org/rfc/rfc6350; older versions have the same names."""
    if not text[:11].upper().startswith("BEGIN:VCARD"):
        return None
    fields = _fields(re.sub(r"\r?\n[ \t]", "", text).splitlines())
    return _contact("vcard", fields, fields.get("FN") or fields.get("N", ""), fields.get("BDAY", ""))


def _mecard(text: str) -> Payload | None:
    """A contact in the form of NTT DoCoMo.

    Source: https://www.nttdocomo.co.jp/english/service/developer/make/content/barcode/function/application/addressbook/
    """
    if not text[:7].upper().startswith("MECARD:"):
        return None
    fields = _fields(re.split(r"(?<!\\);", text[7:]))
    return _contact("mecard", fields, fields.get("N", ""), fields.get("BDAY", ""))


def _fields(lines: list[str]) -> Mapping[str, str]:
    """Values by name without parameters and groups (`item1.TEL;TYPE=cell:`), the first of each."""
    out: dict[str, str] = {}
    for line in lines[:400]:
        name, colon, value = line.partition(":")
        plain = name.partition(";")[0].rpartition(".")[2].strip().upper()
        if colon and value.strip(" ;"):
            out.setdefault(plain, value.strip())
    return out


_CONTACT_KINDS = (("EMAIL", "person.email"), ("TEL", "person.phone"), ("ADR", "person.address"))


def _contact(form: str, fields: Mapping[str, str], name: str, birth: str) -> Payload | None:
    """A contact: its kind is the closest way to reach the person, else the name."""
    there = [(field, kind) for field, kind in _CONTACT_KINDS if field in fields]
    if not name and not there:
        return None
    digits = re.sub(r"[^0-9]", "", birth)[:8]
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else ""  # noqa: PLR2004  # CCYYMMDD
    number = fields.get("EMAIL", "").lower() or re.sub(r"[^0-9+]", "", fields.get("TEL", ""))
    kind = there[0][1] if there else "person.name"
    seen = ["name"] * bool(name) + [field.lower() for field, _ in there] + ["birth"] * bool(day)
    return Payload(kind, form, number.encode(), day, tuple(seen))


#: Name, electronic ticket, record, airports, carrier, flight, day, class, seat, number, status, size of what follows.
#: Source: IATA Resolution 792, https://www.iata.org/en/programs/ops-infra/baggage/bcbp
_BOARDING = re.compile(
    r"M[1-4](?P<name>[A-Z/ .'-]{20})[E ](?P<record>[A-Z0-9 ]{7})[A-Z]{3}[A-Z]{3}[A-Z0-9 ]{3}[0-9]{4}[A-Z0-9 ]"
    r"(?P<day>[0-3][0-9]{2})[A-Z0-9][0-9A-Z ]{4}[0-9A-Z ]{5}[0-9A-Z ][0-9A-F]{2}"
)


def _boarding(text: str) -> Payload | None:
    match = _BOARDING.match(text)
    if match is None or "/" not in match["name"] or int(match["day"]) > 366:  # noqa: PLR2004  # day of the year
        return None
    return Payload("person.travel", "bcbp", match["record"].strip().encode(), "", ("name", "record", "flight"))


def _wifi(text: str) -> Payload | None:
    """A network with its password.

    Source: https://github.com/zxing/zxing/wiki/Barcode-Contents#wi-fi-network-config-android-ios-11
    """
    if not text[:5].upper().startswith("WIFI:"):
        return None
    fields = _fields(re.split(r"(?<!\\);", text[5:]))
    password = fields.get("P", "")
    if not password or fields.get("T", "").lower() == "nopass" or not fields.get("S"):
        return None
    return Payload("cred.password", "wifi", password.encode(), "", ("network", "password"))


_BASE_32 = re.compile(r"[A-Z2-7]{8,256}=*")
#: Base64 of one seed with its name and issuer at least.
_MIGRATED = re.compile(r"[A-Za-z0-9+/ _-]{16,4000}=*")


def _otp(text: str) -> Payload | None:
    """The seed of one-time passwords.

    Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    head, _, query = text.partition("?")
    form, name, shape = "otpauth", "secret", _BASE_32
    if head.lower() == "otpauth-migration://offline":
        form, name, shape = "otpauth-migration", "data", _MIGRATED
    elif not head.lower().startswith(("otpauth://totp/", "otpauth://hotp/")):
        return None
    try:
        seed = urllib.parse.parse_qs(query, max_num_fields=16).get(name, [""])[0]
    except ValueError:
        return None
    seed = seed.replace(" ", "").upper() if name == "secret" else seed
    return Payload("cred.generic_secret", form, seed.encode(), "", ("seed",)) if shape.fullmatch(seed) else None


def _health(text: str) -> Payload | None:
    """A health certificate: that of the European Union, or a SMART Health Card."""
    found = healthpass.european(text) or healthpass.smart(text)
    if found is None:
        return None
    return Payload("health.certificate", found.form, found.number.encode(), found.birth, found.evidence)


def _aadhaar(text: str) -> Payload | None:
    """An Aadhaar letter or card of India."""
    found = aadhaar.read(text)
    return (
        Payload("govid.in_aadhaar", found.form, found.number.encode(), found.birth, found.evidence) if found else None
    )


_READERS: tuple[Callable[[str], Payload | None], ...] = (_vcard, _mecard, _wifi, _otp, _health, _boarding, _aadhaar)
