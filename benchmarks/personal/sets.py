"""Labelled texts from a seed: as many with personal data as with look-alikes alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.personal.phrasing import Phrasing, Shapes, phrasings, shapes
from benchmarks.personal.slot import Slot
from benchmarks.personal.values.people import firm, full_name
from benchmarks.personal.values.table import DECOYS, FAMILIES, SLOTS, forms
from benchmarks.personal.values.unchecked import NOT

SETS = ("text", "records", "logs")
_MARK = re.compile(r"\{(_?[a-z][A-Za-z0-9_.]*)\}")
#: Families that most texts are about come more often than the others.
_OFTEN = dict.fromkeys(("card", "iban", "us_ssn", "email", "ip", "phone"), 4)
#: Part of texts that come from a whole template, where the family has one; and that name nothing, where it can be told so.
_FREE, _ALONE = 0.4, 0.15
#: Part of texts in English where the family has words in other languages too; part of values in a language's own forms.
_ENGLISH, _OWN = 0.3, 0.6
_WORDS = ("anchor", "basket", "copper", "dialog", "ember", "fabric")


@dataclass(frozen=True, slots=True)
class Label:
    """A value in a text: bytes `start` to `end` (half-open) of its UTF-8, and the form that it was drawn from."""

    start: int
    end: int
    value: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text with every value in it, look-alikes included, in order of place."""

    text: str
    labels: tuple[Label, ...]
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How a text about a family can be written: a template, and a naming word or a field's name where it takes one."""

    template: str
    language: str
    source: str
    word: str = ""


def _choose(rng: Random, name: str, language: str, *, alone: bool = False) -> Slot:
    """A form: the one that is named, or one of the family's."""
    if name in SLOTS:
        return SLOTS[name]
    found = (
        forms(name, language, alone=alone)
        or forms(name, "en", alone=alone)
        or [slot for slot in SLOTS.values() if slot.family == name]
    )
    own = [slot for slot in found if slot.languages]
    shared = [slot for slot in found if not slot.languages]
    if own and shared:
        return rng.choice(own if rng.random() < _OWN else shared)
    return rng.choice(found)


def _filler(rng: Random, name: str) -> str:
    if name == "_name":
        return full_name(rng)
    if name == "_firm":
        return firm(rng)
    return rng.choice(_WORDS) if name == "_word" else str(rng.randrange(2, 9000))


def _filled(rng: Random, way: _Way, family: str) -> Sentence:
    text, labels, at = "", [], 0
    for mark in _MARK.finditer(way.template):
        text += way.template[at : mark.start()]
        at, name = mark.end(), mark[1]
        if name in {"label", "key"}:
            text += way.word
        elif name.startswith("_"):
            text += _filler(rng, name)
        else:
            slot = _choose(rng, family if name == "value" else name, way.language, alone=way.source == "alone")
            value = slot.make(rng)
            start = len(text.encode())
            text += value
            labels.append(Label(start, start + len(value.encode()), value, slot))
    return Sentence(text + way.template[at:], tuple(labels), way.language, way.source)


def _about(template: str, family: str) -> bool:
    return any(name.partition(".")[0] == family for name in _MARK.findall(template))


def _free_ways(half: tuple[Phrasing, ...], names: tuple[str, ...], family: str) -> list[_Way]:
    return [
        _Way(template, phrasing.language, name)
        for phrasing in half
        for name in names
        for template in phrasing.free.get(name, ())
        if _about(template, family)
    ]


def _word_ways(half: tuple[Phrasing, ...], forms_of: Shapes, which: str, family: str) -> list[_Way]:
    ways = []
    name = family.removeprefix(NOT)
    for phrasing in half:
        templates = phrasing.named if which == "text" else forms_of.labels
        ways += [_Way(t, phrasing.language, "named", word) for word in phrasing.words.get(name, ()) for t in templates]
    return ways


def _key_ways(forms_of: Shapes, which: str, family: str) -> list[_Way]:
    templates = {"text": (), "records": forms_of.keys, "logs": forms_of.log_keys}[which]
    return [_Way(t, "en", "key", key) for key in forms_of.names.get(family.removeprefix(NOT), ()) for t in templates]


def _alone_ways(half: tuple[Phrasing, ...], which: str, family: str) -> list[_Way]:
    if which != "text":
        return []
    return [
        _Way(template, phrasing.language, "alone")
        for phrasing in half
        for template in phrasing.alone
        if forms(family, phrasing.language, alone=True)
    ]


class _Writer:
    """Writes texts about one family."""

    def __init__(self, family: str, which: str, half: str) -> None:
        languages, forms_of = phrasings(half), shapes(half)
        self.family = family
        names = {"text": ("text", "decoys"), "records": ("records", "decoy_records"), "logs": ("logs", "decoy_logs")}[
            which
        ]
        name = names[family in DECOYS]
        self._free = _free_ways(languages, (name,), family)
        words = _word_ways(languages, forms_of, which, family) if which != "logs" else []
        # Words twice: they come in every language, names of fields in one.
        self._groups = [ways for ways in (words, words, _key_ways(forms_of, which, family)) if ways]
        self._alone = _alone_ways(languages, which, family) if family in FAMILIES else []
        self.able = bool(self._free or self._groups or self._alone)

    def write(self, rng: Random) -> Sentence:
        """One text."""
        ways = self._free
        if self._groups and (not ways or rng.random() >= _FREE):
            ways = rng.choice(self._groups)
        if self._alone and (not ways or rng.random() < _ALONE):
            ways = self._alone
        languages = sorted({way.language for way in ways})
        language = rng.choice(languages)
        if "en" in languages and rng.random() < _ENGLISH:
            language = "en"
        return _filled(rng, rng.choice([way for way in ways if way.language == language]), self.family)


def _writers(families: tuple[str, ...], which: str, half: str) -> list[_Writer]:
    made = [_Writer(family, which, half) for family in families]
    return [writer for writer in made if writer.able for _ in range(_OFTEN.get(writer.family, 1))]


def sentences(seed: int, count: int, sets: tuple[str, ...] = SETS, *, held_out: bool = False) -> Iterator[Sentence]:
    """`count` texts with personal data and `count` with look-alikes alone, in turn.

    Args:
        seed: equal seeds give equal texts.
        count: of each sort, divided among the sets.
        sets: which of `SETS`.
        held_out: of the templates and words that the other runs never use.
    """
    half = "held" if held_out else "train"
    for which in sets:
        rng = Random(f"{seed}:{half}:{which}")
        turns = [itertools.cycle(_writers(families, which, half)) for families in (FAMILIES, DECOYS)]
        for _ in range(count // len(sets)):
            yield from (next(turn).write(rng) for turn in turns)
