"""The commands that read: inventory, classify, coverage, rules, completion."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import click
import pytest

from discover.cli import main

if TYPE_CHECKING:
    from pathlib import Path

VENDORS = ("Acme", "Beta")


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scanned vendors: Acme with a key and an image, Beta with nothing."""
    folder = tmp_path_factory.mktemp("vendors")
    seeded = random.Random(7)
    key = "AKIA" + "".join(seeded.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))
    for name in VENDORS:
        (folder / name).mkdir()
    (folder / "Acme" / "prod.env").write_text(f"AWS_ACCESS_KEY_ID={key}\n")
    (folder / "Acme" / "face.jxl").write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n" + seeded.randbytes(5000))
    (folder / "Beta" / "notes.txt").write_text("Nothing to see.\n")
    where = folder / "inventory.db"
    for name in VENDORS:
        assert main.main(["scan", str(folder / name), "--vendor", name, "--inventory", str(where), "--output", str(folder / "out")]) == 0
    return where


@pytest.fixture
def ask(inventory: Path, capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main.main([*arguments, "--inventory", str(inventory)]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str, code: int = 0) -> str:
        assert main.main(arguments) == code
        captured = capsys.readouterr()
        return captured.out or captured.err

    return run


def test_inventory_lists_holdings_of_every_vendor(ask) -> None:
    rows = json.loads(ask("inventory", "--format", "json"))
    assert [(row["vendor"], row["kind"], row["values"]) for row in rows] == [("Acme", "cred.cloud_key", 1)]
    assert json.loads(ask("inventory", "Beta", "--format", "json")) == []


def test_inventory_as_text_names_each_vendor_and_how_much_was_examined(ask) -> None:
    text = ask("inventory")
    assert text.startswith("Acme: ")
    assert "cred.cloud_key" in text
    assert "Beta: 100 % of 16 B examined" in text
    assert "Nothing was found." in text


def test_classify_gives_an_object_for_one_vendor_and_a_list_for_several(ask) -> None:
    one = json.loads(ask("classify", "Acme", "--format", "json"))
    assert {"vendor", "tier", "state", "rules", "coverage"} <= one.keys()
    assert (one["vendor"], one["tier"], one["state"]) == ("Acme", "T4", "UNPROVEN")
    assert all({"id", "because", "source"} <= rule.keys() for rule in one["rules"])
    several = json.loads(ask("classify", "--format", "json"))
    assert [each["vendor"] for each in several] == ["Acme", "Beta"]
    assert several[0] == one


def test_classify_as_text_names_rule_clause_and_demands(ask) -> None:
    text = ask("classify", "Acme", "--declared", "T1")
    assert text.startswith("Acme: tier T4")
    assert "V1 " in text
    assert "V11" in text
    assert "What the tier demands" in text


def test_coverage_gives_share_and_what_was_not_examined(ask) -> None:
    one = json.loads(ask("coverage", "Acme", "--format", "json"))
    assert 0 < one["share"] < 1
    assert [(row["reason"], row["examples"]) for row in one["rows"]] == [("no-detector", ["face.jxl"])]
    assert [each["vendor"] for each in json.loads(ask("coverage", "--format", "json"))] == ["Acme", "Beta"]
    assert "face.jxl" in ask("coverage", "Acme")


@pytest.mark.parametrize("command", ["inventory", "classify", "coverage"])
def test_an_unknown_vendor_is_a_usage_error_that_lists_the_vendors(command: str, ask) -> None:
    assert "Acme, Beta" in ask(command, "Gamma", code=2)


@pytest.mark.parametrize("command", ["inventory", "classify", "coverage"])
def test_a_missing_inventory_says_how_to_make_one(command: str, call, tmp_path: Path) -> None:
    assert "discover scan" in call(command, "--inventory", str(tmp_path / "none.db"), code=4)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", ["inventory", "classify", "coverage"])
def test_a_file_that_is_no_inventory_is_named(command: str, call, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("not a database at all, and long enough to be taken for one\n" * 20)
    assert str(other) in call(command, "--inventory", str(other), code=4)


def test_rules_are_listed_by_kind(call) -> None:
    rows = json.loads(call("rules", "list", "--format", "json"))
    assert len(rows) >= 150
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    some = json.loads(call("rules", "list", "--kind", "govid", "--format", "json"))
    assert some
    assert all(row["kind"].startswith("govid.") for row in some)
    assert "1 rule\n" in call("rules", "list", "--kind", "govid.us_ssn") or "rules\n" in call("rules", "list", "--kind", "govid.us_ssn")


def test_kinds_are_listed_with_what_the_law_says_of_them(call) -> None:
    rows = {row["name"]: row for row in json.loads(call("kinds", "--format", "json"))}
    assert len(rows) > 200
    assert rows["special.religion"]["special"] is True
    assert rows["govid.us_ssn"]["bulk_class"] == "f"
    assert rows["bio.face_template"]["revocability"] == "permanent"
    text = call("kinds", "govid.us_ssn")
    assert "28 CFR 202.205(f)" in text
    assert "1 kind\n" in text
    assert "categories are cred" in call("kinds", "nonsense", code=2)


def test_a_rule_is_shown_with_what_decides_it(call) -> None:
    rule = json.loads(call("rules", "show", "aws.access-key", "--format", "json"))
    assert {"id", "name", "kind", "severity", "docs", "pattern", "anchor", "keywords", "match", "reject"} <= rule.keys()
    text = call("rules", "show", "aws.access-key")
    assert text.startswith("aws.access-key: ")
    assert rule["docs"] in text


def test_an_unknown_rule_is_a_usage_error_that_names_its_neighbours(call) -> None:
    assert "aws.access-key" in call("rules", "show", "aws.nonesuch", code=2)


RULE = """
[[rule]]
id = "token"
name = "Example service token"
kind = "cred.api_key"
docs = "https://example.com/docs/tokens"
keywords = ["exsv_"]
anchor = '''exsv_[a-z0-9]{20}'''
pattern = '''\\b(?P<secret>exsv_[a-z0-9]{20})\\b'''
match = ["token = exsv_{hex:20}", "<exsv_{hex:20}>"]
reject = ["exsv_{hex:19}", "exsv_{hex:19}%s"]
"""


def test_a_sound_rule_of_the_user_passes(call, tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(RULE % "A")
    assert json.loads(call("rules", "check", str(tmp_path), "--format", "json")) == {"rules": 1, "problems": []}


def test_a_rule_that_finds_its_counter_example_is_named_and_sets_4(call, tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(RULE % "0")
    text = call("rules", "check", str(tmp_path), code=4)
    assert "example.token: finds its counter-example" in text
    assert text.endswith("1 rule checked, 1 problem\n")


@pytest.mark.parametrize("broken", ["[[rule]\n", "[[rule]]\nid = 'a'\n", "x = 1\n"])
def test_a_broken_rule_file_is_named_and_sets_4(broken: str, call, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(broken)
    assert "bad.toml" in call("rules", "check", str(tmp_path), code=4)
    assert "bad.toml" in call("rules", "list", "--rules", str(tmp_path), code=4)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_that_says_how_to_install_it(shell: str, call) -> None:
    script = call("completion", shell)
    assert "_DISCOVER_COMPLETE" in script
    assert f"# To install: discover completion {shell}" in "\n".join(script.splitlines()[:2])
    if shell == "zsh":
        assert script.startswith("#compdef discover")
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


def complete(words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setenv("_DISCOVER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    with pytest.raises(SystemExit):
        main.main([])
    return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]


def test_a_shell_completes_commands_vendors_and_rules(inventory: Path, monkeypatch, capsys) -> None:
    capsys.readouterr()
    assert complete("discover c", monkeypatch, capsys) == ["classify", "completion", "coverage"]
    assert complete(f"discover inventory --inventory {inventory} A", monkeypatch, capsys) == ["Acme"]
    assert complete("discover inventory --inventory /nonesuch A", monkeypatch, capsys) == []
    assert "aws.access-key" in complete("discover rules show aws.", monkeypatch, capsys)


def test_help_lists_each_command_by_the_first_sentence_of_its_own_help() -> None:
    context = click.Context(main.cli)
    for name, (_, sentence) in main.COMMANDS.items():
        command = main.cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert sentence.endswith(".")
        assert command.help
        assert sentence.split()[0] == command.help.split()[0]
