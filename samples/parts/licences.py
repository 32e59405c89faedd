"""Driving licences as pictures, in the manner of the AAMVA's card design standard, of Directive 2006/126/EC annex I, and of other countries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import zxingcpp
from parts import aamva
from parts.numbers import digits
from parts.paper import ID1, Paper, day, issued, place
from parts.sheet import Sheet, style
from parts.wording import WORDS
from PIL import Image

if TYPE_CHECKING:
    from random import Random

    from parts.identity import Document
    from parts.sheet import Colour, Field, Style

_FRONT = ("portrait", "words", "fields", "dates")
#: Languages of the union, with the country and the letters that stand in the flag.
_UNION = {
    "de": ("DEU", "D"), "fr": ("FRA", "F"), "es": ("ESP", "E"), "it": ("ITA", "I"), "pt": ("PRT", "P"), "nl": ("NLD", "NL"), "pl": ("POL", "PL"),
    "cs": ("CZE", "CZ"), "ro": ("ROU", "RO"), "hu": ("HUN", "H"), "sv": ("SWE", "S"), "el": ("GRC", "GR"),
}  # fmt: skip


def pdf417(content: bytes, columns: int) -> Image.Image:
    """A PDF417 code, one pixel a module, with its quiet zone."""
    made = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.PDF417, columns=columns)
    return Image.fromarray(made.to_image(scale=1))


def american(rng: Random, holder: Document) -> Paper:
    """The front of a licence of one of the United States."""
    state = rng.choice(sorted(aamva.ISSUERS))
    return _aamva_front(
        rng,
        holder,
        state,
        aamva.ISSUERS[state][1],
        "DRIVER LICENSE" if rng.random() < 0.7 else "DRIVER'S LICENSE",
        "USA",
    )


def canadian(rng: Random, holder: Document) -> Paper:
    """The front of a licence of a Canadian province."""
    state = rng.choice(sorted(aamva.PROVINCES))
    return _aamva_front(rng, holder, state, aamva.PROVINCES[state][1], "DRIVER'S LICENCE / PERMIS DE CONDUIRE", "CAN")


def _aamva_front(rng: Random, holder: Document, state: str, name: str, title: str, country: str) -> Paper:
    look = style(rng)
    sheet, person, order = Sheet(rng, ID1, look), holder.person, "iso" if country == "CAN" else "american"
    number = _number(rng, state)
    sheet.text((30, 16), name, 58, look.accent, "bold", most=460)
    sheet.text((510, 30), title, 38, look.accent, most=440)
    left = 730 if look.right else 30
    sheet.picture(left, 130, 260, 330)
    mark = rng.random() < 0.6  # numbered, as annex A has it
    facts: list[Field] = [
        ("4d" if mark else "DL", number), ("3 DOB" if mark else "DOB", day(person.born, order)), ("4b EXP" if mark else "EXP", day(holder.expires, order)),
        ("4a ISS" if mark else "ISS", day(issued(rng, holder.expires, 8), order)), ("1" if mark else "LN", person.family.upper()),
        ("2" if mark else "FN", person.given.upper()), ("8" if mark else "ADD", f"{person.street.upper()}, {person.city.upper()}"),
        ("9 CLASS" if mark else "CLASS", rng.choice("CDG")), ("15 SEX" if mark else "SEX", person.sex), ("16 HGT", f"5'-{rng.randrange(1, 12):02}\""),
        ("18 EYES", rng.choice(("BRO", "BLU", "GRN", "HAZ"))), ("12 REST", "NONE"),
    ]  # fmt: skip
    sheet.style = replace(look, captions="beside")
    sheet.fields(facts, 30 if look.right else 315, 104, 680, 440, 2)
    sheet.signature(left + 10, 520, 230)
    if rng.random() < 0.5:
        sheet.text((760 if not look.right else 40, 570), "DONOR", 34, (170, 30, 40), "bold")
    if rng.random() < 0.4:
        sheet.text((330, 580), "FEDERAL LIMITS APPLY", 24, look.accent)
    return Paper(sheet.image, "driving licence", country, "front", "en", _FRONT, number, person.born)


def _number(rng: Random, state: str) -> str:
    return {
        "CA": rng.choice("BCDEFY") + digits(rng, 7),
        "FL": "S" + digits(rng, 12),
        "NY": digits(rng, 9),
        "IL": "B" + digits(rng, 11),
    }.get(state, digits(rng, 8))


def american_back(rng: Random, holder: Document) -> Paper:
    """The back of a North American licence: its code, a stripe or a one-dimensional code, small print."""
    canadian_one = rng.random() < 0.12
    state = rng.choice(sorted(aamva.PROVINCES if canadian_one else aamva.ISSUERS))
    version = rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10))
    holder = replace(holder, number=_number(rng, state))
    content = aamva.payload(holder, state, version, issued(rng, holder.expires, 8))
    look, sheet = style(rng), None
    sheet = Sheet(rng, ID1, look)
    code = pdf417(content, rng.randrange(8, 14))
    across = min(3, 960 // code.width)
    top = rng.choice((60, 130, 250))
    sheet.band(20, top - 14, 30 + code.width * across + 20, top + code.height * across + 14, (250, 250, 250))
    sheet.code(code, 30, top, code.width * across)
    if top >= 130 and rng.random() < 0.5:
        sheet.band(0, 14, sheet.width, 100, (26, 26, 28))
    low = top + code.height * across + 24
    for row, text in enumerate(
        ("CLASS: D - Non-commercial vehicle", "RESTRICTIONS: NONE   ENDORSEMENTS: NONE", f"{rng.randrange(10**12):012}")
    ):
        if low + row * 34 < sheet.height - 30:
            sheet.text((40, low + row * 34), text, 22)
    return Paper(
        sheet.image,
        "driving licence",
        "CAN" if canadian_one else "USA",
        "back",
        "en",
        ("barcode",),
        holder.number,
        holder.person.born,
        code=content,
    )


def european(rng: Random, holder: Document) -> Paper:
    """The front of the union's model: pink, with the fields numbered."""
    language = rng.choice(sorted(_UNION))
    return _model(rng, holder, language, _UNION[language], ((238, 206, 214), (214, 222, 236)))


