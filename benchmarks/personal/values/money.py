"""Cards, accounts, routing and wallets.

Sources: ISO/IEC 7812-1 annex B (Luhn), https://www.iso.org/standard/31531.html (ISO 7064), the IBAN registry
https://www.swift.com/standards/data-standards/iban-international-bank-account-number.
"""

from __future__ import annotations

import hashlib
from random import Random

from benchmarks.personal.slot import Make, Slot, grouped, letters
from benchmarks.personal.values.ibans import iban
from samples.parts.numbers import digits, luhn_digit, routing
from samples.parts.numbers import grouped as as_printed

#: Network: leading digits (a range counts as its ends and what lies between), lengths.
NETWORKS: dict[str, tuple[tuple[tuple[int, int], ...], tuple[int, ...]]] = {
    "visa": (((4, 4),), (16, 16, 16, 13, 19)),
    "mastercard": (((51, 55), (2221, 2720)), (16,)),
    "amex": (((34, 34), (37, 37)), (15,)),
    "discover": (((6011, 6011), (644, 649), (65, 65)), (16,)),
    "jcb": (((3528, 3589),), (16,)),
    "diners": (((300, 305), (36, 36), (38, 39)), (14,)),
    "unionpay": (((6221, 6228), (624, 626), (6282, 6288)), (16, 16, 17, 18, 19)),
    "maestro": (((5018, 5018), (5020, 5020), (6304, 6304), (6759, 6759)), (16, 18, 19)),
    "mir": (((2200, 2204),), (16,)),
    "rupay": (((6521, 6522), (8172, 8172)), (16,)),
    "elo": (((636368, 636368), (506699, 506778)), (16,)),
    "hipercard": (((606282, 606282),), (16,)),
    "troy": (((9792, 9792),), (16,)),
    "verve": (((506099, 506198),), (16, 19)),
}
_USUAL = ("visa", "visa", "mastercard", "mastercard", "amex", "discover")
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_COUNTRIES = ("DE", "FR", "GB", "US", "NL", "CH", "IT", "ES", "PL", "SE", "BR", "IN", "JP", "TR", "AE", "SG")


def card(network: str) -> Make:
    """Draws numbers of one network, without marks."""
    ranges, lengths = NETWORKS[network]

    def made(rng: Random) -> str:
        low, high = rng.choice(ranges)
        start = str(rng.randint(low, high))
        body = start + digits(rng, rng.choice(lengths) - len(start) - 1)
        return body + luhn_digit(body)

    return made


def _usual(rng: Random) -> str:
    return card(rng.choice(_USUAL))(rng)


def _any(rng: Random) -> str:
    return card(rng.choice(tuple(NETWORKS)))(rng)


def _marked(make: Make, mark: str) -> Make:
    def made(rng: Random) -> str:
        number = make(rng)
        if len(number) == 14:
            return mark.join((number[:4], number[4:10], number[10:]))
        return as_printed(number, mark)

    return made


def bic(rng: Random) -> str:
    """A SWIFT code (ISO 9362) of an invented bank."""
    code = letters(rng, 4) + rng.choice(_COUNTRIES) + letters(rng, 1) + rng.choice("A2345678BMX")
    return code + rng.choice(("", "XXX", digits(rng, 3)))


def _account(rng: Random) -> str:
    return rng.choice("123456789") + digits(rng, rng.randrange(7, 12))


def _british(rng: Random) -> str:
    return rng.choice("123456789") + digits(rng, 7)


def base58check(payload: bytes) -> str:
    """Base58 with four bytes of double SHA-256 behind: https://en.bitcoin.it/wiki/Base58Check_encoding."""
    whole = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, out = int.from_bytes(whole, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = _BASE58[rest] + out
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + out


def _old_btc(rng: Random) -> str:
    return base58check(rng.choice((b"\x00", b"\x05")) + rng.randbytes(20))


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, word in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= word if top >> bit & 1 else 0
    return check


def bech32(program: bytes, version: int = 0) -> str:
    """A segregated witness address: BIP 173 (version 0), BIP 350 (later ones).

    https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
    """
    number, bits = int.from_bytes(program, "big"), len(program) * 8
    pad = -bits % 5
    number, count = number << pad, (bits + pad) // 5
    data = [version, *(number >> 5 * (count - 1 - place) & 31 for place in range(count))]
    head = [3, 3, 0, 2, 3]  # "bc", expanded
    check = _polymod([*head, *data, 0, 0, 0, 0, 0, 0]) ^ (1 if version == 0 else 0x2BC830A3)
    data += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return "bc1" + "".join(_BECH32[value] for value in data)


def _new_btc(rng: Random) -> str:
    return bech32(rng.randbytes(20)) if rng.random() < 0.5 else bech32(rng.randbytes(32), 1)


def _eth(rng: Random) -> str:
    return "0x" + rng.randbytes(20).hex()


_CARD, _WALLET, _IBAN = ("fin.pan_card",), ("fin.crypto_wallet",), ("fin.iban",)
SLOTS = (
    Slot("card.bare", _CARD, _usual, alone=True),
    Slot("card.spaced", _CARD, _marked(_usual, " "), alone=True),
    Slot("card.dashed", _CARD, _marked(_usual, "-"), alone=True),
    *(Slot(f"card.{network}", _CARD, card(network), alone=network in _USUAL) for network in NETWORKS),
    Slot("card.any_spaced", _CARD, _marked(_any, " "), alone=True),
    Slot("iban.bare", _IBAN, iban, alone=True),
    Slot("iban.fours", _IBAN, grouped(iban, (4,) * 8), alone=True),
    Slot("bic.plain", ("fin.swift",), bic),
    Slot("aba.plain", ("fin.routing",), routing),
    Slot("account.plain", ("fin.account",), _account),
    Slot("account.british", ("fin.account",), _british, languages=("en",)),
    Slot("btc.old", _WALLET, _old_btc, alone=True),
    Slot("btc.new", _WALLET, _new_btc, alone=True),
    Slot("eth.plain", _WALLET, _eth, alone=True),
)
