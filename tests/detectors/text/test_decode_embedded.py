"""Objects embedded in text: told where they begin, and read out whole."""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Callable

import pytest

from detectors.rules.examples import fill
from detectors.text.decode_anchors import SIGNATURES
from detectors.text.decode_embedded import Embedded, unwrapped
from detectors.text.detector import TextDetector
from detectors.views.text import whole


def broken(code: bytes, width: int, sign: bytes = b"\n") -> bytes:
    return sign.join(code[at : at + width] for at in range(0, len(code), width))


def told(detector: TextDetector, data: bytes) -> list[Embedded]:
    return detector.embedded(detector.hits(whole(data)))


def reader(data: bytes) -> Callable[[int, int], bytes]:
    return lambda start, length: data[start : start + length]


def words(size: int, seed: int = 1) -> bytes:
    rng = random.Random(seed)
    lines = [
        b" ".join(rng.choice((b"lorem", b"Ipsum", b"dolor-1", b"sit", b"{}")) for _ in range(9))
        for _ in range(size // 40)
    ]
    return b"\n".join(lines)[:size]


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "one run": base64.b64encode,
    "url-safe, unpadded": lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
    "lines": lambda data: broken(base64.b64encode(data), 76),
    "lines, CRLF, indented": lambda data: broken(base64.b64encode(data), 64, b"\r\n    "),
    "escaped lines": lambda data: broken(base64.b64encode(data), 76, b"\\n"),
    "joined literals": lambda data: broken(base64.b64encode(data), 72, b'" +\n    "'),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [9_000, 400_001])
def test_a_long_run_of_text_is_told_and_read_out(detector: TextDetector, form: str, size: int) -> None:
    content = words(size) + b"\npassword = 'x'\n"
    data = b'{"file": "' + FORMS[form](content) + b'", "next": 1}\n'
    first, *more = told(detector, data)
    assert first == Embedded(10, None, "base64", "text")
    assert b"".join(unwrapped(reader(data), first)) == content
    assert all(found.start > first.start for found in more)


@pytest.mark.parametrize("kind", SIGNATURES)
@pytest.mark.parametrize("form", FORMS)
def test_an_object_with_a_signature_is_told_and_read_out(detector: TextDetector, form: str, kind: str) -> None:
    content = SIGNATURES[kind] + random.Random(2).randbytes(900)
    data = b"src=data:image/png;base64," + FORMS[form](content) + b'">\n'
    (found,) = (item for item in told(detector, data) if item.start == 26)
    assert (found.encoding, found.kind) == ("base64", kind)
    assert found.end is not None
    assert b"".join(unwrapped(reader(data), found)) == content
    (found,) = (item for item in told(detector, data[26:]) if item.start == 0)
    assert found.kind == kind


@pytest.mark.parametrize("kind", SIGNATURES)
@pytest.mark.parametrize("lead", [b"VALUES (1,0x", b'"\\\\x', b"x'", b" "])
def test_an_object_in_digits_is_told_and_read_out(detector: TextDetector, lead: bytes, kind: str) -> None:
    content = SIGNATURES[kind] + random.Random(3).randbytes(9000)
    data = lead + content.hex().encode() + b"');\n"
    (found,) = (item for item in told(detector, data) if item.start == len(lead))
    assert found == Embedded(len(lead), None, "hex", kind)
    assert b"".join(unwrapped(reader(data), found)) == content


def test_a_long_run_of_digits_is_told_and_read_out(detector: TextDetector) -> None:
    content = words(20_000)
    for code in (content.hex().encode(), broken(content.hex().encode(), 60), content.hex(" ").encode()):
        data = b"dump: " + code + b"\nnext"
        first = told(detector, data)[0]
        assert first == Embedded(6, None, "hex", "text")
        assert b"".join(unwrapped(reader(data), first)) == content
    array = b"{" + b", ".join(b"0x%02x" % byte for byte in content) + b"};"
    assert b"".join(unwrapped(reader(array), told(detector, array)[0])) == content


def test_a_run_that_can_be_seen_whole_is_decoded_in_place(detector: TextDetector) -> None:
    content = words(2900) + b" aws " + fill("AKIA{b32:16}", 1) + b" end"
    hits = detector.hits(whole(b"data: " + base64.b64encode(content) + b"\n"))
    assert detector.embedded(hits) == []
    assert [detector.rule_ids[hit.rule] for hit in detector.settle(hits)] == ["aws.access-key"]


def test_what_is_embedded_in_an_encoding_is_left_to_whoever_opens_that(detector: TextDetector) -> None:
    inner = base64.b64encode(gzip.compress(b"x" * 3000) + bytes(400))
    assert told(detector, b"v = " + base64.b64encode(b'{"file": "' + inner + b'"}')) == []


def test_reading_ends_with_the_run_whatever_follows() -> None:
    content = b"\x1f\x8b\x08" + random.Random(4).randbytes(1000)
    code = broken(base64.b64encode(content), 64)
    for behind in (b"", b"=", b"\n-----END X-----\n", b"\n\nText that goes on", b"\xff\xfe", b'"}' * 100_000):
        found = Embedded(0, None, "base64", "gzip")
        assert b"".join(unwrapped(reader(code + behind), found)) == content


def test_a_lying_end_is_kept() -> None:
    code = base64.b64encode(bytes(range(200)))
    assert b"".join(unwrapped(reader(code), Embedded(0, 8, "base64", "zip"))) == bytes(range(6))
    assert b"".join(unwrapped(reader(b""), Embedded(0, None, "base64", "zip"))) == b""
    assert b"".join(unwrapped(reader(b"!!"), Embedded(0, None, "hex", "zip"))) == b""


@pytest.mark.parametrize(
    "code", [base64.b64encode, lambda data: data.hex().encode(), lambda data: data.hex().upper().encode()]
)
@pytest.mark.parametrize("tag", [b"\x75", b"\x63"])
def test_groups_of_a_chip_are_told_whatever_their_length(
    detector: TextDetector, tag: bytes, code: Callable[[bytes], bytes]
) -> None:
    for size in (0x0100, 0x1234, 0xFFFF):
        content = tag + b"\x82" + size.to_bytes(2) + b"\x7f\x61" + random.Random(size).randbytes(600)
        assert [found.kind for found in told(detector, b'{"dg": "' + code(content) + b'"}')] == ["chip"]
        other = content.replace(b"\x7f\x61", b"\x7f\x62", 1)
        assert told(detector, b'{"dg": "' + code(other) + b'"}') == []
