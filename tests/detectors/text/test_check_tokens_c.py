"""Checks of private keys, password hashes and generic assignments."""

from __future__ import annotations

import base64
import random

import pytest

from detectors.rules.examples import fill
from detectors.text.check_tokens_c import (
    CHECKS,
    bcrypt_like,
    drawn,
    encoded_text,
    key_block,
    not_code,
    not_reference,
    password_like,
    private_jwk,
    private_pem_base64,
    setting_like,
    token_like,
    userinfo_password,
)


def test_every_check_takes_any_bytes():
    rng = random.Random(3)
    for check in CHECKS.values():
        for size in (0, 1, 2, 7, 40, 300):
            assert check(rng.randbytes(size)) in (True, False)


@pytest.mark.parametrize("template", ["{b62:32}", "{hex:40}", "{b64:44}", "{az9:24}", "{AZ9:20}", "{b64u:64}"])
@pytest.mark.parametrize("seed", range(5))
def test_drawn_values_look_issued(template, seed):
    assert token_like(fill(template, seed))
    assert not_reference(fill(template, seed))
    assert drawn(fill(template, seed))


@pytest.mark.parametrize("value", [b"accessToken", b"bytes,1,opt,name=key,proto3", b"https://example.test/a", b"user_settings", b"{name}", b"aaaaaaaaaaaaaaaa1"])
def test_names_and_lists_do_not_look_issued(value):
    assert not token_like(value)


@pytest.mark.parametrize("value", [b"hunter2", b"grafana", b"Oracle_19c", b"s3cr3t!", b"p@ss w0rd", b"root", b"redis_pwd"])
def test_words_may_be_passwords(value):
    assert password_like(value)


@pytest.mark.parametrize(
    "value", [b"string", b"String!", b"password_field", b"reset_password_token", b"Invalid password", b"get_password()", b"0xC0000071", b"8080", b"None,", b"/run/secrets/db"]
)
def test_fields_messages_and_code_are_no_passwords(value):
    assert not password_like(value)


@pytest.mark.parametrize(("value", "told"), [(b"grafana", True), (b"k9!vQ2", True), (b"new_password", False), (b"testPassword", False), (b"friendly_token", False)])
def test_settings_are_not_variables(value, told):
    assert setting_like(value) is told


@pytest.mark.parametrize(("value", "told"), [(b"k9vQ2xx", True), (b"secret1", True), (b"password", False), (b"5432", False), (b"DB_PASS", False), (b"%s", False)])
def test_userinfo(value, told):
    assert userinfo_password(value) is told


def test_not_code_keeps_passwords():
    assert not_code(b"hunter2")
    assert not not_code(b"config.password")


@pytest.mark.parametrize(("cost", "told"), [(b"10", True), (b"31", True), (b"03", False), (b"32", False), (b"xx", False)])
def test_bcrypt_cost(cost, told):
    assert bcrypt_like(b"$2b$" + cost + b"$" + b"a" * 53) is told


def test_base64_text():
    assert encoded_text(base64.b64encode(b"hello world"))
    assert not encoded_text(b"no base64!")


def test_private_jwk_wants_a_private_part():
    assert private_jwk(b'{"kty":"EC","d":"x"}')
    assert not private_jwk(b'{"kty":"EC","x":"x"}')
    assert not private_jwk(b"[]")


@pytest.mark.parametrize("label", ["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_key_block_holds_key_material(label):
    block = fill("{pem:" + label + "}", 1)
    assert key_block(block)
    assert key_block(block.replace(b"\n", b"\\n"))
    assert not key_block(b"-----BEGIN " + label.encode() + b"-----\n...\n-----END " + label.encode() + b"-----")


def test_private_pem_base64_tells_keys_from_certificates():
    assert private_pem_base64(base64.b64encode(fill("{pem:EC PRIVATE KEY}", 1)))
    assert not private_pem_base64(base64.b64encode(fill("{pem:CERTIFICATE}", 1)))
