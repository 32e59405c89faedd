"""Fuzz every reader for a fixed time: mutated seeds, each target in a process of its own, under limits of memory and time.

`make fuzz` runs it. Whatever a target raises, a signal that ends it, a hang and a blow-up of memory count as crashes; the input is
kept in `.fuzz/crashes/<target>-<digest>`, what happened beside it in a file of the same name with `.txt`. Exit code 1 where there
is any. A crash is looked at again with `--replay FILE`, and stays as a test of the reader.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import json
import mmap
import os
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from mutation import Mutator

ROOT = Path(__file__).parents[2]
CRASHES = ROOT / ".fuzz" / "crashes"
Target = tuple[Callable[[bytes], None], list[bytes]]

#: Longest input in bytes; what the two processes share: executions, slowest in seconds, length of the input, ready or not, the input.
LONGEST = 1 << 20
_SHARED = struct.Struct("<QdQQ")
#: Most different crashes of one target before it is left, and most times that a target which died is begun again.
_ENOUGH, _AGAIN = 20, 8
#: Seconds between two looks at a child, and that it may take to load its target and to make seeds.
_POLL, _LOADING = 0.05, 60.0
_STOP, _STOPPED = threading.Event(), "stopped"


@dataclass
class Report:
    """What became of one target."""

    file: str
    name: str
    executions: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    crashes: list[tuple[str, str]] = field(default_factory=list)


def _load(path: Path) -> dict[str, Target]:
    """The targets of one file."""
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    targets: dict[str, Target] = module.TARGETS
    return targets


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _slug(name: str) -> str:
    return re.sub(r"[^\w.+-]+", "_", name)


def _keep(folder: Path, name: str, data: bytes, story: str) -> str:
    """Write an input that crashes and what happened; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{_slug(name)}-{hashlib.sha256(data).hexdigest()[:16]}"
    place.write_bytes(data)
    place.with_name(place.name + ".txt").write_text(f"target: {name}\n{story}\n")
    return str(place)


# --- the child ----------------------------------------------------------------------------------------------------


