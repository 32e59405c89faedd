"""The normal form: one value written in two ways has one fingerprint."""

from __future__ import annotations

import pytest

from detectors.text.normal import normal


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("govid.us_ssn", b"734-01-4321", b"734 01 4321"),
        ("govid.us_ssn", b"734-01-4321", b"734014321"),
        ("govid.gb_nino", b"qq 12 34 56 c", b"QQ123456C"),
        ("fin.pan_card", b"4000 1234 5678 9017", b"4000123456789017"),
        ("fin.iban", b"DE43 1234 5678 9012 3456 78", b"de43123456789012345678"),
        ("person.email", b"Ada@Lovelace.Dev", b"ada@lovelace.dev"),
        ("person.business_contact", b"Info@Bank.de", b"info@bank.de"),
        ("person.phone", b"+1 (212) 736-4381", b"212.736.4381"),
        ("person.phone", b"0049 89 1278", b"+49-89-1278"),
        ("govid.mrz", b"P<UTO<\r\nL898902C3", b"P<UTO<\\nL898902C3"),
        ("cred.private_key", b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\nBBBB\n-----END RSA PRIVATE KEY-----", b"-----BEGIN RSA PRIVATE KEY-----\\nAAAABB\\nBB\\n-----END"),
        (
            "cred.private_key",
            b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END",
            b"-----BEGIN RSA PRIVATE KEY-----\r\nAAAA\r\n-----END",
        ),
    ],
)
def test_two_writings_have_one_normal_form(kind: str, one: bytes, other: bytes) -> None:
    assert normal(kind, one) == normal(kind, other)
    assert normal(kind, normal(kind, one)) == normal(kind, one)


@pytest.mark.parametrize(("kind", "value"), [("cred.password", b"Two Words"), ("cred.cloud_key", b"AbC-1"), ("person.name", b"Ada L"), ("unknown", b" x "), ("fin.crypto_wallet", b"bC1qAb")])
def test_what_may_not_be_changed_stays(kind: str, value: bytes) -> None:
    assert normal(kind, value) == value
