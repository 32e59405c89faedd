"""Label: the number beside a name. The anchor is the name; what stands near it is tried as the identifiers that are called so.

A number with a check digit may stand further off or before its name (`123.456.789-09 (CPF)`); one with none must follow at once.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from detectors.text.confirm import Fingerprint, Hit
from detectors.text.normal import normal
from detectors.text.ruleset import LABEL_WIDTH, Compiled

if TYPE_CHECKING:
    from detectors.identifiers.base import Identifier

#: Characters between a name and its number: where the number is checked, before its name with the name, where nothing is checked.
_FAR, _BEHIND, _NEAR = 48, 64, 30
#: Bytes within which a number begins that belongs to a name: as many characters take up to four each.
_SEEN = 120
#: A check that fewer random numbers pass than this tells by itself; one that fewer pass than the second leaves no doubt.
_CHECKED, _SURE = 0.11, 0.012
#: Names that in lower case are words and variables: their numbers must pass a check that few others do.
_VARIABLES, _DOUBTFUL = frozenset({b"sin", b"run", b"fin", b"tin", b"pan", b"rut", b"rtn"}), 0.03
#: What stands between a name and a number that is its own: signs, and a few short words (`no.`, `number is`, `nr`).
_JOINS = re.compile(r"""[1-3]?(?:[^\w\n]|_){0,14}(?:[^\W\d_]{1,16}(?:[^\w\n]|_){1,14}){0,5}(?:\n[^\w\n]{0,4})?""")
#: Where a number and a name after it belong together: in brackets, or `is my …`.
_OWNED = re.compile(
    r"""[ ]?[("'\[]{0,2}(?:[^\W\d_]{1,8}[ ]){0,3}[("'\[]{0,2}[^\W\d_ ]{0,14}(?:[ _.-]?[^\W\d_]{1,16}){0,4}[)\]]?"""
)
_END = "\n"
#: What may be left of the word that a name begins: an ending; `permis` is the beginning of `permission`.
_INFLECTED = re.compile(r"[a-z]{0,3}(?![a-z])")
#: Greatest confidence where a name is that of several identifiers.
_SHARED = 0.85
#: Numbers that may have no digit.
_WITHOUT_DIGITS = frozenset({"fin.swift"})
#: Names in lower case of up to this many letters are as often names of variables: a sign must follow.
_SHORT = 4
_SIGN = re.compile(r"""[1-3]?(?:[ _.-]{0,2}[^\W\d_]{1,16}){0,3}[."']{0,2}[ ]{0,2}[:=#,;>|\n\uff1a]""")
#: A value or a name in quotes or tags is a field's, no variable's.
_FIELD = re.compile(r"""(?:[ _.-]{0,2}[^\W\d_]{1,16}){0,3}(?:["'>]|[ ]{0,2}[:=][ ]{0,2}["'])""")
#: How a rule's anchor names one: see `detectors.identifiers.terms`.
_SHORT_TERM = re.compile(r"\(\?i:\(\?:\^\|\[\^a-z\]\)([a-z]{1,4})\[\^a-z\]\)")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]+$")
_ROW = "01234567890123456789"


class _Found(NamedTuple):
    start: int
    end: int
    plain: str
    confidence: float
    evidence: tuple[str, ...]


class LabelConfirmer:
    """Confirms anchor ends of one rule of labels. Pure: the answer depends on the bytes within `LABEL_WIDTH` alone."""

    def __init__(self, index: int, compiled: Compiled, fingerprint: Fingerprint) -> None:
        """Prepare one rule; its identifiers are read where an anchor is first met."""
        self._index = index
        self._rules = compiled.rule.labels
        self._kind = compiled.rule.kind
        #: A name that several share says less.
        self._most = 1.0 if len(self._rules) == 1 else _SHARED
        self._wordy = not _WITHOUT_DIGITS.isdisjoint(self._rules)
        self._fingerprint = fingerprint
        self._short = frozenset(map(str.encode, _SHORT_TERM.findall(compiled.rule.anchor)))

    def confirm(self, data: bytes, anchor_end: int) -> Hit | None:
        """The number beside the name that ends at `anchor_end`, or None."""
        low, high = max(0, anchor_end - LABEL_WIDTH), min(len(data), anchor_end + LABEL_WIDTH)
        end = anchor_end - 1 if not _is_letter(data[anchor_end - 1]) else anchor_end
        found = None
        if self._wordy or _DIGIT.search(data, end, min(high, end + _SEEN)) is not None:
            found = self._after(data, end, high)
        if found is None and _DIGIT.search(data, max(low, end - _SEEN), end) is not None:
            found = self._before(data, low, end)
        if found is None:
            return None
        digest = self._fingerprint(normal(self._kind, found.plain.encode()))
        return Hit(anchor_end, self._index, found.start, found.end, found.confidence, found.evidence, digest)

    @cached_property
    def _identifiers(self) -> tuple[tuple[Identifier, re.Pattern[str]], ...]:
        from detectors.identifiers.registry import by_rule  # noqa: PLC0415  # 0.2 s that most scans need not pay
        from detectors.identifiers.written import written  # noqa: PLC0415  # as above

        return tuple((each, written(each)) for each in map(by_rule, self._rules))

    def _short_name(self, data: bytes, end: int) -> bytes:
        """The name that ends there if it is short, a whole one, and in lower case; else nothing."""
        found = _LETTERS.search(data, max(0, end - _SHORT - 1), end)
        name = found[0] if found is not None else b""
        return name if name in self._short and name.islower() else b""

    def _after(self, data: bytes, end: int, high: int) -> _Found | None:
        text = folded(data[end:high])
        name = self._short_name(data, end)
        bare = bool(name) and not _SIGN.match(text)
        most = _SURE if bare else _DOUBTFUL if name in _VARIABLES and not _FIELD.match(text) else 1.0
        best: _Found | None = None
        for identifier, expression in self._identifiers:
            if identifier.chance > most:
                continue
            seen = _first(identifier, expression, text, far=not name)
            if seen is None:
                continue
            match, plain, near = seen
            sure = min(self._most, _confidence(identifier.chance, near=near))
            if best is None or sure > best.confidence:
                evidence = ("label", "check" if identifier.chance <= _CHECKED else "format")
                best = _Found(*_span(data, end, text, match.span()), plain, sure, evidence)
        return best

    def _before(self, data: bytes, low: int, end: int) -> _Found | None:
        if self._short_name(data, end):
            return None
        text = folded(data[low:end])
        start = max(text.rfind(_END) + 1, len(text) - 2 * _FAR)
        for identifier, expression in self._identifiers:
            if identifier.chance > _CHECKED:
                continue
            last = next(iter(list(expression.finditer(text, start))[-1:]), None)
            if last is None or len(text) - last.end() > _BEHIND or not _OWNED.fullmatch(text, last.end()):
                continue
            plain = _plain(identifier, last[0])
            if plain:
                sure = _confidence(identifier.chance, near=True)
                return _Found(*_span(data, low, text, last.span()), plain, sure, ("label", "check"))
        return None


