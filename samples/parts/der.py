"""DER: just enough ASN.1 to write keys, certificates and key stores (ITU-T X.690, RFC 5280, RFC 5915)."""

from __future__ import annotations

import base64


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element: tag, definite length, and the parts one after another."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 128 | len(size))) + size + body


def seq(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return tlv(0x30, *parts)


def integer(value: int) -> bytes:
    """INTEGER, not negative."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(*parts: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, *parts)


def bits(body: bytes) -> bytes:
    """BIT STRING of whole bytes."""
    return tlv(0x03, b"\0", body)


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from dotted decimals."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    body = bytes((first * 40 + second,))
    for arc in rest:
        piece = bytes((arc & 127,))
        while arc := arc >> 7:
            piece = bytes((128 | arc & 127,)) + piece
        body += piece
    return tlv(0x06, body)


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(0x0C, text.encode())


def moment(day: str) -> bytes:
    """The first second of an ISO day: UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5)."""
    plain = day.replace("-", "")
    return tlv(0x17, plain[2:].encode(), b"000000Z") if plain < "2050" else tlv(0x18, plain.encode(), b"000000Z")


def name(organisation: str, common: str) -> bytes:
    """A distinguished name of O and CN."""
    pairs = (("2.5.4.10", organisation), ("2.5.4.3", common))
    return seq(*(tlv(0x31, seq(oid(kind), utf8(text))) for kind, text in pairs))


def pem(label: str, body: bytes) -> str:
    """The armoured form, 64 characters a line (RFC 7468)."""
    text = base64.b64encode(body).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"]) + "\n"
