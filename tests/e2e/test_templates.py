"""Templates through the command: records in base64 and digits in JSON, CSV and SQL, and in cells of databases; packages in XML."""

from __future__ import annotations

import base64
import json
import random
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from discover.cli.main import main

sys.path.append(str(Path(__file__).parents[2] / "samples"))

RULES = {
    "face": "face-record", "finger": "finger-record", "minutiae": "minutiae-record", "iris": "iris-record",
    "wsq": "finger-picture", "chip": "chip-face", "chip fingers": "chip-finger",
}  # fmt: skip


@pytest.fixture(scope="module")
def records() -> dict[str, bytes]:
    from parts import templates

    rng = random.Random(3)
    return {
        "face": templates.face_2011(rng), "finger": templates.finger_2011(rng), "minutiae": templates.minutiae_2011(rng),
        "iris": templates.iris_record(rng), "wsq": templates.wsq(rng), "chip": templates.chip_faces(rng),
        "chip fingers": templates.chip_fingers(rng),
    }  # fmt: skip


@pytest.fixture
def scan(capsys: pytest.CaptureFixture[str]) -> Callable[[Path], dict[str, Any]]:
    def run(target: Path) -> dict[str, Any]:
        assert main(["scan", str(target), "--no-inventory", "--format", "json"]) in {0, 3}
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return run


def _told(found: dict[str, Any]) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for each in found["findings"]:
        if each["rule"].startswith("biometric."):
            told.setdefault(each["path"].partition("!")[0], set()).add(each["rule"].partition(".")[2])
    return told


def test_records_are_opened_where_they_stand_in_base64_or_digits(
    scan: Callable[[Path], dict[str, Any]], records: dict[str, bytes], tmp_path: Path
) -> None:
    wanted = {}
    for name, record in records.items():
        coded, stem = base64.b64encode(record).decode(), name.replace(" ", "-")
        (tmp_path / f"{stem}.json").write_text(json.dumps({"person": 7, "template": coded}))
        (tmp_path / f"{stem}.csv").write_text(f"id,template,day\n7,{coded},1\n8,,2\n9,,3\n")
        (tmp_path / f"{stem}.sql").write_text(
            f"CREATE TABLE t (d bytea);\nINSERT INTO t VALUES ('\\x{record.hex()}');\n"
        )
        wanted |= {f"{stem}.{end}": {RULES[name]} for end in ("json", "csv", "sql")}
    found = scan(tmp_path)
    assert _told(found) == wanted
    assert found["coverage"]["share"] == 1


def test_cells_of_a_database_are_opened_as_bytes_and_as_text(
    scan: Callable[[Path], dict[str, Any]], records: dict[str, bytes], tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "a.db") as base:
        base.execute("CREATE TABLE enrolled (id INTEGER PRIMARY KEY, raw BLOB, coded TEXT)")
        for record in records.values():
            base.execute("INSERT INTO enrolled (raw, coded) VALUES (?, ?)", (record, base64.b64encode(record).decode()))
    base.close()
    found = scan(tmp_path)
    places = {each["path"]: each["rule"].partition(".")[2] for each in found["findings"] if "bio" in each["rule"]}
    for row, name in enumerate(records, 1):
        assert places[f"a.db!enrolled/raw/{row}"] == RULES[name]
        assert places[f"a.db!enrolled/coded/{row}/base64"] == RULES[name]
    held = {each["kind"]: each["values"] for each in found["holdings"]}
    assert held["bio.iris"] == 1  # the same record twice


def test_a_package_in_xml_tells_its_templates_and_shows_its_pictures(
    scan: Callable[[Path], dict[str, Any]], tmp_path: Path
) -> None:
    from parts import exchange

    (tmp_path / "a.xml").write_bytes(exchange.package(random.Random(3)))
    found = scan(tmp_path)
    assert _told(found)["a.xml"] >= {"finger-record", "minutiae-record", "face-record", "finger-picture"}
    assert found["coverage"]["share"] == 1


def test_what_only_begins_as_a_record_is_none(scan: Callable[[Path], dict[str, Any]], tmp_path: Path) -> None:
    noise = random.Random(4).randbytes(600)
    for at, head in enumerate(
        (b"FMR\0 20\0", b"FAC\x00010\0", b"IIR\x00010\0", b"\x75\x82\x02\x00\x7f\x61", b"\xff\xa0\xff\x00")
    ):
        (tmp_path / f"{at}.json").write_text(json.dumps({"template": base64.b64encode(head + noise).decode()}))
    assert _told(scan(tmp_path)) == {}
