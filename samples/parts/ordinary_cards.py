"""Ordinary cards: of banks, firms, schools, clubs, and screens with faces; none is issued by a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zxingcpp
from parts.board import INKS, Board, title
from parts.numbers import digits
from parts.people import population
from parts.portrait import portrait
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from random import Random

_CARD = (1012, 638)


def _avatar(rng: Random, board: Board, left: int, top: int, size: int) -> None:
    """A round portrait."""
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, size - 1, size - 1), fill=255)
    board.image.paste(portrait(rng, size, size, lively=0.6), (left, top), mask)


def business(rng: Random) -> Image.Image:
    """A visiting card."""
    board, who = Board((1050, 600), rng.choice(((255, 255, 255), (250, 248, 240), (36, 40, 52)))), population(rng, 1)[0]
    ink = (230, 230, 230) if board.image.getpixel((0, 0)) == (36, 40, 52) else (30, 30, 34)
    board.draw.ellipse((70, 70, 170, 170), fill=rng.choice(INKS))
    board.text(200, 90, title(rng, 2), 44, ink, "bold")
    for row, line in enumerate((who.name, who.title, who.phone, who.email, who.address)):
        board.text(70, 250 + row * 56, line, 36 if row == 0 else 26, ink)
    return board.image


def bank(rng: Random) -> Image.Image:
    """The front of a bank card; its number begins with 0, which no card does."""
    board, who = Board(_CARD, rng.choice(INKS)), population(rng, 1)[0]
    board.text(60, 50, title(rng, 1) + " BANK", 48, (255, 255, 255), "bold")
    board.box(70, 200, 210, 310, (214, 182, 96), radius=12)
    board.text(
        70,
        360,
        " ".join(("0" + digits(rng, 3), digits(rng, 4), digits(rng, 4), digits(rng, 4))),
        62,
        (240, 240, 240),
        "mono",
    )
    board.text(70, 460, f"VALID THRU 0{rng.randrange(1, 10)}/{rng.randrange(27, 32)}", 28, (240, 240, 240))
    board.text(70, 540, who.name.upper(), 40, (240, 240, 240), "mono")
    return board.image


def bank_back(rng: Random) -> Image.Image:
    """The back of a bank card: stripe, signature, small print."""
    board = Board(_CARD, rng.choice(INKS))
    board.box(0, 50, 1012, 170, (20, 20, 22))
    board.box(60, 230, 700, 310, (245, 245, 240))
    board.text(720, 245, digits(rng, 3), 44, (255, 255, 255))
    board.prose(rng, (60, 360, 950, 600), 20)
    return board.image


def employee(rng: Random) -> Image.Image:
    """A firm's badge, upright, with a portrait; hard."""
    board, who = Board((638, 1012)), population(rng, 1)[0]
    ink = rng.choice(INKS)
    board.box(0, 0, 638, 170, ink)
    board.text(50, 50, title(rng, 2).upper(), 44, (255, 255, 255), "bold")
    board.image.paste(portrait(rng, 320, 400, lively=0.4), (160, 210))
    board.text(80, 660, who.name, 50, face="bold")
    board.text(80, 740, who.title, 34, ink)
    board.text(80, 800, f"EMPLOYEE {digits(rng, 5)}", 30)
    board.code(zxingcpp.BarcodeFormat.Code128, f"E{digits(rng, 6)}", 140, 860, 2)
    return board.image


def student(rng: Random) -> Image.Image:
    """A school's or university's card; hard: it has a portrait, a number and a validity."""
    board, who = Board(_CARD, (246, 246, 250)), population(rng, 1)[0]
    ink = rng.choice(INKS)
    board.box(0, 0, 1012, 120, ink)
    board.text(40, 28, f"University of {title(rng, 1)}", 52, (255, 255, 255), "bold")
    board.image.paste(portrait(rng, 260, 330, lively=0.4), (50, 170))
    for row, line in enumerate(
        (who.name, "STUDENT", f"Matr. {digits(rng, 7)}", f"Valid until 09/{rng.randrange(2026, 2030)}", title(rng, 2))
    ):
        board.text(360, 170 + row * 72, line, 42 if row == 0 else 32)
    board.code(zxingcpp.BarcodeFormat.Code39, digits(rng, 7), 560, 540, 2)
    return board.image


