"""Interchange records, transactions, chips and readers' own templates: what is told of sound, cut, damaged and false ones."""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from detectors.readers.base import Fact, Gap, Member, ReadError, Text
from detectors.rules.structure import load_structure
from detectors.views.sniff import sniff

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "samples"))
from parts import exchange
from parts import templates as made

ZONE = "P<UTOSPECIMEN<<ANNA<MARIA".ljust(44, "<") + "\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def rng() -> random.Random:
    return random.Random(7)


#: Bytes -> rule, and how many of what it counts.
SOUND = {
    "face-2005": (made.face_record(rng()), "face-record", 1),
    "face-2011": (made.face_2011(rng(), 3), "face-record", 3),
    "faces-together": (made.face_2011(rng()) + made.face_2011(random.Random(8)), "face-record", 2),
    "finger-2005": (made.finger_record(rng()), "finger-record", 1),
    "finger-2011": (made.finger_2011(rng()), "finger-record", 1),
    "minutiae-2005": (made.minutiae_record(rng()), "minutiae-record", 1),
    "minutiae-2011": (made.minutiae_2011(rng(), 4), "minutiae-record", 4),
    "minutiae-ansi": (made.minutiae_ansi(rng()), "minutiae-record", 1),
    "minutiae-ansi-long": (made.minutiae_ansi(rng(), long=True), "minutiae-record", 1),
    "iris-2005": (made.iris_record(rng()), "iris-record", 2),
    "iris-2011": (made.iris_2011(rng()), "iris-record", 1),
    "piv": (made.piv(made.minutiae_ansi(rng())), "minutiae-record", 1),
    "39794": (made.schema_face(rng()), "face-record", 1),
    "wsq": (made.wsq(rng()), "finger-picture", 1),
    "dg2": (made.chip_faces(rng()), "chip-face", 1),
    "dg2-39794": (made.chip_faces(rng(), newer=True), "chip-face", 1),
    "dg3": (made.chip_fingers(rng()), "chip-finger", 2),
    "com": (made.chip_list(), "chip-other", 1),
    "sod": (made.chip_signature(rng()), "chip-other", 1),
    "fp1": (made.print_first(rng()), "minutiae-record", 1),
    "fp2": (made.print_second(rng(), 5), "minutiae-record", 5),
    "fp3": (made.print_third(rng()), "minutiae-record", 1),
    "zkteco": (made.clock(rng()), "minutiae-record", 1),
    "digitalpersona": (made.features(rng()), "minutiae-record", 1),
}


@pytest.mark.parametrize(("data", "rule", "count"), SOUND.values(), ids=SOUND)
def test_a_sound_one_is_told_with_its_count(parts, data, rule, count) -> None:
    found = [part for part, _ in parts(data, sniff(data).type)]
    facts = [part for part in found if isinstance(part, Fact)]
    assert [(fact.rule, fact.records) for fact in facts] == [(f"biometric.{rule}", count)]
    assert not [part for part in found if isinstance(part, Gap)]


def test_every_rule_that_is_told_is_one_that_ships() -> None:
    shipped = {rule.id for rule in load_structure()}
    assert {f"biometric.{rule}" for _, rule, _ in SOUND.values()} <= shipped


@pytest.mark.parametrize("name", ["face-2005", "face-2011", "iris-2005", "39794", "dg2", "dg2-39794"])
def test_the_picture_in_it_is_a_member(parts, name) -> None:
    data = SOUND[name][0]
    shown = [content for part, content in parts(data, sniff(data).type) if isinstance(part, Member)]
    assert shown
    assert all(content.startswith(b"\xff\xd8\xff") and content[-2:] == b"\xff\xd9" for content in shown)


def test_the_machine_readable_zone_of_a_chip_comes_in_lines(parts) -> None:
    (text,) = [part for part, _ in parts(made.chip_zone(ZONE), "application/x-emrtd") if isinstance(part, Text)]
    assert text.data.decode() == ZONE + "\n"


def test_a_transaction_tells_each_sort_and_the_person(parts) -> None:
    data = made.transaction(rng())
    assert sniff(data).type == "application/x-ansi-nist"
    found = parts(data, "application/x-ansi-nist")
    facts = {part.rule: part.records for part, _ in found if isinstance(part, Fact)}
    assert facts == {"biometric.finger-record": 2, "biometric.face-record": 1}
    assert b"2.018:SAMPLE, ALEX\n" in b"".join(part.data for part, _ in found if isinstance(part, Text))
    (face,) = [content for part, content in found if isinstance(part, Member)]
    assert face.startswith(b"\xff\xd8\xff")


def test_a_transaction_that_is_cut_tells_what_is_there_and_a_gap(parts) -> None:
    data = made.transaction(rng())[:-200]
    found = [part for part, _ in parts(data, "application/x-ansi-nist")]
    assert {part.rule for part in found if isinstance(part, Fact)} == {"biometric.finger-record"}
    assert any(isinstance(part, Gap) for part in found)


