"""Names of blobs and containers of Azure, as odd as they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from azure.storage.blob import AccountSasPermissions, ResourceTypes, generate_account_sas
from reading import contents, listed

from connectors.azureclient import split
from connectors.errors import Reason, SourceError

pytestmark = pytest.mark.npm("azurite")

ODD = [
    "a//b", "/lead", "//", "/", "a/", "emoji 😀", "a?b", "a#b", "a+b", "a b", " a", "a ", "é", "per%2Fcent", "a%00b", "a.", "a..b/c...",
    "tab\tin", "line\nin", "return\rin", "del\x7f", "c1\x85", "\u202egnp.exe", "?version=1", "a?version=snapshot:x", "<&>\"'",
    "/".join("x" * 200), "n" * 1024, "é" * 512, "é" * 1024, "😀" * 256,
]  # fmt: skip
#: Clients resolve these; only bytes on the wire name them.
STEPS = ["a/../b", "..", "../up", ".", "a/.", "a/./c", "a/.."]
#: A listing as Azure answers: what XML cannot hold is percent-encoded, and said to be
#: (https://learn.microsoft.com/rest/api/storageservices/list-blobs#response-body).
ENCODED = b"""<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs><Blob>
<Name Encoded="true">esc%1B%5B31m%EF%BF%BE%2F%2E%2E%2Fx</Name><Properties><Etag>0x1</Etag><Content-Length>1</Content-Length>
<Content-Type>text/plain</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob><Blob>
<Name Encoded="true">bell%07</Name><Properties><Etag>0x2</Etag><Content-Length>1</Content-Length>
<Content-Type>text/plain</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob></Blobs><NextMarker /></EnumerationResults>"""
BROKEN = ENCODED.replace(b"bell%07", b"bell\x07")


@pytest.fixture
def wire(azurite, box):
    """Writes a blob by a request whose path nothing resolves."""
    module, endpoint = azurite
    place = urlsplit(endpoint)
    sas = generate_account_sas(
        module.ACCOUNT, module.KEY, ResourceTypes(object=True), AccountSasPermissions(write=True, create=True),
        datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip

    def put(name, body):
        connection = HTTPConnection(place.hostname, place.port, timeout=20)
        raw = quote(name, safe="/").replace(".", "%2E")
        headers = {"x-ms-blob-type": "BlockBlob", "x-ms-version": "2024-11-04", "Content-Type": "text/plain"}
        connection.request("PUT", f"{place.path}/{box.container_name}/{raw}?{sas}", body, headers)
        assert connection.getresponse().status == 201
        connection.close()

    return put


def test_every_key_is_read_as_it_is_named(box, made):
    for key in ODD:
        box.upload_blob(key, key.encode())
    box.upload_blob("zero", b"")
    source = made()
    _, items, refused = listed(source)
    assert not [entry for entry in refused if entry.objects]
    assert contents(source, items.values()) == {key: key.encode() for key in ODD} | {"zero": b""}


@pytest.mark.parametrize("name", STEPS)
def test_a_name_that_leads_elsewhere_is_told_and_nothing_else_is_read_for_it(box, made, wire, proxy, name):
    wire(name, b"hidden")
    box.upload_blob("b", b"plain")
    source = made(endpoint=proxy.endpoint)
    _, items, refused = listed(source)
    (told,) = [entry for entry in refused if entry.objects]
    assert (told.name, told.size, told.reason) == (name, 6, Reason.UNREADABLE)
    assert "copy it to another name" in told.detail
    assert contents(source, items.values()) == {"b": b"plain"}
    asked = [seen.line.split()[1].partition("?")[0] for seen in proxy.seen if "restype=container" not in seen.line]
    assert [path.rpartition("/")[2] for path in asked] == ["b"]


def test_names_that_xml_cannot_hold_are_read_out_of_their_encoding(made, proxy):
    proxy.faults.append({"match": "comp=list", "kind": "status", "code": 200, "body": ENCODED})
    _, items, refused = listed(made(endpoint=proxy.endpoint))
    assert list(items) == ["bell\x07"]
    assert [(entry.name, entry.reason) for entry in refused if entry.objects] == [
        ("esc\x1b[31m\ufffe/../x", Reason.UNREADABLE)
    ]


def test_a_listing_that_is_no_xml_is_no_empty_one(made, proxy):
    for body in (BROKEN, b"", b"<html>Sign in</html>", b"\xff\xfe", b"{}"):
        proxy.faults[:] = [{"match": "comp=list", "kind": "status", "code": 200, "body": body, "times": 99}]
        with pytest.raises(SourceError, match="listing it was refused") as told:
            listed(made(endpoint=proxy.endpoint))
        assert told.value.reason == Reason.UNREADABLE, body


def test_control_characters_that_azurite_cannot_list_are_no_empty_container(made, wire):
    wire("bell\x07", b"x")  # Azure lists it encoded; azurite fails with 500
    with pytest.raises(SourceError, match="listing it was refused") as told:
        listed(made())
    assert told.value.reason == Reason.UNREACHABLE


@pytest.mark.parametrize("name", ["Bad_Name", "ab", "x" * 64, "a--b", "..", " ", "é", "-ab", "ab-", "/x"])
def test_what_no_container_can_be_called_is_told_before_anything_is_asked(made, proxy, name):
    with pytest.raises(SourceError, match="no container is called that") as told:
        made(place=name, endpoint=proxy.endpoint)
    assert told.value.reason == Reason.MISSING
    assert proxy.seen == []


@pytest.mark.parametrize("name", ["box", "a-b", "3com", "x" * 63, "$root", "$web", "$logs"])
def test_what_a_container_can_be_called_is_taken(name):
    assert split(f"azure://account/{name}/p//q") == ("account", name, "p//q")


def test_a_locator_with_a_token_is_refused_without_repeating_it():
    with pytest.raises(SourceError, match="AZURE_STORAGE_SAS_TOKEN") as caught:
        split("azure://account/box?sv=1&sig=SECRET")
    assert "SECRET" not in str(caught.value)
