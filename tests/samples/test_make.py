"""The samples are the same for the same seed, hold what expected.toml says, and every number in them checks out.

The checks are written anew here, from the standards, and share no code with what is tested.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import tomllib
import zipfile
import zlib
from pathlib import Path

import pytest

from detectors import kinds

ROOT = Path(__file__).resolve().parents[2]
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WHERE = {
    "repository", "author", "history", "stash", "unreachable", "branch", "tag message", "commit message", "worktree",
}  # fmt: skip


def make(out, *more):
    return subprocess.run([sys.executable, ROOT / "samples/make.py", out, *more], capture_output=True, text=True, check=False)


def git(repo, *words):
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(["git", "-C", repo, *words], capture_output=True, check=True, env=env).stdout


def tree(out):
    """Path → digest and modification time of every file below `out`."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            stamp = int(path.stat().st_mtime) if path.parent != out else 0
            found[path.relative_to(out).as_posix()] = (hashlib.sha256(path.read_bytes()).hexdigest(), stamp)
    return found


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples") / "out"
    done = make(folder, "--small")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def vendor(out):
    return out / "talentbridge"


@pytest.fixture(scope="module")
def expected(out):
    return tomllib.loads((out / "expected.toml").read_text())


def held(expected, kind):
    """Path → hold of that kind in plain files."""
    return {file["path"]: hold for file in expected["file"] for hold in file["holds"] if hold["kind"] == kind}


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))


def passes_luhn(number):
    figures = [int(char) for char in reversed(number)]
    return (sum(figures[::2]) + sum(sum(divmod(2 * figure, 10)) for figure in figures[1::2])) % 10 == 0


def mrz_digit(text):
    value = {char: place for place, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
    return str(sum(value[char] * (7, 3, 1)[place % 3] for place, char in enumerate(text)) % 10)


def test_same_seed_gives_the_same_bytes_dates_and_commits(out, tmp_path):
    make(tmp_path / "again", "--small")
    assert tree(tmp_path / "again") == tree(out)


def test_another_seed_gives_another_tree(out, tmp_path):
    make(tmp_path / "other", "--small", "--seed", "7")
    first, other = tree(out), tree(tmp_path / "other")
    assert first["talentbridge/exports/users/people-1.csv"] != other["talentbridge/exports/users/people-1.csv"]
    assert git(out / "talentbridge/repos/matching", "rev-parse", "HEAD") != git(
        tmp_path / "other/talentbridge/repos/matching", "rev-parse", "HEAD"
    )


def test_a_folder_of_others_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = make(tmp_path, "--small")
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_of_its_own_is_built_anew(tmp_path):
    make(tmp_path / "out", "--small")
    (tmp_path / "out/talentbridge/left-over.txt").write_text("old")
    assert make(tmp_path / "out", "--small").returncode == 0
    assert not (tmp_path / "out/talentbridge/left-over.txt").exists()


def test_a_small_build_stays_small(out):
    assert sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) < 5_000_000


def test_what_cannot_be_drawn_is_left_out_said_and_not_expected(out, expected, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\nu.find_spec = lambda name, *more: None if name == 'PIL' else found(name, *more)\n"
    )
    line = [sys.executable, ROOT / "samples/make.py", tmp_path / "out", "--small"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0
    assert "install Pillow" in done.stderr
    fewer = tomllib.loads((tmp_path / "out/expected.toml").read_text())
    drawn = {file["path"] for file in expected["file"]} - {file["path"] for file in fewer["file"]}
    assert {path.rpartition("-")[2] for path in drawn} == {"selfie.jpg", "licence.jpg", "document.jpg", "boarding.jpg"}
    assert set(tree(out)) - set(tree(tmp_path / "out")) == drawn


def test_every_expected_path_exists(out, expected):
    for file in expected["file"] + expected["silent"]:
        assert (out / file["path"]).is_file(), file["path"]
    for entry in expected["git"]:
        assert (out / entry["repo"]).is_dir(), entry["repo"]
        assert entry["where"] in WHERE


def test_every_expected_kind_is_a_kind(expected):
    known = set(kinds.load())
    used = {hold["kind"] for file in expected["file"] for hold in file["holds"]} | {entry["kind"] for entry in expected["git"]}
    assert used <= known


def test_the_founding_case_is_covered(expected):
    used = {hold["kind"] for file in expected["file"] for hold in file["holds"]} | {entry["kind"] for entry in expected["git"]}
    assert {kind.partition(".")[0] for kind in used} == {
        "cred", "govid", "person", "fin", "kyc", "bio", "infra", "code", "comms", "loc", "supply", "health",
    }  # fmt: skip


def test_silent_files_hold_nothing_and_lie_apart(expected):
    silent = {file["path"] for file in expected["silent"]}
    assert silent.isdisjoint(file["path"] for file in expected["file"])
    assert len([path for path in silent if path.startswith("benign/")]) * 2 == len(silent)


def test_expected_counts_are_sane_and_name_no_value(out, expected):
    for file in expected["file"]:
        for hold in file["holds"]:
            assert 0 < hold["distinct"] <= hold["count"], (file["path"], hold)
    text = (out / "expected.toml").read_text()
    assert not re.search(r"\d{3}-\d\d-\d{4}|AKIA|ghp_|@talentbridge|\d{12}", re.sub(r'object = "\w*"', "", text))


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("govid.us_ssn", rb"(?<![\d-])(?:7[89]\d|8\d\d)-\d\d-\d{4}(?!\d)|(?<=\"ssn\": \")\d{9}"),
        ("person.email", rb"[\w.+-]+@(?:[\w-]+\.)+(?:com|net|org)\b"),
        ("person.phone", rb"\(\d{3}\) 95[89]-\d{4}|\+1\d{3}95[89]\d{4}\b"),
    ],
)
def test_expected_counts_are_what_is_in_the_files(out, expected, kind, pattern):
    wanted = held(expected, kind)
    for path in sorted((out / "talentbridge").rglob("*")):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or "/repos/" in name or "/benign/" in name or path.suffix in {".zip", ".gz", ".pdf"}:
            continue
        if path.suffix in {".docx", ".xlsx"}:
            with zipfile.ZipFile(path) as archive:
                data = b"\n".join(archive.read(member) for member in archive.namelist() if "xml" in member)
        else:
            data = path.read_bytes().replace(b"\\/", b"/")
        # An address behind a URL's password, and a machine's principal name, are nobody's mail.
        found = [hit.group() for hit in re.finditer(pattern, data) if b"://" not in data[hit.start() - 60 : hit.start()]]
        assert len(found) == wanted.get(name, {"count": 0})["count"], name
        normal = {re.sub(rb"\D", b"", hit)[-10:] if kind == "person.phone" else hit for hit in found}
        assert len(normal) == wanted.get(name, {"distinct": 0})["distinct"], name


