"""Tars of every flavour, images, links and devices, damage."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import tarfile
from datetime import UTC, datetime

import pytest

from connectors.errors import Reason
from detectors.readers.archive.tar import TarReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError, Text
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

TAR = "application/x-tar"
FORMATS = pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
_RNG = random.Random(6)
FILES = {
    "a.txt": b"small\n",
    "b/empty": b"",
    "b/large.bin": _RNG.randbytes(700_001),
    "c/ümläut.txt": b"name\n" * 200,
}


def info(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    out = tarfile.TarInfo(name)
    out.type, out.size, out.linkname, out.mtime = kind, size, link, 1_700_000_000
    return out


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT, others: tuple[tarfile.TarInfo, ...] = ()) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for other in others:
            archive.addfile(other)
        for name, data in files.items():
            archive.addfile(info(name, size=len(data)), io.BytesIO(data))
    return out.getvalue()


def taken(data: bytes) -> tuple[list[tuple[Part, bytes]], list[ReadError]]:
    """All parts, content as far as it can be read, and the errors of members and of the whole."""
    budget = Budget(Limits(), len(data))
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    try:
        for part in TarReader().parts(HeldBlob(data), Media(TAR, OPAQUE, ""), "", budget):
            out = b""
            if isinstance(part, Member):
                try:
                    with part.open() as stream:
                        while chunk := stream.read(10_000):
                            out += chunk
                except ReadError as error:
                    errors.append(error)
            parts.append((part, out))
    except ReadError as error:
        errors.append(error)
    return parts, errors


def contents(opened: list) -> dict[str, bytes]:
    return {part.name: data for part, data in opened if isinstance(part, Member)}


@FORMATS
def test_members_come_out_with_size_and_date(parts, form):
    opened = parts(tarred(FILES, form), TAR)
    assert contents(opened) == FILES
    assert [part.size for part, _ in opened] == [len(data) for data in FILES.values()]
    assert {part.modified for part, _ in opened} == {datetime.fromtimestamp(1_700_000_000, UTC)}
    assert all(part.again for part, _ in opened)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("length", [99, 100, 101, 155, 256, 900])
def test_long_names_are_whole(parts, form, length):
    name = "d/" * 40 + "n" * (length - 80)
    assert contents(parts(tarred({name: b"x"}, form), TAR)) == {name: b"x"}


def test_long_names_of_ustar_are_joined(parts):
    name = "p" * 120 + "/" + "n" * 90
    assert contents(parts(tarred({name: b"x"}, tarfile.USTAR_FORMAT), TAR)) == {name: b"x"}


def test_a_member_can_be_passed_over_and_opened_again():
    data = tarred(FILES)
    opened = list(TarReader().parts(HeldBlob(data), Media(TAR, OPAQUE, ""), "", Budget(Limits(), len(data))))
    members = [part for part in opened if isinstance(part, Member)]
    assert [member.open().read() for member in reversed(members)] == list(reversed(FILES.values()))


def test_a_tar_without_magic_is_known_by_its_checksum(parts):
    block = bytearray(512)
    block[:5] = b"old/a"
    block[100:148] = b"0000644\0" + b"0001750\0" * 2 + b"%011o\0" % 3 + b"%011o\0" % 86400
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    folder = bytearray(512)
    folder[:4] = b"old/"
    folder[124:136] = b"%011o\0" % 0
    folder[148:156] = b" " * 8
    folder[148:156] = b"%6o\0 " % sum(folder)
    ((member, data),) = parts(bytes(folder + block) + b"abc" + bytes(509) + bytes(1024), TAR)
    assert (member.name, data, member.modified) == ("old/a", b"abc", datetime(1970, 1, 2, tzinfo=UTC))


def test_links_devices_and_folders_hold_nothing(parts):
    others = (
        info("folder", tarfile.DIRTYPE),
        info("link", tarfile.SYMTYPE, link="/etc/passwd"),
        info("hard", tarfile.LNKTYPE, link="a.txt"),
        info("pipe", tarfile.FIFOTYPE),
        info("null", tarfile.CHRTYPE),
        info("disk", tarfile.BLKTYPE),
    )
    opened = parts(tarred({"a.txt": b"x"}, others=others), TAR)
    gaps = [(part.name, part.reason) for part, _ in opened if isinstance(part, Gap)]
    assert gaps == [
        ("link", Reason.SYMLINK),
        ("hard", Reason.SYMLINK),
        ("pipe", Reason.SPECIAL),
        ("null", Reason.SPECIAL),
        ("disk", Reason.SPECIAL),
    ]
    assert contents(opened) == {"a.txt": b"x"}


def test_absolute_and_climbing_names_are_only_names(parts):
    files = {"/etc/passwd": b"1", "../../../root/.ssh/id": b"2", "a/../../b": b"3"}
    assert contents(parts(tarred(files), TAR)) == files


def test_names_that_cannot_be_printed_are_escaped(parts):
    assert list(contents(parts(tarred({"a\x1b[31m\nb": b"x"}, tarfile.GNU_FORMAT), TAR))) == ["a\\x1b[31m\\nb"]
    raw = tarred({"caf?": b"x"}, tarfile.USTAR_FORMAT).replace(b"caf?", b"caf\xe9")
    block = bytearray(raw)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    assert list(contents(parts(bytes(block), TAR))) == ["caf\\xe9"]


def test_sparse_files_of_gnu_are_what_is_stored(parts):
    block = bytearray(tarred({"sparse": b"stored"}, tarfile.GNU_FORMAT))
    block[156:157] = b"S"
    block[482] = 1
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    extension = bytearray(512)
    extension[504] = 1
    data = bytes(block[:512]) + bytes(extension) + bytes(512) + bytes(block[512:])
    assert contents(parts(data, TAR)) == {"sparse": b"stored"}


def test_sparse_files_of_pax_have_their_own_name(parts):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = info("GNUSparseFile.0/x", size=3)
        entry.pax_headers = {
            "GNU.sparse.major": "1",
            "GNU.sparse.minor": "0",
            "GNU.sparse.name": "x",
            "comment": "said",
        }
        archive.addfile(entry, io.BytesIO(b"abc"))
    opened = parts(out.getvalue(), TAR)
    assert contents(opened) == {"x": b"abc"}
    assert [part.data for part, _ in opened if isinstance(part, Text)] == [b"said"]


def test_what_global_headers_say_holds_for_all_that_follow(parts):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"mtime": "86400.5"}) as archive:
        for name in ("a", "b"):
            archive.addfile(info(name, size=1), io.BytesIO(b"x"))
    dates = [part.modified for part, _ in parts(out.getvalue(), TAR) if isinstance(part, Member)]
    assert [date.day for date in dates] == [2, 2]


def test_tars_on_end_are_both_read_and_what_follows_is_a_member(parts):
    data = tarred({"a": b"1"}) + tarred({"b": b"2"})
    assert contents(parts(data + b"secret behind the end", TAR)) == {
        "a": b"1",
        "b": b"2",
        "trailing": b"secret behind the end",
    }


def image(layer: bytes, config: bytes, *, oci: bool) -> dict[str, bytes]:
    """Files of an image as `docker save` writes it, or of an OCI layout."""
    if not oci:
        manifest = [{"Config": "c.json", "RepoTags": ["a:b"], "Layers": ["1/layer.tar"]}]
        return {"1/layer.tar": layer, "c.json": config, "manifest.json": json.dumps(manifest).encode()}
    return {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": b"{}",
        "blobs/sha256/aa": config,
        "blobs/sha256/bb": gzip.compress(layer),
    }


@pytest.mark.parametrize("oci", [False, True])
def test_images_give_their_layers_and_configuration(parts, oci):
    layer = tarred({"app/.env": b"KEY=1", "app/.wh.gone": b""})
    files = contents(parts(tarred(image(layer, b'{"config":{"Env":["KEY=1"]}}', oci=oci)), TAR))
    found = gzip.decompress(files["blobs/sha256/bb"]) if oci else files["1/layer.tar"]
    assert contents(parts(found, TAR)) == {"app/.env": b"KEY=1", "app/.wh.gone": b""}
    assert any(b"Env" in data for data in files.values())


def test_a_truncated_tar_gives_what_is_there_and_then_says_so():
    data = tarred(FILES)
    cut = data[: data.index(FILES["b/large.bin"][:100]) + 300_000]
    parts, errors = taken(cut)
    assert contents(parts)["b/large.bin"] == FILES["b/large.bin"][:300_000]
    assert [error.reason for error in errors] == [Reason.CORRUPT]
    assert isinstance(parts[-1][0], Gap)


def test_a_damaged_header_is_passed_over():
    files = {f"{n}.txt": b"content %d " % n * 200 for n in range(9)}
    data = bytearray(tarred(files))
    data[data.index(b"4.txt")] ^= 0x55
    parts, errors = taken(bytes(data))
    assert not errors
    assert contents(parts) == {name: body for name, body in files.items() if name != "4.txt"}
    (gap,) = [part for part, _ in parts if isinstance(part, Gap)]
    assert (gap.reason, gap.size) == (Reason.CORRUPT, 512 + 2048)


def test_a_member_that_claims_exabytes_is_cut_off():
    data = bytearray(tarred({"a": b"x" * 600}))
    data[124:136] = b"\x80" + struct.pack(">11s", (1 << 60).to_bytes(11, "big"))
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    parts, errors = taken(bytes(data))
    assert parts[0][1].startswith(b"x" * 600)
    assert errors
    assert parts[-1][0].reason == Reason.CORRUPT


def test_a_pax_header_of_gigabytes_is_not_held():
    head = bytearray(tarred({"a": b"x"}, tarfile.USTAR_FORMAT)[:512])
    head[156:157], head[124:136] = b"x", b"%011o\0" % (5 << 20)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    parts, errors = taken(bytes(head) + b"17 path=elsewhere" * (5 << 16) + tarred({"b": b"y"}))
    assert next(part.reason for part, _ in parts if isinstance(part, Gap)) == Reason.LIMIT
    assert not errors


@pytest.mark.parametrize("data", [b"x", b"x" * 512, b"ustar" * 200])
def test_what_is_no_tar_is_an_error(data):
    parts, errors = taken(data)
    assert not contents(parts)
    assert errors or isinstance(parts[-1][0], Gap)


def test_nothing_but_zeros_has_no_parts():
    assert taken(bytes(10240)) == ([], [])


@FORMATS
def test_damage_is_an_error_or_a_gap_and_never_anything_else(form):
    rng = random.Random(form)
    files = {"n" * 120 if form != tarfile.USTAR_FORMAT else "n": b"y" * 700, "b": b"", "c/é": b"abc" * 99}
    data = tarred(files, form, (info("link", tarfile.SYMTYPE, link="x"),))
    for cut in range(0, len(data), 97):
        taken(data[:cut])
    for _ in range(400):
        flipped = bytearray(data)
        for _ in range(rng.randint(1, 5)):
            at = rng.randrange(len(flipped)) if rng.random() < 0.3 else rng.randrange(6) * 512 + rng.randrange(512)
            flipped[min(at, len(flipped) - 1)] = rng.randrange(256)
        for start in range(0, 3072, 512):  # so that checksums do not keep the damage out
            block = flipped[start : start + 512]
            if block[257:262] == b"ustar" and rng.random() < 0.8:
                block[148:156] = b" " * 8
                flipped[start + 148 : start + 156] = b"%06o\0 " % sum(block)
        taken(bytes(flipped))
