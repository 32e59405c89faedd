"""Google's storage-testbench, which its own client libraries are tested with, as a process on a free port.

It is no package: `$TESTBENCH` is a checkout of it with an environment in `.venv` (`make test-servers` makes that). Faults are its Retry
Test API: https://github.com/googleapis/storage-testbench#forced-failures-supported
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def program() -> Path | None:
    """What serves it, where it is there."""
    place = os.environ.get("TESTBENCH")
    found = Path(place).absolute() / ".venv/bin/gunicorn" if place else None
    return found if found and found.exists() else None


@contextmanager
def testbench(server: Path) -> Iterator[str]:
    """URL of a server that ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    options = [f"--bind={place}", "--worker-class=sync", "--threads=16", "testbench:run()"]
    process = subprocess.Popen(
        [server, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=server.parents[2]
    )
    try:
        for _ in range(600):
            assert process.poll() is None, "the testbench ended"
            try:
                urllib.request.urlopen(f"http://{place}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{place}"
    finally:
        process.terminate()  # it ends its worker
        process.wait()


def faults(url: str, **instructions: list[str]) -> str:
    """Order faults of methods (`objects_get=["return-503"]`); the id by which requests meet them."""
    named = {f"storage.{method.replace('_', '.')}": kinds for method, kinds in instructions.items()}
    return str(_asked(url, "POST", "/retry_test", {"instructions": named})["id"])


def left(url: str, identity: str) -> dict[str, list[str]]:
    """Faults that no request has met yet."""
    found: dict[str, list[str]] = _asked(url, "GET", f"/retry_test/{identity}")["instructions"]
    return {method: kinds for method, kinds in found.items() if kinds}


def _asked(url: str, method: str, path: str, document: object = None) -> dict[str, Any]:
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url + path, body, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found
