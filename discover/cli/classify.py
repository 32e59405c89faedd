"""`discover classify`: the tier that follows from what is held."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from discover.classify import policy as policies
from discover.classify.classify import classify as judge
from discover.classify.whatif import load as load_what_if
from discover.cli import options, output
from discover.inventory.store import open_store
from discover.report import sections
from discover.report.words import shown
from discover.sweep.recorded import classified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from discover.classify.policy import Policy
    from discover.classify.tier import Classification
    from discover.classify.whatif import WhatIf
    from discover.inventory.store import Store


@click.command()
@options.vendor
@options.form
@options.inventory
@options.policy
@options.declared
@click.option(
    "--what-if",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Say what the tier would be without what this file says would be deleted.",
)
def classify(
    vendor: str | None,
    form: str,
    inventory: str | None,
    policy: Path | None,
    declared: str | None,
    what_if: Path | None,
) -> None:
    """Give the tier that follows from what a vendor holds, with every rule and clause that led to it.

    As JSON: {vendor, tier, state, rules, would_be, coverage, controls}; a list of them where there are several
    vendors and none is named. A tier is PROVEN where enough was examined, else UNPROVEN: it may turn out higher,
    never lower.

    A file for --what-if is TOML: [[delete]] tables with where = ["kind=kyc.*", "store=s3://acme*"], conditions as of discover
    inventory, and because = "...". As JSON then: {vendor, now, then, deleted, kept}.
    """
    using = policies.load(policy) if policy else policies.load_default()
    given = load_what_if(what_if, datetime.now(UTC)) if what_if else None
    with open_store(inventory) as store:
        names = options.asked(store, vendor)
        found = [classified(store, name, using, declared) for name in names]
        if given is not None:
            told = [(now, *_without(store, now, using, declared, given)) for now in found]
    if given is not None:
        if form == "json":
            output.one_or_list([_document(*each, given) for each in told])
        else:
            output.text(part for each in told for part in _what_if(*each, given))
    elif form == "json":
        output.one_or_list([each.as_dict() for each in found])
    else:
        output.text(_parts(found))


def _without(
    store: Store, now: Classification, policy: Policy, declared: str | None, given: WhatIf
) -> tuple[Classification, list[str]]:
    """The tier by what would stay, whatever was held before; and kinds that would be gone."""
    held, stays = store.holdings(now.vendor), store.holdings(now.vendor, given.stays)
    left = {each.kind for each in stays}
    then = judge(now.vendor, stays, store.coverage(now.vendor), policy, declared=declared)
    return then, sorted({each.kind for each in held} - left)


def _document(now: Classification, then: Classification, gone: list[str], given: WhatIf) -> dict[str, Any]:
    deleted = [{"where": list(each.where), "because": each.because} for each in given.deletions]
    return {
        "vendor": now.vendor,
        "now": now.as_dict(),
        "then": then.as_dict(),
        "deleted": deleted,
        "gone": gone,
        "kept": _KEPT,
    }


def _what_if(now: Classification, then: Classification, gone: list[str], given: WhatIf) -> Iterator[RenderableType]:
    yield Text.assemble(
        (shown(now.vendor), "bold"),
        ": now ",
        (now.tier.name, "bold"),
        f", {now.state.value}; then ",
        (then.tier.name, "bold"),
        f", {then.state.value}",
    )
    for each in given.deletions:
        yield Text(f"  without {shown(' and '.join(each.where))}{f': {shown(each.because)}' if each.because else ''}")
    yield Text(f"  kinds that would be gone: {', '.join(gone) or 'none'}")
    yield from list(sections.tier(then.as_dict()))[2:]
    yield sections.prose(_KEPT)


#: What has to be said of every such answer.
_KEPT = (
    "Nothing was changed. A lower tier is given only after two full sweeps in a row and a proof that what is gone was deleted, "
    "older versions, history and backups too (V12): discover retention --plan, --verify."
)


def _parts(found: Sequence[Classification]) -> Iterator[RenderableType]:
    for number, each in enumerate(found):
        if number:
            yield Text("")
        yield from sections.tier(each.as_dict())
        yield from sections.controls(each.as_dict())
