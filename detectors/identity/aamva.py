"""Licences and identity cards of North America: the PDF417 payload on their back, and the magnetic stripe.

Source: AAMVA DL/ID Card Design Standard, annexes D (barcode) and F (stripe), https://www.aamva.org/topics/driver-license-and-identification-standards
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from detectors.identifiers.dates import EARLIEST, LATEST, is_date
from detectors.identity.issuers import ISSUERS, country


@dataclass(frozen=True, slots=True)
class Licence:
    """What a payload says. Names and numbers are for use in memory: they must not be kept or written.

    Attributes:
        form: `pdf417` or `stripe`.
        type: `DL` for a licence, `ID` for an identity card.
        version: of the standard, 0 to 99 (1 is of 2000, 10 of 2020); 0 for a stripe.
        issuer: six digits of who issued it.
        state: state or province, from the issuer's number or the address; empty where neither says it.
        country: ISO 3166-1 alpha-3: USA, CAN or MEX; empty where it is not known.
        number: number of the licence.
        surname: surname, or empty.
        given: given names, or empty.
        birth: date of birth as `YYYY-MM-DD`, or empty.
        expiry: last day of validity as `YYYY-MM-DD`, or empty.
        fields: how many elements were read.
    """

    form: str
    type: str
    version: int
    issuer: str
    state: str
    country: str
    number: str
    surname: str
    given: str
    birth: str
    expiry: str
    fields: int


#: A payload has some hundred bytes; PDF417 holds less than 3,000.
_MOST = 8192
#: zxing writes control characters as `<LF>`; others escape them, or show their pictures (U+2400).
_ESCAPED = re.compile(r"<(LF|RS|CR|GS|FS|US|NUL)>|\\(n|r|x1[cdeEfF]|u001[cdeEfF])|([\u240a\u240d\u241c-\u241f])")
_BREAKS = {"LF": "\n", "n": "\n", "CR": "\r", "r": "\r"}
#: File type (`AAMVA` with some states of the first standard), issuer, version, jurisdiction's version, number of entries.
_HEADER = re.compile(r"(?:ANSI ?|AAMVA)(?P<issuer>[0-9]{6})(?P<version>[0-9]{2})")
#: An element: three letters from D on (a state's own: Z). Offsets of entries often lie, and are not needed.
_ELEMENT = re.compile(
    r"(?:^|[\n\r\x1c-\x1f])[ \t]?(?:(?:DL|ID|Z[A-Z])(?=[DZ][A-Z]{2}))?(D[A-Z]{2})([^\n\r\x1c-\x1f]{0,120})"
)
#: The first element stands behind the entries or at its subfile's type.
_SUBFILE = re.compile(r"(?<=[0-9\n\r ])(DL|ID)[\n\r]?(D[A-Z]{2})([^\n\r\x1c-\x1f]{0,120})")
_LEAST_FIELDS = 3


def licence(payload: bytes) -> Licence | None:
    """The licence of a barcode's or stripe's content, or None.

    Args:
        payload: bytes as decoded, or the escaped text that decoders give.

    Returns:
        A licence where the header is right and number or birth is there with three elements. Pure; raises nothing.
    """
    if len(payload) > _MOST:
        return None
    text = _ESCAPED.sub(_unescaped, payload.decode("latin-1" if not _is_utf8(payload) else "utf-8"))
    header = _HEADER.search(text, 0, 64)
    return _barcode(text, header) if header else _stripe(text)


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return _BREAKS.get(code, "\x1e")
    return chr(ord(match[3]) - 0x2400)


def _barcode(text: str, header: re.Match[str]) -> Licence | None:
    body = text[header.end() :]
    elements: dict[str, str] = {}
    subfile = _SUBFILE.search(body)
    found = [subfile.groups()[1:]] if subfile else []
    for name, value in [*found, *((m[1], m[2]) for m in _ELEMENT.finditer(body))]:
        elements.setdefault(name, value.strip())
    issuer = header["issuer"]
    if len(elements) < _LEAST_FIELDS or not ({"DAQ", "DBB"} & elements.keys()):
        return None
    if issuer not in ISSUERS and not {"DAQ", "DBB"} <= elements.keys():
        return None
    type_ = subfile[1] if subfile else "DL"
    return _said(elements, issuer, type_, int(header["version"]))


def _said(elements: Mapping[str, str], issuer: str, type_: str, version: int) -> Licence:
    """The licence of elements; names of version 1 stand in one (`DAA`) or under other letters."""
    where = elements.get("DCG", "")
    nation = where if where in ("USA", "CAN", "MEX") else country(issuer)
    surname = elements.get("DCS") or elements.get("DAB", "")
    given = elements.get("DAC") or elements.get("DCT", "")
    if not surname and "DAA" in elements:
        surname, _, given = (elements["DAA"].replace("@", ",").replace("$", ",")).partition(",")
    birth, expiry = (_iso(elements.get(name, ""), nation) for name in ("DBB", "DBA"))
    number = "".join(elements.get("DAQ", "").split())
    state = ISSUERS.get(issuer) or elements.get("DAJ", "")[:3]
    clean = " ".join(given.replace(",", " ").split())
    return Licence(
        "pdf417", type_, version, issuer, state, nation, number, surname, clean, birth, expiry, len(elements)
    )


def _iso(text: str, nation: str) -> str:
    """`YYYY-MM-DD` of eight digits: month first in the United States, year first in Canada and in version 1; empty for no day."""
    digits = re.sub(r"[-/. ]", "", text)[:8]
    if not re.fullmatch(r"[0-9]{8}", digits):
        return ""
    month_first, year_first = digits[4:] + digits[:4], digits
    for each in (year_first, month_first) if nation == "CAN" else (month_first, year_first):
        year, month, day = int(each[:4]), int(each[4:6]), int(each[6:])
        if EARLIEST <= year <= LATEST + 50 and is_date(year, month, day):
            return f"{each[:4]}-{each[4:6]}-{each[6:]}"
    return ""


#: Track 1: state, city, name, address. Track 2: issuer, number, `=`, expiry YYMM, birth CCYYMMDD, more of the number.
_TRACK_1 = re.compile(r"%(?P<state>[A-Z]{2})(?P<city>[A-Z .'-]{1,13})\^?(?P<name>[A-Z $'.-]{2,35})\^")
_TRACK_2 = re.compile(
    r";(?P<issuer>(?:636|604)[0-9]{3})(?P<number>[0-9]{1,13})=(?P<expiry>[0-9]{4})"
    r"(?P<birth>[0-9]{8})(?P<more>[0-9]{0,5})=?\?"
)


def _stripe(text: str) -> Licence | None:
    track = _TRACK_2.search(text)
    if track is None or track["issuer"] not in ISSUERS:
        return None
    birth = _iso(track["birth"], "CAN")
    if not birth:
        return None
    first = _TRACK_1.search(text)
    surname, _, given = first["name"].partition("$") if first else ("", "", "")
    year, month = int(track["expiry"][:2]) + 2000, track["expiry"][2:]
    expiry = _iso(f"{year}{month}{birth[8:]}", "CAN")
    issuer = track["issuer"]
    number = track["number"] + track["more"]
    names = surname.strip(), " ".join(given.replace("$", " ").split())
    return Licence(
        "stripe", "DL", 0, issuer, ISSUERS[issuer], country(issuer), number, *names, birth, expiry, 6 if first else 4
    )
