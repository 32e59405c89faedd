"""Drawn documents: the same from a seed, with zones whose digits are right and codes that another reader reads.

Check digits and barcode payloads are judged anew here, from the standards; nothing is shared with the makers.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
from itertools import cycle
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the extra media")
pytest.importorskip("PIL", reason="needs the extra media")
zxingcpp = pytest.importorskip("zxingcpp", reason="needs the extra media")
sys.path.append(
    str(Path(__file__).resolve().parents[2] / "samples")
)  # sample makers are run from the tree, not installed

from parts import aamva, lettering, papers, zones  # noqa: E402
from parts.paper import holder  # noqa: E402

from detectors import kinds  # noqa: E402

SHAPES = {(2, 44), (2, 36), (3, 30)}
#: What a passport's second line is held to: from, to, where the digit stands (ICAO Doc 9303-4, 4.2.2).
TD3 = ((slice(0, 9), 9), (slice(13, 19), 19), (slice(21, 27), 27))
TD1_UPPER, TD1_MIDDLE = (slice(5, 14), 14), ((slice(0, 6), 6), (slice(8, 14), 14))


def digit(text):
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) if letter != "<" else 0 for letter in text]
    return str(sum(value * weight for value, weight in zip(values, cycle((7, 3, 1)), strict=False)) % 10)


def seen(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def drawn(sort, seeds=range(3)):
    return [papers.paper(random.Random(f"{sort}:{seed}"), sort) for seed in seeds]


@pytest.mark.parametrize("sort", sorted(papers.PAPERS))
def test_a_document_is_the_same_from_its_seed_and_differs_by_seed(sort):
    first, again, other = (papers.paper(random.Random(seed), sort) for seed in (4, 4, 5))
    assert seen(first.image) == seen(again.image)
    assert (first.number, first.birth, first.zone, first.code) == (again.number, again.birth, again.zone, again.code)
    assert seen(first.image) != seen(other.image)
    assert first.number != other.number


@pytest.mark.parametrize("sort", sorted(papers.PAPERS))
def test_the_truth_fits_the_document(sort):
    for paper in drawn(sort):
        assert papers.KINDS[paper.kind] in kinds.load()
        assert ("mrz" in paper.signals) == bool(paper.zone)
        assert ("barcode" in paper.signals) == bool(paper.code)
        assert paper.image.mode == "RGB"
        assert paper.number


@pytest.mark.parametrize("sort", [sort for sort in papers.PAPERS if drawn(sort)[0].zone])
def test_every_zone_has_a_shape_of_the_standard_and_right_digits(sort):
    for paper in drawn(sort, range(20)):
        lines = paper.zone
        assert (len(lines), len(lines[0])) in SHAPES
        assert {len(line) for line in lines} == {len(lines[0])}
        assert all(re.fullmatch("[A-Z0-9<]+", line) for line in lines)
        born = paper.birth[2:4] + paper.birth[5:7] + paper.birth[8:10]
        if len(lines) == 3:
            assert lines[0][14] == digit(lines[0][5:14])
            assert lines[0][5:14].rstrip("<") == paper.number
            assert (lines[1][:6], lines[1][6], lines[1][14]) == (born, digit(born), digit(lines[1][8:14]))
            assert lines[1][29] == digit(lines[0][5:] + lines[1][:7] + lines[1][8:15] + lines[1][18:29])
        elif lines[0].startswith("IDFRA"):
            assert (lines[1][12], lines[1][27:33], lines[1][33]) == (digit(lines[1][:12]), born, digit(born))
            assert lines[1][35] == digit(lines[0] + lines[1][:35])
        else:
            second = lines[1]
            assert all(second[at] == digit(second[part]) for part, at in TD3)
            assert (second[:9].rstrip("<"), second[13:19]) == (paper.number, born)
            if lines[0][0] != "V":  # visas have no digit over all
                assert second[-1] == digit(second[:10] + second[13:20] + second[21:-1])


def test_a_zone_agrees_with_the_specimen_of_the_standard():
    # ICAO Doc 9303-4, appendix B, as an oracle for the field order.
    import dataclasses

    from parts.identity import Document
    from parts.people import population

    person = dataclasses.replace(
        population(random.Random(1), 1)[0], family="Eriksson", given="Anna Maria", sex="F", born="1974-08-12"
    )
    assert zones.td3(Document(person, "L898902C3", "2012-04-15", "ZE184226B")) == [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ]  # fmt: skip


def test_every_undamaged_back_is_read_and_says_what_the_truth_says():
    for seed in range(30):
        paper = papers.back(random.Random(seed))
        (found,) = zxingcpp.read_barcodes(np.asarray(paper.image), formats=zxingcpp.BarcodeFormat.PDF417)
        assert found.bytes == paper.code
        assert f"DAQ{paper.number}\n".encode() in found.bytes


@pytest.mark.parametrize("version", range(1, 11))
@pytest.mark.parametrize("state", ["CA", "ON"])
def test_a_payload_says_where_its_subfile_lies(version, state):
    made = aamva.payload(holder(random.Random(version)), state, version, "2020-05-04")
    head = re.match(rb"@\n[\x1c\x1e]\rANSI (\d{6})(\d\d)(?:\d\d)?01DL(\d{4})(\d{4})", made)
    assert head
    assert int(head[2]) == version
    start, length = int(head[3]), int(head[4])
    assert made[start : start + 2] == b"DL"
    assert start + length == len(made)
    assert made.endswith(b"\r")


def test_every_back_has_a_front_of_the_same_holder():
    for seed in range(12):
        front, back = papers.both(random.Random(seed))
        assert (front.side, back.side) == ("front", "back")
        if back.zone:
            assert back.number == front.number


def test_all_letters_of_a_zone_differ():
    signs = {letter: lettering._sign(letter, 24.0).tobytes() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"}
    assert len(set(signs.values())) == 37


def test_text_that_no_face_can_write_is_drawn_as_signs():
    assert lettering.face_for("Surname", "plain") == "plain"
    assert lettering.face_for("\U00013000", "plain") == ""  # a hieroglyph
    mask = lettering.strange("护照", 24)
    assert mask.getextrema()[1] == 255
    assert mask.tobytes() == lettering.strange("护照", 24).tobytes()
