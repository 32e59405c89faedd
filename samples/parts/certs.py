"""Certificates: a device authority, device certificates with their keys, and key stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts.der import pem
from parts.keys import (
    CLIENT_AUTH,
    SERVER_AUTH,
    EcKey,
    Subject,
    certificate,
    ec_key,
    java_keystore,
    openssh_key,
    pkcs12,
    rsa_key,
)
from parts.ledger import VENDOR, Ledger

if TYPE_CHECKING:
    from random import Random

AUTHORITY = "Talentbridge Device CA 1"


def write(ledger: Ledger) -> None:
    """Write `certs/`."""
    rng = ledger.rng("certs")
    folder = f"{VENDOR}/certs"
    signer = ec_key(rng)
    root = certificate(rng, Subject(AUTHORITY, "2022-01-01", "2042-01-01", authority=True), signer, AUTHORITY, signer)
    ledger.write(f"{folder}/device-ca.crt", pem("CERTIFICATE", root), days_old=1500)
    path = ledger.write(f"{folder}/device-ca.key", signer.pkcs8(), days_old=1500)
    ledger.hold(path, "cred.private_key", what="PKCS#8 EC private key of the device authority")
    _devices(ledger, rng, folder, signer)
    _stores(ledger, rng, folder)


def _devices(ledger: Ledger, rng: Random, folder: str, signer: EcKey) -> None:
    spans = (
        ("edge-gw-01", "2024-03-01", "2034-03-01"),
        ("kiosk-17", "2025-06-01", "2035-06-01"),
        ("badge-04", "2021-01-01", "2023-01-01"),
    )
    for device, start, end in spans:
        key = ec_key(rng)
        host = f"{device}.devices.talentbridge-hq.com"
        subject = Subject(
            host, start, end, (host,), f"{device}$@corp.talentbridge-hq.com", usages=(CLIENT_AUTH, SERVER_AUTH)
        )
        made = certificate(rng, subject, key, AUTHORITY, signer)
        state = "expired" if end < "2026" else "valid"
        if device == "edge-gw-01":
            path = ledger.write(f"{folder}/{device}.crt", pem("CERTIFICATE", made), days_old=760)
            what = f"{state} device certificate in PEM, clientAuth, its key in the file beside"
            ledger.hold(path, "cred.device_cert", since=4, what=what)
            path = ledger.write(f"{folder}/{device}.key", key.sec1(), days_old=760)
            ledger.hold(path, "cred.private_key", what="EC private key of a device certificate")
        elif device == "kiosk-17":
            path = ledger.write(f"{folder}/{device}.pem", pem("CERTIFICATE", made) + key.pkcs8(), days_old=300)
            ledger.hold(path, "cred.device_cert", what=f"{state} device certificate with its key, in one file")
        else:
            path = ledger.write(f"{folder}/{device}.der", made, days_old=1900)
            ledger.hold(path, "cred.device_cert", since=4, what=f"{state} device certificate in DER, no key")


def _stores(ledger: Ledger, rng: Random, folder: str) -> None:
    path = ledger.write(f"{folder}/wifi-enrolment.p12", pkcs12(rng), days_old=420)
    ledger.hold(path, "cred.keystore", what="PKCS#12")
    path = ledger.write(f"{folder}/gateway.jks", java_keystore(rng), days_old=420)
    ledger.hold(path, "cred.keystore", what="Java key store")
    path = ledger.write(f"{folder}/bastion_ed25519", openssh_key(rng, "ops@bastion"), days_old=610)
    ledger.hold(path, "cred.private_key", what="OpenSSH private key")
    path = ledger.write(f"{folder}/legacy-signing.pem", rsa_key(rng), days_old=1900)
    ledger.hold(path, "cred.private_key", what="RSA private key, PKCS#1")
