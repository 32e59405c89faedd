"""Payment cards: their numbers, what is printed or written on them beside the number, and their stripes."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import alike
from detectors.identifiers.plain import Plain
from detectors.identifiers.words import words_of_rule
from detectors.text.check_numbers import card_network


def card(plain: str) -> bool:
    """A network's prefix and length, Luhn; neither published for tests nor made up."""
    return card_network(plain.encode())


def cvv(plain: str) -> bool:
    """Three or four digits: nothing to check."""
    return plain.isdigit()


_TRACK_1 = re.compile(r"%?B([0-9]{12,19})\^[^\^]{2,26}\^[0-9]{7,40}[^?]{0,60}\??.?")
_TRACK_2 = re.compile(r";?([0-9]{12,19})[=D][0-9]{7,25}F?\??.?")


def track(plain: str) -> bool:
    """First or second track of a stripe with a card's number in it. Source: ISO/IEC 7813."""
    found = _TRACK_1.fullmatch(plain) or _TRACK_2.fullmatch(plain)
    return found is not None and card_network(found.group(1).encode())


_MONTHS = 12


def expiry(plain: str) -> bool:
    """Month and year of a card's end: `MM/YY`, `MMYY` or with four digits of the year."""
    digits = plain.replace("/", "").replace("-", "")
    return 0 < int(digits[:2]) <= _MONTHS and (len(digits) == len("MMYY") or digits[2:4] == "20") and not alike(digits)


CARDS = (
    Identifier(
        "fin.card",
        "fin.pan_card",
        "Payment card number",
        Plain("9{12,19}"),
        card,
        0.023,
        words_of_rule("fin.card"),
        1,
        "https://www.iso.org/standard/70484.html",
    ),
    Identifier(
        "fin.cvv",
        "fin.cvv",
        "Card verification code",
        Plain("9{3,4}", pad=3),
        cvv,
        1.0,
        words_of_rule("fin.cvv"),
        0,
        "https://www.pcisecuritystandards.org/",
    ),
    Identifier(
        "fin.track",
        "fin.track",
        "Stripe of a payment card",
        Plain(r"%?\B9{12,19}^p{9,80}|;?9{12,19}=9{7,25}\??"),
        track,
        0.011,
        words_of_rule("fin.track"),
        1,
        "https://www.iso.org/standard/43317.html",
    ),
    Identifier(
        "fin.card_expiry",
        "fin.card_expiry",
        "End of a payment card",
        Plain(r"9{2}/9{2}|9{2}/9{4}|9{2}\-9{2,4}|9{4}", pad=4),
        expiry,
        0.071,
        words_of_rule("fin.card_expiry"),
        0,
        "https://www.iso.org/standard/43317.html",
    ),
)
