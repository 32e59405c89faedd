"""Cloud Storage, read from two servers that speak its protocol: ours, which knows generations and faults, and gcp-storage-emulator."""

from __future__ import annotations

import gzip
import importlib.util
import itertools
import json
import pickle
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.gcs import SOFT_DELETED, GcsProvider
from connectors.provider import FACTS, Listed, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

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


def _module() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "servers" / "gcs.py"
    spec = importlib.util.spec_from_file_location("servers_gcs", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


servers = _module()
Fault = servers.Fault
_numbers = itertools.count()


def provider(url: str, locator: str, **options: str) -> GcsProvider:
    """A provider on a server; options with `_` for `-`."""
    options = {name.replace("_", "-"): value for name, value in options.items()}
    made = GcsProvider(SourceSpec("gcs", locator, "acme", options={"endpoint": url, "anonymous": "1", **options}))
    made._wire.timeout = (2.0, 0.3)
    return made


def everything(source: GcsProvider, after: str = "") -> list[Listed]:
    return [entry for page in source.pages(after) for entry in page.entries]


def whole(source: GcsProvider, entry: Listed, start: int = 0, end: int | None = None, amount: int = 1 << 16) -> bytes:
    body = source.get(Reference(entry.key, entry.tag, entry.version, entry.modified), start, end)
    try:
        return b"".join(iter(lambda: body.read(amount), b""))
    finally:
        body.close()


@pytest.fixture(scope="module")
def service() -> Iterator[servers.Service]:
    running = servers.Service()
    yield running
    running.close()


@pytest.fixture
def bucket(service) -> Iterator[servers.Bucket]:
    """A bucket of our server that keeps versions."""
    service.asked.clear()
    yield service.bucket(f"kept-{next(_numbers)}", versioning={"enabled": True})
    assert service.faults == [], "a fault that nothing met"


@pytest.fixture
def source(service, bucket) -> Iterator[GcsProvider]:
    made = provider(service.url, f"gs://{bucket.document['name']}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    """URL of gcp-storage-emulator, in process."""
    server = pytest.importorskip("gcp_storage_emulator.server", reason="pip install gcp-storage-emulator")
    running = server.create_server("127.0.0.1", 0, in_memory=True)
    running.start()
    yield f"http://127.0.0.1:{running._api._httpd.server_port}"
    running.stop()


@pytest.fixture(params=["ours", "emulator"])
def stored(request, service) -> Iterator[tuple[GcsProvider, Callable[[str, bytes], object]]]:
    """A provider on a fresh bucket of each server in turn, and how an object gets there."""
    name = f"both-{next(_numbers)}"
    if request.param == "ours":
        made = provider(service.url, f"gs://{name}")
        put = service.bucket(name).put
    else:
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import storage

        url = request.getfixturevalue("emulator")
        made = provider(url, f"gs://{name}")
        client = storage.Client("test", AnonymousCredentials(), client_options={"api_endpoint": url})
        at = client.create_bucket(name)

        def put(key: str, content: bytes) -> None:
            at.blob(key).upload_from_string(content, retry=None)

    yield made, put
    made.close()


# --- both servers


def test_odd_names_are_listed_and_read_as_they_are(stored, request):
    source, put = stored
    emulated = "emulator" in request.node.callspec.id  # which takes names for paths of files
    keys = [key for key in ODD if not emulated or not {".", ".."} & set(key.split("/"))]
    for number, key in enumerate(keys):
        put(key, f"content {number}".encode())
    listed = {entry.key: entry for entry in everything(source)}
    assert set(listed) == set(keys)
    assert [whole(source, listed[key]) for key in keys] == [f"content {number}".encode() for number in range(len(keys))]
    assert all(source.again(key) == listed[key] for key in keys)


def test_what_is_listed_has_size_tag_and_time(stored):
    source, put = stored
    put("a", b"12345")
    (entry,) = everything(source)
    assert (entry.size, entry.version, entry.storage, entry.reason) == (5, "", "", "")
    assert int(entry.tag) > 10**15
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


def test_what_was_replaced_and_soft_deleted_comes_once(stored):
    source, put = stored
    put("a", b"1")
    put("a", b"22")
    entries = everything(source)
    assert len({(entry.key, entry.tag) for entry in entries}) == len(entries)
    assert [entry.size for entry in entries if not entry.reason] == [2]


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
def binned(service) -> tuple[servers.Bucket, GcsProvider]:
    """A bucket of which `b`, `c` and an older `a` are soft-deleted."""
    bucket = service.bucket(f"binned-{next(_numbers)}")
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


def test_storage_classes_are_told_and_archives_left_alone(service, bucket, source):
    for name in ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"):
        bucket.put(name.lower(), b"x", storageClass=name)
    told = {entry.key: (entry.storage, entry.reason) for entry in everything(source)}
    assert told == {
        "archive": ("ARCHIVE", Reason.ARCHIVED),
        "coldline": ("COLDLINE", ""),
        "nearline": ("NEARLINE", ""),
        "standard": ("", ""),
    }
    paid = provider(service.url, source.root, restore="1")
    archived = everything(paid)[0]
    assert (archived.reason, whole(paid, archived)) == ("", b"x")
    paid.close()


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


# --- reading


def test_a_small_object_costs_one_request(service, bucket, source):
    bucket.put("dir/a b", b"small")
    assert whole(source, Listed("dir/a b", 5)) == b"small"
    assert len(service.asked) == source.requests == 1


def test_content_that_was_replaced_is_refused(bucket, source):
    bucket.put("a", b"old")
    (listed,) = everything(source)
    bucket.put("a", b"new")
    with pytest.raises(RemoteError) as raised:
        whole(source, listed)
    assert (raised.value.reason, raised.value.transient) == (Reason.CHANGED, False)


def test_an_object_that_became_shorter_is_refused(bucket, source):
    bucket.put("a", b"0123")
    for start, end in ((0, 10), (2, 10), (7, None)):
        with pytest.raises(RemoteError) as raised:
            whole(source, Listed("a", 10), start, end)
        assert raised.value.reason == Reason.CHANGED


def test_gzip_is_delivered_as_it_is_stored(service, bucket, source):
    packed = gzip.compress(b"plain " * 1000, mtime=0)
    bucket.put("a.txt", packed, contentEncoding="gzip", contentType="text/plain")
    (entry,) = everything(source)
    assert entry.size == len(packed)
    assert whole(source, entry) == packed
    assert whole(source, entry, 3, 17) == packed[3:17]


@pytest.mark.parametrize("reset", [False, True])
def test_a_body_that_is_cut_raises_and_is_never_short(service, bucket, source, reset):
    content = bytes(100_000)
    bucket.put("a", content)
    service.faults.append(Fault("/o/a", cut=70_000, reset=reset, stall=0.1))
    body = source.get(Reference("a"), 0, None)
    got = 0
    with pytest.raises(RemoteError) as raised:  # noqa: PT012  # it breaks somewhere in the loop
        while data := body.read(4096):
            got += len(data)
    assert (raised.value.reason, raised.value.transient) == (Reason.UNREACHABLE, True)
    assert 0 < got <= 70_000
    body.close()
    assert len(whole(source, Listed("a", 0), got)) == len(content) - got  # the next one goes on


def test_a_body_that_stalls_raises(service, bucket, source):
    bucket.put("a", bytes(100_000))
    service.faults.append(Fault("/o/a", cut=50_000, stall=0.8))
    with pytest.raises(RemoteError) as raised:
        whole(source, Listed("a", 0))
    assert raised.value.transient


@pytest.mark.parametrize(
    ("status", "message", "reason", "transient"),
    [
        (400, "Cloud KMS key projects/p/keyRings/k is disabled.", Reason.KEY_DENIED, False),
        (403, "Permission 'cloudkms.cryptoKeyVersions.useToDecrypt' denied", Reason.KEY_DENIED, False),
        (400, "The target object is encrypted by a customer-supplied encryption key.", Reason.KEY_DENIED, False),
        (401, "Invalid Credentials", Reason.DENIED, False),  # without credentials nothing can have expired
        (403, "someone@example.com does not have storage.objects.get access", Reason.DENIED, False),
        (403, "The project exceeded the rate limit for requests.", Reason.THROTTLED, True),
        (404, "No such object", Reason.VANISHED, False),
        (412, "conditionNotMet", Reason.CHANGED, False),
        (418, "teapot", Reason.UNREADABLE, False),
        (429, "too many of them", Reason.THROTTLED, True),
        (500, "backendError", Reason.UNREACHABLE, True),
        (501, "not implemented", Reason.UNREADABLE, False),
        (503, "Service Unavailable", Reason.UNREACHABLE, True),
    ],
)
def test_a_refusal_has_its_reason_and_repeats_nothing(service, bucket, source, status, message, reason, transient):
    bucket.put("a")
    service.faults.append(Fault("/o/a", status=status, message=message))
    with pytest.raises(RemoteError) as raised:
        source.get(Reference("a"), 0, None)
    assert (raised.value.reason, raised.value.transient) == (reason, transient)
    assert message not in str(raised.value)
    assert source.requests == 1


def test_how_long_to_wait_is_taken_from_the_answer(service, bucket, source):
    service.faults.append(Fault("/o/a", status=429, headers={"Retry-After": "7"}))
    with pytest.raises(RemoteError) as raised:
        source.get(Reference("a"), 0, None)
    assert raised.value.wait == 7


def test_nobody_listening_is_transient(service):
    source = provider("http://127.0.0.1:9", "gs://nowhere")
    with pytest.raises(RemoteError) as raised:
        source.get(Reference("a"), 0, None)
    assert (raised.value.reason, raised.value.transient) == (Reason.UNREACHABLE, True)
    source.close()


def test_connections_are_used_again(service, bucket, source):
    for number in range(20):
        bucket.put(f"{number}", bytes(number * 5000))  # the first is empty
    service.peers.clear()
    entries = everything(source)
    assert [len(whole(source, entry)) for entry in entries] == [entry.size for entry in entries]
    assert len(service.peers) == 1


def test_threads_read_side_by_side(bucket, source):
    for number in range(64):
        bucket.put(f"{number}", f"{number}".encode() * 2000)
    entries = everything(source)
    before = source.requests
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda entry: whole(source, entry), entries))
    assert read == [entry.key.encode() * 2000 for entry in entries]
    assert source.requests - before == 64


def test_whoever_reads_pays_where_asked_to(service):
    service.bucket("billed", billing={"requesterPays": True}).put("a", b"x")
    refused = provider(service.url, "gs://billed")
    with pytest.raises(SourceError, match="set requester-pays") as raised:
        everything(refused)
    assert raised.value.reason == Reason.DENIED
    for options in ({"requester_pays": "payer"}, {"requester_pays": "1", "project": "payer"}):
        service.asked.clear()
        source = provider(service.url, "gs://billed", **options)
        (entry,) = everything(source)
        assert (whole(source, entry), source.again("a").size) == (b"x", 1)
        assert {fact.name: fact.value for fact in source.facts()}["requester-pays"] is True
        assert {query.get("userProject") for _, query in service.asked} == {"payer"}
        source.close()
    refused.close()


def test_nothing_but_reading_is_asked(service, bucket, source):
    bucket.put("a", b"x")
    everything(source)
    list(source.facts())
    for path, query in service.asked:  # our server answers GET alone
        assert path.startswith(("/storage/v1/b/", "/download/storage/v1/b/"))
        assert "uploadType" not in query


# --- the source


@pytest.mark.parametrize(
    ("locator", "options", "words"),
    [
        ("s3://a", {}, "not a gs:// locator"),
        ("gs://", {}, "names no bucket"),
        ("gs://a", {"versions": "some"}, "versions is one of all, current"),
        ("gs://a", {"restore": "yes"}, "restore is one of"),
        ("gs://a", {"endpoint": "localhost:9"}, "https://"),
    ],
)
def test_a_source_that_is_written_wrong_is_refused(locator, options, words):
    with pytest.raises(SourceError, match=words):
        GcsProvider(SourceSpec("gcs", locator, "acme", options=options))


def test_a_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.cloud.storage", None)  # as Python marks what cannot be imported
    with pytest.raises(SourceError, match=r"discover-holdings\[gcs\]") as raised:
        GcsProvider(SourceSpec("gcs", "gs://a", "acme"))
    assert raised.value.reason == Reason.NO_EXTRA


def test_no_credentials_say_how_to_log_in(monkeypatch, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))
    source = GcsProvider(SourceSpec("gcs", "gs://a", "acme"))
    with pytest.raises(SourceError, match="gcloud auth application-default login") as raised:
        everything(source)
    assert raised.value.reason == Reason.DENIED
    source.close()


def test_credentials_that_are_not_renewed_have_expired(monkeypatch, tmp_path, service):
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    from cryptography.hazmat.primitives import serialization as form

    key = rsa.generate_private_key(65537, 2048).private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    file = tmp_path / "account.json"
    told = {"type": "service_account", "client_email": "a@example.com", "private_key": key.decode(), "project_id": "p"}
    file.write_text(json.dumps({**told, "token_uri": f"{service.url}/token"}))  # where our server issues none
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    source = GcsProvider(SourceSpec("gcs", "gs://a", "acme", options={"endpoint": "https://127.0.0.1:9"}))
    with pytest.raises(SourceError, match="credentials are not renewed; run `gcloud auth") as raised:
        everything(source)
    assert raised.value.reason == Reason.EXPIRED
    source.close()


def test_no_token_is_sent_without_tls(monkeypatch, service, bucket, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))  # looking for it would fail
    source = GcsProvider(
        SourceSpec("gcs", f"gs://{bucket.document['name']}", "acme", options={"endpoint": service.url})
    )
    assert everything(source) == []
    source.close()


def test_the_librarys_variable_for_emulators_counts(monkeypatch, service, bucket):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", service.url)
    bucket.put("a", b"x")
    source = GcsProvider(SourceSpec("gcs", f"gs://{bucket.document['name']}", "acme"))
    (entry,) = everything(source)
    assert whole(source, entry) == b"x"
    source.close()


def test_a_closed_source_can_be_read_again(bucket, source):
    bucket.put("a", b"x")
    (entry,) = everything(source)
    source.close()
    assert whole(source, entry) == b"x"


def test_listed_references_cross_processes(bucket, source):
    bucket.put(ODD[10], b"x")
    (entry,) = everything(source)
    packed = Reference(entry.key, entry.tag, entry.version, entry.modified).packed()
    assert pickle.loads(pickle.dumps(Reference.unpacked(packed))).key == ODD[10]


# --- posture


def facts(service, name: str, *, policy: object = (), denied: str = "", **document: object) -> dict:
    made = service.bucket(f"{name}-{next(_numbers)}", **document)
    made.policy = {"bindings": list(policy)}
    made.denied = {denied}
    source = provider(service.url, f"gs://{made.document['name']}")
    told = {fact.name: fact for fact in source.facts()}
    source.close()
    return told


OPEN = {"role": "roles/storage.objectViewer", "members": ["user:a@example.com", "allUsers"]}
FINE = {"uniformBucketLevelAccess": {"enabled": False}, "publicAccessPrevention": "inherited"}
UNIFORM = {"uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "inherited"}


def test_a_plain_bucket_is_told_as_it_is(service):
    told = facts(service, "plain")
    assert {name: fact.value for name, fact in told.items()} == {
        "exposure": "private",
        "region": "EUROPE-WEST3 (region)",
        "owner": "4711",
        "created": "2024-01-01",
        "encryption": "provider-key",
        "encryption.key": "none",
        "public.block": True,
        "public.policy": False,
        "public.acl": False,
        "access.uniform": True,
        "versioning": "off",
        "soft-delete": 7,
        "lifecycle": 0,
        "lifecycle.expires": 0,
        "lifecycle.noncurrent": 0,
        "lifecycle.uploads": 0,
        "replication": "none",
        "object-lock": "none",
        "logging": "none",
        "tags": "",
        "requester-pays": False,
        "storage": "STANDARD",
    }


def test_a_bucket_with_everything_is_told_as_it_is(service):
    told = facts(
        service,
        "rich",
        location="EUR4",
        locationType="dual-region",
        rpo="ASYNC_TURBO",
        encryption={"defaultKmsKeyName": "projects/p/locations/eur4/keyRings/r/cryptoKeys/k"},
        versioning={"enabled": True},
        softDeletePolicy={"retentionDurationSeconds": "0"},
        retentionPolicy={"retentionPeriod": "2592000", "isLocked": True},
        objectRetention={"mode": "Enabled"},
        logging={"logBucket": "logs", "logObjectPrefix": "rich"},
        labels={"team": "x", "cost": "y"},
        autoclass={"enabled": True},
    )
    assert told["replication"].value == "dual-region: EUR4, turbo"
    assert (told["encryption"].value, told["encryption.key"].value[-1]) == ("customer-managed-key", "k")
    assert (told["versioning"].value, told["soft-delete"].value) == ("on", 0)
    assert told["object-lock"].value == "all objects for 30 days, locked; single objects as each says"
    assert (told["logging"].value, told["tags"].value) == ("gs://logs/rich", "cost, team")
    assert "Autoclass" in told["storage"].detail


def _rule(kind: str, **condition: object) -> dict:
    return {"action": {"type": kind}, "condition": condition}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([_rule("Delete", age=30), _rule("Delete", age=20, isLive=True)], (20, 30, 0)),
        ([_rule("Delete", age=30, matchesPrefix=["tmp/"])], (0, 0, 0)),
        ([_rule("Delete", daysSinceNoncurrentTime=5), _rule("Delete", isLive=False, age=9)], (0, 5, 0)),
        ([_rule("Delete", numNewerVersions=3)], (0, 0, 0)),
        ([_rule("AbortIncompleteMultipartUpload", age=7), _rule("SetStorageClass", age=1)], (0, 0, 7)),
    ],
)
def test_lifecycle_rules_count_where_they_hold_for_all(service, rules, days):
    told = facts(service, "aging", lifecycle={"rule": rules})
    assert told["lifecycle"].value == len(rules)
    assert tuple(told[f"lifecycle.{name}"].value for name in ("expires", "noncurrent", "uploads")) == days


@pytest.mark.parametrize(
    ("configuration", "policy", "acl", "denied", "exposure"),
    [
        (UNIFORM, [], [], "", "private"),
        (UNIFORM, [OPEN], [], "", "public"),
        (UNIFORM, [], [], "policy", "unknown"),
        (FINE, [], [{"entity": "allAuthenticatedUsers"}], "", "public"),
        (FINE, [], [{"entity": "user-a"}], "", "unknown"),  # objects may have ACLs of their own
        (FINE, [], [{"entity": "allUsers"}], "full", "unknown"),
        (UNIFORM | {"publicAccessPrevention": "enforced"}, [OPEN], [], "", "private"),
    ],
)
def test_exposure_follows_from_what_was_answered(service, configuration, policy, acl, denied, exposure):
    told = facts(service, "open", policy=policy, denied=denied, iamConfiguration=configuration, acl=acl)
    assert told["exposure"].value == exposure


def test_what_is_refused_is_unknown_and_says_why(service):
    told = facts(service, "closed", denied="policy")
    assert (told["public.policy"].value, told["region"].value) == (None, "EUROPE-WEST3 (region)")
    assert "cannot be read" in told["public.policy"].detail
    told = facts(service, "shut", denied="document")
    assert {fact.value for fact in told.values()} == {None}
    assert all(fact.detail for fact in told.values())


def test_a_server_that_leaves_things_out_is_not_taken_to_have_them_off(service):
    bare = service.bucket("bare")
    bare.document = {"name": "bare", "location": "US"}
    source = provider(service.url, "gs://bare")
    told = {fact.name: fact for fact in source.facts()}
    assert {name for name, fact in told.items() if fact.value is not None} == {"region", "public.policy", "exposure"}
    assert told["exposure"].value == "unknown"
    assert all(fact.detail for fact in told.values() if fact.value is None)
    source.close()


def test_answers_that_are_not_as_documented_are_refused_in_words(service, bucket, source):
    bucket.document["lifecycle"] = {"rule": [_rule("Delete", age="soon")]}
    assert {fact.value for fact in source.facts()} == {None}
    bucket.put("a", size="many")
    with pytest.raises(SourceError, match="not as documented"):
        everything(source)
    with pytest.raises(RemoteError, match="not as documented"):
        source.again("a")
