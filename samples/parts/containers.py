"""Containers: every kind of archive, document, mailbox and table that can be made here, each with a planted value of its own."""

from __future__ import annotations

import importlib

from parts.ledger import VENDOR, Ledger
from parts.secrets import github

FOLDER = f"{VENDOR}/exports/containers"
GROUPS = ("archives", "binary", "documents", "mail", "sheets", "tables")


def write(ledger: Ledger) -> None:
    """Write `exports/containers/`, a folder for each group."""
    for group in GROUPS:
        module = importlib.import_module(f"parts.containers_{group}")
        tokens = ledger.rng(f"containers {group} tokens")
        for name, (data, planted) in module.made(
            ledger.rng(f"containers {group}"), lambda rng=tokens: github(rng)
        ).items():
            path = ledger.write(f"{FOLDER}/{group}/{name}", data, days_old=120)
            for each in planted:
                ledger.hold(path, each.kind, since=3)
                ledger.plant(path, each)
