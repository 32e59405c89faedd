"""What Ceph's gateway does and moto does not: rights that are held to, a clock that has to be right, and any key there can be."""

from __future__ import annotations

import glob
import json
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from reading import contents, listed

from connectors.base import SourceSpec
from connectors.bucket import versioned
from connectors.errors import Reason, SourceError
from connectors.s3 import S3Provider

pytestmark = [pytest.mark.servers, pytest.mark.only("radosgw", "of Ceph alone")]

#: Of the control characters XML holds these three alone: https://www.w3.org/TR/xml/#charsets
WRITTEN = "\t\n\r"
BREAKS = [
    "line\nbreak",
    "cr\rkey",
    "both\r\nends",
    "ends\n",
    "\nbegins",
    "a\u2028b",
    "\x7f",
    "%0A",
    "a+b\n",
    "é\n%",
    *map(chr, range(1, 32)),
]
ROLE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["sts:AssumeRole"]}],
}
READS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "arn:aws:s3:::*"}]}


def fill(client, bucket, keys, body=b"x"):
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda key: client.put_object(Bucket=bucket, Key=key, Body=body), keys))


def refusal(source):
    with pytest.raises(SourceError) as caught:
        list(source.list())
    return caught.value


@pytest.fixture
def second(gateway, monkeypatch):
    """Credentials of another user of the same server are those of the environment."""
    name = uuid.uuid4().hex[:16]
    gateway.user(name, name, name * 2)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", name)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", name * 2)
    return name


# --- keys -------------------------------------------------------------------------------------------------------------


def test_every_key_there_can_be_is_listed_and_read(client, bucket, made):
    for key in BREAKS:
        client.put_object(Bucket=bucket, Key=key, Body=key.encode())
    source = made()
    _, items, refused = listed(source)
    assert set(items) == set(BREAKS)
    assert not refused
    assert contents(source, items.values()) == {key: key.encode() for key in BREAKS}
    assert {entry.name for entry in source.again(items.values())} == set(BREAKS)


def test_versions_and_uploads_of_such_keys_are_held(client, bucket, made):
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in BREAKS:
        client.put_object(Bucket=bucket, Key=key, Body=b"old")
        client.delete_object(Bucket=bucket, Key=key)
        if key < " " and key[0] not in WRITTEN:
            continue  # Ceph's answer about such an upload is no XML: a client cannot begin one
        upload = client.create_multipart_upload(Bucket=bucket, Key=key)
        client.upload_part(Bucket=bucket, Key=key, UploadId=upload["UploadId"], PartNumber=1, Body=b"seven..")
    source = made()
    _, items, refused = listed(source)
    assert {versioned(name)[0] for name in items} == set(BREAKS)
    assert set(contents(source, items.values()).values()) == {b"old"}
    told = {(versioned(entry.name)[0], entry.reason, entry.size) for entry in refused}
    begun = [key for key in BREAKS if key >= " " or key[0] in WRITTEN]
    assert told == {(key, Reason.DELETED, 0) for key in BREAKS} | {(key, Reason.INCOMPLETE, 7) for key in begun}


@pytest.mark.parametrize("ends", ["a\rb", "a\r\nb", "a\nb", "a\x01b", "a%0Ab", "a+b", "a b"])
@pytest.mark.parametrize("status", ["", "Enabled"])
def test_a_page_may_end_with_any_key(client, bucket, made, ends, status):
    if status:
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})
    keys = [*(f"0{number:03}" for number in range(999)), ends, *(f"z{number}" for number in range(5))]
    fill(client, bucket, keys)
    assert list(listed(made())[1]) == keys


# --- rights -----------------------------------------------------------------------------------------------------------


def test_a_bucket_of_somebody_else_is_denied(client, bucket, made, second):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    told = refusal(made())
    assert (told.reason, "access denied" in str(told)) == (Reason.DENIED, True)
    facts = {fact.name: fact.value for fact in made().facts()}
    assert facts["exposure"] == "unknown"
    assert all(facts[name] is None for name in ("public.policy", "public.acl", "access.foreign", "versioning", "tags"))


def test_an_object_that_alone_is_denied_is_a_row(client, bucket, made, second, monkeypatch):
    for key in ("open", "shut"):
        client.put_object(Bucket=bucket, Key=key, Body=b"x")
    allowed = [
        ("s3:ListBucket", ""),
        ("s3:ListBucketVersions", ""),
        ("s3:GetBucketVersioning", ""),
        ("s3:GetObject", "/open"),
    ]
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam:::user/{second}"},
            "Action": act,
            "Resource": f"arn:aws:s3:::{bucket}{part}",
        }
        for act, part in allowed
    ]
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    source = made()
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {"open": b"x", "shut": Reason.DENIED}


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"])
def test_credentials_that_are_wrong_are_told_and_not_repeated(bucket, made, monkeypatch, name):
    monkeypatch.setenv(name, "AKIAWRONGWRONGWRONG0")
    told = refusal(made())
    assert told.reason == Reason.DENIED
    assert "WRONG" not in str(told)


def test_nobody_reads_a_private_bucket_and_everybody_a_public_one(client, bucket, made):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    assert refusal(made(anonymous="1")).reason == Reason.DENIED
    statement = {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"]}
    places = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    policy = {"Version": "2012-10-17", "Statement": [statement | {"Resource": places}]}
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    source = made(anonymous="1")
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {"a": b"x"}
    assert {fact.name: fact.value for fact in made().facts()}["exposure"] == "public"


def test_what_the_gateway_answers_with_nothing_is_unknown(client, bucket, made):
    facts = {fact.name: (fact.value, fact.detail) for fact in made().facts()}
    for name in ("encryption", "logging"):
        assert facts[name][0] is None, name
        assert facts[name][1], name
    assert facts["exposure"][0] == "private"


def test_a_role_is_taken_on_by_the_gateway(client, bucket, gateway, made):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    name = f"role-{uuid.uuid4().hex}"
    gateway.admin("role", "create", f"--role-name={name}", f"--assume-role-policy-doc={json.dumps(ROLE)}")
    policy = (f"--role-name={name}", "--policy-name=reads", f"--policy-doc={json.dumps(READS)}")
    gateway.admin("role-policy", "put", *policy)
    source = made(role=f"arn:aws:iam:::role/{name}")
    assert contents(source, listed(source)[1].values()) == {"a": b"x"}


def test_buckets_of_the_second_user_are_his_alone(bucket, second, s3_place):
    spec = SourceSpec("s3", "s3://", "v", "", {"endpoint": "http://{}:{}".format(*s3_place)})
    assert list(S3Provider.buckets(spec)) == []


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "words"), [("+3h", "3 h ahead of"), ("-2d", "2 days behind")])
def test_a_scan_by_a_wrong_clock_says_so(client, bucket, s3_place, tmp_path, shift, words):
    library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not library:
        pytest.skip("the clock cannot be shifted: apt-get install libfaketime")
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    line = [
        sys.executable,
        "-m",
        "discover",
        "scan",
        f"s3://{bucket}",
        "--endpoint-url",
        "http://{}:{}".format(*s3_place),
    ]
    line += ["--vendor", "v", "--jobs", "1", "--inventory", str(tmp_path / "i.db")]
    shifted = os.environ | {"LD_PRELOAD": library[0], "FAKETIME": shift}
    done = subprocess.run(line, capture_output=True, text=True, env=shifted, timeout=200, check=False)
    assert done.returncode not in {0, 10}
    assert words in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
