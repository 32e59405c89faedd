"""A container of Azure through the command: what is held is counted, nothing is read twice, no refusal is taken for nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from azure.storage.blob import BlobServiceClient, StandardBlobTier, generate_container_sas
from faults import FaultProxy

pytestmark = pytest.mark.npm("azurite")

KEY = "AKIA" + "Q3EGRTY4UIOPASDF"
OTHER = "AKIA" + "R4FHSUZ5VJPQBTEG"


@pytest.fixture
def azure(monkeypatch):
    """The emulator's module and the address of its account; its key is in the environment, and nothing of the machine's own."""
    import azurite as module

    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AZURE_STORAGE_KEY", module.KEY)
    with module.azurite() as endpoint:
        yield module, endpoint


@pytest.fixture
def box(azure):
    module, endpoint = azure
    with BlobServiceClient(endpoint, credential={"account_name": module.ACCOUNT, "account_key": module.KEY}) as service:
        yield service.create_container("vendor")


@pytest.fixture
def proxy(azure):
    place = urlsplit(azure[1])
    with FaultProxy(place.hostname, place.port) as between:
        yield between


@pytest.fixture
def discover(azure, proxy, tmp_path):
    """The command, through the proxy, with an inventory of the test's own."""

    def run(*arguments, code):
        line = [sys.executable, "-m", "discover", *arguments, "--inventory", str(tmp_path / "i.db")]
        if arguments[0] == "scan":
            line += [
                "--endpoint-url",
                f"{proxy.url}/{azure[0].ACCOUNT}",
                "--vendor",
                "v",
                "--jobs",
                "2",
                "--format",
                "json",
            ]
        proxy.seen.clear()
        done = subprocess.run(line, capture_output=True, text=True, timeout=200, check=False, env=os.environ)
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return run


def reads(proxy):
    """Names of blobs whose bytes were asked for."""
    asked = [seen.line.split()[1].partition("?") for seen in proxy.seen if seen.line.startswith("GET ")]
    return sorted(
        path.partition("/vendor/")[2] for path, _, query in asked if "/vendor/" in path and "comp=" not in query
    )


def test_a_container_is_read_once_and_all_that_is_held_is_counted(azure, box, discover, proxy):
    target = f"azure://{azure[0].ACCOUNT}/vendor/live"
    old = box.upload_blob("live/a.env", f"A={OTHER}\n".encode())
    old.create_snapshot()
    box.upload_blob("live/a.env", f"A={KEY}\n".encode(), overwrite=True)
    box.upload_blob("live/sub//b 😀.txt", b"nothing")
    box.upload_blob("live/cold", b"x" * 9, standard_blob_tier=StandardBlobTier.ARCHIVE)
    box.get_blob_client("live/begun").stage_block("AAAA", b"y" * 500)
    box.upload_blob("elsewhere/c.env", f"A={KEY}\n".encode())
    done = discover("scan", target, code=0)
    assert done.stderr.count("Traceback") == 0
    assert reads(proxy) == ["live/a.env", "live/a.env", "live/sub//b%20%F0%9F%98%80.txt"]
    report = json.loads(done.stdout)
    paths = {row["path"] for row in report["findings"]}
    assert {path.partition("?version=snapshot:")[0] for path in paths} == {"live/a.env"}
    assert len(paths) == 2
    rows = {(row["reason"], row["objects"], row["bytes"]) for row in report["coverage"]["rows"]}
    assert rows == {("archived", 1, 9), ("incomplete-upload", 1, 500)}
    assert report["coverage"]["held_objects"] == 5
    again = json.loads(discover("scan", target, code=0).stdout)
    assert reads(proxy) == []
    assert {row["path"] for row in again["findings"]} == paths


def test_a_container_that_may_not_be_listed_is_no_empty_one(azure, box, discover, monkeypatch):
    box.upload_blob("a.env", f"A={KEY}\n".encode())
    token = generate_container_sas(
        azure[0].ACCOUNT,
        "vendor",
        account_key=azure[0].KEY,
        permission="rl",
        expiry=datetime.now(UTC) - timedelta(hours=1),
    )
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", token)
    done = discover("scan", f"azure://{azure[0].ACCOUNT}/vendor", code=5)
    assert "the SAS ended at" in done.stderr + done.stdout
    assert token.rpartition("sig=")[2] not in done.stderr + done.stdout
