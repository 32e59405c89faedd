"""Registry: all identifiers, and which of them a name, a rule or a value speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from detectors.identifiers.bank import BANKS
from detectors.identifiers.base import Identifier
from detectors.identifiers.birth import BIRTHS
from detectors.identifiers.card import CARDS
from detectors.identifiers.contact import CONTACTS
from detectors.identifiers.device import DEVICES
from detectors.identifiers.form import SHAPES, Form
from detectors.identifiers.health import HEALTHS
from detectors.identifiers.licence import LICENCES
from detectors.identifiers.national_americas import AMERICAS
from detectors.identifiers.national_asia import ASIA
from detectors.identifiers.national_east import EAST
from detectors.identifiers.national_north import NORTH
from detectors.identifiers.national_south import SOUTH
from detectors.identifiers.national_west import WEST
from detectors.identifiers.passport import PASSPORTS
from detectors.identifiers.place import PLACES
from detectors.identifiers.plain import LONGEST, SEPARATORS, Plain, tidy
from detectors.identifiers.tax import TAXES
from detectors.identifiers.wallet import WALLETS
from detectors.identifiers.words import folded, is_joined_script, joined, runs_of

#: Every identifier; the order is that of the modules and says nothing.
IDENTIFIERS: tuple[Identifier, ...] = (
    *AMERICAS, *WEST, *SOUTH, *NORTH, *EAST, *ASIA, *TAXES, *HEALTHS, *PASSPORTS, *LICENCES, *BANKS,
    *CARDS, *WALLETS, *DEVICES, *CONTACTS, *PLACES, *BIRTHS,
)  # fmt: skip

_BY_RULE: Mapping[str, Identifier] = MappingProxyType({identifier.rule: identifier for identifier in IDENTIFIERS})


def by_rule(rule: str) -> Identifier:
    """The identifier of that rule.

    Raises:
        KeyError: there is none.
    """
    return _BY_RULE[rule]


def form_of(identifier: Identifier) -> Form:
    """The form of an identifier's plain values.

    Raises:
        TypeError: its `normal` is none of this package's.
    """
    if not isinstance(identifier.normal, Plain):
        raise TypeError(f"{identifier.rule}: 'normal' must be a Plain; make it one")
    return identifier.normal.form


# --- by name ---------------------------------------------------------------------------------------------------------


def _index() -> tuple[dict[str, tuple[Identifier, ...]], dict[str, tuple[Identifier, ...]]]:
    """Identifiers by joined term: of scripts that separate words, and of those in which terms are looked for inside."""
    apart: dict[str, dict[str, Identifier]] = defaultdict(dict)
    inside: dict[str, dict[str, Identifier]] = defaultdict(dict)
    for identifier in IDENTIFIERS:
        for word in identifier.words:
            (inside if is_joined_script(word) else apart)[joined(word)][identifier.rule] = identifier
    return _frozen(apart), _frozen(inside)


def _frozen(table: Mapping[str, Mapping[str, Identifier]]) -> dict[str, tuple[Identifier, ...]]:
    return {term: tuple(found.values()) for term, found in table.items()}


_APART, _INSIDE = _index()
_INSIDE_LONGEST_FIRST = sorted(_INSIDE, key=len, reverse=True)


@lru_cache(8192)
def by_word(name: str) -> tuple[Identifier, ...]:
    """Identifiers that a column's name or a label may mean, those of the longest term first; word by word, in any script.

    `ssn` is found in `user_ssn`, `userSSN` and `S.S.N.`, not in `lessness`; `социальное` and `身份证号` by their own scripts.
    """
    found: dict[str, tuple[int, Identifier]] = {}
    for run in runs_of(name):
        for identifier in _APART.get(run, ()):
            found[identifier.rule] = max(
                found.get(identifier.rule, (0, identifier)), (len(run), identifier), key=_length
            )
    if is_joined_script(name):
        whole = "".join(folded(name[:LONGEST]).split())
        for term in _INSIDE_LONGEST_FIRST:
            if term in whole:
                for identifier in _INSIDE[term]:
                    found.setdefault(identifier.rule, (2 * len(term), identifier))
    return tuple(identifier for _, identifier in sorted(found.values(), key=_length, reverse=True))


def _length(entry: tuple[int, Identifier]) -> int:
    return entry[0]


# --- by form ---------------------------------------------------------------------------------------------------------

#: Longest value whose shape is compared (RFC 5321: a mail address has 254 characters); and longest that the tables hold.
_LONGEST_SHAPE, _LONGEST_SLOT = 254, 64
#: A value of a shape for those that bring values into form by themselves: an `a` is hexadecimal, and 1111-11-11 is a date.
_LIKE = bytes.maketrans(b"9A", b"1a")
_OWN_DIGITS, _MAC_LENGTHS = range(4, 40), (12, 14, 17)


def _is_own(identifier: Identifier) -> bool:
    """Whether its `normal` is of a class of its own, to which punctuation says something."""
    return type(identifier.normal) is not Plain


_OWN = tuple(identifier for identifier in IDENTIFIERS if _is_own(identifier))
_WIDE = tuple(
    identifier
    for identifier in IDENTIFIERS
    if not _is_own(identifier) and max(most for _, most, _, _ in form_of(identifier).bounds()) > _LONGEST_SLOT
)


def _slots(*, raw: bool) -> dict[tuple[int, int], tuple[Identifier, ...]]:
    """Identifiers by length and number of digits of their plain values."""
    table: dict[tuple[int, int], dict[str, Identifier]] = defaultdict(dict)
    for identifier in IDENTIFIERS:
        form = form_of(identifier)
        if form.raw != raw or _is_own(identifier) or identifier in _WIDE:
            continue
        for least, most, low, high in form.bounds():
            for length in range(least, most + 1):
                for digits in range(low, min(high, length) + 1):
                    table[length, digits][identifier.rule] = identifier
    return {key: tuple(found.values()) for key, found in table.items()}


_COMPACT, _RAW = _slots(raw=False), _slots(raw=True)


def shape(value: bytes) -> bytes:
    """What a value looks like: letters as A, digits as 9, everything else as it is. Values of one column share few shapes.

    Takes one value, or a whole column with its line feeds, in UTF-8.
    """
    return value.translate(SHAPES)


@lru_cache(1 << 15)
def by_shape(seen: bytes) -> tuple[Identifier, ...]:
    """Identifiers whose plain form a value of that shape can have, separators dropped; no leading zeros restored."""
    if not 0 < len(seen) <= _LONGEST_SHAPE:
        return ()
    compact, digits = seen.translate(None, SEPARATORS), seen.count(b"9")
    text, full = compact.decode("latin-1"), seen.decode("latin-1")
    near = _COMPACT.get((len(compact), digits), ())
    out = [identifier for identifier in near if form_of(identifier).fits_shape(text)]
    near = _RAW.get((len(seen), digits), ())
    out += [identifier for identifier in (*near, *_WIDE) if form_of(identifier).fits_shape(full)]
    if digits in _OWN_DIGITS or "@" in full or ":" in full or len(seen) in _MAC_LENGTHS:
        like = seen.translate(_LIKE).decode("latin-1")
        out += [identifier for identifier in _OWN if form_of(identifier).fits_shape(full) or identifier.normal(like)]
    return tuple(out)


def by_form(value: str) -> tuple[Identifier, ...]:
    """Identifiers whose plain form a value can have, by length and alphabet only: cheap, and before any check."""
    text = tidy(value)
    return by_shape(text.encode("latin-1", "replace").translate(SHAPES))
