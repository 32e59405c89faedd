"""Write the generated parts of README.md and docs/: what programs can say of themselves, people need not keep in step.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. `python docs/refresh.py` writes all anew; with
`--check` it changes nothing and says which files are stale (exit code 1).
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("README.md", "docs/rules.md", "docs/kinds.md")
_KIND_HEADS = (
    "| kind | what it is | severity | once it is out | DPV term | Art. 9, 10 GDPR | 28 CFR 202.205 | looked for |"
)
_PART = re.compile(r"(?P<head><!-- generated: (?P<name>[^>]+) -->\n).*?(?P<tail><!-- end -->)", re.DOTALL)


def help_text(words: str) -> str:
    """What `discover WORDS --help` prints on a terminal of 100 columns, with the command line above it."""
    asked = [*words.split(), "--help"]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "discover.cli.main", *asked]
    result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return f"```console\n$ discover {' '.join(asked)}\n{result.stdout.rstrip()}\n```"


def exit_codes(_: str) -> str:
    """The table of exit codes."""
    from discover.cli.exits import SENTENCES

    rows = [f"| {code} | {sentence} |" for code, sentence in SENTENCES.items()]
    return "\n".join(["| code | meaning |", "| --- | --- |", *rows])


def extras(_: str) -> str:
    """The table of extras, from pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        named = tomllib.load(stream)["project"]["optional-dependencies"]
    rows = [f"| `{name}` | {', '.join(f'`{_bare(each)}`' for each in needs)} |" for name, needs in named.items()]
    return "\n".join(["| extra | installs |", "| --- | --- |", *rows])


def _bare(requirement: str) -> str:
    return re.split(r"[<>=!~;]", requirement)[0].strip()


def rule_checks(_: str) -> str:
    """The table of checks that a rule may name."""
    from detectors.text.checks import CHECKS

    rows = [f"| `{name}` | {_sentence(check)} |" for name, check in sorted(CHECKS.items())]
    return "\n".join(["| check | holds where |", "| --- | --- |", *rows])


def _sentence(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    first = (inspect.getdoc(thing) or "").partition("\n\n")[0]
    sentence = " ".join(first.split()).replace("|", "\\|").removeprefix("Tells whether ")
    return sentence[:1].upper() + sentence[1:]


def rule_count(_: str) -> str:
    """How many rules ship, by what they look for, rounded down: a new rule need not change a document."""
    from detectors.rules.load import load_builtin

    rules = load_builtin()
    secret = [rule for rule in rules if rule.kind.startswith("cred.")]
    issuers = {rule.id.partition(".")[0] for rule in secret if not rule.generic}
    some, of = (len(all_of) // 50 * 50 for all_of in (rules, issuers))
    return f"More than {some} rules ship: for credentials of more than {of} issuers and formats, generic ones, personal data."


def kinds(_: str) -> str:
    """The table of kinds, by category, and whether a rule looks for each today."""
    from detectors.kinds import load
    from detectors.rules.load import load_builtin
    from detectors.rules.structure import load_structure

    sought = {rule.kind for rule in (*load_builtin(), *load_structure())}
    out: list[str] = []
    category = ""
    for kind in load().values():
        if kind.category != category:
            category = kind.category
            out += ["", f"## {category}", "", _KIND_HEADS, "| --- " * 8 + "|"]
        sentence = kind.sentence.replace("|", "\\|")
        found = "yes" if kind.name in sought else "-"
        law = f"{kind.dpv} | {'yes' if kind.special else '-'} | {kind.bulk_class or '-'}"
        out.append(f"| `{kind.name}` | {sentence} | {kind.severity} | {kind.revocability} | {law} | {found} |")
    return "\n".join(out).strip()


def limits(_: str) -> str:
    """The table of limits, with the sentences of their docstring."""
    from dataclasses import fields

    from detectors.readers.base import Limits

    said = dict(re.findall(r"^    (\w+): (.+(?:\n        .+)*)", inspect.getdoc(Limits) or "", re.MULTILINE))
    rows = [
        f"| `{field.name}` | {field.default:,} | {' '.join(said[field.name].split())} |" for field in fields(Limits)
    ]
    return "\n".join(["| name | default | what |", "| --- | --- | --- |", *rows])


PARTS = {
    "limits": limits,
    "help": help_text,
    "exits": exit_codes,
    "extras": extras,
    "checks": rule_checks,
    "count": rule_count,
    "kinds": kinds,
}


def refreshed(text: str) -> str:
    """The text with every generated part as it should be.

    Raises:
        KeyError: a part has a name that nothing generates.
    """

    def part(match: re.Match[str]) -> str:
        name, _, rest = match["name"].strip().partition(" ")
        return f"{match['head']}{PARTS[name](rest)}\n{match['tail']}"

    return _PART.sub(part, text)


def main() -> int:
    """Refresh, or check; 0 where nothing is stale or all was written, 1 where `--check` found something."""
    sys.path.insert(0, str(ROOT))
    checking = sys.argv[1:] == ["--check"]
    stale = []
    for name in FILES:
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        after = refreshed(before)
        if after != before:
            stale.append(name)
            if not checking:
                path.write_text(after, encoding="utf-8")
    if stale:
        print(f"{'stale: run make docs and commit' if checking else 'written anew'}: {', '.join(stale)}")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main())
