"""Identity documents as text: machine readable zones of ICAO 9303 and the licence barcode of AAMVA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parts.numbers import digits

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

# ICAO 9303's own specimen state: no real country issues it.
STATE = "UTO"


def check_digit(text: str) -> str:
    """Check digit of ICAO 9303-3: weights 7, 3, 1; A is 10, `<` is 0; modulo 10."""
    return str(sum(_value(char) * (7, 3, 1)[place % 3] for place, char in enumerate(text)) % 10)


def _value(char: str) -> int:
    return 0 if char == "<" else int(char, 36)


def _names(person: Person, width: int) -> str:
    return f"{person.family}<<{person.given}".upper().replace("-", "<").replace(" ", "<").ljust(width, "<")[:width]


def _dated(day: str) -> str:
    return day[2:4] + day[5:7] + day[8:10]


@dataclass(frozen=True, slots=True)
class Document:
    """A passport or card of one person.

    Attributes:
        person: whose it is.
        number: nine characters.
        expires: ISO date.
        personal: digits of the optional field.
    """

    person: Person
    number: str
    expires: str
    personal: str

    def td3(self) -> str:
        """Passport: two lines of 44 characters."""
        number = self.number + check_digit(self.number)
        birth = _dated(self.person.born)
        birth += check_digit(birth)
        expiry = _dated(self.expires)
        expiry += check_digit(expiry)
        personal = self.personal.ljust(14, "<")
        personal += check_digit(personal)
        composite = check_digit(number + birth + expiry + personal)
        first = "P<" + STATE + _names(self.person, 39)
        return f"{first}\n{number}{STATE}{birth}{self.person.sex}{expiry}{personal}{composite}\n"

    def td1(self) -> str:
        """Identity card: three lines of 30 characters."""
        upper = self.number + check_digit(self.number) + self.personal.ljust(15, "<")
        birth = _dated(self.person.born)
        birth += check_digit(birth)
        expiry = _dated(self.expires)
        expiry += check_digit(expiry)
        spare = "<" * 11
        composite = check_digit(upper + birth + expiry + spare)
        lines = (
            f"I<{STATE}{upper}",
            f"{birth}{self.person.sex}{expiry}{STATE}{spare}{composite}",
            _names(self.person, 30),
        )
        return "\n".join(lines) + "\n"

    def aamva(self) -> str:
        """Payload of a US licence's PDF417 barcode: AAMVA DL/ID, version 10, one subfile."""
        person = self.person
        year, month, day = person.born.split("-")
        expiry = self.expires[5:7] + self.expires[8:10] + self.expires[:4]
        fields = (
            f"DAQ{self.number}", f"DCS{person.family.upper()}", "DDEN", f"DAC{person.given.upper()}", "DDFN", "DADNONE",
            "DDGN", "DCAC", "DCBNONE", "DCDNONE", "DBD03142022", f"DBB{month}{day}{year}", f"DBA{expiry}",
            f"DBC{1 if person.sex == 'M' else 2}", "DAU069 in", "DAYBRO", f"DAG{person.street.upper()}",
            f"DAI{person.city.upper()}", f"DAJ{person.state}", f"DAK{person.postcode}0000",
            f"DCF{self.personal}", "DCGUSA",
        )  # fmt: skip
        body = "DL" + "\n".join(fields) + "\r"
        head = "@\n\x1e\rANSI 636014100001"
        return f"{head}DL{len(head) + 10:04}{len(body):04}{body}"


def document(rng: Random, person: Person) -> Document:
    """A document for `person` that is valid for some years after 2026."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    expires = f"{rng.randrange(2027, 2035)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return Document(person, rng.choice(letters) + digits(rng, 8), expires, digits(rng, 10))
