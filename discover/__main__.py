"""`python -m discover` is the command `discover`."""

from __future__ import annotations

import sys

from discover.cli.main import entry

if __name__ == "__main__":
    sys.exit(entry())
