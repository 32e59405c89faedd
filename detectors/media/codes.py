"""Codes: matrix codes and PDF417 in a picture, by ZXing: https://github.com/zxing-cpp/zxing-cpp."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from detectors.media.picture import Pixels


class _Step(NamedTuple):
    """How a picture is changed: times its size, degrees that it is turned, edges sharpened, light evened out."""

    times: float = 1.0
    turned: float = 0.0
    sharper: bool = False
    evened: bool = False


#: How a code that was not read is tried again, the most telling first. Rows of PDF417 are read along lines that must not leave
#: them, so a slanted one is turned; the other sorts are read however they lie. Measured on drawn backs: `benchmarks/README.md`.
_AGAIN = (
    _Step(2.0), _Step(0.5), _Step(turned=4), _Step(turned=-4), _Step(turned=8), _Step(turned=-8),
    _Step(1.5, 2), _Step(1.5, -2), _Step(1.5, 6), _Step(1.5, -6), _Step(sharper=True), _Step(2.0, sharper=True), _Step(evened=True),
    _Step(1.5, 4), _Step(1.5, -4), _Step(2.0, 2), _Step(2.0, -2), _Step(0.7), _Step(0.7, 4), _Step(0.7, -4),
)  # fmt: skip
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
    for step in _AGAIN if harder else ():
        if any(known(code.payload) for code in found):
            break
        if max(grey.shape) * step.times <= _MOST:
            found += [code for code, _ in _decoded(_changed(grey, step), turned=bool(step.turned))]
    right = [code for code in found if known(code.payload)]
    return right or found[:1]


def _changed(grey: Any, step: _Step) -> Any:  # arrays of cv2
    """The same picture as a decoder may rather read it."""
    import cv2  # noqa: PLC0415  # of the extra

    if step.evened:
        grey = cv2.createCLAHE(3, (8, 8)).apply(grey)
    times = step.times
    if step.turned:
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), step.turned, times)
        turn[:, 2] += (width * (times - 1) / 2, height * (times - 1) / 2)
        size = (round(width * times), round(height * times))
        how = cv2.INTER_CUBIC if times > 1 else cv2.INTER_LINEAR
        grey = cv2.warpAffine(grey, turn, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    elif times != 1:
        grey = cv2.resize(
            grey, None, fx=times, fy=times, interpolation=cv2.INTER_AREA if times < 1 else cv2.INTER_CUBIC
        )
    if step.sharper:
        grey = cv2.addWeighted(grey, 2.2, cv2.GaussianBlur(grey, (0, 0), 2 * times), -1.2, 0)
    return grey


def _grey(pixels: Pixels) -> Any:  # arrays of cv2
    import cv2  # noqa: PLC0415  # of the extra

    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def _decoded(grey: Any, *, errors: bool = False, turned: bool = False) -> list[tuple[Code, bool]]:
    """Codes, and whether each could be read; those that could not only if they are wanted. In a turned picture only PDF417."""
    import zxingcpp  # noqa: PLC0415  # of the extra

    sorts = zxingcpp.BarcodeFormat
    wanted = (sorts.PDF417,) if turned else (sorts.PDF417, sorts.QRCode, sorts.Aztec, sorts.DataMatrix)
    found = zxingcpp.read_barcodes(grey, formats=wanted, return_errors=errors)  # type: ignore[arg-type]  # its stubs know flags only
    return [(Code(str(each.format).rpartition(".")[2], bytes(each.bytes)), each.valid) for each in found]