def test_cards_pass_luhn_and_order_numbers_do_not(vendor, out, expected):
    cards = [re.sub(r"\D", "", row["card_number"]) for row in rows(vendor / "exports/users/card-payments.csv")]
    assert len(set(cards)) == held(expected, "fin.pan_card")["talentbridge/exports/users/card-payments.csv"]["count"]
    assert all(passes_luhn(card) and len(card) in (15, 16) for card in cards)
    orders = [row["order_number"] for row in rows(out / "benign/lists/orders.csv")]
    assert not any(passes_luhn(order) for order in orders)


def test_bank_numbers_check_out(vendor):
    payroll = rows(vendor / "exports/users/payroll-2026-03.csv")
    ibans = [row["iban"] for row in payroll + rows(vendor / "exports/users/contractors-foreign.csv") if row["iban"]]
    assert ibans
    for iban in ibans:
        assert int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1
    for row in payroll:
        if row["routing_number"]:
            figures = [int(char) for char in row["routing_number"]]
            assert sum(figure * (3, 7, 1)[place % 3] for place, figure in enumerate(figures)) % 10 == 0


def test_social_security_and_taxpayer_numbers_are_of_valid_ranges(vendor):
    for number in range(1, 4):
        for row in rows(vendor / f"exports/users/people-{number}.csv"):
            area, group, serial = row["ssn"].split("-")
            assert area not in {"000", "666"}
            assert area < "900"
            assert group != "00"
            assert serial != "0000"
    for row in rows(vendor / "exports/users/contractors-foreign.csv"):
        area, group, _ = row["itin"].split("-")
        assert area >= "900"
        assert 70 <= int(group) <= 88


def test_tokens_carry_their_checksum(vendor):
    text = (vendor / "repos/matching/tests/fixtures/keys.txt").read_text()
    text += git(vendor / "repos/matching", "log", "--all", "-p").decode()
    tokens = set(re.findall(r"ghp_\w{36}", text))
    assert len(tokens) == 2
    for token in tokens:
        rest, tail = zlib.crc32(token[4:-6].encode()), ""
        for _ in range(6):
            rest, digit = divmod(rest, 62)
            tail = BASE62[digit] + tail
        assert token.endswith(tail)


def test_machine_readable_zones_check_out(vendor):
    for path in (vendor / "media/id-scans").glob("*-passport.mrz.txt"):
        first, second = path.read_text().split()
        assert first.startswith("P<UTO")
        assert [len(first), len(second)] == [44, 44]
        assert [mrz_digit(second[start:end]) for start, end in ((0, 9), (13, 19), (21, 27), (28, 42))] == [
            second[9], second[19], second[27], second[42],
        ]  # fmt: skip
        assert mrz_digit(second[0:10] + second[13:20] + second[21:43]) == second[43]
    for path in (vendor / "media/id-scans").glob("*-card.mrz.txt"):
        first, second, third = path.read_text().split()
        assert [len(first), len(second), len(third)] == [30, 30, 30]
        assert mrz_digit(first[5:14]) == first[14]
        assert mrz_digit(second[0:6]) == second[6]
        assert mrz_digit(second[8:14]) == second[14]
        assert mrz_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29]) == second[29]


