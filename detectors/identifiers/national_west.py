"""National numbers of Western Europe: the British Isles, France, the Low Countries, Germany, Austria, Switzerland."""

from __future__ import annotations

import re
from collections import Counter

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import LATEST, is_date, ymd
from detectors.identifiers.digits import VALUES, alike, icao, luhn, mod_11_10, verhoeff, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_AT_WEIGHTS = (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)


def at_vsnr(plain: str) -> bool:
    """Austria: serial from 100, check digit in fourth place modulo eleven, birth date whose month may count on to 15."""
    day, month = int(plain[4:6]), int(plain[6:8])
    dated = 0 < day <= 31 and 0 < month <= 15  # noqa: PLR2004  # months 13 to 15 are given out when a day's serials run out
    return plain[0] != "0" and dated and weigh(plain, _AT_WEIGHTS) % 11 == int(plain[3])


_BE_NN = published("be.nn")
_BE_UNKNOWN, _BE_BIS = 20, 40


def be_nn(plain: str) -> bool:
    """Belgium: 97 less the first nine digits modulo 97, with a 2 before them for births since 2000.

    Month +20 or +40 for bis numbers; month and day 00 where the birth is unknown.
    """
    last, year = int(plain[9:]), int(plain[:2])
    young = year <= LATEST % 100 and last == 97 - int("2" + plain[:9]) % 97
    if not (young or last == 97 - int(plain[:9]) % 97) or plain in _BE_NN:
        return False
    month, day = int(plain[2:4]), int(plain[4:6])
    month -= _BE_BIS if month >= _BE_BIS else _BE_UNKNOWN if month >= _BE_UNKNOWN else 0
    known = is_date(year, month, day)
    return (known or month == day == 0) and plain[6:9] not in ("000", "999")


_NIR_FORM = re.compile(r"[123478][0-9]{2}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9])(?:[0-9]{2}|2A|2B)[0-9]{8}")
_NIR = published("fr.nir")


def nir(plain: str) -> bool:
    """France: sex, year, month (20 to 42 and 50 to 99 where unknown), place; two digits of the key.

    The key is 97 less the number modulo 97; 2A counts 19, 2B 18.
    """
    if not _NIR_FORM.fullmatch(plain) or plain in _NIR:
        return False
    number = int(plain[:13].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(plain[13:])


def fr_nif(plain: str) -> bool:
    """France: begins with 0 to 3, last three digits are the first ten modulo 511."""
    return plain[0] in "0123" and int(plain[:10]) % 511 == int(plain[10:]) and not alike(plain)


_IDNR = published("de.idnr")


def idnr(plain: str) -> bool:
    """Germany: no leading 0; of the first ten digits one stands two or three times, the others once or not; MOD 11,10."""
    if plain[0] == "0" or not mod_11_10(plain) or plain in _IDNR:
        return False
    counts = sorted(Counter(plain[:10]).values(), reverse=True)
    return counts[0] in (2, 3) and counts[1] == 1


_RVNR_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_RVNR = published("de.rvnr")
_LATE = 50


def rvnr(plain: str) -> bool:
    """Germany: area, birth date (day +50 for a second number), letter as two digits, serial; digit sums modulo ten."""
    day, month = int(plain[2:4]), int(plain[4:6])
    if not is_date(int(plain[6:8]), month, day - _LATE if day > _LATE else day) or plain in _RVNR:
        return False
    spelled = f"{plain[:8]}{VALUES[plain[8]] - 9:02d}{plain[9:11]}"
    total = sum(sum(divmod(int(char) * weight, 10)) for char, weight in zip(spelled, _RVNR_WEIGHTS, strict=True))
    return plain[0:2] >= "02" and total % 10 == int(plain[11])


_CARD_FORM = re.compile("[0-9CFGHJKLMNPRTVWXYZ]{9}[0-9]")
_CARD = published("de.id_card")


def de_id_card(plain: str) -> bool:
    """Germany: nine digits or letters without vowels and a check digit with weights 7, 3, 1 (cards since 2010 and passports)."""
    return bool(_CARD_FORM.fullmatch(plain)) and icao(plain[:9]) == int(plain[9]) and plain not in _CARD


_PPS_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
_PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"


def pps(plain: str) -> bool:
    """Ireland: seven digits, a letter modulo 23, and a second letter: A, B or H count nine times, the older W, T and X nothing."""
    total = weigh(plain[:7], _PPS_WEIGHTS)
    if len(plain) > 8:  # noqa: PLR2004  # seven digits and one letter
        if plain[8] not in "ABHWTX":
            return False
        total += 9 * _PPS_LETTERS.index(plain[8]) if plain[8] in "ABH" else 0
    return _PPS_LETTERS[total % 23] == plain[7] and not alike(plain[:7])


def lu_id(plain: str) -> bool:
    """Luxembourg: birth date, serial, a Luhn digit and a Verhoeff digit, both over the first eleven."""
    return ymd(plain[:8]) and luhn(plain[:12]) and verhoeff(plain[:11] + plain[12])


_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
_BSN = published("nl.bsn")


def bsn(plain: str) -> bool:
    """The Netherlands: weights 9 to 2, the last digit subtracted, modulo eleven."""
    total = weigh(plain, _BSN_WEIGHTS) - int(plain[8])
    return total % 11 == 0 and plain[:2] != "00" and not alike(plain) and plain not in _BSN


_EAN_WEIGHTS = (1, 3) * 6
_AHV = published("ch.ahv")


def ahv(plain: str) -> bool:
    """Switzerland: country code 756 and the check digit of EAN-13."""
    return plain[:3] == "756" and -weigh(plain, _EAN_WEIGHTS) % 10 == int(plain[12]) and plain not in _AHV


_NINO_FORM = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}[A-D]")
_NINO = published("gb.nino")


