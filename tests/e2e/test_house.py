"""The house: what is packed, what the documents promise, and what the Makefile installs."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import radosgw

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"connectors", "detectors", "discover"}


@pytest.fixture(scope="module")
def project() -> dict:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return tomllib.load(stream)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", ROOT / "docs" / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names in the wheel, built from a copy so that the checkout stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("tests", "samples", "benchmarks", "docs"):  # what must not get in is there, as in the checkout
        (source / folder).mkdir()
        (source / folder / "__init__.py").touch()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    target = tmp_path_factory.mktemp("wheel")
    result = subprocess.run(
        [sys.executable, "-c", build, str(target)], cwd=source, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    (file,) = target.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_wheel_has_exactly_three_packages_at_its_top_level(wheel):
    top = {name.partition("/")[0] for name in wheel}
    assert {name for name in top if not name.endswith(".dist-info")} == PACKAGES


def test_wheel_has_every_file_of_the_packages(wheel):
    shipped = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix in {".py", ".toml", ".typed"} and "__pycache__" not in path.parts
    }
    assert shipped - set(wheel) == set()


def test_wheel_carries_the_licence(wheel):
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)


@pytest.mark.parametrize("name", ["README.md", "docs/rules.md", "docs/kinds.md"])
def test_generated_parts_are_up_to_date(refresh, name, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    text = (ROOT / name).read_text(encoding="utf-8")
    assert refresh.refreshed(text) == text, "run `make docs` and commit what it writes"


def test_readme_shows_the_help_of_every_command(readme):
    from discover.cli.main import COMMANDS

    shown = set(re.findall(r"<!-- generated: help (\w+) -->", readme))
    assert shown == set(COMMANDS)


def test_readme_names_every_extra(readme, project):
    assert [name for name in project["project"]["optional-dependencies"] if f"`{name}`" not in readme] == []


def test_extra_all_holds_every_extra_of_users(project):
    extras = project["project"]["optional-dependencies"]
    (everything,) = extras["all"]
    assert set(re.search(r"\[(.*)\]", everything)[1].split(",")) == set(extras) - {"all", "dev"}


def test_readme_names_every_format_and_field(readme):
    from discover.registry import REPORTS
    from discover.report.rows import FINDING

    assert [name for name in (*REPORTS, *FINDING) if not re.search(rf"(`|--format ){name}\b", readme)] == []


def test_every_link_between_documents_leads_somewhere():
    documents = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        ROOT / "discover/README.md",
        ROOT / "benchmarks/README.md",
    ]
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in documents
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert broken == []


def test_the_rule_that_docs_show_holds(tmp_path):
    from detectors.rules.check import check_rules
    from detectors.rules.load import load_builtin, load_paths

    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/rules.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "northwind.toml").write_text(example)
    assert list(check_rules(load_paths([tmp_path]), load_builtin())) == []


def test_docs_name_every_key_and_slot_of_rules():
    from detectors.rules import examples, load

    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    keys = set(load._TYPES) - {"class"}  # an older word for digits = true
    assert [key for key in keys if not re.search(rf"`{key}( = |`)", text)] == []
    assert [slot for slot in (*examples._CLASSES, *examples._MAKERS) if f"`{{{slot}" not in text] == []


def test_architecture_names_every_module():
    drawn = (ROOT / "discover" / "README.md").read_text(encoding="utf-8")
    missing = [
        path.relative_to(ROOT).as_posix()
        for package in (
            "connectors",
            "detectors",
            "detectors/rules",
            "discover",
            "discover/execute",
            "discover/sweep",
            "discover/report",
        )
        for path in (ROOT / package).glob("*.py")
        if not path.name.startswith("__") and not re.search(rf"\b{path.stem}\b", drawn)
    ]
    assert missing == []


def test_make_test_installs_every_system_package_that_a_test_is_marked_with():
    installed = set(re.search(r"^SYSTEM_PACKAGES := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split())
    marked = set()
    for path in (ROOT / "tests").rglob("*.py"):
        marked |= set(re.findall(r"mark\.system\(\"([^\"]+)\"\)", path.read_text(encoding="utf-8")))
    assert marked - installed == set()


def test_make_test_installs_every_npm_package_that_a_test_is_marked_with():
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    installed = set(re.findall(r"^test:.*\$\(VENV\)/\.(\w+)$", rules, re.MULTILINE))
    marked = set()
    for path in (ROOT / "tests").rglob("*.py"):
        marked |= set(re.findall(r"mark\.npm\(\"([^\"]+)\"\)", path.read_text(encoding="utf-8")))
    assert marked == installed
    for package in marked:
        assert f"\n$(VENV)/.{package}: tests/servers/{package}.txt " in rules
        assert re.fullmatch(rf"{package}@\d+\.\d+\.\d+\n", (ROOT / f"tests/servers/{package}.txt").read_text(encoding="utf-8"))


def test_make_test_servers_installs_what_the_gateway_is_run_with():
    installed = re.search(r"^SERVER_PACKAGES := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert set(installed) == {*radosgw.PACKAGES, "libfaketime"}


def test_ci_runs_the_two_targets_and_nothing_else():
    commands = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "make test", "make check"]
