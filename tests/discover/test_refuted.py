"""A column that is no column of cards holds no cards, though one in ten of its numbers passes Luhn."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest


def scan(path: Path) -> list[dict[str, object]]:
    line = [sys.executable, "-m", "discover", "scan", str(path), "--no-inventory", "--format", "jsonl"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode in {0, 3}, done.stderr
    return [json.loads(row) for row in done.stdout.splitlines()]


def _luhn(digits: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def table(column: str, values: list[str], delimiter: str) -> str:
    rows = [delimiter.join(("id", column, "note"))]
    rows += [delimiter.join((str(10_000 + at), value, f'"sent{delimiter} paid"')) for at, value in enumerate(values)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("column", "first"), [("order_number", "4"), ("reference", "5")])
def test_numbers_that_pass_by_chance_are_no_cards(tmp_path, column, first, delimiter):
    rng = random.Random(column)
    values = [f"{first}{rng.randrange(1, 6)}{rng.randrange(10**14):014d}" for _ in range(400)]
    (tmp_path / "orders.csv").write_text(table(column, values, delimiter))
    assert [row["rule"] for row in scan(tmp_path) if row["kind"] == "fin.pan_card"] == []


def test_cards_stay(tmp_path):
    rng = random.Random(1)
    values = [_luhn(f"4{rng.randrange(1, 6)}{rng.randrange(10**13):013d}") for _ in range(400)]
    (tmp_path / "cards.csv").write_text(table("card_number", values, ","))
    found = [row for row in scan(tmp_path) if row["kind"] == "fin.pan_card"]
    assert len({row["fingerprint"] for row in found if not str(row["rule"]).startswith("column.")}) == 400
    assert {row["people"] for row in found if str(row["rule"]).startswith("column.")} == {400}


def test_nine_digits_of_orders_are_no_social_security_numbers(tmp_path):
    rng = random.Random(2)
    values = [f"{rng.randrange(1, 665):03d}-{rng.randrange(1, 99):02d}-{rng.randrange(1, 9999):04d}" for _ in range(300)]
    (tmp_path / "orders.csv").write_text(table("order_no", values, ","))
    assert [row for row in scan(tmp_path) if row["kind"] == "govid.us_ssn"] == []
    (tmp_path / "orders.csv").write_text(table("ssn", values, ","))
    assert len({row["fingerprint"] for row in scan(tmp_path) if row["rule"] == "us.ssn"}) > 290


def test_a_short_table_refutes_nothing(tmp_path):
    (tmp_path / "few.csv").write_text(table("order_no", [_luhn("411000123456789"), "4110001234567892"], ","))
    assert {row["kind"] for row in scan(tmp_path)} == {"fin.pan_card"}
