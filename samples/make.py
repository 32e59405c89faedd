"""Make the samples: one invented vendor, Talentbridge, with every kind of thing that the founding case's vendor held.

`python samples/make.py OUT [--seed N] [--small]` writes OUT/talentbridge, OUT/benign, OUT/chats, OUT/osv and OUT/expected.toml.
The same seed gives the same bytes (for one version of zlib, git and what draws: pictures are drawn where Pillow, NumPy and
zxing-cpp are installed, and left out elsewhere). Everything is synthetic; tokens are drawn when this runs
and open nothing.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from parts import (
    benign,
    biometrics,
    certs,
    chats,
    containers,
    documents,
    exchange,
    infra,
    matching,
    media,
    network,
    slack,
    supply,
    templates,
    tickets,
    users,
)
from parts.code import CLIENT
from parts.ledger import VENDOR, Ledger
from parts.people import population, staff

MARKER = ".made-by-samples"
SEED = 20260402
#: Modules that draw pictures, and what installs them; all come with the extra `media`.
DRAWS = {"PIL": "Pillow", "numpy": "NumPy", "zxingcpp": "zxing-cpp"}


def prepare(out: Path) -> None:
    """Make `out` an empty folder with the marker in it.

    Raises:
        FileExistsError: it holds something and was not made here.
    """
    marker = out / MARKER
    if out.exists() and any(out.iterdir()):
        if not marker.is_file():
            raise FileExistsError(
                f"{out} is not empty and was not made by samples/make.py; name an empty or a new folder"
            )
        for entry in out.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    out.mkdir(parents=True, exist_ok=True)
    marker.write_text("samples/make.py made this folder and may empty it.\n")


def build(out: Path, seed: int = SEED, *, small: bool = False) -> None:
    """Write everything below `out`.

    Raises:
        FileExistsError: `out` holds something and was not made here.
        RuntimeError: git failed.
    """
    prepare(out)
    ledger = Ledger(out, seed, small=small)
    people = population(ledger.rng("people"), ledger.scale(1500, 60))
    employees = staff(ledger.rng("staff"), 24)
    matching.write(ledger, employees)
    infra.write(ledger, employees)
    users.write(ledger, people)
    documents.write(ledger, people)
    containers.write(ledger)
    media.write(ledger, people)
    biometrics.write(ledger, people)
    templates.write(ledger, people)
    exchange.write(ledger, people)
    if not lacking():
        from parts import rendered  # noqa: PLC0415  # the rest is made without what it needs

        rendered.write(ledger, people)
    network.write(ledger)
    certs.write(ledger)
    slack.write(ledger, employees, people)
    tickets.write(ledger, employees, people)
    chats.write(ledger)
    supply.write(ledger)
    clients(ledger)
    for folder in (f"{VENDOR}/benign", "benign"):
        benign.write(ledger, folder)
    for repository in ("matching", "infra.git"):
        for path in sorted((out / VENDOR / "repos" / repository).rglob("*")):
            ledger.date(path, 28)
    (out / "expected.toml").write_text(ledger.expected())


def lacking() -> list[str]:
    """Names of the libraries that draw pictures and are not installed."""
    return [name for module, name in DRAWS.items() if find_spec(module) is None]


def clients(ledger: Ledger) -> None:
    """A rule of the vendor's own: names of clients, which no scanner can know."""
    words = CLIENT.split()
    rule = f"""# Names of clients: what names one is confidential. Give it with `discover scan --rules`.

[[rule]]
id = "named"
name = "Name of a client"
kind = "code.client_confidential"
docs = "https://example.com/clients"
keywords = ["{CLIENT.lower()}"]
anchor = "(?i){CLIENT.lower()}"
pattern = '(?i)\\b(?P<secret>{CLIENT.lower()})\\b'
confidence = 0.8
match = ["for {CLIENT} only", "{CLIENT.upper()}: rubric"]
reject = ["{words[0]} Valley", "{" ".join(words[:2])}"]
"""
    ledger.write("rules/clients.toml", rule)


def main() -> int:
    """Read the command line; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(description="Write the synthetic vendor Talentbridge.")
    parser.add_argument("out", type=Path, help="folder to write; empty, new, or made by this program")
    parser.add_argument("--seed", type=int, default=SEED, help="what everything is derived from (default %(default)s)")
    parser.add_argument("--small", action="store_true", help="60 people and small media, for quick tests")
    given = parser.parse_args()
    try:
        build(given.out, given.seed, small=given.small)
        if lacking():
            left_out = "documents, selfies and a boarding pass"
            print(f"{left_out} were not drawn, and are not expected: install {', '.join(lacking())}", file=sys.stderr)
    except FileExistsError as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
