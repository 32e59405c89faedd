"""Words: what columns and labels call identifiers, and how such a name is cut into words in any script."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

#: The table itself; its head says what every key means.
FILE = Path(__file__).with_name("words.toml")
_TABLE: Mapping[str, Any] = tomllib.loads(FILE.read_text("utf-8"))

#: Number of a month by its name in many languages, folded.
MONTHS: Mapping[str, int] = MappingProxyType(
    {n: int(month) for month, names in _TABLE["months"].items() for n in names.split()}
)

#: Longest name of a column that is looked at, in characters; longer ones are sentences.
_LONGEST = 120
#: Words of a name that one term may span, and words of a name that are looked at.
_MOST_RUN, _MOST_WORDS = 7, 24
#: A term of this many letters or fewer must be one word of a name: `p an` is no `pan`.
_SHORT = 4
#: Scripts written without spaces between words, or with endings joined on: Thai to Lao, Hangul, kana, Han.
_JOINED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
#: Where one word ends: between cases (`userID`, `IDNumber`), between letters and digits, at anything else.
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])")
#: Letters that do not decompose into a base letter and a mark.
_FOLD = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "\u0451": "\u0435",
    }
)


def _terms(text: str) -> list[str]:
    """Terms of a list with commas."""
    return [term for part in text.split(",") if (term := " ".join(part.split()))]


def _of(entry: Mapping[str, Any]) -> Iterator[str]:
    """Terms of an entry and of the lists that it names, those of several words in snake case as well."""
    for term in _terms(entry.get("words", "")):
        yield term
        yield term.replace(" ", "_")
    for name in entry.get("lists", ()):
        yield from _of(_TABLE["list"][name])


def words_of_rule(rule: str) -> tuple[str, ...]:
    """What columns and labels call the identifier of a rule, lower case, each once.

    Raises:
        KeyError: `words.toml` has no entry for the rule.
    """
    return tuple(dict.fromkeys(_of(_TABLE["rule"][rule])))


def own_words(rule: str) -> tuple[str, ...]:
    """What an identifier alone is called, without the words of lists that it shares with others; none for some.

    Raises:
        KeyError: `words.toml` has no entry for the rule.
    """
    return tuple(_terms(_TABLE["rule"][rule].get("words", "")))


def list_words(name: str) -> tuple[str, ...]:
    """The words of a list that several identifiers share.

    Raises:
        KeyError: there is no such list.
    """
    return tuple(_terms(_TABLE["list"][name]["words"]))


@lru_cache(8192)
def folded(text: str) -> str:
    """Lower case without accents; full-width letters as ASCII."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_FOLD)
    marks = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize(
        "NFC", "".join(char for char in marks if unicodedata.category(char) != "Mn" or char == "\u3099")
    )


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded: cut at spaces, punctuation, underscores, changes of case, and before and after digits."""
    return tuple(folded(word) for word in _WORD.findall(_CAMEL.sub(" ", name[:_LONGEST])))[:_MOST_WORDS]


def runs_of(name: str) -> dict[str, int]:
    """Every run of neighbouring words of a name, joined, and how many words it has; a plural s of the last is optional."""
    words = words_of(name)
    out: dict[str, int] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_RUN) + 1):
            run = "".join(words[start:end])
            count = end - start
            if count > 1 and len(run) <= _SHORT and any(len(word) > 1 for word in words[start:end]):
                continue
            out.setdefault(run, count)
            if run.endswith("s") and len(run) >= _SHORT:
                out.setdefault(run[:-1], count)
    return out


def joined(term: str) -> str:
    """A term as the keys of `runs_of` have it."""
    return "".join(words_of(term))


def is_joined_script(term: str) -> bool:
    """Whether a term is of a script in which words are looked for inside others."""
    return bool(_JOINED.search(term))


#: Region (ISO 3166-1 alpha-2) by a word of a telephone column's name, folded.
REGIONS: Mapping[str, str] = MappingProxyType(
    {word: code for code, words in _TABLE["regions"].items() for word in _terms(words)}
)
