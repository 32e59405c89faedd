"""Opening: what lies in an object is found, told at its place, and bounded; what cannot be opened has a gap."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import string
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pytest

from connectors.base import SourceSpec, pack
from connectors.errors import Reason
from connectors.local import LocalFiles
from detectors.readers import registry
from detectors.readers.base import Limits
from discover import config
from discover.execute.task import WorkerConfig
from discover.execute.worker import make_pipeline
from discover.outcome import Outcome

Scan = Callable[..., Outcome]


def token(number: int = 1) -> bytes:
    """A GitHub token of the published form: 30 characters and their CRC-32 in base62."""
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    rng = random.Random(number)
    body = "".join(rng.choice(digits) for _ in range(30))
    rest, tail = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        tail = digits[digit] + tail
    return f"ghp_{body}{tail}".encode()


@pytest.fixture
def scan(tmp_path) -> Iterator[Scan]:
    """Scan named contents as files of a folder."""
    pipelines = []
    key = tmp_path / "key"
    config.fingerprint_key(key, create=True)

    def run(files: dict[str, bytes], limits: Limits | None = None, passwords: bytes = b"") -> Outcome:
        folder = tmp_path / f"f{len(pipelines)}"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        words = None
        if passwords:
            words = tmp_path / "words"
            words.write_bytes(passwords)
        made = WorkerConfig(key, (), "auto", config.engine_folder(), limits or Limits(), words)
        pipelines.append(make_pipeline(made))
        spec = SourceSpec("local", f"file://{folder}", "v")
        (shard,) = pack(spec, LocalFiles(spec).list())
        return pipelines[-1].run(shard)

    yield run
    for pipeline in pipelines:
        pipeline.close()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def inner(outcome: Outcome) -> set[str]:
    return {held.inner for held in outcome.objects}


def gaps(outcome: Outcome) -> set[tuple[str, str]]:
    return {(gap.name, gap.reason) for gap in outcome.exempt}


def line(number: int = 1) -> bytes:
    return b"github_token = " + token(number) + b"\n"


def test_what_lies_in_containers_is_told_by_its_path(scan: Scan) -> None:
    deep = zipped({"d/in.txt": line(), "e.tar.gz": gzip.compress(tarred({"f/in.txt": line(2)}))})
    outcome = scan({"a.zip": zipped({"b/in.txt": line(3), "c.zip": deep}), "plain.gz": gzip.compress(line(4))})
    assert inner(outcome) == {"b/in.txt", "c.zip!d/in.txt", "c.zip!e.tar.gz!f/in.txt", ""}
    assert outcome.exempt == []
    assert outcome.examined > 0


def test_a_name_that_lies_changes_nothing(scan: Scan) -> None:
    outcome = scan({"picture.png": zipped({"in.txt": line()}), "notes.txt": gzip.compress(line(2)), "a.zip": line(3)})
    assert inner(outcome) == {"in.txt", ""}
    assert len(outcome.groups) == 3


def test_a_copy_in_a_container_is_known_by_its_content(scan: Scan) -> None:
    outcome = scan({"a.txt": line(), "b.zip": zipped({"a.txt": line()})})
    assert len({held.digest for held in outcome.objects}) == 1
    assert len(outcome.objects) == 2


def test_a_bomb_is_cut_and_counts_as_not_examined(scan: Scan) -> None:
    layer = b"0" * (40 << 20)
    bomb = zipped({f"{n}.zip": zipped({"0.txt": layer}) for n in range(16)})
    limits = Limits(free=64 << 20, ratio=50)
    outcome = scan({"42.zip": bomb, "beside.txt": line()}, limits)
    assert ("42.zip", Reason.LIMIT) in gaps(outcome)
    assert inner(outcome) == {""}  # what lies beside it is scanned
    held = sum(gap.size for gap in outcome.exempt)
    assert 0 < held <= len(bomb)


def test_what_was_found_before_a_limit_stands(scan: Scan) -> None:
    outcome = scan({"a.zip": zipped({f"{n:03}.txt": line(n) for n in range(50)})}, Limits(members=10))
    assert len(outcome.objects) == 10
    assert ("a.zip", Reason.LIMIT) in gaps(outcome)


def test_depth_is_bounded(scan: Scan) -> None:
    data = line()
    for _ in range(6):
        data = zipped({"x": data})
    assert inner(scan({"a.zip": data})) == {"!".join("x" * 6)}
    shallow = scan({"a.zip": data}, Limits(depth=3))
    assert inner(shallow) == set()
    assert gaps(shallow) == {("a.zip!x!x!x!x", Reason.LIMIT)}


def test_many_gaps_of_one_reason_are_summed_up(scan: Scan) -> None:
    picture = b"8BPS\0\x01" + bytes(300)  # no detector looks at this type
    outcome = scan({"a.zip": zipped({f"{n}.psd": picture + bytes([n]) for n in range(100)}, zipfile.ZIP_STORED)})
    rows = [gap for gap in outcome.exempt if gap.reason == Reason.NO_DETECTOR]
    assert len(rows) == 21
    assert any(gap.detail.startswith("80 more") for gap in rows)
    assert sum(gap.size for gap in outcome.exempt) <= outcome.read


def test_a_value_in_a_column_is_told_once_with_its_cell(scan: Scan) -> None:
    rows = "".join(f"{n},user{n},{100 + n:03}-45-{6000 + n}\n" for n in range(1, 40))
    outcome = scan({"people.csv": ("id,name,ssn\n" + rows).encode()})
    found = [(place, group) for group in outcome.groups for place in group.places if group.rule == "us.ssn"]
    assert len(found) == 39
    assert {outcome.labels[place.label] for place, _ in found} == {("", "ssn")}
    assert {(place.number, place.line) for place, _ in found} == {(n, n + 1) for n in range(1, 40)}
    assert all("column" in group.evidence and group.confidence >= 0.8 for _, group in found)


def test_an_encrypted_archive_is_held_and_opened_with_its_password(scan: Scan) -> None:
    pyzipper = pytest.importorskip("pyzipper")
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"sesame")
        archive.writestr("in.txt", line())
    sealed = scan({"a.zip": out.getvalue()})
    assert gaps(sealed) == {("a.zip!in.txt", Reason.ENCRYPTED)}
    assert inner(scan({"a.zip": out.getvalue()}, passwords=b"other\nsesame\n")) == {"in.txt"}


def test_a_reader_whose_extra_is_missing_is_named(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "missing", lambda entry: entry.extra)
    outcome = scan({"a.parquet": b"PAR1" + bytes(100) + b"PAR1"})
    (gap,) = outcome.exempt
    assert (gap.reason, gap.size) == (Reason.NO_EXTRA, 108)
    assert "discover-holdings[tables]" in gap.detail


def test_json_records_are_told_at_their_line(scan: Scan) -> None:
    data = "\n".join(json.dumps({"id": n, "note": token(n).decode()}) for n in range(1, 5)).encode()
    outcome = scan({"a.jsonl": data})
    lines = {place.line for group in outcome.groups for place in group.places if group.rule == "github.personal-token"}
    assert lines == {1, 2, 3, 4}


def test_an_item_is_an_item_of_its_shard(scan: Scan) -> None:
    outcome = scan({"a.txt": b"nothing\n", "b.zip": zipped({"x": line(), "y": line(2)}), "c.txt": line(3)})
    assert [(held.item, held.inner) for held in outcome.objects] == [(1, "x"), (1, "y"), (2, "")]


def test_a_first_row_that_is_taken_for_a_header_is_not_told(scan: Scan) -> None:
    """The names of columns stand in the inventory: a value must not get there by that way."""
    rows = "name,AKIA" + "Q3EGRTY4UIOPASDF" + ",password\n" + "".join(f"u{n},x{n},{token(n).decode()}\n" for n in range(9))
    outcome = scan({"a.csv": rows.encode()})
    assert outcome.labels
    assert all("AKIA" not in name for label in outcome.labels for name in label)


def test_an_object_that_is_coded_in_plain_text_is_opened(scan: Scan) -> None:
    """A source file with a zip in a literal, and the same file as a member."""
    coded = base64.b64encode(zipped({"in.txt": line() + random.Random(3).randbytes(3000)}))
    source = b"# how it is sent\nPAYLOAD = '" + coded + b"'\n"
    outcome = scan({"a.txt": source, "b.zip": zipped({"a.txt": source})})
    at = source.index(coded)
    assert inner(outcome) == {f"base64@{at}!in.txt", f"a.txt!base64@{at}!in.txt"}
