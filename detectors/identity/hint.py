"""Hints: words of folders and file names by which pictures of documents and their holders are put away. Never a verdict alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from detectors.identity.lexicon import fold

#: The words; the table's head says what every key means.
FILE = Path(__file__).with_name("hint.toml")
_WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(FILE.read_text("utf-8"))
_SIDES = _WORDS["side"]
_TABLE = {fold(word): name for name, words in {**_WORDS["word"], **_SIDES}.items() for word in words.split()}
_WEAK, _NOT = (frozenset(map(fold, _WORDS["other"][name].split())) for name in ("weak", "not"))
_RECORDINGS = {fold(word): name for name, words in _WORDS["recording"].items() for word in words.split()}
_MOST_RUN = max(word.count("_") for word in _TABLE) + 1
_LONGEST = 1024
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Hint:
    """What a path hints at.

    Attributes:
        documents: which of passport, licence, identity, permit and visa.
        portrait: whether a picture of the holder's own face (selfie) is hinted at.
        liveness: whether a proof of a living face is.
        verification: whether a process that verifies people is.
        side: `front`, `back` or empty.
    """

    documents: frozenset[str] = frozenset()
    portrait: bool = False
    liveness: bool = False
    verification: bool = False
    side: str = ""

    def __bool__(self) -> bool:
        return bool(self.documents or self.portrait or self.liveness or self.verification)


def hint(path: str) -> Hint:
    """What the words of a path hint at: its last 1,024 characters, folders and name.

    Words that mean other things too (`license`, `identity`) count only beside another hint or a side of a card. Pure.
    """
    words = _words(path[-_LONGEST:])
    found: dict[str, bool] = {}
    at = 0
    while at < len(words):
        run = next(
            (n for n in range(min(_MOST_RUN, len(words) - at), 0, -1) if "_".join(words[at : at + n]) in _TABLE), 0
        )
        if run:
            term = "_".join(words[at : at + run])
            name = _TABLE[term]
            found[name] = found.get(name, False) or term not in _WEAK
            found |= {side: True for side in _SIDES if term.endswith(side)}
        at += run or 1
    if not _NOT.isdisjoint(words):
        found = {name: True for name, strong in found.items() if strong and name in ("kyc", "passport")}
    return _hint(found)


def recording(path: str) -> frozenset[str]:
    """Of interview and call, what the words of a recording's path say it is: its last 1,024 characters. Pure."""
    words = _words(path[-_LONGEST:])
    pairs = (f"{first}_{second}" for first, second in pairwise(words))
    return frozenset(_RECORDINGS[each] for each in (*words, *pairs) if each in _RECORDINGS)


def _words(path: str) -> list[str]:
    return _PART.findall(fold(_CAMEL.sub("_", path)))


def _hint(found: dict[str, bool]) -> Hint:
    side = next((name for name in _SIDES if name in found), "")
    kinds = {name for name in found if name not in _SIDES}
    if not any(found[name] for name in kinds) and len(kinds) < 2 and not side:  # noqa: PLR2004  # a weak one, alone
        return Hint(side=side)
    documents = frozenset(kinds & {"passport", "licence", "identity", "permit", "visa"})
    return Hint(documents, "selfie" in kinds, "liveness" in kinds, "kyc" in kinds, side)
