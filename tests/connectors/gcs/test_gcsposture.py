"""Facts about a bucket of Cloud Storage, as far as it says them."""

from __future__ import annotations

import pytest
from gcsclient import NUMBERS, provider

from connectors.errors import RemoteError, SourceError

pytest.importorskip("google.cloud.storage", reason="pip install 'discover-holdings[gcs]'")


def facts(service, name: str, *, policy: object = (), denied: str = "", **document: object) -> dict:
    made = service.bucket(f"{name}-{next(NUMBERS)}", **document)
    made.policy = {"bindings": list(policy)}
    made.denied = {denied}
    source = provider(service.url, f"gs://{made.document['name']}")
    told = {fact.name: fact for fact in source.facts()}
    source.close()
    return told


OPEN = {"role": "roles/storage.objectViewer", "members": ["user:a@example.com", "allUsers"]}
FINE = {"uniformBucketLevelAccess": {"enabled": False}, "publicAccessPrevention": "inherited"}
UNIFORM = {"uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "inherited"}


def test_a_plain_bucket_is_told_as_it_is(service):
    told = facts(service, "plain")
    assert {name: fact.value for name, fact in told.items()} == {
        "exposure": "private",
        "region": "EUROPE-WEST3 (region)",
        "owner": "4711",
        "created": "2024-01-01",
        "encryption": "provider-key",
        "public.block": True,
        "public.policy": False,
        "public.acl": False,
        "access.uniform": True,
        "versioning": "off",
        "soft-delete": 7,
        "lifecycle": 0,
        "lifecycle.expires": 0,
        "lifecycle.noncurrent": 0,
        "lifecycle.uploads": 0,
        "replication": "none",
        "object-lock": "none",
        "logging": "none",
        "tags": "",
        "requester-pays": False,
        "storage": "STANDARD",
    }


def test_a_bucket_with_everything_is_told_as_it_is(service):
    told = facts(
        service,
        "rich",
        location="EUR4",
        locationType="dual-region",
        rpo="ASYNC_TURBO",
        encryption={"defaultKmsKeyName": "projects/p/locations/eur4/keyRings/r/cryptoKeys/k"},
        versioning={"enabled": True},
        softDeletePolicy={"retentionDurationSeconds": "0"},
        retentionPolicy={"retentionPeriod": "2592000", "isLocked": True},
        objectRetention={"mode": "Enabled"},
        logging={"logBucket": "logs", "logObjectPrefix": "rich"},
        labels={"team": "x", "cost": "y"},
        autoclass={"enabled": True},
    )
    assert told["replication"].value == "dual-region: EUR4, turbo"
    assert (told["encryption"].value, told["encryption.key"].value[-1]) == ("customer-managed-key", "k")
    assert (told["versioning"].value, told["soft-delete"].value) == ("on", 0)
    assert told["object-lock"].value == "all objects for 30 days, locked; single objects as each says"
    assert (told["logging"].value, told["tags"].value) == ("gs://logs/rich", "cost, team")
    assert "Autoclass" in told["storage"].detail


def _rule(kind: str, **condition: object) -> dict:
    return {"action": {"type": kind}, "condition": condition}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([_rule("Delete", age=30), _rule("Delete", age=20, isLive=True)], (20, 30, 0)),
        ([_rule("Delete", age=30, matchesPrefix=["tmp/"])], (0, 0, 0)),
        ([_rule("Delete", daysSinceNoncurrentTime=5), _rule("Delete", isLive=False, age=9)], (0, 5, 0)),
        ([_rule("Delete", numNewerVersions=3)], (0, 0, 0)),
        ([_rule("AbortIncompleteMultipartUpload", age=7), _rule("SetStorageClass", age=1)], (0, 0, 7)),
    ],
)
def test_lifecycle_rules_count_where_they_hold_for_all(service, rules, days):
    told = facts(service, "aging", lifecycle={"rule": rules})
    assert told["lifecycle"].value == len(rules)
    assert tuple(told[f"lifecycle.{name}"].value for name in ("expires", "noncurrent", "uploads")) == days


@pytest.mark.parametrize(
    ("configuration", "policy", "acl", "denied", "exposure"),
    [
        (UNIFORM, [], [], "", "private"),
        (UNIFORM, [OPEN], [], "", "public"),
        (UNIFORM, [], [], "policy", "unknown"),
        (FINE, [], [{"entity": "allAuthenticatedUsers"}], "", "public"),
        (FINE, [], [{"entity": "user-a"}], "", "unknown"),  # objects may have ACLs of their own
        (FINE, [], [{"entity": "allUsers"}], "full", "unknown"),
        (UNIFORM | {"publicAccessPrevention": "enforced"}, [OPEN], [], "", "private"),
    ],
)
def test_exposure_follows_from_what_was_answered(service, configuration, policy, acl, denied, exposure):
    told = facts(service, "open", policy=policy, denied=denied, iamConfiguration=configuration, acl=acl)
    assert told["exposure"].value == exposure


def test_what_is_refused_is_unknown_and_says_why(service):
    told = facts(service, "closed", denied="policy")
    assert (told["public.policy"].value, told["region"].value) == (None, "EUROPE-WEST3 (region)")
    assert "cannot be read" in told["public.policy"].detail
    told = facts(service, "shut", denied="document")
    assert {fact.value for fact in told.values()} == {None}
    assert all(fact.detail for fact in told.values())


def test_a_server_that_leaves_things_out_is_not_taken_to_have_them_off(service):
    bare = service.bucket("bare")
    bare.document = {"name": "bare", "location": "US"}
    source = provider(service.url, "gs://bare")
    told = {fact.name: fact for fact in source.facts()}
    assert {name for name, fact in told.items() if fact.value is not None} == {"region", "public.policy", "exposure"}
    assert told["exposure"].value == "unknown"
    assert all(fact.detail for fact in told.values() if fact.value is None)
    source.close()


def test_answers_that_are_not_as_documented_are_refused_in_words(service, bucket, source):
    bucket.document["lifecycle"] = {"rule": [_rule("Delete", age="soon")]}
    assert {fact.value for fact in source.facts()} == {None}
    bucket.put("a", size="many")
    with pytest.raises(SourceError, match="not as documented"):
        list(source.pages())
    with pytest.raises(RemoteError, match="not as documented"):
        source.again("a")
