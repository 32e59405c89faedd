"""Buckets through the command: the same findings as on disk, nothing read twice, nothing refused in silence."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter

import boto3
import pytest
from faults import FaultProxy

KEY = "AKIA" + "Q3EGRTY4UIOPASDF"
OTHER = "AKIA" + "R4FHSUZ5VJPQBTEG"
DENIED = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
#: A picture of a type that nobody looks at.
UNSEEN = b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(200_000)
names = (f"e2e-{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _aws(aws):
    pass


@pytest.fixture
def proxy(s3_place):
    with FaultProxy(*s3_place) as between:
        yield between


@pytest.fixture
def client(s3_place):
    made = boto3.client("s3", endpoint_url="http://{}:{}".format(*s3_place))
    yield made
    made.close()


@pytest.fixture
def bucket(client):
    name = next(names)
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def discover(proxy, tmp_path):
    """The command, through the proxy, with an inventory of the test's own."""

    def run(*arguments, code=None):
        line = [sys.executable, "-m", "discover", *map(str, arguments)]
        if arguments[0] == "scan":
            line += ["--endpoint-url", proxy.url, "--inventory", str(tmp_path / "i.db"), "--vendor", "v", "--jobs", "2"]
        else:
            line += ["--inventory", str(tmp_path / "i.db")]
        proxy.seen.clear()
        done = subprocess.run(line, capture_output=True, text=True, timeout=200, check=False, env=os.environ)
        if code is not None:
            assert done.returncode == code, done.stderr + done.stdout
        return done

    return run


