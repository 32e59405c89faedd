"""Ledger and store: one suite for SQLite and for PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, inspect, select, text

from connectors.base import Item, Shard, SourceSpec
from connectors.errors import Reason
from discover.errors import InventoryError, UsageError
from discover.inventory import ledger, schema
from discover.inventory.database import engine_of, writing
from discover.inventory.migrations.configure import configuration
from discover.inventory.settle import settle
from discover.inventory.store import open_store
from discover.outcome import Exempt, Group, Held, Outcome, Place
from discover.sweep.session import Request, session

SPEC = SourceSpec("local", "file:///srv", "v")
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def _item(number):
    return Item(f"{number}.env", 100, number.to_bytes(16, "big"), b"")


def _shard(number, *items):
    return Shard(SPEC, number, tuple(_item(i) for i in items), 100 * len(items))


_PLACES = (Place(0, 2, 22, 1, 1),)


def _outcome(number, *, places=_PLACES, exempt=(), content=b"c" * 20):
    group = Group("aws.access-key", b"f" * 16, 0.99, ("format",), list(places))
    objects = [Held(item, "", 100, content, None) for item in range(1 + max(place.object for place in places))]
    return Outcome(number, [group], list(exempt), 100, 100, objects)


def _begin(store, digest="d" * 32, *, full=True):
    with store.begin() as connection:
        source = ledger.source_id(connection, "v", "local", SPEC.locator, "")
        return ledger.begin(connection, source, digest, full=full)


def _rows(store, table):
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _settle(store, scan, rules, seen):
    with store.begin() as connection:
        settle(connection, scan, "", rules, lambda key: int.from_bytes(key, "big") in seen, None)
        if scan.full:
            ledger.drop_absent(connection, scan, {_item(i).key for i in seen})


@pytest.fixture(scope="session")
def rules():
    from detectors.rules.load import load_all

    return {rule.id: rule for rule in load_all(())}


class StoreContract:
    __test__ = False

    @pytest.fixture
    def store(self, where):
        with open_store(where, create=True) as store:
            yield store

    def test_a_shard_is_committed_exactly_once(self, store):
        scan = _begin(store)
        for expected in (True, False):
            with store.begin() as connection:
                assert ledger.commit_shard(connection, scan, _shard(0, 1, 2), _outcome(0)) is expected
        assert [_rows(store, t) for t in (schema.shard, schema.held, schema.hit)] == [1, 1, 1]
        with store.read() as connection:
            assert ledger.known(connection, scan.source_id, scan.digest) == {_item(1).key, _item(2).key}

    def test_findings_coverage_and_ledger_row_fall_together(self, store):
        scan = _begin(store)
        gap = Exempt(1, "2.env", 100, Reason.NO_READER, "x", again=False)
        with pytest.raises(ZeroDivisionError), store.begin() as connection:  # noqa: PT012  # what was written before must go
            ledger.commit_shard(connection, scan, _shard(0, 1, 2), _outcome(0, exempt=[gap]))
            raise ZeroDivisionError
        assert [_rows(store, t) for t in (schema.shard, schema.held, schema.hit, schema.exempt)] == [0, 0, 0, 0]

    def test_what_may_be_cured_is_read_again_and_its_row_replaced(self, store):
        scan = _begin(store)
        gap = Exempt(0, "1.env", 100, Reason.DENIED, "x", again=True)
        for outcome in (Outcome(0, exempt=[gap]), _outcome(0)):
            with store.begin() as connection:
                ledger.commit_shard(connection, scan, _shard(0, 1), outcome)
        assert [_rows(store, t) for t in (schema.shard, schema.exempt, schema.held)] == [1, 0, 1]

    def test_other_rules_know_nothing(self, store):
        scan = _begin(store)
        with store.begin() as connection:
            ledger.commit_shard(connection, scan, _shard(0, 1), _outcome(0))
        with store.read() as connection:
            assert ledger.known(connection, scan.source_id, "e" * 32) == set()

    def test_a_scan_left_running_is_marked_as_interrupted(self, store):
        first, second = _begin(store), _begin(store)
        with store.read() as connection:
            states = {number: state for number, state in connection.execute(select(schema.scan.c.id, schema.scan.c.state))}  # noqa: C416  # rows, not tuples
        assert states == {first.id: "interrupted", second.id: "running"}

    def test_only_a_full_scan_marks_what_is_gone(self, store, rules):
        for full, seen, present in ((True, {1, 2}, 2), (False, {1}, 2), (True, {1}, 1), (True, {1, 2}, 2)):
            scan = _begin(store, full=full)
            with store.begin() as connection:
                ledger.commit_shard(connection, scan, _shard(0, 1, 2), _outcome(0, places=(Place(0, 2, 22, 1, 1), Place(1, 2, 22, 1, 1))))
            _settle(store, scan, rules, seen)
            assert len(list(store.findings("v"))) == present
        (holding,) = store.holdings("v")
        assert (holding.objects, holding.findings, holding.values, holding.gone) == (1, 2, 1, 0)

    def test_a_scan_that_is_not_full_leaves_gaps_that_it_does_not_come_to(self, store):
        scan = _begin(store)
        gaps = [Exempt(i, f"{i + 1}.env", 100, Reason.CORRUPT, "x", again=True) for i in (0, 1)]
        with store.begin() as connection:
            ledger.commit_shard(connection, scan, _shard(0, 1, 2), Outcome(0, exempt=gaps))
        narrow = _begin(store, full=False)
        with store.begin() as connection:
            ledger.prepare(connection, narrow, set())
            ledger.commit_shard(connection, narrow, _shard(0, 1), Outcome(0))
        with store.read() as connection:
            assert [name for (name,) in connection.execute(select(schema.exempt.c.name))] == ["2.env"]

    def test_a_scan_that_was_overtaken_still_reports_what_it_saw(self, store, rules):
        first = _begin(store)
        with store.begin() as connection:
            ledger.commit_shard(connection, first, _shard(0, 1), _outcome(0))
        _settle(store, first, rules, {1})
        second = _begin(store)
        _settle(store, second, rules, {1})
        assert len(list(store.findings("v", scans=[first.id]))) == 1

    def test_an_unknown_vendor_is_named_with_those_there_are(self, store):
        _begin(store)
        with pytest.raises(UsageError, match="there are: v"):
            store.holdings("nobody")

    def test_tables_made_at_once_are_those_of_the_migrations(self, store, where):
        with store.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []

    def test_migrations_make_the_same_tables(self, where):
        engine = create_engine(where if "://" in where else f"sqlite:///{where}")
        try:
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            made = engine_of(where, create=False)
            with made.connect() as connection:
                assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
                assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == schema.REVISION
            with writing(made) as connection:
                command.downgrade(configuration(connection), "base")
                assert set(inspect(connection).get_table_names()) == {"alembic_version"}
            made.dispose()
        finally:
            engine.dispose()

    def test_an_inventory_of_a_newer_version_is_refused(self, store, where):
        with store.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(InventoryError, match="newer version"), open_store(where):
            pass

    def test_two_first_scans_at_once_give_one_inventory(self, where, tmp_path):
        folder = tmp_path / "d"
        folder.mkdir()
        for number in range(40):
            (folder / f"{number}.env").write_text(f"K={KEY}\n")
        line = [sys.executable, "-m", "discover", "scan", str(folder), "--vendor", "v", "--inventory", where, "--format", "jsonl"]
        both = [subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]) for _ in range(2)]
        for process in both:
            out, said = process.communicate(timeout=120)
            assert process.returncode == 0, said
            assert out.count(b"\n") == 40
        with open_store(where) as store:
            assert [(h.findings, h.objects) for h in store.holdings("v")] == [(40, 1)]
            assert _rows(store, schema.shard) == 1

    def test_a_session_fills_it_and_the_next_reads_nothing(self, where, tmp_path):
        folder = tmp_path / "d"
        folder.mkdir()
        (folder / "a.env").write_text(f"K={KEY}\n")
        (folder / "p.psd").write_bytes(b"8BPS\0\x01" + b"\0" * 102)
        for read in (True, False):
            with session(Request((str(folder),), "v", where, jobs=1)) as scanned:
                records = list(scanned.store.findings("v", scans=scanned.scans))
                coverage = scanned.store.coverage("v")
            assert [(r.path, r.kind) for r in records] == [("a.env", "cred.cloud_key")]
            assert [(row.reason, row.objects) for row in coverage.rows] == [(Reason.NO_DETECTOR, 1)]
            assert (coverage.read_bytes > 0, coverage.held_objects) == (read, 2)
            assert coverage.examined_bytes == len(KEY) + 3


class TestSqlite(StoreContract):
    __test__ = True

    @pytest.fixture
    def where(self, tmp_path):
        return str(tmp_path / "i.db")

    def test_it_is_for_its_owner_alone(self, where):
        with open_store(where, create=True):
            assert os.stat(where).st_mode & 0o777 == 0o600

    def test_none_is_made_where_one_is_asked_for(self, where):
        with pytest.raises(InventoryError, match="no inventory there yet"), open_store(where):
            pass
        assert not os.path.exists(where)


def _as_postgres(*line):
    """Run a program of PostgreSQL, which refuses to be run by root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    program = shutil.which(line[0]) or str(found[-1] / line[0])
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*become, program, *line[1:]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server of its own, on a socket only."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        _as_postgres("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "scan", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        _as_postgres("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", f"-c listen_addresses='' -k {folder}", "start")
        try:
            yield folder
        finally:
            _as_postgres("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.system("postgresql")
class TestPostgres(StoreContract):
    __test__ = True

    @pytest.fixture
    def where(self, server):
        TestPostgres.count = getattr(TestPostgres, "count", 0) + 1
        name = f"inv{self.count}"
        _as_postgres("createdb", "-h", str(server), "-U", "scan", name)
        return f"postgresql+psycopg://scan@/{name}?host={server}"

    def test_the_command_line_takes_its_url(self, where, tmp_path):
        (tmp_path / "a.env").write_text(f"K={KEY}\n")
        root = Path(__file__).parents[2]
        for line in (["scan", str(tmp_path), "--vendor", "v", "--format", "json"], ["inventory", "v", "--format", "json"]):
            done = subprocess.run(
                [sys.executable, "-m", "discover", *line, "--inventory", where], capture_output=True, text=True, cwd=root, check=False
            )
            assert done.returncode == 0, done.stderr
            told = json.loads(done.stdout)
            (holding,) = told["holdings"] if isinstance(told, dict) else told
            assert holding["kind"] == "cred.cloud_key"

    def test_a_server_that_is_not_there_is_said(self):
        with pytest.raises(InventoryError), open_store("postgresql+psycopg://scan@/x?host=/nonexistent"):
            pass
