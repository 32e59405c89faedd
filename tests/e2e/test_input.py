"""Bad input and bad surroundings: a clear message, the right exit code, the rest scanned, the inventory intact."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "AKIA" + "Q3EGRTY4UIOPASDF"
#: Root without capabilities is denied what the mode of a file denies its owner, as anybody else is.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"] if os.geteuid() == 0 else []


def run(*arguments, within=(), **more):
    line = [*within, sys.executable, "-m", "discover", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=200, check=False, **more)


def document(*arguments, code=0, **more):
    done = run("scan", *arguments, "--vendor", "v", "--format", "json", **more)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def coverage(inventory):
    return json.loads(run("coverage", "v", "--inventory", inventory, "--format", "json").stdout)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "ok.env").write_text(f"K={KEY}\n")
    return folder


def test_one_missing_target_of_two_gives_3_and_the_other_is_scanned(folder):
    done = run("scan", folder, "/no/such/place", "--no-inventory", "--format", "jsonl")
    assert done.returncode == 3
    assert "/no/such/place" in done.stderr
    assert [json.loads(line)["path"] for line in done.stdout.splitlines()] == ["ok.env"]


def test_without_worker_processes_the_scan_runs_in_one_and_says_so(folder, tmp_path):
    """A folder for temporary files whose name is too long for a socket: the workers' fork server cannot be spoken to."""
    long = tmp_path / ("x" * 100)
    long.mkdir()
    done = run("scan", folder, "--no-inventory", "--format", "jsonl", env=os.environ | {"TMPDIR": str(long)})
    assert done.returncode == 0, done.stderr
    assert "scanning in this process" in done.stderr
    assert [json.loads(line)["path"] for line in done.stdout.splitlines()] == ["ok.env"]


def test_a_denied_folder_is_said_and_once_readable_is_scanned(folder, tmp_path):
    inventory = tmp_path / "i.db"
    (folder / "closed").mkdir()
    (folder / "closed/b.env").write_text(f"K={KEY}\n")
    (folder / "shut.env").write_text(f"K={KEY}\n")
    (folder / "closed").chmod(0)
    (folder / "shut.env").chmod(0)
    told = document(folder, "--inventory", inventory, code=3, within=POWERLESS)
    assert [row["path"] for row in told["findings"]] == ["ok.env"]
    (row,) = told["coverage"]["rows"]
    assert (row["reason"], sorted(row["examples"])) == ("denied", ["closed", "shut.env"])
    assert told["coverage"]["share"] < 1
    (folder / "closed").chmod(0o755)
    (folder / "shut.env").chmod(0o644)
    told = document(folder, "--inventory", inventory, within=POWERLESS)
    assert sorted(row["path"] for row in told["findings"]) == ["closed/b.env", "ok.env", "shut.env"]
    assert (told["coverage"]["rows"], told["coverage"]["share"]) == ([], 1)


def test_a_read_only_inventory_is_refused_and_stays_as_it_is(folder, tmp_path):
    kept = tmp_path / "kept"
    inventory = kept / "i.db"
    document(folder, "--inventory", inventory)
    before = inventory.read_bytes()
    inventory.chmod(0o400)
    kept.chmod(0o500)
    done = run("scan", folder, "--inventory", inventory, within=POWERLESS)
    kept.chmod(0o700)
    assert done.returncode == 4
    assert "i.db" in done.stderr
    assert "Traceback" not in done.stderr
    assert inventory.read_bytes() == before


