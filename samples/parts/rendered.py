"""Rendered: identity documents, selfies and a boarding pass as a vendor keeps pictures of them. Needs Pillow, NumPy and zxing-cpp.

What is drawn depends on the type faces of the machine (see `lettering`) and on the versions of these libraries; names, dates and
what the files hold do not.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import zxingcpp
from parts import camera, papers
from parts.identity import document
from parts.ledger import VENDOR, Ledger
from parts.lettering import font
from parts.portrait import portrait
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/media"
#: Sorts of `papers.PAPERS` that are drawn, one of each: licences of the first people, and other documents.
LICENCES = (
    "licence-american", "licence-european", "licence-british", "licence-canadian", "licence-australian", "licence-indian",
)  # fmt: skip
OTHERS = ("visa", "card-back", "passport", "card-wide", "card-front", "card-french")


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write drawn documents and selfies into `media/id-scans`, and a boarding pass into `media/travel`."""
    rng = ledger.rng("rendered")
    for place, person in enumerate(people[: ledger.scale(len(LICENCES), 3)]):
        _selfie(ledger, rng, person)
        _paper(ledger, rng, person, LICENCES[place], "licence", place)
    for place, sort in enumerate(OTHERS[: ledger.scale(len(OTHERS), 3)]):
        _paper(ledger, rng, people[20 + place], sort, "document", place)
    _boarding(ledger, rng, people[20])


def _selfie(ledger: Ledger, rng: Random, person: Person) -> None:
    data = _jpeg(portrait(rng, 480, 600))
    path = ledger.write(f"{FOLDER}/id-scans/{person.id}-selfie.jpg", data, days_old=rng.randrange(30, 800))
    ledger.hold(path, "kyc.selfie", what="drawn portrait")


def _paper(ledger: Ledger, rng: Random, person: Person, sort: str, called: str, place: int) -> None:
    """One document: as a file from the start, from the glass of a scanner, or by telephone."""
    paper = papers.PAPERS[sort][0](rng, document(rng, person))
    way = ("flat", "scan", "phone")[place % 3]
    shot = {
        "flat": camera.flat(paper.image),
        "scan": camera.scan(rng, paper.image),
        "phone": camera.phone(rng, paper.image),
    }[way]
    path = f"{FOLDER}/id-scans/{person.id}-{called}.jpg"
    ledger.write(path, _jpeg(shot.image), days_old=rng.randrange(30, 800))
    ledger.hold(path, papers.KINDS[paper.kind], what=f"{paper.kind}, {paper.side}, {way}")


def _boarding(ledger: Ledger, rng: Random, person: Person) -> None:
    """A boarding pass with its code (IATA Resolution 792), from nowhere to nowhere."""
    name = f"{person.family}/{person.given}".upper().replace("-", " ")[:20]
    said = f"M1{name:<20}EXYZ{rng.randrange(100, 1000)} UTOUTPXX 0834 {rng.randrange(1, 366):03}J001A0025 100"
    code = Image.fromarray(zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.Aztec).to_image(scale=6))
    page = Image.new("RGB", (1100, 480), (250, 250, 246))
    page.paste(code, (1060 - code.width, 60))
    draw = ImageDraw.Draw(page)
    for row, line in enumerate(("BOARDING PASS", name, "UTO  to  UTP", "XX 834   GATE 7   SEAT 1A")):
        draw.text((40, 40 + row * 90), line, (20, 24, 40), font("plain", 44))
    path = ledger.write(f"{FOLDER}/travel/{person.id}-boarding.jpg", _jpeg(page), days_old=60)
    ledger.hold(path, "person.travel", since=7, what="code of a boarding pass")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
