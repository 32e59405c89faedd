"""Samples that figures are measured on: invented source code, records as CSV, JSON and Parquet, recordings without a picture."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.buckets.objects import SEED, Pool

_NAMES = (
    "Ada",
    "Bao",
    "Chidi",
    "Dora",
    "Emre",
    "Fatima",
    "Goran",
    "Hana",
    "Ilse",
    "Jomo",
    "Kirsi",
    "Lars",
    "Mei",
    "Noor",
    "Pavel",
)
_LAST = (
    "Arbor",
    "Brook",
    "Castell",
    "Dune",
    "Ember",
    "Field",
    "Grove",
    "Harbor",
    "Isle",
    "Juniper",
    "Kestrel",
    "Lake",
    "Meadow",
)
_WORDS = (
    "answer", "batch", "build", "cache", "data", "event", "field", "frame", "index", "item", "label", "level", "line", "list",
    "load", "match", "model", "name", "note", "offer", "order", "page", "part", "path",
)  # fmt: skip
_BLOCK = 20_000


def rows(rng: random.Random, count: int) -> list[tuple[int, str, str, str, str]]:
    """Invented people: number, name, address for mail, date of birth, a note."""
    out = []
    for _ in range(count):
        first, last, host, domain = rng.choice(_NAMES), rng.choice(_LAST), rng.choice(_WORDS), rng.choice(_WORDS)
        born = f"{rng.randrange(1950, 2006)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        mail = f"{first}.{last}{rng.randrange(10_000)}@{host}-{domain}.example".lower()
        out.append((rng.randrange(10**9), f"{first} {last}", mail, born, " ".join(rng.choices(_WORDS, k=6))))
    return out


def code(path: Path, size: int, rng: random.Random) -> None:
    """A source file of about so many bytes."""
    path.write_bytes(Pool("py", rng).text(size) if size > 1 << 16 else _CODE.text(size))


def csv(path: Path, size: int, rng: random.Random) -> None:
    """A table of people of about so many bytes."""
    with path.open("w") as out:
        out.write("id,name,email,birth_date,note\n")
        while out.tell() < size:
            out.write(
                "".join(f"{n},{name},{mail},{born},{note}\n" for n, name, mail, born, note in rows(rng, _few(size)))
            )


def jsonl(path: Path, size: int, rng: random.Random) -> None:
    """The same as lines of JSON."""
    heads = ("id", "name", "email", "birth_date", "note")
    with path.open("w") as out:
        while out.tell() < size:
            out.write("".join(json.dumps(dict(zip(heads, row, strict=True))) + "\n" for row in rows(rng, _few(size))))


def parquet(path: Path, size: int, rng: random.Random) -> None:
    """The same as Parquet; needs pyarrow."""
    import pyarrow as pa  # noqa: PLC0415  # only this kind needs it
    import pyarrow.parquet as pq  # noqa: PLC0415  # as above

    heads = ("id", "name", "email", "birth_date", "note")
    with path.open("wb") as sink:
        writer = None
        while sink.tell() < size:
            table = pa.table(dict(zip(heads, map(list, zip(*rows(rng, _few(size)), strict=True)), strict=True)))
            writer = writer or pq.ParquetWriter(sink, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()


def video(path: Path, size: int, rng: random.Random) -> None:
    """An interview as a recorder writes it, MP4 with its index at the end: some seconds again and again. Needs PyAV."""
    sys.path.append(str(Path(__file__).resolve().parents[2] / "samples"))
    from parts import clips  # noqa: PLC0415  # only this kind needs it

    short = _INTERVIEW.get("short") or clips.film(
        "mp4", clips.interview(rng, 12, size=(1280, 720)), clips.voice(rng, 12), bits=560_000
    )
    _INTERVIEW["short"] = short
    path.write_bytes(clips.longer(short, "mp4", max(1, size // len(short))))


#: Coded once: a long film is a short one muxed again and again.
_INTERVIEW: dict[str, bytes] = {}


def _few(size: int) -> int:
    """Rows to be written at once."""
    return max(10, min(_BLOCK, size // 400))


_CODE = Pool("py", random.Random(SEED))
#: Kind: ending of its names, who makes one, sizes and how many of each are measured.
KINDS: dict[str, tuple[str, Callable[[Path, int, random.Random], None], dict[int, int]]] = {
    "code": ("py", code, {1 << 10: 400, 8 << 10: 300, 64 << 10: 60, 1 << 20: 8, 8 << 20: 2}),
    "csv": ("csv", csv, {64 << 10: 10, 1 << 20: 2, 8 << 20: 1, 32 << 20: 1}),
    "json": ("json", jsonl, {64 << 10: 10, 1 << 20: 2, 8 << 20: 1, 32 << 20: 1}),
    "parquet": ("parquet", parquet, {64 << 10: 10, 1 << 20: 2, 8 << 20: 1, 32 << 20: 1}),
    "video": ("mp4", video, {20_000_000: 4, 100_000_000: 4, 1_000_000_000: 4}),
}
#: Shares of the number above that a run has before its measured part, so that what comes once is not counted.
WARM = 0.5


def made(folder: Path) -> None:
    """All samples: `KIND/SIZE/warm` and `KIND/SIZE/measured`."""
    rng = random.Random(SEED)
    for kind, (ending, make, counts) in KINDS.items():
        for size, count in counts.items():
            for part, number in (("warm", max(1, int(count * WARM))), ("measured", count)):
                place = folder / kind / str(size) / part
                place.mkdir(parents=True)
                for index in range(number):
                    make(place / f"{index:04}.{ending}", size, rng)


def tiny(folder: Path, count: int) -> None:
    """So many objects that cost next to nothing to examine: what is left is what the coordinator does with each."""
    for index in range(count):
        place = folder / f"{index // 500:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{index:06}.txt").write_text(f"{index}\n")
