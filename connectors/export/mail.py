"""Mail: one message of a mailbox, a Maildir or a file of its own, as said in a conversation: its thread.

RFC 5322 and RFC 2045 to 2047. A mailbox in one file (mbox) is opened by its reader, message by message, and each comes here. A
thread is told by the first id of `References`, else by `In-Reply-To`, else by the message's own id (RFC 5322, 3.6.4).
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message as Mail
from email.utils import getaddresses, parsedate_to_datetime
from typing import ClassVar

from connectors.errors import Reason
from connectors.export import markup
from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
    Trouble,
)

#: Longest message that is looked at as one said in a conversation; what lies in it is opened whatever its size.
_MOST = 32 << 20
#: Parts in parts that are entered.
_DEPTH = 20
#: Fields that begin a message, one of which tells mail from other texts with fields, and another one of which must be there.
_FIELDS = re.compile(
    rb"(?im)^(from|to|cc|date|subject|message-id|received|return-path|delivered-to|mime-version|x-[\w-]+|sender):[ \t]"
)
_TELLING = frozenset({b"date", b"message-id", b"received", b"mime-version"})
_LEAST = 3
_ID = re.compile(r"<[^<>\s]{1,500}>")
_QUOTE = re.compile(r"(?m)^[ \t]{0,3}>[ \t>]*")
_FORWARDED = re.compile(
    r"(?m)^-{2,12} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message transféré|Mensaje original)\b"
)
#: Two people write to each other; more are a group.
_TWO = 2


class MailMessage(Export):
    """Reads one message; people by their addresses, those of another domain than the author's make its audience external."""

    name, title, kind = "mail", "mail", "comms.email_archive"
    _names: ClassVar[tuple[str, ...]] = ("from", "to", "cc", "bcc")

    def claims(self, path: str, head: bytes) -> bool:
        del path
        if not head or head[:1] in b"{[<" or head.startswith(b"From "):  # a mailbox: its messages come one by one
            return False
        fields = head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
        if not _FIELDS.match(fields):
            return False
        there = {match[1].lower() for match in _FIELDS.finditer(fields)}
        return len(there) >= _LEAST and not there.isdisjoint(_TELLING) and b"from" in there

    def entries(self, file: File) -> Iterator[Entry]:
        with file.open() as stream:
            raw = stream.read(_MOST + 1)
        if len(raw) > _MOST:
            yield Trouble(
                0, Reason.LIMIT, f"longer than {_MOST >> 20} MiB: it is read, but not told as said in a conversation"
            )
            return
        mail = email.message_from_bytes(raw)
        people = {name: [address.lower() for _, address in _addresses(mail, name) if address] for name in self._names}
        author = next(iter(people["from"]), "")
        readers = sorted({address for name in self._names for address in people[name]})
        for address in readers:
            yield Person(address, "", address, guest=_domain(address) != _domain(author))
        ident, thread = _ids(mail, raw)
        conversation = hashlib.sha256(thread.encode("utf-8", "replace")).hexdigest()[:16]
        yield Conversation(conversation, conversation, _audience(author, readers), len(readers))
        yield from _said(mail, ident, conversation, author)


def _addresses(mail: Mail, name: str) -> list[tuple[str, str]]:
    return getaddresses([str(value) for value in mail.get_all(name, [])])


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _audience(author: str, readers: list[str]) -> str:
    if any(_domain(address) != _domain(author) for address in readers):
        return EXTERNAL
    return PRIVATE if len(readers) <= _TWO else GROUP


def _ids(mail: Mail, raw: bytes) -> tuple[str, str]:
    """Id of the message, and of its thread."""
    told = _ID.search(str(mail.get("message-id", "")))
    ident = told[0] if told else hashlib.sha256(raw[: 64 << 10]).hexdigest()[:16]
    first = _ID.search(str(mail.get("references", ""))) or _ID.search(str(mail.get("in-reply-to", "")))
    return ident, first[0] if first else ident


def _time(mail: Mail) -> float | None:
    try:
        return parsedate_to_datetime(str(mail.get("date", ""))).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _said(mail: Mail, ident: str, conversation: str, author: str) -> Iterator[Message]:
    texts: list[str] = []
    attachments: list[Attachment] = []
    _parts(mail, texts, attachments, 0)
    own, copied = _apart("\n".join(texts))
    subject = _decoded(str(mail.get("subject", "")))
    time = _time(mail)
    yield Message(ident, conversation, author, time, f"{subject}\n{own}", attachments=tuple(attachments))
    if copied:
        yield Message(ident, conversation, "", time, copied, copied=True)


def _parts(mail: Mail, texts: list[str], attachments: list[Attachment], depth: int) -> None:
    """Texts of a message, and names of what it brings."""
    if mail.is_multipart():
        for part in mail.get_payload() if depth < _DEPTH else ():
            if isinstance(part, Mail):
                _parts(part, texts, attachments, depth + 1)
        return
    name = mail.get_filename()
    of_type = mail.get_content_type()
    data = mail.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    if name or not of_type.startswith("text/"):
        attachments.append(Attachment(_decoded(str(name or "")), len(data), held=True))
        return
    text = _text(data, mail.get_content_charset() or "utf-8")
    texts.append(markup.shown(text) if of_type == "text/html" else text)


def _text(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _decoded(field: str) -> str:
    """A field with its encoded words undone."""
    try:
        pieces = decode_header(field)
    except (ValueError, LookupError):  # email.errors.HeaderParseError is a ValueError's cousin of no common base
        return field
    return "".join(piece if isinstance(piece, str) else _text(piece, charset or "ascii") for piece, charset in pieces)


def _apart(text: str) -> tuple[str, str]:
    """What is said in a message, and what it quotes or forwards."""
    forwarded = _FORWARDED.search(text)
    own, rest = (text[: forwarded.start()], text[forwarded.end() :]) if forwarded else (text, "")
    lines, quoted = [], []
    for line in own.split("\n"):
        mark = _QUOTE.match(line)
        if mark is None:
            lines.append(line)
        else:
            quoted.append(line[mark.end() :])
    return "\n".join(lines), "\n".join([*quoted, rest] if rest else quoted)
