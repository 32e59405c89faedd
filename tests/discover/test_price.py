"""Prices of plans: numbers worked out by hand, and tables that are wrong."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from connectors.base import SourceSpec
from discover.cli import main
from discover.errors import ConfigError
from discover.registry import connector
from discover.sweep.plan import Planned
from discover.sweep.price import estimate, estimates, total
from discover.sweep.tariff import SHIPPED, line_of, load

TABLE = """\
[s3]
date = 2026-11-01
source = "https://example.com/contract"
currency = "USD"
gigabyte = 1000
region = "us-east-1"
list = 5
out = [
  { up_to = 100, price = 0 },
  { up_to = 1100, price = 0.09 },
  { price = 0.05 },
]

[s3.get]
STANDARD = 0.4
GLACIER_IR = 10

[s3.retrieval]
GLACIER_IR = 0.03

[s3.regions.eu-west-1]
list = 6
get = { STANDARD = 0.5 }
within = 0.02

[endpoint."HTTP://Minio.local:9000/"]
date = "2026-10-02"
source = "our own"
currency = "USD"
gigabyte = 1000
list = 1
get = { STANDARD = 2 }
out = [{ price = 0.01 }]
"""
S3 = TABLE.partition("[s3.get]")[0]


@pytest.fixture
def table(tmp_path):
    def write(text=TABLE):
        path = tmp_path / "own.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def own(table):
    return load(table())


def plan(**given):
    return Planned(**{"locator": "s3://b", "kind": "s3", "region": "us-east-1", **given})


def costs(price):
    return tuple(
        round(amount, 9) for amount in (price.requests, price.retrieval, price.transfer_within, price.transfer_out)
    )


def test_requests_retrieval_and_data_that_leaves(own):
    # 3 lists at 5 and 20 gets at 0.4 and 4 gets at 10, for 1,000 each; 7 GB retrieved at 0.03;
    # 2,007 GB leave: 100 free, 1,000 at 0.09, 907 at 0.05.
    price = estimate(
        plan(
            list_requests=3, by_storage={"": 2_000_000, "GLACIER_IR": 7_000}, get_by_storage={"": 20, "GLACIER_IR": 4}
        ),
        own,
    )
    assert costs(price) == (0.015 + 0.008 + 0.04, 0.21, 0.0, 90 + 45.35)
    assert price.reading == pytest.approx(0.063 + 0.21)
    assert (price.date, price.region, price.assumed, price.as_usual) == ("2026-11-01", "us-east-1", False, ())


@pytest.mark.parametrize(
    ("gigabytes", "dollars"), [(0, 0), (100, 0), (101, 0.09), (1100, 90), (1101, 90.05), (2100, 140)]
)
def test_tiers_are_crossed_where_they_end(own, gigabytes, dollars):
    assert estimate(plan(by_storage={"": gigabytes * 1000}), own).transfer_out == pytest.approx(dollars)


def test_a_region_has_what_differs_and_the_rest_of_the_table(own):
    price = estimate(
        plan(
            region="eu-west-1",
            list_requests=1000,
            by_storage={"GLACIER_IR": 50_000},
            get_by_storage={"": 1000, "GLACIER_IR": 1000},
        ),
        own,
    )
    assert costs(price) == (6 + 0.5 + 10, 1.5, 1.0, 0.0)
    assert (price.region, price.assumed) == ("eu-west-1", False)


@pytest.mark.parametrize("region", ["mars-north-1", None])
def test_a_region_that_is_not_known_takes_the_prices_of_another_and_says_so(own, region):
    price = estimate(plan(region=region, list_requests=1000), own)
    assert (price.requests, price.region, price.assumed) == (5, "us-east-1", True)


def test_a_class_that_is_not_known_counts_as_the_usual_one_and_says_so(own):
    price = estimate(plan(by_storage={"SNOW": 9000}, get_by_storage={"SNOW": 1000}), own)
    assert (price.requests, price.retrieval, price.as_usual) == (0.4, 0, ("SNOW",))


@pytest.mark.parametrize("kind", ["local", "git"])
def test_files_and_repositories_cost_nothing(own, kind):
    assert estimate(Planned("/here", kind, get_requests=5, by_storage={"": 10**12}), own) is None


def test_a_server_of_ones_own_has_no_price_but_that_of_the_table(own):
    asked = plan(region=None, list_requests=1000, by_storage={"": 4000}, get_by_storage={"": 1000})
    assert estimate(replace(asked, endpoint="http://other:9000"), own) is None
    price = estimate(replace(asked, endpoint="http://minio.local:9000"), own)
    assert costs(price) == (1 + 2, 0, 0, 0.04)
    assert (price.region, price.assumed) == ("", False)
    assert estimate(replace(asked, kind="gcs", endpoint="http://minio.local:9000"), own).requests == 3
    assert estimate(replace(asked, kind="azure", endpoint="http://minio.local:9000"), own).requests == 3


def test_what_leaves_one_service_fills_its_tiers_once(own):
    # 80 + 80 + 80 GB of which 100 are free: 0, 60 and 80 at 0.09. What leaves another server is not counted with it.
    other = plan(endpoint="http://minio.local:9000", by_storage={"": 80_000})
    bucket = plan(by_storage={"": 80_000})
    found = list(estimates([bucket, other, bucket, Planned("/here", "local"), bucket], own))
    assert [cost and round(cost.transfer_out, 9) for cost in found] == [0, 0.8, 5.4, None, 7.2]
    assert total(cost for cost in found if cost).transfer_out == pytest.approx(13.4)


@pytest.mark.parametrize(
    ("kind", "locator", "options", "variable", "wanted"),
    [
        ("s3", "s3://b", {}, None, ""),
        ("s3", "s3://b", {"region": "eu-west-1"}, None, ""),
        ("s3", "s3://b", {"endpoint": "https://s3.eu-west-1.amazonaws.com"}, None, ""),
        ("s3", "s3://b", {"endpoint": "https://s3.notamazonaws.com"}, None, "https://s3.notamazonaws.com"),
        ("s3", "s3://b", {}, ("AWS_ENDPOINT_URL_S3", "http://minio:9000"), "http://minio:9000"),
        ("gcs", "gs://b", {}, None, ""),
        ("gcs", "gs://b", {"endpoint": "https://storage.googleapis.com"}, None, ""),
        ("gcs", "gs://b", {}, ("STORAGE_EMULATOR_HOST", "http://here:1"), "http://here:1"),
        ("azure", "azure://acct/ccc", {"anonymous": "1"}, None, ""),
        (
            "azure",
            "azure://acct/ccc",
            {"anonymous": "1", "endpoint": "http://here:10000/acct"},
            None,
            "http://here:10000/acct",
        ),
        ("local", "file:///tmp", {}, None, ""),
    ],
)
def test_whose_server_is_asked(aws, monkeypatch, kind, locator, options, variable, wanted):
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    if variable:
        monkeypatch.setenv(*variable)
    source = connector(kind)(SourceSpec(kind, locator, "v", "", options))
    try:
        assert source.endpoint == wanted
    finally:
        source.close()


# --- the table that ships ---------------------------------------------------------------------------------------------


def test_shipped_s3_over_the_first_tiers():
    # eu-central-1, 1,000 lists 0.0054, 1,000,000 gets 0.43; 20 TiB leave: 100 GB free, 10,140 at 0.09, 10,240 at 0.085.
    price = estimate(
        plan(region="eu-central-1", list_requests=1000, by_storage={"": 20 << 40}, get_by_storage={"": 1_000_000}),
        load(),
    )
    assert costs(price) == (0.4354, 0, 0, 912.6 + 870.4)
    assert (price.assumed, price.table) == (False, "discover/sweep/prices.toml")
    assert price.source == "https://aws.amazon.com/s3/pricing/"


@pytest.mark.parametrize(
    ("storage", "dollars"), [("STANDARD_IA", 0.01), ("ONEZONE_IA", 0.01), ("GLACIER_IR", 0.03), ("", 0)]
)
def test_shipped_retrieval_of_a_gigabyte(storage, dollars):
    assert estimate(plan(by_storage={storage: 1 << 30}), load()).retrieval == pytest.approx(dollars)


def test_shipped_google_is_told_by_the_location_and_its_type():
    # 10 GiB of a multi-region: a machine's region pays 0.02 a GiB, the internet 0.12; COLDLINE costs 0.02 a GiB to retrieve.
    asked = Planned(
        "gs://b",
        "gcs",
        region="US (multi-region)",
        by_storage={"COLDLINE": 10 << 30},
        get_by_storage={"COLDLINE": 1000},
    )
    price = estimate(replace(asked, list_requests=1000), load())
    assert costs(price) == (0.01 + 0.01, 0.2, 0.2, 1.2)
    assert (price.region, price.assumed) == ("us", False)
    assert estimate(replace(asked, region="US-CENTRAL1 (region)"), load()).transfer_within == 0


def test_shipped_azure_of_a_region_that_is_not_told():
    # 1,000 gets of Cool 0.001, 200 GB retrieved at 0.01, 100 of 200 GB at 0.087.
    asked = Planned("azure://a/c", "azure", by_storage={"Cool": 200 * 10**9}, get_by_storage={"Cool": 1000})
    price = estimate(asked, load())
    assert costs(price) == (0.001, 2, 0, 8.7)
    assert (price.region, price.assumed) == ("eastus", True)
    assert not estimate(replace(asked, region="West Europe"), load()).assumed


def test_a_users_table_stands_for_its_services_alone(own):
    assert own.services["s3"].table.endswith("own.toml")
    assert own.services["gcs"] == load().services["gcs"]


# --- tables that are wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("GLACIER_IR = 10", "GLACIER_RI = 10", 16, "unknown key 'GLACIER_RI'; did you mean 'GLACIER_IR'?"),
        ("within = 0.02", "witin = 0.02", 24, "unknown key 'witin'; did you mean 'within'?"),
        ("[s3.retrieval]", "[s3.retreival]", 18, "unknown key 'retreival'; did you mean 'retrieval'?"),
        ("[s3.regions", "[aws.regions", 21, "unknown key 'aws'; the keys are s3, gcs, azure, endpoint"),
        ("list = 6", "list = -6", 22, "'list' is -6; give a number of 0 or more"),
        ("list = 6", "list = nan", 22, "'list' is nan; give a number of 0 or more"),
        ("list = 6", "list = inf", 22, "'list' is inf; give a number of 0 or more"),
        ("list = 6", "list = true", 22, "'list' must be a number, not True"),
        ("STANDARD = 0.5", "STANDARD = -0.5", 23, "'STANDARD' is -0.5; give a number of 0 or more"),
        ("price = 0.09", "price = -1", 8, "'price' is -1; give a number of 0 or more"),
        ("up_to = 1100", "up_to = 90", 8, "'out': tier 2 must reach further than the one before it"),
        ("{ price = 0.05 }", "{ up_to = 5000, price = 0.05 }", 8, "'out': every tier but the last has an 'up_to'"),
        ("date = 2026-11-01\n", "", 1, "'date' is missing; add it"),
        ("2026-11-01", '"last week"', 2, "'date' must be a date such as 2026-11-01, not 'last week'"),
        ('currency = "USD"', 'currency = "EUR"', 4, "'currency' is 'EUR'; give prices in USD"),
        ("gigabyte = 1000", "gigabyte = 0", 5, "'gigabyte' must be a whole number of bytes"),
        ("STANDARD = 0.4\n", "", 14, "'get' has no price of the usual storage class; add STANDARD"),
        ("HTTP://Minio", "Minio", 26, "is no address; begin it with https:// or http://"),
        (
            "get = { STANDARD = 2 }",
            "get = { COLD = 2 }",
            32,
            "'get' has no price of the usual storage class; add STANDARD",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(table, before, after, line, said):
    assert before in TABLE
    with pytest.raises(ConfigError, match=rf"own\.toml, line {line}: .*{re.escape(said)}"):
        load(table(TABLE.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("text", "said"), [("", "has no prices"), ("[s3", "not valid TOML"), ("s3 = 1", "'s3' must be a table")]
)
def test_what_is_no_table_is_refused(table, text, said):
    with pytest.raises(ConfigError, match=said):
        load(table(text))


def test_lines_are_of_the_key_or_of_what_holds_it():
    assert line_of(S3, ("s3", "out")) == 8
    assert line_of(S3, ("s3", "out", "price")) == 8
    assert line_of(S3, ("s3", "nothing")) == 1
    assert line_of(TABLE, ("s3", "regions", "eu-west-1", "get", "STANDARD")) == 23
    assert line_of("a.b = 1\n# a.c = 1\n[[x]]\n[a]\n'c' = 2\n", ("a", "c")) == 5


def test_every_shipped_tariff_is_dated_and_has_a_source():
    for name, held in tomllib.loads(SHIPPED.read_text()).items():
        assert load().services[name].region in load().services[name].regions, name
        assert held["source"].startswith("https://"), name


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def scan(tmp_path, capsys):
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "a.txt").write_text("nothing here\n")

    def run(*arguments, code):
        assert main.main(["scan", str(tmp_path / "held"), "--no-inventory", *map(str, arguments)]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


def test_a_wrong_table_ends_the_command_with_4(table, scan):
    assert "own.toml, line 2: " in scan("--plan", "--prices", table(TABLE.replace("date", "dat", 1)), code=4)
    assert "cannot be read" in scan("--plan", "--prices", "/nonexistent/prices.toml", code=4)


def test_prices_without_a_plan_do_not_fit_together(table, scan):
    assert "--plan" in scan("--prices", table(), code=2)


def test_a_folder_has_no_price(scan):
    told = scan("--plan", code=0)
    assert "1 object" in told
    assert "  price " not in told