def british(rng: Random, holder: Document) -> Paper:
    """The front of a licence of the United Kingdom."""
    return _model(rng, holder, "en", ("GBR", "UK"), ((236, 204, 214), (206, 226, 226)))


def _model(rng: Random, holder: Document, language: str, where: tuple[str, str], tints: tuple[Colour, Colour]) -> Paper:
    country, letters = where
    look = replace(style(rng), tints=tints, right=False, captions="beside", accent=(60, 40, 90))
    sheet, person = Sheet(rng, ID1, look), holder.person
    sheet.band(24, 20, 134, 110, (20, 50, 150))
    sheet.text((46, 40), letters, 36, (250, 220, 60), "bold", most=80)
    sheet.text((160, 24), WORDS[language].licence, 46, look.accent, "bold", most=560)
    if language != "en":
        sheet.text((740, 34), "DRIVING LICENCE" if rng.random() < 0.4 else "UTOPIA", 26, look.accent, most=250)
    sheet.picture(30, 160, 260, 335)
    number = _british(rng, holder) if country == "GBR" else rng.choice((holder.number, digits(rng, 10)))
    dot, order = rng.choice((".", "")), rng.choice(("dots", "dots", "slashes"))
    facts: list[Field] = [
        (f"1{dot}", person.family.upper()), (f"2{dot}", person.given.upper()), (f"3{dot}", f"{day(person.born, order)}  {place(rng).upper()}"),
        (f"4a{dot}", f"{day(issued(rng, holder.expires), order)}   4c{dot} {'DVLA' if country == 'GBR' else rng.choice(('Landratsamt', 'Préfecture', 'UTO-001'))}"),
        (f"4b{dot}", day(holder.expires, order)), (f"5{dot}", number), (f"8{dot}", f"{person.street}, {person.city}"),
        (f"9{dot}", rng.choice(("AM/B/L", "B", "A/B/BE", "AM/A1/B1/B/f/k/p/q"))),
    ]  # fmt: skip
    sheet.fields(facts, 320, 104, 660, 500)
    sheet.signature(60, 540, 200)
    return Paper(sheet.image, "driving licence", country, "front", language, _FRONT, number, person.born)


