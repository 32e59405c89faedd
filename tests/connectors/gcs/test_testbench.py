"""Cloud Storage as Google's own testbench plays it: generations, soft delete, and faults amid an answer."""

from __future__ import annotations

import hashlib
import random

import pytest
import testbench as bench
from gcsclient import NUMBERS, everything, library, provider, whole
from reading import contents, listed

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError
from connectors.gcs import SOFT_DELETED, GcsObjects
from connectors.provider import Reference

pytestmark = pytest.mark.servers

BIG = random.Random(5).randbytes((24 << 20) + 13)
SHA256 = hashlib.sha256(BIG).hexdigest()


@pytest.fixture
def bucket(testbench):
    made = library(testbench).bucket(f"bench-{next(NUMBERS)}")
    made.versioning_enabled = True
    made.create()
    return made


def put(bucket, name, content):
    blob = bucket.blob(name)
    blob.upload_from_string(content)
    return str(blob.generation)


@pytest.fixture
def source(testbench, bucket):
    made = provider(testbench, f"gs://{bucket.name}")
    yield made
    made.close()


@pytest.fixture
def objects(testbench, bucket):
    opened = []

    def make(**options):
        made = GcsObjects(
            SourceSpec("gcs", f"gs://{bucket.name}", "v", "", {"endpoint": testbench, "anonymous": "1", **options})
        )
        made.service._wire.timeout = (2.0, 3.0)
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()


def break_at(source, url, **instructions):
    identity = bench.faults(url, **instructions)
    source._wire._connected().session.headers["x-retry-test-id"] = identity
    return identity


def test_older_generations_are_listed_and_read(bucket, source):
    first, second = put(bucket, "a", b"old"), put(bucket, "a", b"new")
    entries = everything(source)
    assert [(entry.tag, entry.version) for entry in entries] == [(first, first), (second, "")]
    assert [whole(source, entry) for entry in entries] == [b"old", b"new"]


def test_what_was_replaced_or_deleted_since_is_refused(bucket, source, objects):
    for name in ("a", "b"):
        put(bucket, name, b"one")
    reader = objects()
    _, items, _ = listed(reader)
    put(bucket, "a", b"two")
    bucket.blob("b").delete()
    assert contents(reader, items.values()) == {"a": Reason.CHANGED, "b": Reason.VANISHED}
    with pytest.raises(RemoteError) as caught:
        source.get(Reference("a", "1"), 0, None)
    assert caught.value.reason == Reason.CHANGED


def test_what_is_soft_deleted_is_told(testbench):
    made = library(testbench).bucket(f"bench-{next(NUMBERS)}")
    made.soft_delete_policy.retention_duration_seconds = 7 * 86400
    made.create()
    generation = put(made, "gone", b"was here")
    made.blob("gone").delete()
    put(made, "here", b"x")
    source = provider(testbench, f"gs://{made.name}")
    told = {(entry.key, entry.version, entry.size, entry.reason) for entry in everything(source)}
    source.close()
    assert told == {("here", "", 1, ""), ("gone", generation, 8, Reason.DELETED)}


def test_a_bucket_without_soft_delete_says_nothing_of_it(bucket, source):
    put(bucket, "a", b"x")
    assert SOFT_DELETED not in {entry.key for entry in everything(source)}


@pytest.mark.parametrize(
    "kinds",
    [
        ["return-503", "return-503"],
        ["return-429"],
        ["return-reset-connection"],
        ["return-broken-stream"],
        ["return-broken-stream-after-256K"],
        # One break alone: the testbench answers a range with 200 where it breaks off, which is refused as another range.
        ["return-broken-stream-after-4096K", "return-503", "return-reset-connection", "return-429"],
        ["stall-for-20s-after-512K"],
    ],
    ids=", ".join,
)
def test_a_body_that_breaks_is_gone_on_with_and_is_the_same(testbench, bucket, objects, kinds):
    put(bucket, "big", BIG)
    reader = objects()
    _, items, _ = listed(reader)
    identity = break_at(reader.service, testbench, objects_get=kinds)
    (shard,) = reader.pack(items.values())
    (blob,) = reader.open(shard)
    digest, at = hashlib.sha256(), 0
    while piece := blob.read(at, 4 << 20):
        digest.update(piece)
        at += len(piece)
    assert (at, digest.hexdigest()) == (len(BIG), SHA256)
    assert bench.left(testbench, identity) == {}


@pytest.mark.parametrize(
    "kinds", [["return-503", "return-503"], ["return-reset-connection"], ["return-429"]], ids=", ".join
)
def test_a_listing_that_fails_for_a_moment_is_whole(testbench, bucket, source, kinds):
    for number in range(5):
        put(bucket, f"k{number}", b"x")
    identity = break_at(source, testbench, objects_list=kinds)
    assert [entry.key for entry in everything(source)] == [f"k{number}" for number in range(5)]
    assert bench.left(testbench, identity) == {}


def test_a_service_that_goes_on_failing_is_said_to(testbench, bucket, objects):
    put(bucket, "a", b"x")
    reader = objects()
    _, items, _ = listed(reader)
    break_at(reader.service, testbench, objects_get=["return-503"] * 20)
    assert contents(reader, items.values()) == {"a": Reason.UNREACHABLE}
