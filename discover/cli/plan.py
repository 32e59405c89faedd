"""`discover scan --plan`: what a scan would list and read, and what that is likely to cost; nothing is read."""

from __future__ import annotations

from copy import copy
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from connectors.errors import SourceError
from discover.cli import exits, output
from discover.inventory import ledger
from discover.inventory.keyset import KeySet
from discover.inventory.store import open_store
from discover.report.sections import heading
from discover.report.words import plural, shown, size
from discover.sweep import tariff
from discover.sweep.buckets import is_bucket, targets
from discover.sweep.plan import Planned, planned
from discover.sweep.price import Cost, Price, estimates, total
from discover.sweep.session import digests_of
from discover.sweep.target import resolve

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from rich.console import RenderableType

    from discover.sweep.session import Request
    from discover.sweep.target import Target


#: Services by connector, as people call them.
_SERVICES = {"s3": "S3", "gcs": "Google Cloud Storage", "azure": "Azure"}
_CENT = 0.01


def run(request: Request, form: str, prices: Path | None = None) -> int:
    """List the targets and print what reading them would take; the exit code.

    Args:
        request: as of a scan.
        form: `json`, or any other for people.
        prices: table of the user's own.

    Raises:
        ConfigError: that table is wrong; nothing was listed then.
    """
    tariffs = tariff.load(prices)
    plans: list[Planned] = []
    failed: dict[str, str] = {}
    left = copy(request.allowance)
    digest = "" if request.keep_nothing else digests_of(request)
    for name in request.targets:
        try:
            for target in _targets(request, name):
                plans += planned(target, left, _known(request, target, digest))
        except SourceError as error:
            failed[name] = str(error)
    costs = list(estimates(plans, tariffs))
    if form == "json":
        output.document(_rows(plans, costs, failed))
    else:
        output.text(_parts(plans, costs, failed))
    broken = bool(failed) or any(plan.error for plan in plans)
    return exits.scan_code(failing=False, partial=broken, nothing=not any(not plan.error for plan in plans))


def _targets(request: Request, name: str) -> Iterator[Target]:
    if is_bucket(name):
        yield from targets(name, request.vendor, request.buckets)
    else:
        yield resolve(name, request.vendor, request.narrow)


def _known(request: Request, target: Target, digest: str) -> Container[bytes]:
    """Keys of what need not be read again under rules of this digest, where there is an inventory that knows the sources."""
    from discover.errors import InventoryError  # noqa: PLC0415  # only here

    if request.keep_nothing:
        return ()
    try:
        with open_store(request.inventory) as store, store.read() as connection:
            found = KeySet()
            for spec in target.sources:
                source = ledger.known_source(connection, spec.vendor, spec.locator)
                if source is not None:
                    ledger.known(connection, source, digest, found)
            return found
    except InventoryError:
        return ()


def _rows(plans: Sequence[Planned], costs: Sequence[Price | None], failed: dict[str, str]) -> list[dict[str, Any]]:
    """A row for each source, then for each target that failed, then the sum where several sources have a price."""
    rows: list[dict[str, Any]] = [
        asdict(plan) | {"price": cost and asdict(cost)} for plan, cost in zip(plans, costs, strict=True)
    ]
    rows += [{"locator": name, "error": why} for name, why in failed.items()]
    known = [cost for cost in costs if cost is not None]
    return [*rows, {"total": asdict(total(known)), "sources": len(known)}] if len(known) > 1 else rows


def _parts(plans: Sequence[Planned], costs: Sequence[Price | None], failed: dict[str, str]) -> Iterator[RenderableType]:
    for plan, cost in zip(plans, costs, strict=True):
        yield Text(shown(plan.locator), style="bold")
        if plan.error:
            yield Text(f"  could not be listed: {shown(plan.error)}", style="bold yellow")
            if not plan.held_objects:
                continue
        yield Text(f"  held           {plural(plan.held_objects, 'object')}, {size(plan.held_bytes)}")
        yield Text(f"  to be read     {plural(plan.read_objects, 'object')}, at most {size(plan.read_bytes)}")
        if plan.known_objects:
            yield Text(f"  known already  {plural(plan.known_objects, 'object')} that have not changed")
        for reason, (objects, held) in sorted(plan.refused.items()):
            yield Text(f"  not read       {plural(objects, 'object')}, {size(held)}: {reason}")
        yield Text(f"  requests       about {plan.get_requests:,} to read, {plan.list_requests:,} to list")
        yield from _price(plan, cost)
    for name, why in failed.items():
        yield Text.assemble((shown(name), "bold"), f"  could not be listed: {shown(why)}")
    yield from _sum(plans, costs)
    yield heading("Nothing was read. To read it, run the same command without --plan.")


def _price(plan: Planned, cost: Price | None) -> Iterator[Text]:
    """What a source costs; nothing of one that is free."""
    if cost is not None:
        said = f"{_said(cost, shown(plan.region or 'the region of the bucket'))} ({_basis(plan, cost)})"
        yield Text(f"  price          {said}")
    elif plan.endpoint:
        where = shown(plan.endpoint)
        yield Text(
            f"  price          not known: what {where} charges is in no table; --prices FILE takes one that says it"
        )


def _sum(plans: Sequence[Planned], costs: Sequence[Price | None]) -> Iterator[Text]:
    """The sum, where several sources have a price."""
    known = [cost for cost in costs if cost is not None]
    if len(known) < 2:  # noqa: PLR2004  # one says it itself
        return
    without = sum(1 for plan, cost in zip(plans, costs, strict=True) if cost is None and plan.endpoint)
    yield heading(f"All {plural(len(known), 'source')} that cost something")
    left = f"; without {plural(without, 'source')} whose prices are not known" if without else ""
    yield Text(f"  price          {_said(total(known), 'their regions')}{left}")


def _said(cost: Cost, where: str) -> str:
    within = f" and {_dollars(cost.transfer_within)} where it does" if cost.transfer_within else ""
    about = "" if 0 < cost.reading < _CENT else "about "
    return (
        f"{about}{_dollars(cost.reading)}: requests {_dollars(cost.requests)}, retrieval {_dollars(cost.retrieval)}; "
        f"and {_dollars(cost.transfer_out)} for data transfer where it does not run in {where}{within}"
    )


def _basis(plan: Planned, cost: Price) -> str:
    """Which prices these are, and what was assumed."""
    name = "prices" if plan.endpoint else f"{_SERVICES[cost.service]} prices"
    of = f" of {shown(cost.region)}, as {_missing(plan)}," if cost.assumed else ""
    usual = f"; {', '.join(map(shown, cost.as_usual))} counted as the usual storage class" if cost.as_usual else ""
    return f"{name}{of} of {cost.date}, {shown(cost.table)}{usual}"


def _missing(plan: Planned) -> str:
    return f"{shown(plan.region)} is not in the table" if plan.region else "the service does not tell the region"


def _dollars(amount: float) -> str:
    """An amount to the cent; what is less, and not nothing, is said to be less."""
    return f"under ${_CENT}" if 0 < amount < _CENT else f"${amount:,.2f}"
