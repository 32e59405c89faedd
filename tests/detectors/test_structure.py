"""Structural rules, and that readers and rules name the same ones."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import detectors.readers
from detectors.columns.fields import FIELDS
from detectors.errors import RuleError
from detectors.identifiers.registry import IDENTIFIERS
from detectors.kinds import kind
from detectors.rules.load import BUILTIN, load_builtin
from detectors.rules.structure import RECORD, load_files, load_structure, of_identifier, with_structure

READERS = Path(detectors.readers.__file__).parent


def facts() -> dict[str, list[ast.expr]]:
    """The first argument of every `Fact(…)` in the readers' sources, by place."""
    found: dict[str, list[ast.expr]] = {}
    for path in READERS.glob("*/*.py"):  # what lies above only carries facts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fact":
                found.setdefault(f"{path.relative_to(READERS)}:{node.lineno}", []).append(node.args[0])
    return found


def test_facts_name_their_rules_as_literals():
    assert [
        place for place, given in facts().items() if not all(isinstance(each, ast.Constant) for each in given)
    ] == []


def test_every_rule_that_a_reader_names_exists_and_every_rule_has_a_reader():
    named = {each.value for given in facts().values() for each in given if isinstance(each, ast.Constant)}
    # What is told of whole objects, sources and conversations: see discover/supply.py, languages.py and conversation.py.
    others = {"supply.toml", "repository.toml", "export.toml"}
    files = [file for file in sorted((BUILTIN / "structure").glob("*.toml")) if file.name not in others]
    assert named == {rule.id for rule in load_files(files)}


def test_every_identifier_and_field_of_a_column_has_a_rule_of_a_known_kind():
    kinds = {rule.id: rule.kind for rule in load_structure()}
    assert {of_identifier(each.rule): each.kind for each in IDENTIFIERS}.items() <= kinds.items()
    assert {each.rule: each.kind for each in FIELDS}.items() <= kinds.items()
    assert kinds[RECORD] == "person.record"


def test_kept_rules_are_those_that_were_made(tmp_path):
    made = load_structure()
    assert load_structure(tmp_path) == made
    (kept,) = tmp_path.iterdir()
    load_structure.cache_clear()
    assert load_structure(tmp_path) == made
    kept.write_bytes(b"damaged")
    load_structure.cache_clear()
    assert load_structure(tmp_path) == made


def test_structural_rules_are_well_formed_and_have_ids_of_their_own():
    rules = load_structure()
    assert [rule.id for rule in rules] == sorted({rule.id for rule in rules})
    for rule in rules:
        assert kind(rule.kind).name == rule.kind
        assert rule.docs.startswith("https://")
        assert (rule.anchor, rule.pattern, rule.match) == ("", "", ())
    together = with_structure(load_builtin())
    assert len(together) == len(rules) + len(load_builtin())


RULE = 'id = "a"\nname = "n"\nkind = "cred.keystore"\ndocs = "https://example.org"\nstructure = true\n'


def test_the_version_follows_what_decides(tmp_path):
    versions = []
    for text in (RULE, RULE + "revision = 2\n", RULE + "confidence = 0.5\n", RULE.replace('"n"', '"other"')):
        file = tmp_path / "x.toml"
        file.write_text("[[rule]]\n" + text)
        (rule,) = load_files([file])
        versions.append(rule.version)
    assert len(set(versions)) == 3
    assert versions[0] == versions[3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "not valid TOML"),
        ("x = 1", "nothing else"),
        ("[[rule]]\n" + RULE.replace('id = "a"\n', ""), "'id' is missing"),
        ("[[rule]]\n" + RULE.replace("true", "false"), "structure = true"),
        ("[[rule]]\n" + RULE + 'severity = "awful"', "severity"),
        ("[[rule]]\n" + RULE + "confidence = 3", "confidence"),
        ("[[rule]]\n" + RULE + 'pattern = "x"', "'pattern' is unknown"),
        ("[[rule]]\n" + RULE + "[[rule]]\n" + RULE, "exists already"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, says):
    file = tmp_path / "x.toml"
    file.write_text(text)
    with pytest.raises(RuleError, match=says):
        load_files([file])
