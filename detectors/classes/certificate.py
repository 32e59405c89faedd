"""Device certificates: X.509 certificates that a machine or person shows to be let in, and stores of keys (PKCS#12).

Told by the extended key usage `clientAuth` without `serverAuth`; certificates of authorities and of servers are public. Read from
the DER itself: usage, validity and whether a private key stands beside it need no library.
Source: https://www.rfc-editor.org/rfc/rfc5280 sections 4.1.2.5, 4.2.1.9 and 4.2.1.12, https://www.rfc-editor.org/rfc/rfc7292
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from detectors.classes.base import Classed, View

_DER, _STORE = "application/pkix-cert", "application/x-pkcs12"
_BLOCK = re.compile(
    rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s\\]{200,20000}?)-----END (?:TRUSTED |X509 )?CERTIFICATE-----"
)
_BEGIN, _KEY = b"-----BEGIN CERT", b"PRIVATE KEY-----"
#: Object identifiers in DER: extended key usage, client and server authentication; basic constraints.
_USAGE, _CLIENT, _SERVER = (
    b"\x06\x03\x55\x1d\x25",
    b"\x2b\x06\x01\x05\x05\x07\x03\x02",
    b"\x2b\x06\x01\x05\x05\x07\x03\x01",
)
_SMARTCARD = b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x02"
_CONSTRAINTS, _TRUE = b"\x06\x03\x55\x1d\x13", b"\x01\x01\xff"
#: Two times one after the other are the validity: UTCTime, or GeneralizedTime from 2050 on.
_TIME = rb"(?:\x17\x0d([0-9]{12})Z|\x18\x0f([0-9]{14})Z)"
_VALIDITY = re.compile(rb"\x30[\x1e\x20\x22]" + _TIME + _TIME)
_MOST, _LOOK = 200, 4096
_SURE, _BOTH = 0.93, 0.5


class Certificates:
    """Classifier of certificates of devices and clients, and of PKCS#12 stores."""

    types = frozenset({_DER, _STORE, "text/plain"})

    def wants(self, media_type: str, head: bytes) -> bool:
        return media_type != "text/plain" or head.find(_BEGIN, 0, _LOOK) >= 0

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type == _STORE:
            yield Classed("cred.keystore", "keystore.held", 0.85, ("structure",), 1)
            return
        held = [view.head] if view.media_type == _DER else list(_decoded(view.head))
        found = [each for each in map(_client, held) if each[0]]
        if not found:
            return
        evidence = ["client-auth", *sorted({state for _, state in found})]
        if _KEY in view.head:
            evidence.append("private-key-in-it")
        sure = max(confidence for confidence, _ in found)
        yield Classed("cred.device_cert", "device.certificate", sure, tuple(evidence), len(found))


def _decoded(head: bytes) -> Iterator[bytes]:
    """Certificates of a PEM text, at most `_MOST`."""
    for number, block in enumerate(_BLOCK.finditer(head)):
        if number >= _MOST:
            return
        try:
            yield base64.b64decode(block[1].replace(b"\\n", b""))
        except (binascii.Error, ValueError):
            continue


def _client(der: bytes) -> tuple[float, str]:
    """How surely a certificate is a client's or a device's (0: it is none), and whether it is still valid."""
    usage = der.find(_USAGE)
    if usage < 0:
        return 0.0, ""
    said = der[usage : usage + 120]
    at = der.find(_CONSTRAINTS)
    authority = at >= 0 and _TRUE in der[at + 5 : at + 16][3:]
    if authority or (_CLIENT not in said and _SMARTCARD not in said):
        return 0.0, ""
    return (_BOTH if _SERVER in said else _SURE), _state(der)


def _state(der: bytes) -> str:
    found = _VALIDITY.search(der)
    if found is None:
        return "validity-unknown"
    short, long = found[3], found[4]
    text = (long or short).decode()
    if short:
        text = ("19" if text[:2] >= "50" else "20") + text
    try:
        until = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return "validity-unknown"
    return f"until-{until:%Y-%m-%d}"