def club(rng: Random) -> Image.Image:
    """A card of a gym, a library or a shop, with or without a portrait."""
    board, who = Board(_CARD, rng.choice(INKS)), population(rng, 1)[0]
    board.text(
        50,
        50,
        rng.choice(("LIBRARY CARD", "MEMBER CARD", "GYM & SPA", "BONUS CLUB", "GIFT CARD")),
        64,
        (255, 255, 255),
        "bold",
    )
    if rng.random() < 0.4:
        board.image.paste(portrait(rng, 200, 250, lively=0.4), (760, 60))
    board.text(50, 180, who.name, 40, (255, 255, 255))
    board.box(40, 400, 660, 600, (255, 255, 255))
    board.code(zxingcpp.BarcodeFormat.Code128, digits(rng, 10), 60, 420, 4)
    return board.image


def avatars(rng: Random) -> Image.Image:
    """A page of people: round portraits, names, buttons; hard."""
    board = Board((1280, 820), (245, 246, 248))
    board.box(0, 0, 1280, 70, (255, 255, 255))
    board.text(30, 16, "Our team", 34, face="bold")
    for at, who in enumerate(population(rng, 8)):
        x, y = 40 + at % 4 * 310, 110 + at // 4 * 350
        board.box(x, y, x + 280, y + 320, (255, 255, 255), radius=16)
        _avatar(rng, board, x + 75, y + 24, 130)
        board.text(x + 40, y + 180, who.name, 24, face="bold")
        board.text(x + 40, y + 216, who.title, 19, (110, 110, 120))
        board.box(x + 60, y + 256, x + 220, y + 296, INKS[0], radius=10)
    return board.image


def profile(rng: Random) -> Image.Image:
    """A profile in an application on a telephone; hard: one portrait, a date of birth."""
    board, who = Board((720, 1280), (250, 250, 252)), population(rng, 1)[0]
    board.box(0, 0, 720, 300, rng.choice(INKS))
    _avatar(rng, board, 260, 190, 200)
    board.text(220, 420, who.name, 44, face="bold")
    for row, (caption, value) in enumerate(
        (("E-mail", who.email), ("Phone", who.phone), ("Birthday", who.born), ("City", who.city), ("Joined", "2023"))
    ):
        board.text(60, 530 + row * 120, caption, 24, (130, 130, 140))
        board.text(60, 564 + row * 120, value, 32)
    return board.image


def resume(rng: Random) -> Image.Image:
    """A curriculum vitae with a portrait and dates; hard."""
    board, who = Board((850, 1200)), population(rng, 1)[0]
    board.image.paste(portrait(rng, 190, 240, lively=0.3), (600, 60))
    board.text(60, 70, who.name, 44, face="bold")
    for row, line in enumerate(
        (who.title, who.email, who.phone, f"Born {who.born} in {who.city}", "Nationality: Utopian")
    ):
        board.text(60, 140 + row * 34, line, 21)
    for part, head in enumerate(("Experience", "Education", "Skills")):
        y = 360 + part * 270
        board.text(60, y, head, 28, INKS[0], "bold")
        board.prose(rng, (60, y + 50, 790, y + 240), 18)
    return board.image


def chat(rng: Random) -> Image.Image:
    """A chat on a telephone, with small portraits."""
    board, y = Board((720, 1280), (236, 240, 244)), 40
    while y < 1180:
        own = rng.random() < 0.5
        left = 220 if own else 110
        tall = rng.randrange(70, 190)
        board.box(left, y, left + 440, y + tall, (206, 234, 200) if own else (255, 255, 255), radius=20)
        board.prose(rng, (left + 20, y + 14, left + 420, y + tall - 6), 22)
        if not own:
            _avatar(rng, board, 24, y, 68)
        y += tall + 24
    return board.image
