"""The rights of docs/permissions.md: enough for a scan, none too many, none that writes; tried on moto with its checks on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from motoserver import moto

from connectors.base import Item, Mark, Refused, SourceSpec
from connectors.errors import SourceError
from connectors.s3 import S3Objects

DOCS = Path(__file__).parents[2] / "docs"
POLICIES = DOCS / "policies"
#: How operations that change something are called, at any of the three.
_WRITES = re.compile(
    r"(?i)(?:^|[:./])(?:put|delete|create|update|write|restore|abort|set|add|replicate|bypass|move|action)\w*$|\*"
)
BUCKET = "held"


def _actions(policy: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for statement in policy["Statement"]:
        given = statement["Action"]
        found += [given] if isinstance(given, str) else given
    return found


def _read(name: str) -> dict[str, Any]:
    policy: dict[str, Any] = json.loads((POLICIES / name).read_text().replace("BUCKET", BUCKET))
    return policy


READ = _actions(_read("s3-read.json"))


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """moto with its checks of rights on, once the bucket and its user are made: the calls that make them are let through."""
    with moto(INITIAL_NO_AUTH_ACTION_COUNT="1000000") as (host, port):
        yield f"http://{host}:{port}"


class Account:
    """A bucket with all that counts as held, and a user who may do what a policy says."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        admin = {
            "endpoint_url": endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "a",
            "aws_secret_access_key": "a",
        }
        self.iam = boto3.client("iam", **admin)
        s3 = boto3.client("s3", **admin)
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        partner = {"AWS": "arn:aws:iam::111122223333:root"}
        lets = {
            "Effect": "Allow",
            "Principal": partner,
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [lets]}))
        for content in (b"one", b"two"):
            s3.put_object(Bucket=BUCKET, Key="a.txt", Body=content)
        s3.put_object(Bucket=BUCKET, Key="gone.txt", Body=b"gone")
        s3.delete_object(Bucket=BUCKET, Key="gone.txt")
        upload = s3.create_multipart_upload(Bucket=BUCKET, Key="b.bin")["UploadId"]
        s3.upload_part(Bucket=BUCKET, Key="b.bin", UploadId=upload, PartNumber=1, Body=b"x" * 100)
        self.iam.create_user(UserName="reader")
        key = self.iam.create_access_key(UserName="reader")["AccessKey"]
        self.key, self.secret = key["AccessKeyId"], key["SecretAccessKey"]

    def checked(self, count: int) -> None:
        """Let so many calls through before rights are looked at."""
        import requests  # of moto

        requests.post(f"{self.endpoint}/moto-api/reset-auth", data=str(count).encode(), timeout=10)

    def may(self, policy: dict[str, Any]) -> None:
        """Give the user these rights and no others."""
        self.checked(1)
        self.iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps(policy))
        self.checked(0)


@pytest.fixture(scope="module")
def account(place: str) -> Account:
    return Account(place)


def _held(account: Account, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """All that a scan learns: what is listed, what is read, what the bucket is like; what is refused stands as such."""
    for name, value in (("AWS_ACCESS_KEY_ID", account.key), ("AWS_SECRET_ACCESS_KEY", account.secret)):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    options = {"endpoint": account.endpoint, "fast": "0"}
    source = S3Objects(SourceSpec("s3", f"s3://{BUCKET}", "v", "", options))
    learnt: dict[str, object] = {}
    try:
        listed = [entry for entry in source.list() if not isinstance(entry, Mark)]
        for entry in listed:
            if isinstance(entry, Refused):
                learnt[f"held {entry.name}"] = (entry.reason, entry.size)
        for shard in source.pack(entry for entry in listed if isinstance(entry, Item)):
            for blob in source.open(shard):
                name = blob.name if isinstance(blob, Refused) else shard.items[blob.index].name
                learnt[f"read {name}"] = blob.reason if isinstance(blob, Refused) else blob.content()
    except SourceError as error:
        learnt["listing"] = error.reason
    for fact in source.facts():
        learnt[f"fact {fact.name}"] = (fact.value, fact.detail)
    source.close()
    return learnt


def _without(action: str) -> dict[str, Any]:
    policy = _read("s3-read.json")
    for statement in policy["Statement"]:
        statement["Action"] = [each for each in statement["Action"] if each != action]
    return policy


#: Actions that moto does not know the calls of: it holds them to `s3:ListBucket` (its ACTION_MAP has no line for them), so
#: that they are needed is AWS's word, in the reference that docs/permissions.md names.
UNCHECKED = frozenset({
    "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration", "s3:GetReplicationConfiguration",
    "s3:GetBucketObjectLockConfiguration", "s3:GetBucketRequestPayment",
})  # fmt: skip


def test_the_policy_is_enough(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.may({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    everything = _held(account, monkeypatch)
    account.may(_read("s3-read.json"))
    assert _held(account, monkeypatch) == everything
    assert any(name.startswith("read a.txt?version=") for name in everything)
    assert everything["read a.txt"] == b"two"


@pytest.mark.parametrize("action", READ)
def test_no_action_is_too_many(account: Account, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    account.may(_read("s3-read.json"))
    everything = _held(account, monkeypatch)
    account.may(_without(action))
    assert (_held(account, monkeypatch) != everything) is (action not in UNCHECKED)


def test_nothing_at_all_is_a_denied_bucket(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.may({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})
    assert _held(account, monkeypatch)["listing"] == "denied"


def test_no_policy_lets_anything_be_written() -> None:
    azure = json.loads((POLICIES / "azure-role.json").read_text())
    google = re.findall(r"^- (\S+)$", (POLICIES / "gcs-role.yaml").read_text(), re.MULTILINE)
    amazon = [action for path in POLICIES.glob("s3-*.json") for action in _actions(json.loads(path.read_text()))]
    named = [*amazon, *google, *azure["Actions"], *azure["DataActions"]]
    assert len(named) > len(READ)
    assert [each for each in named if _WRITES.search(each)] == []
    assert _WRITES.search("s3:PutObject")
    assert _WRITES.search("storage.objects.delete")
    text = (DOCS / "permissions.md").read_text()
    assert [each for each in named if f"`{each}`" not in text] == []