def _british(rng: Random, holder: Document) -> str:
    """Five letters of the name, six digits of the birth, initials, and what follows: https://en.wikipedia.org/wiki/Driving_licence_in_the_United_Kingdom."""
    person = holder.person
    month = int(person.born[5:7]) + (50 if person.sex == "F" else 0)
    return f"{person.family.upper()[:5].ljust(5, '9').replace('-', '9')}{person.born[2]}{month:02}{person.born[8:10]}{person.born[3]}{person.given[0]}9{digits(rng, 1)}99"


def european_back(rng: Random, holder: Document) -> Paper:
    """The back of the union's model: the table of classes."""
    look = replace(style(rng), tints=((236, 210, 216), (222, 224, 236)), face="plain")
    sheet = Sheet(rng, ID1, look)
    start = day(issued(rng, holder.expires, 10), "dots")
    for at, head in enumerate(("9.", "10.", "11.", "12.")):
        sheet.text((300 + at * 180, 26), head, 24, look.accent)
    for row, name in enumerate(("AM", "A1", "A2", "A", "B", "C1", "C", "BE")):
        y = 64 + row * 62
        sheet.band(200, y - 6, 980, y - 4)
        sheet.text((220, y), name, 30)
        if rng.random() < 0.5:
            sheet.text((450, y), start, 26)
            sheet.text((640, y), day(holder.expires, "dots"), 26)
    sheet.text(
        (24, 570),
        "1. Name 2. First name 3. Date and place of birth 4a. Date of issue 4b. Date of expiry 5. Licence No.",
        20,
        most=960,
    )
    return Paper(sheet.image, "driving licence", "UTO", "back", "en", ("fields", "dates"), holder.number, "")


def australian(rng: Random, holder: Document) -> Paper:
    """The front of a licence of an Australian state."""
    name = rng.choice(("New South Wales, Australia", "Victoria Australia", "Queensland Australia", "South Australia"))
    facts = [
        ("Licence No.", digits(rng, 8)),
        ("Licence Class", rng.choice("CR")),
        ("Card Number", f"{digits(rng, 1)} {digits(rng, 3)} {digits(rng, 3)} {digits(rng, 3)}"),
    ]
    return _plain(rng, holder, (name, "Driver Licence"), facts, "AUS", "words")


def indian(rng: Random, holder: Document) -> Paper:
    """The front of a licence as India's states print it."""
    state = rng.choice(("MH", "KA", "DL", "TN"))
    number = f"{state}{digits(rng, 2)} {holder.expires[:3]}0{digits(rng, 7)}"
    facts = [
        ("DL No.", number),
        ("Blood Group", rng.choice(("O+", "B+", "A-"))),
        ("S/D/W of", place(rng)),
        ("COV", "LMV  MCWG"),
    ]
    return _plain(rng, holder, ("INDIAN UNION DRIVING LICENCE", "Form 7 Rule 16(2)"), facts, "IND", "slashes")


def _plain(
    rng: Random, holder: Document, titles: tuple[str, str], more: list[Field], country: str, order: str
) -> Paper:
    look: Style = replace(style(rng), captions=rng.choice(("above", "beside")))
    sheet, person = Sheet(rng, ID1, look), holder.person
    sheet.text((30, 16), titles[0], 44, look.accent, "bold", most=960)
    sheet.text((30, 70), titles[1], 36, look.accent, most=960)
    left = 730 if look.right else 30
    sheet.picture(left, 140, 250, 320)
    facts: list[Field] = [
        ("Name", f"{person.given} {person.family}"), ("Address", f"{person.street}, {person.city}"), *more, ("Date of Birth", day(person.born, order)),
        ("Expiry Date", day(holder.expires, order)),
    ]  # fmt: skip
    sheet.fields(facts, 30 if look.right else 310, 124, 670, 480, rng.choice((1, 2)))
    sheet.signature(left + 10, 540, 220)
    return Paper(sheet.image, "driving licence", country, "front", "en", _FRONT, more[0][1], person.born)
