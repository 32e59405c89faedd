"""Look: what one picture shows, by a cascade: each step is taken only where a cheaper one speaks for it.

Faces at low resolution, and whether there is text at all; codes; lines long enough for a machine readable zone; then the rest of
the lines, where there is a face beside text, a name that says so, or much text. What lies on its side is turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from detectors.media.codes import Code, Known, codes, glanced
from detectors.media.faces import Face, Faces
from detectors.media.page import Page
from detectors.media.picture import LARGE, SMALL, Picture, scaled
from detectors.media.writing import Line, Writing, tall, wide

if TYPE_CHECKING:
    from detectors.media.picture import Pixels
    from detectors.media.writing import Quad

#: Longer side at which it is told whether there is text at all.
_GLANCE = 320
#: Length of a line of a machine readable zone, in its heights, as little as a slanted photograph leaves of it.
_LONG = 9.0
#: Lines that are read of a picture at most, and from how many on a picture is one of text.
MOST_LINES, _TEXT = 60, 5
#: Stretches of text from which a picture without a face, and with one (a résumé), is a page, which is read as one.
_PAGE_LINES, _PAGE_WITH_FACE = 16, 30
#: Lines beside a face from which it may be a document.
_BESIDE = 3
#: Stretches of text that there are at most beside the code on the back of a card.
_BACK = 12
#: Longer sides at which faces beside text are looked for, also such small ones as cards show in a photograph.
_PORTRAITS = (320, 640)
#: Share of a picture that is of one shade (a sixteenth of all) if it is a page.
_PAPER = 0.5
#: Share of a picture that a face covers on a card that takes up little of it.
_SMALL_FACE = 0.02
#: Share of a picture below which a document in it is looked at more closely.
_LITTLE = 0.5
#: How well a picture can be read that stands the right way up.
_LEGIBLE = 0.94
#: The same for a page, by Tesseract's measure.
_PAGE_LEGIBLE = 0.8
#: How much of what was found must stand upright for a picture to lie on its side.
_SIDEWAYS = 0.5


#: Left, top, right and bottom, shares of width and height.
Box = tuple[float, float, float, float]


class Seen(NamedTuple):
    """What a picture shows.

    Attributes:
        width: of what was looked at, upright, in pixels: the picture, or the part of it that a document takes up.
        height: of the same.
        faces: the largest first.
        lines: that were read, top to bottom.
        places: stretches of text that there are.
        codes: in two dimensions.
    """

    width: int
    height: int
    faces: list[Face]
    lines: list[Line]
    places: int
    codes: list[Code]


class Sight:
    """The models, each loaded when it is first needed."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self.faces = Faces()
        self.writing = Writing()
        self.page = Page()


#: Whether lines say enough: asked between the steps, so that no more is read than is needed.
Enough = Callable[[Sequence[Line]], bool]


def look(
    picture: Picture, sight: Sight, *, hinted: bool, enough: Enough, known: Known, check: Callable[[], None]
) -> Seen:
    """Look at a picture.

    Args:
        picture: decoded.
        sight: the models.
        hinted: whether its name or what lies beside it speaks of a document.
        enough: whether what was read settles what it is.
        known: whether a code's payload is one of those that are looked for.
        check: asks whether there is time left.

    Raises:
        ReadError: it cannot be decoded at its full size.
    """
    faces = sight.faces.find(picture.small)
    places = _places(picture.small, sight, wanted=hinted)
    check()
    large = picture.large()
    found, illegible = glanced(picture.small)
    if illegible or ((places or hinted) and not found):
        harder = illegible or hinted or (not faces and len(places) <= _BACK)
        found = codes(large, known, harder=harder) or found
    if not places and faces and faces[0].area < _SMALL_FACE:
        places = _around(picture, faces, sight)
    if not _speaks(faces, places, hinted=hinted or bool(found)):
        return Seen(picture.width, picture.height, faces, [], len(places), found)
    ask = _Asked(sight, hinted, enough, check)
    seen, settled = _upright(large, faces, places, ask)
    box = None if settled else _part(picture.small, seen.faces, places)
    if box is not None:
        part = scaled(_cut(picture.whole(), box), LARGE)
        closer, settled = _upright(part, [], sight.writing.places(scaled(part, SMALL)), ask)
        if settled or len(closer.lines) >= len(seen.lines):
            seen = closer
        found = found or codes(part, known, harder=illegible)
    return seen._replace(codes=found)


def _around(picture: Picture, faces: Sequence[Face], sight: Sight) -> list[Quad]:
    """Where text stands in a picture in which a card may lie that is too small for its text to be seen at a glance."""
    box = _part(picture.small, faces, ())
    if box is None or not sight.writing.places(scaled(_cut(picture.large(), box), _GLANCE)):
        return []
    return sight.writing.places(picture.small)


class _Asked(NamedTuple):
    """What the steps of one look need: see `look`."""

    sight: Sight
    hinted: bool
    enough: Enough
    check: Callable[[], None]