def nino(plain: str) -> bool:
    """United Kingdom: letters that are given out, six digits, A to D; no check digit.

    Source: https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110
    """
    return bool(_NINO_FORM.fullmatch(plain)) and plain not in _NINO and not alike(plain[2:8])


_UTR_WEIGHTS = (6, 7, 8, 9, 10, 5, 4, 3, 2)
_UTR_DIGITS = "21987654321"
_UTR = published("gb.utr")


def utr(plain: str) -> bool:
    """United Kingdom: check digit first, weights 6 to 10 and 5 to 2, modulo eleven."""
    return _UTR_DIGITS[weigh(plain[1:], _UTR_WEIGHTS) % 11] == plain[0] and not alike(plain) and plain not in _UTR


WEST = (
    Identifier(
        "at.vsnr", "govid.at_vsnr", "Austrian social insurance number", Plain("9{10}"), at_vsnr, 0.0039,
        words_of_rule("at.vsnr"), 3,
        "https://www.sozialversicherung.at/",
    ),
    Identifier(
        "be.nn", "govid.be_nn", "Belgian national register number", Plain("9{11}", pad=11), be_nn, 0.0014,
        words_of_rule("be.nn"), 3,
        "https://www.ibz.rrn.fgov.be/",
    ),
    Identifier(
        "fr.nir", "govid.fr_nir", "French social security number (NIR)", Plain("9{5}9X9{8}"), nir, 0.0015,
        words_of_rule("fr.nir"), 3,
        "https://www.insee.fr/fr/metadonnees/definition/c1409",
    ),
    Identifier(
        "fr.nif", "govid.fr_nif", "French tax number (SPI)", Plain("9{13}", pad=13), fr_nif, 0.0004,
        words_of_rule("fr.nif"),
        3, "https://www.impots.gouv.fr/",
    ),
    Identifier(
        "de.idnr", "govid.de_idnr", "German tax identification number", Plain("9{11}"), idnr, 0.0037,
        words_of_rule("de.idnr"), 3,
        "https://www.bzst.de/EN/Private_individuals/Tax_identification_number/tax_identification_number_node.html",
    ),
    Identifier(
        "de.rvnr", "govid.de_rvnr", "German pension insurance number", Plain("9{8}A9{3}"), rvnr, 0.0073,
        words_of_rule("de.rvnr"), 3,
        "https://www.gesetze-im-internet.de/vkvv/__2.html",
    ),
    Identifier(
        "de.id_card", "govid.de_id_card", "German identity card or passport number", Plain("X{9}9"), de_id_card, 0.0075,
        words_of_rule("de.id_card"), 3,
        "https://www.personalausweisportal.de/",
    ),
    Identifier(
        "ie.pps", "govid.ie_pps", "Irish personal public service number", Plain("9{7}A{1,2}"), pps, 0.023,
        words_of_rule("ie.pps"), 3,
        "https://www.gov.ie/en/service/12e6de-get-a-personal-public-service-pps-number/",
    ),
    Identifier(
        "lu.id", "govid.lu_id", "Luxembourgish national number (matricule)", Plain("9{13}"), lu_id, 6e-6,
        words_of_rule("lu.id"),
        3, "https://guichet.public.lu/",
    ),
    Identifier(
        "nl.bsn", "govid.nl_bsn", "Dutch citizen service number", Plain("9{9}", pad=9), bsn, 0.09,
        words_of_rule("nl.bsn"), 3,
        "https://www.rvig.nl/bsn",
    ),
    Identifier(
        "ch.ahv", "govid.ch_ahv", "Swiss social insurance number", Plain("9{13}"), ahv, 1e-4,
        words_of_rule("ch.ahv"), 3,
        "https://www.zas.admin.ch/",
    ),
    Identifier(
        "gb.nino", "govid.gb_nino", "British national insurance number", Plain("A{2}9{6}A"), nino, 0.083,
        words_of_rule("gb.nino"),
        3, "https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110",
    ),
    Identifier(
        "gb.utr", "govid.tax_no", "British unique taxpayer reference", Plain("9{10}", pad=10), utr, 0.1,
        words_of_rule("gb.utr"), 3,
        "https://www.gov.uk/find-utr-number",
    ),
)  # fmt: skip
