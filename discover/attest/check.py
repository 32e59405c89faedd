"""Check: whether a statement holds to its schema and may still be relied on, and what follows on what."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema

from discover.attest.envelope import AttestationError
from discover.attest.statement import moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from securesystemslib.dsse import Envelope

#: The published form of a statement.
SCHEMA = Path(__file__).with_name("holdings-v0.1.schema.json")


class Check(NamedTuple):
    """One question and its answer: its name, whether it holds, and a clause."""

    name: str
    holds: bool
    detail: str


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of a statement."""
    found: Mapping[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return found


def statement_of(envelope: Envelope) -> Mapping[str, Any]:
    """The statement in an envelope.

    Raises:
        AttestationError: it is no JSON, or does not hold to the schema.
    """
    try:
        document = json.loads(envelope.payload)
        validator = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
        wrong = next(iter(validator.iter_errors(document)), None)
    except (ValueError, RecursionError) as error:
        raise AttestationError("holds no statement in JSON") from error
    if wrong is not None:
        place = "/".join(map(str, wrong.absolute_path)) or "the whole"
        raise AttestationError(
            f"its statement does not hold to the schema at {place}: {wrong.validator} ({wrong.validator_value!s:.60})"
        )
    found: Mapping[str, Any] = document
    return found


def checks(statement: Mapping[str, Any], now: datetime, previous: bytes | None) -> list[Check]:
    """Whether a statement may be relied on now.

    Args:
        statement: that holds to the schema.
        now: in UTC.
        previous: the attestation before it, if that is at hand.
    """
    predicate = statement["predicate"]
    made, until = (datetime.fromisoformat(predicate[name]) for name in ("madeAt", "validUntil"))
    told = [
        Check(
            "made",
            made <= now,
            f"on {predicate['madeAt']}" + ("" if made <= now else f", which is after now, {moment(now)}"),
        ),
        Check(
            "valid",
            now <= until,
            f"until {predicate['validUntil']}" + ("" if now <= until else ", which is over: ask for a new one"),
        ),
        Check(
            "complete",
            predicate["complete"],
            "of all stores" if predicate["complete"] else "; ".join(predicate["incompleteBecause"]),
        ),
    ]
    link = predicate["previous"]
    if previous is not None:
        digest = hashlib.sha256(previous).hexdigest()
        follows = link is not None and link["sha256"] == digest
        told.append(
            Check(
                "follows",
                follows,
                "the attestation given" if follows else "another attestation than the one given, or none",
            )
        )
    return told


def differences(statement: Mapping[str, Any], measured: Mapping[str, Any]) -> list[str]:
    """What a statement says otherwise than one that is made now of the same vendor: clauses, by kind."""
    then, now = statement["predicate"], measured["predicate"]
    names = ("vendor", "declared")
    found = [f"{name}: '{then[name]}' there, '{now[name]}' here" for name in names if then[name] != now[name]]
    if then["tier"]["tier"] != now["tier"]["tier"]:
        found.append(f"tier: {then['tier']['tier']} there, {now['tier']['tier']} here")
    found += _stores(then["scope"]["stores"], now["scope"]["stores"])
    before, after = ({each["kind"]: each for each in one["holdings"]} for one in (then, now))
    for kind in sorted({*before, *after}):
        if kind not in after:
            found.append(f"{kind}: there, and not here")
        elif kind not in before:
            found.append(f"{kind}: here, and not there")
        else:
            first, second = before[kind], after[kind]
            parts = [
                name for name in ("people", "objects", "confirmed", "seconds", "stores") if first[name] != second[name]
            ]
            if parts:
                found.append(f"{kind}: other {', '.join(parts)}")
    return found


def _stores(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    before, after = ({each["alias"] for each in one} for one in (then, now))
    told = []
    if before - after:
        told.append(f"stores: {len(before - after)} there that are not here")
    if after - before:
        told.append(f"stores: {len(after - before)} here that are not there")
    return told
