"""What every worker is likely to need, imported once in the process that they are forked from, while sources are being listed."""

from __future__ import annotations

import dulwich.pack  # noqa: F401  # deltas of packs are applied by it

from detectors.text import opinion

opinion.load()
