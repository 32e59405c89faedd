"""What libarchive reads: 7z, cpio, ar, rpm, iso, cab, xar, lha, .Z; names, links, damage, and what it must never do."""

from __future__ import annotations

import gzip
import random
import stat
import struct
from datetime import UTC, datetime

import pytest

from connectors.errors import Reason
from detectors.readers.archive import libarchive as ours
from detectors.readers.archive.libarchive import LibarchiveReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

needs_libarchive = pytest.mark.system("libarchive13")
pytestmark = [needs_libarchive]

SEVENZIP, CPIO, AR = "application/x-7z-compressed", "application/x-cpio", "application/x-archive"
ISO, XAR, RPM = "application/x-iso9660-image", "application/x-xar", "application/x-rpm"
LHA, CAB, COMPRESS, LZIP = (
    "application/x-lha",
    "application/vnd.ms-cab-compressed",
    "application/x-compress",
    "application/x-lzip",
)
_RNG = random.Random(7)
FILES = {"a/b.txt": b"first\n" * 3000, "c.bin": _RNG.randbytes(300_000), "é/ü.txt": b"x"}


def written(form: str, files: dict[str, bytes] = FILES, coding: str | None = None) -> bytes:
    """An archive by libarchive itself."""
    import libarchive

    out = bytearray()

    def write(data: bytes) -> int:
        out.extend(data)
        return len(data)

    with libarchive.custom_writer(write, form, coding) as archive:
        for name, data in files.items():
            archive.add_file_from_memory(name, len(data), data, mtime=1_700_000_000)
    return bytes(out)


