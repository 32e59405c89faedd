"""Ordinary pages: what offices, shops and screens are full of, as pictures; none is an identity document, and some speak of one."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import zxingcpp
from parts.board import INKS, Board, sentence, title
from parts.numbers import digits
from parts.people import population

if TYPE_CHECKING:
    from random import Random

    from PIL import Image

_PAGE = (850, 1100)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def letter(rng: Random) -> Image.Image:
    """A letter with an address, a date and a greeting."""
    board, who = Board(_PAGE), population(rng, 1)[0]
    board.text(90, 80, title(rng, 2) + " Ltd.", 30, rng.choice(INKS), "bold")
    for row, line in enumerate(
        (who.name, who.street, f"{who.city} {who.postcode}", "", f"{rng.randrange(1, 29)} {rng.choice(_MONTHS)} 2024")
    ):
        board.text(90, 170 + row * 26, line, 18)
    board.text(90, 330, f"Dear {who.given},", 19)
    end = board.prose(rng, (90, 370, 760, rng.randrange(560, 900)), 18)
    board.text(90, end + 30, "Yours sincerely,", 18)
    return board.image


def book(rng: Random) -> Image.Image:
    """A page of a book."""
    board = Board((900, 1300), (248, 243, 230))
    board.text(330, 60, title(rng), 22, face="serif")
    board.prose(rng, (100, 120, 800, 1200), 24, face="serif")
    board.text(440, 1230, str(rng.randrange(2, 400)), 20, face="serif")
    return board.image


def receipt(rng: Random) -> Image.Image:
    """A till receipt."""
    board = Board((420, rng.randrange(700, 1100)), (250, 249, 245))
    board.text(90, 30, title(rng, 2).upper(), 28, face="mono")
    board.text(60, 70, f"{digits(rng, 2)}/{rng.randrange(1, 13):02}/2025  14:{digits(rng, 2)}", 18, face="mono")
    total, y = 0.0, 120
    while y < board.height - 200:
        price = rng.randrange(50, 4000) / 100
        total += price
        board.text(24, y, f"{title(rng, 1)[:14].upper():16}{price:8.2f}", 20, face="mono")
        y += 30
    board.text(24, y + 16, f"{'TOTAL':16}{total:8.2f}", 24, face="mono")
    board.code(zxingcpp.BarcodeFormat.Code128, digits(rng, 12), 60, y + 70, 2)
    return board.image


def form(rng: Random) -> Image.Image:
    """A form with empty boxes, that asks for anything but a passport."""
    return _form(
        rng,
        (
            "Name of applicant",
            "Company",
            "Telephone",
            "E-mail",
            "Quantity",
            "Date",
            "Signature",
            "Comments",
            "Department",
            "Room",
        ),
    )


def form_passport(rng: Random) -> Image.Image:
    """A form that asks for the number of a passport or licence; hard, as nothing has been filled in."""
    return _form(
        rng,
        (
            "Surname",
            "Given names",
            "Date of birth",
            "Nationality",
            "Passport number",
            "Date of issue",
            "Date of expiry",
            "Driver's license No.",
            "Place of birth",
            "Sex",
        ),
    )


def _form(rng: Random, captions: tuple[str, ...]) -> Image.Image:
    board = Board(_PAGE)
    board.text(70, 50, f"{title(rng, 2)} Form", 34, rng.choice(INKS), "bold")
    for row, caption in enumerate(rng.sample(captions, rng.randrange(6, len(captions) + 1))):
        y = 140 + row * 86
        board.text(70, y, caption, 19)
        board.box(70, y + 28, 780, y + 66, (255, 255, 255), outline=(120, 120, 120))
    return board.image


def prose_passport(rng: Random) -> Image.Image:
    """A page about passports and licences; hard."""
    board = Board(_PAGE)
    board.text(
        70,
        60,
        rng.choice(
            ("How to renew your passport", "Passport and visa requirements", "Identity card or driving licence?")
        ),
        32,
        face="bold",
    )
    lines = []
    for _ in range(14):
        lines += [rng.choice((
            "A passport must be valid for six months after the date of expiry of the visa.", "Bring your identity card, passport or driving licence.",
            "The machine readable zone is at the foot of the data page.", "Your surname, given names and date of birth are on the data page.",
            "Apply for a residence permit before your visa expires.", "A driver license is issued by the state; its class says what you may drive.",
        )), sentence(rng)]  # fmt: skip
    board.prose(rng, (70, 130, 780, 1050), 19, lines=lines)
    return board.image


def advertisement(rng: Random) -> Image.Image:
    """An advertisement for a driving school; hard."""
    board = Board((1000, 700), rng.choice(INKS))
    board.text(
        60,
        70,
        rng.choice(("GET YOUR DRIVER LICENSE", "DRIVING LICENCE IN 4 WEEKS", "PASSPORT PHOTOS 5 EUR")),
        58,
        (255, 255, 255),
        "bold",
    )
    for row in range(3):
        board.text(60, 220 + row * 60, "- " + title(rng, 4), 34, (250, 240, 200))
    board.box(60, 520, 460, 620, (250, 210, 60), radius=20)
    board.text(110, 545, f"Call 555-01{digits(rng, 2)}", 40)
    return board.image


def table(rng: Random) -> Image.Image:
    """A table of numbers, as spreadsheets print them."""
    board, columns = Board((1100, 800)), rng.randrange(4, 9)
    wide = 1060 // columns
    for row in range(rng.randrange(12, 26)):
        if row % 2:
            board.box(20, 20 + row * 28, 1080, 48 + row * 28, (238, 242, 248))
        for column in range(columns):
            text = title(rng, 1) if row == 0 or column == 0 else f"{rng.uniform(0, 9999):.2f}"
            board.text(28 + column * wide, 24 + row * 28, text, 16, face="bold" if row == 0 else "plain")
    return board.image


def slide(rng: Random) -> Image.Image:
    """A slide with points and a picture of bars."""
    ink = rng.choice(INKS)
    board = Board((1280, 720), rng.choice(((255, 255, 255), (246, 246, 240), (24, 28, 40))))
    dark = board.image.getpixel((0, 0)) == (24, 28, 40)
    board.box(0, 0, 1280, 100, ink)
    board.text(50, 24, title(rng, 4), 46, (255, 255, 255), "bold")
    for row in range(rng.randrange(3, 6)):
        board.text(60, 160 + row * 84, "- " + sentence(rng, 6), 30, (230, 230, 230) if dark else (30, 30, 34))
    for bar in range(6):
        high = rng.randrange(60, 300)
        board.box(860 + bar * 60, 640 - high, 900 + bar * 60, 640, rng.choice(INKS))
    return board.image


def chart(rng: Random) -> Image.Image:
    """Lines, bars or a pie, with axes."""
    board, sort = Board((900, 600)), rng.choice(("lines", "bars", "pie"))
    board.text(320, 20, title(rng), 26)
    if sort == "pie":
        start = 0.0
        for ink in INKS:
            end = start + rng.uniform(20, 70)
            board.draw.pieslice((250, 90, 650, 490), start, end, fill=ink)
            start = end
        return board.image
    board.draw.line((80, 80, 80, 520, 860, 520), fill=(60, 60, 60), width=2)
    for at, month in enumerate(_MONTHS):
        board.text(90 + at * 64, 530, month, 16)
        if sort == "bars":
            board.box(94 + at * 64, 520 - rng.randrange(20, 400), 134 + at * 64, 520, INKS[0])
    if sort == "lines":
        for ink in rng.sample(INKS, 3):
            board.draw.line([(100 + at * 64, rng.randrange(100, 500)) for at in range(12)], fill=ink, width=3)
    return board.image


def code(rng: Random) -> Image.Image:
    """An editor with a program."""
    board, y = Board((1000, 720), (30, 30, 36)), 20
    while y < 690:
        indent = rng.randrange(4) * 32
        line = rng.choice(
            ("def {}(value):", "if {} is None:", "return {} + 1", "for item in {}:", "{} = load(path)", "# {}")
        ).format("_".join(sentence(rng, 2)[:-1].lower().split()))
        board.text(20, y, f"{y // 24:3}", 17, (110, 110, 120), "mono")
        board.text(
            70 + indent,
            y,
            line,
            17,
            rng.choice(((212, 212, 212), (86, 156, 214), (206, 145, 120), (106, 153, 85))),
            "mono",
        )
        y += 24
    return board.image


def screen(rng: Random) -> Image.Image:
    """A desktop application: menu, list, pane of text."""
    board = Board((1280, 800), (240, 240, 243))
    board.box(0, 0, 1280, 40, (60, 64, 72))
    board.text(16, 8, "File   Edit   View   Help", 18, (230, 230, 230))
    board.box(0, 40, 260, 800, (225, 228, 234))
    for row in range(18):
        board.text(20, 60 + row * 38, title(rng, 2), 17)
    board.box(290, 70, 1250, 770, (255, 255, 255), outline=(200, 200, 200))
    board.prose(rng, (320, 100, 1220, rng.randrange(300, 740)), 18)
    return board.image


def boarding(rng: Random) -> Image.Image:
    """A boarding pass with an Aztec or PDF417 code; hard."""
    board, who = Board((1100, 440), (252, 252, 252)), population(rng, 1)[0]
    board.box(0, 0, 1100, 70, rng.choice(INKS))
    board.text(30, 14, "BOARDING PASS", 38, (255, 255, 255), "bold")
    rows = (("NAME", f"{who.family}/{who.given}".upper()), ("FROM", "ZENITH ZTH"), ("TO", "AMAUROT AMT"), ("FLIGHT", f"UT {digits(rng, 3)}"),
            ("DATE", f"{rng.randrange(1, 29)} {rng.choice(_MONTHS).upper()}"), ("SEAT", f"{rng.randrange(1, 40)}{rng.choice('ABCDEF')}"))  # fmt: skip
    for at, (caption, value) in enumerate(rows):
        board.text(40 + at % 3 * 260, 110 + at // 3 * 120, caption, 18, (120, 120, 120))
        board.text(40 + at % 3 * 260, 136 + at // 3 * 120, value, 28)
    # IATA resolution 792: M, legs, name, ticket, then the leg.
    content = f"M1{f'{who.family}/{who.given}'.upper()[:20]:20}EABC123 ZTHAMTUT {digits(rng, 4)} 123Y012A0001 100"
    board.code(zxingcpp.BarcodeFormat.Aztec, content, 860, 110, 5)
    return board.image


def label(rng: Random) -> Image.Image:
    """A product's label or a parcel's, with bar codes."""
    board = Board((700, 900))
    board.text(40, 40, title(rng, 2).upper(), 44, face="bold")
    board.prose(rng, (40, 120, 660, 340), 20)
    body = "0" + digits(rng, 11)  # GTIN of a prefix for use within a company
    check = -sum(int(part) * (3 if at % 2 else 1) for at, part in enumerate(body)) % 10
    board.code(zxingcpp.BarcodeFormat.EAN13, f"{body}{check}", 60, 380, 4)
    board.code(zxingcpp.BarcodeFormat.DataMatrix, title(rng), 60, 660, 6)
    board.text(330, 700, f"LOT {digits(rng, 6)}   EXP 0{rng.randrange(1, 10)}/2027", 24, face="mono")
    return board.image


def shipping(rng: Random) -> Image.Image:
    """A parcel's label with a PDF417 that is no licence's; hard."""
    board, who = Board((800, 1100)), population(rng, 1)[0]
    board.box(10, 10, 790, 1090, (255, 255, 255), outline=(0, 0, 0))
    for row, line in enumerate(
        ("SHIP TO:", who.name.upper(), who.street.upper(), f"{who.city} {who.state} {who.postcode}".upper())
    ):
        board.text(40, 60 + row * 50, line, 36, face="bold")
    made = zxingcpp.create_barcode(
        f"[)>\x1e01\x1d02{who.postcode}\x1d840\x1d001\x1d1Z{digits(rng, 16)}\x1dUPSN",
        zxingcpp.BarcodeFormat.PDF417,
        columns=8,
    )
    from PIL import Image as Picture  # noqa: PLC0415  # the name is a type's above

    board.image.paste(Picture.fromarray(made.to_image(scale=3)).convert("RGB"), (40, 320))
    board.code(zxingcpp.BarcodeFormat.Code128, f"1Z{digits(rng, 16)}", 60, 700, 3)
    return board.image


def poster(rng: Random) -> Image.Image:
    """A poster with a QR code."""
    ink = rng.choice(INKS)
    board = Board((800, 1130), ink)
    board.text(60, 80, title(rng, 2), 70, (255, 255, 255), "bold")
    board.text(60, 190, sentence(rng, 5), 36, (240, 240, 220))
    board.box(180, 420, 620, 860, (255, 255, 255))
    board.code(zxingcpp.BarcodeFormat.QRCode, f"https://poster-{digits(rng, 5)}.example/", 210, 450, 12)
    board.text(250, 920, "SCAN ME", 60, (255, 255, 255), "bold")
    return board.image


def ticket(rng: Random) -> Image.Image:
    """A concert's or a train's ticket with a QR code and dates."""
    board = Board((1000, 400), (250, 246, 236))
    board.text(40, 30, title(rng, 3).upper(), 44, rng.choice(INKS), "bold")
    for row, line in enumerate(
        (
            f"{rng.randrange(1, 29)} {rng.choice(_MONTHS)} 2026  19:30",
            f"Row {rng.choice('ABCDEF')} Seat {rng.randrange(1, 60)}",
            f"No. {digits(rng, 10)}",
        )
    ):
        board.text(40, 120 + row * 60, line, 30)
    board.code(zxingcpp.BarcodeFormat.QRCode, digits(rng, 20), 740, 100, 8)
    return board.image


def invoice(rng: Random) -> Image.Image:
    """An invoice with a bank account of no bank and a table."""
    board, who = Board(_PAGE), population(rng, 1)[0]
    board.text(60, 50, "INVOICE", 46, rng.choice(INKS), "bold")
    board.text(
        60,
        120,
        f"No. {digits(rng, 6)}    Date of issue: {rng.randrange(1, 29):02}.0{rng.randrange(1, 10)}.2025    Due: 30 days",
        18,
    )
    board.text(60, 170, f"{who.name}, {who.address}", 18)
    for row in range(rng.randrange(4, 14)):
        board.text(60, 260 + row * 40, f"{row + 1}.  {title(rng, 3)}", 18)
        board.text(660, 260 + row * 40, f"{rng.randrange(10, 2000)}.00", 18)
    board.text(60, 960, "Please pay to the account given in the contract.", 18)
    return board.image


def crossword(rng: Random) -> Image.Image:
    """A grid of letters with blanks; and `<` in plenty, as markup has them; hard for a reader of zones."""
    board = Board((900, 620))
    for row in range(14):
        text = "<".join(
            "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randrange(1, 9))) for _ in range(6)
        )
        board.text(30, 30 + row * 40, f"<{text}</{title(rng, 1).upper()}>"[:52], 22, face="mono")
    return board.image


def diagram(rng: Random) -> Image.Image:
    """Boxes and arrows."""
    board, spots = Board((1000, 700)), []
    for at in range(rng.randrange(4, 9)):
        x, y = 60 + at % 3 * 320, 60 + at // 3 * 220
        board.box(x, y, x + 220, y + 110, (235, 240, 250), radius=12, outline=rng.choice(INKS))
        board.text(x + 24, y + 40, title(rng, 2)[:18], 20)
        spots.append((x + 110, y + 55))
    for (x0, y0), (x1, y1) in itertools.pairwise(spots):
        angle = math.atan2(y1 - y0, x1 - x0)
        board.draw.line(
            (
                x0 + 115 * math.cos(angle),
                y0 + 60 * math.sin(angle),
                x1 - 115 * math.cos(angle),
                y1 - 60 * math.sin(angle),
            ),
            fill=(80, 80, 80),
            width=3,
        )
    return board.image
