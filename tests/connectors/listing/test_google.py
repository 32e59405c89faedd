"""Reports of Storage Insights as listings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.errors import Reason, SourceError
from connectors.provider import Listed

WHEN = 1_700_000_000.5
WHEN_ISO = "2023-11-14T22:13:20.500Z"


@pytest.fixture(params=["csv", "parquet"])
def shard(request, google_csv, google_parquet):
    return {"csv": google_csv, "parquet": google_parquet}[request.param], f"id_0.{request.param}"


def test_googles_rows_tell_current_older_and_deleted(insights, shard, entries, google_row):
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


def test_an_older_version_that_cannot_be_named_is_told(insights, entries):
    data = b"bucket,name,timeDeleted\nheld,a,2023-11-14T22:13:20Z\n"
    (found,) = entries(insights.add(data, 1, "s.csv").listing())
    assert (found.reason, "generation" in found.detail) == (Reason.DELETED, True)


@pytest.mark.parametrize(("delimiter", "spelled"), [(";", ";"), ("\t", "\t"), ("\t", "\\t"), ("|", "|")])
def test_googles_delimiters_are_taken_from_the_manifest(insights, delimiter, spelled, entries, google_row, google_csv):
    insights.manifest["report_config"]["csv_options"]["delimiter"] = spelled
    listing = insights.add(google_csv([google_row("a;b|c\td")], delimiter), 1, "s.csv").listing()
    assert [entry.key for entry in entries(listing)] == ["a;b|c\td"]


@pytest.mark.parametrize("header", [True, False])
def test_a_header_that_the_manifest_does_not_speak_of_is_recognised(insights, header, entries, google_row, google_csv):
    del insights.manifest["report_config"]["csv_options"]["header_required"]
    listing = insights.add(google_csv([google_row("a")], header=header), 1, "s.csv").listing()
    assert entries(listing) == [Listed("a", 7, "17", "", WHEN)]


def test_names_of_the_configuration_may_be_in_camel_case(insights, entries, google_row, google_csv):
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
def test_fewer_or_more_rows_than_promised_end_the_listing_behind_its_last_page(
    insights, shard, promised, entries, google_row
):
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


def test_googles_shards_resume_from_every_page(insights, shard, monkeypatch, entries, google_row):
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


def test_whose_report_it_is_must_be_told_somewhere(insights, entries):
    insights.manifest["report_config"] = {}
    insights.add(b"name,size\na,1\n", 1, "s.csv")
    with pytest.raises(SourceError, match="fields include bucket"):
        entries(insights.listing())


def test_googles_report_of_another_bucket_is_told_by_its_rows(insights, entries, google_row, google_csv):
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
def test_a_manifest_of_google_with_a_wrong_part_is_refused(insights, broken, entries, google_csv):
    insights.add(google_csv([]), 0, "s.csv")
    with pytest.raises(SourceError, match="Storage Insights"):
        entries(insights.listing(**broken)) or pytest.fail("listed")


def test_shards_named_by_address_are_found(insights, entries, google_row, google_csv):
    insights.add(google_csv([google_row("a")]), 1, "s.csv")
    listing = insights.listing(report_shards_file_names=["gs://elsewhere/reports/s.csv"])
    assert [entry.key for entry in entries(listing)] == ["a"]
