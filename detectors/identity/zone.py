"""Machine readable zones out of lines of OCR: passports, visas, identity cards, and the identity card that France gave until 2021.

A row is known by its middle: birth date, sex and expiry with their check digits stand in a row that hardly any other text has. What
stands before and behind is read from there, so that one character too many or too few spoils its own field only.
Source of all places: ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas), https://www.icao.int/publications/doc-series/doc-9303
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detectors.identity import french
from detectors.identity.base import Zone
from detectors.identity.field import Judge, iso, names
from detectors.identity.row import DIGITISH, Row, fit, rows
from detectors.identity.states import state

#: Birth date, its check digit, sex, expiry, its check digit; overlapping matches.
_CORE = re.compile(rf"(?=([{DIGITISH}<?]{{6}})([{DIGITISH}?])([MFX<HNWREPKY?])([{DIGITISH}<?]{{6}})([{DIGITISH}<?]))")
_SEX = str.maketrans("HNWREPKY<?", "MMMMFFXX  ")
_CORE_LENGTH, _CORE_DIGITS = 15, 7
#: Places before the birth date: number, its check digit, nationality.
_BEFORE, _NUMBER = 13, 10
#: Rows of other text that may stand between two rows of a zone.
_APART = 8
#: Rows by which a first row may come too late.
_SWAPPED = 2
#: First row: code, issuer; then names (TD2, TD3) or the number (TD1).
_FIRST = re.compile(r"[PVIACFRL14][A-Z0-9<?][A-Z0-9<?]{3}")
_CODE = {"1": "I", "L": "I", "4": "A", "F": "P", "R": "P"}
#: The first row of a card ends with the number where its fillers were not read.
_NUMBERED_LEAST = 15
_FIRST_LEAST, _FIRST_MOST = 22, 52
_WEAK_FILLERS = 6
_MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class _Head:
    """A first row: where it is, and its text from the document's code on."""

    row: Row
    text: str
    issuer: str


def zones(lines: Sequence[str]) -> list[Zone]:
    """Every machine readable zone in lines of text, top to bottom; at most 4,000 lines are looked at.

    Args:
        lines: what OCR read, a line or a piece of one each, in reading order.

    Returns:
        Zones in the order of their lines: confirmed ones, those with fewer right check digits, and first rows alone that have the
        shape (`of` is 0). No line is in two of them. Pure; raises nothing.
    """
    every = list(rows(lines[:_MOST_LINES]))
    if not any("<" in row.text for row in every) and not any(len(row.text) >= _BEFORE + _CORE_LENGTH for row in every):
        return []
    cut = list(_cut(every))
    heads = [head for row in cut if (head := _head(row)) is not None]
    found = [zone for row in cut for zone in _of_row(row, heads, cut)]
    found += french.cards(cut)
    found += [zone for head in heads if (zone := _shape(head)) is not None]
    return _disjoint([zone for zone in found if zone.confirmed or _telling(zone)])


def _telling(zone: Zone) -> bool:
    """Whether a zone that is not confirmed is worth a word: a first row alone, or with it, or a state, right check digits."""
    if zone.document:
        return bool(zone.issuer) and (zone.valid > 0 or not zone.of)
    return zone.valid >= 2 and bool(zone.nationality)  # noqa: PLR2004  # of three or more


def _disjoint(found: list[Zone]) -> list[Zone]:
    """The best zones of those that share lines."""
    taken: set[int] = set()
    out = []
    for zone in sorted(
        found, key=lambda zone: (-zone.confirmed, -zone.valid, -bool(zone.surname), zone.repaired, len(zone.lines))
    ):
        if taken.isdisjoint(zone.lines):
            taken.update(zone.lines)
            out.append(zone)
    return sorted(out, key=lambda zone: zone.lines)


def _cut(every: list[Row]) -> Iterator[Row]:
    """Rows as they are, and those of one line that holds a whole zone."""
    for row in every:
        yield row
        if len(row.text) < 2 * 30 - 2:
            continue
        for match in _cores(row.text):
            at = match.start()
            for start in (at - _BEFORE, at):
                yield Row(row.text[:start], row.first, row.first)
                yield Row(row.text[start : start + 44], row.first, row.first)
                yield Row(row.text[start + 30 :], row.first, row.first)


def _cores(text: str) -> Iterator[re.Match[str]]:
    for match in _CORE.finditer(text):
        if sum(map(str.isdigit, text[match.start() : match.start() + _CORE_LENGTH])) >= _CORE_DIGITS:
            yield match


def _head(row: Row) -> _Head | None:
    """The row as a first one, or None. Up to two characters of dirt before it are passed over."""
    text = row.text
    if not _NUMBERED_LEAST <= len(text) <= _FIRST_MOST or "<" not in text:
        return None
    for at in (0, 1, 2):
        if _FIRST.match(text, at) and (issuer := state(Judge().letters(text[at + 2 : at + 5]))):
            return _Head(row, _CODE.get(text[at], text[at]) + text[at + 1 :], issuer)
    if len(text) < _FIRST_LEAST:
        return None
    if text[0] in "<D" and (issuer := state(text[1:4])):
        return _Head(row, "I" + text, issuer)
    if text[0] in "PVIAC1" and text.count("<") >= 3:  # noqa: PLR2004  # names of two and a filler
        return _Head(row, _CODE.get(text[0], text[0]) + text[1:], "")
    return None


