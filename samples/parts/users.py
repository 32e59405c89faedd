"""User records: contractors in CSV and JSON lines, résumés, payroll, tax forms, card payments, a database dump."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from parts.ledger import VENDOR, Ledger
from parts.numbers import card, digits, grouped, iban, international, itin, routing
from parts.secrets import bcrypt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/exports/users"

_SCHOOLS = ("Northgate University", "Eastlake College", "Institute of Applied Sciences", "Ridgemont State University")
_DEGREES = ("B.Sc. Mathematics", "J.D.", "M.D.", "M.Sc. Computer Science", "MBA", "Ph.D. Statistics")
_FIRMS = ("Halden & Pryce LLP", "Corvane Health", "Brightwater Analytics", "Osterman Bank", "Lumen Structural")
_SKILLS = (
    "contract review",
    "Python",
    "radiology",
    "valuation",
    "SQL",
    "clinical coding",
    "tax law",
    "statistics",
    "German",
)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated text with LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write `exports/users/`."""
    rng = ledger.rng("users")
    _records(ledger, people)
    _applicants(ledger, rng, people)
    _foreign(ledger, rng, people)
    _resumes(ledger, rng, people)
    _payroll(ledger, rng, people)
    _tax_forms(ledger, people)
    _payments(ledger, rng, people)
    _dump(ledger, rng, people)


PEOPLE_HEADER = (
    "contractor_id", "first_name", "last_name", "email", "phone", "ssn", "date_of_birth", "street", "city", "state",
    "zip",
    "role", "salary_usd",
)  # fmt: skip


def people_rows(people: Iterable[Person]) -> list[tuple[object, ...]]:
    """One row a person, in the order of PEOPLE_HEADER."""
    return [
        (
            p.id,
            p.given,
            p.family,
            p.email,
            p.phone,
            p.ssn,
            p.born,
            p.street,
            p.city,
            p.state,
            p.postcode,
            p.title,
            p.salary,
        )
        for p in people
    ]


def hold_people(ledger: Ledger, path: str, people: Sequence[Person], since: int = 0) -> None:
    """Say that `path` has a row of PEOPLE_HEADER for each of the people."""
    kinds = ("govid.us_ssn", "person.name", "person.email", "person.phone")
    ledger.hold_each(path, len(people), *kinds, since=since)
    for kind, values in (
        ("person.dob", {person.born for person in people}),
        ("person.address", {person.address for person in people}),
        ("person.salary", {person.salary for person in people}),
    ):
        ledger.hold(path, kind, len(people), distinct=len(values), since=since)


def _records(ledger: Ledger, people: list[Person]) -> None:
    third = len(people) // 3
    for place in range(3):
        some = people[place * third : (place + 1) * third]
        text = table(PEOPLE_HEADER, people_rows(some))
        path = ledger.write(f"{FOLDER}/people-{place + 1}.csv", text, days_old=700 - 200 * place)
        hold_people(ledger, path, some)


