"""MAPI: names of Outlook's properties, as files of messages and stores of messages share them. [MS-OXPROPS]."""

from __future__ import annotations

from collections.abc import Iterable

BODY, HTML, RICH, HEADERS = 0x1000, 0x1013, 0x1009, 0x007D
#: Who a recipient is: names and addresses.
RECIPIENT = (0x3001, 0x3003, 0x39FE, 0x403D)
_NAMES = {
    0x0037: "Subject", 0x0C1A: "From", 0x0C1F: "From", 0x5D01: "From", 0x0042: "From", 0x0065: "From", 0x5D02: "From", 0x0E04: "To",
    0x0E03: "Cc", 0x0E02: "Bcc", 0x3A06: "Given name", 0x3A11: "Surname", 0x3A08: "Business telephone", 0x3A09: "Home telephone",
    0x3A1C: "Mobile telephone", 0x3A16: "Company", 0x3A17: "Title", 0x3A15: "Postal address", 0x3A26: "Country", 0x3A27: "Locality",
    0x3A29: "Street", 0x3A2A: "Postal code", 0x3A45: "Prefix", 0x001A: "Class", 0x3001: "Name", 0x3003: "E-mail",
}  # fmt: skip
#: Subjects begin with 01 and the length of their prefix ("RE: ").
_MARK = "\x01"


def line(number: int, value: str) -> str:
    """One property for people, on one line; empty where it has no value."""
    if value.startswith(_MARK):
        value = value[2:]
    value = " ".join(value.split())
    return f"{_NAMES.get(number, f'Property {number:04X}')}: {value}" if value else ""


def text(lines: Iterable[str]) -> bytes:
    """Lines as one text, each once: those with a name first, those of one name together."""
    known = dict.fromkeys(filter(None, lines))
    return "".join(f"{each}\n" for each in sorted(known, key=_rank)).encode("utf-8", "replace")


def _rank(shown: str) -> tuple[bool, str]:
    return shown.startswith("Property "), shown.partition(":")[0]
