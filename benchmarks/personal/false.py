"""What the detector says of real files in which little or no personal data is expected: findings by kind per 10 MB."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.personal.score import Found, found
from discover.inventory.role import DATA, role

_UNIT = 10_000_000
#: Larger files are read up to here: more of one log says nothing new.
_MOST = 32 << 20
_HEAD = 8192
_EMAIL, OFFICES = "person.email", "person.business_contact"
#: Rows of addresses that are no mistake: contributors' in code and documents, those in data files, and those of offices.
MAINTAINERS, ADDRESSES = "person.email (maintainers)", "person.email (data files)"
#: Domains that nobody has: RFC 2606.
_RESERVED = (".example", ".invalid", ".test", ".localhost", "example.com", "example.net", "example.org")


@dataclass(slots=True)
class Tally:
    """Findings by row (a kind, or one of the rows of addresses), and places of each: path, line, rule, text."""

    files: int = 0
    size: int = 0
    binary: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    extensions: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    places: dict[str, list[tuple[str, int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, root: str, path: str) -> None:
        """Run the detector over one file; what holds a NUL byte near its beginning is counted, and not read."""
        with open(path, "rb") as stream:
            data = stream.read(_MOST)
        if b"\0" in data[:_HEAD]:
            self.binary += 1
            return
        self.files += 1
        self.size += len(data)
        inside = os.path.relpath(path, root if os.path.isdir(root) else os.path.dirname(root))
        for finding in found(data):
            text = data[finding.start : finding.end].decode(errors="replace")
            row = _row(finding, text, inside)
            self.rows[row] += 1
            self.extensions[row][os.path.splitext(path)[1] or os.path.basename(path)] += 1
            self.places[row].append((path, 1 + data.count(b"\n", 0, finding.start), finding.rule, text))


def _row(finding: Found, text: str, path: str) -> str:
    if finding.kind not in {_EMAIL, OFFICES}:
        return finding.kind
    if text.lower().endswith(_RESERVED):
        return "person.email (reserved domain)"
    if finding.kind == OFFICES:
        return OFFICES
    return ADDRESSES if role(path) == DATA else MAINTAINERS


def _files(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for root in paths:
        if os.path.isfile(root):
            yield root, root
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name != ".git")
            for name in sorted(names):
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield root, path


def tally(paths: Iterable[str]) -> Tally:
    """Findings in all files below the paths; links and `.git` are passed over."""
    total = Tally()
    for root, path in _files(paths):
        total.add(root, path)
    return total


def show(total: Tally, most: int) -> None:
    """Print findings per 10 MB by kind, the sorts of file that they are in, and up to `most` places with their text."""
    size = total.size / _UNIT
    print(f"{total.files} files, {total.size / 1e6:.1f} MB of text; {total.binary} binary files passed over")
    print(f"\n{'kind':34} {'findings':>8} {'per 10 MB':>10}  where")
    for row in sorted(total.rows):
        where = ", ".join(f"{name} {count}" for name, count in total.extensions[row].most_common(4))
        print(f"{row:34} {total.rows[row]:8} {total.rows[row] / size:10.2f}  {where}")
    counted = sum(count for row, count in total.rows.items() if row not in {MAINTAINERS, ADDRESSES, OFFICES})
    print(f"{'all but e-mail addresses':34} {counted:8} {counted / size:10.2f}")
    for row in sorted(total.rows) if most else ():
        print(f"\n{row}")
        # Spread over all files rather than the first ones.
        step = max(1, len(total.places[row]) // most)
        for path, line, rule, text in total.places[row][::step][:most]:
            print(f"  {text!r} <- {rule} {path}:{line}")
