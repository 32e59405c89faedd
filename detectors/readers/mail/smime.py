"""S/MIME: signed content is taken out of its envelope; encrypted content is a gap.

RFC 8551 (types), RFC 5652 (SignedData, EnvelopedData), RFC 3274 (CompressedData).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, ReadError
from detectors.readers.binary.der import children, down, element, oid, value

Read = Callable[[bytes, str, Budget], Iterator[Part]]

KINDS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
#: Object identifiers of CMS content types, as DER has them.
_SIGNED = bytes.fromhex("2a864886f70d010702")
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_ENCRYPTED = {
    bytes.fromhex("2a864886f70d010703"),
    bytes.fromhex("2a864886f70d010706"),
    bytes.fromhex("2a864886f70d0109100117"),
}


def parts(data: bytes, name: str, budget: Budget) -> Iterator[Part]:
    """What lies in an envelope: the message within, or a gap.

    Args:
        data: the envelope, DER or BER.
        name: what it is called in its message.
        budget: bounds what a compressed one expands to.
    """
    try:
        content = element(data, 0, len(data))
        kind = oid(data, down(data, content, 0))
        if kind in _ENCRYPTED:
            yield Gap(name, len(data), Reason.ENCRYPTED, "encrypted; only the holder of the key can read it")
            return
        if kind not in {_SIGNED, _COMPRESSED}:
            yield _member(data, name)
            return
        # SignedData: version, digestAlgorithms, encapContentInfo; CompressedData: version, algorithm, encapContentInfo.
        inner = down(data, content, 1, 0, 2)
        wrapped = list(children(data, inner))[1:2]
        if not wrapped:  # a signature that stands beside what it signs
            return
        message = value(data, wrapped[0])
        yield _member(_inflated(message, budget) if kind == _COMPRESSED else message, "smime.eml")
    except ReadError as error:
        yield Gap(name, len(data), error.reason, error.detail)


def _member(data: bytes, name: str) -> Member:
    return Member(name, len(data), lambda: io.BytesIO(data), again=True)


def _inflated(data: bytes, budget: Budget) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, budget.limits.buffer)
    except zlib.error as error:
        raise ReadError(Reason.CORRUPT, "compressed content is damaged") from error
