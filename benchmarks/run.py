"""Run one command and say how long it took, how it ended, and how much memory its processes held."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Seconds between two looks at the processes of a run whose memory is followed.
EVERY = 0.05
_MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run went.

    Attributes:
        seconds: wall-clock time.
        processor: user and system time of the process and all its waited-for children, in seconds.
        code: exit code; negative for a signal.
        largest: greatest resident set of any single process of the run, in MiB, as wait4(2) tells it.
        followed: what sampling of /proc adds, or None.
        error: last line of standard error, for runs that went wrong.
    """

    seconds: float
    processor: float
    code: int
    largest: float
    followed: Memory | None
    error: str


@dataclass(slots=True)
class Memory:
    """Resident memory of a process and everything below it, in MiB.

    Attributes:
        together: greatest sum over all processes at one time; pages that they share are counted for each of them.
        each: greatest resident set of each process by its program's name, over its own life.
        spent: user and system time of each process by the same name, in seconds, as it was last seen. Nobody waits for the workers
            of a fork server that is killed: wait4 tells nothing of them, neither time nor memory.
    """

    together: float = 0.0
    each: dict[str, float] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)


def run(command: Sequence[str], environment: Mapping[str, str], *, follow: bool = False) -> Outcome:
    """Run a command with its output thrown away.

    Args:
        command: program and arguments.
        environment: its whole environment.
        follow: sample the memory of all its processes as well; costs a little time, so timed runs leave it off.
    """
    began = time.perf_counter()
    null = subprocess.DEVNULL
    with subprocess.Popen(command, env=dict(environment), stdin=null, stdout=null, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = bytearray()
        reader = threading.Thread(target=_drain, args=(process.stderr, said))
        reader.start()
        memory = Memory() if follow and sys.platform == "linux" else None
        stop = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, memory, stop)) if memory else None
        if watcher:
            watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()  # interrupted: nothing of the run is left behind
            stop.set()
            raise
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        stop.set()
        if watcher:
            watcher.join()
        reader.join()
    unit = 1 if sys.platform == "darwin" else 1024
    lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
    processor = usage.ru_utime + usage.ru_stime
    return Outcome(seconds, processor, process.returncode, usage.ru_maxrss * unit / _MEBI, memory, lines[-1])


def _drain(stream: IO[bytes], said: bytearray) -> None:
    """Keep the last 64 KiB."""
    while block := os.read(stream.fileno(), 1 << 16):
        said += block
        del said[: max(0, len(said) - (1 << 16))]


def _watch(root: int, memory: Memory, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        together = 0.0
        for pid in _family(root):
            name, now, most = _resident(pid)
            together += now
            key = f"{name} {pid}"
            memory.each[key] = max(memory.each.get(key, 0.0), most)
            memory.spent[key] = max(memory.spent.get(key, 0.0), _spent(pid))
        memory.together = max(memory.together, together)


def _family(root: int) -> list[int]:
    """The process and all its descendants that still live."""
    out, todo = [], [root]
    while todo:
        pid = todo.pop()
        out.append(pid)
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                todo += [int(word) for word in path.read_text().split()]
            except OSError:
                continue  # ended meanwhile
    return out


def _resident(pid: int) -> tuple[str, float, float]:
    """Program name, resident set now, and the greatest since it was started, in MiB; zeros where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return "", 0.0, 0.0
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return fields["Name"].strip(), _kilobytes(fields.get("VmRSS")), _kilobytes(fields.get("VmHWM"))


def _spent(pid: int) -> float:
    """Seconds of user and system time of a process, without its children; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kilobytes(text: str | None) -> float:
    return int(text.split()[0]) / 1024 if text else 0.0
