"""Addresses and numbers of machines: IP addresses, IMEI, vehicles."""

from __future__ import annotations

import ipaddress
from random import Random

from benchmarks.personal.slot import Slot, grouped, letters
from samples.parts.numbers import digits, luhn_digit

_IP = ("loc.ip",)
_INSIDE = ("loc.ip", "infra.private_address")
#: Values of letters and weights of places: 49 CFR 565.15(c), https://www.ecfr.gov/current/title-49/section-565.15
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MAKERS = ("1HG", "1FT", "2T1", "3VW", "5YJ", "1G1", "4T1", "JHM", "KMH")


def _global(rng: Random) -> str:
    while True:
        address = ipaddress.IPv4Address(rng.getrandbits(32))
        if address.is_global and not address.is_multicast and address.packed[3]:
            return str(address)


def _inside(rng: Random) -> str:
    a, b, c = (rng.randrange(1, 255) for _ in range(3))
    return rng.choice((f"10.{a}.{b}.{c}", f"192.168.{a}.{c}", f"172.{rng.randrange(16, 32)}.{b}.{c}"))


def _global_6(rng: Random) -> str:
    """Of ranges that registries give out; some groups are zero, as in real ones."""
    head = rng.choice((0x2A02, 0x2A01, 0x2600, 0x2607, 0x2003, 0x2409, 0x2804)) << 112
    low = rng.getrandbits(64) if rng.random() < 0.6 else rng.randrange(1, 0xFFFF)
    address = ipaddress.IPv6Address(head | rng.getrandbits(32) << 80 | low)
    return address.exploded if rng.random() < 0.2 else str(address)


def _inside_6(rng: Random) -> str:
    head = 0xFE80 << 112 if rng.random() < 0.5 else 0xFD << 120 | rng.getrandbits(56) << 64
    return str(ipaddress.IPv6Address(head | rng.getrandbits(64)))


def _imei(rng: Random) -> str:
    body = "35" + digits(rng, 12)
    return body + luhn_digit(body)


def vin_check(body: str) -> str:
    """The ninth character of a vehicle's number of 17."""
    return "0123456789X"[sum(_VIN_VALUES[char] * weight for char, weight in zip(body, _VIN_WEIGHTS, strict=True)) % 11]


def vin(rng: Random) -> str:
    """A vehicle's number with its check digit at the ninth place."""
    body = rng.choice(_MAKERS) + letters(rng, 5, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789") + "0"
    body += rng.choice("ABCDEFGHJKLMNPRSTVWXY123456789") + letters(rng, 1, "ABCDEFGHJKLMNPRSTUVWXYZ") + digits(rng, 6)
    return body[:8] + vin_check(body) + body[9:]


SLOTS = (
    Slot("ip.public4", _IP, _global, alone=True),
    Slot("ip.public6", _IP, _global_6, alone=True),
    Slot("ip.private4", _INSIDE, _inside, alone=True),
    Slot("ip.private6", _INSIDE, _inside_6, alone=True),
    Slot("imei.plain", ("loc.imei",), _imei),
    Slot("imei.dashed", ("loc.imei",), grouped(_imei, (2, 6, 6), "-")),
    Slot("vin.plain", ("person.vehicle",), vin),
)
