"""Fuzz targets of the decoder: hits lie in the buffer, no part of it tells another tale than the whole, and runs are read to an end."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import cache

from detectors.rules.load import load_builtin
from detectors.text.confirm import Hit
from detectors.text.decode_embedded import unwrapped
from detectors.text.detector import TextDetector
from detectors.text.engine import make_detector
from detectors.text.ruleset import REACH
from detectors.views.text import TextWindow, whole

#: Rules of every kind: with checks, with context, generic, and of digits.
_RULES = ("aws.", "password.", "us.ssn", "contact.email", "payment.card", "jwt.", "kubernetes-secret.", "private-key.")


@cache
def _detector(engine: str) -> TextDetector:
    return make_detector([rule for rule in load_builtin() if rule.id.startswith(_RULES)], b"key", engine)


def _settled(detector: TextDetector, hits: list[Hit]) -> list[Hit]:
    """Findings, whichever of its anchors each was found by."""
    return [hit._replace(anchor_end=0) for hit in detector.settle(hits)]


def whole_and_parts(data: bytes) -> None:
    """The hits of a buffer are those of its two halves, each seen with what lies in reach of it."""
    detector = _detector("auto")
    hits = detector.hits(whole(data))
    for hit in hits:
        assert 0 <= hit.start <= hit.end <= len(data)
        assert abs(hit.start - hit.anchor_end) <= REACH
        assert abs(hit.end - hit.anchor_end) <= REACH
    middle = len(data) // 2
    low, high = max(0, middle - REACH), min(len(data), middle + REACH)
    parts = detector.hits(TextWindow(data[:high], 0, 0, middle))
    parts += [
        hit._replace(anchor_end=hit.anchor_end + low, start=hit.start + low, end=hit.end + low)
        for hit in detector.hits(TextWindow(data[low:], low, middle - low, len(data) - low))
    ]
    assert _settled(detector, parts) == _settled(detector, hits)


def engines(data: bytes) -> None:
    """Both engines find the same."""
    window = whole(data[:20_000])
    ours, theirs = _detector("auto"), _detector("ahocorasick")
    assert _settled(ours, ours.hits(window)) == _settled(theirs, theirs.hits(window))


def embedded(data: bytes) -> None:
    """What is embedded can be read, and is no longer than what encodes it."""
    detector = _detector("auto")
    for found in detector.embedded(detector.hits(whole(data))):
        size = sum(map(len, unwrapped(lambda start, length: data[start : start + length], found)))
        assert size <= len(data) - found.start


_TEXT = b'password = "Kq8xwR2pLm"\nmail jane.roe@corp-mail.com, ssn: 219-09-9996, card=4199707511546775\n'
_SEEDS = [
    base64.b64encode(_TEXT),
    base64.encodebytes(_TEXT * 9),
    b"v = " + base64.b64encode(base64.b64encode(base64.b64encode(_TEXT))),
    base64.b64encode(_TEXT * 90),
    base64.b64encode(_TEXT.decode().encode("utf-16-le")),
    b"data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(500)),
    _TEXT.hex().encode(),
    _TEXT.hex(" ").encode(),
    b"{" + b", ".join(b"0x%02x" % byte for byte in _TEXT) + b"}",
    b"\n".join(b"%08x: %b  x" % (at, binascii.hexlify(_TEXT[at : at + 16], " ", 2)) for at in range(0, len(_TEXT), 16)),
    b"".join(b"%%%02X" % byte for byte in _TEXT),
    b"".join(b"\\u%04x" % byte for byte in _TEXT * 9),
    b"".join(b"\\x%02x" % byte for byte in _TEXT),
    b"".join(b"&amp;#%d;" % byte for byte in _TEXT),
    _TEXT.replace(b'"', b"&quot;").replace(b"@", b"&#64;"),
    binascii.b2a_qp(_TEXT.replace(b"\n", b" ") * 5),
    b"".join(b"=%02X" % byte for byte in _TEXT),
]

TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "decode": (whole_and_parts, _SEEDS),
    "decode-engines": (engines, _SEEDS),
    "decode-embedded": (embedded, _SEEDS),
}
