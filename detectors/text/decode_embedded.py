"""Embedded: a run of encoded characters that is an object of its own, too long or too binary to be looked at in place."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from detectors.text.decode_anchors import CHIP, SIGNATURES

#: The second alphabet of base64 in the first one's signs (RFC 4648, section 5).
STANDARD = bytes.maketrans(b"-_", b"+/")
#: A line break as it is, or as an escape in a literal, with the next line's indent; or the seam of two literals.
BREAK = (
    rb"(?:(?:\\r\\n|\\n|\r?\n)[ \t]{0,32}"
    rb"|(?:\\n)?[\"'][ \t]{0,4}[+.\\]?[ \t]{0,4}\r?\n[ \t]{0,40}(?:[+.][ \t]{0,4})?[bru]{0,2}[\"'])(?!--)"
)
#: Between digits of one run there may stand what sets off the bytes of a list too: `0x41, 0x42`, `41:42`.
_BREAK_OF_BYTES = rb"""[ \t\r\n,:;\\"'{}\[\]-]{1,40}(?:0[xX])?"""

_LINES = {"base64": re.compile(BREAK), "hex": re.compile(_BREAK_OF_BYTES)}
_CHARACTERS = {"base64": re.compile(rb"[A-Za-z0-9+/_-]+"), "hex": re.compile(rb"[0-9A-Fa-f]+")}
_UNIT = {"base64": 4, "hex": 2}
_STEP = 1 << 18
#: The longest break.
_SPARE = 128


class Embedded(NamedTuple):
    """Where an embedded object is.

    Attributes:
        start: offset of its first character.
        end: offset behind its last character, or None where it goes on beyond what was looked at (some 4 KiB).
        encoding: `base64` or `hex`.
        kind: `text`, `chip`, or a name of `decode_anchors.SIGNATURES`.
    """

    start: int
    end: int | None
    encoding: str
    kind: str


def kind_of(content: bytes) -> str | None:
    """What an object that begins so is, by its signature; None for all others."""
    found = next((kind for kind, mark in SIGNATURES.items() if content.startswith(mark)), None)
    return "chip" if found is None and CHIP.match(content) else found


def unwrapped(read: Callable[[int, int], bytes], found: Embedded) -> Iterator[bytes]:
    """The content of an embedded object of any length, piece by piece.

    Args:
        read: gives `length` bytes from an offset, counted as `found.start` is; fewer at the end.
        found: what the detector told.

    Returns:
        Decoded bytes up to the run's end, whatever follows it; characters that make no whole byte are left out.
    """
    unit = _UNIT[found.encoding]
    held, ahead, position = b"", b"", found.start
    while True:
        length = _STEP if found.end is None else min(_STEP, found.end - position)
        block = read(position, length) if length > 0 else b""
        position += len(block)
        final = len(block) < _STEP
        chars, used = _taken(found.encoding, ahead + block, final=final)
        ahead = (ahead + block)[used:]
        held += chars
        over = final or len(ahead) > _SPARE
        size = len(held) if over else len(held) - len(held) % unit
        if size:
            yield decoded(found.encoding, held[:size])
        held = held[size:]
        if over:
            return


def _taken(encoding: str, text: bytes, *, final: bool) -> tuple[bytes, int]:
    """The characters that the run has at the beginning of `text`, and where they end; near its edge a break is left for later."""
    characters, line = _CHARACTERS[encoding], _LINES[encoding]
    out: list[bytes] = []
    at = 0
    while at < len(text):
        found = characters.match(text, at)
        if found is None:
            between = line.match(text, at) if final or at < len(text) - _SPARE else None
            found = characters.match(text, between.end()) if between is not None else None
        if found is None:
            break
        out.append(found[0])
        at = found.end()
    return b"".join(out), at


def decoded(encoding: str, chars: bytes) -> bytes:
    """The bytes of a run's characters, in whole bytes; of base64 either alphabet, without padding."""
    if encoding == "hex":
        return binascii.unhexlify(chars[: len(chars) & ~1])
    if b"-" in chars or b"_" in chars:
        chars = chars.translate(STANDARD)
    if len(chars) % 4 == 1:
        chars = chars[:-1]
    return binascii.a2b_base64(chars + b"=" * (-len(chars) % 4))
