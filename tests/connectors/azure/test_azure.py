"""Azure Blob Storage against azurite, with faults between."""

from __future__ import annotations

import hashlib
import random

import pytest
from reading import contents, listed

from connectors.azure import AzureProvider
from connectors.base import Mark, SourceSpec
from connectors.errors import Reason

pytestmark = pytest.mark.npm("azurite")


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
