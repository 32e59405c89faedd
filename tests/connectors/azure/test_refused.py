"""Wrong credentials, refusals and places that are none: each is told, and none is an empty container."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure.storage.blob import BlobServiceClient
from reading import contents, listed

from connectors.azure import AzureProvider
from connectors.azuresas import fault
from connectors.base import SourceSpec
from connectors.errors import Reason, SourceError

pytestmark = pytest.mark.npm("azurite")
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def refusal(source):
    with pytest.raises(SourceError) as caught:
        list(source.list())
    return caught.value.reason, str(caught.value)


def test_a_sas_in_the_environment_is_used(box, made, sas, monkeypatch):
    box.upload_blob("a", b"x")
    token = sas()
    for written in (token, f"?{token}", f" {token}\n"):
        monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", written)
        source = made()
        assert contents(source, listed(source)[1].values()) == {"a": b"x"}


@pytest.mark.parametrize(
    ("given", "reason", "words"),
    [
        ({"permission": "r"}, Reason.DENIED, "the SAS permits `r`; make one that permits `rl`"),
        ({"ends": -timedelta(hours=1)}, Reason.EXPIRED, "the SAS ended at 20"),
        (
            {"start": datetime.now(UTC) + timedelta(days=1), "ends": timedelta(days=2)},
            Reason.EXPIRED,
            "the SAS holds from 20",
        ),
        ({"container": "another-box"}, Reason.DENIED, "docs/permissions.md (AuthorizationFailure)"),
    ],
)
def test_a_sas_that_does_not_let_us_list_says_why(box, made, sas, given, reason, words):
    box.upload_blob("a", b"x")
    token = sas(**given)
    found, told = refusal(made())
    assert (found, words in told) == (reason, True), told
    assert token.rpartition("sig=")[2] not in told


def test_a_sas_that_ended_is_told_where_its_account_s_containers_are_asked_for(azurite, sas):
    sas(ends=-timedelta(hours=1))
    spec = SourceSpec("azure", f"azure://{azurite[0].ACCOUNT}", "v", "", {"endpoint": azurite[1]})
    with pytest.raises(SourceError, match="the SAS ended at"):
        list(AzureProvider.buckets(spec))


def test_a_sas_that_may_list_and_not_read_gives_every_blob_a_reason(box, made, sas):
    box.upload_blob("a", b"x")
    box.upload_blob("b", b"y")
    sas("l")
    source = made()
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {"a": Reason.DENIED, "b": Reason.DENIED}


def test_a_sas_that_ends_between_listing_and_reading_gives_every_blob_a_reason(box, made, sas):
    box.upload_blob("a", b"x")
    source = made()
    _, items, _ = listed(source)
    sas(ends=-timedelta(hours=1))
    late = made()
    assert contents(late, items.values())["a"] in {Reason.DENIED, Reason.EXPIRED}
    (told,) = late.again(items.values())
    assert told.reason in {Reason.DENIED, Reason.EXPIRED}


@pytest.mark.parametrize(
    ("token", "late", "words"),
    [
        ("sp=rl&se=2026-05-01T11:59:59Z&sig=x", True, "ended at 2026-05-01T11:59:59Z"),
        ("sp=rl&se=2026-05-01T11:59Z", True, "ended at"),
        ("sp=rl&se=2026-05-01", True, "ended at"),
        ("sp=rl&se=2026-05-01T11:59:59.1234567Z", True, "ended at"),
        ("sp=rl&se=2026-05-02&st=2026-05-01T13:00:00Z", True, "holds from 2026-05-01T13:00:00Z on"),
        ("sp=racwd&se=2026-05-02", False, "permits `racwd`"),
        ("sp=l%1B%5B31m&se=2026-05-02", False, "permits `…`"),
        ("sp=rl&se=2026-05-02", False, ""),
        ("si=policy&sig=x", False, ""),
        ("se=2026-99-99T00:00:00Z&sp=rl", False, ""),
        ("se=yesterday&sp=rl", False, ""),
        ("garbage", False, ""),
        ("", False, ""),
    ],
)
def test_what_a_sas_says_of_itself(token, late, words):
    found, told = fault(token, NOW)
    assert found == late
    assert (words in told) if words else told == ""


@pytest.mark.parametrize("key", ["AAAA" * 22, "not base64!", "é"])
def test_a_wrong_key_is_no_empty_container(box, made, monkeypatch, key):
    monkeypatch.setenv("AZURE_STORAGE_KEY", key)
    reason, told = refusal(made())
    assert reason in {Reason.DENIED, Reason.EXPIRED}
    assert key not in told


def test_a_key_with_white_space_about_it_is_used(box, made, azurite, monkeypatch):
    box.upload_blob("a", b"x")
    monkeypatch.setenv("AZURE_STORAGE_KEY", f" {azurite[0].KEY}\n")
    assert set(listed(made())[1]) == {"a"}


def test_a_connection_string_is_used_for_its_own_account_alone(box, made, azurite, monkeypatch):
    box.upload_blob("a", b"x")
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    parts = f"AccountName={azurite[0].ACCOUNT};AccountKey={azurite[0].KEY};EndpointSuffix=core.windows.net"
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", parts)
    assert set(listed(made())[1]) == {"a"}
    for other in (parts.replace(azurite[0].ACCOUNT, "other"), "garbage"):
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", other)
        with pytest.raises(SourceError, match="set AZURE_STORAGE_SAS_TOKEN, AZURE_STORAGE_KEY") as told:
            made()
        assert told.value.reason == Reason.DENIED
        assert azurite[0].KEY not in str(told.value)


def test_a_private_container_is_not_for_everybody(box, made, monkeypatch):
    box.upload_blob("a", b"x")
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    assert refusal(made(anonymous="1"))[0] in {Reason.DENIED, Reason.MISSING}
    box.set_container_access_policy({}, public_access="container")
    assert set(listed(made(anonymous="1", versions="current"))[1]) == {"a"}


def test_a_container_that_is_not_there_is_no_empty_one(made):
    reason, told = refusal(made(place="nowhere-at-all"))
    assert (reason, "there is no such container" in told) == (Reason.MISSING, True)


def test_a_container_that_is_deleted_since_gives_every_blob_a_reason(box, made):
    box.upload_blob("a", b"x")
    source = made()
    _, items, _ = listed(source)
    box.delete_container()
    assert contents(source, items.values())["a"] in {Reason.MISSING, Reason.VANISHED}
    assert refusal(source)[0] == Reason.MISSING


def test_an_endpoint_without_the_account_is_told(made, azurite):
    reason, told = refusal(made(endpoint=azurite[1].rpartition("/")[0]))
    assert (reason, "the account in --endpoint-url" in told) == (Reason.MISSING, True)


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "AuthenticationFailed", Reason.EXPIRED),
        (401, "InvalidAuthenticationInfo", Reason.EXPIRED),
        (403, "AuthorizationPermissionMismatch", Reason.DENIED),
        (409, "PublicAccessNotPermitted", Reason.DENIED),
        (404, "BlobNotFound", Reason.VANISHED),
        (404, "ContainerNotFound", Reason.MISSING),
        (409, "ContainerBeingDeleted", Reason.MISSING),
        (412, "ConditionNotMet", Reason.CHANGED),
        (409, "BlobArchived", Reason.ARCHIVED),
        (409, "BlobBeingRehydrated", Reason.ARCHIVED),
        (409, "BlobUsesCustomerSpecifiedEncryption", Reason.ENCRYPTED),
        (403, "KeyVaultEncryptionKeyNotFound", Reason.KEY_DENIED),
        (400, "SomethingElse", Reason.UNREADABLE),
    ],
)
def test_every_refusal_of_a_blob_has_its_reason(box, made, proxy, status, code, reason):
    box.upload_blob("a", b"x")
    box.upload_blob("b", b"y")
    source = made(endpoint=proxy.endpoint)
    _, items, _ = listed(source)
    body = f"<?xml version='1.0' encoding='utf-8'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    proxy.faults.append(
        {"match": "/a ", "kind": "status", "code": status, "body": body, "headers": {"x-ms-error-code": code}}
    )
    assert contents(source, items.values()) == {"a": reason, "b": b"y"}


def test_all_containers_of_an_account_are_found_with_their_pages(azurite, box):
    module, endpoint = azurite
    with BlobServiceClient(endpoint, credential={"account_name": module.ACCOUNT, "account_key": module.KEY}) as service:
        assert {each.name for each in service.list_containers()} >= {box.container_name}
    spec = SourceSpec("azure", f"azure://{module.ACCOUNT}", "v", "", {"endpoint": endpoint})
    assert f"azure://{module.ACCOUNT}/{box.container_name}" in set(AzureProvider.buckets(spec))
