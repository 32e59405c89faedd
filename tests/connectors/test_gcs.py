"""Google Cloud Storage against a server of our own, and against the emulator on PyPI for what that can do."""

from __future__ import annotations

import gzip
import itertools
import random
import socket
import subprocess
import sys
import time

import pytest
import requests

from connectors.base import Item, Mark, Refused, SourceSpec
from connectors.bucket import versioned
from connectors.errors import Reason, RemoteError, SourceError
from connectors.gcs import GcsObjects, GcsProvider

# The library leaves the connection of a refused download to be collected.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
ODD = [
    "a//b",
    "../x",
    "a/../b",
    "/lead",
    "trail/",
    "emoji 😀",
    "n" * 1024,
    "%2F",
    "a?b",
    "a#b",
    "a+b",
    "a b",
    "é",
    "tab\tkey",
    "ctl\x01",
    "line\nbreak",
]
names = (f"bucket-{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def _server(servers):
    with servers("gcs").GcsServer() as running:
        yield running


@pytest.fixture
def server(_server, servers):
    """The server, with one bucket of the test's own."""
    _server.faults.clear()
    _server.seen.clear()
    _server.name = next(names)
    _server.buckets[_server.name] = servers("gcs").Bucket()
    return _server


@pytest.fixture
def made(server):
    opened = []

    def make(prefix="", **options):
        spec = SourceSpec(
            "gcs", f"gs://{server.name}{prefix}", "v", "", {"endpoint": server.url, "anonymous": "1", **options}
        )
        opened.append(GcsObjects(spec))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def listed(source, after=""):
    entries = list(source.list(after))
    items = {entry.name: entry for entry in entries if isinstance(entry, Item)}
    return entries, items, [entry for entry in entries if isinstance(entry, Refused)]


def contents(source, items):
    out = {}
    for shard in source.pack(items):
        for blob in source.open(shard):
            name = shard.items[blob.index].name if not isinstance(blob, Refused) else blob.name
            out[name] = blob.reason if isinstance(blob, Refused) else blob.content()
    return out


def test_every_key_is_read_as_it_is_named(server, made):
    for key in ODD:
        server.put(server.name, key, key.encode())
    server.put(server.name, "zero", b"")
    source = made()
    _, items, refused = listed(source)
    assert set(items) == {*ODD, "zero"}
    assert not refused
    assert contents(source, items.values()) == {key: key.encode() for key in ODD} | {"zero": b""}


def test_one_small_object_is_one_request(server, made):
    for number in range(1, 6):
        server.put(server.name, f"k{number}", b"x" * 1000 * number)
    source = made()
    _, items, _ = listed(source)
    server.seen.clear()
    before = source.requests
    contents(source, items.values())
    assert source.requests - before == len(server.seen) == 5


def test_a_listing_goes_on_behind_every_mark(server, made):
    for number in range(2500):
        server.put(server.name, f"{number:05}", b"x")
    entries, items, _ = listed(made())
    marks = [number for number, entry in enumerate(entries) if isinstance(entry, Mark)]
    assert (len(items), len(marks)) == (2500, 3)
    for number in marks:
        rest = listed(made(), entries[number].after)[0]
        assert [entry for entry in rest if isinstance(entry, Item)] == [
            entry for entry in entries[number + 1 :] if isinstance(entry, Item)
        ]


def test_older_generations_are_read_and_soft_deleted_ones_are_held(server, made):
    server.put(server.name, "a", b"old")
    server.put(server.name, "a", b"new", keep=True)
    server.put(server.name, "gone", b"was here", soft=True)
    source = made()
    _, items, refused = listed(source)
    assert sorted((versioned(name)[0], content) for name, content in contents(source, items.values()).items()) == [
        ("a", b"new"),
        ("a", b"old"),
    ]
    assert [(versioned(entry.name)[0], entry.size, entry.reason) for entry in refused] == [("gone", 8, Reason.DELETED)]
    assert "2026-03-01" in refused[0].detail
    assert set(listed(made(versions="current"))[1]) == {"a"}


def test_soft_deleted_objects_that_may_not_be_listed_are_said(server, made):
    server.put(server.name, "a", b"x")
    server.faults.append({"match": "softDeleted=", "status": 403})
    _, items, refused = listed(made())
    assert set(items) == {"a"}
    assert [(entry.name, entry.reason, entry.objects) for entry in refused] == [
        ("(soft-deleted objects)", Reason.DENIED, 0)
    ]


def test_what_changed_is_refused_and_told_anew(server, made):
    server.put(server.name, "a", b"one")
    server.put(server.name, "b", b"two")
    source = made()
    _, items, _ = listed(source)
    server.put(server.name, "a", b"other")
    server.buckets[server.name].objects = [each for each in server.buckets[server.name].objects if each.name != "b"]
    assert contents(source, items.values()) == {"a": Reason.CHANGED, "b": Reason.VANISHED}
    again = {entry.name: entry for entry in source.again(items.values())}
    assert contents(source, again.values()) == {"a": b"other"}


def test_a_large_body_is_resumed_and_whole(server, made):
    body = random.Random(1).randbytes((20 << 20) + 5)
    server.put(server.name, "big", body)
    source = made()
    _, items, _ = listed(source)
    server.faults += [
        {"match": "alt=media", "cut": 3 << 20},
        {"match": "alt=media", "status": 503},
        {"match": "alt=media", "cut": 1 << 20},
    ]
    (shard,) = source.pack(items.values())
    (blob,) = source.open(shard)
    at, parts = 0, []
    while piece := blob.read(at, 4 << 20):
        parts.append(piece)
        at += len(piece)
    assert b"".join(parts) == body
    assert not any(fault.get("times", 1) for fault in server.faults)


def test_what_is_stored_compressed_is_given_as_it_is_stored(server, made):
    packed = gzip.compress(b"text " * 1000)
    server.put(server.name, "a.txt", packed, encoding="gzip")
    source = made()
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {"a.txt": packed}
    assert source.service.get(source_reference(items["a.txt"]), 2, 12).read(100) == packed[2:12]


def source_reference(item):
    from connectors.provider import Reference

    return Reference.unpacked(item.hint)


def test_archived_objects_wait_for_the_user(server, made):
    server.put(server.name, "cold", b"x" * 9, storage="ARCHIVE")
    server.put(server.name, "near", b"x", storage="NEARLINE")
    _, items, refused = listed(made())
    assert set(items) == {"near"}
    assert [(entry.name, entry.size, entry.reason) for entry in refused] == [("cold", 9, Reason.ARCHIVED)]
    assert set(listed(made(restore="1"))[1]) == {"near", "cold"}


@pytest.mark.parametrize(
    ("status", "message", "reason"),
    [
        (403, "no", Reason.DENIED), (403, "Permission denied on Cloud KMS key (cloudkms)", Reason.KEY_DENIED), (401, "no", Reason.EXPIRED),
        (404, "gone", Reason.VANISHED), (412, "changed", Reason.CHANGED), (418, "tea", Reason.UNREADABLE),
    ],
)  # fmt: skip
def test_a_refused_object_has_its_reason(server, made, status, message, reason):
    server.put(server.name, "held", b"x")
    source = made()
    _, items, _ = listed(source)
    server.faults.append({"match": "/o/held", "status": status, "message": message, "times": 99})
    assert contents(source, items.values()) == {"held": reason}


@pytest.mark.parametrize(("status", "reason"), [(403, Reason.DENIED), (404, Reason.MISSING), (401, Reason.EXPIRED)])
def test_a_refused_listing_says_so(server, made, status, reason):
    server.faults.append({"match": "/o?", "status": status, "times": 99})
    with pytest.raises(SourceError) as caught:
        list(made().list())
    assert caught.value.reason == reason


def test_a_body_that_ends_early_is_no_short_object(server, made):
    server.put(server.name, "a", b"x" * 1000)
    source = made()
    _, items, _ = listed(source)
    server.faults.append({"match": "alt=media", "cut": 500})
    with pytest.raises(RemoteError) as caught:
        source.service.whole(source_reference(items["a"]), 1000)
    assert caught.value.transient


def test_whoever_reads_pays_where_he_says_so(server, made):
    server.put(server.name, "a", b"x")
    server.buckets[server.name].pays = True
    with pytest.raises(SourceError):
        list(made().list())
    source = made(**{"requester-pays": "my-project"})
    assert contents(source, listed(source)[1].values()) == {"a": b"x"}


def facts(source):
    return {fact.name: fact.value for fact in source.facts()}


def test_what_is_set_is_told_and_what_is_not_told_is_unknown(server, made):
    bucket = server.buckets[server.name]
    bucket.settings = {
        "location": "EU", "locationType": "multi-region", "projectNumber": "42", "storageClass": "STANDARD", "timeCreated": "2026-01-01T00:00:00Z",
        "versioning": {"enabled": True}, "labels": {"team": "x"}, "encryption": {"defaultKmsKeyName": "projects/p/key"},
        "iamConfiguration": {"publicAccessPrevention": "inherited", "uniformBucketLevelAccess": {"enabled": True}},
        "softDeletePolicy": {"retentionDurationSeconds": "604800"}, "retentionPolicy": {"retentionPeriod": "864000", "isLocked": True},
        "lifecycle": {"rule": [
            {"action": {"type": "Delete"}, "condition": {"age": 30}},
            {"action": {"type": "Delete"}, "condition": {"age": 1, "matchesPrefix": ["tmp/"]}},
            {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 7}},
        ]},
    }  # fmt: skip
    bucket.policy = {
        "bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers", "user:a@example.com"]}]
    }
    told = facts(made())
    assert told | {
        "region": "eu", "owner": "42", "created": "2026-01-01", "encryption": "customer-managed-key", "encryption.key": "projects/p/key",
        "versioning": "on", "tags": "team", "soft-delete": 7, "object-lock": "10 days, locked", "lifecycle": 3, "lifecycle.expires": 30,
        "lifecycle.noncurrent": 7, "public.policy": True, "public.block": False, "access.uniform": True, "access.foreign": 1, "exposure": "public",
    } == told  # fmt: skip
    assert told["requester-pays"] is None  # not said, and no Google: unknown
    bucket.settings["iamConfiguration"]["publicAccessPrevention"] = "enforced"
    assert facts(made())["exposure"] == "private"
    server.faults.append({"match": "/iam", "status": 403, "times": 9})
    bucket.settings["iamConfiguration"] = {}
    told = facts(made())
    assert (told["public.policy"], told["exposure"], told["public.block"]) == (None, "unknown", None)


