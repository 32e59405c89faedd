"""Azure Blob Storage against azurite, with faults between."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from azure.storage.blob import BlobServiceClient, ContainerSasPermissions, StandardBlobTier, generate_container_sas
from faults import FaultProxy
from reading import contents, listed

from connectors.azure import AzureObjects, AzureProvider
from connectors.azureclient import split
from connectors.base import Mark, SourceSpec
from connectors.bucket import versioned
from connectors.errors import Reason, SourceError

pytestmark = pytest.mark.npm("azurite")

ODD = ["a//b", "/lead", "emoji 😀", "n" * 250, "a?b", "a#b", "a+b", "a b", "é", "per%2Fcent"]
names = (f"box-{number}" for number in itertools.count())


@pytest.fixture(scope="module")
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
    opened = []

    def make(prefix="", **options):
        options = {"endpoint": azurite[1], **options}
        opened.append(
            AzureObjects(
                SourceSpec("azure", f"azure://{azurite[0].ACCOUNT}/{box.container_name}{prefix}", "v", "", options)
            )
        )
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


def test_every_key_is_read_as_it_is_named(box, made):
    for key in ODD:
        box.upload_blob(key, key.encode())
    box.upload_blob("zero", b"")
    source = made()
    _, items, refused = listed(source)
    assert not [entry for entry in refused if entry.objects]
    assert contents(source, items.values()) == {key: key.encode() for key in ODD} | {"zero": b""}


def test_one_small_blob_is_one_request(box, made):
    for number in range(1, 5):
        box.upload_blob(f"k{number}", b"x" * 900_000 * number)
    source = made()
    _, items, _ = listed(source)
    before = source.requests
    contents(source, items.values())
    assert source.requests - before == 4


def test_a_listing_goes_on_behind_every_mark(box, made, monkeypatch):
    monkeypatch.setattr("connectors.azure._PAGE", 100)
    for number in range(250):
        box.upload_blob(f"{number:03}", b"x")
    entries, items, _ = listed(made())
    marks = [number for number, entry in enumerate(entries) if isinstance(entry, Mark)]
    assert (len(items), len(marks)) == (250, 2)
    for number in marks:
        assert listed(made(), entries[number].after)[0] == entries[number + 1 :]


def test_snapshots_are_read(box, made):
    blob = box.upload_blob("a", b"old")
    blob.create_snapshot()
    box.upload_blob("a", b"new", overwrite=True)
    source = made()
    _, items, refused = listed(source)
    assert sorted((versioned(name)[0], content) for name, content in contents(source, items.values()).items()) == [
        ("a", b"new"),
        ("a", b"old"),
    ]
    assert not [entry for entry in refused if entry.objects]
    assert set(listed(made(versions="current"))[1]) == {"a"}


def test_archived_blobs_are_held_and_not_read(box, made):
    box.upload_blob("cold", b"x" * 9, standard_blob_tier=StandardBlobTier.ARCHIVE)
    box.upload_blob("cool", b"y", standard_blob_tier=StandardBlobTier.COOL)
    _, items, refused = listed(made())
    assert set(items) == {"cool"}
    assert [(entry.name, entry.size, entry.reason) for entry in refused if entry.objects] == [
        ("cold", 9, Reason.ARCHIVED)
    ]


def test_what_changed_is_refused_and_told_anew(box, made):
    box.upload_blob("a", b"one")
    box.upload_blob("b", b"two")
    source = made()
    _, items, _ = listed(source)
    box.upload_blob("a", b"other", overwrite=True)
    box.delete_blob("b")
    told = contents(source, items.values())
    assert told["a"] == Reason.CHANGED
    assert told["b"] in {Reason.CHANGED, Reason.VANISHED}  # azurite asks for the ETag first
    again = {entry.name: entry for entry in source.again(items.values())}
    assert contents(source, again.values()) == {"a": b"other"}


def test_a_large_body_is_resumed_and_whole(box, made, proxy):
    body = random.Random(1).randbytes((20 << 20) + 3)
    box.upload_blob("big", body)
    source = made(endpoint=proxy.endpoint)
    _, items, _ = listed(source)
    proxy.faults += [
        {"match": "/big", "kind": "cut", "after": 1 << 20},
        {"match": "/big", "kind": "reset"},
        {"match": "/big", "kind": "truncate", "after": 5},
    ]
    (shard,) = source.pack(items.values())
    (blob,) = source.open(shard)
    digest, at = hashlib.sha256(), 0
    while piece := blob.read(at, 4 << 20):
        digest.update(piece)
        at += len(piece)
    assert digest.digest() == hashlib.sha256(body).digest()
    assert not any(fault.get("times", 1) for fault in proxy.faults)


def test_sizes_that_lie_are_found_out(box, made):
    box.upload_blob("a", b"x" * 1000)
    source = made()
    _, items, _ = listed(source)
    for size in (10, 5000):
        assert contents(source, [items["a"]._replace(size=size)]) == {"a": Reason.CHANGED}


def test_a_wrong_key_is_no_empty_container(box, made, monkeypatch):
    monkeypatch.setenv("AZURE_STORAGE_KEY", "AAAA" * 22)
    with pytest.raises(SourceError) as caught:
        list(made().list())
    assert caught.value.reason in {Reason.DENIED, Reason.EXPIRED}


def test_a_container_that_is_not_there_is_no_empty_one(azurite, box):
    source = AzureObjects(
        SourceSpec("azure", f"azure://{azurite[0].ACCOUNT}/nowhere-at-all", "v", "", {"endpoint": azurite[1]})
    )
    with pytest.raises(SourceError, match="no such container") as caught:
        list(source.list())
    assert caught.value.reason == Reason.MISSING
    source.close()


def test_a_sas_in_the_environment_is_used(box, made, azurite, monkeypatch):
    box.upload_blob("a", b"x")
    token = generate_container_sas(
        azurite[0].ACCOUNT, box.container_name, account_key=azurite[0].KEY, permission=ContainerSasPermissions(read=True, list=True),
        expiry=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", token)
    source = made()
    assert contents(source, listed(source)[1].values()) == {"a": b"x"}


def test_a_locator_with_a_token_is_refused_without_repeating_it():
    with pytest.raises(SourceError, match="AZURE_STORAGE_SAS_TOKEN") as caught:
        split("azure://account/box?sv=1&sig=SECRET")
    assert "SECRET" not in str(caught.value)


def test_all_containers_of_an_account(box, azurite):
    spec = SourceSpec("azure", f"azure://{azurite[0].ACCOUNT}", "v", "", {"endpoint": azurite[1]})
    assert f"azure://{azurite[0].ACCOUNT}/{box.container_name}" in set(AzureProvider.buckets(spec))


def test_what_is_told_and_what_is_not(box, made):
    facts = {fact.name: fact.value for fact in made().facts()}
    assert (facts["exposure"], facts["public.acl"], facts["region"]) == ("private", False, None)
    box.set_container_access_policy({}, public_access="container")
    facts = {fact.name: fact.value for fact in made().facts()}
    assert (facts["exposure"], facts["public.acl"]) == ("public", True)


def test_only_reading_calls_are_sent(box, made, proxy):
    box.upload_blob("a", b"x")
    source = made(endpoint=proxy.endpoint)
    contents(source, listed(source)[1].values())
    list(source.facts())
    list(source.again(listed(source)[1].values()))
    assert {seen.line.split()[0] for seen in proxy.seen} <= {"GET", "HEAD"}


def test_blocks_that_were_never_committed_are_held_and_nobody_can_read_them(box, made):
    box.upload_blob("whole", b"x")
    box.get_blob_client("begun").stage_block("AAAA", b"y" * 500)
    _, items, refused = listed(made())
    assert set(items) == {"whole"}
    (begun,) = [entry for entry in refused if entry.name == "begun"]
    assert begun.reason == Reason.INCOMPLETE
    assert begun.size == 500


def test_a_sas_that_may_not_list_or_has_ended_is_no_empty_container(box, made, azurite, monkeypatch):
    box.upload_blob("a", b"x")
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    for may, ends in (("r", timedelta(hours=1)), ("rl", timedelta(hours=-1))):
        sas = generate_container_sas(
            azurite[0].ACCOUNT,
            box.container_name,
            account_key=azurite[0].KEY,
            permission=may,
            expiry=datetime.now(UTC) + ends,
        )
        monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", sas)
        with pytest.raises(SourceError) as refused:
            list(made().list())
        assert refused.value.reason in {Reason.DENIED, Reason.EXPIRED}
