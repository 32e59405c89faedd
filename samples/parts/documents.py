"""Documents and archives: the same holdings, one wrapping deeper (docx, xlsx, pdf, eml, zip, tar.gz, gz)."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from parts.ledger import VENDOR, Ledger
from parts.secrets import aws_key_id, aws_secret, github
from parts.users import PEOPLE_HEADER, hold_people, people_rows, resume, table, w9

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/exports/documents"

_OFFICE = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file, deflated, with every member dated 1 March 2026."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 1, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write `exports/documents/`."""
    rng = ledger.rng("documents")
    _resume_docx(ledger, rng, people[20])
    _people_xlsx(ledger, people[: ledger.scale(120, 15)])
    _w9_pdf(ledger, people[21])
    _mail(ledger, rng, people[22])
    _archives(ledger, rng, people)


def _resume_docx(ledger: Ledger, rng: Random, person: Person) -> None:
    path = ledger.write(
        f"{FOLDER}/resume-{person.family.lower()}.docx", docx(resume(rng, person, markdown=False)), days_old=310
    )
    ledger.hold_each(path, 1, "person.email", "person.phone", since=3)
    ledger.hold_each(path, 1, "person.resume", "person.name", "person.address")


def docx(text: str) -> bytes:
    """A Word document with one paragraph a line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.splitlines()
    )
    body = f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(_package("word/document.xml", kind, {"word/document.xml": _HEAD + body}))


def _package(main: str, kind: str, parts: Mapping[str, str]) -> dict[str, str]:
    types = (
        f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    return {"[Content_Types].xml": types, "_rels/.rels": _relation("officeDocument", main), **parts}


def _relation(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    return f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{link}</Relationships>'


def _people_xlsx(ledger: Ledger, people: list[Person]) -> None:
    path = ledger.write(f"{FOLDER}/contractors-q1.xlsx", xlsx([PEOPLE_HEADER, *people_rows(people)]), days_old=20)
    hold_people(ledger, path, people, since=3)


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet; every cell is an inline string."""
    cells = "".join(
        f'<row r="{at}">'
        + "".join(f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>' for cell in row)
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    main = f"{_OFFICE}/spreadsheetml/2006/main"
    book = (
        f'{_HEAD}<workbook xmlns="{main}" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
        '<sheets><sheet name="contractors" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return zipped(
        _package("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", parts)
    )


def _w9_pdf(ledger: Ledger, person: Person) -> None:
    path = ledger.write(f"{FOLDER}/w9-{person.id}.pdf", pdf(w9(person)), days_old=410)
    ledger.hold(path, "govid.us_ssn", since=3)
    ledger.hold_each(path, 1, "fin.w9_1099", "person.name", "person.address")


def pdf(text: str) -> bytes:
    """A PDF of one page with a line of text a line, its content deflated (ISO 32000-1)."""
    quoted = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.splitlines()]
    content = ("BT /F1 9 Tf 12 TL 40 800 Td\n" + "\n".join(f"({line}) '" for line in quoted) + "\nET").encode("latin-1")
    packed = zlib.compress(content, 6)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _mail(ledger: Ledger, rng: Random, person: Person) -> None:
    inner = f"Hi team,\n\nmy social security number is {person.ssn}, my telephone {person.phone}.\n\n{person.given}\n"
    attached = base64.encodebytes(
        f"[default]\naws_access_key_id = {aws_key_id(rng)}\naws_secret_access_key = {aws_secret(rng)}\n".encode()
    )
    message = (
        f"From: {person.name} <{person.email}>\nTo: onboarding@talentbridge-hq.com\nSubject: my details\n"
        "Date: Mon, 12 Jan 2026 09:12:44 +0000\nMessage-ID: <20260112091244.77@mail>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="part-77"\n\n--part-77\nContent-Type: text/plain; charset=utf-8\n\n'
        f"{inner}\n--part-77\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="credentials"\n\n{attached.decode()}--part-77--\n'
    )
    path = ledger.write(f"{FOLDER}/onboarding.eml", message, days_old=80)
    ledger.hold(path, "person.email", 2, what="sender and recipient")
    ledger.hold_each(path, 1, "person.phone", "govid.us_ssn")
    ledger.hold(path, "cred.cloud_key", 2, since=3, what="AWS key id and secret in a base64 attachment")


def _archives(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    some = people[: ledger.scale(200, 20)]
    text = table(PEOPLE_HEADER, people_rows(some)).encode()
    path = ledger.write(f"{FOLDER}/people-2024.csv.gz", gzip.compress(text, mtime=0), days_old=620)
    hold_people(ledger, path, some, since=3)
    member = f"deploy:\n  token: {github(rng)}\n"
    inner = zipped({"resumes/one.txt": resume(rng, people[30], markdown=False), "ci/deploy.yml": member})
    path = ledger.write(
        f"{FOLDER}/handover.tar.gz", _tar_gz({"handover/inner.zip": inner, "handover/people.csv": text}), days_old=620
    )
    hold_people(ledger, path, some, since=3)
    ledger.hold(path, "cred.ci_token", since=3, what="GitHub token in a zip in a tar.gz")
    ledger.hold_each(path, 1, "person.resume", since=3)
    ledger.hold(path, "person.email", distinct=_new(people[30], some), since=3)
    ledger.hold(path, "person.phone", distinct=_new(people[30], some), since=3)
    ledger.hold(path, "person.name", distinct=_new(people[30], some), since=3)


def _new(person: Person, others: list[Person]) -> int:
    return int(person not in others)


def _tar_gz(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1709280000
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)