def test_all_buckets_of_a_project(server):
    spec = SourceSpec("gcs", "gs://", "v", "", {"endpoint": server.url, "anonymous": "1", "project": "p"})
    assert f"gs://{server.name}" in set(GcsProvider.buckets(spec))
    with pytest.raises(SourceError, match="--project"):
        list(GcsProvider.buckets(SourceSpec("gcs", "gs://", "v", "", {"endpoint": server.url, "anonymous": "1"})))


def test_only_reading_calls_are_sent(server, made):
    server.put(server.name, "a", b"x")
    source = made()
    contents(source, listed(source)[1].values())
    facts(source)
    assert server.seen
    assert all(line.startswith("GET ") for line in server.seen)


# --- the emulator -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def emulator():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [
        sys.executable,
        "-c",
        "import sys; from gcp_storage_emulator.__main__ import main; main(sys.argv[1:])",
    ]
    process = subprocess.Popen(
        [*program, "start", "--host=127.0.0.1", f"--port={port}", "--in-memory"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        assert process.poll() is None
        try:
            requests.get(url, timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield url
    process.kill()
    process.wait()


def test_the_emulator_is_listed_and_read(emulator):
    assert requests.post(f"{emulator}/storage/v1/b", json={"name": "emulated"}, timeout=5).ok
    for key in ("a.txt", "b/c.txt"):
        url = f"{emulator}/upload/storage/v1/b/emulated/o?uploadType=media&name={key}"
        assert requests.post(url, data=key.encode() * 1000, timeout=5).ok
    source = GcsObjects(SourceSpec("gcs", "gs://emulated", "v", "", {"endpoint": emulator, "anonymous": "1"}))
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {key: key.encode() * 1000 for key in ("a.txt", "b/c.txt")}
    (blob,) = source.open(next(source.pack([items["a.txt"]._replace(size=5 << 20)])))
    assert blob.read(100, 50) == (b"a.txt" * 1000)[100:150]
    source.close()
