"""Picture: one frame or page of an image object, decoded within bounds, upright, without transparency, at two sizes.

Decoders are native code and the input is hostile: this runs in a child of the worker, under limits.
EXIF orientation: https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E, section 4.6.4 (A).
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from connectors.errors import Reason
from detectors.readers.base import ReadError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8]

#: Pixels of a frame that are decoded at most: what claims more is not opened. 200 Mpx are the largest sensors of phones.
MOST_PIXELS = 220_000_000
#: Sides below which a picture is an icon: it shows neither a face nor a line that could be read.
LEAST_SIDE = 64
#: Longer side of the small size, and of the larger one if nothing asks for all there is.
SMALL, LARGE = 640, 1600
#: Frames of one object that are looked at.
MOST_FRAMES = 24


#: Shorter side, in pixels of the small size, below which nothing can be made out: a picture of 70 by 20,000 is a line.
_THIN = 16
#: What decoders raise over damaged pictures.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, OverflowError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError,
    struct.error,
)  # fmt: skip


class Picture(NamedTuple):
    """One frame.

    Attributes:
        page: from 1.
        of: frames or pages that the object has.
        width: in pixels, as held, upright.
        height: in pixels, as held, upright.
        small: BGR, rows first, longer side at most `SMALL`.
        large: gives the same up to `LARGE`; cheap where that is what was decoded.
        whole: gives it as it is held, decoded anew.
    """

    page: int
    of: int
    width: int
    height: int
    small: Pixels
    large: Callable[[], Pixels]
    whole: Callable[[], Pixels]


def pictures(open_: Callable[[], IO[bytes]], check: Callable[[], None]) -> Iterator[Picture]:
    """The frames of an image object, spread over it where there are many.

    Args:
        open_: gives the content from its beginning, seekable; may be called again.
        check: asks whether there is time left.

    Raises:
        ReadError: it cannot be decoded, or not any further.
    """
    image = _opened(open_)
    count = _frames(image)
    for page in _spread(count):
        check()
        picture = _picture(image, open_, page, count)
        if min(picture.small.shape[:2]) >= _THIN:
            yield picture


def _frames(image: Image.Image) -> int:
    """How many frames there are.

    Raises:
        ReadError: the list of them is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return int(getattr(image, "n_frames", 1))
    except _BROKEN as error:
        raise ReadError(Reason.CORRUPT, "its list of frames cannot be read") from error


def _opened(open_: Callable[[], IO[bytes]]) -> Image.Image:
    """A picture whose pixels are not decoded yet.

    Raises:
        ReadError: it is none, or claims to be too large.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # of the extra

    _register()
    Image.MAX_IMAGE_PIXELS = None  # ours is the bound
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(open_())
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise ReadError(Reason.CORRUPT, "its picture cannot be decoded") from error
    if image.width * image.height > MOST_PIXELS:
        raise ReadError(Reason.LIMIT, f"claims {image.width:,} x {image.height:,} pixels; more than are decoded")
    return image


def _register() -> None:
    """HEIF is decoded by a library of its own, if that is there."""
    try:
        from pi_heif import register_heif_opener  # noqa: PLC0415  # as above
    except ImportError:
        return
    register_heif_opener()


def _spread(count: int) -> list[int]:
    if count <= MOST_FRAMES:
        return list(range(count))
    return sorted({round(at * (count - 1) / (MOST_FRAMES - 1)) for at in range(MOST_FRAMES)})


def _picture(image: Image.Image, open_: Callable[[], IO[bytes]], page: int, count: int) -> Picture:
    turned = _turned(image)
    width, height = (image.height, image.width) if turned else (image.width, image.height)
    large = _pixels(image, page, LARGE)

    def whole() -> Pixels:
        again = _opened(open_)
        return _pixels(again, page, None)

    return Picture(page + 1, count, width, height, scaled(large, SMALL), lambda: large, whole)


def _turned(image: Image.Image) -> bool:
    """Whether its EXIF says that it lies on its side."""
    try:
        return image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    except Exception:  # noqa: BLE001  # damaged tags are no reason not to look at the pixels
        return False


def _pixels(image: Image.Image, page: int, side: int | None) -> Pixels:
    """Pixels of a frame in BGR, upright, on white.

    Raises:
        ReadError: they cannot be decoded.
    """
    import numpy as np  # noqa: PLC0415  # of the extra
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415  # as above

    ImageFile.LOAD_TRUNCATED_IMAGES = True  # what is there is looked at
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if page:
                image.seek(page)
            if side is not None and page == 0:
                image.draft("RGB", (side, side))  # a JPEG is decoded at an eighth, a quarter or a half of its size
            frame = ImageOps.exif_transpose(image)
            if side is not None:
                frame.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
            flat = _flat(frame)
    except _BROKEN as error:
        raise ReadError(Reason.CORRUPT, "its picture cannot be decoded") from error
    return np.ascontiguousarray(np.asarray(flat)[:, :, ::-1])


def _flat(frame: Image.Image) -> Image.Image:
    """The same in RGB; what is transparent becomes white, and 16 bits of grey become 8."""
    from PIL import Image  # noqa: PLC0415  # of the extra

    if frame.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    if frame.mode.startswith("I;16") or frame.mode in {"I", "F"}:
        low, high = frame.getextrema()
        reach = max(1e-9, float(high) - float(low))  # type: ignore[arg-type]  # one band
        frame = frame.convert("F").point(lambda value: (value - float(low)) * (255.0 / reach))  # type: ignore[arg-type]
    return frame.convert("RGB")


def scaled(pixels: Pixels, side: int) -> Pixels:
    """The same with its longer side at most so long."""
    import cv2  # noqa: PLC0415  # of the extra

    longer = max(pixels.shape[:2])
    if longer <= side:
        return pixels
    factor = side / longer
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # of the same type