def test_a_full_disk_is_said_and_the_next_run_goes_on(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:04}.env").write_text(f"K={KEY}\nMAIL=person{number}@talent.io\n" + "".join(f"a{i}.b{number}@talent.io\n" for i in range(5)))
    inventory = tmp_path / "i.db"
    (folder / "seed").touch()

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    done = run("scan", folder, "--vendor", "v", "--inventory", inventory, "--jobs", "1", preexec_fn=small)
    assert done.returncode == 4, done.stderr
    assert "i.db" in done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(inventory) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    told = document(folder, "--inventory", inventory)
    assert len(told["findings"]) == 3000 * 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]\n", "toml"),
        ('[[rule]]\nid = "x"\n', ""),
        ('[[rule]]\nid = "x"\nkind = "cred.generic"\nanchor = "(a+)+$"\npattern = "(?P<secret>(a+)+)$"\nkeywords = ["a"]\n', ""),
        ('[[rule]]\nid = "x"\nkind = "no.such"\nanchor = "abc"\npattern = "(?P<secret>abc)"\nkeywords = ["abc"]\n', ""),
    ],
)
def test_a_bad_rule_file_is_refused_by_name(folder, tmp_path, text, said):
    (tmp_path / "mine.toml").write_text(text)
    done = run("scan", folder, "--no-inventory", "--rules", tmp_path / "mine.toml")
    assert done.returncode == 4, done.stderr
    assert "mine" in done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr.lower()


def test_a_changed_rule_set_reads_everything_again(folder, tmp_path):
    inventory = tmp_path / "i.db"
    assert document(folder, "--inventory", inventory)["coverage"]["read_bytes"] > 0
    assert document(folder, "--inventory", inventory)["coverage"]["read_bytes"] == 0
    (tmp_path / "own-issuer.toml").write_text(
        '[[rule]]\nid = "own-token"\nname = "Own"\nkind = "cred.saas_token"\ndocs = "https://example.invalid"\nkeywords = ["ownx_"]\n'
        "anchor = '''ownx_[a-z0-9]{20}'''\npattern = '''\\b(?P<secret>ownx_[a-z0-9]{20})\\b'''\n"
        'match = ["t = ownx_{b36:20}", "<ownx_{b36:20}>"]\nreject = ["ownx_{b36:19}", "yownx_{b36:20}"]\n'
    )
    again = run("scan", folder, "--vendor", "v", "--inventory", inventory, "--rules", tmp_path / "own-issuer.toml", "--format", "json")
    if again.returncode == 4:
        pytest.fail(again.stderr)
    assert json.loads(again.stdout)["coverage"]["read_bytes"] == len(KEY) + 3


def test_only_a_touched_file_is_read_again(folder, tmp_path):
    inventory = tmp_path / "i.db"
    (folder / "long.env").write_text("x\n" * 5000)
    document(folder, "--inventory", inventory)
    (folder / "ok.env").write_text(f"OTHER={KEY}\n")
    told = document(folder, "--inventory", inventory)
    assert told["coverage"]["read_bytes"] == len(KEY) + 7
    assert [row["line"] for row in told["findings"]] == [1]


def test_a_line_of_200_megabytes_is_one_line(tmp_path):
    big = tmp_path / "d/line.txt"
    big.parent.mkdir()
    with big.open("wb") as stream:
        for _ in range(100):
            stream.write(b"x" * (1 << 20))
        stream.write(f" K={KEY} ".encode())
        for _ in range(100):
            stream.write(b"y" * (1 << 20))
    told = document(big.parent, "--no-inventory")
    assert [(row["start"], row["line"]) for row in told["findings"] if row["kind"].startswith("cred.")] == [((100 << 20) + 3, 1)]
    assert told["coverage"]["share"] == 1


def test_twenty_thousand_tiny_files_are_scanned(tmp_path):
    folder = tmp_path / "d"
    for number in range(20_000):
        if number % 1000 == 0:
            (folder / str(number)).mkdir(parents=True)
            place = folder / str(number)
        (place / f"{number}").write_bytes(b"x")
    (folder / "last.env").write_text(f"K={KEY}\n")
    told = document(folder, "--no-inventory")
    assert (told["coverage"]["held_objects"], len(told["findings"])) == (20_001, 1)


