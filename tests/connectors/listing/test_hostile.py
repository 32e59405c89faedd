"""Inventory reports that are damaged, hostile, or of something else."""

from __future__ import annotations

import gzip
import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.blob import Blob
from connectors.errors import BlobError, Reason, SourceError
from connectors.inventoryfile import FolderReader, InventoryListing
from connectors.listing.manifest import LARGEST
from connectors.provider import Listed

TAKEN = 1_764_000_000_000


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


def test_a_place_in_another_report_is_refused(report, monkeypatch, row, written, entries):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 1)
    after = next(written(report, "CSV", [row("a"), row("b")]).pages("held", "")).after
    with pytest.raises(SourceError, match="another report"):
        entries(report.listing(creationTimestamp=str(TAKEN + 1)), after=after)


@pytest.mark.parametrize(
    "after", ["x", "[]", "{}", "[0,0]", "[-1,0,0,1764000000.0]", '["a",0,0,1764000000.0]', "[" * 100_000]
)
def test_a_place_that_is_none_is_refused(report, after, row, written, entries):
    with pytest.raises(SourceError, match="from the beginning"):
        entries(written(report, "CSV", [row("a")]), after=after)


def test_a_report_without_keys_is_refused(report, entries):
    report.add(gzip.compress(b'"held","7"\n'))
    with pytest.raises(SourceError, match="no column 'key'"):
        entries(report.listing(fileSchema="Bucket, Size"))


def test_a_columnar_report_without_keys_is_refused(report, entries):
    out = io.BytesIO()
    pq.write_table(pa.table({"bucket": ["held"], "size": [1]}), out)
    report.add(out.getvalue(), "a.parquet")
    with pytest.raises(SourceError, match="no column 'key'"):
        entries(report.listing(fileFormat="Parquet"))


def test_a_manifest_of_another_bucket_is_refused(report, row, written, entries):
    with pytest.raises(SourceError, match="'held', not of wanted"):
        entries(written(report, "CSV", [row("a")]), bucket="wanted")


def test_rows_of_another_bucket_are_refused_without_telling_it(report, form, row, written, entries):
    listing = written(report, form, [row("a"), row("b", bucket="private-name")])
    with pytest.raises(SourceError, match="row 2 is of another bucket") as caught:
        entries(listing)
    assert "private-name" not in str(caught.value)


@pytest.mark.parametrize("size", ["-1", "many", "1e3", "", "9" * 30, "٣"])
def test_a_size_that_is_none_is_told_and_not_taken_for_empty(report, size, entries):
    report.add(gzip.compress(f'"held","a","{size}"\n"held","b","1"\n'.encode()))
    bad, good = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert (bad.key, bad.size, bad.reason) == ("a", 0, Reason.CORRUPT)
    assert good == Listed("b", 1)


def test_a_negative_size_is_told_in_columnar_files_too(report, row, written, entries):
    bad, good = entries(written(report, "ORC", [row("a", size=-5), row("b")]))
    assert (bad.size, bad.reason, good.reason) == (0, Reason.CORRUPT, "")


def test_a_row_of_too_few_or_too_many_cells_is_told(report, entries):
    report.add(gzip.compress(b'"held","a"\n"held"\n\n"held","b","2"\n"held","c","3","4"\n"held","","5"\n'))
    short, keyless, good, long, empty = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert (short.key, short.reason) == ("a", Reason.CORRUPT)
    assert good == Listed("b", 2)
    assert (long.key, long.reason) == ("c", Reason.CORRUPT)
    assert [(one.key, one.reason) for one in (keyless, empty)] == [
        ("inv/held/all/data/a.csv.gz row 2", Reason.CORRUPT),
        ("inv/held/all/data/a.csv.gz row 5", Reason.CORRUPT),
    ]


def test_a_key_longer_than_any_can_be_is_told(report, entries):
    report.add(gzip.compress(b'"held","' + b"k" * 1025 + b'","1"\n'))
    (found,) = entries(report.listing(fileSchema="Bucket, Key, Size"))
    assert found.reason == Reason.CORRUPT
    assert len(found.key) < 100


