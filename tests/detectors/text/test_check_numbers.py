"""Checks of numbers: what was issued passes however it is written, what was published or cannot exist does not."""

from __future__ import annotations

import random

import pytest

from detectors.identifiers.digits import luhn as _luhn
from detectors.rules.examples import luhn_digit
from detectors.text import samples
from detectors.text.check_numbers import (
    CHECKS,
    _network,
    card_network,
    check_digit,
    e164,
    itin_group,
    luhn,
    mod97,
    mrz,
    nanp,
    phone_national,
    ssn_area,
)
from detectors.text.plans import E164_LENGTH, IBAN_LENGTH


def card(prefix: str, length: int, seed: int = 3) -> bytes:
    rng = random.Random(f"{prefix}{length}{seed}")
    body = prefix + "".join(rng.choice("123456789") for _ in range(length - len(prefix) - 1))
    return (body + luhn_digit(body)).encode()


def iban(country: str, body: str) -> bytes:
    rest = int("".join(str(int(char, 36)) for char in body + country + "00")) % 97
    return f"{country}{98 - rest:02d}{body}".encode()


@pytest.mark.parametrize("name", sorted(CHECKS))
@pytest.mark.parametrize("value", [b"", b" ", b"-", b"\xff\xfe", b"+", b"@", b"<" * 88, b"\xb2" * 9, b"\n" * 90])
def test_no_check_raises_or_passes_on_nothing(name: str, value: bytes) -> None:
    assert CHECKS[name](value) is False


@pytest.mark.parametrize(
    ("prefix", "length", "network"),
    [
        ("4", 13, "visa"), ("4", 16, "visa"), ("4", 19, "visa"), ("51", 16, "mastercard"), ("55", 16, "mastercard"),
        ("2221", 16, "mastercard"), ("272099", 16, "mastercard"), ("34", 15, "amex"), ("37", 15, "amex"),
        ("6011", 16, "discover"), ("644", 16, "discover"), ("65", 19, "discover"), ("3528", 16, "jcb"), ("3589", 16, "jcb"),
        ("300", 14, "diners"), ("36", 14, "diners"), ("62", 17, "unionpay"), ("2200", 16, "mir"), ("50", 12, "maestro"),
    ],
)  # fmt: skip
def test_a_card_of_each_network_passes_and_one_digit_off_does_not(prefix: str, length: int, network: str) -> None:
    number = card(prefix, length)
    assert _network(number.decode()) == network
    assert card_network(number)
    assert card_network(number[:4] + b" " + number[4:8] + b"-" + number[8:])
    for digit in b"0123456789":
        other = number[:-1] + bytes([digit])
        assert card_network(other) == (other == number)


@pytest.mark.parametrize(("prefix", "length"), [("4", 15), ("34", 16), ("1", 16), ("2721", 16), ("2220", 16), ("9", 16), ("35", 15)])
def test_a_prefix_with_a_length_of_no_network_fails(prefix: str, length: int) -> None:
    assert not card_network(card(prefix, length))


def test_every_published_card_would_pass_were_it_not_published() -> None:
    for number in samples.CARDS:
        assert _luhn(number.decode())
        assert _network(number.decode())
        assert not card_network(number)
        assert not card_network(number[:4] + b" " + number[4:])


@pytest.mark.parametrize("value", [b"4000000000000002", b"5500000000000004", b"4141414141414141"])
def test_a_card_of_few_digits_or_many_zeros_is_made_up(value: bytes) -> None:
    assert not card_network(value)


def test_luhn_holds_for_its_textbook_number_and_not_for_its_neighbours() -> None:
    assert luhn(b"7992739871-3")
    assert not any(luhn(b"7992739871%d" % digit) for digit in range(10) if digit != 3)
    assert not luhn(b"0000000000")


def test_an_iban_passes_bare_and_in_groups_with_its_countrys_length_only() -> None:
    value = iban("DE", "123456789012345678")
    assert mod97(value)
    assert mod97(b" ".join(value[i : i + 4] for i in range(0, len(value), 4)))
    assert not mod97(value[:-1] + (b"1" if value[-1:] != b"1" else b"2"))
    assert not mod97(iban("DE", "12345678901234567"))
    assert not mod97(iban("ZZ", "123456789012345678"))
    assert not mod97(value.lower())


def test_no_published_iban_is_a_finding_and_each_has_a_registered_length() -> None:
    for value in samples.IBANS:
        assert IBAN_LENGTH[value[:2].decode()] == (len(value), len(value))
        assert not mod97(value)


@pytest.mark.parametrize("value", [b"001-01-0001", b"899 99 9999", b"665-12-3456", b"667123457", b"734-01-4321"])
def test_a_social_security_number_that_may_exist_passes(value: bytes) -> None:
    assert ssn_area(value)


@pytest.mark.parametrize(
    "value",
    [b"000-12-3456", b"666-12-3456", b"900-12-3456", b"999-12-3456", b"123-00-4567", b"123-45-0000", b"222-22-2222",
     b"078-05-1120", b"219099999", b"457 55 5462", b"123-45-6789", b"12-345-678", b"123-45-67890", b"123.45.6789"],
)  # fmt: skip
def test_a_social_security_number_that_cannot_exist_or_was_published_fails(value: bytes) -> None:
    assert not ssn_area(value)


