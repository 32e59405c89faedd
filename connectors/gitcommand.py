"""Run git on a repository that may be hostile: nothing in it is executed, fetched, checked out or followed.

Every call goes through `command` and `environment`. What each setting stops, in the order of git-config(1):
`core.fsmonitor`, `core.hooksPath` and `core.pager` name programs; `diff.external`, textconv and filters run only on contents that
these commands never convert; `log.showSignature` would call `gpg.program`; a promisor remote is fetched from on demand, which an
empty `GIT_ALLOW_PROTOCOL` and `protocol.allow=never` refuse for every transport, `ext::` included; replace refs, grafts, a forged
commit graph or multi-pack index would show other objects than those that are held; `log.showRoot` would hide first commits;
`core.worktree` may name a folder that is gone, on which git gives up, or make it list a part of the index only.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from tempfile import TemporaryFile
from typing import IO

from connectors.errors import SourceError

_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.bigFileThreshold=32m",  # larger blobs are streamed by git, not held
    "diff.external=",
    "i18n.logOutputEncoding=UTF-8",
    "log.showRoot=true",
    "log.showSignature=false",
    "log.mailmap=false",
    "protocol.allow=never",
    "protocol.ext.allow=never",
    "safe.directory=*",
    "credential.helper=",
    "gc.auto=0",
)
_KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT")
#: Where git runs, and what it takes for the work tree: no repository's own folder, so that no prefix narrows what it lists.
_NEUTRAL = os.path.abspath(os.sep)
#: Bytes of its own that a git process may hold; mapped packs do not count.
_MEMORY = 2 << 30
#: Bytes of git's messages that are read.
_COMPLAINTS = 1 << 16


def environment() -> dict[str, str]:
    """Environment of every git call: no configuration but the repository's, no prompt, no network, no replaced objects."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ALLOC_LIMIT": "1g",  # a forged delta may claim any size; what git cannot stream it refuses from here on
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_PAGER": "cat",
    }


def command(directory: str, *arguments: str) -> list[str]:
    """The argument vector of a git call on the git directory `directory`."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", f"--git-dir={directory}", f"--work-tree={_NEUTRAL}", *settings, *arguments]


def start(
    directory: str, *arguments: str, feed: bool = False, errors: IO[bytes] | int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start git with its output on a pipe.

    Args:
        directory: git directory.
        arguments: of git.
        feed: whether it gets input.
        errors: where its messages go.

    Raises:
        SourceError: git is not installed.
    """
    try:
        process = subprocess.Popen(
            command(directory, *arguments),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            cwd=_NEUTRAL,
            bufsize=1 << 20,
            pipesize=1 << 20,
        )
    except FileNotFoundError as error:
        raise SourceError("git is not installed; install it to scan repositories") from error
    _bound(process)
    return process


def _bound(process: subprocess.Popen[bytes]) -> None:
    """Limit git's memory where the system can: a few forged trees stand for any number of changes, which `git log` collects."""
    if hasattr(resource, "prlimit"):
        with suppress(OSError):  # ended already
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def output(directory: str, *arguments: str, patience: float | None = None) -> bytes:
    """All that a short git command prints.

    Args:
        directory: git directory.
        arguments: of git.
        patience: seconds after which git is ended; None to wait for ever.

    Raises:
        SourceError: git ended with an error, the message holds git's own first line; or it did not end.
    """
    try:
        done = subprocess.run(
            command(directory, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            cwd=_NEUTRAL,
            check=False,
            timeout=patience,
        )
    except FileNotFoundError as error:
        raise SourceError("git is not installed; install it to scan repositories") from error
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"{directory}: git {arguments[0]} does not end; look for pipes among its files") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise SourceError(f"{directory}: git {arguments[0]}: {said or f'exit status {done.returncode}'}")
    return done.stdout


def lines(
    directory: str,
    *arguments: str,
    feed: Sequence[bytes] = (),
    separator: bytes = b"\n",
    said: list[str] | None = None,
) -> Iterator[bytes]:
    """Records that a git command prints, without their separator, as they come.

    Args:
        directory: git directory.
        arguments: of git.
        feed: lines for its input.
        separator: what ends a record.
        said: gets the errors that git complained of, each sentence once; not its warnings.

    Raises:
        SourceError: git ended with an error after what it had printed was yielded.
    """
    with ExitStack() as stack:
        errors = stack.enter_context(TemporaryFile()) if said is not None else None
        process = start(directory, *arguments, feed=bool(feed), errors=errors or subprocess.DEVNULL)
        stdout = process.stdout
        assert stdout is not None  # asked for above
        try:
            if feed:
                _feed(process, feed)
            yield from _split(stdout, separator)
        except BaseException:  # nobody reads on: git must not work on
            process.kill()
            raise
        finally:
            stdout.close()
            status = process.wait()
        if errors is not None and said is not None:
            errors.seek(0)
            heard = errors.read(_COMPLAINTS).decode("utf-8", "replace").splitlines()
            said += dict.fromkeys(line for line in heard if line.startswith(("error:", "fatal:")))
    if status:
        raise SourceError(f"{directory}: git {arguments[0]} ended with status {status}")


class Ahead:
    """A git command that is run before its answer is asked for, beside other work: what it prints is kept up to some size."""

    def __init__(self, directory: str, *arguments: str, most: int = 64 << 20) -> None:
        """Start it.

        Args:
            directory: git directory.
            arguments: of git.
            most: bytes of its answer that are kept; a longer one is dropped, and the command ended.
        """
        import threading  # noqa: PLC0415  # as in _feed

        self._process = start(directory, *arguments)
        self._most = most
        self._blocks: list[bytes] = []
        self._whole = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # asked for above
        held = 0
        with stdout:
            while block := stdout.read1(1 << 20):  # type: ignore[attr-defined]  # as in _split
                held += len(block)
                if held > self._most:
                    self._process.kill()
                    break
                self._blocks.append(block)
        self._whole = self._process.wait() == 0 and held <= self._most

    def records(self, separator: bytes) -> Iterator[bytes] | None:
        """The answer's records as `lines` gives them; None where there is no whole one. Waits for the command's end."""
        self._thread.join()
        if not self._whole:
            return None
        blocks, self._blocks = iter(self._blocks), []
        return _parted(blocks, separator)

    def close(self) -> None:
        """End the command and drop its answer."""
        self._process.kill()
        self._thread.join()
        self._blocks = []


def _feed(process: subprocess.Popen[bytes], records: Sequence[bytes]) -> None:
    """Write everything from a thread, since git may answer before it has read all."""
    import threading  # noqa: PLC0415  # only a few commands are fed

    stdin = process.stdin
    assert stdin is not None  # asked for by the caller

    def write() -> None:
        with suppress(BrokenPipeError), stdin:  # where git ended early, its status says so
            stdin.write(b"".join(record + b"\n" for record in records))

    threading.Thread(target=write, daemon=True).start()


def _split(stream: IO[bytes], separator: bytes) -> Iterator[bytes]:
    return _parted(iter(lambda: stream.read1(1 << 20), b""), separator)  # type: ignore[attr-defined]  # a BufferedReader, since bufsize is set


def _parted(blocks: Iterator[bytes], separator: bytes) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(separator)
        yield from whole
    if rest:
        yield rest
