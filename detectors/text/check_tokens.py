"""Checks of issued tokens: checksums and structures that issuers publish, computed offline. Every function is pure."""

from __future__ import annotations

import base64
import binascii
import json
import string
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BASE62 = (string.digits + string.ascii_uppercase + string.ascii_lowercase).encode()
_BASE36 = (string.digits + string.ascii_lowercase).encode()
_CRC62_LENGTH = 6
_CRC36_LENGTH = 7
_CRC_HEX_LENGTH = 8
_AWS_KEY_ID_LENGTH = 20
_AWS_ACCOUNT_BITS = 0x7FFFFFFFFF80
_AWS_ACCOUNT_MOST = 999_999_999_999
_JWT_PARTS = 3
_MACAROON_VERSION = 2
_MACAROON_LOCATION = 1
_MACAROON_IDENTIFIER = 2
_PYPI_HOSTS = (b"pypi.org", b"test.pypi.org")


def base62_crc32(value: bytes) -> bool:
    """Tells whether the last six characters are the base62 CRC-32 of those before them, back to the last underscore.

    Source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    (npm adopted it).
    """
    body = value.rpartition(b"_")[2]
    drawn, given = body[:-_CRC62_LENGTH], body[-_CRC62_LENGTH:]
    return bool(drawn) and _digits(zlib.crc32(drawn), _BASE62, _CRC62_LENGTH) == given


def crc32_hex(value: bytes) -> bool:
    """Tells whether the last eight characters are the hexadecimal CRC-32 of all before them, as in Atlassian's tokens.

    The separator of the longer tokens (`=`) belongs to what is summed. Case of the digits does not matter.

    Source: https://docs.rs/crate/dd-sensitive-data-scanner (Datadog's open scanner), which states what Atlassian sums.
    """
    body, given = value[:-_CRC_HEX_LENGTH], value[-_CRC_HEX_LENGTH:]
    return bool(body) and given.lower() == b"%08x" % zlib.crc32(body)


def gitlab_routable(value: bytes) -> bool:
    """Tells whether a routable GitLab token is whole: prefix, data, `.01.`, length of the data, CRC-32 of all that.

    The length (two digits) and the sum (seven) are written in base 36.

    Source: https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
    """
    body, given = value[:-_CRC36_LENGTH], value[-_CRC36_LENGTH:]
    head, _, length = body.rpartition(b".")
    head, _, version = head.rpartition(b".")
    payload = head.partition(b"-")[2]
    return (
        version == b"01"
        and length == _digits(len(payload), _BASE36, 2)
        and given == _digits(zlib.crc32(body), _BASE36, _CRC36_LENGTH)
    )


def aws_key_id(value: bytes) -> bool:
    """Tells whether an AWS key id decodes to an account number of at most twelve digits.

    The sixteen base32 characters after the four of the kind hold the account in bits 1 to 40, counted from the highest.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html for the kinds; the
    bits are those that sts:GetAccessKeyInfo answers with.
    """
    if len(value) != _AWS_KEY_ID_LENGTH:
        return False
    try:
        head = base64.b32decode(value[4:])[:6]
    except binascii.Error:
        return False
    return (int.from_bytes(head, "big") & _AWS_ACCOUNT_BITS) >> 7 <= _AWS_ACCOUNT_MOST


def jwt(value: bytes) -> bool:
    """Tells whether three dotted parts are a signed token: JSON header that names `alg`, JSON payload, some signature.

    Source: RFC 7515, section 3.1, and RFC 7519, section 7.2.
    """
    parts = value.split(b".")
    if len(parts) != _JWT_PARTS or not parts[2]:
        return False
    header, payload = _object(parts[0]), _object(parts[1])
    return header is not None and payload is not None and isinstance(header.get("alg"), str)


def pypi_macaroon(value: bytes) -> bool:
    """Tells whether a `pypi-` token is a version 2 macaroon with an identifier, made for PyPI or TestPyPI.

    Source: https://warehouse.pypa.io/development/token-scanning.html and the libmacaroons binary format, version 2.
    """
    raw = _decoded(value.removeprefix(b"pypi-"))
    if raw is None or raw[:2] != bytes((_MACAROON_VERSION, _MACAROON_LOCATION)):
        return False
    size = raw[2] if len(raw) > 2 else 0  # noqa: PLR2004  # third byte: length of the location, below 128 for both hosts
    location, rest = raw[3 : 3 + size], raw[3 + size :]
    return location in _PYPI_HOSTS and rest[:1] == bytes((_MACAROON_IDENTIFIER,)) and 0 < rest[1] < len(rest) - 1


def basic_auth(value: bytes) -> bool:
    """Tells whether base64 holds `user:password` in printable characters, as in RFC 7617 and Docker's `auths`."""
    raw = _decoded(value)
    if raw is None:
        return False
    user, colon, password = raw.partition(b":")
    return bool(user and colon and password) and raw.isascii() and raw.decode().isprintable()


def _digits(number: int, alphabet: bytes, length: int) -> bytes:
    """`number` in the base of the alphabet's size, padded to `length` with the alphabet's first character."""
    out = b""
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        out = alphabet[digit : digit + 1] + out
    return out


def _decoded(value: bytes) -> bytes | None:
    """Base64 of either alphabet, padded or not; None where it is neither."""
    plain = value.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None


def _object(part: bytes) -> dict[str, object] | None:
    raw = _decoded(part)
    try:
        found: object = None if raw is None else json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "base62-crc32": base62_crc32,
    "crc32-hex": crc32_hex,
    "gitlab-routable": gitlab_routable,
    "aws-key-id": aws_key_id,
    "jwt": jwt,
    "pypi-macaroon": pypi_macaroon,
    "basic-auth": basic_auth,
}
