"""Exchange: templates as programs pass them on: in base64 within JSON, and as a package of records in XML."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from parts.biometrics import minutiae_record
from parts.ledger import VENDOR, Ledger
from parts.templates import portrait, wsq

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/media/biometrics"


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write a list of enrolled fingers and a package into `media/biometrics`."""
    rng = ledger.rng("exchange")
    some = people[: ledger.scale(40, 6)]
    lines = [
        json.dumps({"person_id": person.id, "template": base64.b64encode(minutiae_record(rng)).decode()})
        for person in some
    ]
    path = ledger.write(f"{FOLDER}/enrolled.jsonl", "\n".join(lines) + "\n", days_old=150)
    ledger.hold(path, "bio.finger_minutiae", len(some), what="ISO/IEC 19794-2 records in base64")
    path = ledger.write(f"{FOLDER}/transmission.xml", package(rng), days_old=150)
    for kind, count in (("bio.finger_image", 2), ("bio.finger_minutiae", 1), ("bio.face_template", 1)):
        ledger.hold(path, kind, count, what="ANSI/NIST-ITL package in XML")


def package(rng: Random) -> bytes:
    """A transaction in XML: a description, two fingers, minutiae and a face, the pictures in base64."""

    def one(name: str, kind: int, more: str) -> str:
        code = f"<biom:RecordCategoryCode>{kind:02}</biom:RecordCategoryCode>"
        return f"<itl:Package{name}Record>{code}{more}</itl:Package{name}Record>"

    def shown(data: bytes) -> str:
        return f"<nc:BinaryBase64Object>{base64.b64encode(data).decode()}</nc:BinaryBase64Object>"

    listed = "<biom:RecordCategoryCode>14</biom:RecordCategoryCode>"
    named = "<nc:PersonGivenName>ALEX</nc:PersonGivenName><nc:PersonSurName>SAMPLE</nc:PersonSurName>"
    records = (
        one("Information", 1, f"<biom:TransactionContentSummary>{listed * 2}</biom:TransactionContentSummary>"),
        one("DescriptiveText", 2, named), one("FingerprintImage", 14, shown(wsq(rng))), one("FingerprintImage", 14, shown(wsq(rng))),
        one("Minutiae", 9, ""), one("FacialAndSMTImage", 10, shown(portrait(rng))),
    )  # fmt: skip
    names = " ".join(f'xmlns:{short}="http://example.com/{short}"' for short in ("itl", "biom", "nc"))
    root = "itl:NISTBiometricInformationExchangePackage"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {names}>{"".join(records)}</{root}>\n'.encode()
