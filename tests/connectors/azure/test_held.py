"""What a container of Azure holds beside its current blobs, and what changes between listing and reading."""

from __future__ import annotations

import gzip
import random

import pytest
from azure.storage.blob import ContentSettings, StandardBlobTier
from reading import contents, listed

from connectors.base import Item
from connectors.bucket import versioned
from connectors.errors import BlobError, Reason

pytestmark = pytest.mark.npm("azurite")


def blob(name, inside="", properties="", size=3):
    return (
        f"<Blob><Name>{name}</Name>{inside}<Properties><Etag>0x1</Etag><Content-Length>{size}</Content-Length>"
        f"<Content-Type>text/plain</Content-Type><BlobType>BlockBlob</BlobType>{properties}</Properties></Blob>"
    )


#: What azurite has not: versions, and blobs that were deleted. As in
#: https://learn.microsoft.com/rest/api/storageservices/list-blobs#response-body, without what is not read.
LISTING = (
    '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs>'
    + blob("a", "<VersionId>2026-01-01T00:00:00.0000000Z</VersionId>")
    + blob("a", "<VersionId>2026-02-01T00:00:00.0000000Z</VersionId><IsCurrentVersion>true</IsCurrentVersion>")
    + blob("gone", "<Deleted>true</Deleted>", "<RemainingRetentionDays>5</RemainingRetentionDays>")
    + blob("thawing", "", "<AccessTier>Archive</AccessTier><ArchiveStatus>rehydrate-pending-to-hot</ArchiveStatus>")
    + "<Blob><Name>begun</Name><Properties><Content-Length>0</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>"
    + "</Blobs><NextMarker /></EnumerationResults>"
).encode()


def held(refused):
    return {entry.name: (entry.size, entry.reason) for entry in refused if entry.objects}


def test_blocks_that_were_never_committed_are_held_and_nobody_can_read_them(box, made):
    box.upload_blob("whole", b"x")
    begun = box.get_blob_client("begun")
    begun.stage_block("AAAA", b"y" * 500)
    begun.stage_block("AAAB", b"z" * 20)
    source = made()
    _, items, refused = listed(source)
    assert set(items) == {"whole"}
    assert held(refused) == {"begun": (520, Reason.INCOMPLETE)}
    assert held(listed(made(versions="current"))[2]) == {}


def test_their_number_is_not_known_to_whom_may_only_list(box, made, sas):
    box.get_blob_client("begun").stage_block("AAAA", b"y" * 500)
    sas("l")
    assert held(listed(made())[2]) == {"begun": (0, Reason.INCOMPLETE)}


def test_empty_blobs_of_every_sort_are_no_unfinished_uploads(box, made):
    box.upload_blob("zero", b"")
    box.get_blob_client("no blocks").commit_block_list([])
    box.get_blob_client("append").create_append_blob()
    box.get_blob_client("page").create_page_blob(0)
    box.upload_blob("staged over", b"old")
    box.get_blob_client("staged over").stage_block("AAAA", b"y" * 500)
    source = made()
    _, items, refused = listed(source)
    assert held(refused) == {}
    assert contents(source, items.values()) == {
        "zero": b"", "no blocks": b"", "append": b"", "page": b"", "staged over": b"old"
    }  # fmt: skip


def test_snapshots_are_read(box, made):
    first = box.upload_blob("a", b"old")
    first.create_snapshot()
    box.upload_blob("a", b"new", overwrite=True)
    source = made()
    _, items, refused = listed(source)
    assert sorted((versioned(name)[0], content) for name, content in contents(source, items.values()).items()) == [
        ("a", b"new"),
        ("a", b"old"),
    ]
    assert held(refused) == {}
    assert set(listed(made(versions="current"))[1]) == {"a"}


def test_a_snapshot_that_is_deleted_since_is_told_and_is_not_the_current_blob(box, made):
    first = box.upload_blob("a", b"old")
    first.create_snapshot()
    box.upload_blob("a", b"new", overwrite=True)
    source = made()
    _, items, _ = listed(source)
    first.delete_blob(delete_snapshots="only")
    told = {bool(versioned(name)[1]): content for name, content in contents(source, items.values()).items()}
    assert told[False] == b"new"
    assert told[True] in {Reason.CHANGED, Reason.VANISHED}  # azurite asks for the ETag first
    assert [entry.name for entry in source.again(items.values())] == ["a"]


