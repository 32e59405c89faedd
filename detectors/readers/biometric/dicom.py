"""Dicom: medical pictures: what their head says of the patient. No pixel is looked at, and no element is read that is not text.

DICOM PS3.5 section 7 (encoding of data elements), PS3.6 (tags) and PS3.10 section 7 (files); the head may be missing.
https://www.dicomstandard.org/current
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Fact, Gap, Part, Reader, ReadError, Text
from detectors.readers.binary.window import Window
from detectors.readers.biometric.contents import section
from detectors.readers.biometric.facts import fact
from detectors.views.sniff import Media

_PREAMBLE, _MAGIC = 128, b"DICM"
_UNDEFINED = 0xFFFFFFFF
#: Value representations with two reserved bytes and a length of four (PS3.5 table 7.1-1).
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_SEQUENCE, _UNKNOWN = b"SQ", b"UN"
#: Items and their ends have no value representation; what they hold is read as if it stood outside.
_ITEMS, _PIXELS, _DOCUMENT, _SYNTAX = 0xFFFE, 0x7FE0, 0x00420011, 0x00020010
_BIG, _DEFLATED = b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2.1.99"
_IMPLICIT = b"1.2.840.10008.1.2"
#: Most elements, and bytes of one value.
_MOST, _LONGEST = 20_000, 1024
_MOST_TEXT = 1 << 20
#: The group of the file itself, written in one form whatever follows.
_ABOUT_FILE = 2

#: Tags that say who somebody is, with names as people write them (PS3.6 chapter 6).
TAGS = {
    0x00080020: "Study date", 0x00080030: "Study time", 0x00080050: "Accession number", 0x00080060: "Modality",
    0x00080080: "Institution", 0x00080081: "Institution address", 0x00080090: "Referring physician name",
    0x00081030: "Study description", 0x0008103E: "Series description", 0x00081048: "Physician name",
    0x00081050: "Performing physician name", 0x00081060: "Reading physician name", 0x00081070: "Operator name",
    0x00100010: "Patient name", 0x00100020: "Patient ID", 0x00100021: "Issuer of patient ID", 0x00100030: "Date of birth",
    0x00100040: "Sex", 0x00101000: "Other patient ID", 0x00101001: "Other patient name", 0x00101005: "Birth name",
    0x00101010: "Age", 0x00101020: "Height", 0x00101030: "Weight", 0x00101040: "Address", 0x00101060: "Mother's birth name",
    0x00102000: "Medical alerts", 0x00102110: "Allergies", 0x00102154: "Telephone", 0x00102160: "Ethnic group",
    0x001021B0: "Medical history", 0x00104000: "Comments", 0x00120062: "Patient identity removed",
    0x00120063: "De-identification method", 0x00321032: "Requesting physician name", 0x00380010: "Admission ID",
    0x00020010: "Transfer syntax", 0x00080018: "Picture",
}  # fmt: skip
_NAME, _ID, _BIRTH, _REMOVED, _MODALITY, _OBJECT = (
    0x00100010,
    0x00100020,
    0x00100030,
    0x00120062,
    0x00080060,
    0x00080018,
)
_DATES = frozenset({0x00080020, _BIRTH})
_HIDDEN = frozenset({_SYNTAX, _OBJECT})
#: What stands where a name was taken out.
_BLANK = frozenset(
    {"", "anonymous", "anonymized", "anonymised", "anon", "removed", "none", "unknown", "deidentified", "0"}
)


class Head(NamedTuple):
    """What was read.

    Attributes:
        values: tag -> value as text, without padding.
        pixels: where the pixels begin, or None.
        document: place and size of an encapsulated document, or None.
    """

    values: dict[int, str]
    pixels: int | None
    document: tuple[int, int] | None


class DicomReader(Reader):
    """Reads DICOM files: tags as text `metadata`, a fact where they name a patient and another where they do not."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        found = head(Window(blob), budget)
        lines = [
            f"{TAGS[tag]}: {_shown(tag, value)}" for tag, value in found.values.items() if tag not in _HIDDEN and value
        ]
        if lines:
            yield Text("\n".join(lines).encode("utf-8", "replace")[:_MOST_TEXT] + b"\n", "metadata")
        yield _fact(found)
        if found.document is not None:
            yield section(blob, *found.document, "document", budget)
        if found.pixels is not None:
            yield Gap(
                "pixels", blob.size - found.pixels, Reason.NO_DETECTOR, "pixels of a medical picture were not looked at"
            )


