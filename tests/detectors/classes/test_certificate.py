"""Certificates that let a device or client in are told; those of servers and authorities are public."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID as Usage
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made(*usage, authority=False, days=365):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "edge-gw-01")])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    )
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(usage)), critical=False)
    return builder.sign(key, hashes.SHA256()), key


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def test_a_client_certificate_is_told_with_its_end(classes):
    certificate, key = made(Usage.CLIENT_AUTH)
    (found,) = classes(pem(certificate))
    assert (found.rule, found.confidence, found.count) == ("device.certificate", 0.93, 1)
    assert found.evidence == ("client-auth", "until-2027-01-01")
    der = certificate.public_bytes(serialization.Encoding.DER)
    assert [each.rule for each in classes(der, "application/pkix-cert")] == ["device.certificate"]
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    assert "private-key-in-it" in classes(pem(certificate) + text)[0].evidence


def test_dates_from_2050_on_are_read(classes):
    certificate, _ = made(Usage.CLIENT_AUTH, days=365 * 30)
    assert "until-2055" in classes(pem(certificate))[0].evidence[1]


@pytest.mark.parametrize(
    ("usage", "authority"), [((Usage.SERVER_AUTH,), False), ((), False), ((Usage.CLIENT_AUTH,), True), ((), True)]
)
def test_servers_and_authorities_are_public(classes, usage, authority):
    assert classes(pem(made(*usage, authority=authority)[0])) == []


def test_both_usages_are_doubtful(classes):
    assert classes(pem(made(Usage.CLIENT_AUTH, Usage.SERVER_AUTH)[0]))[0].confidence == 0.5


def test_a_bundle_counts_the_clients_in_it(classes):
    text = "".join(pem(made(*usage)[0]) for usage in ((Usage.CLIENT_AUTH,), (Usage.SERVER_AUTH,), (Usage.CLIENT_AUTH,)))
    assert [each.count for each in classes(text)] == [2]


def test_a_store_is_one(classes):
    certificate, key = made(Usage.CLIENT_AUTH)
    data = pkcs12.serialize_key_and_certificates(b"a", key, certificate, None, serialization.NoEncryption())
    assert [each.rule for each in classes(data, "application/x-pkcs12")] == ["keystore.held"]


@pytest.mark.parametrize(
    "body", ["", "!!!!", base64.b64encode(b"0" * 300).decode(), base64.b64encode(b"\x30\x82" * 200).decode()]
)
def test_damage_is_no_certificate(classes, body):
    assert classes(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n") == []
