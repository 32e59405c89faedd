"""Lock files of every tool give what they name, with versions and lines."""

from __future__ import annotations

import json
import random
import time

import pytest

from detectors.supply.base import Dependency
from detectors.supply.jsonwalk import walk
from detectors.supply.locks import dependencies, parser


def named(text: str, name: str) -> list[tuple[str, str]]:
    return [(each.name, each.version) for each in dependencies(text, name)]


REQUIREMENTS = """# comment
-r other.txt
--index-url https://pypi.example/simple
Flask==2.0.1
requests[security] == 2.25.0 ; python_version >= "3.6"
zope.interface===5.4.0 \\
    --hash=sha256:00
Django>=3.2
six
boto3==1.17.*
pkg @ https://host.example/pkg-1.0.zip
-e git+https://host.example/x.git#egg=x
typing-extensions==3.7  # why
"""


def test_requirements_give_pins_and_leave_the_rest_open():
    assert named(REQUIREMENTS, "requirements.txt") == [
        ("Flask", "2.0.1"), ("requests", "2.25.0"), ("zope.interface", "5.4.0"), ("Django", ""), ("six", ""), ("boto3", ""), ("pkg", ""), ("typing-extensions", "3.7"),
    ]  # fmt: skip
    assert next(iter(dependencies(REQUIREMENTS, "requirements.txt"))) == Dependency("PyPI", "Flask", "2.0.1", 4)


def test_a_prefix_pin_is_open():
    assert named("boto3==1.17.*\n", "requirements.txt") == [("boto3", "")]


POETRY = '[[package]]\nname = "attrs"\nversion = "21.2.0"\n\n[package.dependencies]\nname = "no"\n\n[[package]]\nname = "click"\nversion = "8.0.1"\n\n[metadata]\nversion = "1"\n'
UV = 'version = 1\n\n[[package]]\nname = "me"\nversion = "0.1"\nsource = { editable = "." }\n\n[[package]]\nname = "idna"\nversion = "3.4"\nsource = { registry = "https://pypi.org/simple" }\n'
PIPFILE = json.dumps(
    {
        "_meta": {},
        "default": {"flask": {"hashes": ["x"], "version": "==2.0.1"}},
        "develop": {"pytest": {"version": "==6.2.4"}},
    },
    indent=4,
)
CARGO = '[[package]]\nname = "mine"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.130"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
GO_SUM = "golang.org/x/text v0.3.7 h1:abc=\ngolang.org/x/text v0.3.7/go.mod h1:def=\ngithub.com/a/b v1.2.3+incompatible h1:x=\n"
GO_MOD = "module example.com/m\n\ngo 1.21\n\nrequire github.com/a/b v1.2.3\n\nrequire (\n\tgolang.org/x/text v0.3.7 // indirect\n)\n\nreplace (\n\tgithub.com/c/d v1.0.0 => ../d\n)\n"
GEMFILE = "GIT\n  remote: https://host.example/x\n  specs:\n    own (0.1)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.12.5-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.5.2)\n\nPLATFORMS\n  ruby\n"
COMPOSER = json.dumps(
    {
        "packages": [{"name": "monolog/monolog", "version": "v2.3.4", "require": {"php": ">=7"}}],
        "packages-dev": [{"name": "a/b", "version": "1.0.0"}],
    },
    indent=1,
)
NUGET = json.dumps(
    {
        "version": 1,
        "dependencies": {
            "net6.0": {"Newtonsoft.Json": {"type": "Direct", "resolved": "13.0.1"}, "my.project": {"type": "Project"}}
        },
    },
    indent=1,
)
GRADLE = "# generated\ncom.google.guava:guava:31.0-jre=compileClasspath,runtimeClasspath\nempty=\n"
POM = """<project><groupId>g</groupId><version>9</version><properties><jackson.version>2.12.3</jackson.version></properties>
<dependencies>
<dependency><groupId>org.x</groupId><artifactId>a</artifactId><version>1.0</version><exclusions><exclusion><groupId>no</groupId></exclusion></exclusions></dependency>
<dependency><groupId>com.j</groupId><artifactId>core</artifactId><version>${jackson.version}</version></dependency>
<dependency><groupId>${project.groupId}</groupId><artifactId>b</artifactId><version>${other}</version></dependency>
</dependencies></project>
"""
LOCK_1 = {
    "lockfileVersion": 1,
    "dependencies": {
        "a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}},
        "c": {"version": "npm:real@3.0.0"},
    },
}
LOCK_3 = {"name": "m", "lockfileVersion": 3, "packages": {"": {"name": "m", "version": "9"}, "node_modules/a": {"version": "1.0.0"}, "node_modules/a/node_modules/@s/b": {"version": "2.0.0"},
          "node_modules/c": {"name": "real", "version": "3.0.0"}, "node_modules/w": {"link": True}, "packages/w": {"version": "0.0.1"}}}  # fmt: skip
YARN_1 = '# yarn lockfile v1\n\n\n"@babel/core@^7.0.0", "@babel/core@^7.1.0":\n  version "7.14.6"\n  resolved "x"\n  dependencies:\n    version "9"\n\nlodash@4, lodash@^4.17.0:\n  version "4.17.21"\n'
BERRY = '__metadata:\n  version: 6\n\n"lodash@npm:^4.17.0":\n  version: 4.17.21\n  resolution: "lodash@npm:4.17.21"\n\n"alias@npm:real@^1.0.0":\n  version: 1.2.0\n  resolution: "real@npm:1.2.0"\n\n"me@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "me@workspace:."\n'
PNPM_5 = "lockfileVersion: 5.4\n\ndependencies:\n  a: 1.0.0\n\npackages:\n\n  /a/1.0.0:\n    resolution: {}\n\n  /@s/b/2.0.0_react@17.0.2:\n    dev: true\n"
PNPM_9 = "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {}\n\n  '@s/b@2.0.0':\n    resolution: {}\n\nsnapshots:\n\n  a@1.0.0: {}\n"

