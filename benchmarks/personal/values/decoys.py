"""Look-alikes: what people and programs write that has the form of personal data, or nearly, and is none."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from random import Random

from benchmarks.personal.slot import Make, Slot, letters
from benchmarks.personal.values.ibans import iban
from benchmarks.personal.values.people import firm, local_part
from samples.parts.numbers import digits, grouped, luhn_digit, not_card

_OTHER_DIGIT = {char: str((int(char) + 3) % 10) for char in "0123456789"}


def _digits(count: int) -> Make:
    return lambda rng: rng.choice("123456789") + digits(rng, count - 1)


def spoilt_iban(rng: Random, good: str) -> str:
    """An IBAN without blanks with one digit changed, so that its check fails; of an account of letters, a check digit."""
    at = rng.choice([place for place in range(2, len(good)) if good[place].isdigit()])
    return good[:at] + _OTHER_DIGIT[good[at]] + good[at + 1 :]


def _bad_iban(rng: Random) -> str:
    bad = spoilt_iban(rng, iban(rng))
    return bad if rng.random() < 0.5 else " ".join(bad[place : place + 4] for place in range(0, len(bad), 4))


def _bad_card(rng: Random) -> str:
    return grouped(not_card(rng), rng.choice(("", " ", "-")))


def _bad_ssn(rng: Random) -> str:
    return (
        f"{rng.choice(('000', '666'))}-{rng.randrange(10, 99)}-{digits(rng, 4)}"
        if rng.random() < 0.5
        else f"{digits(rng, 3)}-00-{digits(rng, 4)}"
    )


def _version4(rng: Random) -> str:
    return f"{rng.randrange(1, 40)}.{rng.randrange(30)}.{rng.randrange(30)}.{rng.randrange(200)}"


def _oid(rng: Random) -> str:
    arcs = ".".join(str(rng.randrange(1, 120)) for _ in range(rng.randrange(2, 6)))
    return f"{rng.choice(('1.3.6.1.4.1', '2.16.840.1', '1.2.840'))}.{arcs}"


def _isbn(rng: Random) -> str:
    body = "978" + digits(rng, 9)
    body += str(-sum(int(char) * (1 if place % 2 == 0 else 3) for place, char in enumerate(body)) % 10)
    return rng.choice((body, f"{body[:3]}-{body[3]}-{body[4:8]}-{body[8:12]}-{body[12]}"))


def _day(rng: Random) -> str:
    return f"{rng.randrange(2018, 2027)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


def _clock(rng: Random) -> str:
    return f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"


def _stamp(rng: Random) -> str:
    return f"{_day(rng)}T{_clock(rng)}.{digits(rng, 6)}Z"


def _epoch(rng: Random) -> str:
    return f"1{rng.randrange(6, 8)}{digits(rng, rng.choice((8, 11, 14)))}"


def _shown(rng: Random) -> str:
    reserved = ("example.com", "example.org", "mail.example.net", "acme.example", "host.invalid", "localhost")
    return f"{local_part(rng)}@{rng.choice(reserved)}"


def _scp(rng: Random) -> str:
    return f"git@{firm(rng)}:{letters(rng, 5, 'abcdefgh')}/{letters(rng, 6, 'abcdefgh')}.git"


def _package(rng: Random) -> str:
    scope, name = letters(rng, 6, "aeiklmnrst"), letters(rng, 5, "aeiklmnrst")
    return f"@{scope}/{name}@{rng.randrange(9)}.{rng.randrange(20)}.{rng.randrange(20)}"


def _image(rng: Random) -> str:
    return f"{letters(rng, 5, 'aeiklmnrst')}@{rng.choice('23')}x.png"


def _gps(rng: Random) -> str:
    return f"{rng.uniform(-80, 80):.6f}, {rng.uniform(-170, 170):.6f}"


def _mac(rng: Random) -> str:
    return rng.choice(":-").join(rng.randbytes(1).hex() for _ in range(6))


def _shown_ip(rng: Random) -> str:
    """RFC 5737, RFC 3849 and what is no machine's own."""
    last = rng.randrange(1, 255)
    return rng.choice(
        (
            f"192.0.2.{last}",
            f"198.51.100.{last}",
            f"203.0.113.{last}",
            f"2001:db8::{last:x}",
            "127.0.0.1",
            "0.0.0.0",
            "255.255.255.0",
            "::1",
        )
    )


