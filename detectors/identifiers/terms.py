"""Terms: an identifier's names as expressions over bytes, in any case, with and without accents, however their words are joined."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from detectors.identifiers.words import folded, is_joined_script

#: What stands between two words of a name: a blank, a hyphen, an underscore, a no-break space, or nothing.
_JOINT = r"(?:[ _.-]|\xc2\xa0)?"
#: A name in Latin letters begins where no letter precedes it, or where the case changes (`userSsn`).
_START = "(?:^|[^a-z])"
#: Shorter names of letters alone are in too many words, names of variables and codes; names up to `_WHOLE` letters are but the
#: beginning of many, and must be whole words.
_SHORTEST, _WHOLE = 3, 4
_END = "[^a-z]"


def usable(term: str) -> bool:
    """Whether a name can be looked for in text: long enough to be nothing else."""
    letters = sum(char.isalpha() for char in term)
    foreign = not any(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in term)
    return letters >= (2 if foreign or is_joined_script(term) else _SHORTEST)


def expression(term: str) -> str:
    """The term as an expression over the bytes of UTF-8 text, in printable ASCII."""
    words = _words(term)
    body = _JOINT.join("".join(map(_char, word)) for word in words)
    first = words[0][0]
    if not first.isascii() and not unicodedata.name(first, "").startswith("LATIN"):
        return body
    return f"(?i:{_START}{body}{_END if len(''.join(words)) <= _WHOLE else ''})"


def _words(term: str) -> list[str]:
    return term.replace("_", " ").replace("-", " ").split()


def _char(char: str) -> str:
    """One character, case aside where it is ASCII; in both cases else, with its accent or without."""
    if char.isascii():
        return char.lower() if char.isalnum() else f"\\x{ord(char):02x}"
    plain = folded(char)
    forms = {char.lower(), char.upper(), *({plain} if len(plain) == 1 and plain.isascii() else ())}
    written = sorted(f if f.isascii() else "".join(rf"\x{byte:02x}" for byte in f.encode()) for f in forms)
    return f"(?:{'|'.join(written)})" if len(written) > 1 else written[0]


def keywords(term: str) -> tuple[str, ...]:
    """Parts one of which the term has however it is written, as bytes in Latin-1: for the portable engine."""
    runs = [""]
    for char in term.lower():
        if (char.isascii() and char.isalpha()) or is_joined_script(char):
            runs[-1] += char
        else:
            runs.append("")
    longest = max(runs, key=len)
    if len(longest) >= _SHORTEST or is_joined_script(term):
        return (longest.encode().decode("latin-1"),)
    word = max(term.split(), key=len)
    return tuple(form.encode().decode("latin-1") for form in (word.lower(), word.capitalize(), word.upper()))


def anchor(terms: Iterable[str]) -> str:
    """An expression for any of the terms. What begins with another of them needs none of its own: it is that, and a word more."""
    kept: list[str] = []
    for term in sorted(map(" ".join, map(_words, terms))):
        if not kept or not term.startswith(f"{kept[-1]} "):
            kept.append(term)
    # The portable engine takes the first that stands there: of two that begin alike it should be the longer.
    return "|".join(sorted(set(map(expression, kept)), key=_longest_first))


def _longest_first(written: str) -> tuple[int, str]:
    return -len(written), written