CASES = [
    (POETRY, "poetry.lock", [("attrs", "21.2.0"), ("click", "8.0.1")]),
    (UV, "app/uv.lock", [("idna", "3.4")]),
    (PIPFILE, "Pipfile.lock", [("flask", "2.0.1"), ("pytest", "6.2.4")]),
    (CARGO, "Cargo.lock", [("serde", "1.0.130")]),
    (GO_SUM, "go.sum", [("golang.org/x/text", "0.3.7"), ("github.com/a/b", "1.2.3+incompatible")]),
    (GO_MOD, "go.mod", [("github.com/a/b", "1.2.3"), ("golang.org/x/text", "0.3.7")]),
    (GEMFILE, "Gemfile.lock", [("nokogiri", "1.12.5"), ("racc", "1.5.2")]),
    (COMPOSER, "composer.lock", [("monolog/monolog", "2.3.4"), ("a/b", "1.0.0")]),
    (NUGET, "packages.lock.json", [("Newtonsoft.Json", "13.0.1")]),
    (GRADLE, "gradle.lockfile", [("com.google.guava:guava", "31.0-jre")]),
    (POM, "pom.xml", [("org.x:a", "1.0"), ("com.j:core", "2.12.3"), ("g:b", "")]),
    (json.dumps(LOCK_1, indent=2), "package-lock.json", [("a", "1.0.0"), ("b", "2.0.0"), ("real", "3.0.0")]),
    (json.dumps(LOCK_3, indent=2), "package-lock.json", [("a", "1.0.0"), ("@s/b", "2.0.0"), ("real", "3.0.0")]),
    (json.dumps(LOCK_3, indent="\t"), "package-lock.json", [("a", "1.0.0"), ("@s/b", "2.0.0"), ("real", "3.0.0")]),
    (json.dumps(LOCK_3), "web\\package-lock.json", [("a", "1.0.0"), ("@s/b", "2.0.0"), ("real", "3.0.0")]),
    (YARN_1, "yarn.lock", [("@babel/core", "7.14.6"), ("lodash", "4.17.21")]),
    (BERRY, "yarn.lock", [("lodash", "4.17.21"), ("real", "1.2.0")]),
    (PNPM_5, "pnpm-lock.yaml", [("a", "1.0.0"), ("@s/b", "2.0.0")]),
    (PNPM_9.replace("a@", "/a@", 1).replace("'9.0'", "'6.0'"), "pnpm-lock.yaml", [("a", "1.0.0"), ("@s/b", "2.0.0")]),
    (PNPM_9, "pnpm-lock.yaml", [("a", "1.0.0"), ("@s/b", "2.0.0")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "expected"), CASES, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(CASES)]
)
def test_a_lock_gives_its_dependencies(text, name, expected):
    assert named(text, name) == expected
    assert named(text.replace("\n", "\r\n"), name) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"), CASES, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(CASES)]
)
def test_a_lock_names_the_line_on_which_a_dependency_stands(text, name, expected):
    for found in dependencies(text, name):
        near = "\n".join(text.splitlines()[found.line - 1 : found.line + 3])
        assert found.name.rpartition(":")[2].rpartition("/")[2] in near or found.version in near


@pytest.mark.parametrize(
    ("text", "name", "expected"), CASES, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(CASES)]
)
def test_a_cut_or_damaged_lock_gives_what_comes_before(text, name, expected):
    dice = random.Random(7)
    for _ in range(40):
        cut = text[: dice.randrange(len(text))]
        assert len(named(cut, name)) <= len(expected)
        at = dice.randrange(len(text))
        named(text[:at] + dice.choice('{}[]",:\n<=\\') + text[at:], name)


def test_old_versions_of_both_halves_are_not_counted_twice():
    both = {**LOCK_3, "lockfileVersion": 2, "dependencies": LOCK_1["dependencies"]}
    assert named(json.dumps(both), "package-lock.json") == named(json.dumps(LOCK_3), "package-lock.json")


@pytest.mark.parametrize(
    "name",
    [
        "requirements-dev.txt",
        "dev-requirements.txt",
        "requirements/base.txt",
        "constraints.txt",
        "lib-1.0.pom",
        "YARN.LOCK",
    ],
)
def test_a_lock_is_known_by_its_name(name):
    assert parser(name) is not None


@pytest.mark.parametrize(
    "name", ["lock", "notes.txt", "package.json", "requirements.md", "my-requirements-notes.doc", ""]
)
def test_other_names_are_no_locks(name):
    assert parser(name) is None
    assert list(dependencies("a==1\n", name)) == []


def test_a_walk_goes_through_deep_and_wide_json_without_recursion():
    assert list(walk("[" * 100_000)) == []
    assert sum(1 for _ in walk("[" + "1," * 50_000 + "1]")) == 50_001
    assert [(path, value) for path, value, _ in walk('{"a\\u0041": ["x", {"b": null}], "c": "\\n"}')] == [
        (("aA", "0"), "x"), (("aA", "1", "b"), "null"), (("c",), "\n"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted({name for _, name, _ in CASES} | {"requirements.txt"}))
def test_hostile_content_ends_soon(name):
    noise = [
        '{"' * 60_000,
        "[[package]]\n" * 30_000,
        '"' + "a" * 300_000,
        "<dependency>" * 30_000,
        "  '/" + "@" * 100_000,
        "a==" * 100_000,
        "<a>" * 80_000,
    ]
    start = time.monotonic()
    for text in noise:
        list(dependencies(text, name))
    assert time.monotonic() - start < 8
