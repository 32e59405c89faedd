"""Contacts: names and addresses of persons in texts that are no tables: forms with labels, and the heads of letters and résumés.

Precise rather than complete: two different things of one person must stand together, and each must look like what it is called.
`name: build` beside `address: 0.0.0.0` is a configuration's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.form import DOCUMENTS

_NAME, _ADDRESS, _BIRTH = "column.name", "column.address", "column.birth"
#: Two to four words, each with a capital (or in capitals); or two to five characters of a script without them.
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-ЯЁЇІЄҐ]"  # of three scripts
_PERSON = re.compile(
    rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|Herr|Frau|Mme|M|Sr|Sra|Dott)\.? )?(?:{_CAPITAL}[\w'’.-]{{0,24}}[ ,]{{1,2}}){{1,3}}"  # noqa: RUF001  # an apostrophe
    rf"(?:(?:de|da|von|van|der|den|la|el|al|bin) ){{0,2}}{_CAPITAL}[\w'’-]{{1,24}}"  # noqa: RUF001  # as above
    r"|[\u3040-\u30ff\u4e00-\u9fff]{2,4}[ \u3000]?[\u3040-\u30ff\u4e00-\u9fff]{0,4}|[\uac00-\ud7a3]{2,4}"
)
#: What stands in a name's place and is none.
_NO_NAMES = re.compile(
    r"\b(?:inc|llc|ltd|gmbh|corp|company|university|school|bank|department|street|road|form|page|version|resume|curriculum|vitae"
    r"|summary|profile|invoice|report|agreement|license|policy|project|team|test|example|manager|engineer|developer|analyst)\b",
    re.IGNORECASE,
)
_ARTICLES = r"(?:(?:de|des|du|la|las|los|le|les|del|do|da|dos|das|el|di|della|dei|l'|d')[ ]?){0,2}"
#: A street and a number in either order; a postcode beside a town.
_STREET = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[A-Z][\w.'-]{1,20} ){1,4}(?i:St|Street|Ave|Avenue|Rd|Road|Dr|Drive|Ln|Lane|Blvd|Boulevard|Way|Court|Ct"
    r"|Place|Pl|Terrace|Close|Crescent|Square|Parkway|Circle|Trail|Row|Gardens|Grove|Hill)\b"
    r"|\b[A-ZÄÖÜ][\w.'-]{1,24}(?i:straße|strasse|str\.|weg|gasse|allee|platz|straat|laan|gatan|vägen|vej|gade|katu|tie) ?\d{1,4}"
    r"|\b(?i:rue|avenue|boulevard|place|chemin|calle|avenida|plaza|paseo|via|viale|piazza|corso|rua|travessa|ul\.|ulica|aleja"
    rf"|ул\.|улица|проспект|пр\.) {_ARTICLES}{_CAPITAL}[^\n,\d]{{1,40}}?,? ?\d{{1,4}}\b"
    rf"|\b\d{{1,4}}(?: ?bis| ?ter)?,? (?i:rue|avenue|boulevard|place|chemin|allée|impasse) {_ARTICLES}{_CAPITAL}[^\n,]{{1,40}}"
    r"|[\u4e00-\u9fff]{2,10}(?:路|街|道|巷|丁目)[^\n]{0,12}\d{1,4}"
    r"|[\u4e00-\u9fff]{2,4}[都道府県][\u4e00-\u9fff]{1,6}[市区町村]",
)
_TOWN = re.compile(
    r"\b[A-Z][\w.' -]{1,30}, [A-Z]{2} \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b"
    r"|\b(?:D-|A-|CH-|F-|I-|E-)?\d{4,5} [A-ZÄÖÜÉ][\w.'-]{2,30}|\b\d{2}-\d{3} [A-ZŁŚŻ]\w{2,20}"
    r"|\b\d{4} ?[A-Z]{2} [A-Z]\w{2,20}|〒 ?\d{3}-\d{4}"
)
_REACHED = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|\+?\(?\d{2,4}\)?[ ./-]\d{2,4}[ ./-]\d{2,6}")
#: A label that leaves little doubt of what it asks for, and one that says `name` of what looks like a person's; characters of the
#: head in which a person is named, and of the text.
_SURE, _LIKELY, _HEAD, _LOOK = 0.3, 0.2, 600, 24 << 10
_TYPES = DOCUMENTS - {"text/csv"}


class Contacts:
    """Classifier of contact blocks."""

    types = _TYPES

    def wants(self, media_type: str, head: bytes) -> bool:
        return media_type != "text/plain" or b":" in head[:2048] or b"@" in head[:_HEAD]

    def classify(self, view: View) -> Iterator[Classed]:
        text = view.text[:_LOOK]
        names, addresses, births = _forms(view)
        if not (names and (addresses or births)):
            names, addresses = _letterhead(text)
        if not names:
            return
        evidence = ("label",) if births or names > 1 else ("block",)
        sure = 0.85 if addresses and births else 0.75
        yield Classed("person.name", "contact.name", sure, view.said(*evidence), names)
        if addresses:
            yield Classed("person.address", "contact.address", sure, view.said(*evidence), addresses)


def persons(view: View) -> int:
    """How many persons a form names, or says when they were born."""
    names, _, births = _forms(view)
    return max(names, births)


def _forms(view: View) -> tuple[int, int, int]:
    """Different names, addresses and births behind labels that say so."""
    from detectors.columns import fields  # noqa: PLC0415  # what columns are called labels are as well; read where one is met

    found: dict[str, set[str]] = {_NAME: set(), _ADDRESS: set(), _BIRTH: set()}
    for label, told in view.labels:
        meant = fields.named(label) or fields.named(label.split()[0])
        if meant.get(_NAME, 0.0) >= _LIKELY and is_person(told):
            found[_NAME].add(told.casefold())
        elif meant.get(_ADDRESS, 0.0) >= _SURE and (_STREET.search(told) or _TOWN.search(told)):
            found[_ADDRESS].add(told.casefold())
        elif meant.get(_BIRTH, 0.0) >= _SURE and re.search(r"\d{2,4}", told):
            found[_BIRTH].add(told.casefold())
    counts = [len(found[each]) for each in (_NAME, _ADDRESS, _BIRTH)]
    return counts[0], counts[1], counts[2]


def _letterhead(text: str) -> tuple[int, int]:
    """A name on a line of its own at the beginning, with a street or town and a way to be reached near it."""
    head = text.lstrip()[:_HEAD]
    lines = [line.strip(" \t#*_=|") for line in head.split("\n")[:8]]
    lines = [line for line in lines if line]
    if not any(map(is_person, lines[:2])) or not _REACHED.search(head):
        return 0, 0
    return (1, 1) if _STREET.search(head) or _TOWN.search(head) else (0, 0)


def is_person(value: str) -> bool:
    """Whether a short text looks like the name of one person."""
    return len(value) <= 60 and _PERSON.fullmatch(value) is not None and not _NO_NAMES.search(value)  # noqa: PLR2004  # characters
