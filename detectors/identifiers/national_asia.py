"""National numbers of Asia, Africa and Oceania."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_birth, is_date, ymd
from detectors.identifiers.digits import alike, codes, luhn, mod_11_2, verhoeff, weigh
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

#: First two digits of a resident identity number: provinces (GB/T 2260), and 81 to 83 for residence permits of 2018.
_PROVINCES = codes(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_RIC = published("cn.ric")


def ric(plain: str) -> bool:
    """China: province, birth date, serial, ISO/IEC 7064 MOD 11-2. Source: GB 11643-1999."""
    if plain[17] > "9" and plain[17] != "X":
        return False
    return plain[:2] in _PROVINCES and ymd(plain[6:14]) and mod_11_2(plain) and plain not in _RIC


_MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_MY_NUMBER = published("jp.my_number")


def my_number(plain: str) -> bool:
    """Japan: weights 6 to 2 and 7 to 2, modulo eleven, ten is written 0.

    Source: 総務省令第85号 (2014) article 5.
    """
    digit = -weigh(plain, _MY_NUMBER_WEIGHTS) % 11 % 10
    return digit == int(plain[11]) and not alike(plain) and plain not in _MY_NUMBER


_AADHAAR = published("in.aadhaar")


def aadhaar(plain: str) -> bool:
    """India: first digit 2 to 9, no palindrome, Verhoeff."""
    return plain[0] > "1" and plain != plain[::-1] and verhoeff(plain) and plain not in _AADHAAR


_PAN_FORM = re.compile(r"[A-Z]{3}[ABCFGHJKLPT][A-Z](?!0000)[0-9]{4}[A-Z]")
_PAN = published("in.pan")


def pan(plain: str) -> bool:
    """India: fourth letter is the type of holder; serial not 0000; the check letter's rule is not published."""
    return bool(_PAN_FORM.fullmatch(plain)) and plain not in _PAN


_EPIC = published("in.epic")


def epic(plain: str) -> bool:
    """India: three letters and seven digits with Luhn (voter's card)."""
    return luhn(plain[3:]) and plain not in _EPIC


#: First two digits: provinces by the code of the Ministry of Home Affairs.
_NIK_PROVINCES = codes(
    """11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96"""
)
_WOMAN = 40


def nik(plain: str) -> bool:
    """Indonesia: province, regency, district, birth date (day +40 for women), serial not 0000; no check digit."""
    if plain[:2] not in _NIK_PROVINCES or plain[2:4] == "00" or plain[4:6] == "00" or plain[12:] == "0000":
        return False
    day = int(plain[6:8])
    return is_date(int(plain[10:12]), int(plain[8:10]), day - _WOMAN if day > _WOMAN else day)


_RRN_CENTURY = dict(zip("9012345678", (1800, 1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000), strict=True))
_RRN = published("kr.rrn")


def rrn(plain: str) -> bool:
    """South Korea: birth date, sex and century. Numbers since October 2020 have no check digit, so none is asked for.

    Source: https://www.mois.go.kr/ (주민등록법 시행규칙 개정 2020)
    """
    year = _RRN_CENTURY[plain[6]] + int(plain[:2])
    return is_birth(year, int(plain[2:4]), int(plain[4:6])) and plain[6:] != "0000000" and plain not in _RRN


_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def rrn_checks(plain: str) -> bool:
    """South Korea: whether the check digit of numbers before October 2020 holds: raises belief, refutes nothing."""
    return (11 - weigh(plain, _RRN_WEIGHTS) % 11) % 10 == int(plain[12])


#: Letter of the place of registration to two digits. Source: https://www.ris.gov.tw/
_TW_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}
_TW_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)
_TW = published("tw.id")


def tw_id(plain: str) -> bool:
    """Taiwan: letter as two digits, sex 1 or 2 (8 or 9 for foreigners since 2021), weights 1, 9, 8 to 1, 1, modulo ten."""
    if plain[1] not in "1289" or plain in _TW:
        return False
    tens, ones = divmod(_TW_LETTERS[plain[0]], 10)
    return (tens + 9 * ones + weigh(plain[1:], _TW_WEIGHTS)) % 10 == 0


_SG_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_SG_LETTERS = {"S": "JZIHGFEDCBA", "T": "GFEDCBAJZIH", "F": "XWUTRQPNMLK", "G": "RQPNMLKXWUT", "M": "XWUTRQPNJLK"}
_SG = published("sg.nric")


