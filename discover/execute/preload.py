"""What every worker is likely to need, imported once in the process that they are forked from, while sources are being listed."""

from __future__ import annotations

import dulwich.pack  # noqa: F401  # deltas of packs are applied by it

import detectors.classes.classifiers
import detectors.columns.table
import detectors.identifiers.registry  # noqa: F401  # as above, once for all workers
from detectors.text import opinion

opinion.load()
