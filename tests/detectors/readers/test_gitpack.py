"""Packs and bundles that git made, and hostile ones by hand."""

from __future__ import annotations

import hashlib
import os
import random
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from connectors.errors import Reason
from detectors.readers.archive import gitfamily
from detectors.readers.archive.gitpack import GitPackReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError, Text
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

pytestmark = pytest.mark.system("git")

PACK, BUNDLE = "application/x-git-pack", "application/x-git-bundle"


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_AUTHOR_DATE": "1700000000 +0000",
        "GIT_COMMITTER_DATE": "1700000000 +0000",
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, check=True, env=environment
    )
    return done.stdout


def history(folder: Path, algorithm: str = "sha1") -> None:
    """Twelve commits to one growing file, others beside it, and a tag."""
    git(folder, "init", "-q", "-b", "main", f"--object-format={algorithm}")
    rng = random.Random(4)
    lines = [b"%d %x\n" % (n, rng.getrandbits(64)) for n in range(400)]
    (folder / "src").mkdir()
    for n in range(12):
        lines[n * 7] = b"changed in %d %x\n" % (n, rng.getrandbits(64))
        (folder / "src" / "grown.txt").write_bytes(b"".join(lines))
        (folder / f"other {n}.txt").write_bytes(b"file %d\n" % n)
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"message {n}")
    git(folder, "tag", "-a", "v1", "-m", "what the tag says")


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def repository(request, tmp_path_factory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp(request.param)
    history(folder, request.param)
    return folder, request.param


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("pack")
    history(folder)
    return git(folder, "pack-objects", "--all", "--stdout", "--delta-base-offset", "--window=50", "-q")


def taken(
    data: bytes, media_type: str = PACK, limits: Limits | None = None
) -> tuple[list[tuple[Part, bytes]], list[ReadError]]:
    """All parts, content as far as it can be read, and the errors of members and of the whole."""
    budget = Budget(limits or Limits(), len(data))
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    try:
        for part in GitPackReader().parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "", budget):
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


def blobs(folder: Path) -> dict[str, bytes]:
    listed = git(folder, "cat-file", "--batch-all-objects", "--batch-check").decode().split("\n")
    names = [line.split()[0] for line in listed if " blob " in line]
    return {name: git(folder, "cat-file", "blob", name) for name in names}


def test_a_bundle_gives_all_blobs_by_path_and_all_messages(parts, repository):
    folder, algorithm = repository
    arguments = ["--version=3"] if algorithm == "sha256" else []
    bundle = git(folder, "bundle", "create", "-q", *arguments, "-", "--all")
    opened = parts(bundle, BUNDLE)
    members = {part.name: data for part, data in opened if isinstance(part, Member)}
    expected = blobs(folder)
    assert sorted(members.values()) == sorted(expected.values())
    short = {name[:12]: data for name, data in expected.items()}
    for name, data in members.items():
        assert short[name[:12]] == data
    assert sum(name.endswith("/src/grown.txt") for name in members) == 12
    assert {name[13:] for name in members} == {"src/grown.txt", *(f"other {n}.txt" for n in range(12))}
    texts = {part.name: part.data for part, _ in opened if isinstance(part, Text)}
    assert sum(name.startswith("commit ") for name in texts) == 12
    assert all(b"a@example.org" in data for name, data in texts.items() if name.startswith("commit "))
    assert [b"what the tag says" in data for name, data in texts.items() if name.startswith("tag ")] == [True]
    assert b"refs/heads/main" in texts["references"]


@pytest.mark.parametrize("options", [["--delta-base-offset"], [], ["--window=0"], ["--depth=3"]])
def test_packs_of_every_kind_of_delta_give_the_same(parts, tmp_path, options):
    history(tmp_path)
    data = git(tmp_path, "pack-objects", "--all", "--stdout", "-q", *options)
    members = [data for part, data in parts(data, PACK) if isinstance(part, Member)]
    assert sorted(members) == sorted(blobs(tmp_path).values())


def test_content_that_is_dropped_for_memory_is_made_again(parts, pack, monkeypatch):
    whole = {part.name: data for part, data in parts(pack, PACK) if isinstance(part, Member)}
    monkeypatch.setattr(gitfamily, "_HELD", 1)
    assert {part.name: data for part, data in parts(pack, PACK) if isinstance(part, Member)} == whole


def test_a_thin_pack_says_what_is_missing(tmp_path):
    history(tmp_path)
    bundle = git(tmp_path, "bundle", "create", "-q", "-", "main~3..main")
    parts, errors = taken(bundle, BUNDLE)
    assert not errors
    (gap,) = [part for part, _ in parts if isinstance(part, Gap)]
    assert gap.reason == Reason.MISSING
    assert b"file 11\n" in [data for _, data in parts]


def number(kind: int, size: int) -> bytes:
    out = bytearray([kind << 4 | size & 15])
    size >>= 4
    while size:
        out[-1] |= 0x80
        out.append(size & 0x7F)
        size >>= 7
    return bytes(out)


def varint(value: int) -> bytes:
    out = bytearray()
    while True:
        out.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            return bytes(out)


def packed(*entries: bytes) -> bytes:
    body = b"PACK" + struct.pack(">LL", 2, len(entries)) + b"".join(entries)
    return body + hashlib.sha1(body).digest()


def whole(data: bytes) -> bytes:
    return number(3, len(data)) + zlib.compress(data)