def _shape(head: _Head) -> Zone | None:
    """A zone of which the first row alone is there: a state, a name, and fillers; weak."""
    text = head.text
    name = text[5:]
    if (
        not head.issuer
        or text.count("<") < _WEAK_FILLERS
        or not re.match(r"[A-Z]{2,}<{1,2}[A-Z]", name)
        or "<<<" not in name
    ):
        return None
    if sum(map(str.isdigit, name)) > 2:  # noqa: PLR2004  # misread letters
        return None
    judge = Judge()
    surname, given = names(judge.letters(name))
    format_ = {"P": "TD3", "V": "MRV-A" if len(text) >= 40 else "MRV-B"}.get(text[0], "TD2")  # noqa: PLR2004  # between 36 and 44
    document = text[:2].strip("<?")
    return Zone(
        format_, document, head.issuer, surname=surname, given=given, repaired=judge.repaired, lines=_lines(head.row)
    )


def _lines(*parts: Row) -> tuple[int, ...]:
    return tuple(sorted({index for row in parts for index in range(row.first, row.last + 1)}))


def _above(row: Row, heads: list[_Head]) -> Iterator[_Head]:
    """First rows that may belong to a second one: above it, nearest first; else below it, as in crooked pictures."""
    any_above = False
    for head in reversed(heads):
        last = head.row.last
        same = (head.row.first, last) == (row.first, row.last) and head.row.text != row.text  # cut from one line
        if same or (last < row.first and row.first - last <= _APART):
            any_above = True
            yield head
    if not any_above:
        yield from (head for head in heads if 0 < head.row.first - row.last <= _SWAPPED)


def _of_row(row: Row, heads: list[_Head], every: list[Row]) -> Iterator[Zone]:
    """Zones of which a row is the one with the dates."""
    text = row.text
    if not _CORE_LENGTH + 3 <= len(text) <= _FIRST_MOST:
        return
    above = list(_above(row, heads))
    found = list(_read(text, row, above, every))
    yield from found
    if above and not any(zone.confirmed for zone in found):
        for other in _shifted(text):
            yield from _read(other, row, above, every)


def _read(text: str, row: Row, above: list[_Head], every: list[Row]) -> Iterator[Zone]:
    """Zones of a text of the row."""
    for match in _cores(text):
        if match.start() <= 2:  # noqa: PLR2004  # dirt before a row that begins with the birth date
            yield from _card(text, match, row, above, every)
        elif match.start() >= _BEFORE - 3:
            yield from _book(text, match, row, above)


#: Where the sex stands, in the second row of a card and of a book, give or take one.
_SEX_AT = (7, 19, 20, 21)


def _shifted(text: str) -> Iterator[str]:
    """The row with one character more, fewer or unread: one that OCR lost, saw twice or misread spoils its field alone."""
    if not 26 <= len(text) <= 48:  # noqa: PLR2004  # rows of 30 to 44, and two lost or won
        return
    for at in (2, 9, 11, 15, 16, 20, 23, 24):
        yield text[:at] + "?" + text[at:]
        yield text[:at] + text[at + 1 :]
    for at, char in enumerate(text[: _BEFORE + _CORE_LENGTH]):
        if char.isalpha() or at in _SEX_AT:
            yield text[:at] + "?" + text[at + 1 :]


def _book(text: str, match: re.Match[str], row: Row, above: list[_Head]) -> Iterator[Zone]:
    """TD3, TD2 and visas: number, nationality, dates in the second row."""
    at = match.start()
    length = len(text) - max(0, at - _BEFORE)
    for size in (44, 36):
        if (length >= 38 and size == 44) or (length <= 41 and size == 36):  # noqa: PLR2004  # the sizes, and some lost or won
            head = min(above[:_APART], key=lambda head: abs(len(head.row.text) - size), default=None)
            yield _second(text, at, size, head, row, visa=head is not None and head.text[0] == "V")


