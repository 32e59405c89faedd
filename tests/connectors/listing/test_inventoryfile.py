"""Inventory reports as listings, in all formats of Amazon: what rows mean, resuming, memory."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.errors import Reason
from connectors.inventoryfile import ROWS, FolderReader, InventoryListing
from connectors.provider import Listed

WHEN = 1_700_000_000.5
TAKEN = 1_764_000_000_000


ROOT = Path(__file__).parents[3]


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


def test_a_row_of_every_format_tells_the_same(report, form, row, written, entries):
    listing = written(report, form, [row("a/b.txt", e_tag='"q"')])
    assert entries(listing) == [Listed("a/b.txt", 7, "q", "", WHEN)]
    assert listing.taken == datetime.fromtimestamp(TAKEN / 1000, UTC)
    assert (listing.entries, listing.sizes, listing.versions) == (None, True, True)


def test_keys_come_out_as_they_were_put_in(report, form, row, written, entries):
    keys = ["a b", "a+b", "a%20b", "ü/☃", 'quo"te,comma', "line\nend", "100%", "a=b&c", "☃" * 341]
    assert [entry.key for entry in entries(written(report, form, list(map(row, keys))))] == keys


def test_an_older_version_is_named_and_the_newest_is_not(report, form, row, written, entries):
    rows = [row("k", version_id="v2"), row("k", version_id="v1", is_latest=False), row("k", is_latest=False)]
    assert [entry.version for entry in entries(written(report, form, rows))] == ["", "v1", "null"]


def test_a_delete_marker_is_listed_as_deleted(report, form, row, written, entries):
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
def test_what_must_be_restored_first_is_archived(report, storage, tier, archived, row, written, entries):
    (found,) = entries(
        written(report, "Parquet", [row("k", storage_class=storage, intelligent_tiering_access_tier=tier)])
    )
    assert (found.storage, found.size) == (storage, 7)
    assert found.reason == (Reason.ARCHIVED if archived else "")
    assert ("restore it" in found.detail) is archived


def test_only_keys_with_the_prefix_are_listed(report, form, row, written, entries):
    listing = written(report, form, [row("log/a"), row("logs"), row("lo"), row("x/log")])
    assert [entry.key for entry in entries(listing, "log")] == ["log/a", "logs"]


def test_resuming_from_every_page_gives_what_one_go_gives(report, form, monkeypatch, row, written, entries):
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


def test_pages_without_a_wanted_key_still_mark_the_way(report, monkeypatch, row, written):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 2)
    pages = list(written(report, "CSV", [row("a"), row("b"), row("c")]).pages("held", "c"))
    assert [[entry.key for entry in page.entries] for page in pages] == [[], ["c"]]
    assert pages[0].after


def test_optional_columns_may_be_missing_and_that_is_told(report, row, csv_of, entries):
    columns = ("Bucket", "Key")
    report.add(csv_of([row("a")], columns))
    listing = report.listing(fileSchema="Bucket, Key")
    assert entries(listing) == [Listed("a", 0)]
    assert (listing.sizes, listing.versions) == (False, False)


def test_an_empty_bucket_has_an_empty_listing(report):
    assert list(report.listing().pages("held", "")) == []


def test_bytes_of_a_key_that_are_no_text_are_kept(report, entries):
    report.add(gzip.compress(b'"held","a%FFb","1"\n'))
    assert entries(report.listing(fileSchema="Bucket, Key, Size")) == [Listed("a\udcffb", 1)]


def test_several_gzip_members_and_plain_text_are_read(report, row, csv_of, entries):
    report.add(csv_of([row("a")]) + csv_of([row("b")]), "a.csv.gz")
    report.add(gzip.decompress(csv_of([row("c")])), "b.csv")
    assert [entry.key for entry in entries(report.listing())] == ["a", "b", "c"]


def test_without_pyarrow_the_extra_is_named(report, row, written):
    written(report, "Parquet", [row("a")])
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from connectors.inventoryfile import *\n"
        f"list(InventoryListing(FolderReader({str(report.folder)!r}), 'manifest.json').pages('held', ''))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "install discover-holdings[tables]" in done.stderr


def test_csv_is_listed_without_loading_pyarrow(report, row, written):
    written(report, "CSV", [row("a")])
    program = (
        "import sys\nfrom connectors.inventoryfile import *\n"
        f"print(len(list(InventoryListing(FolderReader({str(report.folder)!r}), 'manifest.json').pages('held', ''))), 'pyarrow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1", "False"]


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
