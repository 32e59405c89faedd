"""Mail, mailboxes, calendars and address books, with values planted where raw text does not show them."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable

from parts.containers_msg import attachment, compound, message, recipient
from parts.planted import Planted

_FROM = b"From ops@northwind.example Mon Mar  2 10:00:00 2026\n"
_WORDS = ("invoice", "meeting", "Tuesday", "report", "agenda", "travel", "budget", "ticket")


def made(rng: random.Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name to content and what is planted in it."""

    def said(value: str) -> str:
        filler = " ".join(rng.choices(_WORDS, k=30))
        return f"Hello,\n{filler}.\ngithub_token = {value}\n{filler}\n"

    vcf, ics = _people(token()), _calendar(token())
    return {
        "letter.eml": (
            _letter(said(token()), said(token()), said(token()), said(token())),
            [Planted(""), Planted("body.html"), Planted("notes.txt"), Planted("forwarded.eml")],
        ),
        "box.mbox": (_mailbox([said(token()), said(token())]), [Planted("message-1"), Planted("message-2")]),
        "people.vcf": (vcf, [Planted("", column="NOTE", row=2)]),
        "calendar.ics": (ics, [Planted("", column="DESCRIPTION", row=1)]),
        "letter.msg": (
            _outlook(said(token()), said(token()), said(token())),
            [Planted(""), Planted("notes.txt"), Planted("embedded-2")],
        ),
    }


def _part(kind: str, body: bytes, coding: str = "base64", more: str = "") -> bytes:
    coded = base64.encodebytes(body) if coding == "base64" else quopri.encodestring(body)
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n{more}\n".encode() + coded


def _head(subject: str) -> bytes:
    return (
        "From: =?utf-8?B?T3Bz?= <ops@northwind.example>\nTo: dev@northwind.example\n"
        f"Subject: {subject}\nDate: Mon, 02 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
    ).encode()


def _letter(plain: str, html: str, attached: str, forwarded: str) -> bytes:
    inner = _head("inner") + _part("text/plain; charset=utf-16", forwarded.encode("utf-16"))
    page = f"<html><body><p>{html.replace(' = ', '&nbsp;=&nbsp;')}</p></body></html>".encode()
    parts = [
        b"Content-Type: multipart/alternative; boundary=inner\n\n--inner\n"
        + _part("text/plain; charset=utf-8", plain.encode())
        + b"\n--inner\n"
        + _part("text/html; charset=utf-8", page, "quoted-printable")
        + b"\n--inner--\n",
        _part(
            "text/plain; charset=utf-8",
            attached.encode(),
            "base64",
            "Content-Disposition: attachment; filename=notes.txt\n",
        ),
        b"Content-Type: message/rfc822\n\n" + inner,
    ]
    body = b"".join(b"\n--outer\n" + part for part in parts) + b"\n--outer--\n"
    return _head("letter") + b'Content-Type: multipart/mixed; boundary="outer"\n' + body


def _mailbox(bodies: list[str]) -> bytes:
    out = b""
    for number, body in enumerate(bodies, 1):
        text = f"From here on it is a list.\n{body}".encode()
        out += _FROM + _head(f"message {number}") + _part("text/plain; charset=utf-8", text) + b"\n"
    return out


def _folded(line: str) -> str:
    """A content line torn every 30 characters, as RFC 5545 lets it."""
    return "\r\n ".join(line[at : at + 30] for at in range(0, len(line), 30)) + "\r\n"


def _people(value: str) -> bytes:
    first = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Example\r\nEMAIL:ada@northwind.example\r\nEND:VCARD\r\n"
    note = _folded(f"NOTE:github_token = {value}")
    second = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben Example\r\nEMAIL:ben@northwind.example\r\n{note}END:VCARD\r\n"
    return (first + second).encode()


def _calendar(value: str) -> bytes:
    event = (
        "BEGIN:VEVENT\r\nUID:1@northwind.example\r\nDTSTART:20260302T100000Z\r\nSUMMARY:Rotation\r\n"
        + _folded(f"DESCRIPTION:github_token = {value}\\nplease rotate")
        + "END:VEVENT\r\n"
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Northwind//EN\r\n{event}END:VCALENDAR\r\n".encode()


def _outlook(body: str, attached: str, embedded: str) -> bytes:
    inner = message("inner", embedded, within=True)
    files = {**attachment(0, "notes.txt", attached.encode()), **attachment(1, "inner.msg", inner)}
    return compound(message("letter", body, {**recipient(0, "Dev", "dev@northwind.example"), **files}))