def _second(text: str, at: int, size: int, head: _Head | None, row: Row, *, visa: bool) -> Zone:
    judge = Judge()
    front = fit(text[max(0, at - _BEFORE) : at - 3], _NUMBER)
    tail = fit(text[at + _CORE_LENGTH :], size - _BEFORE - _CORE_LENGTH)
    birth, sex, expiry, dates = _dates(judge, text, at)
    digit = judge.digits(front[-1])
    number = front[:-1]
    if digit == "<" and size == 36:  # noqa: PLR2004  # a long number goes on in the optional field
        number, digit = _long(number, tail[:-1])
    judge.check("number", number, digit)
    if size == 44 and not visa:  # noqa: PLR2004  # TD3 alone has a check digit of the personal number
        judge.check("personal", tail[:14], judge.digits(tail[14]))
    if not visa:
        judge.check("composite", front[:-1] + judge.digits(front[-1]) + dates + tail[:-1], judge.digits(tail[-1]))
    kind = {(44, False): "TD3", (36, False): "TD2", (44, True): "MRV-A", (36, True): "MRV-B"}[size, visa]
    nation = state(judge.letters(text[at - 3 : at]))
    zone = Zone(
        kind, number=number.strip("<?"), birth=birth, expiry=expiry, sex=sex, nationality=nation, lines=_lines(row)
    )
    return _finished(_named(zone, judge, head), judge, match_sex=text[at + 7])


def _dates(judge: Judge, text: str, at: int) -> tuple[str, str, str, str]:
    """Birth, sex and expiry, and the text of both dates with their check digits as the composite one counts them."""
    digits = judge.digits(text[at + 6]), judge.digits(text[at + 14])
    birth = judge.date("birth", text[at : at + 6], digits[0])
    expiry = judge.date("expiry", text[at + 8 : at + 14], digits[1])
    sex = text[at + 7]
    judge.repaired += sex not in "MFX<"
    whole = birth + digits[0] + expiry + digits[1]
    return iso(birth, birth=True), sex.translate(_SEX).strip(), iso(expiry, birth=False), whole


def _long(number: str, optional: str) -> tuple[str, str]:
    """Number and check digit where the number is longer than nine characters (Doc 9303 part 5, note j)."""
    rest = optional.split("<", maxsplit=1)[0]
    return (number + rest[:-1], rest[-1]) if len(rest) > 1 else (number, "<")


def _named(zone: Zone, judge: Judge, head: _Head | None) -> Zone:
    """The zone with what its first row says: code, issuer, names."""
    if head is None:
        return zone
    surname, given = names(judge.letters(head.text[5:]))
    lines = tuple(sorted({*zone.lines, *_lines(head.row)}))
    return replace(
        zone, document=head.text[:2].strip("<?"), issuer=head.issuer, surname=surname, given=given, lines=lines
    )


def _finished(zone: Zone, judge: Judge, match_sex: str) -> Zone:
    """The zone with its count of check digits, and whether that is enough."""
    known = bool(zone.nationality or zone.issuer)
    least = 2 if zone.document or zone.format == "TD1" else 3
    enough = judge.valid >= least and judge.of >= 3 and judge.plausible()  # noqa: PLR2004  # two right of three or more
    confirmed = enough and known and (match_sex != "?" or judge.valid >= 4)  # noqa: PLR2004  # one chance in ten thousand
    return replace(
        zone, valid=judge.valid, of=judge.of, repaired=judge.repaired, confirmed=confirmed, right=frozenset(judge.right)
    )


def _card(text: str, match: re.Match[str], row: Row, above: list[_Head], every: list[Row]) -> Iterator[Zone]:
    """TD1: dates and nationality in the second of three rows, the number in the first, names in the third."""
    at = match.start()
    below = next((other for other in every if 0 < other.first - row.last <= _APART and _is_names(other.text)), None)
    firsts: list[_Head | None] = [head for head in above if head.text[0] in "AIC"]
    for head in firsts or [None]:
        judge = Judge()
        birth, sex, expiry, dates = _dates(judge, text, at)
        nation = state(judge.letters(text[at + 15 : at + 18]))
        tail = fit(text[at + 18 :], 12)
        zone = Zone("TD1", birth=birth, expiry=expiry, sex=sex, nationality=nation, lines=_lines(row))
        if head is not None:
            zone = _numbered(zone, judge, head, dates + tail[:-1], tail[-1])
        if below is not None:
            surname, given = names(judge.letters(below.text))
            zone = replace(zone, surname=surname, given=given, lines=tuple(sorted({*zone.lines, *_lines(below)})))
        yield _finished(zone, judge, match_sex=text[at + 7])


def _numbered(zone: Zone, judge: Judge, head: _Head, rest: str, composite: str) -> Zone:
    """A TD1 zone with what its first row says, and the composite digit judged."""
    first = fit(head.text, 30)
    number, digit = first[5:14], judge.digits(first[14])
    if digit == "<":
        number, digit = _long(number, first[15:])
    judge.check("number", number, digit)
    judge.check("composite", first[5:14] + judge.digits(first[14]) + first[15:] + rest, judge.digits(composite))
    lines = tuple(sorted({*zone.lines, *_lines(head.row)}))
    code = first[:2].strip("<?")
    return replace(zone, document=code, issuer=head.issuer, number=number.strip("<?"), lines=lines)


def _is_names(text: str) -> bool:
    """Whether a row may be the names of a card: letters, fillers, and hardly a digit."""
    return 20 <= len(text) <= 36 and "<<" in text and text[0].isalpha() and sum(map(str.isdigit, text)) <= 3  # noqa: PLR2004  # thirty, and misread ones