def test_versions_and_deleted_blobs_are_told_apart(made, proxy):
    proxy.faults.append({"match": "comp=list", "kind": "status", "code": 200, "body": LISTING})
    source = made(endpoint=proxy.endpoint)
    _, items, refused = listed(source)
    older = "a?version=version:2026-01-01T00:00:00.0000000Z"
    assert list(items) == [older, "a"]
    assert held(refused) == {
        "gone": (3, Reason.DELETED), "thawing": (3, Reason.ARCHIVED), "begun": (0, Reason.INCOMPLETE)
    }  # fmt: skip
    told = {entry.name: entry.detail for entry in refused}
    assert "for 5 days more" in told["gone"]
    assert "being rehydrated" in told["thawing"]
    proxy.seen.clear()
    contents(source, [items[older]])
    assert "versionid=2026-01-01" in proxy.seen[0].line.lower()


def test_what_an_account_does_not_list_is_said_and_the_rest_is_read(box, made, proxy):
    box.upload_blob("a", b"x")
    refusal = b"<Error><Code>FeatureNotSupportedForAccount</Code><Message>no</Message></Error>"
    proxy.faults.append({"match": "versions", "kind": "status", "code": 409, "body": refusal})
    source = made(endpoint=proxy.endpoint)
    _, items, refused = listed(source)
    assert contents(source, items.values()) == {"a": b"x"}
    (told,) = refused
    assert (told.name, told.reason, told.objects) == ("(older versions)", Reason.DENIED, 0)
    assert "did not list versions" in told.detail


def test_archived_blobs_are_held_and_not_read(box, made):
    box.upload_blob("cold", b"x" * 9, standard_blob_tier=StandardBlobTier.ARCHIVE)
    box.upload_blob("cool", b"y", standard_blob_tier=StandardBlobTier.COOL)
    _, items, refused = listed(made())
    assert set(items) == {"cool"}
    assert held(refused) == {"cold": (9, Reason.ARCHIVED)}


def test_what_is_archived_since_is_told_to_be(box, made):
    first = box.upload_blob("a", b"x")
    source = made()
    _, items, _ = listed(source)
    first.set_standard_blob_tier(StandardBlobTier.ARCHIVE)
    assert contents(source, items.values()) == {"a": Reason.ARCHIVED}


def test_what_changed_is_refused_and_told_anew(box, made):
    for name, content in {
        "same": b"0",
        "other": b"1",
        "deleted": b"2",
        "emptied": b"3",
        "archived": b"4",
        "begun": b"5",
    }.items():
        box.upload_blob(name, content)
    source = made()
    _, items, _ = listed(source)
    box.upload_blob("other", b"one", overwrite=True)
    box.upload_blob("emptied", b"", overwrite=True)
    box.upload_blob("archived", b"four", overwrite=True, standard_blob_tier=StandardBlobTier.ARCHIVE)
    for name in ("deleted", "begun"):
        box.delete_blob(name)
    box.get_blob_client("begun").stage_block("AAAA", b"five")
    told = contents(source, items.values())
    assert told.pop("same") == b"0"
    assert told.pop("archived") in {Reason.CHANGED, Reason.ARCHIVED}
    assert set(told.values()) <= {Reason.CHANGED, Reason.VANISHED}  # azurite asks for the ETag first
    again = list(source.again(items.values()))
    assert held(entry for entry in again if not isinstance(entry, Item)) == {"archived": (4, Reason.ARCHIVED)}
    assert contents(source, [entry for entry in again if isinstance(entry, Item)]) == {
        "same": b"0", "other": b"one", "emptied": b""
    }  # fmt: skip
    same = {entry.name: entry.key for entry in again if isinstance(entry, Item)}
    assert {name for name, key in same.items() if key == items[name].key} == {"same"}


def test_a_large_blob_that_changes_between_two_ranges_is_refused(box, made):
    body = random.Random(2).randbytes(20 << 20)
    box.upload_blob("big", body)
    source = made()
    _, items, _ = listed(source)
    (shard,) = source.pack(items.values())
    (blob_of_it,) = source.open(shard)
    assert blob_of_it.read(0, 100) == body[:100]
    box.upload_blob("big", bytes(20 << 20), overwrite=True)
    with pytest.raises(BlobError) as told:
        blob_of_it.read(18 << 20, 100)
    assert told.value.reason == Reason.CHANGED


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "aws-chunked", "nonsense"])
def test_bytes_are_read_as_they_are_held_whatever_their_coding_is_called(box, made, coding):
    packed = gzip.compress(random.Random(3).randbytes(5000), mtime=0)
    large = gzip.compress(random.Random(4).randbytes(20 << 20), compresslevel=1, mtime=0)
    settings = ContentSettings(content_encoding=coding)
    box.upload_blob("packed", packed, content_settings=settings)
    box.upload_blob("plain", b"not packed at all", content_settings=settings)
    box.upload_blob("large", large, content_settings=settings)
    source = made()
    assert contents(source, listed(source)[1].values()) == {
        "packed": packed,
        "plain": b"not packed at all",
        "large": large,
    }
