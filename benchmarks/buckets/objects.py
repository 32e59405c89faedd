"""Objects that the benchmark makes for itself from a seed: small texts of mixed kinds, with a few planted secrets."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from detectors.rules.examples import fill

SEED = 20261127
#: Bytes of a small object, and how many lie in a folder.
SIZE, FOLDER = 8 << 10, 500
#: One object in so many has a planted token.
EVERY = 500
#: Of GitHub's form with right check digits, which no such token of anybody's is drawn from.
_TOKEN = "ghp_{crc62::30}"
#: The rule that finds it.
RULE = "github"
_WORDS = (
    "answer", "batch", "buffer", "build", "cache", "channel", "commit", "config", "cursor", "data", "default", "entry",
    "error", "event", "field", "file", "filter", "frame", "handle", "header", "index", "input", "item", "label",
    "level", "limit", "line", "list", "load", "lock", "match", "merge", "message", "method", "model", "module",
    "name", "node", "object", "offset", "option", "order", "output", "page", "parent", "path", "plan", "point",
    "pool", "port", "print", "process", "query", "queue", "range", "read", "record", "region", "request", "result",
    "route", "row", "sample", "scan", "schema", "score", "search", "segment", "server", "shard", "size", "sort",
    "source", "stage", "start", "state", "status", "step", "store", "stream", "table", "target", "task", "text",
    "time", "trace", "tree", "type", "unit", "update", "value", "version", "view", "wait", "window", "worker",
    "write", "zone",
)  # fmt: skip
_LEVELS = ("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR")


def code(rng: random.Random) -> str:
    """Some lines of invented source code."""
    a, b, c, d = rng.choices(_WORDS, k=4)
    first = f"def {a}_{b}({c}, {d}):\n    # {b} the {c} of a {d}\n"
    return f"{first}    {a} = {c}.{b}[{rng.randrange(100)}] + {rng.randrange(9999)}\n    return {a}\n\n"


def record(rng: random.Random) -> str:
    """One invented record as a line of JSON."""
    a, b, c = rng.choices(_WORDS, k=3)
    held = {
        "id": rng.randrange(10**9),
        "kind": a,
        "note": " ".join(rng.choices(_WORDS, k=8)),
        "score": rng.random(),
        "tags": [b, c],
    }
    return json.dumps(held) + "\n"


def log(rng: random.Random) -> str:
    """One invented line of a log."""
    day = f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    moment = f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}Z"
    a, b, c = rng.choices(_WORDS, k=3)
    asked = f"request={rng.getrandbits(64):016x} took {rng.randrange(9000)} ms for /{c}/{b}?page={rng.randrange(99)}"
    return f"{moment} {rng.choice(_LEVELS)} {a}.{b} {asked}\n"


def row(rng: random.Random) -> str:
    """One invented row of a table."""
    note = " ".join(rng.choices(_WORDS, k=5))
    return f"{rng.randrange(10**6)},{rng.choice(_WORDS)},{note},{rng.random():.4f},{rng.randrange(2)}\n"


#: Ending of the name: what makes some lines of it, and the first line.
KINDS: dict[str, tuple[Callable[[random.Random], str], str]] = {
    "py": (code, ""),
    "json": (record, ""),
    "log": (log, ""),
    "csv": (row, "id,name,note,score,flag\n"),
}


class Pool:
    """Text of one kind, any amount of it: cut out of a pool of lines, so that it is made as fast as it is written."""

    def __init__(self, kind: str, rng: random.Random) -> None:
        """Make 256 KiB of lines of a kind of `KINDS`."""
        make, self.head = KINDS[kind]
        lines, size = [], 0
        while size < 1 << 18:
            lines.append(make(rng))
            size += len(lines[-1])
        self._lines, self._rng = lines, rng

    def text(self, size: int) -> bytes:
        """About so many bytes, at least one line; whole lines."""
        parts, made = [self.head], len(self.head)
        at = self._rng.randrange(len(self._lines))
        while made < size:
            parts.append(self._lines[at % len(self._lines)])
            made += len(parts[-1])
            at += 1 + (self._rng.random() < 0.1)
        return "".join(parts).encode()


def planted(number: int) -> bytes:
    """The invented token of an object."""
    return fill(_TOKEN, SEED + number)


def small(count: int, kinds: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Keys and contents of so many objects of about 8 KiB; kinds in turn, one in 500 with a token as its last line."""
    rng = random.Random(SEED)
    pools = {kind: Pool(kind, rng) for kind in kinds}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        content = pools[kind].text(SIZE - 64)
        if number % EVERY == EVERY - 1:
            content += b"access = " + planted(number) + b"\n"
        yield f"{number // FOLDER:04}/{number:06}.{kind}", content


def folder(path: Path, count: int, kinds: Sequence[str]) -> None:
    """Write them below a folder."""
    for key, content in small(count, kinds):
        file = path / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
