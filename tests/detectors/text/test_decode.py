"""Encodings undone in place: what each hides is found, where it stands, and once."""

from __future__ import annotations

import base64
import quopri
import random
import string
import urllib.parse
from collections.abc import Callable, Mapping

import pytest

from detectors.rules.examples import fill
from detectors.text.confirm import Hit
from detectors.text.decode_embedded import Embedded
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.views.text import whole

Encoder = Callable[[bytes], bytes]


def broken(code: bytes, width: int, sign: bytes = b"\n") -> bytes:
    return sign.join(code[at : at + width] for at in range(0, len(code), width))


def each(form: str) -> Encoder:
    return lambda data: b"".join(form.__mod__(byte).encode() for byte in data)


def amid(data: bytes) -> bytes:
    return b"lorem ipsum dolor sit amet\n" * 3 + data + b"\nconsectetur elit" * 3


def xxd(data: bytes) -> bytes:
    lines = []
    for at in range(0, len(data), 16):
        digits = data[at : at + 16].hex()
        groups = " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
        lines.append(f"{at:08x}: {groups:<39}  {shown(data[at : at + 16])}")
    return "\n".join(lines).encode()


def hexdump(data: bytes) -> bytes:
    lines = []
    for at in range(0, len(data), 16):
        left, right = data[at : at + 8].hex(" "), data[at + 8 : at + 16].hex(" ")
        lines.append(f"{at:08x}  {left:<23}  {right:<23}  |{shown(data[at : at + 16])}|")
    return "\n".join(lines).encode()


