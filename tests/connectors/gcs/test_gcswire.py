"""Bytes from Cloud Storage: ranges, what was replaced, what breaks off, refusals, credentials."""

from __future__ import annotations

import gzip
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from gcs import Fault
from gcsclient import everything, provider, whole

from connectors.base import SourceSpec
from connectors.errors import Reason, RemoteError, SourceError
from connectors.gcs import GcsProvider
from connectors.provider import Listed, Reference

pytest.importorskip("google.cloud.storage", reason="pip install 'discover-holdings[gcs]'")


# --- reading


def test_a_small_object_costs_one_request(service, bucket, source):
    bucket.put("dir/a b", b"small")
    assert whole(source, Listed("dir/a b", 5)) == b"small"
    assert len(service.asked) == source.requests == 1


def test_content_that_was_replaced_is_refused(service, bucket, source):
    bucket.put("a", b"old")
    (listed,) = everything(source)
    bucket.put("a", b"new")
    with pytest.raises(RemoteError) as raised:
        whole(source, listed)
    assert (raised.value.reason, raised.value.transient) == (Reason.CHANGED, False)
    assert service.asked[-1][1]["ifGenerationMatch"] == listed.tag


def test_a_server_that_ignores_the_condition_is_found_out(service, bucket, source):
    bucket.put("a", b"new")
    (listed,) = everything(source)
    service.faults.append(Fault("/o/a", headers={"X-Goog-Generation": "1"}))
    with pytest.raises(RemoteError) as raised:
        whole(source, listed)
    assert raised.value.reason == Reason.CHANGED


def test_a_range_that_was_not_asked_for_is_refused(service, bucket, source):
    bucket.put("a", b"0123456789")
    service.faults.append(Fault("/o/a", headers={"Content-Range": "bytes 0-4/10"}))
    with pytest.raises(RemoteError, match="another range"):
        whole(source, Listed("a", 10), 2, 7)


def test_an_answer_that_is_whole_and_too_short_raises(service, bucket, source):
    bucket.put("a", b"0123456789")
    service.faults.append(Fault("/o/a", headers={"Content-Length": "6"}, cut=6))
    with pytest.raises(RemoteError, match="ended after 6 of 10 bytes") as raised:
        whole(source, Listed("a", 10))
    assert raised.value.transient


def test_what_is_packed_for_the_way_is_unpacked(service, bucket, source):
    bucket.put("a", b"plain " * 1000)
    packed = gzip.compress(b"plain " * 1000)
    service.faults.append(
        Fault("/o/a", body=packed, headers={"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
    )
    assert whole(source, Listed("a", 6000), amount=512) == b"plain " * 1000


def test_what_was_unpacked_on_the_way_is_refused(service, bucket, source):
    bucket.put("a", b"plain")
    service.faults.append(Fault("/o/a", headers={"X-Goog-Stored-Content-Encoding": "gzip"}))
    with pytest.raises(RemoteError, match="unpacked it on the way"):
        whole(source, Listed("a", 5))


def test_an_object_that_became_shorter_is_refused(bucket, source):
    bucket.put("a", b"0123")
    for start, end in ((0, 10), (2, 10), (7, None)):
        with pytest.raises(RemoteError) as raised:
            whole(source, Listed("a", 10), start, end)
        assert raised.value.reason == Reason.CHANGED


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
    source._wire.timeout = (2.0, 0.3)  # others wait longer: a busy machine is no stall
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


@pytest.mark.parametrize(("key", "status"), [("rate limit.csv", 403), ("cloudkms", 403), ("requesterpays", 400)])
def test_words_of_a_name_are_not_words_of_the_service(service, bucket, source, key, status):
    bucket.put(key)
    service.faults.append(Fault("/o/", status=status, message=f"No access to the object {key}"))
    with pytest.raises(RemoteError) as raised:
        source.get(Reference(key), 0, None)
    assert (raised.value.reason, raised.value.transient) == (
        {403: Reason.DENIED, 400: Reason.UNREADABLE}[status],
        False,
    )


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