def test_licence_payloads_say_where_their_fields_are(vendor):
    found = list((vendor / "media/id-scans").glob("*.pdf417.txt"))
    assert found
    for path in found:
        data = path.read_bytes()
        assert data.startswith(b"@\n\x1e\rANSI 636014")
        assert data[21:23] == b"DL"
        start, length = int(data[23:27]), int(data[27:31])
        assert data[start : start + 2] == b"DL"
        assert start + length == len(data)
        assert {b"DAQ", b"DCS", b"DBB", b"DBA", b"DAJ"} <= {line[:3] for line in data[start + 2 :].split(b"\n")}


def test_video_boxes_add_up(vendor):
    found = list((vendor / "media/interviews").glob("*.mp4"))
    assert found
    for path in found:
        data, at, kinds = path.read_bytes(), 0, []
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at : at + 8])
            kinds.append(kind)
            at += size
        assert at == len(data)
        assert kinds == [b"ftyp", b"moov", b"mdat"]
    assert all(path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3" for path in (vendor / "media/interviews").glob("*.mkv"))


def test_pictures_are_whole(vendor):
    for path in (vendor / "media/id-scans").glob("*.png"):
        data, at = path.read_bytes(), 8
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at : at + 8])
            assert zlib.crc32(data[at + 4 : at + 8 + size]) == int.from_bytes(data[at + 8 + size : at + 12 + size], "big")
            at += 12 + size
        assert kind == b"IEND"
    for path in (vendor / "media/id-scans").glob("*.jpg"):
        assert path.read_bytes()[:4] == b"\xff\xd8\xff\xe0"
        assert path.read_bytes()[-2:] == b"\xff\xd9"


def test_biometric_records_state_their_length(vendor):
    folder = vendor / "media/biometrics"
    for pattern, start, end in (("*.fac", 8, 12), ("*.fir", 8, 14), ("*.fmr", 8, 12)):
        for path in folder.glob(pattern):
            assert int.from_bytes(path.read_bytes()[start:end], "big") == path.stat().st_size


def test_embeddings_are_unit_vectors_of_people(vendor):
    lines = [json.loads(line) for line in (vendor / "media/biometrics/embeddings.jsonl").read_text().splitlines()]
    people = {row["contractor_id"] for number in range(1, 4) for row in rows(vendor / f"exports/users/people-{number}.csv")}
    assert len(people) == 60
    for line in lines:
        assert line["person_id"] in people
        assert len(line["face_embedding"]) == 128
        assert sum(number**2 for number in line["face_embedding"]) == pytest.approx(1, abs=0.01)
    data = (vendor / "media/biometrics/arcface_512.npy").read_bytes()
    start = 10 + int.from_bytes(data[8:10], "little")
    assert start % 64 == 0
    assert (len(data) - start) % (512 * 4) == 0


def test_the_slack_zip_is_the_slack_folder(vendor):
    with zipfile.ZipFile(vendor / "slack-export.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    folder = vendor / "slack-export"
    assert inside == {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")}
    assert {"channels.json", "users.json", "groups.json", "dms.json", "integration_logs.json"} <= set(inside)
    assert all(json.loads(data) is not None for data in inside.values())


@pytest.mark.parametrize("name", ["matching", "infra.git"])
def test_repositories_are_sound(vendor, name):
    said = git(vendor / "repos" / name, "fsck", "--strict", "--no-reflogs", "--unreachable").decode().splitlines()
    assert all(line.startswith("unreachable ") for line in said)
    assert bool(said) == (name == "matching")


def test_the_matching_repository_has_a_past(vendor):
    repo = vendor / "repos/matching"
    assert 38 <= len(git(repo, "rev-list", "main").split()) <= 45
    assert len(set(git(repo, "log", "--format=%ae", "--all").split())) == 3
    assert git(repo, "status", "--porcelain") == b""
    assert b".env" in git(repo, "status", "--porcelain", "--ignored")
    assert len(git(repo, "stash", "list").splitlines()) == 1


def test_git_expectations_name_objects_that_are_there(out, expected):
    for entry in expected["git"]:
        repo, oid = out / entry["repo"], entry["object"]
        if not oid:
            assert entry["where"] in {"repository", "author", "worktree"}
            continue
        kind = git(repo, "cat-file", "-t", oid).decode().strip()
        assert kind == {"tag message": "tag", "commit message": "commit"}.get(entry["where"], "blob")
        if kind == "blob":
            head = git(repo, "ls-tree", "-r", "HEAD", entry["path"]).decode()
            assert (oid in head) == entry["in_head"], entry
    places = {entry["where"] for entry in expected["git"]}
    assert places == WHERE


def test_lost_and_stashed_objects_are_reached_only_there(out, expected):
    repo = out / "talentbridge/repos/matching"
    reached = git(repo, "rev-list", "--objects", "--all", "--reflog").decode()
    main = git(repo, "rev-list", "--objects", "main").decode()
    for entry in expected["git"]:
        if entry["repo"].endswith("matching") and entry["object"]:
            assert (entry["object"] in reached) == (entry["where"] != "unreachable"), entry
            beside = {"unreachable", "stash", "branch", "tag message"}
            assert (entry["object"] in main) == (entry["where"] not in beside), entry
