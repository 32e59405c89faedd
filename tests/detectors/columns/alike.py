"""Columns that only look alike: for each a maker of the value of row i, from a source of chance and a number of the column."""

import hashlib


def luhn(plain: str) -> bool:
    total = 0
    for index, char in enumerate(reversed(plain)):
        number = int(char) << (index & 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def digit_string(rng, length):
    return f"{rng.randrange(10**length):0{length}}"


def _luhn_order(rng, i, start):
    body = str(start + i)
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


#: Columns that only look alike: a maker of the value of row i; some take what was drawn for the column.
LOOKALIKES = {
    "serial": lambda rng, i, start: str(start + i),
    "serial with gaps": lambda rng, i, start: str(start + i * 7 + rng.randint(0, 6)),
    "order number": lambda rng, i, start: f"2024-{start % 1000:03}-{i:06}",
    "random nine": lambda rng, i, start: digit_string(rng, 9),
    "random nine in groups": lambda rng, i, start: "-".join((digit_string(rng, 3), digit_string(rng, 3), digit_string(rng, 3))),
    "random eleven": lambda rng, i, start: digit_string(rng, 11),
    "random fifteen": lambda rng, i, start: digit_string(rng, 15),
    "random sixteen": lambda rng, i, start: digit_string(rng, 16),
    "customer number": lambda rng, i, start: f"1{digit_string(rng, 8)}",
    "prefixed number": lambda rng, i, start: f"0{start % 90 + 10}{digit_string(rng, 8)}",
    "epoch": lambda rng, i, start: str(1_600_000_000 + rng.randint(0, 90_000_000)),
    "epoch milliseconds": lambda rng, i, start: str(1_600_000_000_000 + rng.randint(0, 90_000_000_000)),
    "epoch microseconds": lambda rng, i, start: str(1_600_000_000_000_000 + rng.randint(0, 90_000_000_000_000)),
    "compact date and time": lambda rng, i, start: f"20{rng.randint(10, 25)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 23):02}{rng.randint(0, 59):02}{rng.randint(0, 59):02}",
    "compact date": lambda rng, i, start: f"20{rng.randint(10, 25)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}",
    "hash": lambda rng, i, start: hashlib.md5(rng.randbytes(8)).hexdigest(),
    "hash of digits": lambda rng, i, start: hashlib.md5(rng.randbytes(8)).hexdigest()[:9],
    "uuid": lambda rng, i, start: "-".join(rng.randbytes(n).hex() for n in (4, 2, 2, 2, 6)),
    "amount": lambda rng, i, start: f"{rng.randint(1, 9_999_999)}.{rng.randint(0, 99):02}",
    "whole amount": lambda rng, i, start: f"{rng.randint(1, 99_999_999)}.0",
    "zip": lambda rng, i, start: f"{rng.randint(501, 99950):05}",
    "zip and four": lambda rng, i, start: f"{rng.randint(501, 99950):05}-{rng.randint(0, 9999):04}",
    "few codes": lambda rng, i, start: str(start * 1_000_003 % 900_000_000 + 100_000_000 + rng.randint(0, 3)),
    "luhn order": _luhn_order,
    "url": lambda rng, i, start: f"https://example.org/{digit_string(rng, 9)}",
    "word": lambda rng, i, start: rng.choice(("open", "closed", "pending")),
    "float": lambda rng, i, start: repr(rng.gauss(0, 1)),
}  # fmt: skip
