"""The fuzz runner catches what it is for: exceptions, signals, hangs, memory; and is quiet where nothing is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "fuzz" / "run.py"

PROLOGUE = """
import ctypes, os, sys, time
def fine(data):
    print("a target may print")
    assert isinstance(data, bytes)
"""
BAD = {
    "raises": "    if data[:4] != b'seed': raise KeyError('here')",
    "dies": "    if data[:4] != b'seed': os.abort()",
    "hangs": "    if data[:4] != b'seed': time.sleep(60)",
    "grows": "    if data[:4] != b'seed': hold = bytearray(1 << 30); hold[::4096] = b'x' * len(hold[::4096])",
    "exits": "    if data[:4] != b'seed': sys.exit(3)",
    "fails on its seed": "    raise ValueError('at once')",
}


def run(folder: Path, *arguments: str, seconds: float = 1.5) -> subprocess.CompletedProcess[str]:
    line = [
        sys.executable,
        str(RUN),
        "--folder",
        str(folder),
        "--crashes",
        str(folder / "crashes"),
        "--seconds",
        str(seconds),
    ]
    line += ["--seed", "1", "--hang", "1", "--memory", "200", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)


def targets(folder: Path, **bodies: str) -> None:
    text = PROLOGUE
    for name, body in bodies.items():
        text += f"def {name}(data):\n{body}\n"
    seeds = "[b'seed of a target 0001', b'seed two\\x00\\x00\\x00\\x09' * 20]"
    entries = ", ".join(f"'kind/{name}': ({name}, {seeds})" for name in ("fine", *bodies))
    (folder / "fuzz_made.py").write_text(text + f"TARGETS = {{{entries}}}\n")


def test_a_target_that_is_right_is_run_often_and_found_right(tmp_path: Path) -> None:
    targets(tmp_path)
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("made: kind/fine"))
    assert int(row.split()[2].replace(",", "")) > 100
    assert not (tmp_path / "crashes").exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("raises", "KeyError"),
        ("dies", "SIGABRT"),
        ("hangs", "hangs"),
        ("grows", "Memory"),
        ("exits", "SystemExit"),
        ("fails on its seed", "ValueError"),
    ],
)
def test_a_crash_is_caught_and_its_input_kept(tmp_path: Path, kind: str, told: str) -> None:
    targets(tmp_path, bad=BAD[kind])
    done = run(tmp_path, "--match", "bad")
    assert done.returncode == 1, done.stdout + done.stderr
    assert told.lower() in done.stdout.lower()
    kept = [path for path in (tmp_path / "crashes").iterdir() if path.suffix != ".txt"]
    assert kept
    for path in kept:
        assert path.name.startswith("kind_bad-")
        assert "kind/bad" in path.with_name(path.name + ".txt").read_text()
        assert path.read_bytes()[:4] != b"seed" or kind == "fails on its seed"


def test_a_kept_input_is_run_again(tmp_path: Path) -> None:
    targets(tmp_path, bad=BAD["raises"])
    run(tmp_path, "--match", "bad", seconds=0.5)
    kept = next(path for path in (tmp_path / "crashes").iterdir() if path.suffix != ".txt")
    again = run(tmp_path, "--replay", str(kept))
    assert again.returncode == 1
    assert "KeyError: 'here'" in again.stderr
    other = tmp_path / "kind_fine-0"
    other.write_bytes(b"words")
    assert run(tmp_path, "--replay", str(other)).returncode == 0


def test_the_same_seed_makes_the_same_inputs(tmp_path: Path) -> None:
    body = "    open({!r}, 'ab').write(len(data).to_bytes(4, 'big') + data)"
    made = []
    for turn in ("a", "b"):
        (tmp_path / turn).mkdir()
        targets(tmp_path / turn, bad=body.format(str(tmp_path / turn / "log")))
        run(tmp_path / turn, "--match", "bad", seconds=0.5)
        made.append((tmp_path / turn / "log").read_bytes())
    shared = min(map(len, made))
    assert shared > 1000
    assert made[0][:shared] == made[1][:shared]


def test_a_file_that_does_not_load_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "fuzz_made.py").write_text("import nothing_of_this_name\n")
    done = run(tmp_path)
    assert done.returncode not in {0, 10}
    assert "nothing_of_this_name" in done.stderr


def test_no_target_is_a_mistake_in_use(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 2


def test_every_fuzz_file_here_names_its_targets() -> None:
    for path in sorted(RUN.parent.glob("fuzz_*.py")):
        done = subprocess.run(
            [sys.executable, str(RUN), "--names", str(path)], capture_output=True, text=True, timeout=100, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout) > 4
