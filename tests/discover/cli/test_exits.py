"""Exit codes: one table, one place where errors become codes, and what the user is told on the way out."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import connectors.errors
import detectors.errors
import discover.errors
from discover.cli import exits, main

ROOT = Path(__file__).parents[3]
CANARY = "canary-5f0c77e2"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    """Make `discover inventory` raise what the test gives."""

    def arrange(error: BaseException) -> None:
        def raise_it() -> None:
            raise error

        monkeypatch.setattr(main.Commands, "get_command", lambda *_: click.Command("inventory", callback=raise_it))

    return arrange


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (discover.errors.UsageError("x"), 2),
        (click.UsageError("x"), 2),
        (click.BadParameter("x"), 2),
        (discover.errors.ConfigError("x"), 4),
        (discover.errors.InventoryError("x"), 4),
        (discover.errors.DiskFullError("x"), 4),
        (detectors.errors.RuleError("x"), 4),
        (detectors.errors.EngineError("x"), 4),
        (connectors.errors.SourceError("x"), 5),
        (OSError(errno.ENOSPC, "No space left on device"), 4),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (KeyError("x"), 1),
        (RecursionError(), 1),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int, failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(error)
    assert exits.exit_code(error) == code
    assert main.main(["inventory"]) == code
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.strip()


def test_every_error_class_of_ours_has_a_code() -> None:
    bases = (discover.errors.DiscoverError, connectors.errors.ConnectorError, detectors.errors.DetectorError)
    for base in bases:
        for each in (base, *base.__subclasses__()):
            assert exits.exit_code(each.__new__(each)) in {2, 4, 5}


def test_every_code_has_a_sentence_in_help(capsys: pytest.CaptureFixture[str]) -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert codes == set(exits.SENTENCES) == {0, 1, 2, 3, 4, 5, 10, 130}
    assert main.main(["--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for code, sentence in exits.SENTENCES.items():
        assert f"{code} {sentence}" in out


@pytest.mark.parametrize(
    ("failing", "partial", "nothing", "code"),
    [
        (False, False, False, 0), (False, True, False, 3), (False, True, True, 5), (False, False, True, 5),
        (True, False, False, 10), (True, True, False, 10), (True, True, True, 10),
    ],
)  # fmt: skip
def test_findings_beat_unread_parts_and_nothing_beats_a_part(failing: bool, partial: bool, nothing: bool, code: int) -> None:
    assert exits.scan_code(failing=failing, partial=partial, nothing=nothing) == code


def test_a_message_is_told_as_it_stands_and_cannot_steer_the_terminal(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(discover.errors.InventoryError("/tmp/\x1b[2Jx: no inventory there yet"))
    assert main.main(["inventory"]) == 4
    assert capsys.readouterr().err == "error: /tmp/\\x1b[2Jx: no inventory there yet\n"


def test_a_bug_is_named_and_its_message_is_kept_back(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(ValueError(CANARY))
    assert main.main(["inventory"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: a bug in discover")
    assert "ValueError in test_exits.py:" in err
    assert main.ISSUES in err
    assert "Traceback" not in err
    assert CANARY not in err
    assert len(err.splitlines()) == 1


def test_verbose_shows_the_way_to_a_bug_without_what_it_says(failing, capsys: pytest.CaptureFixture[str]) -> None:
    inner, outer = KeyError(CANARY), ValueError(CANARY)
    outer.__cause__ = inner
    failing(outer)
    assert main.main(["-v", "inventory"]) == 1
    err = capsys.readouterr().err
    assert err.index("KeyError\n") < err.index("which led to") < err.rindex("ValueError")
    assert "raise error" in err
    assert CANARY not in err


def test_an_interruption_is_one_line(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(KeyboardInterrupt())
    assert main.main(["inventory"]) == 130
    assert capsys.readouterr().err.strip() == "error: interrupted"


def test_a_code_that_a_command_returns_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main.Commands, "get_command", lambda *_: click.Command("inventory", callback=lambda: exits.FINDINGS))
    assert main.main(["inventory"]) == 10


@pytest.mark.parametrize("arguments", [["nonesuch"], ["--nonesuch"], ["rules", "show"], ["completion", "tcsh"], ["inventory", "--format", "xml"]])
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 2
    assert "Usage: discover" in capsys.readouterr().err


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"discover {main.version()}\n"


def run(arguments: list[str], **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "import sys; from discover.cli.main import main; sys.exit(main())", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **{"stdout": subprocess.PIPE, **more})  # type: ignore[call-overload]


def test_a_reader_that_leaves_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with run(["rules", "list"], stdout=writing) as process:
        os.close(writing)
        _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full, run(["rules", "list"], stdout=full) as process:
        _, err = process.communicate()
    assert (process.returncode, err) == (4, b"error: No space left on device\n")


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys; from discover.cli.main import main; main(['--help']); print([m for m in ('sqlalchemy', 'rich', 'hyperscan', 'ahocorasick', 're2', 'alembic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
