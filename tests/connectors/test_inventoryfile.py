"""Inventory reports as listings: reports in all formats of both services are made here, read, broken, and resumed."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote_plus

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from connectors.blob import Blob
from connectors.errors import BlobError, Reason, SourceError
from connectors.inventoryfile import ROWS, FolderReader, InventoryListing
from connectors.listing.manifest import LARGEST
from connectors.provider import Listed

ROOT = Path(__file__).parents[2]
TAKEN = 1_764_000_000_000
WHEN = 1_700_000_000.5
WHEN_ISO = "2023-11-14T22:13:20.500Z"
S3_COLUMNS = {
    "Bucket": "bucket",
    "Key": "key",
    "VersionId": "version_id",
    "IsLatest": "is_latest",
    "IsDeleteMarker": "is_delete_marker",
    "Size": "size",
    "LastModifiedDate": "last_modified_date",
    "ETag": "e_tag",
    "StorageClass": "storage_class",
    "IsMultipartUploaded": "is_multipart_uploaded",
    "EncryptionStatus": "encryption_status",
    "IntelligentTieringAccessTier": "intelligent_tiering_access_tier",
    "ColumnOfTheFuture": "column_of_the_future",
}
GOOGLE_COLUMNS = (
    "project",
    "bucket",
    "name",
    "size",
    "timeCreated",
    "timeDeleted",
    "updated",
    "storageClass",
    "etag",
    "generation",
    "softDeleteTime",
)


def row(key, **more):
    """A row of S3 as its columnar formats have it."""
    usual = {
        "bucket": "held",
        "version_id": None,
        "is_latest": True,
        "is_delete_marker": False,
        "size": 7,
        "e_tag": "e1",
        "storage_class": "STANDARD",
    }
    return dict.fromkeys(S3_COLUMNS.values()) | usual | {"key": key, "last_modified_date": WHEN} | more


def csv_of(rows, columns=tuple(S3_COLUMNS)):
    """Rows of S3 as its CSV has them: all quoted, keys encoded, no header."""
    text = io.StringIO()
    out = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for one in rows:
        told = {
            name: ""
            if one[S3_COLUMNS[name]] is None
            else str(one[S3_COLUMNS[name]]).lower()
            if isinstance(one[S3_COLUMNS[name]], bool)
            else one[S3_COLUMNS[name]]
            for name in columns
        }
        told["Key"] = quote_plus(one["key"], safe="/")
        if "LastModifiedDate" in told:
            told["LastModifiedDate"] = WHEN_ISO
        out.writerow(told.values())
    return gzip.compress(text.getvalue().encode(), 1)


def arrow_of(rows):
    """Rows of S3 as a table."""
    types = {
        "size": pa.int64(),
        "last_modified_date": pa.timestamp("ms"),
        "is_latest": pa.bool_(),
        "is_delete_marker": pa.bool_(),
        "is_multipart_uploaded": pa.bool_(),
    }
    return pa.table({
        name: pa.array([int(one[name] * 1000) if name == "last_modified_date" else one[name] for one in rows], types.get(name, pa.string()))
        for name in S3_COLUMNS.values()
    })  # fmt: skip


def parquet_of(rows, group=4):
    out = io.BytesIO()
    pq.write_table(arrow_of(rows), out, row_group_size=group, compression="snappy")
    return out.getvalue()


def orc_of(rows):
    out = io.BytesIO()
    orc.write_table(arrow_of(rows), out, compression="zlib")
    return out.getvalue()


WRITERS = {"CSV": (csv_of, "csv.gz"), "Parquet": (parquet_of, "parquet"), "ORC": (orc_of, "orc")}


class Report:
    """A report of S3 on disk."""

    def __init__(self, folder):
        self.folder = folder
        self.manifest = {
            "sourceBucket": "held",
            "destinationBucket": "arn:aws:s3:::elsewhere",
            "version": "2016-11-30",
            "creationTimestamp": str(TAKEN),
            "fileFormat": "CSV",
            "fileSchema": ", ".join(S3_COLUMNS),
            "files": [],
        }

    def add(self, data, name="a.csv.gz", **more):
        path = self.folder / "inv/held/all/data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        told = {"key": f"inv/held/all/data/{name}", "size": len(data), "MD5checksum": hashlib.md5(data).hexdigest()}
        self.manifest["files"].append(told | more)
        return self

    def listing(self, **more):
        self.manifest |= more
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest))
        return InventoryListing(FolderReader(str(self.folder)), "manifest.json")


@pytest.fixture
def report(tmp_path):
    return Report(tmp_path)


def written(report, form, *files):
    """A report with these rows in files of a format."""
    write, ending = WRITERS[form]
    for number, rows in enumerate(files):
        report.add(write(rows), f"{number}.{ending}")
    return report.listing(fileFormat=form)


def entries(listing, prefix="", bucket="held", after=""):
    return [entry for page in listing.pages(bucket, prefix, after) for entry in page.entries]


@pytest.fixture(params=WRITERS)
def form(request):
    return request.param


def test_a_row_of_every_format_tells_the_same(report, form):
    listing = written(report, form, [row("a/b.txt", e_tag='"q"')])
    assert entries(listing) == [Listed("a/b.txt", 7, "q", "", WHEN)]
    assert listing.taken == datetime.fromtimestamp(TAKEN / 1000, UTC)
    assert (listing.entries, listing.sizes, listing.versions) == (None, True, True)


def test_keys_come_out_as_they_were_put_in(report, form):
    keys = ["a b", "a+b", "a%20b", "ü/☃", 'quo"te,comma', "line\nend", "100%", "a=b&c", "☃" * 341]
    assert [entry.key for entry in entries(written(report, form, list(map(row, keys))))] == keys


def test_an_older_version_is_named_and_the_newest_is_not(report, form):
    rows = [row("k", version_id="v2"), row("k", version_id="v1", is_latest=False), row("k", is_latest=False)]
    assert [entry.version for entry in entries(written(report, form, rows))] == ["", "v1", "null"]


def test_a_delete_marker_is_listed_as_deleted(report, form):
    (found,) = entries(written(report, form, [row("k", is_delete_marker=True, size=None, e_tag=None, version_id="v9")]))
    assert (found.reason, found.size, found.version) == (Reason.DELETED, 0, "")
    assert "delete marker" in found.detail


@pytest.mark.parametrize(
    ("storage", "tier", "archived"),
    [
        ("GLACIER", None, True),
        ("DEEP_ARCHIVE", None, True),
        ("GLACIER_IR", None, False),
        ("STANDARD_IA", None, False),
        ("INTELLIGENT_TIERING", "FREQUENT", False),
        ("INTELLIGENT_TIERING", "ARCHIVE_INSTANT_ACCESS", False),
        ("INTELLIGENT_TIERING", "ARCHIVE_ACCESS", True),
        ("INTELLIGENT_TIERING", "DEEP_ARCHIVE", True),
    ],
)
def test_what_must_be_restored_first_is_archived(report, storage, tier, archived):
    (found,) = entries(
        written(report, "Parquet", [row("k", storage_class=storage, intelligent_tiering_access_tier=tier)])
    )
    assert (found.storage, found.size) == (storage, 7)
    assert found.reason == (Reason.ARCHIVED if archived else "")
    assert ("restore it" in found.detail) is archived


def test_only_keys_with_the_prefix_are_listed(report, form):
    listing = written(report, form, [row("log/a"), row("logs"), row("lo"), row("x/log")])
    assert [entry.key for entry in entries(listing, "log")] == ["log/a", "logs"]


def test_resuming_from_every_page_gives_what_one_go_gives(report, form, monkeypatch):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 3)
    files = [[row(f"{number}/{at}") for at in range(count)] for number, count in enumerate((7, 6, 0, 1, 0))]
    listing = written(report, form, *files)
    pages = list(listing.pages("held", ""))
    keys = [entry.key for page in pages for entry in page.entries]
    assert keys == [one["key"] for rows in files for one in rows]
    assert [len(page.entries) for page in pages] == [3, 3, 1, 3, 3, 1]
    assert pages[-1].after == ""
    for number, page in enumerate(pages[:-1]):
        again = InventoryListing(FolderReader(str(report.folder)), "manifest.json")
        given = sum(len(earlier.entries) for earlier in pages[: number + 1])
        assert [entry.key for entry in entries(again, after=page.after)] == keys[given:]


def test_pages_without_a_wanted_key_still_mark_the_way(report, monkeypatch):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 2)
    pages = list(written(report, "CSV", [row("a"), row("b"), row("c")]).pages("held", "c"))
    assert [[entry.key for entry in page.entries] for page in pages] == [[], ["c"]]
    assert pages[0].after


def test_a_place_in_another_report_is_refused(report, monkeypatch):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 1)
    after = next(written(report, "CSV", [row("a"), row("b")]).pages("held", "")).after
    with pytest.raises(SourceError, match="another report"):
        entries(report.listing(creationTimestamp=str(TAKEN + 1)), after=after)


@pytest.mark.parametrize(
    "after", ["x", "[]", "{}", "[0,0]", "[-1,0,0,1764000000.0]", '["a",0,0,1764000000.0]', "[" * 100_000]
)
def test_a_place_that_is_none_is_refused(report, after):
    with pytest.raises(SourceError, match="from the beginning"):
        entries(written(report, "CSV", [row("a")]), after=after)


def test_optional_columns_may_be_missing_and_that_is_told(report):
    columns = ("Bucket", "Key")
    report.add(csv_of([row("a")], columns))
    listing = report.listing(fileSchema="Bucket, Key")
    assert entries(listing) == [Listed("a", 0)]
    assert (listing.sizes, listing.versions) == (False, False)


def test_a_report_without_keys_is_refused(report):
    report.add(gzip.compress(b'"held","7"\n'))
    with pytest.raises(SourceError, match="no column 'key'"):
        entries(report.listing(fileSchema="Bucket, Size"))


def test_a_columnar_report_without_keys_is_refused(report):
    out = io.BytesIO()
    pq.write_table(pa.table({"bucket": ["held"], "size": [1]}), out)
    report.add(out.getvalue(), "a.parquet")
    with pytest.raises(SourceError, match="no column 'key'"):
        entries(report.listing(fileFormat="Parquet"))


def test_a_manifest_of_another_bucket_is_refused(report):
    with pytest.raises(SourceError, match="'held', not of wanted"):
        entries(written(report, "CSV", [row("a")]), bucket="wanted")


def test_rows_of_another_bucket_are_refused_without_telling_it(report, form):
    listing = written(report, form, [row("a"), row("b", bucket="private-name")])
    with pytest.raises(SourceError, match="row 2 is of another bucket") as caught:
        entries(listing)
    assert "private-name" not in str(caught.value)


def test_an_empty_bucket_has_an_empty_listing(report):
    assert list(report.listing().pages("held", "")) == []


@pytest.mark.parametrize("size", ["-1", "many", "1e3", "", "9" * 30, "٣"])
def test_a_size_that_is_none_is_told_and_not_taken_for_empty(report, size):
    report.add(gzip.compress(f'"held","a","{size}"\n"held","b","1"\n'.encode()))
    bad, good = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert (bad.key, bad.size, bad.reason) == ("a", 0, Reason.CORRUPT)
    assert good == Listed("b", 1)


def test_a_negative_size_is_told_in_columnar_files_too(report):
    bad, good = entries(written(report, "ORC", [row("a", size=-5), row("b")]))
    assert (bad.size, bad.reason, good.reason) == (0, Reason.CORRUPT, "")


def test_a_row_of_too_few_or_too_many_cells_is_told(report):
    report.add(gzip.compress(b'"held","a"\n"held"\n\n"held","b","2"\n"held","c","3","4"\n"held","","5"\n'))
    short, keyless, good, long, empty = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert (short.key, short.reason) == ("a", Reason.CORRUPT)
    assert good == Listed("b", 2)
    assert (long.key, long.reason) == ("c", Reason.CORRUPT)
    assert [(one.key, one.reason) for one in (keyless, empty)] == [
        ("inv/held/all/data/a.csv.gz row 2", Reason.CORRUPT),
        ("inv/held/all/data/a.csv.gz row 5", Reason.CORRUPT),
    ]


def test_a_key_longer_than_any_can_be_is_told(report):
    report.add(gzip.compress(b'"held","' + b"k" * 1025 + b'","1"\n'))
    (found,) = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert found.reason == Reason.CORRUPT
    assert len(found.key) < 100


def test_orc_is_read_only_when_its_md5_was_found_right(report):
    data = bytearray(orc_of([row(f"k{at}") for at in range(50)]))
    whole = hashlib.md5(data).hexdigest()
    data[len(data) // 3] ^= 0x55
    report.add(bytes(data), "x.orc", MD5checksum=whole)
    with pytest.raises(SourceError, match="its MD5 is another"):
        entries(report.listing(fileFormat="ORC"))
    report.manifest["files"][0]["MD5checksum"] = "5925f4e78e1695c2d020b9f6eexample"
    with pytest.raises(SourceError, match="has no MD5 of it"):
        entries(report.listing())


def until_refused(pages):
    """Keys of what was given before the error, and the error."""
    given = []
    try:
        for page in pages:
            given += [entry.key for entry in page.entries]
    except SourceError as error:
        return given, error
    return pytest.fail("no error")


def test_another_md5_ends_the_listing_before_the_last_page_of_the_file(report, monkeypatch):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 2)
    report.add(csv_of([row("a"), row("b"), row("c")]), MD5checksum="0" * 32)
    given, error = until_refused(report.listing().pages("held", ""))
    assert given == ["a", "b"]
    assert error.reason == Reason.CORRUPT
    assert "a.csv.gz': is not the file that the manifest names: its MD5 is another; fetch this file" in str(error)


def test_files_before_one_that_is_missing_are_listed_whole(report):
    report.add(csv_of([row("a"), row("b")]))
    report.manifest["files"].append({"key": "missing.csv.gz"})
    given, error = until_refused(report.listing().pages("held", ""))
    assert given == ["a", "b"]
    assert "missing.csv.gz" in str(error)


def test_another_size_than_the_manifest_says_is_damage(report, form):
    write, ending = WRITERS[form]
    report.add(write([row("a")]), f"x.{ending}", size=5)
    with pytest.raises(SourceError, match="where the manifest says 5"):
        entries(report.listing(fileFormat=form))


@pytest.mark.parametrize("cut", [3, 9, -40])
def test_a_file_that_was_cut_is_damage(report, form, cut):
    write, ending = WRITERS[form]
    report.add(write([row(f"k{at}") for at in range(50)])[:cut], f"x.{ending}")
    with pytest.raises(SourceError, match=r"x\..*; fetch this file of the inventory report again"):
        entries(report.listing(fileFormat=form))


def test_a_flipped_byte_is_found_or_harmless(report, form):
    write, ending = WRITERS[form]
    data = write([row(f"k{at}") for at in range(50)])
    for at in range(0, len(data), max(1, len(data) // 40)):
        broken = bytearray(data)
        broken[at] ^= 0x55
        report.manifest["files"] = []
        report.add(bytes(broken), f"x.{ending}", MD5checksum="")
        try:
            found = entries(report.listing(fileFormat=form))
        except SourceError as error:
            assert "x." in str(error)  # noqa: PT017  # the other outcome is no error
        else:
            assert len(found) == 50


def test_a_data_file_that_is_missing_is_named(report):
    report.add(csv_of([row("a")]))
    (report.folder / "inv/held/all/data/a.csv.gz").unlink()
    with pytest.raises(SourceError, match=r"data/a\.csv\.gz.*whole report is there") as caught:
        entries(report.listing())
    assert caught.value.reason == Reason.VANISHED


def test_a_line_without_end_is_refused_before_it_fills_memory(report):
    report.add(gzip.compress(b"x" * (64 << 20), 1))
    with pytest.raises(SourceError, match="a row of more than"):
        entries(report.listing())


def test_a_row_of_endless_quoted_lines_is_refused(report):
    report.add(gzip.compress(b'"a\nb",' * (1 << 20), 1))
    with pytest.raises(SourceError, match="a row of more than"):
        entries(report.listing())


def test_a_quote_that_never_ends_is_damage(report):
    report.add(gzip.compress(b'"' + b"x\n" * 300_000))
    with pytest.raises(SourceError, match=r"a\.csv\.gz"):
        entries(report.listing())


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "inv/../../x", "a\0b", "\ud800"])
def test_names_that_lead_out_of_the_folder_are_refused(report, key):
    report.manifest["files"] = [{"key": key, "size": 1, "MD5checksum": "0" * 32}]
    with pytest.raises(SourceError, match="leads out of"):
        entries(report.listing())


def test_a_link_out_of_the_folder_is_not_followed(report, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.csv.gz"
    outside.write_bytes(csv_of([row("a")]))
    (report.folder / "x.csv.gz").symlink_to(outside)
    report.manifest["files"] = [{"key": "x.csv.gz"}]
    with pytest.raises(SourceError, match="no such file"):
        entries(report.listing())


def test_a_manifest_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "manifest.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(SourceError, match="more than the 16777216"):
        InventoryListing(FolderReader(str(tmp_path)), "manifest.json")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", '"x"', "{}", '{"files": []}', "[" * 100_000, "\xff", '{"a": ' + "9" * 5000 + "}"]
)
def test_json_that_is_no_manifest_is_refused(tmp_path, text):
    (tmp_path / "m.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceError, match=r"m\.json.*give the manifest\.json"):
        InventoryListing(FolderReader(str(tmp_path)), "m.json")


@pytest.mark.parametrize(
    "broken",
    [
        {"sourceBucket": ""},
        {"sourceBucket": 5},
        {"files": {}},
        {"files": ["a"]},
        {"files": [{}]},
        {"files": [{"key": 5}]},
        {"files": [{"key": "k" * 2000}]},
        {"files": [{"key": "k", "size": -1}]},
        {"files": [{"key": "k", "size": []}]},
        {"fileFormat": "XML"},
        {"fileFormat": None},
        {"fileSchema": ""},
        {"fileSchema": 5},
        {"creationTimestamp": None},
        {"creationTimestamp": "soon"},
        {"creationTimestamp": "9" * 18},
    ],
)
def test_a_manifest_with_a_wrong_part_is_refused(report, broken):
    with pytest.raises(SourceError, match=r"give the manifest\.json"):
        entries(report.listing(**broken)) or pytest.fail("listed")


def test_a_manifest_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere\.json") as caught:
        InventoryListing(FolderReader(str(tmp_path)), "nowhere.json")
    assert caught.value.reason == Reason.VANISHED


def test_control_characters_of_a_name_do_not_reach_a_terminal(report):
    report.manifest["files"] = [{"key": "\x1b[2Jx"}]
    with pytest.raises(SourceError) as caught:
        entries(report.listing())
    assert "\x1b" not in str(caught.value)


def test_folders_above_a_data_file_need_not_have_been_copied(report):
    report.add(csv_of([row("a")]))
    (report.folder / "inv/held/all/data/a.csv.gz").rename(report.folder / "a.csv.gz")
    assert [entry.key for entry in entries(report.listing())] == ["a"]


class Failing(FolderReader):
    """A store that refuses content of data files from an offset on."""

    def open(self, name):
        blob = super().open(name)
        return blob if name == "manifest.json" else Refusing(blob)


class Refusing(Blob):
    def __init__(self, inner):
        self.index, self.size, self._inner = 0, inner.size, inner

    def origin(self):
        return self._inner.origin()

    def unchanged(self):
        return True

    def read(self, start, length):
        if start < 4 and start + length < self.size // 2:
            return self._inner.read(start, length)
        raise BlobError(Reason.DENIED, "the store refuses")


def test_a_store_that_refuses_ends_the_listing_with_its_reason(report, form):
    written(report, form, [row(f"k{at}") for at in range(100)])
    with pytest.raises(SourceError, match="the store refuses") as caught:
        entries(InventoryListing(Failing(str(report.folder)), "manifest.json"))
    assert caught.value.reason == Reason.DENIED


def test_bytes_of_a_key_that_are_no_text_are_kept(report):
    report.add(gzip.compress(b'"held","a%FFb","1"\n'))
    assert entries(report.listing(fileSchema="Bucket, Key, Size")) == [Listed("a\udcffb", 1)]


def test_several_gzip_members_and_plain_text_are_read(report):
    report.add(csv_of([row("a")]) + csv_of([row("b")]), "a.csv.gz")
    report.add(gzip.decompress(csv_of([row("c")])), "b.csv")
    assert [entry.key for entry in entries(report.listing())] == ["a", "b", "c"]


def test_without_pyarrow_the_extra_is_named(report):
    written(report, "Parquet", [row("a")])
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from connectors.inventoryfile import *\n"
        f"list(InventoryListing(FolderReader({str(report.folder)!r}), 'manifest.json').pages('held', ''))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "install discover-holdings[tables]" in done.stderr


def test_csv_is_listed_without_loading_pyarrow(report):
    written(report, "CSV", [row("a")])
    program = (
        "import sys\nfrom connectors.inventoryfile import *\n"
        f"print(len(list(InventoryListing(FolderReader({str(report.folder)!r}), 'manifest.json').pages('held', ''))), 'pyarrow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1", "False"]


MEASURE = """
import re, sys
from connectors.inventoryfile import *
listing = InventoryListing(FolderReader(sys.argv[1]), "manifest.json")
pages = listing.pages("held", "")
count = len(next(pages).entries) + len(next(pages).entries)
def peak():  # not ru_maxrss, which a process has from the one that started it
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) >> 10
before = peak()
count += sum(len(page.entries) for page in pages)
print(count, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells its peak by Linux's /proc")
@pytest.mark.parametrize("form", ["CSV", "Parquet"])
def test_a_long_report_is_listed_in_bounded_memory(report, form):
    count = 100_000
    keys = [f"logs/{at % 97}/{at:0300d}.json" for at in range(count)]
    if form == "CSV":
        data = "".join(f'"held","{key}","{at}"\n' for at, key in enumerate(keys)).encode()
        report.add(gzip.compress(data, 1))
    else:
        out = io.BytesIO()
        pq.write_table(pa.table({"bucket": ["held"] * count, "key": keys, "size": range(count)}), out)
        report.add(out.getvalue())
    report.listing(fileSchema="Bucket, Key, Size", fileFormat=form)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(report.folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    listed, grown = map(int, done.stdout.split() or pytest.fail(done.stderr))
    assert listed == count
    assert count > 5 * ROWS
    assert grown < 16  # MiB; all entries at once are more than 30


class Insights:
    """A report of Google on disk."""

    def __init__(self, folder):
        self.folder = folder
        self.manifest = {
            "report_config": {
                "csv_options": {"delimiter": ",", "record_separator": "\n", "header_required": True},
                "object_metadata_report_options": {
                    "metadata_fields": list(GOOGLE_COLUMNS),
                    "storage_filters": {"bucket": "held"},
                },
            },
            "records_processed": 0,
            "snapshot_time": "2025-11-24T16:00:00.123456789Z",
            "shard_count": 0,
            "report_shards_file_names": [],
        }

    def add(self, data, rows, name):
        (self.folder / "reports").mkdir(exist_ok=True)
        (self.folder / "reports" / name).write_bytes(data)
        self.manifest["report_shards_file_names"].append(name)
        self.manifest["records_processed"] += rows
        self.manifest["shard_count"] += 1
        return self

    def listing(self, **more):
        self.manifest |= more
        (self.folder / "reports/id_2025-11-24T16:00_manifest.json").write_text(json.dumps(self.manifest))
        return InventoryListing(FolderReader(str(self.folder)), "reports/id_2025-11-24T16:00_manifest.json")


@pytest.fixture
def insights(tmp_path):
    return Insights(tmp_path)


def google_row(name, **more):
    usual = {
        "project": "p",
        "bucket": "held",
        "size": 7,
        "updated": WHEN_ISO,
        "storageClass": "STANDARD",
        "etag": "CJ=",
        "generation": 17,
    }
    return dict.fromkeys(GOOGLE_COLUMNS) | usual | {"name": name} | more


def google_csv(rows, delimiter=",", header=True):
    text = io.StringIO()
    out = csv.DictWriter(text, GOOGLE_COLUMNS, delimiter=delimiter, lineterminator="\n")
    if header:
        out.writeheader()
    out.writerows(rows)
    return text.getvalue().encode()


def google_parquet(rows):
    out = io.BytesIO()
    moments = {"updated": pa.timestamp("us", "UTC"), "size": pa.int64(), "generation": pa.int64()}
    table = {
        name: pa.array(
            [datetime.fromtimestamp(WHEN, UTC) if name == "updated" else one[name] for one in rows],
            moments.get(name, pa.string()),
        )
        for name in GOOGLE_COLUMNS
    }
    pq.write_table(pa.table(table), out)
    return out.getvalue()


@pytest.fixture(params=["csv", "parquet"])
def shard(request):
    return {"csv": google_csv, "parquet": google_parquet}[request.param], f"id_0.{request.param}"


def test_googles_rows_tell_current_older_and_deleted(insights, shard):
    write, name = shard
    rows = [
        google_row("a+b %41"),
        google_row("a", generation=5, timeDeleted=WHEN_ISO),
        google_row("d", timeDeleted=WHEN_ISO, softDeleteTime=WHEN_ISO),
        google_row("n", storageClass="NEARLINE"),
    ]
    listing = insights.add(write(rows), 4, name).listing()
    current, older, deleted, near = entries(listing)
    assert current == Listed("a+b %41", 7, "17", "", WHEN)
    assert older == Listed("a", 7, "5", "5", WHEN)
    assert (deleted.reason, deleted.version) == (Reason.DELETED, "17")
    assert (near.storage, near.reason) == ("NEARLINE", "")
    assert (listing.entries, listing.taken) == (4, datetime(2025, 11, 24, 16, 0, 0, 123456, tzinfo=UTC))


def test_an_older_version_that_cannot_be_named_is_told(insights):
    data = b"bucket,name,timeDeleted\nheld,a,2023-11-14T22:13:20Z\n"
    (found,) = entries(insights.add(data, 1, "s.csv").listing())
    assert (found.reason, "generation" in found.detail) == (Reason.DELETED, True)


@pytest.mark.parametrize(("delimiter", "spelled"), [(";", ";"), ("\t", "\t"), ("\t", "\\t"), ("|", "|")])
def test_googles_delimiters_are_taken_from_the_manifest(insights, delimiter, spelled):
    insights.manifest["report_config"]["csv_options"]["delimiter"] = spelled
    listing = insights.add(google_csv([google_row("a;b|c\td")], delimiter), 1, "s.csv").listing()
    assert [entry.key for entry in entries(listing)] == ["a;b|c\td"]


@pytest.mark.parametrize("header", [True, False])
def test_a_header_that_the_manifest_does_not_speak_of_is_recognised(insights, header):
    del insights.manifest["report_config"]["csv_options"]["header_required"]
    listing = insights.add(google_csv([google_row("a")], header=header), 1, "s.csv").listing()
    assert entries(listing) == [Listed("a", 7, "17", "", WHEN)]


def test_names_of_the_configuration_may_be_in_camel_case(insights):
    config = insights.manifest["report_config"]
    options = config.pop("object_metadata_report_options")
    config["objectMetadataReportOptions"] = {
        "metadataFields": options["metadata_fields"],
        "storageFilters": {"bucket": "other"},
    }
    config["csvOptions"] = config.pop("csv_options") | {"headerRequired": False}
    listing = insights.add(google_csv([google_row("a", bucket="other")], header=False), 1, "s.csv").listing()
    assert [entry.key for entry in entries(listing, bucket="other")] == ["a"]


@pytest.mark.parametrize("promised", [1, 4, "4"])
def test_fewer_or_more_rows_than_promised_end_the_listing_behind_its_last_page(insights, shard, promised):
    write, name = shard
    pages = (
        insights.add(write([google_row("a"), google_row("b")]), 2, name)
        .listing(records_processed=promised)
        .pages("held", "")
    )
    page = next(pages)
    assert len(page.entries) == 2
    with pytest.raises(SourceError, match=r"promises . rows, and its data files hold 2"):
        next(pages)
    with pytest.raises(SourceError, match="hold 2"):
        entries(insights.listing(), after=page.after)


def test_googles_shards_resume_from_every_page(insights, shard, monkeypatch):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 2)
    write, name = shard
    for number in range(3):
        insights.add(write([google_row(f"{number}/{at}") for at in range(5)]), 5, f"{number}{name}")
    pages = list(insights.listing().pages("held", ""))
    keys = [entry.key for page in pages for entry in page.entries]
    assert len(keys) == 15
    for number, page in enumerate(pages[:-1]):
        given = sum(len(earlier.entries) for earlier in pages[: number + 1])
        assert [entry.key for entry in entries(insights.listing(), after=page.after)] == keys[given:]


def test_whose_report_it_is_must_be_told_somewhere(insights):
    insights.manifest["report_config"] = {}
    insights.add(b"name,size\na,1\n", 1, "s.csv")
    with pytest.raises(SourceError, match="fields include bucket"):
        entries(insights.listing())


def test_googles_report_of_another_bucket_is_told_by_its_rows(insights):
    insights.manifest["report_config"] = {}
    insights.add(google_csv([google_row("a")]), 1, "s.csv")
    with pytest.raises(SourceError, match="another bucket than wanted"):
        entries(insights.listing(), bucket="wanted")


@pytest.mark.parametrize(
    "broken",
    [
        {"report_shards_file_names": 5},
        {"report_shards_file_names": [5]},
        {"report_shards_file_names": ["a.csv", "b.parquet"], "shard_count": 2},
        {"shard_count": 3},
        {"shard_count": "x"},
        {"snapshot_time": "soon"},
        {"records_processed": -1},
        {"report_config": {"csv_options": {"delimiter": "::"}}},
        {"report_config": {"csv_options": {"record_separator": "#"}}},
    ],
)
def test_a_manifest_of_google_with_a_wrong_part_is_refused(insights, broken):
    insights.add(google_csv([]), 0, "s.csv")
    with pytest.raises(SourceError, match="Storage Insights"):
        entries(insights.listing(**broken)) or pytest.fail("listed")


def test_shards_named_by_address_are_found(insights):
    insights.add(google_csv([google_row("a")]), 1, "s.csv")
    listing = insights.listing(report_shards_file_names=["gs://elsewhere/reports/s.csv"])
    assert [entry.key for entry in entries(listing)] == ["a"]
