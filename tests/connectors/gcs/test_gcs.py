"""Cloud Storage, read from servers that speak its protocol: ours, which knows generations and faults, and gcp-storage-emulator.

`make test-servers` adds Google's testbench.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from gcs import Bucket, Fault
from gcsclient import NUMBERS, everything, library, provider, whole

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.fact import FACTS
from connectors.gcs import SOFT_DELETED, GcsProvider
from connectors.provider import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytest.importorskip("google.cloud.storage", reason="pip install 'discover-holdings[gcs]'")

#: Names that the service allows and that paths, URLs or shells would change: all it forbids is CR, LF, `.`, `..`, and over 1,024 bytes.
ODD = (
    "a//b",
    "../up",
    "a/../b",
    "./here",
    "%2F",
    "100%",
    "a%2Fb",
    "why?",
    "#fragment",
    "a+b c&d=e",
    "\N{PILE OF POO}/\N{LATIN SMALL LETTER E WITH ACUTE}e\N{COMBINING ACUTE ACCENT}",
    "tab\tbell\x07esc\x1b",
    "/leading",
    "quote'\"<>\\",
    "o/o/acl",
    "k" * 1024,
    "\N{SNOWMAN}" * 341,
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    """URL of gcp-storage-emulator, in process."""
    server = pytest.importorskip("gcp_storage_emulator.server", reason="pip install gcp-storage-emulator")
    running = server.create_server("127.0.0.1", 0, in_memory=True)
    running.start()
    yield f"http://127.0.0.1:{running._api._httpd.server_port}"
    running.stop()


@pytest.fixture(params=["ours", "emulator", pytest.param("testbench", marks=pytest.mark.servers)])
def stored(request, service) -> Iterator[tuple[GcsProvider, Callable[[str, bytes], object]]]:
    """A provider on a fresh bucket of each server in turn, and how an object gets there."""
    name = f"both-{next(NUMBERS)}"
    if request.param == "ours":
        made = provider(service.url, f"gs://{name}")
        put = service.bucket(name).put
    else:
        url = request.getfixturevalue(request.param)
        made = provider(url, f"gs://{name}")
        at = library(url).create_bucket(name)

        def put(key: str, content: bytes) -> None:
            at.blob(key).upload_from_string(content, retry=None)

    yield made, put
    made.close()


# --- all servers


def test_odd_names_are_listed_and_read_as_they_are(stored, request):
    source, put = stored
    emulated = "emulator" in request.node.callspec.id  # which takes names for paths of files
    bench = (
        "testbench" in request.node.callspec.id
    )  # which loses a slash in front, and takes an end for a path of its API
    keys = [key for key in ODD if not emulated or not {".", ".."} & set(key.split("/"))]
    keys = [key for key in keys if not bench or (key[0] != "/" and not key.endswith("/acl"))]
    for number, key in enumerate(keys):
        put(key, f"content {number}".encode())
    listed = {entry.key: entry for entry in everything(source)}
    assert set(listed) == set(keys)
    assert [whole(source, listed[key]) for key in keys] == [f"content {number}".encode() for number in range(len(keys))]
    assert [key for key in keys if source.again(key) != listed[key]] == []


def test_what_is_listed_has_size_tag_and_time(stored):
    source, put = stored
    put("a", b"12345")
    (entry,) = everything(source)
    assert (entry.size, entry.version, entry.storage, entry.reason) == (5, "", "", "")
    assert int(entry.tag) > 10**12
    assert entry.modified == pytest.approx(time.time(), abs=86_400 * 366 * 5)


def test_ranges_are_half_open(stored):
    source, put = stored
    put("a", bytes(range(256)) * 40)
    (entry,) = everything(source)
    content = bytes(range(256)) * 40
    assert whole(source, entry, 0, 1) == content[:1]
    assert whole(source, entry, 10, 300, amount=7) == content[10:300]
    assert whole(source, entry, 10_000) == content[10_000:]
    assert whole(source, entry, 5, 5) == b""


def test_an_empty_object_is_read_as_empty(stored):
    source, put = stored
    put("void", b"")
    (entry,) = everything(source)
    assert entry.size == 0
    assert whole(source, entry) == whole(source, entry, 0, 0) == b""


def test_a_prefix_is_a_plain_string(stored):
    source, put = stored
    for key in ("log/a", "logs", "lo", "m"):
        put(key, b"x")
    under = GcsProvider(SourceSpec("gcs", f"{source.root}/log", "acme", options=source.spec.options))
    assert (under.root, under.prefix) == (source.root, "log")
    assert [entry.key for entry in everything(under)] == ["log/a", "logs"]
    under.close()


def test_a_listing_goes_on_behind_a_name(stored):
    source, put = stored  # the emulator does not know where to begin, and gives all
    for key in ("a", "b", "b/c", "c"):
        put(key, b"x")
    assert [entry.key for entry in everything(source, "objects:b")] == ["b/c", "c"]
    assert everything(source, "objects:c") == []


def test_again_tells_what_is_there_now(stored):
    source, put = stored
    put("a", b"1")
    (old,) = everything(source)
    put("a", b"22")
    new = source.again("a")
    assert (new.key, new.size, new.version) == ("a", 2, "")
    assert new.tag != old.tag
    assert source.again("b") is None


def test_what_is_gone_is_said_to_have_vanished(stored):
    source, _ = stored
    with pytest.raises(RemoteError) as raised:
        source.get(Reference("gone"), 0, None)
    assert (raised.value.reason, raised.value.transient) == (Reason.VANISHED, False)


def test_what_was_replaced_and_soft_deleted_comes_once(stored, request):
    source, put = stored
    put("a", b"1")
    put("a", b"22")
    entries = everything(source)
    assert len({(entry.key, entry.tag) for entry in entries}) == len(entries)
    kept = "testbench" in request.node.callspec.id  # which keeps older generations in every bucket
    assert [entry.size for entry in entries if not entry.reason] == ([1, 2] if kept else [2])


def test_an_unknown_bucket_is_refused_by_name(stored):
    source, _ = stored
    absent = GcsProvider(SourceSpec("gcs", "gs://absent-bucket", "acme", options=source.spec.options))
    with pytest.raises(SourceError, match=r"gs://absent-bucket.*not there") as raised:
        everything(absent)
    assert raised.value.reason == Reason.VANISHED
    absent.close()


def test_buckets_of_a_project_are_listed(stored):
    source, _ = stored
    spec = SourceSpec("gcs", "gs://", "acme", options={**source.spec.options, "project": "test"})
    assert source.root in list(GcsProvider.buckets(spec))


def test_facts_have_names_that_are_known(stored):
    source, _ = stored
    names = [fact.name for fact in source.facts()]
    assert len(names) == len(set(names))
    assert set(names) <= set(FACTS)
    assert {"exposure", "region", "owner", "versioning", "soft-delete"} <= set(names)


# --- listings


def test_many_objects_come_in_pages_and_go_on_from_any(service):
    bucket = service.bucket("many")
    for number in range(2500):
        bucket.put(f"{number:05}")
    source = provider(service.url, "gs://many")
    pages = list(source.pages())
    assert [entry.key for page in pages for entry in page.entries] == [f"{number:05}" for number in range(2500)]
    assert pages[-1].after == "deleted:"  # only what is soft-deleted can follow
    assert source.requests == 4
    for at, page in enumerate(pages):
        other = provider(service.url, "gs://many")  # as another process: a cursor is all it has
        assert everything(other, page.after) == [entry for later in pages[at + 1 :] for entry in later.entries]
        other.close()
    source.close()


def test_a_token_that_expired_is_replaced_by_a_name(service):
    bucket = service.bucket("slow")
    for number in range(2500):
        bucket.put(f"{number:05}")
    source = provider(service.url, "gs://slow")
    pages = source.pages()
    keys = [entry.key for entry in next(pages).entries]
    service.epoch += 1
    keys += [entry.key for page in pages for entry in page.entries]
    assert keys == [f"{number:05}" for number in range(2500)]
    source.close()


def test_generations_of_one_name_stay_on_one_page(service, bucket, source):
    for key, times in (("a", 999), ("b", 1500), ("c", 2)):
        for _ in range(times):
            bucket.put(key)
    pages = list(source.pages())
    assert [sorted({entry.key for entry in page.entries}) for page in pages] == [["a"], ["b", "c"]]
    assert [len(page.entries) for page in pages] == [999, 1502]
    assert everything(source, pages[0].after) == pages[1].entries


def test_older_generations_are_listed_and_read_by_version(bucket, source):
    for content in (b"one", b"two", b"three"):
        bucket.put("a", content)
    bucket.put("b", b"deleted")
    bucket.delete("b")
    entries = everything(source)
    assert [(entry.key, bool(entry.version)) for entry in entries] == [
        ("a", True),
        ("a", True),
        ("a", False),
        ("b", True),
    ]
    assert [whole(source, entry) for entry in entries] == [b"one", b"two", b"three", b"deleted"]
    assert all(entry.version in {"", entry.tag} for entry in entries)


def test_current_versions_alone_are_listed_if_asked(service, bucket):
    for content in (b"one", b"two"):
        bucket.put("a", content)
    source = provider(service.url, f"gs://{bucket.document['name']}", versions="current")
    (page,) = source.pages()
    assert ([entry.size for entry in page.entries], page.after, source.requests) == ([3], "", 1)
    source.close()


@pytest.fixture
def binned(service) -> tuple[Bucket, GcsProvider]:
    """A bucket of which `b`, `c` and an older `a` are soft-deleted."""
    bucket = service.bucket(f"binned-{next(NUMBERS)}")
    for key in "aabc":
        bucket.put(key, b"content of " + key.encode())
    bucket.delete("b")
    bucket.delete("c")
    source = provider(service.url, f"gs://{bucket.document['name']}")
    yield bucket, source
    source.close()


def test_soft_deleted_objects_are_told_and_not_opened(binned):
    _, source = binned
    live, *deleted = everything(source)
    assert (live.key, live.reason) == ("a", "")
    assert [entry.key for entry in deleted] == ["a", "b", "c"]
    assert {(entry.size, entry.reason) for entry in deleted} == {(12, Reason.DELETED)}
    assert "held until 2024-01-08" in deleted[0].detail
    assert {entry.tag for entry in deleted}.isdisjoint({live.tag})


def test_a_listing_goes_on_among_soft_deleted_objects(binned):
    _, source = binned
    assert [entry.key for entry in everything(source, "deleted:a")] == ["b", "c"]
    assert [entry.key for entry in everything(source, "deleted:")] == ["a", "b", "c"]


def test_a_refused_listing_of_soft_deleted_objects_is_said(binned):
    bucket, source = binned
    bucket.denied.add("softDeleted")
    *live, refused = everything(source)
    assert [entry.key for entry in live] == ["a"]
    assert (refused.key, refused.size, refused.reason) == (SOFT_DELETED, 0, Reason.DENIED)
    assert "cannot be listed" in refused.detail


def test_a_server_that_ignores_soft_delete_counts_nothing_twice(binned):
    bucket, source = binned
    bucket.knows_soft_delete = False
    assert [(entry.key, entry.reason) for entry in everything(source)] == [("a", "")]


def test_a_bucket_without_soft_delete_has_nothing_to_say(service):
    bucket = service.bucket("unbinned", softDeletePolicy={"retentionDurationSeconds": "0"})
    bucket.put("a")
    source = provider(service.url, "gs://unbinned")
    assert [entry.key for entry in everything(source)] == ["a"]
    bucket.denied.add("document")  # now the answer 400 may mean anything
    assert [entry.key for entry in everything(source)] == ["a", SOFT_DELETED]
    source.close()


def test_a_denied_listing_says_what_to_do(bucket, source):
    bucket.denied.add("list")
    with pytest.raises(
        SourceError, match=r"gs://kept-\d+: cannot be listed: not open to everybody; scan it with credentials"
    ) as raised:
        everything(source)
    assert raised.value.reason == Reason.DENIED
    assert "someone@" not in str(raised.value)


def test_a_listing_that_fails_for_a_moment_is_asked_again(service, bucket, source):
    bucket.put("a")
    service.faults.append(Fault("/o", status=503, times=2))
    assert [entry.key for entry in everything(source)] == ["a"]
    assert source.requests == 4


def test_a_listing_that_goes_on_failing_ends_with_its_reason(service, bucket, source):
    service.faults.append(Fault("/o", status=503, times=4))
    with pytest.raises(SourceError, match="503") as raised:
        everything(source)
    assert raised.value.reason == Reason.UNREACHABLE


def test_a_cursor_of_another_service_is_refused(source):
    with pytest.raises(SourceError, match="from its beginning"):
        everything(source, "uploads:x")
