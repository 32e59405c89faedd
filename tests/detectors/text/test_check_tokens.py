"""Checks of issued tokens: what is built by the published recipe passes, and every single changed character fails."""

import base64
import json
import random
import string
import zlib

import pytest

from detectors.text.check_tokens import CHECKS

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE36 = string.digits + string.ascii_lowercase


def in_base(number: int, alphabet: str, length: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, len(alphabet))
        out = alphabet[digit] + out
    return out.rjust(length, alphabet[0])


def letters(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


def github(rng: random.Random) -> str:
    body = letters(rng, BASE62, 30)
    return f"ghp_{body}{in_base(zlib.crc32(body.encode()), BASE62, 6)}"


def atlassian(rng: random.Random) -> str:
    body = f"ATCTT3xFfGN0{letters(rng, BASE62 + '-_', 160)}="
    return f"{body}{zlib.crc32(body.encode()):08X}"


def gitlab(rng: random.Random) -> str:
    payload = base64.urlsafe_b64encode(rng.randbytes(16) + b"o:1\nu:7b\x08").rstrip(b"=").decode()
    body = f"glpat-{payload}.01.{in_base(len(payload), BASE36, 2)}"
    return f"{body}{in_base(zlib.crc32(body.encode()), BASE36, 7)}"


BUILT = {"base62-crc32": github, "crc32-hex": atlassian, "gitlab-routable": gitlab}


@pytest.mark.parametrize("name", sorted(BUILT))
def test_a_token_built_by_the_recipe_passes(name):
    assert all(CHECKS[name](BUILT[name](random.Random(seed)).encode()) for seed in range(50))


@pytest.mark.parametrize("name", sorted(BUILT))
def test_any_changed_character_fails(name):
    token = BUILT[name](random.Random(7)).encode()
    start = token.rindex(b"_") + 1 if name == "base62-crc32" else 0
    for index in range(start, len(token)):
        if token[index : index + 1] not in b"_=":
            other = b"1" if token[index : index + 1] != b"1" else b"2"
            assert not CHECKS[name](token[:index] + other + token[index + 1 :]), index


@pytest.mark.parametrize("name", sorted(CHECKS))
@pytest.mark.parametrize("value", [b"", b"_", b".", b"..", b"-", b"====", b"\xff\xfe", b"a" * 20, b"A" * 7, b"eyJ.e.x"])
def test_junk_is_refused_and_raises_nothing(name, value):
    if not (name == "aws-key-id" and value == b"a" * 20):
        assert not CHECKS[name](value)
    assert not CHECKS["aws-key-id"](value)


def key_id(kind: str, account: int, rng: random.Random) -> bytes:
    head = (1 << 47 | account << 7 | rng.randrange(128)).to_bytes(6, "big")
    return kind.encode() + base64.b32encode(head + rng.randbytes(4))


def test_an_aws_key_id_of_any_account_passes():
    rng = random.Random(1)
    accounts = [1, 999_999_999_999, *(rng.randrange(10**12) for _ in range(50))]
    assert all(CHECKS["aws-key-id"](key_id("AKIA", account, rng)) for account in accounts)


def test_an_aws_key_id_beyond_twelve_digits_fails():
    assert not CHECKS["aws-key-id"](key_id("AKIA", 10**12, random.Random(1)))
    assert not CHECKS["aws-key-id"](b"AKIA" + b"0" * 16)


def part(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


@pytest.mark.parametrize(
    ("header", "payload", "holds"),
    [({"alg": "HS256"}, {"sub": "1"}, True), ({"typ": "JWT"}, {"sub": "1"}, False), (["alg"], {}, False), ({"alg": "none"}, "text", False)],
)
def test_a_jwt_has_a_json_header_with_its_algorithm(header, payload, holds):
    assert CHECKS["jwt"](b".".join([part(header), part(payload), b"c2lnbmF0dXJl"])) is holds


def test_a_jwt_without_signature_or_with_five_parts_fails():
    good = [part({"alg": "HS256"}), part({"sub": "1"})]
    assert not CHECKS["jwt"](b".".join([*good, b""]))
    assert not CHECKS["jwt"](b".".join([*good, b"a", b"b", b"c"]))


def macaroon(host: bytes, identifier: bytes) -> bytes:
    raw = bytes((2, 1, len(host))) + host + bytes((2, len(identifier))) + identifier + b"\x00\x00\x06\x20" + bytes(range(32))
    return b"pypi-" + base64.urlsafe_b64encode(raw).rstrip(b"=")


@pytest.mark.parametrize(("host", "holds"), [(b"pypi.org", True), (b"test.pypi.org", True), (b"pypi.example", False)])
def test_a_pypi_token_names_its_registry(host, holds):
    assert CHECKS["pypi-macaroon"](macaroon(host, b"0" * 36)) is holds


def test_a_pypi_token_without_identifier_fails():
    assert not CHECKS["pypi-macaroon"](macaroon(b"pypi.org", b""))
    assert not CHECKS["pypi-macaroon"](macaroon(b"pypi.org", b"x")[:22])


@pytest.mark.parametrize(("text", "holds"), [(b"user:word", True), (b"user", False), (b":word", False), (b"user:", False), (b"u:\x00\x01", False)])
def test_basic_auth_is_a_user_and_a_password(text, holds):
    assert CHECKS["basic-auth"](base64.b64encode(text)) is holds
