"""Pictures for measuring: identity documents as they come into files, backs of licences, and ordinary pictures; with the truth about each.

    python -m benchmarks.pictures make OUT --seed 1 --ids 500 --ordinary 1000 --backs 200

Seeds 1 to 9 are for development; whoever states a figure takes one from 100 up that nobody has looked at. A picture depends on the seed,
its set and its number alone, so a larger set begins with the smaller one. What is drawn depends on the type faces of the machine (see
`samples/parts/lettering.py`), and on the versions of Pillow and zxing-cpp; the truth does not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

sys.path.append(
    str(Path(__file__).resolve().parents[1] / "samples")
)  # the sample makers are run from the tree, not installed

from parts import camera, papers
from parts.ordinary import SORTS, ordinary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parts.camera import Shot
    from parts.paper import Paper

    Row = dict[str, Any]
    Made = tuple[bytes, str, Row]

#: Sorts of ordinary pictures that are things, which are photographed or scanned; the others are files from the start.
_THINGS = frozenset((
    "letter", "book", "receipt", "form", "form-passport", "prose-passport", "invoice", "label", "ticket", "boarding", "shipping", "business",
    "bank", "bank-back", "club", "employee", "student", "resume",
))  # fmt: skip


def _told(paper: Paper) -> Row:
    return {
        "paper": paper.kind, "kind": papers.KINDS[paper.kind], "country": paper.country, "side": paper.side, "language": paper.language,
        "signals": list(paper.signals), "number": paper.number, "birth": paper.birth, "zone": list(paper.zone), "code": paper.code.decode("latin-1"),
    }  # fmt: skip


def _seen(shot: Shot) -> Row:
    return {"way": shot.way, "harms": list(shot.harms), "turns": shot.turns, "told": shot.told}


def document(rng: Random) -> Made:
    """One identity document; of seven in a hundred both sides."""
    if rng.random() < 0.07:
        return _both(rng)
    paper = papers.paper(rng)
    shot = camera.take(rng, paper.image)
    data, form = camera.encode(rng, shot)
    return data, form, _told(paper) | _seen(shot)


def _both(rng: Random) -> Made:
    """Front and back on a page, or on pages of a file."""
    front, back = papers.both(rng)
    row = _told(front) | {
        "side": "both",
        "signals": sorted({*front.signals, *back.signals}),
        "zone": [*front.zone, *back.zone],
    }
    row["code"] = back.code.decode("latin-1")
    form = rng.choice(("page", "pdf", "tif"))
    if form == "page":
        shot = camera.page(rng, [front.image, back.image])
        data, ending = camera.encode(rng, shot)
        return data, ending, row | _seen(shot)
    shots = [camera.scan(rng, paper.image) for paper in (front, back)]
    make = camera.pdf if form == "pdf" else camera.tiff
    return make([shot.image for shot in shots]), form, row | _seen(shots[0]) | {"pages": 2}


def back(rng: Random) -> Made:
    """One back of a licence with its code, from as near as people go who want a code read: 2.5 to 4 pixels a module mostly."""
    paper = papers.back(rng)
    shot = camera.take(rng, paper.image, near=rng.uniform(1.1, 1.6))
    data, form = camera.encode(rng, shot)
    return data, form, _told(paper) | _seen(shot)


def other(rng: Random) -> Made:
    """One ordinary picture."""
    sort, image = ordinary(rng)
    shot = camera.take(rng, image) if sort in _THINGS and rng.random() < 0.5 else camera.flat(image)
    data, form = camera.encode(rng, shot)
    return data, form, {"sort": sort, "kind": "", "hard": SORTS[sort].hard, "faces": SORTS[sort].faces} | _seen(shot)


_SETS: dict[str, Callable[[Random], Made]] = {"ids": document, "backs": back, "ordinary": other}


def pictures(seed: int, counts: dict[str, int]) -> Iterator[tuple[str, bytes, Row]]:
    """Names, bytes and truth of so many pictures of each set (ids, backs, ordinary)."""
    for name, count in counts.items():
        for number in range(count):
            data, form, row = _SETS[name](Random(f"{seed}:{name}:{number}"))  # repeatable, not secret
            path = f"{name}/{number:05}.{form}"
            yield path, data, {"file": path, "set": name, **row}


def make(out: Path, seed: int, counts: dict[str, int]) -> int:
    """Write pictures, and `truth.jsonl` with a line for each; how many there are."""
    for name in counts:
        (out / name).mkdir(parents=True, exist_ok=True)
    done = 0
    with (out / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for path, data, row in pictures(seed, counts):
            (out / path).write_bytes(data)
            truth.write(json.dumps(row, ensure_ascii=False) + "\n")
            done += 1
    return done


def main(words: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description="Make pictures with truth.")
    making = parser.add_subparsers(dest="command", required=True).add_parser(
        "make", help="write pictures and truth.jsonl"
    )
    making.add_argument("out", type=Path)
    making.add_argument("--seed", type=int, default=1, help="1 to 9 for development, 100 and up held out")
    for name, count in (("ids", 500), ("backs", 200), ("ordinary", 1000)):
        making.add_argument(f"--{name}", type=int, default=count)
    given = parser.parse_args(words)
    start = time.perf_counter()
    done = make(given.out, given.seed, {name: getattr(given, name) for name in _SETS})
    took = time.perf_counter() - start
    print(f"{done} pictures in {took:.1f} s, {done / took:.1f} a second")


if __name__ == "__main__":
    main()
