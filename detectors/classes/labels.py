"""Labels: what stands on a line before its first colon, and what follows it there, as in a form that was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A label, perhaps numbered: what stands on a line before its first colon.
_LABEL = re.compile(
    r"[ \t>*|#-]{0,6}(?:\d{1,2}[a-z]?[.)]?[ \t]{1,4})?(?:\*\*)?([^\W\d_][^\n:\uff1a*]{1,60}?)(?:\*\*)?[ \t]{0,3}"
)
#: How far into a line its colon may stand, and how much may follow.
_INTO, _SHORTEST, _LONGEST = 86, 3, 124
#: Labels that are read, and characters of the text.
_LABELS, _LOOK = 120, 24 << 10


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """Labels of a form, what is in brackets behind them left out, with what they are followed by on their line."""
    text, number, at = text[:_LOOK].replace("\uff1a", ":"), 0, 0
    while (
        colon := text.find(":", at)
    ) >= 0 and number < _LABELS:  # from colon to colon: one expression takes thrice the time
        begin, end = text.rfind("\n", at, colon) + 1 or at, text.find("\n", colon)
        end = len(text) if end < 0 else end
        at = end + 1
        if colon - begin > _INTO or not _SHORTEST <= end - colon <= _LONGEST:
            continue
        label = _LABEL.fullmatch(text, begin, colon)
        if label is not None:
            number += 1
            yield re.split(r"[(/]", label[1])[0].strip(), text[colon + 1 : end].strip(" \t*\r").rstrip(".;,")
