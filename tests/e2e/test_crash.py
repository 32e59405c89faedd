"""kill -9 at any point of a run over files and a history: the next run gives what an undisturbed one gives, and reads only the rest."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from discover.inventory.store import open_store

ROOT = Path(__file__).parents[2]
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"
FILES, VERSIONS = 4500, 2500
#: Columns that name rows or scans; everything else must be equal.
NAMES = frozenset({"id", "source_id", "shard_id", "seen_scan", "first_scan", "gone_scan", "started", "finished", "read_bytes"})


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Files of three shards, and a history of three."""
    folder = tmp_path_factory.mktemp("crash") / "d"
    (folder / "r").mkdir(parents=True)
    for number in range(FILES):
        (folder / f"{number:05}.env").write_text(f"K={KEY[:-3]}{number % 6 + 2}BC\nMAIL=p{number}@talent.io\n")
    (folder / "shot.jxl").write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 500)
    stream = ["commit refs/heads/main\ncommitter T <t@talent.io> 1700000000 +0000\ndata 3\none\n"]
    for number in range(VERSIONS):
        text = f"# {number}\nAWS={KEY[:-1]}{'ABCDEFGH'[number % 8]}\n"
        stream.append(f"M 100644 inline {number}.env\ndata {len(text)}\n{text}\n")
    stream.append("commit refs/heads/main\ncommitter T <t@talent.io> 1700001000 +0000\ndata 4\nnone\n")
    stream.extend(f"D {number}.env\n" for number in range(0, VERSIONS, 2))
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder / "r", check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder / "r", input="".join(stream), text=True, check=True)
    return folder


def line(target, inventory):
    words = ["scan", str(target), "--vendor", "v", "--inventory", str(inventory), "--format", "jsonl", "--jobs", "2"]
    return [sys.executable, "-m", "discover", *words]


def scan(target, inventory):
    done = subprocess.run(line(target, inventory), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(inventory, query):
    try:
        database = sqlite3.connect(f"file:{inventory}?mode=ro", uri=True)
    except sqlite3.Error:
        return []
    try:
        return database.execute(query).fetchall()
    except sqlite3.Error:  # not there yet
        return []
    finally:
        database.close()


def state(inventory):
    """Every row that a scan leaves, without the names of rows and the times of running; fingerprints are keyed by inventory."""
    out = {}
    for table in ("finding", "exempt", "held", "hit"):
        columns = [c[1] for c in ask(inventory, f"pragma table_info({table})") if c[1] not in NAMES | {"fingerprint", "uid"}]
        out[table] = sorted(map(repr, ask(inventory, f"select {', '.join(f'[{c}]' for c in columns)} from {table}")))
    items = [keys[i : i + 16] for (keys,) in ask(inventory, "select keys from shard") for i in range(0, len(keys), 16)]
    assert len(items) == len(set(items))  # nothing was committed twice
    out["items"] = sorted(items)
    return out


def holdings(inventory):
    with open_store(str(inventory)) as store:
        return store.holdings("v"), replace(store.coverage("v"), read_bytes=0)


@pytest.fixture(scope="module")
def calm(target, tmp_path_factory):
    inventory = tmp_path_factory.mktemp("calm") / "i.db"
    scan(target, inventory)
    return inventory, state(inventory), holdings(inventory), ask(inventory, "select count(*) from shard")[0][0]


def _killed(target, inventory, reached):
    """Start a run, kill -9 its first process once `reached` says so, and wait until nothing of its session is left."""
    with subprocess.Popen(line(target, inventory), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        while process.poll() is None and not reached():
            time.sleep(0.001)
        process.kill()
    deadline = time.monotonic() + 20
    while left := _session(process.pid):
        assert time.monotonic() < deadline, left
        time.sleep(0.01)


def _session(number):
    """Processes of a session that are not dead: workers, the forkserver, and git."""
    listed = subprocess.run(["ps", "-o", "stat=,args=", "-s", str(number)], capture_output=True, text=True, check=False).stdout
    return [row for row in listed.splitlines() if not row.startswith("Z")]


def _check(target, inventory, calm):
    committed = ask(inventory, "select coalesce(sum(read_bytes), 0) from shard")
    before = committed[0][0] if committed else 0
    last = ask(inventory, "select coalesce(max(id), 0) from scan")
    scan(target, inventory)
    _, rows, held, shards = calm
    assert state(inventory) == rows
    assert holdings(inventory) == held
    (after,) = ask(inventory, f"select sum(read_bytes) from scan where id > {last[0][0] if last else 0}")
    (total,) = ask(inventory, "select sum(read_bytes) from shard")
    assert after[0] == total[0] - before  # what the ledger had was not read again
    assert shards > 0


@pytest.mark.parametrize("count", range(1, 7))
def test_killed_when_so_many_shards_were_committed(target, tmp_path, calm, count):
    inventory = tmp_path / "i.db"
    _killed(target, inventory, lambda: (ask(inventory, "select count(*) from shard") or [(0,)])[0][0] >= count)
    _check(target, inventory, calm)


def test_killed_between_the_last_shard_of_a_history_and_its_findings(target, tmp_path, calm):
    inventory = tmp_path / "i.db"
    done = len(ask(calm[0], "select id from shard where source_id = (select id from source where kind = 'git')"))
    _killed(target, inventory, lambda: len(ask(inventory, "select id from shard")) >= done)
    _check(target, inventory, calm)


def test_killed_when_the_first_source_is_settled(target, tmp_path, calm):
    inventory = tmp_path / "i.db"
    _killed(target, inventory, lambda: bool(ask(inventory, "select id from scan where state = 'done'")))
    _check(target, inventory, calm)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_random_three_times_over(target, tmp_path, calm, seed):
    inventory = tmp_path / "i.db"
    draw = random.Random(seed)
    for _ in range(2):
        end = time.monotonic() + draw.uniform(0.3, 2.5)
        _killed(target, inventory, lambda end=end: time.monotonic() > end)
    _check(target, inventory, calm)


def test_killed_workers_lose_nothing(target, tmp_path, calm):
    inventory = tmp_path / "i.db"
    with subprocess.Popen(line(target, inventory), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        killed = set()
        while process.poll() is None:
            # The youngest is a worker: the forkserver and the resource tracker are older.
            listed = subprocess.run(["ps", "-o", "pid=,args=", "-s", str(process.pid)], capture_output=True, text=True, check=False).stdout
            ages = sorted(int(row.split()[0]) for row in listed.splitlines() if "forkserver" in row)
            if len(ages) > 1 and len(killed) < 3 and ages[-1] not in killed:
                killed.add(ages[-1])
                os.kill(ages[-1], signal.SIGKILL)
            time.sleep(0.05)
    assert process.returncode == 0
    assert killed
    # A shard that lost its worker twice was halved, so only the rows of shards may differ.
    rows = state(inventory)
    assert all(rows[part] == calm[1][part] for part in ("finding", "exempt", "items"))
    assert holdings(inventory) == calm[2]
