"""Inputs that a benchmark makes for itself, from a seed, and keeps: a tree, a history, dense, tiny and huge files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

from detectors.rules.examples import fill
from detectors.rules.load import load_builtin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEED = 20261123
#: The synthetic history: files, commits, and how many files a commit changes.
FILES, COMMITS, CHANGED = 120, 4000, 3
_WORDS = (
    "answer", "batch", "buffer", "build", "cache", "candidate", "channel", "commit", "config",
    "context", "cursor", "data", "default", "detail", "entry", "error", "event", "field", "file", "filter", "frame",
    "handle", "header", "index", "input", "item", "label", "level", "limit", "line", "list", "load", "local",
    "lock", "match", "merge", "message", "method", "model", "module", "name", "node", "object", "offset",
    "option", "order", "output", "page", "parent", "path", "pattern", "place", "plan", "point", "policy", "pool",
    "port", "print", "process", "query", "queue", "range", "read", "record", "region", "request", "result",
    "return", "role", "route", "row", "rule", "sample", "scan", "schema", "scope", "score", "search", "section",
    "segment", "select", "server", "setting", "shard", "size", "sort", "source", "stage", "start",
    "state", "status", "step", "store", "stream", "sum", "table", "target", "task", "test", "text",
    "time", "title", "total", "trace", "track", "tree", "type", "unit", "update", "value",
    "vendor", "version", "view", "wait", "window", "word", "worker", "write", "zone",
)  # fmt: skip


def kept(path: Path, make: Callable[[Path], None]) -> Path:
    """`path`, made by `make` where it does not exist yet; what is half made is never taken for whole."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.unlink(missing_ok=True)
        print(f"making {path}", file=sys.stderr)
        make(draft)
        draft.rename(path)
    return path


def tree(path: Path) -> None:
    """A copy of the packages of this Python environment: code, data and compiled libraries as they really come."""
    shutil.copytree(sysconfig.get_path("purelib"), path, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))


def _line(rng: random.Random) -> bytes:
    """A line of invented code: never a secret, though assignments and numbers occur as they do in code."""
    words = rng.choices(_WORDS, k=rng.randrange(2, 9))
    shape = rng.randrange(6)
    if shape == 0:
        return f"    {words[0]}_{words[1]} = {rng.randrange(10**6)}\n".encode()
    if shape == 1:
        return f"def {'_'.join(words)}({words[0]}, {words[1]}):\n".encode()
    if shape == 2:
        return f'    "{words[0]}": "{" ".join(words)}",\n'.encode()
    if shape == 3:
        return f"    # {' '.join(words)}\n".encode()
    if shape == 4:
        return f"        return {words[0]}.{words[1]}[{rng.randrange(100)}]\n".encode()
    return b"\n"


def history(path: Path) -> None:
    """A bare repository of many versions, packed as git packs it: every commit changes lines within some files."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*words: str, feed: Iterator[bytes] | None = None) -> None:
        command = ["git", f"--git-dir={path}", *words]
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
            assert process.stdin is not None
            for block in feed or ():
                process.stdin.write(block)
        if process.returncode:
            raise RuntimeError(f"git {words[0]} failed")

    git("init", "--quiet", "--bare", "--initial-branch=main")
    git("-c", "gc.auto=0", "fast-import", "--quiet", feed=_commits())
    git("repack", "-adq", "--depth=50", "--window=10")


def _commits() -> Iterator[bytes]:
    rng = random.Random(SEED)
    files = [[_line(rng) for _ in range(rng.randrange(200, 4000))] for _ in range(FILES)]
    examples = _examples()
    for number in range(COMMITS):
        changed = range(FILES) if number == 0 else rng.sample(range(FILES), CHANGED)
        message = f"Change {len(changed)} files, number {number}\n".encode()
        yield b"commit refs/heads/main\n"
        yield b"committer Bench <bench@example.invalid> %d +0000\n" % (1_600_000_000 + number * 600)
        yield b"data %d\n%b" % (len(message), message)
        for index in changed:
            lines = files[index]
            for _ in range(rng.randrange(1, 5)):
                at = rng.randrange(len(lines))
                lines[at : at + rng.randrange(3)] = [_line(rng) for _ in range(rng.randrange(1, 4))]
            if rng.random() < 0.002:
                lines.insert(rng.randrange(len(lines)), fill(rng.choice(examples), number).replace(b"\n", b" ") + b"\n")
            content = b"".join(lines)
            yield b"M 100644 inline src/part%02d/module%03d.py\ndata %d\n" % (index % 12, index, len(content))
            yield content
            yield b"\n"


def _examples() -> list[str]:
    """Templates of everything that our own rules find: the format is valid, the value is drawn from a seed."""
    return [template for rule in load_builtin() for template in rule.match]


def dense(path: Path, size: int = 4 << 20) -> None:
    """A file of nothing but matches: our rules' own examples under ever new seeds, and an address on every line."""
    rng = random.Random(SEED)
    examples = _examples()
    written, number = 0, 0
    with path.open("wb") as stream:
        while written < size:
            number += 1
            first, last, host, domain = rng.choices(_WORDS, k=4)
            address = f"{first}.{last}{rng.randrange(1000)}@{host}-{domain}.io "
            written += stream.write(address.encode() + fill(rng.choice(examples), number) + b"\n")


def tiny(path: Path) -> None:
    """One line with one token."""
    path.write_bytes(b"url = https://example.org/\ntoken: " + fill("ghp_{crc62::30}", SEED) + b"\n")


def huge(path: Path, size: int) -> None:
    """One file of invented log lines, all different, with a token about every 64 MiB; written as it is made."""
    rng = random.Random(SEED)
    examples = _examples()
    pool = b"".join(_line(rng) for _ in range(60_000))
    written = 0
    with path.open("wb") as stream:
        while written < size:
            cut = rng.randrange(len(pool))
            block = b"%020d " % written + pool[cut:] + pool[:cut]
            if written // (64 << 20) != (written + len(block)) // (64 << 20):
                block += fill(rng.choice(examples), written) + b"\n"
            written += stream.write(block[: max(1, size - written)])
