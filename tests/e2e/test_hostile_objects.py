"""Hostile, broken and empty objects through the command: no crash, no hang, nothing written, and each has its row in the coverage."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def scanned(folder, *more):
    """The report of a scan as JSON, its exit code, and how long it took."""
    started = time.monotonic()
    command = [sys.executable, "-m", "discover", "scan", str(folder), "--no-inventory", "--format", "json", *more]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=250, check=False)
    assert done.returncode in {0, 3}, (done.returncode, done.stderr[-3000:])
    return json.loads(done.stdout), done.returncode, time.monotonic() - started, done.stderr


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*infos):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info, data in infos:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def entry(name, kind=tarfile.REGTYPE, to=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info


def bomb():
    layer = zipped({"0": b"0" * (64 << 20)})
    for _ in range(3):
        layer = zipped({f"{n}.zip": layer for n in range(16)})
    return layer


XML = b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'>%s]><lolz>&l9;</lolz>" % b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&%s;" % (b"l%d" % (n - 1) if n > 1 else b"lol") * 10) for n in range(1, 10)
)
OUTSIDE = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    line = f"key = {KEY}\n".encode()
    files = {
        "bomb.zip": bomb(),
        "escape.tar": tarred(
            (entry("/tmp/absolute.txt"), line), (entry("../../up.txt"), line), (entry("link", tarfile.SYMTYPE, "/etc/passwd"), b""),
            (entry("hard", tarfile.LNKTYPE, "/etc/shadow"), b""), (entry("null", tarfile.CHRTYPE), b""),
        ),
        "lol.xml": XML,
        "outside.xml": OUTSIDE,
        "lol.docx": zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": XML}),
        "cut.zip": zipped({"a.txt": line * 50})[:-30],
        "cut.gz": gzip.compress(os.urandom(20_000) + line)[:-100],
        "cut.bz2": bz2.compress(random.Random(1).randbytes(20_000))[:-10],
        "cut.xz": lzma.compress(random.Random(2).randbytes(20_000))[:-10],
        "cut.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n",
        "cut.parquet": b"PAR1" + bytes(50),
        "cut.sqlite": b"SQLite format 3\0" + bytes(84),
        "cut.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "cut.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
        "cut.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "cut.eml": b"From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\n",
        "cut.class": b"\xca\xfe\xba\xbe\0\0\0\x34\xff\xff",
        "cut.p12": b"\x30\x82\x0f\xff\x02\x01\x03\x30\x82" + bytes(30),
        "cell.csv": b'a,b\n1,"' + b"x" * (9 << 20) + b'"\n' + line,
        "deep.json": b"[" * 200_000 + b"]" * 200_000,
        "picture.png": zipped({"really/a.zip": zipped({"in.txt": line})}),
        "empty.zip": b"",
        "one.bin": b"\0",
        "end.env": line,
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder, files


def test_everything_hostile_is_told_and_the_rest_is_scanned(hostile, tmp_path, monkeypatch):
    folder, files = hostile
    before = set(Path("/tmp").glob("absolute*")) | set(folder.iterdir()) | set(folder.parent.iterdir())
    report, code, seconds, errors = scanned(folder)
    assert code == 3
    assert seconds < 200
    assert "report this" not in errors
    found = {row["path"] for row in report["findings"] if row["rule"].startswith("aws.")}
    assert {"end.env", "picture.png!really/a.zip!in.txt", "cell.csv"} <= found
    assert {path.rpartition("!")[2] for path in found if path.startswith("escape.tar!")} == {"/tmp/absolute.txt", "../../up.txt"} or len(
        [path for path in found if path.startswith("escape.tar!")]
    ) == 2
    told = {example.partition("!")[0] for row in report["coverage"]["rows"] for example in row["examples"]}
    by_reason = {row["reason"]: row["objects"] for row in report["coverage"]["rows"]}
    assert by_reason["limit"] >= 1
    assert by_reason["corrupt"] >= 8
    assert "bomb.zip" in told
    assert set(Path("/tmp").glob("absolute*")) | set(folder.iterdir()) | set(folder.parent.iterdir()) == before
    assert "root:" not in json.dumps(report)
    assert files["bomb.zip"] == (folder / "bomb.zip").read_bytes()


def test_a_limit_of_time_ends_an_object(tmp_path):
    (tmp_path / "slow.zip").write_bytes(zipped({f"{n}.txt": os.urandom(1000).hex().encode() * 30 for n in range(4000)}))
    (tmp_path / "beside.env").write_text(f"key = {KEY}\n")
    report, code, _, _ = scanned(tmp_path, "--limit", "seconds=1", "--limit", "members=100")
    assert code == 3
    assert {row["reason"] for row in report["coverage"]["rows"]} == {"limit"}
    assert report["coverage"]["share"] < 0.5
    assert "beside.env" in {row["path"] for row in report["findings"]}


def test_an_encrypted_archive_is_held_and_not_read(tmp_path):
    pyzipper = pytest.importorskip("pyzipper")
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"open sesame")
        archive.writestr("in.env", f"key = {KEY}\n")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    report, code, _, _ = scanned(tmp_path)
    assert (code, report["findings"]) == (3, [])
    (row,) = report["coverage"]["rows"]
    assert row["reason"] == "encrypted"
    assert "--archive-password-file" in row["detail"]
    words = tmp_path.parent / "words"
    words.write_text("not this one\nopen sesame\n")
    report, code, _, errors = scanned(tmp_path, "--archive-password-file", str(words))
    assert code == 0
    assert [row["path"] for row in report["findings"]] == ["a.zip!in.env"]
    assert "sesame" not in json.dumps(report) + errors
