"""Certificate: whom a certificate in DER names, without checking anything of it. RFC 5280 section 4.1."""

from __future__ import annotations

from connectors.errors import Reason
from detectors.readers.base import ReadError
from detectors.readers.binary.der import Element, children, element, first, oid, value

#: Attribute types of names: X.520 and RFC 2985, by their encoded object identifiers.
_NAMES = {
    bytes.fromhex("550403"): "CN", bytes.fromhex("550406"): "C", bytes.fromhex("550407"): "L", bytes.fromhex("550408"): "ST",
    bytes.fromhex("55040a"): "O", bytes.fromhex("55040b"): "OU", bytes.fromhex("550404"): "SN", bytes.fromhex("55042a"): "GN",
    bytes.fromhex("550405"): "serialNumber", bytes.fromhex("2a864886f70d010901"): "emailAddress",
    bytes.fromhex("0992268993f22c640101"): "UID", bytes.fromhex("0992268993f22c640119"): "DC",
}  # fmt: skip
_EXPLICIT_VERSION, _BMP, _UNIVERSAL = 0xA0, 0x1E, 0x1C
#: Where the subject stands in a TBSCertificate behind the version: serial number, signature, issuer, validity, subject.
_SUBJECT = 4
_MOST_ATTRIBUTES = 64


def subject(data: bytes) -> str:
    """The name in a certificate, `CN=…, O=…`; empty where it is not one that can be read."""
    try:
        body = next(children(data, element(data, 0, len(data))))
        fields = first(data, body, _SUBJECT + 2)
        if fields and fields[0].tag == _EXPLICIT_VERSION:
            fields = fields[1:]
        if len(fields) <= _SUBJECT:
            return ""
        return _name(data, fields[_SUBJECT])
    except (ReadError, StopIteration):
        return ""


def _name(data: bytes, found: Element) -> str:
    out: list[str] = []
    for relative in children(data, found):
        for pair in children(data, relative):
            kind, text = _pair(data, pair)
            out.append(f"{_NAMES.get(kind, kind.hex())}={text}")
            if len(out) >= _MOST_ATTRIBUTES:
                return ", ".join(out)
    return ", ".join(out)


def _pair(data: bytes, found: Element) -> tuple[bytes, str]:
    both = first(data, found, 2)
    if len(both) != 2:  # noqa: PLR2004  # type and value
        raise ReadError(Reason.CORRUPT, "not the ASN.1 that it should be")
    return oid(data, both[0]), string(both[1].tag, value(data, both[1]))


def string(tag: int, content: bytes) -> str:
    """Text of one of ASN.1's many kinds of strings."""
    if tag == _BMP:
        return content.decode("utf-16-be", "replace")
    if tag == _UNIVERSAL:
        return content.decode("utf-32-be", "replace")
    return content.decode("utf-8", "replace")
