"""Words: what columns and labels call identifiers, and how such a name is cut into words in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: Letters that do not decompose into a base letter and a mark.
_FOLD = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е"}
)


def terms(text: str, *more: tuple[str, ...]) -> tuple[str, ...]:
    """Terms from a list with commas, several words in snake case as well, and the terms of other lists; each once."""
    own = [term.strip() for term in text.split(",") if term.strip()]
    snake = [term.replace(" ", "_") for term in own]
    return tuple(dict.fromkeys([*own, *snake, *(term for terms_ in more for term in terms_)]))


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


#: What forms call a state's number whatever the country.
NATIONAL = terms(
    "national id, national id number, national identity number, national identification number, national number,"
    "nat id, id number, id no, identity number, identity no, identity card number, id card, id card number,"
    "id document number, personal id, personal id number, personal identification number, personal number,"
    "personal code, citizen id, citizen number, government id, govt id, gov id, government id number,"
    "document number, document no"
)
#: What forms call a tax number whatever the country.
TAX = terms(
    "tin, tin number, tax id, taxid, tax id number, tax number, tax no, tax code, fiscal code, fiscal number,"
    "taxpayer id, taxpayer number, tax identification number, taxpayer identification number, tax reference,"
    "tax file number, foreign tin"
)
#: What forms call a number of health care whatever the country.
HEALTH = terms(
    "health card, health card number, health number, health id, health insurance number, health insurance id,"
    "insurance number, insured id, patient id, patient number, medicare number, member id, phn, personal health number"
)
