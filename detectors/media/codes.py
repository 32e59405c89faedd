"""Codes: matrix codes and PDF417 in a picture, by ZXing: https://github.com/zxing-cpp/zxing-cpp."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from detectors.media.picture import Pixels

#: Sizes at which a code that was not read is tried again, in their order of cost, and whether edges are sharpened there.
_AGAIN = ((0.7, False), (1.0, True), (1.5, False), (2.0, False), (2.0, True))
#: Degrees by which a slanted code is turned: rows of PDF417 are read along lines that must not leave them.
_ANGLES = (3, -3, 6, -6)
#: Longer side beyond which nothing is tried again, in pixels.
_MOST = 3400


class Code(NamedTuple):
    """One code: its sort as ZXing names it, and its content."""

    sort: str
    payload: bytes


#: Whether a payload is one that somebody can read: a decoder takes noise for one now and then.
Known = Callable[[bytes], bool]


def glanced(pixels: Pixels) -> tuple[list[Code], bool]:
    """Codes that can be read in a small picture, and whether there is one that cannot."""
    found = _decoded(_grey(pixels), errors=True)
    return [code for code, right in found if right], any(not right for _, right in found)


def codes(pixels: Pixels, known: Known, *, harder: bool) -> list[Code]:
    """Codes with a payload that may speak of people: those in two dimensions.

    Args:
        pixels: BGR.
        known: asked of payloads.
        harder: whether to look again at other sizes, with more contrast and sharper edges, until one is known.
    """
    grey = _grey(pixels)
    found = [code for code, _ in _decoded(grey)]
    for changed in _changed(grey) if harder else ():
        if any(known(code.payload) for code in found):
            break
        found += [code for code, _ in _decoded(changed)]
    right = [code for code in found if known(code.payload)]
    return right or found[:1]


def _changed(grey: Any) -> Iterator[Any]:  # arrays of cv2
    """The same picture as a decoder may rather read it: light evened out, smaller, larger, sharper."""
    import cv2  # noqa: PLC0415  # of the extra

    yield cv2.createCLAHE(3, (8, 8)).apply(grey)
    for factor, sharper in _AGAIN:
        if max(grey.shape) * factor > _MOST:
            continue
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        sized = grey if factor == 1 else cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how)
        yield cv2.addWeighted(sized, 2.2, cv2.GaussianBlur(sized, (0, 0), 2 * factor), -1.2, 0) if sharper else sized
    height, width = grey.shape
    for angle in _ANGLES:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        yield cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _grey(pixels: Pixels) -> Any:  # arrays of cv2
    import cv2  # noqa: PLC0415  # of the extra

    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def _decoded(grey: Any, *, errors: bool = False) -> list[tuple[Code, bool]]:
    """Codes, and whether each could be read; those that could not only if they are wanted."""
    import zxingcpp  # noqa: PLC0415  # of the extra

    sorts = zxingcpp.BarcodeFormat
    wanted = (sorts.PDF417, sorts.QRCode, sorts.Aztec, sorts.DataMatrix)
    found = zxingcpp.read_barcodes(grey, formats=wanted, return_errors=errors)  # type: ignore[arg-type]  # its stubs know flags only
    return [(Code(str(each.format).rpartition(".")[2], bytes(each.bytes)), each.valid) for each in found]
