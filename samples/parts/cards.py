"""Other cards of states as pictures, without a machine readable zone: national numbers, voters, soldiers, patients, social insurance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import zxingcpp
from parts.numbers import digits
from parts.paper import DAYS, ID1, Paper, day, issued, place
from parts.sheet import Sheet, style
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from parts.identity import Document
    from parts.sheet import Field


class _Kind(NamedTuple):
    """A series: what it says at its head, whose it is, and what it prints beside name and birth."""

    kind: str
    country: str
    titles: tuple[str, ...]
    number: Callable[[Random], str]
    caption: str
    more: tuple[str, ...] = ()
    portrait: bool = True
    code: bool = False


def _groups(*sizes: int, first: str = "") -> Callable[[Random], str]:
    """Groups of digits with blanks between them; `first` begins them."""
    return lambda rng: first + " ".join(digits(rng, size) for size in sizes)


# Numbers begin with digits that the issuer never gives out, where there are such: no real card is drawn.
_KINDS = {
    "aadhaar": _Kind("national id", "IND", ("GOVERNMENT OF INDIA", "भारत सरकार  AADHAAR"), _groups(3, 4, 4, first="0"), "", ("VID",), code=True),
    "elector": _Kind("voter card", "IND", ("ELECTION COMMISSION OF INDIA", "ELECTOR PHOTO IDENTITY CARD"), _groups(7, first="XZZ"), "EPIC No.", ("Father's Name",)),
    "pan": _Kind("tax card", "IND", ("INCOME TAX DEPARTMENT", "GOVT. OF INDIA", "Permanent Account Number Card"), lambda rng: f"ZZZPZ{digits(rng, 4)}Z", "", ("Father's Name",)),
    "nigeria": _Kind("national id", "NGA", ("FEDERAL REPUBLIC OF NIGERIA", "NATIONAL IDENTITY CARD"), _groups(3, 4, 3, first="0"), "NIN", ("ISSUE DATE",), code=True),
    "philippines": _Kind("national id", "PHL", ("REPUBLIKA NG PILIPINAS", "PAMBANSANG PAGKAKAKILANLAN / Philippine Identification Card"), _groups(4, 4, 4, 4), "PCN", ("Tirahan / Address",)),
    "voter": _Kind("voter card", "MEX", ("MÉXICO  INSTITUTO NACIONAL ELECTORAL", "CREDENCIAL PARA VOTAR"), _groups(13), "CLAVE DE ELECTOR", ("DOMICILIO", "SECCIÓN")),
    "brazil": _Kind("national id", "BRA", ("REPÚBLICA FEDERATIVA DO BRASIL", "CARTEIRA DE IDENTIDADE"), _groups(2, 3, 3), "REGISTRO GERAL", ("FILIAÇÃO", "NATURALIDADE")),
    "military": _Kind("military card", "USA", ("Armed Forces of the United States", "U.S. DEPARTMENT OF DEFENSE  ACTIVE DUTY"), _groups(10, first="0"), "DoD ID Number", ("Rank", "Pay Grade"), code=True),
    "veteran": _Kind("military card", "UTO", ("UTOPIAN ARMED FORCES", "MILITARY IDENTIFICATION CARD"), _groups(8), "Service No.", ("Rank", "Unit")),
    "health": _Kind("health card", "UTO", ("EUROPEAN HEALTH INSURANCE CARD",), _groups(10, first="0"), "6 Personal identification number", ("7 Institution",), portrait=False),
    "ontario": _Kind("health card", "CAN", ("Ontario", "HEALTH CARD / CARTE SANTÉ"), _groups(3, 3, 3, first="0"), "Health No.", ()),
    "medicare": _Kind("health card", "AUS", ("medicare", "MEDICARE CARD"), _groups(4, 5, 1), "Card number", (), portrait=False),
    "tribal": _Kind("national id", "UTO", ("UTOPIA TRIBAL NATION", "IDENTIFICATION CARD"), _groups(6), "Enrollment No.", ("Address",)),
    "colombia": _Kind("national id", "COL", ("REPÚBLICA DE COLOMBIA", "CÉDULA DE CIUDADANÍA"), _groups(8), "NÚMERO", ("Lugar de nacimiento",)),
    "kenya": _Kind("national id", "KEN", ("JAMHURI YA KENYA   REPUBLIC OF KENYA", "NATIONAL IDENTITY CARD"), _groups(8), "ID NUMBER", ("DISTRICT OF BIRTH",)),
    "russia": _Kind("national id", "RUS", ("РОССИЙСКАЯ ФЕДЕРАЦИЯ", "ПАСПОРТ"), _groups(2, 2, 6), "Номер", ("Место рождения",)),
    "state": _Kind("national id", "USA", ("IDENTIFICATION CARD", "NOT A DRIVER LICENSE"), _groups(8), "ID", ("ADDRESS", "HGT")),
}  # fmt: skip


def other(rng: Random, holder: Document) -> Paper:
    """The front of one of these cards."""
    kind = _KINDS[rng.choice(sorted(_KINDS))]
    look = replace(style(rng), right=rng.random() < 0.3)
    sheet, person, order = Sheet(rng, ID1, look), holder.person, rng.choice(DAYS)
    number = kind.number(rng)
    if rng.random() < 0.5:
        sheet.band(0, 0, sheet.width, rng.choice((16, 110)), look.tints[1])
    for row, title in enumerate(kind.titles):
        sheet.text((36, 14 + row * 44), title, 36 - row * 4, look.accent, "bold", most=940)
    top = 30 + 44 * len(kind.titles)
    if kind.portrait:
        sheet.picture(740 if look.right else 36, top + 20, 236, 300)
    facts: list[Field] = [
        ("Name", f"{person.given} {person.family}"), *((caption, _said(rng, holder, caption)) for caption in kind.more),
        (rng.choice(("Date of Birth", "DOB", "Birth date")), day(person.born, order)), (rng.choice(("Sex", "Gender")), person.sex),
        ("Valid until", day(holder.expires, order)),
    ]  # fmt: skip
    if kind.caption:
        facts.insert(rng.randrange(2), (kind.caption, number))
    wide = 660 if kind.portrait else 900
    sheet.fields(
        facts,
        36 if look.right or not kind.portrait else 310,
        top,
        wide - (200 if kind.code else 0),
        430 if kind.caption else 360,
        1,
    )
    if not kind.caption:
        sheet.text((310, 556), number, 52, (20, 20, 20), "bold")
    if kind.code:
        _matrix(sheet, rng)
    signals = ("portrait", "words", "fields", "dates") if kind.portrait else ("words", "fields", "dates")
    return Paper(sheet.image, kind.kind, kind.country, "front", "en", signals, number, person.born)


def _matrix(sheet: Sheet, rng: Random) -> None:
    """A QR code with noise in it, as signed ones look."""
    made = zxingcpp.create_barcode(rng.randbytes(90).hex(), zxingcpp.BarcodeFormat.QRCode)
    sheet.code(Image.fromarray(made.to_image(scale=1)), 520 if sheet.style.right else 790, 400, 190)


def _said(rng: Random, holder: Document, caption: str) -> str:
    """What stands under a caption."""
    return {
        "VID": "0" + digits(rng, 15), "Rank": rng.choice(("SGT", "CPL", "LT", "CAPT")), "Pay Grade": f"E{rng.randrange(2, 8)}",
        "ISSUE DATE": day(issued(rng, holder.expires), "words"), "HGT": f"5'-{rng.randrange(1, 12):02}\"", "SECCIÓN": digits(rng, 4),
        "Unit": f"{rng.randrange(2, 90)}th Signal", "7 Institution": f"{digits(rng, 5)} - UTO",
    }.get(caption, place(rng).upper() if "b" in caption.lower() else f"{holder.person.street}, {holder.person.city}")  # fmt: skip
