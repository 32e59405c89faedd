"""The set of pictures for measuring: each depends on seed, set and number alone, and its truth is beside it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="needs the extra media")
pytest.importorskip("PIL", reason="needs the extra media")
pytest.importorskip("zxingcpp", reason="needs the extra media")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # benchmarks are run from the tree, not installed

from benchmarks.pictures import main, pictures


def test_a_larger_set_begins_with_the_smaller():
    few = {path: data for path, data, _ in pictures(3, {"ids": 3, "backs": 1, "ordinary": 3})}
    more = {path: data for path, data, _ in pictures(3, {"ids": 4, "backs": 2, "ordinary": 4})}
    assert few.items() <= more.items()
    other = {path: data for path, data, _ in pictures(4, {"ids": 3})}
    assert not set(other.values()) & set(few.values())


def test_make_writes_what_the_truth_names(tmp_path, capsys):
    main(["make", str(tmp_path), "--seed", "2", "--ids", "6", "--backs", "2", "--ordinary", "6"])
    rows = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["set"] for row in rows] == ["ids"] * 6 + ["backs"] * 2 + ["ordinary"] * 6
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")}
    assert files == {row["file"] for row in rows}
    assert all(row["kind"].startswith("kyc.") for row in rows[:8])
    assert all(row["kind"] == "" for row in rows[8:])
    assert "14 pictures" in capsys.readouterr().out
