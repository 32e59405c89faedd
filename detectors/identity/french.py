"""The identity card that France issued from 1988 to 2021: two rows of 36 in an order of its own.

Source: arrêté du 23 décembre 1987, and https://www.consilium.europa.eu/prado/en/FRA-BO-02001/index.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.identity.base import Zone
from detectors.identity.field import Judge, iso, names
from detectors.identity.row import TO_LETTER, Row, fit

#: How the first row begins; one character may be misread.
_FIRST = "IDFRA"
_LENGTH = 36
_LEAST, _MOST = 32, 40
#: The first row may lack its fillers, and what stands behind them.
_FIRST_LEAST = 12
#: Rows of other text between the two; and how far above the first the second may come in a crooked picture.
_APART, _SWAPPED = 8, 2
_MONTH_OF_ISSUE = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])[0-9]")
_DIGITS_LEAST = 14


def cards(every: Sequence[Row]) -> Iterator[Zone]:
    """The zone of each card among the rows: those with at least two right check digits of three."""
    second = [row for row in every if _LEAST <= len(row.text) <= _MOST and _may_be_second(row.text)]
    for row in every:
        if _FIRST_LEAST <= len(row.text) <= _MOST and _is_first(row.text):
            for other in second:
                if (0 < other.first - row.last <= _APART or 0 < row.first - other.last <= _SWAPPED) and (
                    zone := _card(row, other)
                ):
                    yield zone


def _is_first(text: str) -> bool:
    return sum(map(str.__eq__, text.translate(TO_LETTER), _FIRST)) >= len(_FIRST) - 1


def _may_be_second(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _DIGITS_LEAST and "<" in text


def _department(judge: Judge, char: str) -> str:
    """Second character of the department: Corsica's are 2A and 2B."""
    return char if char in "AB" else judge.digits(char)


def _card(row: Row, other: Row) -> Zone | None:
    """The zone of two rows, or None where they are none."""
    judge = Judge()
    first, second = fit(row.text, _LENGTH), fit(other.text, _LENGTH)
    number = judge.digits(second[:5]) + _department(judge, second[5]) + judge.digits(second[6:12])
    digits = judge.digits(second[12]), judge.digits(second[33])
    judge.check("number", number, digits[0])
    birth = judge.date("birth", second[27:33], digits[1])
    sex = second[34]
    lined = "IDFRA" + judge.letters(first[5:30]) + judge.digits(first[30:33]) + judge.digits(first[33:])
    whole = lined + number + digits[0] + judge.letters(second[13:27]) + birth + digits[1] + sex
    judge.check("composite", whole, judge.digits(second[35]))
    if judge.valid < 2 or not judge.plausible() or not _MONTH_OF_ISSUE.match(number):  # noqa: PLR2004  # of three
        return None
    return Zone(
        "FR", "ID", "FRA", number.strip("<?"), iso(birth, birth=True), sex="" if sex not in "MF" else sex, nationality="FRA",
        surname=names(lined[5:30])[0], given=" ".join(second[13:27].replace("?", "").replace("<", " ").split()),
        right=frozenset(judge.right), valid=judge.valid, of=judge.of, repaired=judge.repaired, confirmed=True,
        lines=tuple(sorted({*range(row.first, row.last + 1), *range(other.first, other.last + 1)})),
    )  # fmt: skip