def nric(plain: str) -> bool:
    """Singapore: century and status, weights 2, 7 to 2, a letter modulo eleven; letters of T and G are turned by four.

    M (since 2022) counts three more and reads its letters from the other end. The rule is not officially published.
    """
    letters = _SG_LETTERS.get(plain[0])
    if letters is None or plain in _SG:
        return False
    rest = weigh(plain[1:8], _SG_WEIGHTS) % 11
    return letters[(rest + 3) % 11 if plain[0] == "M" else rest] == plain[8]


def sa_id(plain: str) -> bool:
    """Saudi Arabia: 1 for citizens, 2 for residents, Luhn. Public validators agree; no official text was seen."""
    return plain[0] in "12" and luhn(plain) and not alike(plain[1:])


_TH_WEIGHTS = tuple(range(13, 1, -1))
_TH = published("th.id")


def th_id(plain: str) -> bool:
    """Thailand: type 1 to 8, weights 13 to 2, modulo eleven, modulo ten."""
    return "1" <= plain[0] <= "8" and (11 - weigh(plain, _TH_WEIGHTS) % 11) % 10 == int(plain[12]) and plain not in _TH


#: Places of birth that are not given out. Source: https://www.jpn.gov.my/en/kod-negeri (states and countries).
_MY_NO_PLACE = codes("00 17 18 19 20 69 70 73 80 81 94 95 96 97")
_MY = published("my.nric")


def my_nric(plain: str) -> bool:
    """Malaysia: birth date, place of birth, serial; no check digit."""
    return ymd(plain[:6]) and plain[6:8] not in _MY_NO_PLACE and plain not in _MY


_IL, _ZA, _AE = published("il.id"), published("za.id"), published("ae.eid")


def il_id(plain: str) -> bool:
    """Israel: nine digits with Luhn from the left, which is the same."""
    return luhn(plain) and plain[:3] != "000" and not alike(plain) and plain not in _IL


def za_id(plain: str) -> bool:
    """South Africa: birth date, sex, citizenship 0 to 2, Luhn."""
    return ymd(plain[:6]) and plain[10] in "012" and luhn(plain) and plain not in _ZA


def eid(plain: str) -> bool:
    """United Arab Emirates: country 784, year of birth, serial, Luhn."""
    return plain[:3] == "784" and is_birth(int(plain[3:7]), 1, 1) and luhn(plain) and plain not in _AE


_HK_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_HK_SPACE = 36
_HK = published("hk.hkid")


def hkid(plain: str) -> bool:
    """Hong Kong: one or two letters, six digits, a digit or A; weights 9 to 1, modulo eleven, a missing letter counts 36."""
    if plain[-1] > "9" and plain[-1] != "A":
        return False
    total = weigh(plain, _HK_WEIGHTS[-len(plain) :]) + (0 if len(plain) == len(_HK_WEIGHTS) else 9 * _HK_SPACE)
    return total % 11 == 0 and plain not in _HK


def cnic(plain: str) -> bool:
    """Pakistan: province 1 to 7, last digit tells the sex; no check digit."""
    return "1" <= plain[0] <= "7" and plain[12] != "0" and not alike(plain)


_TFN_WEIGHTS = (1, 4, 3, 7, 5, 8, 6, 9, 10)
_TFN = published("au.tfn")


def tfn(plain: str) -> bool:
    """Australia: weights 1, 4, 3, 7, 5, 8, 6, 9, 10, modulo eleven; eight digits are of the years before 1990."""
    return weigh(plain, _TFN_WEIGHTS) % 11 == 0 and not alike(plain) and plain not in _TFN


_IRD_FIRST, _IRD_SECOND = (3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)
_IRD = published("nz.ird")


def ird(plain: str) -> bool:
    """New Zealand: 10,000,000 to 150,000,000, modulo eleven in two stages.

    Source: https://www.ird.govt.nz/ (Resident withholding tax specification, IRD number validation)
    """
    if not 10_000_000 < int(plain) < 150_000_000 or plain in _IRD:  # noqa: PLR2004  # the range that is given out
        return False
    head = plain[:-1].zfill(8)
    digit = -weigh(head, _IRD_FIRST) % 11
    if digit == 10:  # noqa: PLR2004  # no digit: the second weights decide
        digit = -weigh(head, _IRD_SECOND) % 11
    return digit == int(plain[-1])


