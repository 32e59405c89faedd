"""A container of azurite for each test, and a source of it."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from azure.storage.blob import BlobServiceClient, generate_container_sas
from faults import FaultProxy

from connectors.azure import AzureObjects
from connectors.base import SourceSpec

names = (f"box-{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def azurite():
    import azurite as module  # the fixture has its name

    with module.azurite() as endpoint:
        yield module, endpoint


@pytest.fixture
def box(azurite, monkeypatch):
    """A container of the test's own, and the account's key in the environment."""
    module, endpoint = azurite
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AZURE_STORAGE_KEY", module.KEY)
    with BlobServiceClient(endpoint, credential={"account_name": module.ACCOUNT, "account_key": module.KEY}) as service:
        yield service.create_container(next(names))


@pytest.fixture
def made(box, azurite):
    """Makes a source of the container, or of another place of its account."""
    opened = []

    def make(prefix="", place=None, **options):
        options = {"endpoint": azurite[1], **options}
        locator = f"azure://{azurite[0].ACCOUNT}/{box.container_name if place is None else place}{prefix}"
        opened.append(AzureObjects(SourceSpec("azure", locator, "v", "", options)))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def proxy(azurite):
    place = urlsplit(azurite[1])
    with FaultProxy(place.hostname, place.port) as between:
        between.endpoint = f"{between.url}{place.path}"
        yield between


@pytest.fixture
def sas(box, azurite, monkeypatch):
    """Puts a SAS of the container in place of the key, and gives it."""

    def put(permission="rl", ends=timedelta(hours=1), **parts):
        token = generate_container_sas(
            azurite[0].ACCOUNT,
            parts.pop("container", box.container_name),
            account_key=azurite[0].KEY,
            permission=permission,
            expiry=datetime.now(UTC) + ends,
            **parts,
        )
        monkeypatch.delenv("AZURE_STORAGE_KEY", raising=False)
        monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", token)
        return token

    return put
