"""Picture reader: what pictures show: identity documents, faces, codes that speak of people, and what is written in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.identity.aamva import licence
from detectors.identity.hint import hint
from detectors.identity.payload import Payload, personal
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

#: What a document of a kind is told as, sure or by one sign.
_DOCUMENTS = {
    ("kyc.passport_scan", True): Fact("picture.passport", b""),
    ("kyc.passport_scan", False): Fact("picture.passport-likely", b""),
    ("kyc.dl_scan", True): Fact("picture.licence", b""),
    ("kyc.dl_scan", False): Fact("picture.licence-likely", b""),
    ("kyc.residence_permit_scan", True): Fact("picture.permit", b""),
    ("kyc.residence_permit_scan", False): Fact("picture.permit-likely", b""),
    ("kyc.visa_scan", True): Fact("picture.visa", b""),
    ("kyc.visa_scan", False): Fact("picture.visa-likely", b""),
    ("kyc.military_id_scan", True): Fact("picture.military-card", b""),
    ("kyc.military_id_scan", False): Fact("picture.military-card-likely", b""),
    ("kyc.health_card_scan", True): Fact("picture.health-card", b""),
    ("kyc.health_card_scan", False): Fact("picture.health-card-likely", b""),
    ("kyc.voter_card_scan", True): Fact("picture.voter-card", b""),
    ("kyc.voter_card_scan", False): Fact("picture.voter-card-likely", b""),
    ("kyc.selfie", True): Fact("picture.selfie", b""),
    ("kyc.selfie", False): Fact("picture.selfie", b""),
    ("kyc.national_id_scan", True): Fact("picture.card", b""),
    ("kyc.national_id_scan", False): Fact("picture.card-likely", b""),
}
#: What a code is told as, by its form or kind.
_CODES = {
    "health.certificate": Fact("picture.health-code", b""),
    "govid.in_aadhaar": Fact("picture.aadhaar-code", b""),
    "wifi": Fact("picture.network-code", b""),
    "cred.generic_secret": Fact("picture.seed-code", b""),
    "bcbp": Fact("picture.boarding-code", b""),
    "": Fact("picture.contact-code", b""),
}


class PictureReader(Reader):
    """Looks at PNG, JPEG, GIF, TIFF, WebP, HEIF, BMP and JPEG 2000, at every frame and page up to a bound."""

    isolated = True

    def __init__(self) -> None:
        """Load no model yet."""
        self._sight = Sight()

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # content decides
        path, *beside = name.split("\n")
        looked = of = 0
        for picture in pictures(blob.open, budget.check):
            looked, of = looked + 1, picture.of
            if min(picture.width, picture.height) < LEAST_SIDE:
                continue
            yield from self._one(picture, path, budget, sidecar="provider" in beside)
        if looked < of:
            yield Gap("", 0, Reason.SAMPLED, f"{looked:,} of its {of:,} frames were looked at")

    def _one(self, picture: Picture, name: str, budget: Budget, *, sidecar: bool) -> Iterator[Part]:
        page = picture.page if picture.page > 1 else None
        hinted = hint(name)
        seen = look(
            picture, self._sight, hinted=bool(hinted.documents), enough=_settled, known=_known, check=budget.check
        )
        texts = [line.text for line in seen.lines]
        personal_codes = [found for code in seen.codes if (found := personal(code.payload)) is not None]
        judged = verdict(_signals(seen, texts, personal_codes, name, sidecar=sidecar))
        if judged is not None:
            yield from _documents(judged, picture, page)
        yield from _faces(picture, seen, page)
        yield from _codes(personal_codes, page)
        for code in seen.codes:
            yield Text(code.payload, f"code ({code.sort})", page)
        if texts:
            yield Text("\n".join(texts).encode() + b"\n", "text in the picture", page)
        if seen.places > MOST_LINES:
            what = f"{len(texts):,} of its {seen.places:,} lines of text were read"
            yield Gap("", 0, Reason.SAMPLED, what)


def _known(payload: bytes) -> bool:
    """Whether a code is a licence's, or speaks of a person."""
    return licence(payload) is not None or personal(payload) is not None


def _settled(lines: Sequence[Line]) -> bool:
    """Whether lines hold a machine readable zone whose digits are right."""
    return any(zone.confirmed for zone in zones([line.text for line in lines]))


def _signals(seen: Seen, texts: Sequence[str], payloads: Sequence[Payload], name: str, *, sidecar: bool) -> Signals:
    return Signals(
        zones=zones(texts),
        licence=next((found for code in seen.codes if (found := licence(code.payload)) is not None), None),
        spoken=spoken(texts) if texts else None,
        faces=[(face.area, face.x, face.y) for face in seen.faces],
        width=seen.width,
        height=seen.height,
        path=name,
        sidecar=sidecar,
        lines=seen.places,
        payload=payloads[0] if payloads else None,
    )


def _documents(judged: Verdict, picture: Picture, page: int | None) -> Iterator[Fact]:
    """The document as facts: what tells its holder from others is number and birth, else it is the picture itself."""
    for subject in judged.subjects or (_mark(picture),):
        yield _document(judged.kind, subject, page, judged.evidence, sure=judged.confirmed)


def _mark(picture: Picture) -> bytes:
    """What tells a picture from others."""
    return hashlib.sha256(picture.small.tobytes()).digest()


def _document(kind: str, value: bytes, page: int | None, evidence: tuple[str, ...], *, sure: bool) -> Fact:
    return replace(_DOCUMENTS[kind, sure], value=value, page=page, evidence=evidence)


def _faces(picture: Picture, seen: Seen, page: int | None) -> Iterator[Fact]:
    """Faces, counted for the picture and never told apart."""
    if not seen.faces:
        return
    value, count = _mark(picture), len(seen.faces)
    if _drawn(picture):
        yield Fact("picture.faces-drawn", value, page=page, evidence=("face", "drawn"), records=count)
        return
    sort = "portrait" if seen.faces[0].area >= _PORTRAIT else "people"
    yield Fact("picture.faces", value, page=page, evidence=("face", sort), records=count)


def _drawn(picture: Picture) -> bool:
    """Whether most neighbours are of one colour, as nothing that a camera took is."""
    small = picture.small
    return bool((small[:, 1:] == small[:, :-1]).all(axis=2).mean() > _FLAT)


def _codes(payloads: Sequence[Payload], page: int | None) -> Iterator[Fact]:
    """Codes that speak of a person, or are a key; what is written in them is looked at as text besides."""
    for each in payloads:
        found = _CODES.get(each.form) or _CODES.get(each.kind) or _CODES[""]
        value = b"|".join((each.number, each.birth.encode()))
        yield replace(found, value=value, page=page, evidence=("code", *each.evidence))
