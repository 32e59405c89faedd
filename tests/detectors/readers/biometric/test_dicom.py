"""Medical pictures, made by hand: whose they are, in every coding; and those that name nobody."""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from detectors.readers.base import Fact, Gap, Member, ReadError, Text
from detectors.views.sniff import sniff

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "samples"))
from parts.templates import dicom

FORMS = {
    "explicit": {},
    "implicit": {"syntax": "1.2.840.10008.1.2"},
    "big": {"syntax": "1.2.840.10008.1.2.2"},
    "bare": {"head": False},
    "bare implicit": {"head": False, "syntax": "1.2.840.10008.1.2"},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_patient_is_told_in_every_coding(parts, form) -> None:
    data = dicom(**form)
    assert sniff(data).type == "application/dicom"
    found = [part for part, _ in parts(data, "application/dicom")]
    (text,) = [part.data.decode() for part in found if isinstance(part, Text)]
    assert {"Patient name: ALEX SAMPLE", "Patient ID: P-0042", "Date of birth: 1980-01-02", "Modality: CT"} <= set(
        text.splitlines()
    )
    (fact,) = [part for part in found if isinstance(part, Fact)]
    assert (fact.rule, fact.evidence) == ("biometric.dicom", ("structure", "modality:CT", "name", "number", "birth"))
    assert [part.size for part in found if isinstance(part, Gap)] in ([520], [524])  # with its head


def test_pictures_of_one_patient_are_one_value(parts) -> None:
    def value(data: bytes) -> bytes:
        return next(part.value for part, _ in parts(data, "application/dicom") if isinstance(part, Fact))

    assert value(dicom()) == value(dicom(head=False))
    assert value(dicom()) != value(dicom(number="P-0043"))


@pytest.mark.parametrize("given", [{"removed": True}, {"name": "", "number": ""}, {"name": "ANONYMOUS", "number": ""}])
def test_a_picture_whose_patient_was_taken_out_says_so(parts, given) -> None:
    (fact,) = [part for part, _ in parts(dicom(**given), "application/dicom") if isinstance(part, Fact)]
    assert fact.rule == "biometric.dicom-unnamed"
    assert ("deidentified" in fact.evidence) == bool(given.get("removed"))


def test_a_document_within_is_a_member(parts) -> None:
    pdf = b"%PDF-1.4 of some length"
    document = b"\x42\0\x11\0OB\0\0" + (len(pdf) + 1).to_bytes(4, "little") + pdf + b"\0"
    data = dicom().replace(b"\xe0\x7f\x10\0OW", document + b"\xe0\x7f\x10\0OW")
    assert [content for part, content in parts(data, "application/dicom") if isinstance(part, Member)] == [pdf + b"\0"]


def test_a_compressed_one_is_a_gap(parts) -> None:
    with pytest.raises(ReadError, match="compressed"):
        parts(dicom(syntax="1.2.840.10008.1.2.1.99"), "application/dicom")


def test_noise_behind_the_magic_is_no_picture(parts) -> None:
    for seed in range(60):
        data = bytes(128) + b"DICM" + random.Random(seed).randbytes(600)
        try:
            found = parts(data, "application/dicom")
        except ReadError:
            continue
        assert not [part for part, _ in found if isinstance(part, Fact)], seed


def test_no_cut_and_no_flipped_bit_raises_anything_else(parts) -> None:
    for form in FORMS.values():
        data = dicom(**form)
        dice = random.Random(1)
        cut = [data[:end] for end in range(120, len(data) - 500)]
        flipped = []
        for _ in range(200):
            damaged = bytearray(data)
            damaged[dice.randrange(len(data) - 500)] = dice.randrange(256)
            flipped.append(bytes(damaged))
        for each in (*cut, *flipped):
            with suppress(ReadError):
                parts(each, "application/dicom")