def shown(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


ENCODERS: Mapping[str, tuple[str, Encoder]] = {
    "base64": ("base64", base64.b64encode),
    "base64, url-safe and unpadded": ("base64", lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")),
    "base64 in lines of 76": ("base64", lambda data: broken(base64.b64encode(amid(data)), 76)),
    "base64 in lines of 64, CRLF": ("base64", lambda data: broken(base64.b64encode(amid(data)), 64, b"\r\n")),
    "base64 in indented lines": (
        "base64",
        lambda data: b"|\n    " + broken(base64.b64encode(amid(data)), 70, b"\n    "),
    ),
    "base64 in a literal": ("base64", lambda data: b'"' + broken(base64.b64encode(amid(data)), 64, b"\\n") + b'"'),
    "base64 of UTF-16": ("base64", lambda data: base64.b64encode(data.decode().encode("utf-16-le"))),
    "hexadecimal": ("hex", lambda data: data.hex().encode()),
    "hexadecimal in capitals": ("hex", lambda data: b"0x" + data.hex().upper().encode()),
    "hexadecimal in lines": ("hex", lambda data: b"\n" + broken(amid(data).hex().encode(), 60)),
    "hexadecimal of UTF-16": ("hex", lambda data: data.decode().encode("utf-16-le").hex().encode()),
    "bytes of PostgreSQL": ("hex", lambda data: b"\\x" + data.hex().encode()),
    "a list of digits": ("hex", lambda data: data.hex(" ").encode()),
    "an array in C": ("hex", lambda data: b"{" + broken(each("0x%02x, ")(data), 72) + b"}"),
    "xxd": ("hex", lambda data: b"\n" + xxd(data)),
    "hexdump": ("hex", lambda data: b"\n" + hexdump(data)),
    "percent": ("percent", lambda data: urllib.parse.quote_from_bytes(data, safe="").encode()),
    "percent of every byte": ("percent", each("%%%02X")),
    "percent in small letters": ("percent", each("%%%02x")),
    "unicode": ("unicode-escape", each("\\u%04x")),
    "unicode in a literal in a literal": ("unicode-escape", each("\\\\u%04X")),
    "unicode in braces": ("unicode-escape", each("\\u{%x}")),
    "hex escapes": ("hex-escape", each("\\x%02x")),
    "entities": ("entity", each("&#%d;")),
    "entities in hexadecimal": ("entity", each("&#x%X;")),
    "entities twice": ("entity", each("&amp;#%d;")),
    "quoted-printable of every byte": ("quoted-printable", each("=%02X")),
}
#: What is looked for: an id or part of it, and text that holds one such value.
VALUES: Mapping[str, bytes] = {
    "us.ssn": b"your ssn: 219-09-9996",
    "contact.email": b"mail jane.roe@corp-mail.com",
    "payment.card": b"card=4199707511546775",
    "aws.access-key": b"aws " + fill("AKIA{b32:16}", 1),
    "password.quoted": b'password = "Xy7kkwq8-Lm"',
}


def found(detector: TextDetector, data: bytes) -> dict[str, list[Hit]]:
    out: dict[str, list[Hit]] = {}
    for hit in detector.settle(detector.hits(whole(data))):
        out.setdefault(detector.rule_ids[hit.rule], []).append(hit)
    return out


@pytest.mark.parametrize("rule", VALUES)
@pytest.mark.parametrize("encoding", ENCODERS)
def test_each_encoding_is_undone(detector: TextDetector, encoding: str, rule: str) -> None:
    name, encode = ENCODERS[encoding]
    if name == "percent" and encoding == "percent" and rule == "us.ssn":
        pytest.skip("nothing of it is escaped but a colon and a space")
    (plain,) = found(detector, VALUES[rule])[rule]
    code = encode(VALUES[rule])
    data = b"some text\nvalue " + code + b"\nmore text, and more\n"
    (hit,) = found(detector, data)[rule]
    assert hit.fingerprint == plain.fingerprint
    assert hit.evidence[-1] == name
    assert hit.depth == 1
    assert 16 <= hit.start < hit.end <= 16 + len(code)


def test_places_are_those_of_the_encoded_bytes(detector: TextDetector) -> None:
    key = fill("AKIA{b32:16}", 2)
    for lead in range(20, 23):
        text = b"x" * lead + b" " + key + b" yz"
        data = b"data: " + base64.b64encode(text) + b"\n"
        (hit,) = found(detector, data)["aws.access-key"]
        first, last = (lead + 1) * 4 // 3, ((lead + 21) * 4 + 2) // 3
        assert (hit.start, hit.end) == (6 + first, 6 + last)
    data = b"a=1&k=%20" + b"".join(b"%%%02x" % byte for byte in key) + b"%20&b=2"
    (hit,) = found(detector, data)["aws.access-key"]
    assert (hit.start, hit.end) == (9, 9 + 60)


def test_a_value_that_a_line_break_cuts_is_found_once_with_both_its_lines(detector: TextDetector) -> None:
    key = fill("AKIA{b32:16}", 3)
    for lead in range(90, 170, 7):
        code = broken(base64.b64encode(b"lorem " * 15 + b"." * (lead - 90) + b" " + key + b" dolor sit amet" * 9), 76)
        data = b"\n" + code + b"\n"
        (finding,) = [f for f in detector.detect(whole(data)) if f.rule == "aws.access-key"]
        (hit,) = found(detector, data)["aws.access-key"]
        assert data[: hit.start].count(b"\n") + 1 == finding.place.line  # type: ignore[union-attr]  # a span
        assert data[: hit.end].count(b"\n") + 1 == finding.place.end_line  # type: ignore[union-attr]  # a span


@pytest.mark.parametrize("rule", VALUES)
@pytest.mark.parametrize(
    "chain",
    [
        ["base64"] * 5,
        ["percent of every byte", "base64", "percent", "base64", "hexadecimal"],
        ["hexadecimal", "base64", "entities", "base64"],
        ["hex escapes", "base64", "base64 in lines of 76", "base64, url-safe and unpadded"],
        ["percent", "percent", "percent", "percent", "percent"],
        ["entities", "percent", "unicode"],
    ],
    ids=", ".join,
)
def test_encodings_in_one_another_are_undone(detector: TextDetector, chain: list[str], rule: str) -> None:
    data = VALUES[rule]
    for encoding in chain:
        data = ENCODERS[encoding][1](data)
    assert rule in found(detector, b"v = " + data + b"\n")


def test_the_sixth_encoding_is_not_undone(detector: TextDetector) -> None:
    data = b"aws " + fill("AKIA{b32:16}", 4)
    for _ in range(6):
        data = base64.b64encode(data)
    assert "aws.access-key" not in found(detector, b"v = " + data)


def test_the_name_before_a_short_value_is_seen(detector: TextDetector) -> None:
    secret = b"password: " + base64.b64encode(b"Kq8xwR2pLm-Zt41v") + b"\n"
    manifest = b"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: YWRtaW4=\n  " + secret
    (hit,) = found(detector, manifest)["password.line"]
    assert hit.fingerprint == found(detector, b"password: Kq8xwR2pLm-Zt41v\n")["password.line"][0].fingerprint
    ssn = b"ssn: " + base64.b64encode(b"219099996 and some") + b"\n"
    assert "us.ssn-labelled" in found(detector, ssn)


def test_a_login_of_a_registry_in_a_kubernetes_secret_is_found(detector: TextDetector) -> None:
    auth = base64.b64encode(b"deploy:t7Rk2-pQ9vLm").decode()
    config = f'{{"auths":{{"https://index.docker.io/v1/":{{"username":"deploy","auth":"{auth}"}}}}}}'.encode()
    data = b"kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: " + base64.b64encode(
        config
    )
    assert "docker.config-auth" in found(detector, data + b"\n")


def test_json_that_escapes_signs_of_html_is_read(detector: TextDetector) -> None:
    token = fill("AKIA{b32:16}", 5)
    assert "aws.access-key" in found(detector, b'{"url":"https://a.test/?k\\u003d' + token + b'\\u0026x=1"}')
    assert "password.quoted" in found(detector, b'{"json":"{\\u0022password\\u0022: \\u0022Kq8xwR2pLm\\u0022}"}')


def test_attributes_of_html_that_hold_json_are_read(detector: TextDetector) -> None:
    data = b'<div data-props="{&quot;user&quot;:&quot;a&quot;,&quot;password&quot;: &quot;Kq8xwR2pLm&quot;}">'
    assert "password.quoted" in found(detector, data)
    assert "contact.email" in found(detector, b"<p>write to jane.roe&#64;corp-mail&#46;com</p>")


def test_mail_in_quoted_printable_is_read_over_its_soft_breaks(detector: TextDetector) -> None:
    key = fill("AKIA{b32:16}", 6)
    for lead in range(40, 75):
        body = quopri.encodestring(b"x" * lead + b" " + key + b" and then the mail goes on for a while, as mails do")
        assert b"=\n" in body
        assert [hit.fingerprint for hit in found(detector, body)["aws.access-key"]] == [
            found(detector, key)["aws.access-key"][0].fingerprint
        ]


def test_a_token_is_told_in_place_of_the_string_that_encodes_it(detector: TextDetector) -> None:
    token = base64.b64encode(b"aws " + fill("AKIA{b32:16}", 7) + b" in here")
    assert list(found(detector, b'secret_token = "' + token + b'"')) == ["aws.access-key"]


def test_a_token_made_of_encoded_personal_data_is_still_told(detector: TextDetector) -> None:
    body = base64.b64encode(b'{"mail":"jane.roe@corp-mail.com","n":"' + fill("{b62:30}", 8) + b'"}').rstrip(b"=")
    assert {"contact.email", "jwt.encoded-object"} <= found(detector, b"token '" + body + b"'").keys()


def test_a_value_is_not_told_twice_where_an_escape_stands_beside_it(detector: TextDetector) -> None:
    token = fill("AKIA{b32:16}", 1)
    for data in (b"a%3Db " + token + b" %20and", b"&#64; " + token, b"x =3D " + token, b"\\u0040abc " + token):
        (hit,) = found(detector, data)["aws.access-key"]
        assert hit.depth == 0
        assert not {"percent", "entity", "quoted-printable", "unicode-escape"} & set(hit.evidence)


def test_what_is_no_text_is_left_alone(detector: TextDetector) -> None:
    rng = random.Random(10)
    pieces = [
        base64.b64encode(rng.randbytes(3000)),
        broken(base64.b64encode(rng.randbytes(3000)), 76),
        rng.randbytes(3000).hex().encode(),
        b" ".join(b"%d" % rng.randrange(20, 80) for _ in range(2000)),
        b"".join(b"%%%02X" % byte for byte in rng.randbytes(1000)),
        "".join(rng.choice(string.ascii_letters + string.digits) for _ in range(3000)).encode(),
        b"AAAAB3NzaC1yc2EAAAADAQABAAABgQ" + base64.b64encode(rng.randbytes(380)),
    ]
    for piece in pieces:
        hits = detector.hits(whole(b"value = " + piece + b"\n"))
        assert [hit for hit in detector.settle(hits) if hit.depth] == []
        assert detector.embedded(hits) == []


def test_binaries_are_not_decoded(detector: TextDetector) -> None:
    data = b"v = " + base64.b64encode(b"aws " + fill("AKIA{b32:16}", 11)) + b"\n"
    assert detector.hits(whole(data, raw=True)) == []


def test_decoding_can_be_left_out(detector: TextDetector) -> None:
    plain = make_detector([], b"key", "ahocorasick", decode=False)
    assert plain.digest != make_detector([], b"key", "ahocorasick").digest
    assert plain.hits(whole(base64.b64encode(b"password = 'something'"))) == []


def test_embedded_objects_never_come_out_as_findings(detector: TextDetector) -> None:
    data = b'"image": "' + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(4000)) + b'"'
    hits = detector.hits(whole(data))
    assert (
        detector.embedded(hits) == [Embedded(10, 10 + 5344, "base64", "png")] or detector.embedded(hits)[0].end is None
    )
    assert detector.settle(hits) == []
