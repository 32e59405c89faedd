"""Examples: fill the templates of `match` and `reject` from a seed, so that no live-looking token stands in the tree."""

from __future__ import annotations

import base64
import json
import random
import re
import string
import zlib
from collections.abc import Callable

_B62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CLASSES = {
    "b32": string.ascii_uppercase + "234567",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "b62": _B62,
    "b64": _B62 + "+/",
    "b64u": _B62 + "_-",
    "d": string.digits,
    "az": string.ascii_lowercase,
    "AZ": string.ascii_uppercase,
    "az9": string.ascii_lowercase + string.digits,
    "AZ9": string.ascii_uppercase + string.digits,
}
_SLOT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
#: Length of the national part of some IBANs (SWIFT IBAN registry), digits only in these.
_IBAN = {"DE": 18, "AT": 16, "ES": 20, "BE": 12, "DK": 14, "PL": 24, "PT": 21, "FI": 14}


class TemplateError(ValueError):
    """A template has a slot that does not exist."""


def fill(template: str, seed: int) -> bytes:
    """The template with every slot filled; equal for equal seeds.

    Raises:
        TemplateError: a slot is unknown.
    """
    rng = random.Random(f"{seed}:{template}")  # noqa: S311  # test data from a seed, not secrets
    return _SLOT.sub(lambda m: _replace(m, rng), template).encode()


def _replace(match: re.Match[str], rng: random.Random) -> str:
    if match.group(1) is None:
        return match.group(0)[0]
    name, _, rest = match.group(1).partition(":")
    if name in _CLASSES and rest.isdigit():
        return _letters(_CLASSES[name], int(rest), rng)
    make = _MAKERS.get(name)
    if make is None:
        raise TemplateError(f"unknown slot {{{match.group(1)}}}")
    return make(rest, rng)


def _letters(alphabet: str, length: int, rng: random.Random) -> str:
    """Letters that look issued: a fill without digit, or of few distinct letters, is drawn again (real ones are as rare)."""
    while True:
        drawn = "".join(rng.choice(alphabet) for _ in range(length))
        wants_digit = length >= 12 and any(c.isdigit() for c in alphabet) and not alphabet.isdigit()  # noqa: PLR2004
        if not wants_digit or any(c.isdigit() for c in drawn):
            return drawn


def base62_crc(text: str) -> str:
    """Six base62 characters of the CRC-32 of `text`, as GitHub appends them.

    Source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    number, out = zlib.crc32(text.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        out = _B62[digit] + out
    return out


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` + it pass Luhn (ISO/IEC 7812-1 annex B)."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return str(-total % 10)


def _crc62(rest: str, rng: random.Random, *, good: bool) -> str:
    prefix, _, length = rest.rpartition(":")
    body = _letters(_B62, int(length), rng)
    sum_ = base62_crc(body)
    return prefix + body + (sum_ if good else sum_[1:] + sum_[0])


def _luhn(rest: str, rng: random.Random, *, good: bool) -> str:
    length, _, start = rest.partition(":")
    body = start + _letters(string.digits, int(length) - len(start) - 1, rng)
    digit = luhn_digit(body)
    return body + (digit if good else str((int(digit) + 1 + rng.randrange(8)) % 10))


def _iban(country: str, rng: random.Random) -> str:
    body = _letters(string.digits, _IBAN[country], rng)
    number = body + "".join(str(ord(c) - 55) for c in country) + "00"
    return f"{country}{98 - int(number) % 97:02d}{body}"


def _ssn(_: str, rng: random.Random) -> str:
    area = rng.choice([a for a in range(1, 900) if a != 666])  # noqa: PLR2004  # never issued: 000, 666, 9xx
    return f"{area:03d}-{rng.randrange(1, 100):02d}-{rng.randrange(1, 10000):04d}"


def _jwt(_: str, rng: random.Random) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")

    return (
        f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': _letters(string.digits, 10, rng), 'iat': 1516239022})}."
        + _letters(_CLASSES["b64u"], 43, rng)
    )


def _pem(label: str, rng: random.Random) -> str:
    body = base64.b64encode(rng.randbytes(600)).decode()
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def _uuid(_: str, rng: random.Random) -> str:
    h = _letters("0123456789abcdef", 32, rng)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{rng.choice('89ab')}{h[17:20]}-{h[20:]}"


def _in(rest: str, rng: random.Random) -> str:
    alphabet, _, length = rest.rpartition(":")
    return _letters(alphabet, int(length), rng)


_MAKERS: dict[str, Callable[[str, random.Random], str]] = {
    "uuid": _uuid,
    "in": _in,
    "crc62": lambda rest, rng: _crc62(rest, rng, good=True),
    "bad62": lambda rest, rng: _crc62(rest, rng, good=False),
    "jwt": _jwt,
    "pem": _pem,
    "luhn": lambda rest, rng: _luhn(rest, rng, good=True),
    "nluhn": lambda rest, rng: _luhn(rest, rng, good=False),
    "iban": _iban,
    "ssn": _ssn,
    "b64of": lambda rest, _: base64.b64encode(rest.encode()).decode(),
}
