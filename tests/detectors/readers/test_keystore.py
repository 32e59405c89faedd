"""Key stores: what they list, and whether they stand open. Stores are made by hand; `cryptography`, where it is there, makes others."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import random
import time

import pytest

from connectors.errors import Reason
from detectors.readers.base import Fact, Gap, Limits, ReadError, Text

JKS, JCEKS, P12 = "application/x-java-keystore", "application/x-java-jce-keystore", "application/x-pkcs12"


def tlv(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + body


def oid(encoded: str) -> bytes:
    return tlv(6, bytes.fromhex(encoded))


def certificate(common: str) -> bytes:
    name = tlv(0x30, tlv(0x31, tlv(0x30, oid("550403"), tlv(12, common.encode()))))
    return tlv(0x30, tlv(0x30, tlv(0xA0, tlv(2, b"\2")), tlv(2, b"\7"), tlv(0x30), tlv(0x30), tlv(0x30), name))


def text(value: str) -> bytes:
    return len(value).to_bytes(2) + value.encode()


def sized(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


WHEN = int(dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp() * 1000).to_bytes(8)
PRIVATE = (
    b"\0\0\0\1"
    + text("gateway")
    + WHEN
    + sized(b"\x30" * 90)
    + b"\0\0\0\1"
    + text("X.509")
    + sized(certificate("gw.example"))
)
TRUSTED = b"\0\0\0\2" + text("root ca") + WHEN + text("X.509") + sized(certificate("Root"))
SECRET = (
    b"\0\0\0\3" + text("aes") + WHEN + b"\xac\xed\0\5sr\0\x3dcom.sun" + b"\1" * 40 + b"t\0\7PBEWith" + b"q\0\x7e\0\4"
)


def jks(password: str, *entries: bytes, magic: bytes = b"\xfe\xed\xfe\xed") -> bytes:
    body = magic + b"\0\0\0\2" + len(entries).to_bytes(4) + b"".join(entries)
    return body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def shown(found) -> str:
    return "".join(part.data.decode() for part, _ in found if isinstance(part, Text) and part.name == "aliases")


def facts(found) -> list[tuple[str, tuple[str, ...]]]:
    return [(part.rule, part.evidence) for part, _ in found if isinstance(part, Fact)]


def opens(how: str) -> list[tuple[str, tuple[str, ...]]]:
    return [("keystore.default-password", ("structure", f"password:{how}"))]


HELD = [("keystore.held", ("structure",))]


def test_a_java_store_lists_its_entries(parts):
    found = parts(jks("secret-of-nobody", PRIVATE, TRUSTED), JKS)
    assert (
        shown(found)
        == "gateway: private key, made 2026-03-02, CN=gw.example\nroot ca: trusted certificate, made 2026-03-02, CN=Root\n"
    )
    assert facts(found) == HELD


@pytest.mark.parametrize(("password", "how"), [("", "empty"), ("changeit", "changeit")])
def test_a_java_store_that_stands_open_is_told(parts, password, how):
    assert facts(parts(jks(password, PRIVATE), JKS)) == opens(how)


def test_a_store_of_certificates_is_no_secret(parts):
    found = parts(jks("changeit", TRUSTED), JKS)
    assert facts(found) == []
    assert "root ca" in shown(found)


def test_secret_keys_are_listed_between_other_entries(parts):
    found = parts(jks("changeit", SECRET, PRIVATE, SECRET, magic=b"\xce\xce\xce\xce"), JCEKS)
    assert [line.partition(",")[0] for line in shown(found).splitlines()] == [
        "aes: secret key",
        "gateway: private key",
        "aes: secret key",
    ]
    assert facts(found) == opens("changeit")
    assert not [part for part, _ in found if isinstance(part, Gap)]


def bag(kind: int, value: bytes, alias: str = "") -> bytes:
    attributes = (
        tlv(0x31, tlv(0x30, oid("2a864886f70d010914"), tlv(0x31, tlv(0x1E, alias.encode("utf-16-be")))))
        if alias
        else b""
    )
    return tlv(0x30, oid(f"2a864886f70d010c0a01{kind:02x}"), tlv(0xA0, value), attributes)


def contents(*sets: bytes) -> bytes:
    return tlv(0x30, *(tlv(0x30, oid("2a864886f70d010701"), tlv(0xA0, tlv(4, tlv(0x30, each)))) for each in sets))


def pfx(content: bytes, mac: bytes = b"") -> bytes:
    return tlv(0x30, tlv(2, b"\3"), tlv(0x30, oid("2a864886f70d010701"), tlv(0xA0, tlv(4, content))), mac)


def pbmac1(content: bytes, password: str, rounds: int = 2048) -> bytes:
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), b"saltsalt", min(rounds, 4096), 32)
    numbers = (
        tlv(4, b"saltsalt"),
        tlv(2, rounds.to_bytes(5)),
        tlv(2, b"\x20"),
        tlv(0x30, oid("2a864886f70d0209"), tlv(5)),
    )
    algorithm = tlv(
        0x30,
        oid("2a864886f70d01050e"),
        tlv(
            0x30, tlv(0x30, oid("2a864886f70d01050c"), tlv(0x30, *numbers)), tlv(0x30, oid("2a864886f70d0209"), tlv(5))
        ),
    )
    digest = tlv(0x30, algorithm, tlv(4, hmac.digest(key, content, "sha256")))
    return tlv(0x30, digest, tlv(4, b"NOT USED"), tlv(2, b"\1"))


KEY = bag(2, tlv(0x30, tlv(4, b"k" * 40)), "mein Schlüssel")
CERTIFICATE = bag(3, tlv(0x30, oid("2a864886f70d01091601"), tlv(0xA0, tlv(4, certificate("p12.example")))), "cert")


def test_a_pkcs12_store_lists_what_is_in_clear(parts):
    found = parts(pfx(contents(CERTIFICATE, KEY + bag(6, tlv(0x30, KEY)))), P12)
    assert shown(found).splitlines()[:2] == ["cert: certificate, CN=p12.example", "mein Schlüssel: private key"]
    assert facts(found) == HELD


def test_a_key_in_clear_needs_no_password(parts):
    assert facts(parts(pfx(contents(bag(1, tlv(0x30)))), P12)) == opens("none")


@pytest.mark.parametrize(
    ("password", "told"), [("", opens("empty")), ("changeit", opens("changeit")), ("another", HELD)]
)
def test_the_newer_mac_is_tried(parts, password, told):
    content = contents(KEY)
    assert facts(parts(pfx(content, pbmac1(content, password)), P12)) == told


def test_a_mac_that_would_take_for_ever_is_not_tried(parts):
    content = contents(KEY)
    began = time.monotonic()
    assert facts(parts(pfx(content, pbmac1(content, "changeit", 1 << 31)), P12)) == HELD
    digest = tlv(
        0x30, tlv(0x30, tlv(0x30, oid("2b0e03021a")), tlv(4, b"d" * 20)), tlv(4, b"salt"), tlv(2, (1 << 31).to_bytes(5))
    )
    assert facts(parts(pfx(content, digest), P12)) == HELD
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(("password", "told"), [("", HELD), ("changeit", opens("changeit")), ("another", HELD)])
def test_what_another_program_made_is_read(parts, password, told):
    pytest.importorskip("cryptography", reason="comes with the extra gcs")
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

    key = ec.generate_private_key(ec.SECP256R1())
    how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    data = pkcs12.serialize_key_and_certificates(b"friend", key, None, None, how)
    found = parts(data, P12)
    assert "friend: private key" in shown(found)
    assert facts(found) == (opens("none") if not password else told)


def test_a_store_whose_content_is_damaged_is_held(parts):
    found = parts(pfx(b"\x05" * 90), P12)
    assert facts(found) == HELD
    assert [part.reason for part, _ in found if isinstance(part, Gap)] == [Reason.CORRUPT]


def test_an_empty_mac_is_none(parts):
    """Found by fuzzing."""
    assert facts(parts(pfx(contents(KEY), tlv(0x30)), P12)) == HELD


def test_other_things_are_refused(parts):
    for media in (P12, JKS):
        for data in (b"", b"\x30", b"\x30\x80", b"\xfe\xed\xfe\xed", tlv(0x30, tlv(2, b"\3"))):
            with pytest.raises(ReadError) as caught:
                parts(data, media)
            assert caught.value.reason == Reason.CORRUPT
    with pytest.raises(ReadError) as caught:
        parts(pfx(contents(KEY)), P12, limits=Limits(buffer=10))
    assert caught.value.reason == Reason.LIMIT


def test_damage_never_raises_anything_else(parts):
    chance = random.Random(5)
    content = contents(CERTIFICATE, KEY)
    stores = [
        (jks("changeit", PRIVATE, TRUSTED), JKS),
        (jks("", SECRET, PRIVATE, magic=b"\xce\xce\xce\xce"), JCEKS),
        (pfx(content, pbmac1(content, "", 10)), P12),
    ]
    for data, media in stores:
        variants = [data[:at] for at in range(0, len(data), 5)]
        for _ in range(300):
            spoiled = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                spoiled[chance.randrange(len(data))] = chance.randrange(256)
            variants.append(bytes(spoiled))
        for each in variants:
            try:
                parts(each, media)
            except ReadError:
                continue


def test_hostile_nesting_and_counts_end(parts):
    began = time.monotonic()
    for data, media in [
        (pfx(tlv(0x30, b"\x30\0" * (1 << 20))), P12),
        (b"\x30\x80" * (1 << 20), P12),
        (pfx(b"\x24\x80" * (1 << 18)), P12),
        (b"\xfe\xed\xfe\xed\0\0\0\2\xff\xff\xff\xff" + b"\0\0\0\2\0\0" + bytes(8) + b"\0\0\0\0\0\0" * 100_000, JKS),
        (pfx(contents(*[bag(6, tlv(0x30, bag(6, tlv(0x30))))] * 2000)), P12),
    ]:
        try:
            parts(data, media)
        except ReadError:
            continue
    assert time.monotonic() - began < 10
