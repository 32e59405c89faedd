"""The barcode of a North American licence: AAMVA DL/ID card design standard, annex D, versions 1 to 10.

https://www.aamva.org/identity/driver-license-identification-card-standards and, for the issuers' numbers,
https://www.aamva.org/identity/issuer-identification-numbers-(iin).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parts.identity import Document

#: Of states and provinces: their issuer identification number and name.
ISSUERS = {
    "CA": ("636014", "CALIFORNIA"), "NY": ("636001", "NEW YORK"), "TX": ("636015", "TEXAS"), "FL": ("636010", "FLORIDA"),
    "IL": ("636035", "ILLINOIS"), "VA": ("636000", "VIRGINIA"), "MA": ("636002", "MASSACHUSETTS"), "MD": ("636003", "MARYLAND"),
    "NC": ("636004", "NORTH CAROLINA"), "PA": ("636025", "PENNSYLVANIA"), "OH": ("636023", "OHIO"), "WA": ("636045", "WASHINGTON"),
    "OR": ("636029", "OREGON"), "AZ": ("636026", "ARIZONA"), "CO": ("636020", "COLORADO"), "GA": ("636055", "GEORGIA"),
}  # fmt: skip
#: Of Canadian provinces.
PROVINCES = {"ON": ("636012", "ONTARIO"), "NB": ("636017", "NEW BRUNSWICK"), "BC": ("636028", "BRITISH COLUMBIA")}


def payload(document: Document, state: str, version: int, issued: str) -> bytes:
    """What the PDF417 of a licence holds.

    Args:
        document: whose and until when.
        state: a key of `ISSUERS` or `PROVINCES`.
        version: of the standard, 1 to 10.
        issued: ISO date.
    """
    iin = (ISSUERS | PROVINCES)[state][0]
    body = "DL" + "\n".join(_fields(document, state, version, issued)) + "\r"
    # Version 1 has another record separator, and no version of the jurisdiction's.
    head = f"@\n\x1c\rANSI {iin}0101" if version == 1 else f"@\n\x1e\rANSI {iin}{version:02}0001"
    return f"{head}DL{len(head) + 10:04}{len(body):04}{body}".encode("latin-1")


def _fields(document: Document, state: str, version: int, issued: str) -> list[str]:
    person, canadian = document.person, state in PROVINCES
    given, family = person.given.upper(), person.family.upper()
    names = {
        1: [f"DAA{family},{given},"], 2: [f"DCT{given}", f"DCS{family}"], 3: [f"DCS{family}", f"DCT{given}"],
    }.get(version, [f"DCS{family}", f"DAC{given}", "DADNONE", "DDEN", "DDFN", "DDGN"])  # fmt: skip
    year_first = version == 1 or canadian
    dates = [
        f"DBA{_date(document.expires, year_first)}",
        f"DBB{_date(person.born, year_first)}",
        f"DBD{_date(issued, year_first)}",
    ]
    return [
        f"DAQ{document.number}", *names, *dates, f"DBC{_sex(person.sex, version)}", "DAYBRO", "DAU069 in", f"DAG{person.street.upper()}",
        f"DAI{person.city.upper()}", f"DAJ{state}", f"DAK{person.postcode}0000", f"DCF{document.personal}",
        f"DCG{'CAN' if canadian else 'USA'}", "DCAD" if version > 1 else "DARD", "DCBNONE", "DCDNONE",
    ]  # fmt: skip


def _sex(sex: str, version: int) -> str:
    return sex if version == 1 else ("1" if sex == "M" else "2")


def _date(day: str, year_first: bool) -> str:
    year, month, date = day.split("-")
    return year + month + date if year_first else month + date + year