def by_name(base: bytes, delta: bytes) -> bytes:
    return number(7, len(delta)) + hashlib.sha1(b"blob %d\0" % len(base) + base).digest() + zlib.compress(delta)


def test_a_delta_may_stand_before_its_base(parts):
    base = b"base content\n" * 9
    delta = varint(len(base)) + varint(len(base) + 5) + bytes([0x90, len(base), 5]) + b"added"
    members = [
        data for part, data in parts(packed(by_name(base, delta), whole(base)), PACK) if isinstance(part, Member)
    ]
    assert members == [base, base + b"added"]


def test_a_delta_that_gives_gigabytes_is_refused():
    base = b"x" * 1000
    delta = varint(1000) + varint(5 << 30) + bytes([0xB0, 0xE8, 3]) * 1000
    parts, errors = taken(packed(whole(base), by_name(base, delta)))
    assert not errors
    assert [part.reason for part, _ in parts if isinstance(part, Gap)] == [Reason.LIMIT, Reason.MISSING]


@pytest.mark.parametrize(
    "delta",
    [
        b"",
        b"\x81",
        varint(1000),
        varint(999) + b"\1\1x",
        varint(1000) + b"\5\0",
        varint(1000) + varint(500) + b"\xff\xff",
        b"\xff" * 40,
    ],
)
def test_a_damaged_delta_is_a_gap_and_the_others_are_read(delta):
    base = b"x" * 1000
    parts, errors = taken(packed(whole(base), by_name(base, delta), whole(b"after it")))
    assert not errors
    assert [data for part, data in parts if isinstance(part, Member)] == [base, b"after it"]
    assert Reason.CORRUPT in [part.reason for part, _ in parts if isinstance(part, Gap)]


def test_a_chain_that_is_too_long_ends():
    entries, data = [whole(b"0" * 20)], b"0" * 20
    for n in range(1, 4200):
        delta = varint(20) + varint(20) + bytes([16]) + b"%016d" % n + bytes([0x91, 16, 4])
        entries.append(by_name(data, delta))
        data = b"%016d" % n + data[16:20]
    parts, errors = taken(packed(*entries))
    assert not errors
    assert len([part for part, _ in parts if isinstance(part, Member)]) == 4096
    assert parts[-1][0].reason == Reason.MISSING


def test_a_large_blob_is_streamed_and_never_held(pack):
    body = random.Random(1).randbytes(1 << 20) * 30
    budget = Budget(Limits(), len(pack))
    reader = GitPackReader().parts(HeldBlob(packed(whole(body))), Media(PACK, OPAQUE, ""), "", budget)
    member = next(reader)
    assert isinstance(member, Member)
    assert member.size == len(body)
    stream = member.open()
    assert stream.read(100) == body[:100]
    assert next(reader, None) is None


def test_a_tree_that_names_itself_gives_a_path_that_ends():
    name = bytes(range(20))
    paths = gitpaths_of([(name, b"40000 loop\0" + name)])
    assert paths.path(name).count("loop") == 128


def gitpaths_of(trees: list[tuple[bytes, bytes]]):
    from detectors.readers.archive.gitpaths import Paths

    paths = Paths(20)
    for name, data in trees:
        paths.tree(name, data)
    return paths


def test_a_bomb_ends_by_the_budget():
    _, errors = taken(packed(whole(bytes(60 << 20))), PACK, Limits(ratio=50, free=1 << 20))
    assert [error.reason for error in errors][-1] == Reason.LIMIT


def test_more_objects_than_the_budget_has_members_are_told():
    parts, errors = taken(packed(*(whole(b"%d" % n) for n in range(30))), PACK, Limits(members=10))
    assert len(parts) == 10
    assert [error.reason for error in errors] == [Reason.LIMIT]


def test_a_truncated_pack_gives_what_is_there_and_then_says_so(pack):
    parts, errors = taken(pack[: len(pack) // 2])
    assert parts
    assert [error.reason for error in errors] == [Reason.CORRUPT]


@pytest.mark.parametrize(
    "data", [b"", b"PACK", b"PACK\0\0\0\2\xff\xff\xff\xff", b"PACK\0\0\0\4" + bytes(30), b"x" * 99]
)
def test_what_is_no_pack_is_an_error(data):
    parts, errors = taken(data)
    assert not parts
    assert [error.reason for error in errors] == [Reason.CORRUPT]


@pytest.mark.parametrize(
    "data", [b"# v2 git bundle\n", b"# v2 git bundle\n\n", b"# v2 git bundle\n" + b"x" * (20 << 20)]
)
def test_a_bundle_without_a_pack_is_an_error(data):
    _, errors = taken(data, BUNDLE)
    assert [error.reason for error in errors] == [Reason.CORRUPT]


def test_damage_is_an_error_or_a_gap_and_never_anything_else(pack):
    rng = random.Random(11)
    for cut in range(0, len(pack), max(1, len(pack) // 60)):
        taken(pack[:cut])
    for _ in range(250):
        flipped = bytearray(pack)
        for _ in range(rng.randint(1, 4)):
            flipped[rng.randrange(len(flipped))] = rng.randrange(256)
        taken(bytes(flipped), PACK, Limits(seconds=10))
    base = b"x" * 300
    for _ in range(500):
        delta = bytearray(varint(300) + varint(200) + rng.randbytes(rng.randint(1, 30)))
        taken(packed(whole(base), by_name(base, bytes(delta))))