def newc(name: bytes, data: bytes, mode: int = 0o100644, links: int = 1) -> bytes:
    """One entry of cpio, as cpio(5) has it."""
    fields = (1, mode, 0, 0, links, 1_700_000_000, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name + b"\0"
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


def cpio(files: dict[str, bytes]) -> bytes:
    return b"".join(newc(name.encode(), data) for name, data in files.items()) + newc(b"TRAILER!!!", b"")


def rpm(payload: bytes) -> bytes:
    """Lead, an empty signature, an empty header, payload (rpm's doc/manual/format.md)."""
    lead = b"\xed\xab\xee\xdb\3\0\0\0\0\1" + b"name".ljust(66, b"\0") + b"\0\1\0\5" + bytes(16)
    section = b"\x8e\xad\xe8\1" + bytes(12)
    return lead + section + section + payload


def lha(name: bytes, data: bytes) -> bytes:
    """One stored file with a header of level 0 (lha's header.doc)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    body = b"-lh0-" + struct.pack("<LLHHBB", len(data), len(data), 0, 0x5A21, 0x20, 0) + bytes([len(name)]) + name
    body += struct.pack("<H", crc)
    return bytes([len(body), sum(body) & 255]) + body + data + b"\0"


def cab(name: bytes, data: bytes) -> bytes:
    """One folder without compression ([MS-CAB] 2.1)."""
    block = struct.pack("<LHH", 0, len(data), len(data)) + data
    file = struct.pack("<LLHHHH", len(data), 0, 0, 0x5A21, 0x6000, 0x20) + name + b"\0"
    files_at = 36 + 8
    data_at = files_at + len(file)
    head = struct.pack("<4sLLLLLBBHHHHH", b"MSCF", 0, data_at + len(block), 0, files_at, 0, 3, 1, 1, 1, 0, 1, 0)
    return head + struct.pack("<LHH", data_at, 1, 0) + file + block


def taken(
    data: bytes, media_type: str, limits: Limits | None = None
) -> tuple[list[tuple[Part, bytes]], list[ReadError]]:
    """All parts, content as far as it can be read, and the errors of members and of the whole."""
    budget = Budget(limits or Limits(), len(data))
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    try:
        for part in LibarchiveReader().parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "", budget):
            out = b""
            if isinstance(part, Member):
                try:
                    with part.open() as stream:
                        while chunk := stream.read(50_000):
                            budget.expand(len(chunk))
                            out += chunk
                except ReadError as error:
                    errors.append(error)
                    if error.reason == Reason.LIMIT:
                        raise
            parts.append((part, out))
    except ReadError as error:
        errors.append(error)
    return parts, errors


def contents(opened: list) -> dict[str, bytes]:
    return {part.name: data for part, data in opened if isinstance(part, Member)}


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("7zip", SEVENZIP), ("cpio", CPIO), ("cpio_newc", CPIO), ("iso9660", ISO), ("xar", XAR)],
)
def test_archives_give_their_members(parts, form, media_type):
    opened = parts(written(form), media_type)
    assert contents(opened) == FILES
    assert {part.modified for part, _ in opened} == {datetime.fromtimestamp(1_700_000_000, UTC)}
    assert {part.name: part.size for part, _ in opened} == {name: len(data) for name, data in FILES.items()}


@pytest.mark.parametrize("form", ["ar_bsd", "ar_svr4"])
def test_ar_gives_its_members_by_their_last_name(parts, form):
    files = {"debian-binary": b"2.0\n", "control.tar.xz": b"c" * 999}
    if form == "ar_bsd":
        files["a_very_long_name_for_ar.o"] = b"o"
    assert contents(parts(written(form, files), AR)) == files


def test_rpm_gives_the_files_of_its_payload(parts):
    files = {"./etc/app.conf": b"key = 1\n" * 400, "./usr/bin/app": b"\x7fELF"}
    for payload in (cpio(files), gzip.compress(cpio(files))):
        assert contents(parts(rpm(payload), RPM)) == files


def test_lha_and_cab_give_their_files(parts):
    assert contents(parts(lha(b"a.txt", b"in lha\n" * 40), LHA)) == {"a.txt": b"in lha\n" * 40}
    assert contents(parts(cab(b"d\\a.txt", b"in cab\n" * 40), CAB)) == {"d/a.txt": b"in cab\n" * 40}


@pytest.mark.parametrize(("coding", "media_type"), [("compress", COMPRESS), ("lzip", LZIP)])
def test_single_streams_are_one_member_without_a_name(coding, media_type):
    import libarchive

    out = bytearray()

    def write(data: bytes) -> int:
        out.extend(data)
        return len(data)

    with libarchive.custom_writer(write, "ustar", coding) as archive:
        archive.add_file_from_memory("a.txt", 3, b"abc")
    ((member, data),), errors = taken(bytes(out), media_type)
    assert not errors
    assert isinstance(member, Member)
    assert member.name == ""
    assert data[:5] == b"a.txt"
    assert data[257:262] == b"ustar"


def test_links_and_devices_are_gaps(parts):
    data = (
        newc(b"folder", b"", stat.S_IFDIR | 0o755)
        + newc(b"link", b"/etc/passwd", stat.S_IFLNK | 0o777)
        + newc(b"null", b"", stat.S_IFCHR | 0o666)
        + newc(b"pipe", b"", stat.S_IFIFO | 0o666)
        + newc(b"../../up", b"x")
        + newc(b"/abs\x1b", b"y")
        + newc(b"TRAILER!!!", b"")
    )
    opened = parts(data, CPIO)
    gaps = [(part.name, part.reason) for part, _ in opened if isinstance(part, Gap)]
    assert gaps == [("link", Reason.SYMLINK), ("null", Reason.SPECIAL), ("pipe", Reason.SPECIAL)]
    assert contents(opened) == {"../../up": b"x", "/abs\\x1b": b"y"}


def test_members_that_are_passed_over_do_not_disturb_the_next():
    for form, media_type in (("7zip", SEVENZIP), ("cpio_newc", CPIO), ("iso9660", ISO)):
        data = written(form)
        reader = LibarchiveReader().parts(
            HeldBlob(data), Media(media_type, OPAQUE, ""), "", Budget(Limits(), len(data))
        )
        for part in reader:
            assert isinstance(part, Member)
            if part.name == "c.bin":
                assert part.open().read() == FILES["c.bin"]


def test_a_truncated_archive_gives_what_is_there_and_then_says_so():
    for form, media_type in (("cpio_newc", CPIO), ("ar_bsd", AR)):
        data = written(form)
        parts, errors = taken(data[: data.index(FILES["c.bin"][:64]) + 200_000], media_type)
        assert FILES["a/b.txt"] in contents(parts).values()
        assert parts[-1][1] == FILES["c.bin"][:200_000][: len(parts[-1][1])]
        assert len(parts[-1][1]) > 100_000
        assert errors
        assert {error.reason for error in errors} == {Reason.CORRUPT}


@pytest.mark.parametrize("media_type", sorted(ours._FORMATS))
@pytest.mark.parametrize("data", [b"", b"x", bytes(40_000), b"!<arch>\n" + b"\xff" * 100])
def test_what_is_something_else_is_an_error_or_nothing(media_type, data):
    taken(data, media_type)


def test_damage_is_an_error_or_a_gap_and_never_anything_else():
    rng = random.Random(9)
    files = {"a": b"content\n" * 40, "b/c": b"x" * 900}
    seeds = [
        (written("7zip", files), SEVENZIP),
        (cpio(files), CPIO),
        (written("cpio", files), CPIO),
        (written("ar_bsd", {"a": b"x" * 99}), AR),
        (rpm(gzip.compress(cpio(files))), RPM),
        (written("xar", files), XAR),
        (lha(b"a", b"x" * 99), LHA),
        (cab(b"a", b"x" * 99), CAB),
    ]
    for data, media_type in seeds:
        for cut in range(0, len(data), max(1, len(data) // 40)):
            taken(data[:cut], media_type)
        for _ in range(120):
            flipped = bytearray(data)
            for _ in range(rng.randint(1, 4)):
                flipped[rng.randrange(len(flipped))] = rng.randrange(256)
            taken(bytes(flipped), media_type, Limits(seconds=5, expanded=50 << 20))


def test_a_bomb_ends_by_the_budget():
    data = written("7zip", {"zeros": bytes(40 << 20)})
    _, errors = taken(data, SEVENZIP, Limits(ratio=100, free=1 << 20))
    assert [error.reason for error in errors][-1] == Reason.LIMIT


def test_formats_that_open_files_and_filters_that_run_programs_are_never_asked_for():
    asked = {name for names in ours._FORMATS.values() for name in names}
    filters = {name for names in ours._FILTERED.values() for name in names}
    assert not asked & {"all", "mtree", "empty"}
    assert not filters & {"all", "lrzip", "grzip", "lzop", "uu", "program"}


def test_an_mtree_that_names_a_file_is_not_read_as_one():
    data = b"#mtree\n./etc/hostname type=file contents=/etc/hostname\n"
    for media_type in sorted(ours._FORMATS):
        parts, _ = taken(data, media_type)
        assert not contents(parts)


def test_it_runs_in_a_child():
    assert LibarchiveReader.isolated


def test_errors_of_the_source_are_not_lost():
    from connectors.errors import BlobError

    class Broken(HeldBlob):
        def read(self, start: int, length: int) -> bytes:
            if start + length > 100_000:
                raise BlobError(Reason.UNREADABLE, "cannot be read")
            return super().read(start, length)

    data = written("cpio_newc", {"big": bytes(1 << 20)})
    with pytest.raises(BlobError, match="unreadable"):
        list(LibarchiveReader().parts(Broken(data), Media(CPIO, OPAQUE, ""), "", Budget(Limits(), len(data))))
