"""Envelope: signatures in DSSE (https://github.com/secure-systems-lab/dsse) by `securesystemslib`, and the keys for them."""

from __future__ import annotations

import copy
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._crypto_signer import CryptoSigner
from securesystemslib.signer._key import SSlibKey

from discover.attest.statement import PAYLOAD
from discover.errors import ConfigError

_MOST = 64 << 20


class AttestationError(ConfigError):
    """A file is no attestation, or not one that can be relied on; the message says what is wrong."""


def signer(path: Path, password: bytes | None) -> CryptoSigner:
    """What signs with the private key of a PEM file: Ed25519, or ECDSA over P-256 or P-384.

    Raises:
        ConfigError: it cannot be read, is none of these, or the password does not open it.
    """
    data = _read(path, "private key")
    try:
        key = serialization.load_pem_private_key(data, password)
    except TypeError as error:
        what = (
            "is encrypted; give --password-file" if password is None else "is not encrypted; leave out --password-file"
        )
        raise ConfigError(f"{path}: {what}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(
            f"{path}: no private key in PEM, or the password is wrong; make one: discover attest key"
        ) from error
    if not isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{path}: a key of another sort; Ed25519 and ECDSA sign attestations")
    return CryptoSigner(key)


def public(path: Path) -> SSlibKey:
    """The public key of a PEM file.

    Raises:
        ConfigError: it cannot be read or is none.
    """
    try:
        return SSlibKey.from_crypto(serialization.load_pem_public_key(_read(path, "public key")))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"{path}: no public key in PEM; give the file that ends in .pub") from error


def make_key(path: Path, password: bytes | None) -> Path:
    """Write a new Ed25519 key, for its owner alone, and the public one beside it; nothing is written over. The latter's path.

    Raises:
        ConfigError: one of the files exists, or cannot be written.
    """
    key = ed25519.Ed25519PrivateKey.generate()
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    shown = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    other = path.with_name(f"{path.name}.pub")
    written: list[Path] = []
    try:
        for place, data, mode in ((path, private, 0o600), (other, shown, 0o644)):
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            written.append(place)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
    except OSError as error:
        for place in written:
            with suppress(OSError):
                place.unlink()
        raise ConfigError(
            f"{error.filename}: cannot be made ({error.strerror}); name a file that is not there"
        ) from error
    return other


def signed(payload: bytes, by: CryptoSigner) -> bytes:
    """A file: the payload with one signature."""
    envelope = Envelope(payload, PAYLOAD, {})
    envelope.sign(by)
    return _written(envelope)


def signed_too(data: bytes, by: CryptoSigner) -> bytes:
    """The same file with one signature more.

    Raises:
        AttestationError: it is no attestation, or this key signed it already.
    """
    envelope = opened(data)
    if by.public_key.keyid in envelope.signatures:
        raise AttestationError("this key has signed it already; another holder's is wanted")
    envelope.sign(by)
    return _written(envelope)


def opened(data: bytes) -> Envelope:
    """The envelope of a file, whose signatures are not verified.

    Raises:
        AttestationError: it is none, or not byte for byte as it is written: what is outside of the signed part is not signed.
    """
    try:
        document: Any = json.loads(data)
        envelope = Envelope.from_dict(copy.deepcopy(document))  # which changes what it is given
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AttestationError("is no attestation: a DSSE envelope in JSON is wanted") from error
    if envelope.payload_type != PAYLOAD:
        raise AttestationError(f"holds another sort of document than {PAYLOAD}")
    if _written(envelope) != data:
        raise AttestationError("was changed outside of what is signed: it is not as `discover attest make` writes it")
    return envelope


def verified(envelope: Envelope, keys: list[SSlibKey], threshold: int) -> list[str]:
    """Ids of the keys that signed.

    Raises:
        AttestationError: fewer than the threshold did.
    """
    try:
        return sorted(envelope.verify(list(keys), threshold))
    except (VerificationError, ValueError) as error:
        raise AttestationError(
            f"is not signed by {threshold} of the {len(keys)} keys given, or was changed after it was signed"
        ) from error


def _written(envelope: Envelope) -> bytes:
    return json.dumps(envelope.to_dict(), sort_keys=True, indent=1).encode() + b"\n"


def _read(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST)
    except OSError as error:
        raise ConfigError(f"{path}: the {what} cannot be read ({error.strerror})") from error