def _first(
    identifier: Identifier, expression: re.Pattern[str], text: str, *, far: bool
) -> tuple[re.Match[str], str, bool] | None:
    """The first number behind a name that passes, its plain form, and whether it follows at once.

    Args:
        identifier: what it is tried as.
        expression: what its numbers look like.
        text: what follows the name.
        far: whether a number that is checked may stand further off.
    """
    checked = identifier.chance <= _CHECKED
    if not checked and not _INFLECTED.match(text):
        return None
    for match in expression.finditer(text, 0, _line_end(text)):
        gap = text[: match.start()]
        near = len(gap) <= _NEAR and _JOINS.fullmatch(gap) is not None
        if not near and not (far and checked and _END not in gap and len(gap) <= _FAR):
            return None
        plain = _plain(identifier, match[0])
        if plain:
            return match, plain, near
        if near and not checked:  # the number that is meant is another
            return None
    return None


def _confidence(chance: float, *, near: bool) -> float:
    if chance <= _SURE:
        return 0.97 if near else 0.9
    if chance <= _CHECKED:
        return 0.92 if near else 0.75
    return 0.75


def _plain(identifier: Identifier, value: str) -> str:
    """The plain form of a value that passes, else empty; counting (`12345678`) is nobody's number."""
    plain = identifier.normal(value)
    if not plain or not identifier.check(plain):
        return ""
    digits = "".join(filter(str.isdigit, plain))
    if identifier.chance > _CHECKED and (digits in _ROW or digits[::-1] in _ROW or len(set(digits)) == 1):
        return "" if len(digits) > _SHORT else plain
    return plain


def _is_letter(byte: int) -> bool:
    return byte >= 0x80 or chr(byte).isalpha() or byte == 0x2E  # noqa: PLR2004  # the rest of UTF-8; names end in a point as well


#: A digit of any script: those of UTF-8 that are no ASCII are told apart later.
_DIGIT = re.compile(rb"[0-9]|[\xd9\xdb]|\xef\xbc|\xe0[\xa5-\xaf]")


def _line_end(text: str) -> int:
    """Where the line ends, or the next where the first holds no number and little else behind the name."""
    first = text.find(_END)
    if first < 0:
        return len(text)
    if first > _NEAR or any(map(str.isdigit, text[:first])):
        return first
    second = text.find(_END, first + 1)
    return len(text) if second < 0 else second


def folded(data: bytes) -> str:
    """Text of the same length in characters: digits, blanks and dashes of any script as ASCII; carriage returns as blanks."""
    if data.isascii():
        return data.decode("ascii").replace("\r", " ").replace("\t", " ")
    return data.decode("utf-8", "surrogateescape").translate(_FOLDING)


class _Folding(dict[int, int]):
    """Table for `str.translate` that fills itself."""

    def __missing__(self, key: int) -> int:
        self[key] = folds = _folded(key)
        return folds


_FOLDING = _Folding()


def _folded(code: int) -> int:
    from detectors.identifiers.plain import fold_char  # noqa: PLC0415  # see `_identifiers`

    one = fold_char(chr(code))
    if chr(code) in "\r\t":
        return 0x20
    return ord(one) if len(one) == 1 else 0x20 if not one else code


def _span(data: bytes, base: int, text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Where characters of folded text stand in the bytes."""
    rest = data[base:]
    if rest[: len(text)].isascii():
        return base + span[0], base + span[1]
    whole = rest.decode("utf-8", "surrogateescape")
    start = len(whole[: span[0]].encode("utf-8", "surrogateescape"))
    return base + start, base + start + len(whole[span[0] : span[1]].encode("utf-8", "surrogateescape"))
