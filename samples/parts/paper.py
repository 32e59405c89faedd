"""Paper: an identity document as a picture with the truth about it, and the facts that go on one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parts.identity import Document, document
from parts.numbers import digits
from parts.people import population

if TYPE_CHECKING:
    from random import Random

    from PIL import Image

#: 85.6 x 54 mm (ISO/IEC 7810 ID-1) at 300 dots an inch, in pixels.
ID1 = (1012, 638)
#: 105 x 74 mm (ID-2).
ID2 = (1240, 874)
#: 125 x 88 mm (ID-3), at 254 dots an inch.
ID3 = (1250, 880)

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_PLACES = ("Zenith", "Port Amaurot", "Anyder", "Lower Hythlo", "Saint Alba", "Nova Insula", "Greyharbour", "Mirefield")
#: How days are written: by name of an order.
DAYS = ("words", "dots", "slashes", "american", "iso", "spaces")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it lies before the camera, and what is true of it.

    Attributes:
        image: in RGB, upright.
        kind: of the table `papers.KINDS`.
        country: three letters after ICAO Doc 9303-3 (UTO for Utopia), or of the country whose layout it is after.
        side: front or back.
        language: of its captions, two letters.
        signals: what can be seen on it, out of mrz, barcode, portrait, words, fields, dates.
        number: as printed.
        birth: ISO date; "" where it is not on this side.
        zone: the lines of its machine readable zone.
        code: what its bar code holds.
    """

    image: Image.Image
    kind: str
    country: str
    side: str
    language: str
    signals: tuple[str, ...]
    number: str
    birth: str
    zone: tuple[str, ...] = ()
    code: bytes = b""


def holder(rng: Random) -> Document:
    """A person with a document number of one of the shapes that are about, and with or without further digits."""
    person = population(rng, 1)[0]
    if rng.random() < 0.12:  # names of several parts
        person = replace(
            person,
            family=f"{person.family}-{population(rng, 1)[0].family}",
            given=f"{person.given} {population(rng, 1)[0].given}",
        )
    elif rng.random() < 0.03:  # one that fills its field
        person = replace(
            person, family="Vandersteenhovenlaar-" + person.family, given=f"{person.given} Maximilienne Theodora"
        )
    shapes = (
        lambda: rng.choice(_LETTERS) + digits(rng, 8),
        lambda: digits(rng, 9),
        lambda: rng.choice(_LETTERS) + rng.choice(_LETTERS) + digits(rng, 7),
        lambda: rng.choice(_LETTERS) + digits(rng, 6),
        lambda: "".join(rng.choice(_LETTERS + "0123456789") for _ in range(9)),
    )
    personal = rng.choice(("", "", digits(rng, 10), digits(rng, 7), digits(rng, 11)))
    return replace(document(rng, person), number=rng.choice(shapes)(), personal=personal)


def issued(rng: Random, expires: str, years: int = 10) -> str:
    """An ISO date some days more than so many years before a document ends."""
    return f"{int(expires[:4]) - years}-{expires[5:7]}-{min(28, int(expires[8:10]) + rng.randrange(3)):02}"


def place(rng: Random) -> str:
    """A town that is nowhere."""
    return rng.choice(_PLACES)


def day(iso: str, order: str) -> str:
    """A date as a document prints it; `order` is one of `DAYS`."""
    year, month, date = iso.split("-")
    return {
        "words": f"{date} {_MONTHS[int(month) - 1]} {year}", "dots": f"{date}.{month}.{year}", "slashes": f"{date}/{month}/{year}",
        "american": f"{month}/{date}/{year}", "iso": iso, "spaces": f"{date} {month} {year}",
    }[order]  # fmt: skip
