"""Payment cards: their numbers, what is printed or written on them beside the number, and their stripes."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import alike
from detectors.identifiers.plain import Plain
from detectors.identifiers.words import terms
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


_NUMBER_WORDS = terms(
    "card, card number, card no, cardnumber, card num, credit card, credit card number, credit card no, cc number, cc num, ccnum, cc no, debit card,"
    "pan, primary account number, payment card, kartennummer, kreditkarte, kreditkartennummer, numéro de carte, carte bancaire, carte de crédit,"
    "número de tarjeta, tarjeta, tarjeta de crédito, número do cartão, cartão de crédito, numero carta, carta di credito, kaartnummer, creditcard,"
    "numer karty, karta kredytowa, číslo karty, kártyaszám, номер карты, банковская карта, номер картки, αριθμός κάρτας, kart no, kart numarası,"
    "nomor kartu, số thẻ, 卡号, 信用卡号, 信用卡, 銀行卡號, カード番号, クレジットカード番号, 카드번호, رقم البطاقة, מספר כרטיס, कार्ड नंबर, หมายเลขบัตร"
)

CARDS = (
    Identifier(
        "fin.card", "fin.pan_card", "Payment card number", Plain("9{12,19}"), card, 0.023, _NUMBER_WORDS, 1,
        "https://www.iso.org/standard/70484.html",
    ),
    Identifier(
        "fin.cvv", "fin.cvv", "Card verification code", Plain("9{3,4}", pad=3), cvv, 1.0,
        terms("cvv, cvc, cvv2, cvc2, cid, csc, card security code, card verification, security code, kartenprüfnummer, prüfziffer karte, cryptogramme, código de seguridad, código de segurança, codice di sicurezza, код безопасности, セキュリティコード, 安全码, 보안코드"), 0,
        "https://www.pcisecuritystandards.org/",
    ),
    Identifier(
        "fin.track", "fin.track", "Stripe of a payment card", Plain(r"%?\Bp{30,100}|;?9{12,19}=9{7,25}\??"), track, 0.011,
        terms("track, track1, track2, track 1, track 2, track data, track1 data, track2 data, magstripe, magnetic stripe, trackdata"), 1,
        "https://www.iso.org/standard/43317.html",
    ),
    Identifier(
        "fin.card_expiry", "fin.card_expiry", "End of a payment card", Plain(r"9{2}/9{2}|9{2}/9{4}|9{2}\-9{2,4}|9{4}", pad=4), expiry, 0.071,
        terms("exp, expiry, exp date, expiry date, expiration, expiration date, card expiry, cc exp, valid thru, valid until, gültig bis, date d'expiration, fecha de vencimiento, validade, scadenza, срок действия, 有效期, 有効期限, 유효기간"), 0,
        "https://www.iso.org/standard/43317.html",
    ),
)  # fmt: skip
