"""Films: how many recordings a scan tells for what they are, and what a large one costs; made from seeds.

    python -m benchmarks.films make OUT --seed 301 --each 3     # films and sound of every sort and container, with truth.jsonl
    python -m benchmarks.films score OUT                        # the whole command on them (names of files there tell nothing)
    python -m benchmarks.films cost --megabytes 100             # bytes read, requests and processor time of one large film a container

Seeds 301 to 309 are for development; whoever states a figure takes one from 400 up that nobody has looked at.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "samples"))

import numpy as np
from parts import clips

from benchmarks.sight import scanned
from detectors.media.clip import clip
from detectors.media.look import Sight
from detectors.media.screen import shows
from detectors.media.speech import Speech
from detectors.readers.held import HeldBlob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Row = dict[str, Any]
    Shown = Callable[..., Iterator[Any]]

_SIZES = ((320, 240), (640, 360), (960, 540), (1280, 720))
#: Sorts of films: what is shown, what is heard, seconds, and the kind that a scan is to tell.
_FILMS: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "interview": ("interview", "voice", (62, 90), "bio.interview_video"),
    "call by video": ("two", "voice", (62, 90), "bio.interview_video"),
    "silent head": ("interview", "", (20, 90), "bio.face_video"),
    "short talk": ("interview", "voice", (15, 50), "bio.face_video"),
    "meeting": ("meeting", "noise", (20, 60), "bio.face_video"),
    "proof of life": ("living", "", (4, 12), "kyc.liveness_clip"),
    "screen": ("screen", "voice", (15, 60), "bio.screen_recording"),
    "silent screen": ("screen", "", (15, 60), "bio.screen_recording"),
    "narrated landscape": ("landscape", "voice", (30, 60), "bio.voice_media"),
    "landscape with music": ("landscape", "music", (15, 60), ""),
    "landscape with a fan": ("landscape", "noise", (15, 60), ""),
    "silent landscape": ("landscape", "", (15, 60), ""),
}
#: Sorts of sound: what is heard, and the kind.
_SOUNDS = {"voice": "bio.voice_media", "call": "bio.call_recording", "music": "", "noise": ""}
#: Forms of sound files: format, codec, samples a second, ending.
_FORMS = (
    ("wav", "pcm_s16le", 16_000, "wav"), ("mp3", "libmp3lame", 16_000, "mp3"), ("ogg", "libopus", 48_000, "ogg"), ("flac", "flac", 16_000, "flac"),
    ("ipod", "aac", 16_000, "m4a"), ("adts", "aac", 16_000, "aac"), ("aiff", "pcm_s16be", 16_000, "aiff"),
)  # fmt: skip


def recordings(seed: int, each: int) -> Iterator[tuple[str, bytes, Row]]:
    """Names, bytes and truth: `each` of every sort, in containers and sizes by lot."""
    for sort, (shown, heard, seconds, kind) in _FILMS.items():
        for number in range(each):
            rng = Random(f"{seed}:{sort}:{number}")  # repeatable, not secret
            yield _film(rng, sort, shown, heard, rng.randint(*seconds), kind, number)
    for sort, kind in _SOUNDS.items():
        for number in range(each):
            rng = Random(f"{seed}:sound:{sort}:{number}")
            form, coder, rate, ending = rng.choice(_FORMS)
            length = rng.randint(12, 60)
            data = clips.sound_file(form, coder, _sound(rng, sort, length), rate)
            yield (
                f"sound/{sort.replace(' ', '-')}-{number:03}.{ending}",
                data,
                {"sort": sort, "kind": kind, "seconds": length, "container": form},
            )


def _film(
    rng: Random, sort: str, shown: str, heard: str, seconds: int, kind: str, number: int
) -> tuple[str, bytes, Row]:
    container = rng.choice(list(clips.CONTAINERS))
    width, height = rng.choice(_SIZES) if shown != "screen" else (1280, 720)
    size = (height, width) if shown == "living" else (width, height)
    # A short loop is coded once: what is shown repeats itself every some seconds, as heads do.
    loop = min(seconds, 8)
    frames = list(clips.SHOWN[shown](rng, loop, size=size))
    repeated = (frames[at % len(frames)] for at in range(seconds * clips.FRAMES_A_SECOND))
    data = clips.film(
        container, repeated, _sound(rng, heard, seconds) if heard else None, key_every=rng.choice((1.0, 2.0, 5.0, 10.0))
    )
    ending = clips.ENDINGS.get(container, container)
    return (
        f"films/{sort.replace(' ', '-')}-{number:03}.{ending}",
        data,
        {"sort": sort, "kind": kind, "seconds": seconds, "container": container},
    )


def _sound(rng: Random, heard: str, seconds: int) -> NDArray[np.float32]:
    if heard == "voice":
        return clips.voice(rng, seconds, rng.uniform(105, 140))
    found: NDArray[np.float32] = getattr(clips, heard)(rng, seconds)
    return found


def make(out: Path, seed: int, each: int) -> int:
    """Write recordings, and `truth.jsonl`; how many there are."""
    for name in ("films", "sound"):
        (out / name).mkdir(parents=True, exist_ok=True)
    done = 0
    with (out / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for path, data, row in recordings(seed, each):
            (out / path).write_bytes(data)
            truth.write(json.dumps({"file": path, **row}) + "\n")
            done += 1
    return done


_KINDS = {
    "interview": "bio.interview_video", "faces": "bio.face_video", "liveness": "kyc.liveness_clip", "screen": "bio.screen_recording",
    "voice": "bio.voice_media", "call": "bio.call_recording", "corpus": "bio.voice_media",
}  # fmt: skip


def score(out: Path, *, misses: bool) -> list[str]:
    """Lines of a report."""
    rows = [json.loads(line) for line in (out / "truth.jsonl").read_text("utf-8").splitlines()]
    found, took = scanned(out)
    counts: Counter[str] = Counter()
    lines = []
    for row in rows:
        rules = {rule for rule in found.get(row["file"], ()) if rule.startswith("recording.")}
        kinds = {_KINDS[rule.split(".")[1].removesuffix("-likely")] for rule in rules}
        wanted = row["kind"] or "nothing"
        counts[f"{wanted}: recordings"] += 1
        right = kinds == ({row["kind"]} if row["kind"] else set())  # a wrong kind beside the right one is an error
        counts[f"{wanted}: right"] += right
        if misses and not right:
            lines.append(
                f"{row['file']} ({row['container']}, {row['seconds']} s): {sorted(rules) or 'nothing'}, not {wanted}"
            )
    lines += [f"{name:<40} {count:>6}" for name, count in sorted(counts.items())]
    return [*lines, f"{took:.0f} s, {took / max(1, len(rows)) * 1000:.0f} ms a recording by the clock"]


def cost(megabytes: int) -> list[str]:
    """What one film of so many megabytes takes, by container, models loaded; and the largest memory of the process."""
    rng = Random(1)
    short = clips.film("mp4", clips.interview(rng, 12, size=(1280, 720)), clips.voice(rng, 12), bits=560_000)
    web = clips.film("webm", clips.interview(rng, 12, size=(1280, 720)), clips.voice(rng, 12), bits=560_000)
    old = clips.film("avi", clips.interview(rng, 12, size=(1280, 720)), clips.voice(rng, 12), bits=560_000)
    sight, speech = Sight(), Speech()
    lines = []
    for container in ("mp4", "mp4-front", "mov", "mkv", "webm", "avi", "ts", "flv", "mp4-fragments"):
        part = {"webm": web, "avi": old}.get(container, short)
        data = clips.longer(part, container, max(2, megabytes * 1_000_000 // len(part)))
        blob, used, seen = HeldBlob(data), [], None
        for _ in range(4):  # the first one loads the models
            before = time.process_time()
            seen = clip(blob, lambda: None)
            for frame in seen.frames:
                sight.faces.find(frame.pixels)
                shows(frame.pixels, sight.writing)
            speech.listen(seen.sound)
            used.append(time.process_time() - before)
        assert seen is not None
        share = seen.taken / blob.size
        lines.append(
            f"{container:<14} {blob.size / 1e6:>6.0f} MB {seen.seconds:>7.0f} s  {seen.taken / 1e6:>5.1f} MB read, {share:>6.2%}, {seen.requests:>4} requests,"
            f" {median(used[1:]):.2f} s of CPU, {len(seen.frames)} frames, {len(seen.sound)} stretches of sound"
        )
    return lines


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.films", description="Recordings with truth, and what they cost."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="write recordings and truth.jsonl")
    making.add_argument("out", type=Path)
    making.add_argument("--seed", type=int, default=301)
    making.add_argument("--each", type=int, default=3, help="of every sort")
    scoring = commands.add_parser("score", help="run the command on them")
    scoring.add_argument("out", type=Path)
    scoring.add_argument("--misses", action="store_true", help="name each that was not told right")
    costing = commands.add_parser("cost", help="what a large film takes")
    costing.add_argument("--megabytes", type=int, default=100)
    given = parser.parse_args()
    if given.command == "make":
        print(f"{make(given.out, given.seed, given.each)} recordings in {given.out}")
    elif given.command == "score":
        print("\n".join(score(given.out, misses=given.misses)))
    else:
        print("\n".join(cost(given.megabytes)))
        print(
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most, the film itself among them"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
