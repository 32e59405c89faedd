"""Text view: a window of an object's bytes, in an encoding that the rules can read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextWindow:
    """Bytes of one object, with the part of them that this window answers for.

    Windows of one object overlap by the engine's reach; their cores do not. A hit belongs to the window in whose core its
    anchor ends, so the same hits come out however an object is cut.

    Attributes:
        data: bytes in UTF-8 or any ASCII-compatible single-byte encoding; the core and up to `confirm.REACH` on both sides.
        base: offset of `data[0]` in the decoded object.
        first: start of the core in `data`; an anchor end `e` belongs to the core when `first < e <= last`.
        last: end of the core in `data`.
        raw: True where the object is not text (an executable, an unknown binary): generic and personal-data rules stay out.
    """

    data: bytes
    base: int
    first: int
    last: int
    raw: bool = False


def whole(data: bytes, *, raw: bool = False) -> TextWindow:
    """One window over a whole object."""
    return TextWindow(data, 0, 0, len(data), raw)
