"""Ordinary: pictures of many sorts that are no identity documents, some of them hard to tell. Needs Pillow, NumPy and zxing-cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parts import ordinary_cards as cards
from parts import ordinary_pages as pages
from parts import ordinary_pictures as pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from PIL import Image


class Sort(NamedTuple):
    """A sort of picture.

    Attributes:
        draw: makes one.
        faces: whether there are faces in it: none, some or maybe.
        hard: whether something of an identity document is in it: a portrait with dates, words, or a bar code of the same symbology.
    """

    draw: Callable[[Random], Image.Image]
    faces: str = "none"
    hard: bool = False


SORTS = {
    "letter": Sort(pages.letter), "book": Sort(pages.book), "receipt": Sort(pages.receipt), "form": Sort(pages.form), "table": Sort(pages.table),
    "slide": Sort(pages.slide), "chart": Sort(pages.chart), "code": Sort(pages.code), "screen": Sort(pages.screen), "invoice": Sort(pages.invoice),
    "label": Sort(pages.label), "poster": Sort(pages.poster), "ticket": Sort(pages.ticket), "diagram": Sort(pages.diagram),
    "form-passport": Sort(pages.form_passport, hard=True), "prose-passport": Sort(pages.prose_passport, hard=True),
    "advertisement": Sort(pages.advertisement, hard=True), "boarding": Sort(pages.boarding, hard=True), "shipping": Sort(pages.shipping, hard=True),
    "letters": Sort(pages.crossword, hard=True), "business": Sort(cards.business), "bank": Sort(cards.bank), "bank-back": Sort(cards.bank_back),
    "club": Sort(cards.club, "maybe"), "chat": Sort(cards.chat, "some"), "employee": Sort(cards.employee, "some", hard=True),
    "student": Sort(cards.student, "some", hard=True), "avatars": Sort(cards.avatars, "some", hard=True),
    "profile": Sort(cards.profile, "some", hard=True), "resume": Sort(cards.resume, "some", hard=True), "landscape": Sort(pictures.landscape),
    "city": Sort(pictures.city), "crowd": Sort(pictures.crowd, "some"), "distant": Sort(pictures.distant, "maybe"),
    "selfie": Sort(pictures.selfie, "some"), "thing": Sort(pictures.thing), "logo": Sort(pictures.logo), "icon": Sort(pictures.icon),
    "map": Sort(pictures.plan), "meme": Sort(pictures.meme, "maybe"), "pattern": Sort(pictures.pattern), "abstract": Sort(pictures.abstract),
    "drawing": Sort(pictures.drawing, "maybe"),
}  # fmt: skip


def ordinary(rng: Random, sort: str = "") -> tuple[str, Image.Image]:
    """A picture of a sort of `SORTS`, or of one by lot, and the sort's name."""
    chosen = sort or rng.choice(list(SORTS))
    return chosen, SORTS[chosen].draw(rng)