def _phonelike(rng: Random) -> str:
    return rng.choice(
        (
            f"{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 3)}",
            f"{digits(rng, 4)}-{digits(rng, 6)}",
            f"{digits(rng, 2)}.{digits(rng, 4)}.{digits(rng, 4)}",
        )
    )


def _luhn16(rng: Random) -> str:
    """Sixteen digits that pass Luhn by chance but begin as no network's number does."""
    body = rng.choice("0") + digits(rng, 14)
    return body + luhn_digit(body)


def _path(rng: Random) -> str:
    return f"{letters(rng, 4, 'aeiklmnrst')}::{letters(rng, 5, 'abcdef')}::{letters(rng, 3, 'abcdef')}"


_MAKES: dict[str, Callable[[Random], str]] = {
    "order.digits": _digits(8),
    "order.long": _digits(12),
    "order.marked": lambda rng: f"{digits(rng, 3)}-{digits(rng, 7)}-{digits(rng, 7)}",
    "order.lettered": lambda rng: f"{letters(rng, 2)}-{_day(rng)[:4]}-{digits(rng, 6)}",
    "tracking.ups": lambda rng: "1Z" + letters(rng, 6, "0123456789ABCDEFGHJK") + digits(rng, 10),
    "tracking.long": _digits(20),
    "tracking.post": lambda rng: letters(rng, 2) + digits(rng, 9) + rng.choice(("DE", "GB", "CN")),
    "tracking.twelve": _digits(12),
    "invoice.year": lambda rng: f"{_day(rng)[:4]}-{digits(rng, 5)}",
    "invoice.digits": _digits(10),
    "invoice.nine": _digits(9),
    "ticket.digits": _digits(7),
    "ticket.eleven": _digits(11),
    "hash.sha1": lambda rng: rng.randbytes(20).hex(),
    "hash.sha256": lambda rng: rng.randbytes(32).hex(),
    "hash.md5": lambda rng: rng.randbytes(16).hex(),
    "hash.short": lambda rng: rng.randbytes(5).hex(),
    "stamp.iso": _stamp,
    "stamp.epoch": _epoch,
    "stamp.compact": lambda rng: _day(rng).replace("-", "") + _clock(rng).replace(":", ""),
    "version.four": _version4,
    "version.three": lambda rng: ".".join(str(rng.randrange(40)) for _ in range(3)),
    "isbn.thirteen": _isbn,
    "ean.thirteen": _digits(13),
    "phonelike.marked": _phonelike,
    "phonelike.ten": _digits(10),
    "badcard.luhn": _bad_card,
    "badcard.other": _luhn16,
    "badiban.digit": _bad_iban,
    "badssn.area": _bad_ssn,
    "shownmail.example": _shown,
    "scp.git": _scp,
    "atsign.package": _package,
    "atsign.image": _image,
    "oid.dotted": _oid,
    "decimal.long": lambda rng: f"{rng.uniform(0, 1000):.9f}",
    "decimal.grouped": lambda rng: f"{rng.randrange(10**8, 10**10):,}",
    "scope.colons": _path,
    "bytes.count": _digits(9),
    "day.plain": _day,
    "clock.plain": _clock,
    "hex.long": lambda rng: "0x" + rng.randbytes(8).hex(),
    "size.pixels": lambda rng: f"{rng.randrange(100, 4000)}x{rng.randrange(100, 4000)}",
    "sku.plain": lambda rng: f"{letters(rng, 3)}-{digits(rng, 4)}-{letters(rng, 2)}",
}
SLOTS = (
    *(Slot(name, (), make) for name, make in _MAKES.items()),
    Slot("uuid.plain", (), lambda rng: str(uuid.UUID(bytes=rng.randbytes(16), version=4)), tolerated=("loc.ad_id",)),
    Slot("shownip.reserved", (), _shown_ip, tolerated=("infra.private_address",)),
    Slot("gps.plain", (), _gps, tolerated=("loc.gps_point",)),
    Slot("mac.plain", (), _mac, tolerated=("loc.mac",)),
)