def test_names_that_are_not_utf8_and_names_that_steer_terminals_are_told(tmp_path):
    folder = os.fsencode(tmp_path) + b"/d\xff"
    os.mkdir(folder)
    for name in (b"a\xfe.env", b"b\x1b[2J.env", b"c\n.env"):
        with open(folder + b"/" + name, "wb") as stream:
            stream.write(f"K={KEY}\n".encode())
    for form in ("text", "json", "jsonl", "sarif", "csv"):
        line = [sys.executable, "-m", "discover", "scan", folder, "--no-inventory", "--format", form]
        done = subprocess.run(line, capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr
        assert (b"a%25FE.env" if form == "sarif" else b"a%FE.env") in done.stdout  # SARIF's paths are URIs
        assert form != "text" or b"\x1b" not in done.stdout


def test_a_reader_that_closes_the_pipe_is_no_error(tmp_path):
    (tmp_path / "many.env").write_text("".join(f"mail{number}@talent.io\n" for number in range(20_000)))
    command = f'"{sys.executable}" -m discover scan "{tmp_path}" --no-inventory --format jsonl | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    first, code = done.stdout.splitlines()
    assert json.loads(first)["path"] == "many.env"
    assert (code, done.stderr) == ("0", "")


def test_a_report_that_cannot_be_written_is_said_and_the_inventory_has_the_findings(folder, tmp_path):
    inventory = tmp_path / "i.db"
    done = run("scan", folder, "--vendor", "v", "--inventory", inventory, "--output", tmp_path / "no/such/report.txt")
    assert done.returncode == 4
    assert "report" in done.stderr
    assert "cred.cloud_key" in run("inventory", "v", "--inventory", inventory, "--format", "json").stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--inventory", "x.db", "--no-inventory"),
        ("--branch", "main", "--no-history"),
        ("--format", "yaml"),
        ("--min-confidence", "1.5"),
        ("--jobs", "0"),
        ("--fail-on", "what"),
        ("--show-values",),
    ],
)
def test_options_that_do_not_fit_give_2(folder, options):
    done = run("scan", folder, *options)
    assert done.returncode == 2
    assert done.stderr
    assert done.stdout == ""


def test_a_target_of_another_day_does_not_make_this_scan_partial(tmp_path):
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    (tmp_path / "good/a.env").write_text(f"K={KEY}\n")
    (tmp_path / "bad/b.env").write_text(f"K={KEY}\n")
    for line in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run(["git", *line], cwd=tmp_path / "bad", check=True, capture_output=True)
    oid = subprocess.run(["git", "hash-object", "b.env"], cwd=tmp_path / "bad", check=True, capture_output=True, text=True).stdout.strip()
    loose = tmp_path / "bad/.git/objects" / oid[:2] / oid[2:]
    loose.chmod(0o600)
    loose.write_bytes(b"broken")
    inventory = tmp_path / "i.db"
    assert run("scan", tmp_path / "bad", "--vendor", "v", "--inventory", inventory).returncode == 3
    assert run("scan", tmp_path / "good", "--vendor", "v", "--inventory", inventory).returncode == 0


def test_sigterm_is_taken_as_an_interruption(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(8000):
        (folder / f"{number}.env").write_text(f"K={KEY}\n" + "filler\n" * 50)
    inventory = tmp_path / "i.db"
    line = [sys.executable, "-m", "discover", "scan", str(folder), "--vendor", "v", "--inventory", str(inventory), "--format", "jsonl"]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not _rows(inventory, "shard"):
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "interrupted" in said, "Traceback" in said) == (130, True, False)
    with sqlite3.connect(inventory) as database:
        assert database.execute("select state from scan").fetchall() == [("interrupted",)]


def _rows(inventory, table):
    try:
        with sqlite3.connect(f"file:{inventory}?mode=ro", uri=True) as database:
            return database.execute(f"select count(*) from {table}").fetchone()[0]
    except sqlite3.Error:
        return 0