def _signature(error: BaseException) -> str:
    """Where an exception came from: the same place is the same crash."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} at {' < '.join(reversed(places[-2:]))}"


def _limit(megabytes: int) -> None:
    """Address space for `megabytes` more than now: libraries are loaded already, and map far more than they use."""
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    if pages:
        most = pages * mmap.PAGESIZE + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _alone() -> TextIO:
    """Standard output for this script alone: what a target or its libraries print goes nowhere."""
    told = os.fdopen(os.dup(1), "w")
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 1)
    return told


def child(options: argparse.Namespace) -> int:
    """Run one target until its time is over; tell each new crash in a line of JSON."""
    file, name, memory = options.child
    told = _alone()
    target, seeds = _load(Path(file))[name]
    mutator = Mutator(seeds, random.Random(options.seed), LONGEST)
    seen: set[str] = set()
    executions, slowest = 0, 0.0
    until = time.monotonic() + options.seconds
    with mmap.mmap(int(memory), _SHARED.size + LONGEST) as shared:
        while time.monotonic() < until and len(seen) < _ENOUGH:
            if executions == len(seeds):
                _limit(options.memory)
            data = seeds[executions][:LONGEST] if executions < len(seeds) else mutator.next()
            shared[: _SHARED.size + len(data)] = _SHARED.pack(executions, slowest, len(data), 1) + data
            begun = time.perf_counter()
            try:
                target(data)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  # whatever a target raises is what is looked for
                where = _signature(error)
                if where not in seen:
                    seen.add(where)
                    place = _keep(options.crashes, name, data, "".join(traceback.format_exception(error)))
                    told.write(json.dumps([where, place]) + "\n")
                    told.flush()
            slowest = max(slowest, time.perf_counter() - begun)
            executions += 1
        shared[: _SHARED.size] = _SHARED.pack(executions, slowest, 0, 0)
    return 0


# --- the parent ---------------------------------------------------------------------------------------------------


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where that cannot be told."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return 0


def _watch(process: subprocess.Popen[bytes], shared: mmap.mmap, options: argparse.Namespace) -> str:
    """Wait for a child to end; gives why it was ended, or an empty string where it ended by itself."""
    last, since, least = (-1, 0), time.monotonic(), 0
    while process.poll() is None:
        time.sleep(_POLL)
        executions, _, _, ready = _SHARED.unpack(shared[: _SHARED.size])
        now, held = time.monotonic(), _resident(process.pid)
        if (executions, ready) != last:
            last, since = (executions, ready), now
        least = least or (held if ready else 0)
        reason = ""
        if now - since > (options.hang if ready else options.hang + _LOADING):
            reason = f"hangs: no end after {options.hang:g} seconds"
        elif ready and held > least + (options.memory << 20):
            reason = f"takes more than {options.memory} MB of memory"
        elif _STOP.is_set():
            reason = _STOPPED
        if reason:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return reason
    return ""


def _ended(code: int) -> str:
    """How a child ended that was not told to."""
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _once(report: Report, options: argparse.Namespace, seed: int, seconds: float) -> bool:
    """Run one child; whether it came to its end."""
    with tempfile.TemporaryFile() as memory, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        memory.truncate(_SHARED.size + LONGEST)
        with mmap.mmap(memory.fileno(), _SHARED.size + LONGEST) as shared:
            line = [
                sys.executable,
                __file__,
                "--seed",
                str(seed),
                "--seconds",
                str(seconds),
                "--memory",
                str(options.memory),
            ]
            line += ["--crashes", str(options.crashes), "--child", report.file, report.name, str(memory.fileno())]
            process = subprocess.Popen(
                line, stdout=said, stderr=complained, stdin=subprocess.DEVNULL, pass_fds=[memory.fileno()], start_new_session=True, cwd=ROOT
            )  # fmt: skip
            try:
                reason = _watch(process, shared, options)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            executions, slowest, length, ready = _SHARED.unpack(shared[: _SHARED.size])
            data = bytes(shared[_SHARED.size : _SHARED.size + length])
        report.executions += executions
        report.slowest = max(report.slowest, slowest)
        said.seek(0)
        known = {where for where, _ in report.crashes}
        report.crashes += [(where, place) for where, place in map(json.loads, said) if where not in known]
        if reason == _STOPPED or (not reason and process.returncode == 0):
            return True
        complained.seek(0)
        story = (reason or _ended(process.returncode)) + "\n" + complained.read()[-4000:].decode("utf-8", "replace")
        if ready:
            report.crashes.append((story.partition("\n")[0], _keep(options.crashes, report.name, data, story)))
        else:
            report.crashes.append((f"does not begin: {story.strip()[-300:]}", ""))
        return False


def fuzz(report: Report, options: argparse.Namespace) -> Report:
    """Fuzz one target for its time, beginning again where it died."""
    begun = time.monotonic()
    for turn in range(_AGAIN):
        left = options.seconds - (time.monotonic() - begun)
        if turn and left <= 0:
            break
        if _once(report, options, options.seed + turn, max(left, 0.1)) or not report.executions:
            break
    report.seconds = time.monotonic() - begun
    return report


def _names(path: Path) -> list[str]:
    """Names of the targets of one file, asked of a process of its own: making seeds may load much."""
    done = subprocess.run(
        [sys.executable, __file__, "--names", str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(f"{path} cannot be loaded; see above")
    names: list[str] = json.loads(done.stdout)
    return names


def _row(report: Report) -> str:
    rate = report.executions / report.seconds if report.seconds else 0.0
    name = f"{Path(report.file).stem.removeprefix('fuzz_')}: {report.name}"
    return (
        f"{name[:76]:76} {report.executions:>9,} {rate:>8,.0f} {report.slowest * 1000:>9,.0f} {len(report.crashes):>8}"
    )


def replay(options: argparse.Namespace) -> int:
    """Run one kept input again, in this process, with what it raises shown."""
    data = options.replay.read_bytes()
    for path in sorted(options.folder.glob("fuzz_*.py")):
        for name, (target, _) in _load(path).items():
            if options.replay.name.rpartition("-")[0] == _slug(name):
                target(data)
                _say(f"{name} comes to an end with this input")
                return 0
    sys.stderr.write(f"no target is called as the beginning of {options.replay.name} says\n")
    return 2


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="time for each target")
    parser.add_argument("--seed", type=int, default=None, help="of the mutations; by default another one each day")
    parser.add_argument(
        "--memory", type=int, default=512, help="MB that a target may take beyond what its libraries do"
    )
    parser.add_argument("--hang", type=float, default=10.0, help="seconds that one input may take")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at a time")
    parser.add_argument("--match", default="", help="only targets whose file or name holds this")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent, help="where fuzz_*.py files are")
    parser.add_argument("--crashes", type=Path, default=CRASHES, help="where inputs that crash are kept")
    parser.add_argument("--replay", type=Path, default=None, help="run one kept input again")
    parser.add_argument("--child", nargs=3, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--names", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.seed is None:
        options.seed = int(time.time()) // 86400
    return options


def main() -> int:
    """Fuzz, print a table, say what crashed."""
    options = parse()
    if options.child:
        return child(options)
    if options.names:
        told = _alone()
        told.write(json.dumps(list(_load(options.names))))
        told.flush()
        return 0
    if options.replay:
        return replay(options)
    reports = [
        Report(str(path), name)
        for path in sorted(options.folder.glob("fuzz_*.py"))
        for name in _names(path)
        if options.match in name or options.match in path.stem
    ]
    if not reports:
        sys.stderr.write(f"no targets in {options.folder}\n")
        return 2
    _say(f"{len(reports)} targets, {options.seconds:g} seconds each, seed {options.seed}")
    _say(f"{'target':76} {'runs':>9} {'per s':>8} {'worst ms':>9} {'crashes':>8}")
    with ThreadPoolExecutor(max(1, options.jobs)) as pool:
        try:
            for report in pool.map(lambda report: fuzz(report, options), reports):
                _say(_row(report))
        except KeyboardInterrupt:
            _STOP.set()
            pool.shutdown(cancel_futures=True)
    crashed = [(report, crash) for report in reports for crash in report.crashes]
    for report, (where, place) in crashed:
        _say(f"\n{report.name}: {where}\n  {place}")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
