"""Travel documents as pictures: passports, visas, cards and permits after ICAO Doc 9303 parts 4 to 7, of Utopia; and the old French card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parts import zones
from parts.numbers import digits
from parts.paper import DAYS, ID1, ID2, ID3, Paper, day, issued, place
from parts.sheet import Sheet, style
from parts.wording import FOREIGN, WORDS

if TYPE_CHECKING:
    from random import Random

    from parts.identity import Document
    from parts.sheet import Field
    from parts.wording import Words

_FRONT = ("portrait", "words", "fields", "dates")


def _language(rng: Random) -> str:
    return rng.choice(sorted(WORDS))


def _caption(words: Words, english: Words, name: str, slash: bool) -> str:
    own, other = str(getattr(words, name)), str(getattr(english, name))
    return f"{own} / {other}" if slash and own != other else own


def _facts(rng: Random, holder: Document, language: str, names: tuple[str, ...]) -> list[Field]:
    """Captions, with English beside those of other letters and of half of the others, and their values."""
    words, english, order = WORDS[language], WORDS["en"], rng.choice(DAYS)
    person, slash = holder.person, language in FOREIGN or rng.random() < 0.5
    values = {
        "surname": person.family.upper(), "given": person.given.upper(), "nationality": rng.choice(("UTOPIAN", "UTO", "UTOPIA")),
        "born": day(person.born, order), "sex": person.sex, "place": place(rng).upper(), "number": holder.number,
        "issued": day(issued(rng, holder.expires), order), "expires": day(holder.expires, order),
    }  # fmt: skip
    return [(_caption(words, english, name, slash), values[name]) for name in names]


def passport(rng: Random, holder: Document) -> Paper:
    """The data page of a passport, now and then with the page above it."""
    language, look = _language(rng), style(rng)
    sheet = Sheet(rng, ID3, look)
    words = WORDS[language]
    title = (
        words.passport
        if language == "en" or (rng.random() < 0.3 and language not in FOREIGN)
        else f"{words.passport}  PASSPORT"
    )
    left, wide = (0.05, 0.29) if not look.right else (0.68, 0.27)
    sheet.text(
        (sheet.width * 0.04, 30),
        rng.choice(("UTOPIA", "REPUBLIC OF UTOPIA", "KINGDOM OF UTOPIA")),
        38,
        look.accent,
        most=420,
    )
    sheet.text((sheet.width * 0.42, 28), title, 40, look.accent, "bold", most=sheet.width * 0.54)
    sheet.picture(sheet.width * left, 170, sheet.width * wide, sheet.width * wide * 9 / 7)
    names = ("surname", "given", "nationality", "number", "born", "sex", "place", "issued", "expires")
    middle = sheet.width * (0.05 if look.right else left + wide + 0.03)
    columns = rng.choice((1, 2, 2))
    sheet.fields(_facts(rng, holder, language, names), middle, 110, sheet.width * 0.60, 560, columns)
    if rng.random() < 0.5:
        sheet.seal(sheet.width * 0.9, 120, 56)
    sheet.signature(middle + sheet.width * 0.34, 640, 200)
    lines = zones.td3(holder, rng.choice(("P<", "P<", "P<", "PD", "PS", "PP")))
    sheet.zone(lines)
    return Paper(
        sheet.image,
        "passport",
        "UTO",
        "front",
        language,
        ("mrz", *_FRONT),
        holder.number,
        holder.person.born,
        tuple(lines),
    )


def card_front(rng: Random, holder: Document) -> Paper:
    """The front of an identity card of three lines, which are on its back."""
    return _front(rng, holder, "identity card", "card")


def _front(rng: Random, holder: Document, kind: str, title: str) -> Paper:
    language, look = _language(rng), style(rng)
    sheet, words = Sheet(rng, ID1, look), WORDS[language]
    if rng.random() < 0.5:
        sheet.band(0, 0, sheet.width, 84)
        colour = (248, 248, 248)
    else:
        colour = look.accent
    name = str(getattr(words, title))
    sheet.text(
        (36, 18),
        name if language not in FOREIGN else f"{name}  {getattr(WORDS['en'], title)}",
        42,
        colour,
        "bold",
        most=780,
    )
    sheet.seal(950, 46, 36)
    left = 700 if look.right else 36
    sheet.picture(left, 130, 270, 350)
    names = rng.choice((
        ("surname", "given", "nationality", "born", "sex", "number", "expires"), ("surname", "given", "born", "place", "number", "expires"),
        ("number", "surname", "given", "sex", "born", "nationality", "issued", "expires"),
    ))  # fmt: skip
    sheet.fields(_facts(rng, holder, language, names), 36 if look.right else 340, 104, 630, 480, rng.choice((1, 2)))
    if rng.random() < 0.3:
        sheet.chip(690 if look.right else 830, 490, 110)
    sheet.signature(left + 10, 560, 220)
    return Paper(sheet.image, kind, "UTO", "front", language, _FRONT, holder.number, holder.person.born)


def card_back(rng: Random, holder: Document) -> Paper:
    """The back of an identity card: address, authority and three lines."""
    return _back(rng, holder, "identity card", rng.choice(("I<", "ID", "IC")))


def _back(rng: Random, holder: Document, kind: str, code: str) -> Paper:
    sheet, person = Sheet(rng, ID1, style(rng)), holder.person
    facts = [
        ("Address", f"{person.street}, {person.city}"),
        ("Authority", f"City of {place(rng)}"),
        ("Height", f"{rng.randrange(155, 198)} cm"),
    ]
    if rng.random() < 0.5:
        sheet.band(0, 30, sheet.width, 110, (30, 30, 32))  # magnetic stripe
    sheet.fields(facts, 60, 130, 620, 230)
    sheet.seal(860, 230, 90)
    lines = zones.td1(holder, code)
    sheet.zone(lines)
    return Paper(sheet.image, kind, "UTO", "back", "en", ("mrz",), holder.number, person.born, tuple(lines))


def card_wide(rng: Random, holder: Document) -> Paper:
    """An identity card of size ID-2, all on its front."""
    language, look = _language(rng), style(rng)
    sheet, words = Sheet(rng, ID2, look), WORDS[language]
    sheet.text(
        (50, 30),
        words.card if language not in FOREIGN else f"{words.card}  IDENTITY CARD",
        46,
        look.accent,
        "bold",
        most=900,
    )
    sheet.seal(1150, 80, 56)
    sheet.picture(50, 150, 330, 430)
    sheet.fields(
        _facts(rng, holder, language, ("surname", "given", "nationality", "born", "sex", "number", "expires")),
        420,
        130,
        760,
        520,
        rng.choice((1, 2)),
    )
    lines = zones.td2(holder, rng.choice(("I<", "ID", "AC")))
    sheet.zone(lines)
    return Paper(
        sheet.image,
        "identity card",
        "UTO",
        "front",
        language,
        ("mrz", *_FRONT),
        holder.number,
        holder.person.born,
        tuple(lines),
    )


def card_french(rng: Random, holder: Document) -> Paper:
    """The French card of 1988 to 2021, of somebody who is nobody."""
    looks = replace(
        style(rng), tints=((206, 222, 236), (222, 232, 240)), accent=(40, 70, 130), captions="beside", right=False
    )
    number = f"{rng.randrange(95, 114) % 100:02}{rng.randrange(1, 13):02}{digits(rng, 8)}"  # begins with the month of issue
    holder = replace(holder, number=number, personal=digits(rng, 6))
    sheet, person = Sheet(rng, ID2, looks), holder.person
    sheet.text(
        (40, 24), f"RÉPUBLIQUE FRANÇAISE   CARTE NATIONALE D'IDENTITÉ N° : {holder.number}", 34, looks.accent, most=1160
    )
    sheet.picture(50, 180, 320, 420)
    facts = [
        ("Nom :", person.family.upper()), ("Prénom(s) :", person.given.upper()), ("Sexe :", person.sex),
        ("Né(e) le :", day(person.born, "dots")), ("à :", place(rng).upper()), ("Taille :", f"1,{rng.randrange(55, 95)}m"),
    ]  # fmt: skip
    sheet.fields(facts, 420, 150, 760, 440)
    sheet.signature(480, 620, 260)
    lines = zones.french(holder)
    sheet.zone(lines)
    return Paper(
        sheet.image, "identity card", "FRA", "front", "fr", ("mrz", *_FRONT), holder.number, person.born, tuple(lines)
    )


def visa(rng: Random, holder: Document) -> Paper:
    """A visa: MRV-A or MRV-B, with or without a portrait."""
    short, look = rng.random() < 0.5, style(rng)
    sheet, person = Sheet(rng, ID2 if short else (1200, 800), look), holder.person
    sheet.text(
        (40, 24), rng.choice(("VISA  UTOPIA", "VISUM  UTOPIA", "VISA", "UTOPIA  ENTRY VISA")), 52, look.accent, "bold"
    )
    sheet.text((sheet.width * 0.6, 36), holder.number, 38, (150, 30, 30))
    face = rng.random() < 0.8
    if face:
        sheet.picture(50, 150, 300, 385)
    order = rng.choice(DAYS)
    start = issued(rng, holder.expires, 1)
    facts = [
        ("Valid for / Valable pour", "UTOPIA"), ("From / Du", day(start, order)), ("Until / Au", day(holder.expires, order)),
        ("Type of visa", rng.choice("CDB")), ("Number of entries", rng.choice(("MULT", "01", "02"))), ("Duration of stay", f"{rng.choice((15, 30, 90))} DAYS"),
        ("Passport No.", digits(rng, 9)), ("Surname, name", f"{person.family.upper()}, {person.given.upper()}"), ("Date of birth", day(person.born, order)),
    ]  # fmt: skip
    sheet.fields(facts, 400 if face else 60, 120, sheet.width - 460, sheet.height * 0.56, 2)
    lines = zones.visa(holder, short=short)
    sheet.zone(lines)
    signals = ("mrz", *_FRONT) if face else ("mrz", "words", "fields", "dates")
    return Paper(sheet.image, "visa", "UTO", "front", "en", signals, holder.number, person.born, tuple(lines))


def permit_front(rng: Random, holder: Document) -> Paper:
    """The front of a residence permit."""
    return _front(rng, holder, "residence permit", "permit")


def permit_back(rng: Random, holder: Document) -> Paper:
    """The back of a residence permit."""
    return _back(rng, holder, "residence permit", rng.choice(("IR", "AR", "RP")))
