import base64
import gzip
import json
import random
import struct
import zlib

import pytest

from detectors.identity import cbor
from detectors.identity.healthpass import base45
from detectors.identity.payload import personal
from detectors.kinds import load

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def packed(value):
    """CBOR of a value."""
    if isinstance(value, int):
        head, number = (0, value) if value >= 0 else (1, -1 - value)
        return head_of(head, number)
    if isinstance(value, bytes):
        return head_of(2, len(value)) + value
    if isinstance(value, str):
        return head_of(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head_of(4, len(value)) + b"".join(map(packed, value))
    return head_of(5, len(value)) + b"".join(packed(k) + packed(v) for k, v in value.items())


def head_of(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    size, code = (1, 24) if number < 256 else (2, 25) if number < 65536 else (4, 26)
    return bytes([major << 5 | code]) + number.to_bytes(size, "big")


def in_45(data):
    out = ""
    for at in range(0, len(data), 2):
        part = data[at : at + 2]
        value = int.from_bytes(part, "big")
        for _ in range(len(part) + 1):
            value, digit = divmod(value, 45)
            out += _ALPHABET[digit]
    return out


def green(dob="1985-01-31"):
    certificate = {
        "dob": dob,
        "nam": {"fn": "Specimen"},
        "v": [{"ci": "URN:UVCI:01:UT:1234#A", "dn": 2}],
        "ver": "1.3.0",
    }
    token = packed({1: "UT", 4: 1700000000, -260: {1: certificate}})
    return ("HC1:" + in_45(zlib.compress(b"\xd2" + packed([b"\xa1\x01\x26", {}, token, b"s" * 64])))).encode()


def smart():
    def b64(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    body = json.dumps(
        {"iss": "https://nobody.example", "vc": {"credentialSubject": {"fhirBundle": {"birthDate": "1985-01-31"}}}}
    )
    deflate = zlib.compressobj(wbits=-15)
    content = deflate.compress(body.encode()) + deflate.flush()
    token = b64(b'{"zip":"DEF","alg":"ES256","kid":"x"}') + "." + b64(content) + "." + b64(b"s" * 64)
    return ("shc:/" + "".join(f"{ord(char) - 45:02d}" for char in token)).encode()


def secure(version=b""):
    fields = [
        *([version] if version else []),
        b"3",
        b"269720190308114407437",
        b"Nobody Specimen",
        b"31-01-1985",
        b"F",
        b"",
        b"Nowhere",
    ]
    content = b"\xff".join(fields) + b"\xff" + random.Random(2).randbytes(1200)
    return str(int.from_bytes(gzip.compress(content, mtime=0), "big")).encode()


VCARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Specimen;Nobody\r\nFN:Nobody Specimen\r\nitem1.TEL;TYPE=cell:+49 30 901820\r\nEMAIL:n@specimen.example\r\nBDAY:1985-01-31\r\nEND:VCARD"
AADHAAR = '<?xml version="1.0" encoding="UTF-8"?> <PrintLetterBarcodeData uid="234123412346" name="Nobody" gender="F" yob="1985" dob="31/01/1985" pc="000000"/>'
BOARDING = "M1SPECIMEN/NOBODY     EABC123 UTOUTPXX 0834 326J001A0025 100"
#: Content, kind, form, number, birth.
CASES = [
    (VCARD, "person.email", "vcard", b"n@specimen.example", "1985-01-31"),
    ("MECARD:N:Specimen,Nobody;TEL:+4930901820;BDAY:19850131;;", "person.phone", "mecard", b"+4930901820", "1985-01-31"),
    ("WIFI:T:WPA;S:office;P:correct\\;horse;H:false;;", "cred.password", "wifi", b"correct\\;horse", ""),
    ("otpauth://totp/Ex:n@x?secret=jbswy3dpehpk3pxp&issuer=Ex", "cred.generic_secret", "otpauth", b"JBSWY3DPEHPK3PXP", ""),
    ("otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4", "cred.generic_secret", "otpauth-migration", b"CjEKCkhlbGxvId6tvu8SGEV4", ""),
    (green(), "health.certificate", "hc1", b"URN:UVCI:01:UT:1234#A", "1985-01-31"),
    (smart(), "health.certificate", "shc", b"", "1985-01-31"),
    (AADHAAR, "govid.in_aadhaar", "aadhaar-xml", b"234123412346", "1985-01-31"),
    (secure(), "govid.in_aadhaar", "aadhaar-secure", b"269720190308114407437", "1985-01-31"),
    (secure(b"V2"), "govid.in_aadhaar", "aadhaar-secure", b"269720190308114407437", "1985-01-31"),
    (BOARDING, "person.travel", "bcbp", b"ABC123", ""),
]  # fmt: skip


def data_of(content):
    return content if isinstance(content, bytes) else content.encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[2])
def test_a_personal_payload_is_known(case):
    content, *expected = case
    found = personal(data_of(content))
    assert [found.kind, found.form, found.number, found.birth] == expected
    assert found.evidence
    assert found.kind in load()


@pytest.mark.parametrize(
    "content",
    [
        "https://www.example.com/menu",
        "WIFI:T:nopass;S:guest;;",
        "WIFI:T:WPA;S:guest;P:;;",
        "otpauth://totp/Ex?issuer=Ex",
        "HC1:NOTHING OF THAT SORT",
        "shc:/567629095243206034602924374044603122295953265460346029254077280433602870286471674522280928",
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD",
        "M1SPECIMEN NOBODY     EABC123 UTOUTPXX 0834 326J001A0025 100",
        AADHAAR.replace("234123412346", "234123412345"),
        "9" * 3000,
        "tel:+4930901820",
        "01234567",
    ],
)
def test_what_is_about_nobody_is_none(content):
    assert personal(content.encode()) is None


def test_base_45_is_that_of_the_rfc():
    assert base45("BB8") == b"AB"
    assert base45("%69 VD92EX0") == b"Hello!!"
    assert base45("QED8WEX0") == b"ietf!"
    assert [base45(bad) for bad in ("GGW", "A", "a!!", ":::")] == [None] * 4


def test_cbor_is_read_and_refused():
    assert cbor.read(bytes.fromhex("a201020304")) == {1: 2, 3: 4}
    assert cbor.read(bytes.fromhex("fb3ff199999999999a")) == 1.1
    assert cbor.read(bytes.fromhex("83f4f5f6")) == [False, True, None]
    for bad in (
        b"",
        b"\x9f\xff",
        b"\x9a\xff\xff\xff\xff",
        b"\x81" * 40 + b"\x01",
        b"\x5b" + b"\xff" * 8,
        b"\xa1\x80\x01",
        struct.pack("B", 0x1C),
    ):
        with pytest.raises(cbor.CborError):
            cbor.read(bad)


def test_bombs_are_cut():
    bomb = zlib.compress(b"\x00" * (50 << 20), 9)[:5000]
    assert personal(b"HC1:" + in_45(bomb).encode()) is None
    assert personal(b"1" * 9000) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[2])
def test_no_cut_and_no_noise_raises(case):
    whole = data_of(case[0])
    for end in range(0, len(whole), max(1, len(whole) // 300)):
        personal(whole[:end])
    rng = random.Random(4)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        personal(bytes(broken))