def _upright(large: Pixels, faces: list[Face], places: list[Quad], ask: _Asked) -> tuple[Seen, bool]:
    """What is read in a picture, turned as its text says, and whether that is enough."""
    sight = ask.sight
    best, sure = Seen(large.shape[1], large.shape[0], faces, [], len(places), []), -1.0
    for turns in _turns(places):
        turned = _turned(large, turns)
        if turns:
            places = sight.writing.places(scaled(turned, SMALL))
        faces = sight.faces.find(turned, _PORTRAITS) or faces if turns or not faces else faces
        paged = len(places) >= (_PAGE_WITH_FACE if faces else _PAGE_LINES)
        page = sight.page.read(turned, len(places)) if paged else None
        if page is not None and _legible(page, len(page)) > _PAGE_LEGIBLE:
            # What is on a page is not looked at more closely: all of it was read.
            return Seen(turned.shape[1], turned.shape[0], faces, page, len(page), []), True
        stop = ask.enough if faces else _never  # what a zone says alone is one sign: words are to be another
        lines = _read(turned, places, sight, all_of_it=ask.hinted or bool(faces), enough=stop, check=ask.check)
        seen = Seen(turned.shape[1], turned.shape[0], faces, lines, len(places), [])
        if ask.enough(lines):
            return seen, True
        legible = _legible(lines, min(len(places), MOST_LINES))
        if legible > sure:
            best, sure = seen, legible
        if legible > _LEGIBLE:
            break
    return best, False


def _part(small: Pixels, faces: Sequence[Face], places: Sequence[Quad]) -> Box | None:
    """Where in a picture a document may lie that takes up little of it: around a face, else around long lines; None if none may."""
    height, width = small.shape[:2]
    if faces:
        side = (faces[0].area * width * height) ** 0.5
        x, y = faces[0].x * width, faces[0].y * height
        left, right, top, bottom = x - side * 5.5, x + side * 5.5, y - side * 4, y + side * 4
    else:
        long = [each for each in places if max(wide(each), tall(each)) >= _LONG * max(1.0, min(wide(each), tall(each)))]
        if not long:
            return None
        across, down = [float(x) for each in long for x in each[:, 0]], [float(y) for each in long for y in each[:, 1]]
        reach = max(max(across) - min(across), max(down) - min(down))
        left, right = min(across) - reach * 0.1, max(across) + reach * 0.1
        top, bottom = min(down) - reach * 0.7, max(down) + reach * 0.7
    box = (max(0.0, left / width), max(0.0, top / height), min(1.0, right / width), min(1.0, bottom / height))
    return box if (box[2] - box[0]) * (box[3] - box[1]) < _LITTLE else None


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    return pixels[int(box[1] * height) : int(box[3] * height) + 1, int(box[0] * width) : int(box[2] * width) + 1]


def _never(_lines: Sequence[Line]) -> bool:
    return False


def _legible(lines: Sequence[Line], places: int) -> float:
    """How well a picture could be read, 0 to 1: upside down, models guess, and are not sure."""
    return sum(line.score for line in lines) / max(1, places, len(lines))


def _places(small: Pixels, sight: Sight, *, wanted: bool) -> list[Quad]:
    """Where text stands; a glance first, which most photographs end with, but not a page: what lies on it may be small."""
    if not wanted and not _is_page(small) and not sight.writing.places(scaled(small, _GLANCE)):
        return []
    return sight.writing.places(small)


def _is_page(small: Pixels) -> bool:
    """Whether most of it is of one shade, as a scan of something on paper is."""
    import cv2  # noqa: PLC0415  # of the extra

    shades = cv2.calcHist([small], [1], None, [16], [0, 256])
    return bool(shades.max() > _PAPER * shades.sum())


def _speaks(faces: Sequence[Face], places: Sequence[Quad], *, hinted: bool) -> bool:
    """Whether there may be something to read."""
    if not places:
        return False
    long = sum(max(wide(each), tall(each)) >= _LONG * max(1.0, min(wide(each), tall(each))) for each in places)
    return hinted or long > 0 or len(places) >= _TEXT or (bool(faces) and len(places) >= _BESIDE)


def _turns(places: Sequence[Quad]) -> tuple[int, ...]:
    """Quarter turns, clockwise, in which a picture is read: as it is, or as its text says."""
    upright = sum(tall(each) > wide(each) * 1.3 for each in places)
    return (1, 3) if upright > len(places) * _SIDEWAYS else (0, 2)


def _turned(pixels: Pixels, turns: int) -> Pixels:
    import numpy as np  # noqa: PLC0415  # of the extra

    return np.ascontiguousarray(np.rot90(pixels, -turns)) if turns else pixels


def _read(
    pixels: Pixels, places: Sequence[Quad], sight: Sight, *, all_of_it: bool, enough: Enough, check: Callable[[], None]
) -> list[Line]:
    """Long lines first; the rest where those do not say enough, and something speaks for it."""
    factor = max(pixels.shape[:2]) / 640 if max(pixels.shape[:2]) > 640 else 1.0  # noqa: PLR2004  # the size they were found at
    places = [place * factor for place in places]
    long = [place for place in places if wide(place) >= _LONG * max(1.0, tall(place))][-MOST_LINES:]
    lines = sight.writing.lines(pixels, long)
    check()
    if enough(lines):
        return lines
    if not all_of_it and len(places) < _TEXT:
        return lines
    known = {id(place) for place in long}
    rest = [place for place in places if id(place) not in known][: MOST_LINES - len(long)]
    for at in range(0, len(rest), 10):
        lines += sight.writing.lines(pixels, rest[at : at + 10])
        check()
    return sorted(lines, key=lambda line: (line.y, line.x))
