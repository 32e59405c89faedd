"""Zones: machine readable zones of all sizes, made from a document's facts.

Sizes and fields: ICAO Doc 9303 part 4 (TD3), 5 (TD1), 6 (TD2), 7 (MRV-A, MRV-B), https://www.icao.int/publications/pages/publication.aspx?docnum=9303;
the French identity card of 1988 to 2021: https://en.wikipedia.org/wiki/National_identity_card_(France).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts.identity import STATE, check_digit

if TYPE_CHECKING:
    from parts.identity import Document


def _dated(day: str) -> str:
    short = day[2:4] + day[5:7] + day[8:10]
    return short + check_digit(short)


def _names(document: Document, width: int) -> str:
    both = f"{document.person.family}<<{document.person.given}".upper().replace("-", "<").replace(" ", "<").replace("'", "")
    return both.ljust(width, "<")[:width]


def _number(document: Document) -> str:
    number = document.number.ljust(9, "<")[:9]
    return number + check_digit(number)


def td3(document: Document, code: str = "P<", state: str = STATE) -> list[str]:
    """A passport's: two lines of 44; a personal number that is not there has `<` for its check digit."""
    personal = document.personal[:14].ljust(14, "<")
    personal += check_digit(personal) if document.personal else "<"
    number, birth, expiry = _number(document), _dated(document.person.born), _dated(document.expires)
    whole = check_digit(number + birth + expiry + personal)
    return [code + state + _names(document, 39), number + state + birth + document.person.sex + expiry + personal + whole]


def td2(document: Document, code: str = "I<", state: str = STATE) -> list[str]:
    """A larger card's: two lines of 36."""
    number, birth, expiry = _number(document), _dated(document.person.born), _dated(document.expires)
    spare = document.personal[:7].ljust(7, "<")
    whole = check_digit(number + birth + expiry + spare)
    return [code + state + _names(document, 31), number + state + birth + document.person.sex + expiry + spare + whole]


def td1(document: Document, code: str = "I<", state: str = STATE) -> list[str]:
    """A card's: three lines of 30."""
    upper = _number(document) + document.personal[:15].ljust(15, "<")
    birth, expiry = _dated(document.person.born), _dated(document.expires)
    spare = "<" * 11
    whole = check_digit(upper + birth + expiry + spare)
    return [code + state + upper, birth + document.person.sex + expiry + state + spare + whole, _names(document, 30)]


def visa(document: Document, *, short: bool, state: str = STATE) -> list[str]:
    """A visa's: two lines of 44 (MRV-A), or of 36 if `short` (MRV-B); without a check digit over all."""
    width = 36 if short else 44
    number, birth, expiry = _number(document), _dated(document.person.born), _dated(document.expires)
    second = number + state + birth + document.person.sex + expiry + document.personal
    return ["V<" + state + _names(document, width - 5), second[:width].ljust(width, "<")]


def french(document: Document) -> list[str]:
    """The old French card's: two lines of 36; the second begins with twelve digits and ends with sex and a digit over all."""
    person = document.person
    family = person.family.upper().replace("-", "<").replace(" ", "<").replace("'", "")[:25].ljust(25, "<")
    first = "IDFRA" + family + document.personal[:6].ljust(6, "0")
    number = document.number[-12:].rjust(12, "0")
    given = person.given.upper().replace("-", "<").replace(" ", "<")[:14].ljust(14, "<")
    second = number + check_digit(number) + given + _dated(person.born) + person.sex
    return [first, second + check_digit(first + second)]
