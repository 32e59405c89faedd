"""Written: an expression for a number as people write it in running text: its form, with separators between its characters."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.identifiers.base import Identifier
from detectors.identifiers.form import Form, Token
from detectors.identifiers.registry import form_of

#: Between two characters one of which is a digit: one separator, or a dash or slash between blanks.
_BETWEEN = r"(?:[ ./_\-]| [-/.] )?"
#: Where a letter meets a digit, and nothing is checked: a word before a number is no part of it.
_TIGHT = "-?"
#: A number is no part of a longer one, of a word, or of a decimal fraction.
_BEFORE, _AFTER = r"(?<![0-9A-Za-z_])(?<![0-9][.,/\-:])", r"(?![0-9A-Za-z_]|[.,\-:/][0-9A-Za-z])"
_DATE = (
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}|[0-9]{8}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?[. -]{1,3}(?:de |of )?[^\W\d_]{3,12}[. ,-]{1,3}(?:de )?[0-9]{4}"
    r"|[^\W\d_]{3,12}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}"
    r"|[0-9]{4} ?[\u5e74\ub144] ?[0-9]{1,2} ?[\u6708\uc6d4] ?[0-9]{1,2} ?[\u65e5\uc77c]"
)
_PHONE = r"\+?[(]?[0-9](?:(?:[ /(\-]|\)[ \-]?| [(/\-] ?)?[0-9]){6,14}|[0-9](?:\.?[0-9]){6,14}"
#: Checks that fewer random numbers pass than this tell a number from a word and a number.
_CHECKED = 0.11
_OWN = {"person.dob": _DATE, "contact.phone": _PHONE, "contact.phone_national": _PHONE}


@lru_cache(512)
def written(identifier: Identifier) -> re.Pattern[str]:
    """Finds values of the form in folded text: ASCII digits, one kind of blank and dash. Linear: no separator is in a value."""
    own = _OWN.get(identifier.rule)
    if own is not None:
        return re.compile(f"{_BEFORE if identifier.rule == 'person.dob' else '(?<![0-9A-Za-z_+])'}(?:{own}){_AFTER}")
    form = form_of(identifier)
    ways = form.ways if form.raw else sorted(form.ways, key=_most, reverse=True)
    return re.compile(
        f"{_BEFORE}(?:{'|'.join(_way(way, form, tight=identifier.chance > _CHECKED) for way in ways)}){_AFTER}"
    )


def _most(way: list[Token]) -> int:
    return sum(token.most for token in way)


def _way(way: list[Token], form: Form, *, tight: bool) -> str:
    """One alternative. Numbers with punctuation of their own have it where they have it, and no other."""
    if form.raw:
        return "".join(token.value() for token in way)
    out: list[str] = []
    for index, token in enumerate(way):
        both = index and token.numeric and way[index - 1].numeric
        joined = index and (token.mixed or way[index - 1].mixed)
        out.append((_BETWEEN if both or (joined and not tight) else _TIGHT if joined else "") + _token(token))
    return "".join(out)


def _token(token: Token) -> str:
    one = token.value_of_one()
    between = _BETWEEN if token.numeric else ""
    if token.most == 1:
        return one if token.least else f"{one}?"
    least, most = max(token.least, 1) - 1, token.most - 1
    body = f"{one}(?:{between}{one}){{{least},{most}}}"
    return body if token.least else f"(?:{body})?"