@pytest.mark.parametrize(("group", "issued"), [(49, 0), (50, 1), (65, 1), (66, 0), (69, 0), (70, 1), (88, 1), (89, 0), (90, 1), (92, 1), (93, 0), (94, 1), (99, 1)])
def test_a_taxpayer_number_has_a_group_that_is_issued(group: int, issued: int) -> None:
    assert itin_group(b"912-%02d-3456" % group) is bool(issued)
    assert not itin_group(b"812-%02d-3456" % group)


@pytest.mark.parametrize("value", [b"(212) 736-4381", b"1-212-736-4381", b"212.736.4381", b"2127364381"])
def test_a_north_american_number_passes_in_every_writing(value: bytes) -> None:
    assert nanp(value)


@pytest.mark.parametrize(
    "value",
    [b"212-555-0123", b"555-212-3456", b"911-736-4381", b"212-911-4381", b"112-736-4381", b"212-136-4381", b"800-736-4381",
     b"372-736-4381", b"292-736-4381", b"+1 212 736 4381", b"212-736-438", b"212-736-43811", b"222-222-2222", b"234-567-8901"],
)  # fmt: skip
def test_a_north_american_number_that_nobody_has_fails(value: bytes) -> None:
    assert not nanp(value)


@pytest.mark.parametrize("value", [b"+1 212 736 4381", b"+12127364381", b"+49 89 1278 3946", b"+44 (0)7911 482 613", b"+91-98123-67890", b"+1.2127364381", b"+7 (495) 123-67-89"])
def test_an_international_number_passes(value: bytes) -> None:
    assert e164(value)


@pytest.mark.parametrize(
    "value",
    [b"+1 212 555 0123", b"+12.345678", b"+49.123456", b"+999 123 4567", b"+0 1234 5678", b"+44 20 7946 0123", b"+49 123",
     b"+1234567890123456", b"+3312345678901", b"+33 111 111 111", b"212 736 4381"],
)  # fmt: skip
def test_an_international_number_of_no_plan_fails(value: bytes) -> None:
    assert not e164(value)


def test_country_codes_of_the_plan_are_prefix_free() -> None:
    assert not [a for a in E164_LENGTH for b in E164_LENGTH if a != b and b.startswith(a)]


@pytest.mark.parametrize(("value", "holds"), [(b"089 123 678", True), (b"2024-01-31", False), (b"20240131 1200", False), (b"123456", False), (b"3.1415926", False), (b"1234567", False), (b"555-0142", False), (b"1111 2222", False)])
def test_a_national_number_is_no_date_and_no_count(value: bytes, holds: bool) -> None:
    assert phone_national(value) is holds


def passport(number: str = "L898902C3", birth: str = "740812", expiry: str = "120415") -> str:
    """The layout of the specimen of ICAO Doc 9303 part 4, appendix A."""
    first = "P<UTOERIKSSON<<ANNA<MARIA".ljust(44, "<")
    return f"{first}\n{number}{check_digit(number)}UTO{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}ZE184226B<<<<<10"


def test_check_digits_agree_with_the_specimen_of_the_standard() -> None:
    assert (check_digit("L898902C3"), check_digit("740812"), check_digit("120415"), check_digit("ZE184226B<<<<<")) == ("6", "2", "9", "1")


def test_a_zone_passes_with_one_field_misread_and_fails_with_two() -> None:
    good = passport()
    second = good.index("\n") + 1
    number, birth = second + 9, second + 19
    assert mrz(good.encode())
    assert mrz(good.replace("\n", "\\n").encode())
    once = good[:number] + "0" + good[number + 1 :]
    assert mrz(once.encode())
    assert not mrz((once[:birth] + "0" + once[birth + 1 :]).encode())


def test_a_zone_of_fillers_or_impossible_dates_fails() -> None:
    assert not mrz(passport("<" * 9, "<" * 6, "<" * 6).encode())
    assert not mrz(passport(birth="741399", expiry="129915").encode())
    assert not mrz(passport()[1:].encode())


@pytest.mark.parametrize("value", [b"ada@lovelace.dev", b"a_b.c+d@mx1.posteo.de", b"x@1und1.de", b"Jo.Doe@Uni-Mainz.DE", b"i@xn--bcher-kva.ch"])
def test_an_address_that_somebody_may_read_passes(value: bytes) -> None:
    assert CHECKS["email"](value)


@pytest.mark.parametrize(
    "value",
    [b"ada@example.com", b"ada@mail.example.org", b"ada@host.test", b"ada@printer.local", b"git@github.com", b"noreply@bank.de",
     b"icon@2x.png", b"left-pad@1.2.3", b"x@y.shape", b"a..b@bank.de", b"ada.@bank.de", b"http://u:p@bank.de", b"ada@bank.de:/srv",
     b"chacha20-poly1305@openssh.com", b"1+ada@users.noreply.github.com", b"0123456789abcdef01234567@bank.de", b"ada@bank.c"],
)  # fmt: skip
def test_an_address_that_nobody_reads_fails(value: bytes) -> None:
    assert not CHECKS["email"](value)
