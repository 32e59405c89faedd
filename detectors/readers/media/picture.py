"""Picture reader: what pictures show: identity documents, faces, codes that speak of people, and what is written in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.identity.aamva import licence
from detectors.identity.hint import hinted
from detectors.identity.verdict import Signals, Verdict, verdict
from detectors.identity.words import spoken
from detectors.identity.zone import zones
from detectors.media.look import MOST_LINES, Seen, Sight, look
from detectors.media.picture import LEAST_SIDE, Picture, pictures
from detectors.media.writing import Line
from detectors.readers.base import Budget, Fact, Gap, Part, Reader, Text
from detectors.views.sniff import Media

#: Share of a picture that a face must cover for it to be a portrait.
_PORTRAIT = 0.04
#: Share of neighbouring pixels that are equal, from which a picture is drawn and not photographed.
_FLAT = 0.5


class PictureReader(Reader):
    """Looks at PNG, JPEG, GIF, TIFF, WebP, HEIF, BMP and JPEG 2000, at every frame and page up to a bound."""

    isolated = True

    def __init__(self) -> None:
        """Load no model yet."""
        self._sight = Sight()

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # content decides
        for picture in pictures(blob.open, budget.check):
            if min(picture.width, picture.height) < LEAST_SIDE:
                continue
            yield from self._one(picture, name, budget)

    def _one(self, picture: Picture, name: str, budget: Budget) -> Iterator[Part]:
        page = picture.page if picture.page > 1 else None
        seen = look(picture, self._sight, hinted=hinted(name), enough=_settled, check=budget.check)
        texts = [line.text for line in seen.lines]
        judged = _judged(seen, texts, name)
        if judged is not None:
            yield _document(judged, page)
        yield from _faces(picture, seen, name, page)
        for code in seen.codes:
            yield Text(code.payload, f"code ({code.sort})", page)
        if texts:
            yield Text("\n".join(texts).encode() + b"\n", "text in the picture", page)
        if seen.places > MOST_LINES:
            what = f"{len(texts):,} of its {seen.places:,} lines of text were read"
            yield Gap("", 0, Reason.SAMPLED, what)


def _settled(lines: Sequence[Line]) -> bool:
    """Whether lines hold a machine readable zone whose digits are right."""
    return any(zone.confirmed for zone in zones([line.text for line in lines]))


def _judged(seen: Seen, texts: Sequence[str], name: str) -> Verdict | None:
    signals = Signals(
        zones=zones(texts),
        licence=next((found for code in seen.codes if (found := licence(code.payload)) is not None), None),
        spoken=spoken(texts),
        faces=[(face.area, face.x, face.y) for face in seen.faces],
        width=seen.width,
        height=seen.height,
        path=name,
        sidecar=False,
    )
    return verdict(signals)


def _document(judged: Verdict, page: int | None) -> Fact:
    """The document as a fact: what tells its holder from others is number and birth, else the picture."""
    make = partial(_fact, value=judged.subject, page=page, evidence=judged.evidence)
    return make(judged.kind, sure=judged.confirmed)


def _fact(kind: str, *, sure: bool, value: bytes, page: int | None, evidence: tuple[str, ...]) -> Fact:
    match kind, sure:
        case "kyc.passport_scan", True:
            return Fact("picture.passport", value, page=page, evidence=evidence)
        case "kyc.passport_scan", _:
            return Fact("picture.passport-likely", value, page=page, evidence=evidence)
        case "kyc.dl_scan", True:
            return Fact("picture.licence", value, page=page, evidence=evidence)
        case "kyc.dl_scan", _:
            return Fact("picture.licence-likely", value, page=page, evidence=evidence)
        case "kyc.residence_permit_scan", True:
            return Fact("picture.permit", value, page=page, evidence=evidence)
        case "kyc.residence_permit_scan", _:
            return Fact("picture.permit-likely", value, page=page, evidence=evidence)
        case _, True:
            return Fact("picture.card", value, page=page, evidence=evidence)
        case _:
            return Fact("picture.card-likely", value, page=page, evidence=evidence)


def _faces(picture: Picture, seen: Seen, name: str, page: int | None) -> Iterator[Fact]:
    """Faces, counted for the picture and never told apart."""
    if not seen.faces:
        return
    value, count = hashlib.sha256(picture.small.tobytes()).digest(), len(seen.faces)
    if _drawn(picture):
        yield Fact("picture.faces-drawn", value, page=page, evidence=("face", "drawn"), records=count)
        return
    if count == 1 and seen.faces[0].area >= _PORTRAIT and _is_selfie(name):
        yield Fact("picture.selfie", value, page=page, evidence=("face", "path"))
    sort = "portrait" if seen.faces[0].area >= _PORTRAIT else "people"
    yield Fact("picture.faces", value, page=page, evidence=("face", sort), records=count)


def _is_selfie(name: str) -> bool:
    return any(word in name.casefold() for word in ("selfie", "liveness"))


def _drawn(picture: Picture) -> bool:
    """Whether most neighbours are of one colour, as nothing that a camera took is."""
    small = picture.small
    return bool((small[:, 1:] == small[:, :-1]).all(axis=2).mean() > _FLAT)
