"""What machine readable zones say: one shape for all formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Zone:
    """One machine readable zone. Names and numbers are for use in memory: they must not be kept or written.

    Attributes:
        format: `TD1`, `TD2`, `TD3`, `MRV-A`, `MRV-B`, `FR` (old French identity card).
        document: code of the document as printed, without fillers: `P`, `ID`, `AC`, `V` …; empty where that row was not found.
        issuer: three letters of who issued it, `DEU` for `D`; empty where none has them.
        number: document number without fillers.
        birth: date of birth as `YYYY-MM-DD`, or empty.
        expiry: last day of validity as `YYYY-MM-DD`, or empty.
        sex: `M`, `F`, `X` or empty.
        nationality: three letters, or empty.
        surname: surname, or empty.
        given: given names, or empty.
        valid: check digits that are right.
        of: check digits that were judged; fields that are empty have none.
        repaired: characters changed to the class that their place has.
        confirmed: at least two of three or more check digits are right, dates are dates, sex stands in its place, a state is named.
        lines: indices of the lines it was read from; origin 0.
        right: fields whose check digit is right: `number`, `birth`, `expiry`, `personal`, `composite`.
    """

    format: str
    document: str = ""
    issuer: str = ""
    number: str = ""
    birth: str = ""
    expiry: str = ""
    sex: str = ""
    nationality: str = ""
    surname: str = ""
    given: str = ""
    valid: int = 0
    of: int = 0
    repaired: int = 0
    confirmed: bool = False
    lines: tuple[int, ...] = ()
    right: frozenset[str] = frozenset()
