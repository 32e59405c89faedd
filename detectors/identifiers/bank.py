"""Numbers of banks and of accounts with them."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import alike, codes, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule
from detectors.text.check_numbers import mod97


def iban(plain: str) -> bool:
    """A registered country, its length, and ISO/IEC 7064 MOD 97-10; none that is published."""
    return mod97(plain.encode())


#: Countries of ISO 3166-1 and XK, which banks in Kosovo use.
_COUNTRIES = codes(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"""
)


def bic(plain: str) -> bool:
    """A country in fifth place; the rest is free. Source: ISO 9362."""
    return plain[4:6] in _COUNTRIES and plain[6] not in "01"


_ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)
_ABA = published("fin.aba")


def aba(plain: str) -> bool:
    """US: a Federal Reserve district, thrift, electronic or cheque prefix; weights 3, 7, 1, modulo ten.

    Source: https://www.aba.com/about-us/routing-number
    """
    first = int(plain[:2])
    known = 0 < first <= 12 or 21 <= first <= 32 or 61 <= first <= 72 or first == 80  # noqa: PLR2004  # ranges of the registrar
    return known and weigh(plain, _ABA_WEIGHTS) % 10 == 0 and plain not in _ABA


_CLABE_WEIGHTS = (3, 7, 1)
_CLABE = published("fin.clabe")


def clabe(plain: str) -> bool:
    """Mexico: bank, place, account, and a digit with weights 3, 7, 1, each product modulo ten."""
    total = sum(int(char) * _CLABE_WEIGHTS[index % 3] % 10 for index, char in enumerate(plain[:17]))
    return -total % 10 == int(plain[17]) and plain[:3] != "000" and not alike(plain) and plain not in _CLABE


def cbu(plain: str) -> bool:
    """Argentina: bank and branch with one check digit, account with another; weights 3, 1, 7, 9 from the right.

    Source: https://www.bcra.gob.ar/ (Sistema nacional de pagos, CBU)
    """
    first, second = plain[:8], plain[8:]
    return not alike(plain) and _cbu(first) and _cbu(second)


def _cbu(block: str) -> bool:
    return -weigh(block[-2::-1], (3, 1, 7, 9) * 4) % 10 == int(block[-1])


def account(plain: str) -> bool:
    """An account's number in national form: nothing to check but that it is not one character over and over."""
    return len(set(plain)) > 2  # noqa: PLR2004  # such are made up


def ifsc(plain: str) -> bool:
    """India: four letters of the bank, 0, six of the branch (https://www.rbi.org.in/)."""
    return plain[4] == "0"


def code(plain: str) -> bool:
    """Sort and branch codes: nothing to check but that they are not one digit over and over."""
    return not alike(plain)


BANKS = (
    Identifier(
        "fin.iban",
        "fin.iban",
        "International bank account number (IBAN)",
        Plain("A{2}9{2}X{11,30}"),
        iban,
        6e-5,
        words_of_rule("fin.iban"),
        1,
        "https://www.swift.com/resource/iban-registry-pdf",
    ),
    Identifier(
        "fin.swift",
        "fin.swift",
        "Bank identifier code (BIC, SWIFT)",
        Plain("A{6}X{2}|A{6}X{5}"),
        bic,
        0.35,
        words_of_rule("fin.swift"),
        0,
        "https://www.swift.com/standards/data-standards/bic-business-identifier-code",
    ),
    Identifier(
        "fin.aba",
        "fin.routing",
        "US bank routing number",
        Plain("9{9}", pad=9),
        aba,
        0.037,
        words_of_rule("fin.aba"),
        0,
        "https://www.aba.com/about-us/routing-number",
    ),
    Identifier(
        "fin.clabe",
        "fin.account",
        "Mexican account number (CLABE)",
        Plain("9{18}", pad=18),
        clabe,
        0.1,
        words_of_rule("fin.clabe"),
        1,
        "https://www.banxico.org.mx/",
    ),
    Identifier(
        "fin.cbu",
        "fin.account",
        "Argentine account number (CBU, CVU)",
        Plain("9{22}", pad=22),
        cbu,
        0.01,
        words_of_rule("fin.cbu"),
        1,
        "https://www.bcra.gob.ar/",
    ),
    Identifier(
        "fin.account",
        "fin.account",
        "Bank account number in national form",
        Plain("9{6,17}"),
        account,
        1.0,
        words_of_rule("fin.account"),
        1,
        "https://www.iso.org/standard/81090.html",
    ),
    Identifier(
        "fin.ifsc",
        "fin.routing",
        "Indian bank branch code (IFSC)",
        Plain("A{4}9X{6}"),
        ifsc,
        0.1,
        words_of_rule("fin.ifsc"),
        0,
        "https://www.rbi.org.in/",
    ),
    Identifier(
        "fin.sort_code",
        "fin.routing",
        "British or Australian bank branch code",
        Plain("9{6}", pad=6),
        code,
        1.0,
        words_of_rule("fin.sort_code"),
        0,
        "https://www.wearepay.uk/",
    ),
)