def _fact(found: Head) -> Fact:
    """Pictures of one patient are one value: by number and birth, else each by its own number."""
    modality = found.values.get(_MODALITY, "")
    evidence = ("structure", *((f"modality:{modality}",) if modality.isalnum() and len(modality) <= 16 else ()))  # noqa: PLR2004  # CS
    name, number, birth = (found.values.get(tag, "") for tag in (_NAME, _ID, _BIRTH))
    named = any(value.lower() not in _BLANK for value in (name, number))
    removed = found.values.get(_REMOVED, "").upper() == "YES"
    if named and not removed:
        held = tuple(word for word, value in (("name", name), ("number", number), ("birth", birth)) if value)
        return fact("dicom", "\0".join((number or name, birth)).encode(), evidence=(*evidence, *held))
    value = found.values.get(_OBJECT) or "\0".join(f"{tag}{value}" for tag, value in found.values.items())
    return fact("dicom-unnamed", value.encode(), evidence=(*evidence, "deidentified" if removed else "unnamed"))


def _shown(tag: int, value: str) -> str:
    """A date as ISO 8601 has it, a name with blanks in place of the signs between its parts (PS3.5 6.2)."""
    if tag in _DATES and len(value) == 8 and value.isdigit():  # noqa: PLR2004  # YYYYMMDD
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    if "^" in value:
        family, _, rest = value.partition("^")
        return f"{rest.replace('^', ' ').strip()} {family}".strip()
    return value


class _Form(NamedTuple):
    """How elements are written."""

    order: Literal["little", "big"]
    explicit: bool


def head(window: Window, budget: Budget) -> Head:
    """The elements before the pixels.

    Raises:
        ReadError: it has none.
    """
    at = _PREAMBLE + 4 if window.take(_PREAMBLE, 4) == _MAGIC else 0
    values: dict[int, str] = {}
    form = _Form("little", explicit=window.take(at + 4, 2).isalpha() and window.take(at + 4, 2).isupper())
    document, described = None, True
    for _ in range(_MOST):
        budget.check()
        tag = _tag(window, at, form)
        if described and tag and tag >> 16 != _ABOUT_FILE:
            described, form = False, _form(values.get(_SYNTAX, "").encode(), form)
            tag = _tag(window, at, form)
        if not tag or tag >> 16 == _PIXELS:
            return _checked(values, at if tag else None, document)
        start, size, entered = _element(window, at, tag, form)
        if tag == _DOCUMENT and 0 < size <= window.size - start:
            document = (start, size)
        if size > window.size - start and not entered:
            return _checked(values, None, document)
        if tag in TAGS and tag not in values:
            values[tag] = _text(window.take(start, min(size, _LONGEST)))
        at = start if entered else start + size
    return _checked(values, None, document)


def _checked(values: dict[int, str], pixels: int | None, document: tuple[int, int] | None) -> Head:
    if not values.keys() - {_SYNTAX}:
        raise ReadError(Reason.CORRUPT, "holds no element of a medical picture")
    return Head(values, pixels, document)


def _form(syntax: bytes, before: _Form) -> _Form:
    """How the elements behind the second group are written (PS3.5 annex A).

    Raises:
        ReadError: they are compressed.
    """
    if syntax == _DEFLATED:
        raise ReadError(Reason.NO_READER, "its elements are compressed")
    if not syntax:
        return before
    return _Form("big" if syntax == _BIG else "little", explicit=syntax != _IMPLICIT)


def _tag(window: Window, at: int, form: _Form) -> int:
    data = window.take(at, 4)
    return int.from_bytes(data[:2], form.order) << 16 | int.from_bytes(data[2:], form.order) if len(data) == 4 else 0  # noqa: PLR2004


def _element(window: Window, at: int, tag: int, form: _Form) -> tuple[int, int, bool]:
    """Where an element's value begins, its size, and whether it is entered: sequences and items are."""
    data = window.take(at, 12)
    kind = data[4:6]
    if not form.explicit or tag >> 16 == _ITEMS:
        start, size = at + 8, int.from_bytes(data[4:8], form.order)
        entered = size == _UNDEFINED or tag >> 16 == _ITEMS
    elif kind in _LONG:
        start, size = at + 12, int.from_bytes(data[8:12], form.order)
        entered = kind == _SEQUENCE or size == _UNDEFINED
    else:
        start, size, entered = at + 8, int.from_bytes(data[6:8], form.order), False
    return start, 0 if entered else size, entered


def _text(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")  # the commonest of others (PS3.5 6.1.2), and no byte fails
    return " ".join(text.replace("\0", " ").split())
