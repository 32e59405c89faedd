"""azurite, Microsoft's own emulator of Azure's storage (npm), as a process on a free port. https://github.com/Azure/Azurite"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The account that azurite knows; its key is published: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def program() -> str | None:
    """Where azurite is: $AZURITE, the checkout's node_modules, or PATH."""
    own = Path(__file__).parents[2] / "node_modules" / ".bin" / "azurite-blob"
    given = os.environ.get("AZURITE") or (str(own) if own.exists() else None)
    return given or shutil.which("azurite-blob")


@contextmanager
def azurite() -> Iterator[str]:
    """The endpoint of the account on a server that ends with the block."""
    found = program()
    assert found is not None
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
        [found, *options, "--blobPort", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
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
