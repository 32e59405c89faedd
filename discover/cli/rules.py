"""`discover rules`: what is looked for, and the proof that a rule holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from rich.text import Text

from detectors.kinds import kind
from detectors.rules import load
from detectors.rules.structure import with_structure
from discover import config
from discover.cli import exits, options, output
from discover.errors import UsageError
from discover.report import sections
from discover.report.words import plural, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from detectors.rules.rule import Rule


@click.group()
def rules() -> None:
    """List the rules, show one, or check your own."""


def _ids(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(rule.id, help=rule.name) for rule in load.load_builtin() if rule.id.startswith(incomplete)]


def _severity(rule: Rule) -> str:
    return rule.severity or kind(rule.kind).severity


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "kind": rule.kind,
        "severity": _severity(rule),
        "confidence": rule.confidence,
        "docs": rule.docs,
    }


def _whole(rule: Rule) -> dict[str, Any]:
    """Every key of a rule; its examples are templates, so no live-looking value is among them."""
    return {**asdict(rule), **_summary(rule)}


@rules.command("list")
@options.form
@options.rules
@click.option(
    "--kind",
    "pattern",
    default="",
    metavar="NAME",
    help="Only rules of this kind or category, such as cred or govid.us_ssn.",
)
def list_rules(form: str, rules: tuple[Path, ...], pattern: str) -> None:
    """List every rule with its kind, severity and confidence.

    As JSON: a list of {id, name, kind, severity, confidence, docs}.
    """
    found = [
        rule
        for rule in with_structure(load.load_all(rules))
        if not pattern or f"{rule.kind}.".startswith(f"{pattern}.")
    ]
    if form == "json":
        output.document([_summary(rule) for rule in found])
    else:
        output.text(_lines(found))


def _lines(found: Sequence[Rule]) -> Iterator[RenderableType]:
    width = max((len(rule.id) for rule in found), default=0)
    kinds = max((len(rule.kind) for rule in found), default=0)
    for rule in found:
        severity = _severity(rule)
        style = sections.STYLES.get(severity, "")
        yield Text.assemble(
            f"{rule.id:<{width}}  {rule.kind:<{kinds}}  ",
            (f"{severity:<8}", style),
            f"  {rule.confidence:.2f}  {shown(rule.name)}",
        )
    yield Text(plural(len(found), "rule"), style="bold")


@rules.command("show")
@click.argument("rule", shell_complete=_ids)
@options.form
@options.rules
def show_rule(rule: str, form: str, rules: tuple[Path, ...]) -> None:
    """Show everything about one RULE: what it matches, what it checks, where its format is documented."""
    known = {each.id: each for each in with_structure(load.load_all(rules))}
    if rule not in known:
        near = [name for name in known if name.partition(".")[0] == rule.partition(".")[0]]
        raise UsageError(
            f"no rule is named '{rule}'; {f'there are: {chr(44).join(near)}' if near else 'see discover rules list'}"
        )
    whole = _whole(known[rule])
    if form == "json":
        output.document(whole)
    else:
        output.text(sections.rule(whole))


@rules.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@options.form
def check_rules(paths: tuple[Path, ...], form: str) -> int:
    """Prove the rules of each PATH (a file or a folder) by their own examples; those that ship where none is given.

    Each rule must find its examples and leave its counter-examples, under the fast and the portable engine, keep
    its keywords' promise, stay within its budget of time, and fire on no other rule's examples. Exit code 4 where
    one does not hold.

    As JSON: {rules, problems}, each problem {rule, text}.
    """
    from detectors.rules.check import check_rules as prove  # noqa: PLC0415  # the engines, which `list` and `show` do without

    shipped = load.load_builtin()
    given = load.load_own(paths) if paths else shipped
    problems = list(prove(given, shipped, config.engine_name(), config.engine_folder()))
    if form == "json":
        output.document({"rules": len(given), "problems": [asdict(problem) for problem in problems]})
    else:
        verdict = f"{plural(len(given), 'rule')} checked, {plural(len(problems), 'problem')}"
        output.text([*(Text(shown(str(problem))) for problem in problems), Text(verdict, style="bold")])
    return exits.ENVIRONMENT if problems else exits.DONE
