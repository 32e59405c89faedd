"""Codes: matrix codes and PDF417 in a picture, by ZXing: https://github.com/zxing-cpp/zxing-cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from detectors.media.picture import Pixels

#: Longer side below which a picture is looked at again at twice its size: codes want two pixels a module.
_SMALL = 1600


class Code(NamedTuple):
    """One code: its sort as ZXing names it, and its content."""

    sort: str
    payload: bytes


def codes(pixels: Pixels, *, harder: bool) -> list[Code]:
    """Codes with a payload that may speak of people: those in two dimensions.

    Args:
        pixels: BGR.
        harder: whether to look again at twice the size where there is none.
    """
    found = _read(pixels)
    if not found and harder and max(pixels.shape[:2]) < _SMALL:
        import cv2  # noqa: PLC0415  # of the extra

        found = _read(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))  # type: ignore[arg-type]  # the same type
    return found


def _read(pixels: Pixels) -> list[Code]:
    import cv2  # noqa: PLC0415  # of the extra
    import zxingcpp  # noqa: PLC0415  # as above

    sorts = zxingcpp.BarcodeFormat
    wanted = (sorts.PDF417, sorts.QRCode, sorts.Aztec, sorts.DataMatrix)
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    found = zxingcpp.read_barcodes(grey, formats=wanted)  # type: ignore[arg-type]  # its stubs know the flags of before only
    return [Code(str(each.format).rpartition(".")[2], bytes(each.bytes)) for each in found if each.valid]
