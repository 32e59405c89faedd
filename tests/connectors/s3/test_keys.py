"""Keys of S3 that XML cannot hold as they are: line breaks and control characters, in listings as AWS and as Ceph write them."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from reading import contents, listed

from connectors.bucket import versioned
from connectors.errors import Reason
from connectors.s3listing import marker, uploaded

pytestmark = pytest.mark.only("moto", "the proxy answers, and not the server behind it; test_ceph.py has the real ones")

BREAKS = [
    "line\nbreak",
    "cr\rkey",
    "both\r\nends",
    "ends\n",
    "\nbegins",
    "a\u2028b",
    "null-like%00",
    "ctl\x01\x1f",
    "é +%2B\n&",
]
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def answer(name, entries, *more):
    text = "".join((*more, *entries))
    return f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{NAMESPACE}">{text}</{name}>'.encode()


def referred(key):
    """A marker as Ceph 16 writes it: with references to characters that XML may not refer to."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda match: f"&#x{ord(match[0]):02x};", escape(key))


def entry(key, tag="Contents"):
    rest = '<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>1</Size>'
    version = "" if tag == "Contents" else f"<VersionId>{quote(key)}</VersionId><IsLatest>true</IsLatest>"
    return f"<{tag}><Key>{quote(key)}</Key>{version}{rest}</{tag}>"


def upload(key):
    return (
        f"<Upload><Key>{quote(key)}</Key><UploadId>u</UploadId><Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>"
    )


def gives(proxy, match, body, times=1):
    proxy.faults.append({"match": match, "kind": "status", "code": 200, "body": body, "times": times})


ENCODING = "<EncodingType>url</EncodingType>"


def test_keys_with_line_breaks_are_listed_and_asked_for_as_they_are(made, proxy):
    source = made(endpoint=proxy.url, versions="current")
    gives(proxy, "list-type", answer("ListBucketResult", map(entry, BREAKS), ENCODING))
    _, items, _ = listed(source)
    assert list(items) == BREAKS
    proxy.faults.append(
        {"match": "GET /", "kind": "status", "code": 200, "body": b"x", "times": 99, "headers": {"ETag": '"e"'}}
    )
    proxy.seen.clear()
    assert contents(source, items.values()) == dict.fromkeys(BREAKS, b"x")
    assert sorted(seen.line.split()[1].partition("/bucket-")[2].partition("/")[2] for seen in proxy.seen) == sorted(
        map(quote, BREAKS)
    )


@pytest.mark.parametrize("key", BREAKS)
@pytest.mark.parametrize("form", [quote, escape, referred], ids=["aws", "raw", "ceph"])
def test_versions_go_on_behind_a_key_with_a_line_break(client, bucket, made, proxy, key, form):
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    source = made(endpoint=proxy.url)
    more = f"{ENCODING}<IsTruncated>true</IsTruncated><NextKeyMarker>{form(key)}</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>"
    gives(proxy, "?versions", answer("ListVersionsResult", [entry(key, "Version")], more))
    gives(proxy, "?versions", answer("ListVersionsResult", [entry("z", "Version")], ENCODING))
    assert list(listed(source)[1]) == [key, "z"]
    second = [seen.line for seen in proxy.seen if "?versions" in seen.line][1]
    assert f"key-marker={quote(key, safe='')}&" in second


@pytest.mark.parametrize("key", BREAKS)
@pytest.mark.parametrize("form", [escape, referred], ids=["raw", "ceph"])
def test_objects_go_on_behind_a_key_that_is_the_token(made, proxy, key, form):
    source = made(endpoint=proxy.url, versions="current")
    more = f"{ENCODING}<IsTruncated>true</IsTruncated><NextContinuationToken>{form(key)}</NextContinuationToken>"
    gives(proxy, "list-type", answer("ListBucketResult", [entry(key)], more))
    gives(proxy, "list-type", answer("ListBucketResult", [entry("z")], ENCODING))
    assert list(listed(source)[1]) == [key, "z"]
    second = proxy.seen[1].line
    assert f"start-after={quote(key, safe='')}" in second
    assert "continuation-token" not in second


def test_a_token_that_is_none_of_ours_goes_back_as_it_came(made, proxy):
    source = made(endpoint=proxy.url, versions="current")
    more = f"{ENCODING}<IsTruncated>true</IsTruncated><NextContinuationToken>1+/=%20</NextContinuationToken>"
    gives(proxy, "list-type", answer("ListBucketResult", [entry("a")], more))
    gives(proxy, "list-type", answer("ListBucketResult", [entry("z")], ENCODING))
    assert list(listed(source)[1]) == ["a", "z"]
    assert "continuation-token=1%2B%2F%3D%2520" in proxy.seen[1].line


@pytest.mark.parametrize("key", BREAKS)
@pytest.mark.parametrize("said", ["", ENCODING])
def test_the_parts_of_an_unfinished_upload_are_counted_by_its_own_key(made, proxy, key, said):
    source = made(endpoint=proxy.url)
    gives(proxy, "?uploads", answer("ListMultipartUploadsResult", [upload(key)], said))
    part = "<Part><PartNumber>1</PartNumber><Size>7</Size></Part>"
    gives(proxy, f"/{quote(key)}?uploadId=u", answer("ListPartsResult", [part]))
    (refused,) = listed(source)[2]
    assert (versioned(refused.name)[0], refused.size, refused.reason) == (key, 7, Reason.INCOMPLETE)


def test_the_key_of_an_upload_may_look_encoded_and_not_be(made, proxy):
    source = made(endpoint=proxy.url)
    gives(proxy, "?uploads", answer("ListMultipartUploadsResult", [upload("a%20b").replace("%25", "%")]))
    gives(
        proxy,
        "/a%2520b?uploadId=u",
        answer("ListPartsResult", ["<Part><PartNumber>1</PartNumber><Size>7</Size></Part>"]),
    )
    (refused,) = listed(source)[2]
    assert (versioned(refused.name)[0], refused.size) == ("a%20b", 7)


def test_a_marker_is_the_last_key_where_it_can_be():
    url = {"EncodingType": "url"}
    assert marker({"M": "a%20b", **url}, "M", "a%20b") == "a%20b"  # as Ceph
    assert marker({"M": "a%20b", **url}, "M", "a b") == "a b"  # as AWS
    assert marker({"M": "a%20b"}, "M", "") == "a%20b"
    assert marker({"M": "a\nb"}, "M", "a\r\nb") == "a\r\nb"
    assert marker({}, "M", "a") == ""


def test_an_uploads_key_is_decoded_where_that_was_said_or_can_be():
    assert uploaded({"EncodingType": "url"}, "a%0Ab+c") == ["a\nb c"]
    assert uploaded({}, "a%0Ab") == ["a\nb", "a%0Ab"]
    assert uploaded({}, "a b%0A") == ["a b%0A"]
    assert uploaded({}, "plain") == ["plain"]
