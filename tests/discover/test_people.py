"""People: tables judged by column, records counted, documents classed, from the file to the holding."""

from __future__ import annotations

import csv
import random
import sqlite3
from contextlib import closing, contextmanager

import pytest

from discover.sweep.session import Request, session

SYLLABLES = ["ba", "del", "ki", "mor", "na", "ru", "sel", "ta", "vin", "zo"]


def person(rng, number):
    """One made-up person: name, mail, social security number, birth date."""
    name = " ".join("".join(rng.choice(SYLLABLES) for _ in range(2)).title() for _ in range(2))
    ssn = f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"
    born = f"{rng.randint(1950, 2004)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return [name, f"{name.lower().replace(' ', '.')}{number}@mail{number % 7}.net", ssn, born]


def people(seed, count):
    rng = random.Random(seed)
    return [person(rng, number) for number in range(count)]


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)


HEADER = ["full_name", "email", "ssn", "date_of_birth"]


@pytest.fixture
def scanned(tmp_path):
    """Scans a folder as vendor `acme`; gives findings and holdings by kind."""

    @contextmanager
    def scan(folder):
        request = Request((str(folder),), "acme", inventory=str(tmp_path / "inventory.db"))
        with session(request) as done:
            found = list(done.store.findings("acme"))
            yield found, {holding.kind: holding for holding in done.store.holdings("acme")}

    return scan


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "held"
    made.mkdir()
    return made


def test_a_column_is_one_finding_that_counts_its_values(folder, scanned):
    write(folder / "users.csv", HEADER, people(1, 300))
    with scanned(folder) as (found, holdings):
        (column,) = [each for each in found if each.rule == "column.us.ssn"]
        assert (column.column, column.records, column.people) == ("ssn", 300, 300)
        assert column.confidence >= 0.9
        (records,) = [each for each in found if each.rule == "column.record"]
        assert (records.records, records.people) == (300, 300)
        assert holdings["govid.us_ssn"].subjects == 300
        assert holdings["person.record"].subjects == 300
        assert holdings["person.record"].subjects_between is None


def test_a_cell_is_as_sure_as_its_column(folder, scanned):
    write(folder / "users.csv", HEADER, people(2, 100))
    with scanned(folder) as (found, _):
        cells = [each for each in found if each.rule == "us.ssn"]
        assert len(cells) == 100
        assert min(each.confidence for each in cells) >= 0.9


def test_the_same_people_in_two_files_are_counted_once(folder, scanned):
    everyone = people(3, 200)
    write(folder / "a.csv", HEADER, everyone[:150])
    write(folder / "b.csv", HEADER, everyone[50:])
    with scanned(folder) as (_, holdings):
        assert holdings["govid.us_ssn"].subjects == 200
        assert holdings["person.record"].subjects == 200
        assert holdings["person.record"].records == 300


def test_a_column_of_numbers_that_pass_by_chance_is_silent(folder, scanned):
    rng = random.Random(4)
    rows = [[str(rng.randrange(10**10, 10**11)), rng.choice(["open", "closed"])] for _ in range(2000)]
    write(folder / "orders.csv", ["order", "state"], rows)
    with scanned(folder) as (found, holdings):
        assert [each.rule for each in found if each.confidence >= 0.3] == []
        assert "person.record" not in holdings


def test_a_long_table_lists_some_places_counts_all_and_says_so(folder, tmp_path):
    write(folder / "users.csv", HEADER, people(8, 9_000))
    with session(Request((str(folder),), "acme", inventory=str(tmp_path / "inventory.db"))) as done:
        found = list(done.store.findings("acme"))
        listed = [each for each in found if each.rule == "us.ssn"]
        assert 1_000 < len(listed) < 9_000
        (column,) = [each for each in found if each.rule == "column.us.ssn"]
        assert (column.records, column.people) == (9_000, 9_000)
        (capped,) = [row for row in done.store.coverage("acme").rows if row.reason == "capped"]
        assert "columns of tables are counted whole" in capped.detail
        assert capped.bytes == 0


def test_a_long_table_whose_bytes_are_no_text_says_so_as_well(folder, tmp_path):
    with closing(sqlite3.connect(folder / "users.db")) as made:
        made.execute("CREATE TABLE users (full_name TEXT, email TEXT, ssn TEXT, date_of_birth TEXT)")
        made.executemany("INSERT INTO users VALUES (?, ?, ?, ?)", people(9, 9_000))
        made.commit()
    with session(Request((str(folder),), "acme", inventory=str(tmp_path / "inventory.db"))) as done:
        listed = [each for each in done.store.findings("acme") if each.rule == "us.ssn"]
        assert 1_000 < len(listed) < 9_000
        (capped,) = [row for row in done.store.coverage("acme").rows if row.reason == "capped"]
        assert "columns of tables are counted whole" in capped.detail


def test_many_people_are_an_estimate_with_its_bounds(folder, scanned):
    write(folder / "users.csv", HEADER[:3], [row[:3] for row in people(5, 30_000)])
    with scanned(folder) as (_, holdings):
        held = holdings["person.record"]
        low, high = held.subjects_between
        assert 29_000 < low <= held.subjects <= high <= 30_000
        assert low < high or high == 30_000  # how far it is off depends on the key; no more people than records


def test_records_that_name_nobody_are_unknown_and_not_nobody(folder, scanned):
    rows = [[*row[:2], row[2] if number % 2 else "", row[3]] for number, row in enumerate(people(6, 200))]
    for row in rows[:40]:
        row[1] = row[2] = ""
        row[0] = ""
    write(folder / "users.csv", HEADER, rows)
    with scanned(folder) as (_, holdings):
        held = holdings["person.record"]
        assert held.records == 200
        assert held.subjects + held.unknown >= 190
        assert held.unknown >= 20


def test_a_resume_is_told_by_its_sections(folder, scanned):
    (folder / "cv.txt").write_text(
        "Ana Belkiro\nana.belkiro@mail3.net | +1 212 555 0187 | 12 Harbour Street\n\n"
        "EXPERIENCE\nSenior engineer, Vinzo Ltd, 2018 - 2024\nBuilt ranking services.\n\n"
        "EDUCATION\nBSc Computer Science, Morna University, 2010 - 2014\n\n"
        "SKILLS\nPython, SQL, search\n\nLANGUAGES\nEnglish, Spanish\n",
        encoding="utf-8",
    )
    (folder / "README.md").write_text("# Tool\n\n## Skills\n\nIt reads files.\n", encoding="utf-8")
    with scanned(folder) as (found, holdings):
        assert [each.path for each in found if each.kind == "person.resume"] == ["cv.txt"]
        assert holdings["person.resume"].objects == 1