def tree(root):
    """Files of many sorts, and a repository with a key in its history alone."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["name", "ssn", "email"])
    for number in range(200):
        writer.writerow(
            [f"Ann Lee {number}", f"{123 + number % 500}-{10 + number % 80}-{1000 + number}", f"ann{number}@posteo.de"]
        )
    (root / "data").mkdir(parents=True)
    (root / "data" / "people.csv").write_text(rows.getvalue())
    (root / "app.env").write_text(f"AWS_ACCESS_KEY_ID={KEY}\n")
    (root / "clip.jxl").write_bytes(UNSEEN)
    with zipfile.ZipFile(root / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/app.env", f"AWS_ACCESS_KEY_ID={OTHER}\n")
    (root / "large.log").write_text(
        "".join(f"{number} a line that holds nothing at all\n" for number in range(150_000)) + f"key {KEY}\n"
    )
    repository = root / "code"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    (repository / "settings.py").write_text(f'KEY = "{OTHER}"\n')
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "one")
    (repository / "settings.py").write_text("KEY = None\n")
    git(repository, "commit", "-qam", "two")
    return root


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@posteo.de")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


def upload(client, bucket, root):
    for path in sorted(root.rglob("*")):
        if path.is_file():
            client.put_object(Bucket=bucket, Key=str(path.relative_to(root)), Body=path.read_bytes())


def found(report):
    rows = json.loads(report)["findings"]
    return Counter((row["path"], row["rule"], row["line"], row["where"], str(row["place"])) for row in rows)


def gets(proxy, bucket):
    """Keys of objects that were read."""
    lines = (seen.line.split() for seen in proxy.seen)
    return [
        words[1].removeprefix(f"/{bucket}/")
        for words in lines
        if words[0] == "GET" and words[1].startswith(f"/{bucket}/") and "?" not in words[1]
    ]


def rows(report):
    return {row["reason"]: row for row in json.loads(report)["coverage"]["rows"]}


def test_a_bucket_holds_what_the_folder_held_and_is_read_once(client, bucket, discover, proxy, tmp_path):
    root = tree(tmp_path / "t")
    upload(client, bucket, root)
    line = [
        sys.executable,
        "-m",
        "discover",
        "scan",
        str(root),
        "--inventory",
        str(tmp_path / "j.db"),
        "--format",
        "json",
    ]
    local = found(subprocess.run(line, capture_output=True, text=True, check=False).stdout)
    first = discover("scan", f"s3://{bucket}", "--format", "json", code=0)
    remote = found(first.stdout)
    assert local
    assert not local - remote
    # The work tree's files are objects of the bucket too, and stand there beside the history's.
    assert {path for path, *_ in remote - local} <= {"code/settings.py", "."}
    again = discover("scan", f"s3://{bucket}", "--format", "json", code=0)
    assert gets(proxy, bucket) == []
    assert found(again.stdout) == remote


def test_only_what_changed_is_read_again(client, bucket, discover, proxy):
    for number in range(5):
        client.put_object(Bucket=bucket, Key=f"{number}.env", Body=f"A={KEY}\n".encode())
    discover("scan", f"s3://{bucket}", code=0)
    assert len(gets(proxy, bucket)) == 5
    client.put_object(Bucket=bucket, Key="3.env", Body=b"A=nothing\n")
    client.delete_object(Bucket=bucket, Key="4.env")
    report = discover("scan", f"s3://{bucket}", "--format", "json", code=0).stdout
    assert gets(proxy, bucket) == ["3.env"]
    assert {path for path, *_ in found(report)} == {"0.env", "1.env", "2.env"}


RULE = """
[[rule]]
id = "ticket"
name = "Ticket of a test"
kind = "cred.api_key"
docs = "https://example.com"
keywords = ["zz-ticket-"]
anchor = '''zz-ticket-[0-9]{12}'''
pattern = '''(?P<secret>zz-ticket-[0-9]{12})'''
confidence = 0.9
match = ["a zz-ticket-{d:12}", "b <zz-ticket-{d:12}>"]
reject = ["zz-ticket-{d:11}x", "zz-ticked-{d:12}"]
"""


def test_a_new_rule_reads_again_only_what_rules_of_text_are_tried_on(client, bucket, discover, proxy, tmp_path):
    client.put_object(Bucket=bucket, Key="a.env", Body=b"t = zz-ticket-123456789012\n")
    client.put_object(Bucket=bucket, Key="clip.jxl", Body=UNSEEN)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text(RULE)
    before = discover("scan", f"s3://{bucket}", "--format", "json").stdout
    assert sorted(gets(proxy, bucket)) == ["a.env", "clip.jxl"]
    with_rule = discover("scan", f"s3://{bucket}", "--format", "json", "--rules", tmp_path / "rules").stdout
    assert gets(proxy, bucket) == ["a.env"]
    assert {rule for _, rule, *_ in found(with_rule) - found(before)} == {"own.ticket"}
    assert rows(with_rule)["no-detector"]["bytes"] == rows(before)["no-detector"]["bytes"]
    without = discover("scan", f"s3://{bucket}", "--format", "json").stdout
    assert gets(proxy, bucket) == []
    assert found(without) == found(before)


def test_older_versions_are_findings_that_say_so(client, bucket, discover):
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for text in (f"A={KEY}\nB={OTHER}\n", f"A={KEY}\n"):
        client.put_object(Bucket=bucket, Key="app.env", Body=text.encode())
    client.put_object(Bucket=bucket, Key="gone.env", Body=f"A={KEY}\n".encode())
    client.delete_object(Bucket=bucket, Key="gone.env")
    report = discover("scan", f"s3://{bucket}", "--format", "json", code=0).stdout
    keys = [row for row in json.loads(report)["findings"] if row["rule"].startswith("aws")]
    assert sorted((row["path"].partition("?")[0], row["where"], row["line"]) for row in keys) == [
        ("app.env", "file", 1),
        ("app.env", "version", 2),
        ("gone.env", "version", 1),
    ]
    assert rows(report)["deleted"]["objects"] == 1


def test_a_denied_bucket_is_never_an_empty_one(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    proxy.faults.append({"match": "list-type", "kind": "status", "code": 403, "body": DENIED, "times": 99})
    done = discover("scan", f"s3://{bucket}", "--format", "json", code=5)
    assert "access denied" in done.stderr + done.stdout
    told = json.loads(discover("coverage", "v", "--format", "json", code=0).stdout)
    assert list(told["denied"]) == [f"s3://{bucket}"]
    assert {row["reason"] for row in told["rows"]} == {"denied"}


def test_one_of_two_buckets_denied_is_a_part(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    discover("scan", f"s3://{bucket}", "s3://no-such-bucket-at-all", code=3)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (DENIED, "denied"),
        (b"<Error><Code>AccessDenied</Code><Message>kms:Decrypt not allowed</Message></Error>", "key-denied"),
        (b"<Error><Code>ExpiredToken</Code><Message>old</Message></Error>", "expired"),
    ],
)
def test_a_refused_object_has_a_row_and_is_tried_again(client, bucket, discover, proxy, body, reason):
    client.put_object(Bucket=bucket, Key="held", Body=f"A={KEY}\n".encode())
    client.put_object(Bucket=bucket, Key="open", Body=b"nothing\n")
    proxy.faults.append({"match": f"/{bucket}/held", "kind": "status", "code": 403, "body": body, "times": 99})
    first = discover("scan", f"s3://{bucket}", "--format", "json", code=3).stdout
    assert (rows(first)[reason]["objects"], rows(first)[reason]["examples"]) == (1, ["held"])
    proxy.faults.clear()
    second = discover("scan", f"s3://{bucket}", "--format", "json", code=0).stdout
    assert gets(proxy, bucket) == ["held"]
    assert reason not in rows(second)
    assert {path for path, *_ in found(second)} == {"held"}


@pytest.mark.only("moto", "Ceph's pages are of 1,000 and their marks are keys")
def test_a_listing_that_breaks_off_is_gone_on_with(client, bucket, discover, proxy):
    for number in range(250):
        client.put_object(Bucket=bucket, Key=f"{number:03}.env", Body=f"A={KEY}\n".encode())
    proxy.faults.append({"match": "continuation-token", "kind": "status", "code": 403, "body": DENIED, "times": 1})
    first = discover("scan", f"s3://{bucket}", "--format", "json", code=3).stdout
    assert len(gets(proxy, bucket)) == 100
    assert len({path for path, *_ in found(first)}) == 100
    second = discover("scan", f"s3://{bucket}", "--format", "json", code=0).stdout
    assert len(gets(proxy, bucket)) == 150
    listings = [seen.line for seen in proxy.seen if "list-type" in seen.line]
    assert "start-after=099.env" in listings[0]
    assert len({path for path, *_ in found(second)}) == 250
    told = json.loads(second)["coverage"]
    assert (told["held_objects"], told["share"], told["rows"]) == (250, 1.0, [])


def test_what_changes_while_it_is_listed_is_read_as_it_is_then(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a.env", Body=f"A={KEY}\n".encode())
    client.put_object(Bucket=bucket, Key="b.env", Body=f"A={OTHER}\n".encode())
    proxy.faults.append({"match": f"GET /{bucket}/a.env", "kind": "status", "code": 412, "body": b""})
    gone = b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"
    proxy.faults.append({"match": f"GET /{bucket}/b.env", "kind": "status", "code": 404, "body": gone})
    proxy.faults.append({"match": f"HEAD /{bucket}/b.env", "kind": "status", "code": 404, "body": b""})
    report = discover("scan", f"s3://{bucket}", "--format", "json", code=0).stdout
    assert {path for path, *_ in found(report)} == {"a.env"}
    told = json.loads(report)["coverage"]
    assert (told["held_objects"], told["share"], told["rows"]) == (1, 1.0, [])


def test_bounds_are_kept_and_said(client, bucket, discover, proxy):
    for number in range(60):
        client.put_object(Bucket=bucket, Key=f"{number:02}.txt", Body=b"x" * 1000)
    report = discover("scan", f"s3://{bucket}", "--format", "json", "--max-bytes", "10500", code=0).stdout
    assert len(gets(proxy, bucket)) == 10
    assert (rows(report)["budget"]["objects"], rows(report)["budget"]["bytes"]) == (50, 50_000)
    discover("scan", f"s3://{bucket}", "--max-bytes", "10500", code=0)
    assert len(gets(proxy, bucket)) == 10  # others: what was read is not read twice
    report = discover("scan", f"s3://{bucket}", "--format", "json", "--max-requests", "9", code=0).stdout
    assert (
        1 <= len(proxy.seen) - sum("?" in seen.line.split()[1] and "list" not in seen.line for seen in proxy.seen) <= 9
    )
    assert rows(report)["budget"]["objects"] >= 30


def test_a_sample_says_what_it_says_of_the_rest(client, bucket, discover, proxy):
    for number in range(200):
        client.put_object(Bucket=bucket, Key=f"{number:03}.txt", Body=b"nothing here\n")
    report = discover("scan", f"s3://{bucket}", "--format", "json", "--sample", "25%", code=0).stdout
    read = len(gets(proxy, bucket))
    assert 30 <= read <= 70
    row = rows(report)["unsampled"]
    assert row["objects"] == 200 - read
    bound = 100 * (1 - 0.05 ** (1 / read))
    assert f"{bound:.2g} %" in row["detail"]
    assert discover("scan", f"s3://{bucket}", "--sample", "25%", code=0)
    assert gets(proxy, bucket) == []  # the same are drawn


def test_what_is_left_out_by_choice_is_counted(client, bucket, discover, proxy):
    for key in ("a.log", "b.csv", "sub/c.log"):
        client.put_object(Bucket=bucket, Key=key, Body=b"x" * 100)
    report = discover(
        "scan", f"s3://{bucket}", "--format", "json", "--include", "*.log", "--exclude", "sub/*", code=0
    ).stdout
    assert gets(proxy, bucket) == ["a.log"]
    assert (rows(report)["excluded"]["objects"], rows(report)["excluded"]["bytes"]) == (2, 200)


@pytest.mark.only("moto", "Ceph's gateway has no GLACIER")
def test_a_plan_reads_nothing(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a", Body=b"x" * 1000)
    client.put_object(Bucket=bucket, Key="b", Body=b"x" * 500, StorageClass="GLACIER")
    (plan,) = json.loads(discover("scan", f"s3://{bucket}", "--plan", "--format", "json", code=0).stdout)
    assert gets(proxy, bucket) == []
    assert (plan["held_objects"], plan["held_bytes"], plan["read_objects"], plan["read_bytes"]) == (2, 1500, 1, 1000)
    assert plan["refused"] == {"archived": [1, 500]}
    discover("scan", f"s3://{bucket}")
    (plan,) = json.loads(discover("scan", f"s3://{bucket}", "--plan", "--format", "json", code=0).stdout)
    assert (plan["known_objects"], plan["read_objects"]) == (1, 0)


def test_a_plan_says_about_what_it_costs_and_reads_nothing(client, bucket, discover, proxy, tmp_path):
    other = next(names)
    client.create_bucket(Bucket=other, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for number in range(50):
        client.put_object(Bucket=bucket, Key=f"{number}", Body=b"x" * 1000)
    client.put_object(Bucket=bucket, Key="cold", Body=b"x" * 10_000, StorageClass="STANDARD_IA")
    client.put_object(Bucket=other, Key="a", Body=b"x" * 10_000)
    told = discover("scan", f"s3://{bucket}", "--plan", code=0).stdout
    assert f"price          not known: what {proxy.url} charges is in no table" in told
    (plan,) = json.loads(discover("scan", f"s3://{bucket}", "--plan", "--format", "json", code=0).stdout)
    assert (plan["price"], plan["endpoint"], plan["kind"], plan["region"]) == (None, proxy.url, "s3", "us-east-1")
    assert plan["get_by_storage"] == {"": 50, "STANDARD_IA": 1}

    prices = tmp_path / "prices.toml"
    prices.write_text(
        f'[endpoint."{proxy.url}"]\ndate = 2026-11-01\nsource = "contract"\ncurrency = "USD"\ngigabyte = 10000\nlist = 0\n'
        "get = { STANDARD = 20, STANDARD_IA = 1000 }\nretrieval = { STANDARD_IA = 0.5 }\n"
        "out = [{ up_to = 4, price = 0.25 }, { price = 0.1 }]\n"
    )
    # 50 gets at 20 and one at 1,000 for 1,000; one gigabyte retrieved; 6 leave, then 1 more of the same month
    told = discover("scan", f"s3://{bucket}", f"s3://{other}", "--plan", "--prices", prices, code=0).stdout
    flat = " ".join(told.split())
    assert (
        "price about $2.50: requests $2.00, retrieval $0.50; and $1.20 for data transfer where it does not run in us-east-1"
        in flat
    )
    assert f"(prices of 2026-11-01, {prices})" in flat
    assert (
        "price about $0.02: requests $0.02, retrieval $0.00; and $0.10 for data transfer where it does not run in eu-west-1"
        in flat
    )
    assert "All 2 sources that cost something price about $2.52: requests $2.02, retrieval $0.50; and $1.30 for" in flat
    assert gets(proxy, bucket) + gets(proxy, other) == []
    assert any(seen.line.startswith(f"GET /{bucket}?") for seen in proxy.seen)  # it did list through the proxy
    rows = json.loads(
        discover(
            "scan", f"s3://{bucket}", f"s3://{other}", "--plan", "--prices", prices, "--format", "json", code=0
        ).stdout
    )
    assert [round(row["price"]["transfer_out"], 9) for row in rows[:2]] == [1.2, 0.1]
    assert {name: round(amount, 9) for name, amount in rows[2]["total"].items()} == {
        "requests": 2.02, "retrieval": 0.5, "transfer_within": 0, "transfer_out": 1.3
    }  # fmt: skip


def test_stores_say_what_is_known_and_what_is_not(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    proxy.faults.append({"match": "?encryption", "kind": "status", "code": 403, "body": DENIED, "times": 99})
    report = discover("scan", f"s3://{bucket}", code=0).stdout
    assert "exposure private" in report
    assert "not known, so neither on nor off: encryption" in report
    (told,) = json.loads(discover("stores", "v", "--format", "json", code=0).stdout)
    assert told["facts"]["encryption"] is None
    assert "denied" in told["details"]["encryption"]


def test_all_buckets_of_an_account(client, bucket, discover, proxy):
    client.put_object(Bucket=bucket, Key="a.env", Body=f"A={KEY}\n".encode())
    report = discover("scan", "s3://", "--include", "a.env", "--format", "json").stdout
    assert f"s3://{bucket}" in {row["source"] for row in json.loads(report)["findings"]}


def test_a_signed_address_is_no_target(discover):
    done = discover("scan", "azure://account/box?sv=1&sig=SECRETSECRET", code=2)
    assert "SECRETSECRET" not in done.stderr + done.stdout
    assert "AZURE_STORAGE_SAS_TOKEN" in done.stderr