PACKAGE = "application/x-ansi-nist+xml"


def test_a_package_tells_each_sort_and_the_person(parts) -> None:
    data = exchange.package(rng())
    assert sniff(data).type == PACKAGE
    for given in (data, data.decode().encode("utf-16")):
        found = parts(given, PACKAGE)
        facts = {part.rule: part.records for part, _ in found if isinstance(part, Fact)}
        assert facts == {"biometric.finger-record": 2, "biometric.minutiae-record": 1, "biometric.face-record": 1}
        assert b"ALEX" in b"".join(part.data for part, _ in found if isinstance(part, Text))
        assert not any(isinstance(part, Gap) for part, _ in found)


def test_a_package_whose_prefix_and_length_are_others_is_told(parts) -> None:
    text = exchange.package(rng()).decode().replace("itl:", "x-1:").replace(":itl", ":x-1").replace("biom:", "nc:")
    text = text.replace("<x-1:PackageM", " " * (1 << 20) + "<x-1:PackageM")
    assert sniff(text.encode()).type == PACKAGE
    facts = {part.rule: part.records for part, _ in parts(text.encode(), PACKAGE) if isinstance(part, Fact)}
    assert facts == {"biometric.finger-record": 2, "biometric.minutiae-record": 1, "biometric.face-record": 1}


def test_a_package_without_types_is_a_gap(parts) -> None:
    data = exchange.package(rng()).replace(b"RecordCategoryCode", b"Nothing")
    found = [part for part, _ in parts(data, PACKAGE)]
    assert not any(isinstance(part, Fact) for part in found)
    assert any(isinstance(part, Gap) for part in found)


def test_the_comment_of_a_wsq_picture_is_text(parts) -> None:
    data = made.wsq(rng())
    assert any(isinstance(part, Text) and b"PIX_WIDTH 400" in part.data for part, _ in parts(data, "image/x-wsq"))


def test_a_record_with_a_whole_first_view_is_told_though_it_is_cut(parts) -> None:
    data = made.minutiae_2011(rng(), 4)[:-30]
    found = [part for part, _ in parts(data, "application/x-iso19794-minutiae")]
    (fact,) = [part for part in found if isinstance(part, Fact)]
    assert (fact.records, fact.evidence) == (3, ("structure", "damaged"))
    assert any(isinstance(part, Gap) for part in found)


def test_two_records_of_one_content_have_one_value_and_others_have_others(parts) -> None:
    def value(data: bytes) -> bytes:
        return next(part.value for part, _ in parts(data, sniff(data).type) if isinstance(part, Fact))

    first = made.minutiae_record(rng())
    assert value(first) == value(bytes(first))
    assert value(first) != value(made.minutiae_record(random.Random(8)))


MAGICS = [b"FMR\0 20\0", b"FMR\x00030\0", b"FIR\x00010\0", b"FIR\x00030\0", b"FAC\x00010\0", b"FAC\x00030\0", b"IIR\x00010\0",
          b"IIR\x00030\0", b"FP1\2\0\1\0\0\0\1", b"FP2\2\0\1\0\0\0\1", b"\xff\xa0\xff\xa8"]  # fmt: skip


@pytest.mark.parametrize("magic", MAGICS)
def test_random_bytes_behind_a_magic_are_no_template(parts, magic) -> None:
    for seed in range(40):
        data = magic + random.Random(seed).randbytes(600)
        try:
            found = [part for part, _ in parts(data, sniff(data).type)]
        except ReadError:
            continue
        assert not [part for part in found if isinstance(part, Fact)], seed


def _survives(parts, data: bytes, media_type: str) -> None:
    with suppress(ReadError):
        parts(data, media_type)


@pytest.mark.parametrize(("data", "rule", "count"), SOUND.values(), ids=SOUND)
def test_no_cut_and_no_flipped_bit_raises_anything_else(parts, data, rule, count) -> None:
    media_type = sniff(data).type
    small = len(data) if len(data) < 1500 else 400
    for end in range(small):
        _survives(parts, data[:end], media_type)
    dice = random.Random(3)
    for _ in range(150):
        damaged = bytearray(data)
        damaged[dice.randrange(min(len(data), 200))] ^= 1 << dice.randrange(8)
        damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        _survives(parts, bytes(damaged), media_type)


def test_a_transaction_whose_first_record_is_of_another_type_is_none(parts) -> None:
    data = made.transaction(rng()).replace(b"1.001:", b"2.001:", 1)
    with pytest.raises(ReadError):
        parts(data, "application/x-ansi-nist")


def test_damaged_transactions_raise_nothing_else(parts) -> None:
    data = made.transaction(rng())
    for end in range(0, len(data), 7):
        _survives(parts, data[:end], "application/x-ansi-nist")
    dice = random.Random(3)
    for _ in range(300):
        damaged = bytearray(data)
        damaged[dice.randrange(200)] = dice.randrange(256)
        _survives(parts, bytes(damaged), "application/x-ansi-nist")
