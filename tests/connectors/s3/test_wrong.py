"""S3 asked from the wrong place or at the wrong time: another region, and a clock that is not the service's."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from faults import FaultProxy
from reading import contents, listed

from connectors import clock
from connectors.errors import Reason, RemoteError, SourceError

SKEWED = b"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request
time and the current time is too large.</Message><RequestTime>20260101T000000Z</RequestTime><ServerTime>2026-01-01T03:00:00Z</ServerTime>
<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>"""
REDIRECT = b"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>%b</Code><Message>The bucket you are attempting to access must be
addressed using the specified endpoint. Please send all future requests to this endpoint.</Message>
<Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint><Bucket>b</Bucket></Error>"""
MALFORMED = b"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is
malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region></Error>"""
NO_KEY = b"""<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; a non-empty Access Key
(AKID) must be provided in the credential.</Message></Error>"""
HERE = {"x-amz-bucket-region": "eu-west-1"}


def refuse(proxy, code, body=b"", match="", times=99, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    proxy.faults.append(
        {"match": match, "kind": "status", "code": code, "body": body, "times": times, "headers": named}
    )


def refusal(source):
    with pytest.raises(SourceError) as caught:
        list(source.list())
    return caught.value


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(3 * 3600 + 120, "3 h 2 min ahead of"), (-20 * 60, "20 min behind"), (-5 * 86400, "5 days behind")],
)
@pytest.mark.parametrize("body", [SKEWED, SKEWED.replace(b"RequestTimeTooSkewed", b"SignatureDoesNotMatch")])
def test_a_clock_that_is_wrong_is_named_with_how_far_it_is_off(made, proxy, ahead, words, body):
    refuse(proxy, 403, body, Date=formatdate(time.time() - ahead, usegmt=True))
    told = refusal(made(endpoint=proxy.url))
    assert told.reason == Reason.CLOCK
    assert f"this machine's clock is {words} the service's" in str(told)
    assert "set it" in str(told)


def test_it_is_named_where_the_service_does_not_say_its_time(made, proxy):
    refuse(proxy, 403, SKEWED)
    told = refusal(made(endpoint=proxy.url))
    assert (told.reason, "clock is not the service's" in str(told)) == (Reason.CLOCK, True)


def test_a_refusal_at_the_right_time_is_not_the_clocks(made, proxy):
    refuse(
        proxy,
        403,
        SKEWED.replace(b"RequestTimeTooSkewed", b"SignatureDoesNotMatch"),
        Date=formatdate(time.time() - 60, usegmt=True),
    )
    assert refusal(made(endpoint=proxy.url)).reason == Reason.DENIED


def test_a_clock_that_goes_wrong_amid_a_scan_is_a_row_of_each_object(client, bucket, made, proxy):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    source = made(endpoint=proxy.url)
    _, items, _ = listed(source)
    refuse(proxy, 403, SKEWED, Date=formatdate(time.time() + 7200, usegmt=True))
    assert contents(source, items.values()) == {"a": Reason.CLOCK}
    with pytest.raises(RemoteError, match="2 h behind"):  # a HEAD, whose answer has no document
        source.service.again("a")


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Jan 2026 00:00:00 GMT"])
def test_a_date_that_is_none_tells_nothing(date):
    assert clock.skew(date) is None


# --- the region -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "body", "headers"),
    [
        (301, REDIRECT % b"PermanentRedirect", HERE),
        (307, REDIRECT % b"TemporaryRedirect", HERE),
        (400, MALFORMED, {}),
        (400, b"", HERE),
    ],
)
def test_another_region_is_asked_once_and_then_named(made, proxy, code, body, headers):
    refuse(proxy, code, body, **headers)
    told = refusal(made(endpoint=proxy.url, versions="current"))
    assert told.reason == Reason.REGION
    assert "lies in the region eu-west-1; scan it with --region eu-west-1" in str(told)
    assert len(proxy.seen) <= 2


@pytest.mark.parametrize(
    ("code", "body", "headers"), [(301, REDIRECT % b"PermanentRedirect", HERE), (400, MALFORMED, {})]
)
def test_a_redirect_is_followed_by_signing_for_the_region_it_names(client, bucket, made, proxy, code, body, headers):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    refuse(proxy, code, body, times=1, **headers)
    source = made(endpoint=proxy.url)
    _, items, _ = listed(source)
    assert contents(source, items.values()) == {"a": b"x"}
    scopes = [seen.scope for seen in proxy.seen]
    assert scopes[:2] == ["us-east-1", "eu-west-1"]
    assert set(scopes[2:-1]) == {"eu-west-1"}  # and remembered


def test_a_redirect_without_a_region_says_what_can_be_known(made, proxy):
    refuse(proxy, 301, REDIRECT % b"PermanentRedirect")
    told = refusal(made(endpoint=proxy.url))
    assert (told.reason, "lies in another region; give it with --region" in str(told)) == (Reason.REGION, True)


def test_an_access_key_that_is_none_is_no_matter_of_regions(made, proxy):
    refuse(proxy, 400, NO_KEY)
    assert refusal(made(endpoint=proxy.url)).reason == Reason.DENIED


@pytest.mark.parametrize("region", ["eu\r\nwest", "x" * 80, "<b>"])
def test_a_region_that_is_none_is_not_repeated(made, proxy, region):
    told = b"<Error><Code>AuthorizationHeaderMalformed</Code><Message>region</Message><Region>%b</Region></Error>"
    refuse(proxy, 400, told % region.replace("<", "&lt;").encode())
    assert region not in str(refusal(made(endpoint=proxy.url)))


def test_a_bucket_elsewhere_is_read_there_by_one_request_an_object(client, bucket, made, proxy):
    for number in range(30):
        client.put_object(Bucket=bucket, Key=f"k{number}", Body=b"x" * 10)
    proxy.faults.append(
        {"match": "", "scope": "us-east-1", "kind": "status", "code": 400, "body": MALFORMED, "times": 999}
    )
    source = made(endpoint=proxy.url, concurrency="1")
    _, items, _ = listed(source)
    proxy.seen.clear()
    assert set(contents(source, items.values()).values()) == {b"x" * 10}
    assert len(proxy.seen) <= 30 + 8  # obstore, which follows nothing, has been left alone by then


def test_what_a_redirect_to_another_host_gives_is_no_content(client, bucket, made, proxy, s3_place):
    client.put_object(Bucket=bucket, Key="a", Body=b"x")
    source = made(endpoint=proxy.url)
    _, items, _ = listed(source)
    with FaultProxy(*s3_place) as elsewhere:
        refuse(elsewhere, 200, b"y")
        refuse(
            proxy, 307, REDIRECT % b"TemporaryRedirect", match=f"/{bucket}/a", Location=f"{elsewhere.url}/{bucket}/a"
        )
        assert contents(source, items.values()) == {"a": Reason.REGION}
        assert {seen.scope for seen in elsewhere.seen} <= {""}  # no signature went there