ASIA = (
    Identifier(
        "cn.ric", "govid.cn_ric", "Chinese resident identity number", Plain("9{17}X"), ric, 6e-6,
        words_of_rule("cn.ric"), 3,
        "https://std.samr.gov.cn/gb/search/gbDetailed?id=71F772D7FD80D3A7E05397BE0A0AB82A",
    ),
    Identifier(
        "jp.my_number", "govid.jp_my_number", "Japanese individual number (My Number)", Plain("9{12}", pad=12), my_number, 0.1,
        words_of_rule("jp.my_number"), 3,
        "https://www.digital.go.jp/en/policies/mynumber",
    ),
    Identifier(
        "in.aadhaar", "govid.in_aadhaar", "Indian Aadhaar number", Plain("9{12}"), aadhaar, 0.08,
        words_of_rule("in.aadhaar"), 3,
        "https://uidai.gov.in/",
    ),
    Identifier(
        "in.pan", "govid.in_pan", "Indian permanent account number", Plain("A{5}9{4}A"), pan, 0.42,
        words_of_rule("in.pan"), 3,
        "https://www.incometax.gov.in/iec/foportal/",
    ),
    Identifier(
        "in.epic", "govid.voter_no", "Indian voter's card number", Plain("A{3}9{7}"), epic, 0.1,
        words_of_rule("in.epic"), 3,
        "https://www.eci.gov.in/",
    ),
    Identifier(
        "id.nik", "govid.id_nik", "Indonesian population number (NIK)", Plain("9{16}"), nik, 0.027,
        words_of_rule("id.nik"), 3,
        "https://dukcapil.kemendagri.go.id/",
    ),
    Identifier(
        "kr.rrn", "govid.kr_rrn", "South Korean resident registration number", Plain("9{13}", pad=13), rrn, 0.021,
        words_of_rule("kr.rrn"), 3,
        "https://www.mois.go.kr/eng/",
    ),
    Identifier(
        "tw.id", "govid.tw_id", "Taiwanese identity card number", Plain("A9{9}"), tw_id, 0.04,
        words_of_rule("tw.id"), 3,
        "https://www.ris.gov.tw/",
    ),
    Identifier(
        "sg.nric", "govid.sg_nric", "Singaporean identity card or foreign number", Plain("A9{7}A"), nric, 0.0077,
        words_of_rule("sg.nric"), 3,
        "https://www.ica.gov.sg/",
    ),
    Identifier(
        "sa.id", "govid.sa_id", "Saudi identity or residence (Iqama) number", Plain("9{10}"), sa_id, 0.02,
        words_of_rule("sa.id"), 3,
        "https://www.absher.sa/",
    ),
    Identifier(
        "ae.eid", "govid.ae_eid", "Emirati identity number", Plain("9{15}"), eid, 2e-6,
        words_of_rule("ae.eid"), 3,
        "https://icp.gov.ae/",
    ),
    Identifier(
        "th.id", "govid.th_id", "Thai citizen number", Plain("9{13}"), th_id, 0.08,
        words_of_rule("th.id"), 3,
        "https://www.bora.dopa.go.th/",
    ),
    Identifier(
        "my.nric", "govid.my_nric", "Malaysian identity card number (MyKad)", Plain("9{12}", pad=12), my_nric, 0.032,
        words_of_rule("my.nric"), 3,
        "https://www.jpn.gov.my/",
    ),
    Identifier(
        "il.id", "govid.il_id", "Israeli identity number", Plain("9{9}", pad=9), il_id, 0.1,
        words_of_rule("il.id"), 3,
        "https://www.gov.il/",
    ),
    Identifier(
        "za.id", "govid.za_id", "South African identity number", Plain("9{13}", pad=13), za_id, 0.0011,
        words_of_rule("za.id"), 3,
        "https://www.dha.gov.za/",
    ),
    Identifier(
        "hk.hkid", "govid.hk_hkid", "Hong Kong identity card number", Plain("A{1,2}9{6}X"), hkid, 0.028,
        words_of_rule("hk.hkid"), 3,
        "https://www.immd.gov.hk/",
    ),
    Identifier(
        "pk.cnic", "govid.pk_cnic", "Pakistani identity card number", Plain("9{13}"), cnic, 0.63,
        words_of_rule("pk.cnic"), 3,
        "https://www.nadra.gov.pk/",
    ),
    Identifier(
        "au.tfn", "govid.au_tfn", "Australian tax file number", Plain("9{8,9}"), tfn, 0.09,
        words_of_rule("au.tfn"), 3,
        "https://www.ato.gov.au/individuals-and-families/tax-file-number",
    ),
    Identifier(
        "nz.ird", "govid.tax_no", "New Zealand tax number", Plain("9{8,9}", pad=8), ird, 0.052,
        words_of_rule("nz.ird"), 3,
        "https://www.ird.govt.nz/",
    ),
)  # fmt: skip
