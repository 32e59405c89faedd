"""WARC: every kind of record, chunked bodies, damage."""

from __future__ import annotations

import random

import pytest

from connectors.errors import Reason
from detectors.readers.archive.warc import WarcReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError, Text
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

REQUEST = b"GET /a HTTP/1.1\r\nHost: example.org\r\nAuthorization: Bearer abc\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\n\r\n<p>page"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n<p>p\r\n3\r\nage\r\n0\r\n\r\n"


def record(
    kind: bytes, block: bytes, media: bytes = b"application/http; msgtype=x", uri: bytes = b"http://example.org/a"
) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Date: 2025-01-02T03:04:05Z\r\nContent-Type: " + media
    head += (b"\r\nWARC-Target-URI: " + uri if uri else b"") + b"\r\nContent-Length: %d\r\n\r\n" % len(block)
    return head + block + b"\r\n\r\n"


WHOLE = (
    record(b"warcinfo", b"software: x\r\n", b"application/warc-fields", b"")
    + record(b"request", REQUEST)
    + record(b"response", RESPONSE)
    + record(b"response", CHUNKED, uri=b"http://example.org/b")
    + record(b"resource", b"plain" * 9, b"text/plain", b"file:///c")
)


def taken(data: bytes) -> tuple[list[tuple[Part, bytes]], list[ReadError]]:
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for part in WarcReader().parts(HeldBlob(data), Media("application/warc", OPAQUE, ""), "", budget):
            out = b""
            if isinstance(part, Member):
                try:
                    with part.open() as stream:
                        while chunk := stream.read(50_000):
                            out += chunk
                except ReadError as error:
                    errors.append(error)
            parts.append((part, out))
    except ReadError as error:
        errors.append(error)
    return parts, errors


def test_each_record_gives_its_heads_as_text_and_its_body_as_a_member():
    parts, errors = taken(WHOLE)
    assert not errors
    assert [(part.name, data) for part, data in parts if isinstance(part, Member)] == [
        ("warcinfo/1", b"software: x\r\n"),
        ("response/http://example.org/a", b"<p>page"),
        ("response/http://example.org/b", b"<p>page"),
        ("resource/file:///c", b"plain" * 9),
    ]
    texts = {part.name: part.data for part, _ in parts if isinstance(part, Text)}
    assert b"Authorization: Bearer abc" in texts["request/http://example.org/a"]
    assert b"Set-Cookie: sid=1" in texts["response/http://example.org/a"]
    assert {part.modified.year for part, _ in parts if isinstance(part, Member) and part.modified} == {2025}


def test_a_truncated_record_gives_its_beginning():
    parts, errors = taken(WHOLE[:-20])
    assert parts[-2][1] == (b"plain" * 9)[:-16]
    assert [error.reason for error in errors] == [Reason.CORRUPT]
    assert isinstance(parts[-1][0], Gap)


def test_a_damaged_record_is_passed_over():
    parts, errors = taken(WHOLE.replace(b"WARC/1.0\r\nWARC-Type: request", b"XXXX/1.0\r\nWARC-Type: request"))
    assert not errors
    assert len([part for part, _ in parts if isinstance(part, Member)]) == 4
    assert [part.reason for part, _ in parts if isinstance(part, Gap)] == [Reason.CORRUPT]


@pytest.mark.parametrize("length", [b"-1", b"x", b"9" * 30, b"99999999999"])
def test_lying_lengths_end(length):
    parts, _ = taken(WHOLE.replace(b"Content-Length: 45", b"Content-Length: " + length))
    assert parts


@pytest.mark.parametrize("data", [b"", b"WARC/", b"x" * 99, b"\r\n" * 50_000, b"WARC/1.0\r\n" * 9999])
def test_what_is_no_warc_has_no_members(data):
    parts, _ = taken(data)
    assert not parts


def test_damage_is_an_error_or_a_gap_and_never_anything_else():
    rng = random.Random(2)
    for cut in range(0, len(WHOLE), 7):
        taken(WHOLE[:cut])
    for _ in range(500):
        flipped = bytearray(WHOLE)
        for _ in range(rng.randint(1, 6)):
            flipped[rng.randrange(len(flipped))] = rng.choice((0, 10, 13, 32, 58, 255, rng.randrange(256)))
        taken(bytes(flipped))
