"""The main job as a user runs it: the real command, real repositories, real kills."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The newest issue whose expectations are met.
SINCE = 7


def run(*arguments, check=None, **more):
    done = subprocess.run(
        [sys.executable, "-m", "discover", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=200, check=False, **more
    )
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stderr[-2000:])
    return done


def found(*arguments, check=0):
    return [json.loads(line) for line in run("scan", *arguments, "--format", "jsonl", check=check).stdout.splitlines()]


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    out = tmp_path_factory.mktemp("samples") / "out"
    subprocess.run([sys.executable, str(ROOT / "samples/make.py"), str(out), "--small"], check=True, capture_output=True)
    return out


def _given(samples):
    """What a user gives to the scan: bad versions of packages, and a rule for the names of clients."""
    return ("--osv", samples / "osv", "--rules", samples / "rules")


@pytest.fixture(scope="session")
def scanned(samples, tmp_path_factory):
    inventory = tmp_path_factory.mktemp("inventory") / "i.db"
    # 3: the samples hold encrypted archives and key stores that nobody gave a password for
    rows = found(
        samples / "talentbridge", *_given(samples), "--vendor", "talentbridge", "--inventory", inventory, check=3
    )
    return rows, inventory


def _git(folder, *arguments, **more):
    identity = ["-c", "user.name=T", "-c", "user.email=t@talent.io", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True, **more).stdout.strip()


@pytest.fixture
def open_path():
    """A folder that other users may enter: those above pytest's own belong to root alone."""
    path = Path(tempfile.mkdtemp(prefix="discover-test-", dir="/var/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


KEY = "AKIA" + "Q3EGRTY4UIOPASDF"


def _repository(folder, versions=3):
    folder.mkdir()
    _git(folder, "init", "-q")
    for number in range(versions):
        (folder / "app.py").write_text(f"# {number}\n" + "x = 1\n" * 200 + f'aws_access_key_id = "{KEY[:-1]}{"ABCDEFGH"[number % 8]}"\n')
        _git(folder, "add", "-A")
        _git(folder, "commit", "-qm", f"version {number}")
    return folder


def test_every_expectation_of_the_samples_is_met(samples, scanned):
    rows, _ = scanned
    expected = tomllib.loads((samples / "expected.toml").read_text())
    missing = []
    for file in expected["file"]:
        path = file["path"].removeprefix("talentbridge/")
        for holds in file.get("holds", ()):
            if holds["since"] > SINCE or not file["path"].startswith("talentbridge/"):
                continue
            kinds = {holds["kind"], _twin(holds["kind"])}
            mine = [r for r in rows if r["path"].partition("!")[0] == path and r["kind"] in kinds]
            most = {r["path"]: 0 for r in mine}  # what lies in an archive adds up
            for r in mine:
                most[r["path"]] = max(most[r["path"]], r["people"] or r["records"])
            count = max(len({r["fingerprint"] for r in mine}), sum(most.values()))
            if count < holds.get("distinct", 1):
                missing.append((path, holds["kind"], holds.get("distinct"), count))
    assert missing == []


def test_every_planted_value_is_told_at_its_place(samples, scanned):
    """Path within the container, page, column, row and line."""
    rows, _ = scanned
    expected = tomllib.loads((samples / "expected.toml").read_text())
    missing = []
    for file in expected["file"]:
        path = file["path"].removeprefix("talentbridge/")
        for planted in file.get("planted", ()):
            told = f"{path}!{planted['inner']}" if planted["inner"] else path
            mine = [r for r in rows if r["path"] == told and r["kind"] == planted["kind"]]
            if not any(_at(row, planted) for row in mine):
                others = [(r["path"], r["line"], r["place"]) for r in rows if r["path"].startswith(path) and r["kind"] == planted["kind"]]
                missing.append((told, planted, others))
    assert missing == []


def _at(row, planted):
    place = row["place"] or {}
    told = {"page": place.get("page"), "column": place.get("column"), "row": place.get("row"), "line": row["line"]}
    return all(told[name] == planted[name] for name in told if name in planted)


def _twin(kind):
    """An address in code, documentation or a licence is a business contact."""
    return {"person.email": "person.business_contact", "person.business_contact": "person.email"}.get(kind, kind)


def test_every_planted_place_of_the_history_is_found(samples, scanned):
    rows, _ = scanned
    expected = tomllib.loads((samples / "expected.toml").read_text())
    known = {"history", "stash", "unreachable", "branch", "tag message", "commit message"}
    missing = []
    for planted in expected["git"]:
        if planted.get("since", 2) > SINCE or planted["where"] not in known or not planted["kind"].startswith("cred."):
            continue
        prefix = planted["repo"].removeprefix("talentbridge/") + "/"
        of_repository = [r for r in rows if r["path"].startswith(prefix) and r["kind"] == planted["kind"] and r["where"] != "file"]
        if not of_repository:
            missing.append(planted)
    assert missing == []
    assert {"stash", "unreachable", "history"} <= {r["where"] for r in rows}


def test_benign_files_stay_silent(samples):
    rows = found(samples / "benign", "--vendor", "b", "--no-inventory")
    # Maintainers, files that say how things are built and of what, and machines that are named.
    true = {"person.business_contact", "code.ci_config", "supply.dependency", "infra.host_address", "infra.private_address"}
    assert [(r["path"], r["rule"]) for r in rows if r["confidence"] >= 0.5 and r["kind"] not in true] == []


def test_the_sample_vendor_is_t4_by_the_rules_that_its_kinds_feed(scanned):
    _, inventory = scanned
    tier = json.loads(run("classify", "talentbridge", "--format", "json", "--inventory", inventory, check=0).stdout)
    assert tier["tier"] == "T4"
    assert {"V1", "V6", "V7"} <= {rule["id"] for rule in tier["rules"]}
    assert tier["state"] == "PROVEN"  # all but what is encrypted was examined
    assert all(rule["because"] and rule["source"] for rule in tier["rules"])


def test_scanning_twice_reads_nothing_and_changes_nothing(samples, scanned):
    rows, inventory = scanned
    again = found(
        samples / "talentbridge", *_given(samples), "--vendor", "talentbridge", "--inventory", inventory, check=3
    )
    assert again == rows
    with sqlite3.connect(inventory) as database:
        assert database.execute("select sum(read_bytes) from (select read_bytes from scan order by id desc limit 3)").fetchone() == (0,)


def test_history_says_first_commit_head_and_author(tmp_path):
    repository = _repository(tmp_path / "r")
    first = _git(repository, "rev-list", "--max-parents=0", "HEAD")
    rows = [r for r in found(repository, "--no-inventory") if r["rule"] == "aws.access-key"]
    assert sorted((r["in_head"], r["path"], r["author"]) for r in rows) == [(False, "app.py", "T")] * 2 + [(True, "app.py", "T")]
    assert first in {r["commit"] for r in rows}


def test_an_ignored_file_and_a_deleted_one_are_both_found(tmp_path):
    repository = _repository(tmp_path / "r", 1)
    (repository / ".gitignore").write_text(".env\n")
    (repository / ".env").write_text(f"OTHER={KEY[:-2]}ZZ\n")
    _git(repository, "rm", "-q", "app.py")
    _git(repository, "commit", "-qm", "gone")
    rows = {(r["path"], r["where"]) for r in found(repository, "--no-inventory") if r["rule"].startswith("aws.")}
    assert rows == {("app.py", "history"), (".env", "file")}


def test_a_deleted_file_is_gone_after_a_full_scan_only(tmp_path):
    repository = _repository(tmp_path / "r", 1)
    (repository / "extra.env").write_text(f"OTHER={KEY[:-2]}ZZ\n")
    inventory = tmp_path / "i.db"
    assert sum(row["category"] == "cred" for row in found(repository, "--vendor", "v", "--inventory", inventory)) == 2
    (repository / "extra.env").unlink()
    found(repository, "--vendor", "v", "--inventory", inventory, "--since", "HEAD")
    holdings = json.loads(run("inventory", "v", "--format", "json", "--inventory", inventory, check=0).stdout)
    assert [(h["findings"], h["gone"]) for h in holdings if h["kind"] == "cred.cloud_key"] == [(2, 0)]
    found(repository, "--vendor", "v", "--inventory", inventory)
    holdings = json.loads(run("inventory", "v", "--format", "json", "--inventory", inventory, check=0).stdout)
    assert [(h["findings"], h["gone"]) for h in holdings if h["kind"] == "cred.cloud_key"] == [(1, 1)]


def test_a_moved_file_is_no_new_holding(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.env").write_text(f"K={KEY}\n")
    inventory = tmp_path / "i.db"
    found(tmp_path / "d", "--vendor", "v", "--inventory", inventory)
    (tmp_path / "d/a.env").rename(tmp_path / "d/b.env")
    found(tmp_path / "d", "--vendor", "v", "--inventory", inventory)
    (holding,) = json.loads(run("inventory", "v", "--format", "json", "--inventory", inventory, check=0).stdout)
    assert (holding["objects"], holding["values"], holding["findings"]) == (1, 1, 1)


def _state(inventory):
    """Everything that a scan leaves, without ids and times of running."""
    with sqlite3.connect(inventory) as database:
        columns = [row[1] for row in database.execute("pragma table_info(finding)")]
        kept = ", ".join(f'"{c}"' for c in columns if c not in {"id", "source_id", "first_scan", "seen_scan", "gone_scan", "fingerprint", "uid"})
        findings = database.execute(f"select {kept} from finding order by path, rule, start").fetchall()
        gaps = database.execute("select name, size, reason from exempt order by name, reason").fetchall()
        totals = database.execute("select held_objects, held_bytes, covered_bytes from scan where state = 'done' order by id desc limit 1").fetchall()
    return findings, gaps, totals


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A folder of many shards."""
    folder = tmp_path_factory.mktemp("many") / "d"
    folder.mkdir()
    for number in range(9000):
        (folder / f"{number:05}.env").write_text(f"K={KEY[:-3]}{number % 6 + 2}BC\nMAIL=person{number}@talent.io\n" + "filler\n" * 20)
    return folder


@pytest.mark.parametrize("shards", [1, 2, 3, 4])
def test_kill_9_of_the_whole_run_and_a_rerun_give_an_undisturbed_inventory(many, tmp_path, shards):
    calm, torn = tmp_path / "calm.db", tmp_path / "torn.db"
    found(many, "--vendor", "v", "--inventory", calm)
    process = subprocess.Popen(
        [sys.executable, "-m", "discover", "scan", str(many), "--vendor", "v", "--inventory", str(torn), "--format", "jsonl", "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and _shards(torn) < shards:
        time.sleep(0.002)
    process.kill()
    process.wait()
    before = _shards(torn)
    found(many, "--vendor", "v", "--inventory", torn)
    assert _state(torn) == _state(calm)
    with sqlite3.connect(torn) as database:
        keys = b"".join(row[0] for row in database.execute("select keys from shard"))
        assert len(keys) == 16 * 9000  # every object once: nothing was scanned twice into the ledger
        assert before <= database.execute("select count(*) from shard").fetchone()[0]
    assert _left_behind(process.pid) == []


def _shards(inventory):
    try:
        with sqlite3.connect(f"file:{inventory}?mode=ro", uri=True) as database:
            return database.execute("select count(*) from shard").fetchone()[0]
    except sqlite3.Error:
        return 0


def _left_behind(session):
    """Processes of a session that outlive it; they end by themselves a moment later."""
    for _ in range(100):
        left = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(session)], capture_output=True, text=True, check=False).stdout.split("\n")
        alive = [line for line in left if line.strip() and "Z" not in line]
        if not alive:
            return []
        time.sleep(0.05)
    return alive


def test_kill_9_of_a_worker_loses_nothing(many, tmp_path):
    calm, torn = tmp_path / "calm.db", tmp_path / "torn.db"
    found(many, "--vendor", "v", "--inventory", calm)
    process = subprocess.Popen(
        [sys.executable, "-m", "discover", "scan", str(many), "--vendor", "v", "--inventory", str(torn), "--format", "jsonl", "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and _shards(torn) < 1:
        time.sleep(0.002)
    listed = subprocess.run(["ps", "-o", "pid=,args=", "-s", str(process.pid)], capture_output=True, text=True, check=False).stdout
    workers = [int(line.split()[0]) for line in listed.splitlines() if "forkserver" in line]
    if workers:
        os.kill(max(workers), signal.SIGKILL)
    assert process.wait(timeout=120) == 0, process.stderr.read()
    process.stderr.close()
    assert _state(torn) == _state(calm)


def test_interrupting_leaves_an_inventory_that_goes_on(many, tmp_path):
    inventory = tmp_path / "i.db"
    process = subprocess.Popen(
        [sys.executable, "-m", "discover", "scan", str(many), "--vendor", "v", "--inventory", str(inventory), "--format", "jsonl"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )
    while process.poll() is None and _shards(inventory) < 1:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    with sqlite3.connect(inventory) as database:
        assert database.execute("select state from scan").fetchall() == [("interrupted",)]
    assert len(found(many, "--vendor", "v", "--inventory", inventory)) == 18000


CANARY = {"token": "glpat-" + "canaryCANARY1x8Zq3Wv", "ssn": "536-" + "22-" + "8723", "password": "Kanarienvogel" + "!7731"}


def test_no_value_is_written_anywhere(tmp_path):
    folder = tmp_path / "d"
    _repository(folder, 1)
    text = f"GITLAB_TOKEN={CANARY['token']}\nssn: {CANARY['ssn']}\ndatabase_password = \"{CANARY['password']}\"\n"
    (folder / "c.env").write_text(text)
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "c")
    (folder / "odd.bin").write_bytes(b"\0\xff" * 50 + text.encode())
    home = tmp_path / "home"
    environment = os.environ | {name: str(home / name) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR")}
    for place in ("HOME", "TMPDIR"):
        (home / place).mkdir(parents=True)
    written = b""
    for form in ("text", "json", "jsonl", "sarif", "csv"):
        done = run("-vv", "scan", folder, "--format", form, "--vendor", "v", env=environment)
        assert done.returncode == 0, done.stderr
        assert form == "text" or "gitlab." in done.stdout
        written += (done.stdout + done.stderr).encode()
    written += b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for value in CANARY.values():
        for part in (value, value[:8], value[-8:]):
            assert part.encode() not in written


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["/no/such/place"], 5, "give a path that exists"),
        ([".", "--staged", "--since", "x"], 2, "exclude each other"),
        ([".", "--fail-on", "nonsense"], 2, "no such kind"),
        ([".", "--fail-on", "severity:bad"], 2, "critical"),
        ([".", "--jobs", "0"], 2, "--jobs"),
        ([".", "--rules", "/no/rules"], 4, "no such rule file"),
        ([".", "--show-values", "--format", "json"], 2, "terminal"),
    ],
)
def test_bad_calls_say_what_to_do(tmp_path, arguments, code, said):
    (tmp_path / "a").write_text("x")
    done = run("scan", *[str(tmp_path) if word == "." else word for word in arguments], "--no-inventory")
    assert done.returncode == code, done.stderr
    assert said in done.stderr


def test_staged_outside_of_a_repository_is_a_usage_error(tmp_path):
    (tmp_path / "a").write_text("x")
    done = run("scan", tmp_path, "--staged", "--no-inventory")
    assert (done.returncode, "not a git repository" in done.stderr) == (2, True)


def test_odd_files_are_scanned_or_said(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "ok.env").write_text(f"K={KEY}\n")
    (folder / "broken-utf8.txt").write_bytes(b"\xff\xfe\xfa K=" + KEY.encode() + b" \xc3\x28\n")
    (folder / "nul.txt").write_bytes(b"text " * 400 + b"\0\0\n" + f"K={KEY}\n".encode())
    (folder / "line.txt").write_bytes(b"x" * (9 << 20) + f" K={KEY} ".encode() + b"y" * (9 << 20))
    os.symlink("ok.env", folder / "link.env")
    os.mkfifo(folder / "pipe")
    (folder / "empty").touch()
    rows = found(folder, "--vendor", "v", "--no-inventory")
    assert {r["path"] for r in rows if r["rule"] == "aws.access-key"} == {"ok.env", "broken-utf8.txt", "nul.txt", "line.txt"}
    (line,) = [r for r in rows if r["path"] == "line.txt"]
    assert (line["start"], line["line"]) == ((9 << 20) + 3, 1)
    coverage = json.loads(run("scan", folder, "--vendor", "v", "--no-inventory", "--format", "json", check=0).stdout)["coverage"]
    assert {"symlink", "special"} <= {row["reason"] for row in coverage["rows"]}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_denied_file_gives_3_and_the_rest_is_scanned(open_path):
    tmp_path = open_path
    folder = tmp_path / "d"
    folder.mkdir(mode=0o755)
    (folder / "ok.env").write_text(f"K={KEY}\n")
    (folder / "denied.env").write_text(f"K={KEY}\n")
    (folder / "denied.env").chmod(0)
    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    environment = os.environ | {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "DISCOVER_CACHE", "TMPDIR")}
    try:
        done = run("scan", folder, "--no-inventory", "--format", "json", "--vendor", "v", env=environment, user=65534, group=65534)
    except PermissionError:
        pytest.skip("this interpreter cannot be run by another user")
    assert done.returncode == 3, done.stderr
    document = json.loads(done.stdout)
    assert [f["path"] for f in document["findings"]] == ["ok.env"]
    assert [(row["reason"], row["examples"]) for row in document["coverage"]["rows"]] == [("denied", ["denied.env"])]


def test_a_damaged_or_foreign_inventory_is_refused(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").write_text("x")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    done = run("scan", tmp_path / "d", "--inventory", broken)
    assert (done.returncode, "inventory" in done.stderr) == (4, True)
    newer = tmp_path / "newer.db"
    run("scan", tmp_path / "d", "--inventory", newer, check=0)
    with sqlite3.connect(newer) as database:
        database.execute("update alembic_version set version_num = '9999'")
    done = run("scan", tmp_path / "d", "--inventory", newer)
    assert (done.returncode, "newer version" in done.stderr) == (4, True)


def test_fail_on_gives_10(tmp_path):
    (tmp_path / "a.env").write_text(f"K={KEY}\n")
    for word, code in (("cred", 10), ("cred.cloud_key", 10), ("severity:high", 10), ("govid", 0), ("govid.us_ssn", 0)):
        run("scan", tmp_path, "--no-inventory", "--fail-on", word, check=code)


def test_json_is_one_document_of_findings_coverage_holdings_and_tier(tmp_path):
    (tmp_path / "a.env").write_text(f"K={KEY}\n")
    document = json.loads(run("scan", tmp_path, "--no-inventory", "--format", "json", check=0).stdout)
    assert {"findings", "coverage", "holdings", "tier"} <= set(document)
    assert document["tier"] == "T4"
