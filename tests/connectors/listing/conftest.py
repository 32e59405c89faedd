"""Inventory reports, made row by row in the formats of both services."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from connectors.errors import SourceError
from connectors.inventoryfile import FolderReader, InventoryListing

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


def until_refused(pages):
    """Keys of what was given before the error, and the error."""
    given = []
    try:
        for page in pages:
            given += [entry.key for entry in page.entries]
    except SourceError as error:
        return given, error
    return pytest.fail("no error")


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


@pytest.fixture(name="row")
def _row():
    return row


@pytest.fixture(name="csv_of")
def _csv_of():
    return csv_of


@pytest.fixture(name="parquet_of")
def _parquet_of():
    return parquet_of


@pytest.fixture(name="orc_of")
def _orc_of():
    return orc_of


@pytest.fixture(name="writers")
def _writers():
    return WRITERS


@pytest.fixture(name="written")
def _written():
    return written


@pytest.fixture(name="entries")
def _entries():
    return entries


@pytest.fixture(name="google_row")
def _google_row():
    return google_row


@pytest.fixture(name="google_csv")
def _google_csv():
    return google_csv


@pytest.fixture(name="google_parquet")
def _google_parquet():
    return google_parquet


@pytest.fixture(name="until_refused")
def _until_refused():
    return until_refused
