"""Streams: every coding, several on end, what follows them, damage, windows, git's loose objects."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
import struct
import zlib

import lz4.block
import lz4.frame
import pytest
import zstandard

from connectors.errors import Reason
from detectors.readers.archive import coding
from detectors.readers.archive.content import Content
from detectors.readers.archive.stream import StreamReader
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

_RNG = random.Random(3)
CONTENT = b"".join(b"line %d is %x\n" % (n, _RNG.getrandbits(80)) for n in range(12_000))


def legacy(data: bytes) -> bytes:
    block = lz4.block.compress(data, store_size=False)
    return b"\x02\x21\x4c\x18" + struct.pack("<I", len(block)) + block


CODINGS = {
    "gzip": ("application/gzip", gzip.compress),
    "bzip2": ("application/x-bzip2", bz2.compress),
    "xz": ("application/x-xz", lambda data: lzma.compress(data, preset=0)),
    "lzma": ("application/x-lzma", lambda data: lzma.compress(data, lzma.FORMAT_ALONE, preset=0)),
    "zlib": ("application/zlib", zlib.compress),
    "zstd": ("application/zstd", lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data)),
    "lz4": ("application/x-lz4", lambda data: lz4.frame.compress(data, content_checksum=True)),
    "lz4-legacy": ("application/x-lz4", legacy),
}
ALL = pytest.mark.parametrize("name", CODINGS)
ON_END = pytest.mark.parametrize("name", [name for name in CODINGS if name not in {"lzma", "zlib"}])


def taken(data: bytes, media_type: str, limits: Limits | None = None) -> tuple[bytes, list[bytes], ReadError | None]:
    """Content of the first member as far as it can be read, of the others, and the error."""
    budget = Budget(limits or Limits(), len(data))
    out: list[bytes] = []
    try:
        for part in StreamReader().parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "", budget):
            if isinstance(part, Member):
                out.append(b"")
                with part.open() as stream:
                    while chunk := stream.read(100_000):
                        budget.expand(len(chunk))
                        out[-1] += chunk
    except ReadError as error:
        return out[0] if out else b"", out[1:], error
    return out[0] if out else b"", out[1:], None


@ALL
def test_content_comes_out_as_one_member_without_a_name(parts, name):
    media_type, encode = CODINGS[name]
    ((member, data),) = parts(encode(CONTENT), media_type)
    assert data == CONTENT
    assert member.name == ""
    assert member.again


@ON_END
def test_streams_on_end_are_one_content(parts, name):
    media_type, encode = CODINGS[name]
    ((_, data),) = parts(encode(CONTENT) + encode(b"more") + encode(b"") + encode(b"end"), media_type)
    assert data == CONTENT + b"moreend"


@ALL
def test_what_follows_is_a_member_of_its_own(parts, name):
    media_type, encode = CODINGS[name]
    (_, data), (member, rest) = parts(encode(CONTENT) + b"\x99 something behind it", media_type)
    assert data == CONTENT
    assert member.name == "trailing"
    assert rest == b"\x99 something behind it"


@ALL
def test_a_member_can_be_opened_again(name):
    media_type, encode = CODINGS[name]
    data = encode(CONTENT)
    reader = StreamReader().parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "", Budget(Limits(), len(data)))
    member = next(reader)
    assert isinstance(member, Member)
    assert [member.open().read(), member.open().read()] == [CONTENT, CONTENT]


@ALL
def test_a_truncated_stream_gives_what_is_there_and_then_says_so(name):
    media_type, encode = CODINGS[name]
    whole = encode(CONTENT)
    for share in (0.02, 0.3, 0.7, 0.99):
        data, _, error = taken(whole[: int(len(whole) * share)], media_type)
        assert CONTENT.startswith(data)
        assert error is not None
        assert error.reason == Reason.CORRUPT
        if name in {"gzip", "zlib", "xz", "lzma"}:
            assert len(data) > len(CONTENT) * share * 0.9 - 10_000


@pytest.mark.parametrize("name", ["gzip", "zlib", "xz", "lzma", "zstd"])
def test_a_small_damaged_stream_gives_all_before_the_damage(name):
    media_type, encode = CODINGS[name]
    small = b"first of all\n" + CONTENT[:20_000]
    whole = bytearray(encode(small))
    whole[-3] ^= 0x55  # in the checksum, or in the last bytes of content
    data, _, error = taken(bytes(whole), media_type)
    assert error is not None
    assert data[:19_000] == small[:19_000]


@ALL
def test_damage_is_an_error_and_never_anything_else(name):
    media_type, encode = CODINGS[name]
    rng = random.Random(name)
    whole = encode(CONTENT[:3_000]) + (encode(b"x" * 500) if name not in {"lzma", "zlib"} else b"")
    for cut in range(0, len(whole), max(1, len(whole) // 60)):
        taken(whole[:cut], media_type)
    for _ in range(250):
        flipped = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            flipped[rng.randrange(len(flipped))] = rng.randrange(256)
        taken(bytes(flipped), media_type)


@ALL
def test_an_empty_object_is_an_error(parts, name):
    with pytest.raises(ReadError, match="corrupt"):
        parts(b"", CODINGS[name][0])


def test_a_gzip_header_with_everything_is_passed_over_and_its_comment_is_text(parts):
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = body.compress(b"inside") + body.flush()
    head = b"\x1f\x8b\x08" + bytes([2 | 4 | 8 | 16]) + b"\0\0\0\0\0\3" + b"\5\0extra" + b"name\0" + b"caf\xe9\0" + b"cc"
    (text, _), (_, data) = parts(
        head + deflated + struct.pack("<II", zlib.crc32(b"inside"), 6) + b"\0" * 40, "application/gzip"
    )
    assert text.name == "comment"
    assert text.data == "café".encode()
    assert data == b"inside"


def test_a_wrong_checksum_is_told_after_the_content():
    whole = gzip.compress(CONTENT)[:-8] + bytes(8)
    data, _, error = taken(whole, "application/gzip")
    assert data == CONTENT
    assert error is not None
    assert error.reason == Reason.CORRUPT


def test_a_gzip_bomb_ends_by_the_budget():
    data = gzip.compress(bytes(80 << 20))
    _, _, error = taken(data, "application/gzip", Limits(ratio=100, free=1 << 20))
    assert error is not None
    assert error.reason == Reason.LIMIT


def test_a_million_empty_gzip_members_take_seconds_and_no_more():
    data, _, error = taken(gzip.compress(b"") * 20_000 + gzip.compress(b"end"), "application/gzip")
    assert data == b"end"
    assert error is None


def test_a_huge_window_is_refused():
    frame = b"\x28\xb5\x2f\xfd" + bytes([0, 19 << 3]) + b"\1\0\0"  # a window of 2^(10 + 19)
    _, _, error = taken(frame, "application/zstd")
    assert error is not None
    assert error.reason == Reason.LIMIT
    head = bytearray(lzma.compress(b"x" * 1000, lzma.FORMAT_ALONE))
    head[1:5] = struct.pack("<I", 1 << 31)
    _, _, error = taken(bytes(head), "application/x-lzma")
    assert error is not None
    assert error.reason == Reason.LIMIT
    large = lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}])
    _, _, error = taken(large, "application/x-xz")
    assert error is not None
    assert error.reason == Reason.LIMIT


def test_windows_of_nested_streams_do_not_add_up_without_end():
    with coding.window(100 << 20), pytest.raises(ReadError), coding.window(100 << 20):
        pass
    with coding.window(100 << 20):
        pass


def test_a_window_is_given_back_by_a_stream_that_is_not_read_to_its_end():
    before = coding._windows
    data = lzma.compress(CONTENT)
    member = next(StreamReader().parts(HeldBlob(data), Media("application/x-xz", OPAQUE, ""), "", Budget(Limits(), 1)))
    assert isinstance(member, Member)
    stream = member.open()
    stream.read(10)
    assert coding._windows > before
    stream.close()
    assert coding._windows == before


def test_skippable_frames_are_passed_over(parts):
    skipped = b"\x53\x2a\x4d\x18" + struct.pack("<I", 300_000) + bytes(300_000)
    for name in ("zstd", "lz4"):
        media_type, encode = CODINGS[name]
        ((_, data),) = parts(skipped + encode(b"one") + skipped + encode(b"two"), media_type)
        assert data == b"onetwo"


@pytest.mark.parametrize("window_log", [10, 17, 27])
@pytest.mark.parametrize("sized", [0, 1])
def test_zstd_frames_of_every_shape_are_read(parts, window_log, sized):
    for data in (b"", b"a", b"ab" * 200, CONTENT[:300_000], bytes(1 << 20)):
        parameters = zstandard.ZstdCompressionParameters(
            window_log=window_log, write_content_size=sized, write_checksum=sized, write_dict_id=0
        )
        ((_, out),) = parts(zstandard.ZstdCompressor(compression_params=parameters).compress(data), "application/zstd")
        assert out == data


def test_zstd_with_a_dictionary_says_what_to_do():
    dictionary = zstandard.train_dictionary(4096, [CONTENT[n * 300 : n * 300 + 300] for n in range(2000)])
    _, _, error = taken(zstandard.ZstdCompressor(dict_data=dictionary).compress(CONTENT), "application/zstd")
    assert error is not None
    assert error.reason == Reason.NO_READER


@pytest.mark.parametrize("kind", [b"blob", b"commit", b"tag"])
def test_a_loose_git_object_is_its_content_without_the_header(parts, kind):
    body = b"tree 0000\nauthor a\n\ntoken here\n" * 3000
    ((member, data),) = parts(zlib.compress(kind + b" %d\0" % len(body) + body), "application/zlib")
    assert data == body
    assert member.size == len(body)


def test_a_loose_git_tree_is_skipped(parts):
    body = b"100644 a\0" + bytes(20)
    assert parts(zlib.compress(b"tree %d\0" % len(body) + body), "application/zlib") == []


def test_a_stream_reads_like_a_file():
    def chunks():
        yield b"one\ntw"
        yield b""
        yield b"o\nthree"
        raise ReadError(Reason.CORRUPT, "is damaged")

    stream = Content(chunks())
    assert stream.readline() == b"one\n"
    assert stream.peek() == b"tw"
    assert stream.read1() == b"tw"
    buffer = bytearray(3)
    assert stream.readinto(buffer) == 3
    assert buffer == b"o\nt"
    assert stream.read(100) == b"hree"
    for _ in range(2):
        with pytest.raises(ReadError):
            stream.read(1)


def test_every_size_of_reads_gives_the_same_bytes():
    media_type, encode = CODINGS["gzip"]
    whole = encode(CONTENT)
    for size in (1000, 4096, 131_072, 1 << 22):
        budget = Budget(Limits(), len(whole))
        member = next(StreamReader().parts(HeldBlob(whole), Media(media_type, OPAQUE, ""), "", budget))
        assert isinstance(member, Member)
        stream, out = member.open(), b""
        while chunk := stream.read(size):
            assert len(chunk) == size or len(out) + len(chunk) == len(CONTENT)
            out += chunk
        assert out == CONTENT


def self_like(times: int) -> bytes:
    """Gzip in gzip in gzip: what a quine comes down to, since the depth is bounded and not the likeness."""
    data = b"the end"
    for _ in range(times):
        data = gzip.compress(data)
    return data


def test_each_level_of_a_nest_is_one_member(parts):
    data = self_like(20)
    for _ in range(20):
        ((_, data),) = parts(data, "application/gzip")
    assert data == b"the end"
