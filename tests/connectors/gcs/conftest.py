"""Our server of Cloud Storage's protocol, a bucket on it, and a provider of that bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gcs
import pytest
import testbench as bench
from gcsclient import NUMBERS, provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.gcs import GcsProvider


@pytest.fixture(scope="module")
def service() -> Iterator[gcs.Service]:
    running = gcs.Service()
    yield running
    running.close()


@pytest.fixture
def bucket(service) -> Iterator[gcs.Bucket]:
    """A bucket of our server that keeps versions."""
    service.asked.clear()
    yield service.bucket(f"kept-{next(NUMBERS)}", versioning={"enabled": True})
    assert service.faults == [], "a fault that nothing met"


@pytest.fixture
def source(service, bucket) -> Iterator[GcsProvider]:
    made = provider(service.url, f"gs://{bucket.document['name']}")
    yield made
    made.close()


@pytest.fixture(scope="session")
def testbench() -> Iterator[str]:
    """URL of Google's testbench."""
    server = bench.program()
    if server is None:
        pytest.skip(
            "storage-testbench is not on this machine: set TESTBENCH to a checkout of it; make test-servers installs it there"
        )
    with bench.testbench(server) as url:
        yield url