def _applicants(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = rng.sample(people, ledger.scale(300, 20))
    lines = [
        json.dumps(
            {
                "applicant_id": p.id,
                "full_name": p.name,
                "contact": {"email": p.email, "mobile": international(p.phone)},
                "dob": p.born,
                "ssn": p.ssn.replace("-", ""),
                "desired_role": p.title,
                "score": round(rng.random(), 4),
            }
        )
        for p in some
    ]
    path = ledger.write(f"{FOLDER}/applicants.jsonl", "\n".join(lines) + "\n", days_old=45)
    ledger.hold_each(path, len(some), "person.name", "person.email", "person.phone")
    ledger.hold(path, "person.dob", len(some), distinct=len({p.born for p in some}))
    ledger.hold(path, "govid.us_ssn", len(some), what="nine digits without dashes, under the key ssn")


def _foreign(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = people[: ledger.scale(40, 12)]
    numbers = _distinct(rng, len(some))
    rows = [
        (p.id, p.name, p.email, number, iban(rng, rng.choice(("DE", "AT", "CH", "GB"))))
        for p, number in zip(some, numbers, strict=True)
    ]
    text = table(("contractor_id", "name", "email", "itin", "iban"), rows)
    path = ledger.write(f"{FOLDER}/contractors-foreign.csv", text, days_old=150)
    ledger.hold_each(path, len(some), "govid.us_itin", "fin.iban", "person.name", "person.email")


def _distinct(rng: Random, count: int) -> list[str]:
    seen: dict[str, None] = {}
    while len(seen) < count:
        seen[itin(rng)] = None
    return list(seen)


def resume(rng: Random, p: Person, *, markdown: bool) -> str:
    """A résumé with a contact block and the three usual sections."""
    mark = "## " if markdown else ""
    rule = "" if markdown else "\n" + "-" * 12
    year = rng.randrange(2008, 2018)
    firm, earlier = rng.sample(_FIRMS, 2)
    skills = ", ".join(rng.sample(_SKILLS, 4))
    title = f"# {p.name}" if markdown else p.name.upper()
    return f"""{title}
{p.title}
{p.address}
Phone: {p.phone} | Email: {p.email}

{mark}Summary{rule}
{p.title} with {2026 - year} years of practice, now reviewing model output for correctness and tone.

{mark}Experience{rule}
{firm}, {p.title}, {year + 4} to present
- Led reviews across {rng.randrange(3, 19)} matters and wrote the guidance that newer colleagues follow.
{earlier}, Associate, {year} to {year + 4}
- Prepared reports for clients and trained {rng.randrange(2, 9)} interns.

{mark}Education{rule}
{rng.choice(_DEGREES)}, {rng.choice(_SCHOOLS)}, {year}

{mark}Skills{rule}
{skills}
"""


def _resumes(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    for place, person in enumerate(people[: ledger.scale(48, 30)]):
        markdown = place % 2 == 1
        text = resume(rng, person, markdown=markdown)
        path = f"{FOLDER}/resumes/{person.id}-{person.family.lower()}.{'md' if markdown else 'txt'}"
        ledger.write(path, text, days_old=rng.randrange(20, 900))
        ledger.hold_each(path, 1, "person.resume", "person.name", "person.email", "person.phone", "person.address")


def _payroll(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = people[-ledger.scale(400, 30) :]
    rows = []
    for place, p in enumerate(some):
        gross = round(p.salary / 24, 2)
        bank = (
            ("EUR", iban(rng, rng.choice(("DE", "AT"))), "", "")
            if place % 2
            else ("USD", "", routing(rng), digits(rng, 11))
        )
        rows.append((p.id, p.name, "2026-03", f"{gross:.2f}", f"{gross * 0.71:.2f}", *bank))
    header = (
        "worker_id",
        "employee_name",
        "pay_period",
        "gross_pay",
        "net_pay",
        "currency",
        "iban",
        "routing_number",
        "account_number",
    )
    path = ledger.write(f"{FOLDER}/payroll-2026-03.csv", table(header, rows), days_old=3)
    ledger.hold(path, "fin.payroll", what="payroll table")
    ledger.hold(path, "person.name", len(some))
    ledger.hold(path, "person.salary", len(some), distinct=len({p.salary for p in some}))
    ledger.hold_each(path, len(some) // 2, "fin.iban", "fin.routing", "fin.account")


def _tax_forms(ledger: Ledger, people: list[Person]) -> None:
    for person in people[5:10]:
        path = ledger.write(f"{FOLDER}/w9/{person.id}-w9.txt", w9(person), days_old=400)
        ledger.hold_each(path, 1, "fin.w9_1099", "govid.us_ssn", "person.name", "person.address")


def w9(p: Person) -> str:
    """The text of a filled-in form W-9."""
    return f"""Form W-9 (Rev. March 2024)
Request for Taxpayer Identification Number and Certification
Department of the Treasury, Internal Revenue Service

1  Name of entity/individual: {p.name}
3a Federal tax classification: [X] Individual/sole proprietor
5  Address (number, street, and apt. or suite no.): {p.street}
6  City, state, and ZIP code: {p.city}, {p.state} {p.postcode}

Part I   Taxpayer Identification Number (TIN)
Social security number: {p.ssn}

Part II  Certification
Under penalties of perjury, I certify that the number shown on this form is my correct taxpayer identification number.
Signature of U.S. person: {p.name}    Date: 2025-02-26
"""


def _payments(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = people[: ledger.scale(200, 30)]
    marks = ("", " ", "-")
    rows = [
        (
            f"pay_{place:05}", p.name, grouped(card(rng), marks[place % 3]),
            f"{rng.randrange(1, 13):02}/{rng.randrange(27, 32)}",
            digits(rng, 3), f"{rng.randrange(20, 900)}.00", "USD",
        )
        for place, p in enumerate(some)
    ]  # fmt: skip
    header = ("payment_id", "cardholder_name", "card_number", "expiry", "cvv", "amount", "currency")
    path = ledger.write(f"{FOLDER}/card-payments.csv", table(header, rows), days_old=30)
    ledger.hold(path, "fin.pan_card", len(some), what="plain, in groups with blanks, in groups with dashes")
    ledger.hold(path, "fin.cvv", len(some), distinct=len({row[4] for row in rows}))
    ledger.hold(path, "person.name", len(some))


def _dump(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = people[: ledger.scale(120, 20)]
    values = [
        f"({place + 1}, '{p.email}', '{bcrypt(rng)}', '2025-11-0{place % 9 + 1} 08:15:00')"
        for place, p in enumerate(some)
    ]
    text = (
        "-- PostgreSQL database dump\n\n"
        "CREATE TABLE public.accounts (\n    id integer NOT NULL,\n    email text NOT NULL,\n"
        "    password_hash text NOT NULL,\n    created_at timestamp without time zone\n);\n\n"
        "INSERT INTO public.accounts (id, email, password_hash, created_at) VALUES\n" + ",\n".join(values) + ";\n"
    )
    path = ledger.write(f"{FOLDER}/accounts.sql", text, days_old=120)
    ledger.hold_each(path, len(some), "cred.password_hash", "person.email")
