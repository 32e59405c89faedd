"""`discover explain`: what a tier or a rule of the policy says, what fires it at a vendor, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from discover.classify import policy as policies
from discover.classify.clause import LOWEST
from discover.classify.tier import Tier
from discover.cli import options, output
from discover.errors import UsageError
from discover.inventory.store import open_store
from discover.report import sections
from discover.report.words import shown
from discover.sweep.recorded import classified

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from discover.classify.clause import Clause
    from discover.classify.policy import Policy


@click.command()
@click.argument("name", metavar="TIER|RULE")
@options.vendor
@options.form
@options.inventory
@options.policy
def explain(name: str, vendor: str | None, form: str, inventory: str | None, policy: Path | None) -> None:
    """Say what a tier (T0 to T4) or a rule (V1, …) means.

    Its sentence, thresholds and named source; and at VENDOR, if named, why it fires.

    As JSON: {name, rules, controls, fired}; rules each {id, tier, sentence, source, clauses}.
    """
    using = policies.load(policy) if policy else policies.load_default()
    wanted = name.upper()
    rules = [each for each in _rules(using) if wanted in {each["tier"], each["id"].upper()}]
    if not rules and wanted not in Tier.__members__:
        ids = ", ".join(each["id"] for each in _rules(using))
        raise UsageError(f"there is no tier or rule '{name}' in the policy; tiers are T0 to T4, rules {ids}")
    fired: list[dict[str, str]] = []
    if vendor is not None:
        with open_store(inventory) as store:
            found = classified(store, vendor, using)
        fired = [each.as_dict() for each in found.rules if wanted in {each.tier.name, each.id.upper()}]
    controls = [each for each in using.controls if wanted in Tier.__members__ and each.tier <= Tier[wanted]]
    demanded = [{"tier": each.tier.name, "sentence": each.sentence, "source": each.source} for each in controls]
    told = {"name": wanted, "rules": rules, "controls": demanded, "fired": fired}
    if form == "json":
        output.document(told)
    else:
        output.text(_parts(told, vendor))


def _rules(policy: Policy) -> list[dict[str, Any]]:
    """All rules of a policy, those that rest on more than holdings last."""
    told: list[dict[str, Any]] = [
        {
            "id": each.id,
            "tier": each.tier.name,
            "sentence": each.sentence,
            "source": each.source,
            "clauses": [said(when, policy.bulk) for when in each.when],
        }
        for each in policy.rules
    ]
    floor, declared, downgrade, unplaced = policy.coverage, policy.declared, policy.downgrade, policy.unplaced
    needs = [
        f"{downgrade.full_sweeps} full sweeps in a row that examined enough",
        *(["a proof of deletion"] if downgrade.deletion_evidence else []),
    ]
    told += [
        {
            "id": unplaced.id,
            "tier": unplaced.tier.name,
            "sentence": unplaced.sentence,
            "source": unplaced.source,
            "clauses": [],
        },
        {
            "id": floor.id,
            "tier": floor.tier.name,
            "sentence": floor.sentence,
            "source": floor.source,
            "clauses": [f"less than {floor.share:.0%} examined"],
        },
        {"id": declared.id, "tier": "", "sentence": declared.sentence, "source": declared.source, "clauses": []},
        {"id": downgrade.id, "tier": "", "sentence": downgrade.sentence, "source": downgrade.source, "clauses": needs},
    ]
    return told


def said(clause: Clause, bulk: Mapping[str, int]) -> str:
    """A clause in words."""
    kinds = ", ".join(clause.kinds)
    if clause.without:
        kinds += f" (without {', '.join(clause.without)})"
    told = f"{_limit(clause, bulk)} of {kinds}"
    if clause.named:
        told += f"; {', '.join(clause.named)} only where people are told apart"
    if clause.beside:
        told += f"; beside {', '.join(clause.beside)} in {'one and the same store' if clause.boundary == 'store' else 'the vendor'}"
    if clause.categories > 1:
        told += f"; at least {clause.categories} categories in one store"
    return f"{told}; of people proven to be the same" if clause.same_population else told


def _limit(clause: Clause, bulk: Mapping[str, int]) -> str:
    measure = {"subjects": "people"}.get(clause.measure, clause.measure)
    if clause.bulk == LOWEST:
        return f"more {measure} than the lowest bulk among them ({min(bulk.values()):,} to {max(bulk.values()):,})"
    return f"{clause.limit or f'at least {clause.least:,}'} {measure}"


def _parts(told: Mapping[str, Any], vendor: str | None) -> Iterator[RenderableType]:
    name = told["name"]
    yield Text.assemble((name, "bold"), f": {sections.TIERS[name]}" if name in sections.TIERS else "")
    for rule in told["rules"]:
        yield Text.assemble(
            "\n", (rule["id"], "bold"), f"  {rule['tier']}  " if rule["tier"] else "  ", rule["sentence"]
        )
        for clause in rule["clauses"]:
            yield sections.prose(f"- {clause}")
        yield Text(f"  {rule['source']}", style="dim")
    if vendor is not None:
        yield sections.heading(f"At {shown(vendor)}")
        yield from _fired(told["fired"])
    if told["controls"]:
        yield sections.heading("What it demands, with the tiers below it")
        for control in told["controls"]:
            yield Text(f"  {control['tier']}  {control['sentence']} ({control['source']})")


def _fired(fired: Sequence[Mapping[str, str]]) -> Iterator[RenderableType]:
    if not fired:
        yield Text("  It does not apply.")
    for each in fired:
        yield Text.assemble("  ", (each["id"], "bold"), f"  {shown(each['because'])}")
    if fired:
        yield Text(
            "  It would not, if that were gone: discover classify --what-if FILE tries it, discover retention plans it.",
            style="dim",
        )
