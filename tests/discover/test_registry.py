"""The registry: one sorted table, everything in it loads, nothing is loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.base import Connector
from detectors.base import Detector
from discover import registry
from discover.errors import UsageError
from discover.report.base import Reporter

TABLES = [
    (registry.CONNECTORS, registry.connector, Connector),
    (registry.DETECTORS, registry.detector, Detector),
    (registry.REPORTS, registry.report, Reporter),
]


@pytest.mark.parametrize(("table", "load", "base"), TABLES)
def test_every_entry_loads_a_class_of_its_seam_and_the_table_is_sorted(table, load, base) -> None:
    assert list(table) == sorted(table)
    for name in table:
        assert issubclass(load(name), base)


@pytest.mark.parametrize(("table", "load", "base"), TABLES)
def test_an_unknown_name_is_a_usage_error_that_lists_the_names(table, load, base) -> None:
    with pytest.raises(UsageError, match=f"'nonesuch'; there are: {', '.join(table)}"):
        load("nonesuch")


def test_the_registry_imports_none_of_what_it_lists() -> None:
    code = "import sys, discover.registry; print([m for m in sys.modules if m.startswith(('connectors', 'detectors', 'discover.report'))])"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