def test_orc_is_read_only_when_its_md5_was_found_right(report, row, orc_of, entries):
    data = bytearray(orc_of([row(f"k{at}") for at in range(50)]))
    whole = hashlib.md5(data).hexdigest()
    data[len(data) // 3] ^= 0x55
    report.add(bytes(data), "x.orc", MD5checksum=whole)
    with pytest.raises(SourceError, match="its MD5 is another"):
        entries(report.listing(fileFormat="ORC"))
    report.manifest["files"][0]["MD5checksum"] = "5925f4e78e1695c2d020b9f6eexample"
    with pytest.raises(SourceError, match="has no MD5 of it"):
        entries(report.listing())


def test_another_md5_ends_the_listing_before_the_last_page_of_the_file(report, monkeypatch, row, csv_of, until_refused):
    monkeypatch.setattr("connectors.inventoryfile.ROWS", 2)
    report.add(csv_of([row("a"), row("b"), row("c")]), MD5checksum="0" * 32)
    given, error = until_refused(report.listing().pages("held", ""))
    assert given == ["a", "b"]
    assert error.reason == Reason.CORRUPT
    assert "a.csv.gz': is not the file that the manifest names: its MD5 is another; fetch this file" in str(error)


def test_files_before_one_that_is_missing_are_listed_whole(report, row, csv_of, until_refused):
    report.add(csv_of([row("a"), row("b")]))
    report.manifest["files"].append({"key": "missing.csv.gz"})
    given, error = until_refused(report.listing().pages("held", ""))
    assert given == ["a", "b"]
    assert "missing.csv.gz" in str(error)


def test_another_size_than_the_manifest_says_is_damage(report, form, row, writers, entries):
    write, ending = writers[form]
    report.add(write([row("a")]), f"x.{ending}", size=5)
    with pytest.raises(SourceError, match="where the manifest says 5"):
        entries(report.listing(fileFormat=form))


@pytest.mark.parametrize("cut", [3, 9, -40])
def test_a_file_that_was_cut_is_damage(report, form, cut, row, writers, entries):
    write, ending = writers[form]
    report.add(write([row(f"k{at}") for at in range(50)])[:cut], f"x.{ending}")
    with pytest.raises(SourceError, match=r"x\..*; fetch this file of the inventory report again"):
        entries(report.listing(fileFormat=form))


def test_a_flipped_byte_is_found_or_harmless(report, form, row, writers, entries):
    write, ending = writers[form]
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


def test_a_data_file_that_is_missing_is_named(report, row, csv_of, entries):
    report.add(csv_of([row("a")]))
    (report.folder / "inv/held/all/data/a.csv.gz").unlink()
    with pytest.raises(SourceError, match=r"data/a\.csv\.gz.*whole report is there") as caught:
        entries(report.listing())
    assert caught.value.reason == Reason.VANISHED


def test_a_line_without_end_is_refused_before_it_fills_memory(report, entries):
    report.add(gzip.compress(b"x" * (64 << 20), 1))
    with pytest.raises(SourceError, match="a row of more than"):
        entries(report.listing())


def test_a_row_of_endless_quoted_lines_is_refused(report, entries):
    report.add(gzip.compress(b'"a\nb",' * (1 << 20), 1))
    with pytest.raises(SourceError, match="a row of more than"):
        entries(report.listing())


def test_a_quote_that_never_ends_is_damage(report, entries):
    report.add(gzip.compress(b'"' + b"x\n" * 300_000))
    with pytest.raises(SourceError, match=r"a\.csv\.gz"):
        entries(report.listing())


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "inv/../../x", "a\0b", "\ud800"])
def test_names_that_lead_out_of_the_folder_are_refused(report, key, entries):
    report.manifest["files"] = [{"key": key, "size": 1, "MD5checksum": "0" * 32}]
    with pytest.raises(SourceError, match="leads out of"):
        entries(report.listing())


def test_a_link_out_of_the_folder_is_not_followed(report, tmp_path_factory, row, csv_of, entries):
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
def test_a_manifest_with_a_wrong_part_is_refused(report, broken, entries):
    with pytest.raises(SourceError, match=r"give the manifest\.json"):
        entries(report.listing(**broken)) or pytest.fail("listed")


def test_a_manifest_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere\.json") as caught:
        InventoryListing(FolderReader(str(tmp_path)), "nowhere.json")
    assert caught.value.reason == Reason.VANISHED


def test_control_characters_of_a_name_do_not_reach_a_terminal(report, entries):
    report.manifest["files"] = [{"key": "\x1b[2Jx"}]
    with pytest.raises(SourceError) as caught:
        entries(report.listing())
    assert "\x1b" not in str(caught.value)


def test_folders_above_a_data_file_need_not_have_been_copied(report, row, csv_of, entries):
    report.add(csv_of([row("a")]))
    (report.folder / "inv/held/all/data/a.csv.gz").rename(report.folder / "a.csv.gz")
    assert [entry.key for entry in entries(report.listing())] == ["a"]


def test_a_store_that_refuses_ends_the_listing_with_its_reason(report, form, row, written, entries):
    written(report, form, [row(f"k{at}") for at in range(100)])
    with pytest.raises(SourceError, match="the store refuses") as caught:
        entries(InventoryListing(Failing(str(report.folder)), "manifest.json"))
    assert caught.value.reason == Reason.DENIED
