"""Documents and records made from seeds: invented people, no real ones, nothing that looks live."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from detectors.classes.base import Classed, View
from detectors.classes.classifiers import classify

FIRST = [
    "Aino",
    "Bram",
    "Chidi",
    "Dalia",
    "Emre",
    "Farida",
    "Goran",
    "Hanae",
    "Ilse",
    "Jorge",
    "Katya",
    "Lior",
    "Mei",
    "Nadia",
    "Odette",
    "Paolo",
    "Quynh",
    "Rasmus",
    "Soo",
    "Tomas",
]
LAST = [
    "Halloran",
    "Ibekwe",
    "Janssen",
    "Kowal",
    "Lindqvist",
    "Moreau",
    "Nakata",
    "Oduya",
    "Petrov",
    "Quintero",
    "Rossi",
    "Sandoval",
    "Tanaka",
    "Ueda",
    "Virtanen",
    "Weiss",
]
FIRMS = [
    "Northgate Werke",
    "Blue Heron Labs",
    "Arbor & Finch",
    "Kestrel Systems",
    "Ostrava Digital",
    "Lumen Atelier",
    "Quarry Nine",
]


class Made:
    """Values of an invented person, from one seed."""

    firms = FIRMS

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.person = f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)}"
        self.firm = self.dice.choice(FIRMS)

    def mail(self) -> str:
        return f"{self.person.lower().replace(' ', '.')}{self.dice.randrange(90)}@mail.example"

    def phone(self) -> str:
        return f"+{self.dice.randrange(20, 90)} {self.digits(3)} {self.digits(3)} {self.digits(4)}"

    def digits(self, count: int) -> str:
        return "".join(str(self.dice.randrange(1, 10)) for _ in range(count))

    def money(self) -> str:
        return f"{self.dice.randrange(1, 9)},{self.digits(3)}.{self.digits(2)}"


@pytest.fixture(params=range(2))
def made(request: pytest.FixtureRequest) -> Made:
    return Made(int(request.param) * 7919 + 11)


@pytest.fixture
def classes() -> Callable[..., list[Classed]]:
    """All classes of some content; the text of a document where its type is PDF."""

    def of(content: str | bytes, media_type: str = "text/plain", name: str = "", **more: object) -> list[Classed]:
        if isinstance(content, str) and media_type == "application/pdf":
            return list(classify(View(media_type, name, b"%PDF-1.7", text=content, **more)))  # type: ignore[arg-type]
        data = content.encode() if isinstance(content, str) else content
        return list(classify(View(media_type, name, data, **more)))  # type: ignore[arg-type]

    return of
