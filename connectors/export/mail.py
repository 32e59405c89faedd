"""Mail: one message of a mailbox, a Maildir or a file of its own, as said in a conversation: its thread.

RFC 5322. A mailbox in one file (mbox) is opened by its reader, message by message, and each comes here; in a Maildir each file is
one message (https://cr.yp.to/proto/maildir.html). A thread is told by the first id of `References`, else by `In-Reply-To`, else by
the message's own id (RFC 5322, 3.6.4).
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator

from connectors.errors import Reason
from connectors.export.base import (
    EXTERNAL,
    GROUP,
    PRIVATE,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
    Trouble,
)
from connectors.export.dated import dated
from connectors.export.letter import fields, letter, people, words

#: Longest message that is looked at as one said in a conversation; what lies in it is opened whatever its size.
_MOST = 32 << 20
#: Boundaries times lines: what the parser of the standard library compares, a few millions a second.
_WORK = 30_000_000
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
#: Fields that begin a message, one of which tells mail from other texts with fields, and another one of which must be there.
_FIELDS = re.compile(
    rb"(?im)^(from|to|cc|date|subject|message-id|received|return-path|delivered-to|mime-version|x-[\w-]+|sender):[ \t]"
)
_TELLING = frozenset({b"date", b"message-id", b"received", b"mime-version"})
_LEAST = 3
_ID = re.compile(r"<[^<>\s]{1,500}>")
#: How the subject of an answer begins, in the languages of most programs.
_ANSWER = re.compile(r"(?:re|aw|sv|vs|antw|rif|odp|res|ref)(?:\[\d{1,3}\])? ?[:\uff1a]", re.IGNORECASE)
#: Two people write to each other; more are a group.
_TWO = 2
_NAMED = ("from", "to", "cc", "bcc")


class MailMessage(Export):
    """Reads one message; people by their addresses, those of another domain than the author's make its audience external."""

    name, title, kind = "mail", "mail", "comms.email_archive"

    def claims(self, path: str, head: bytes) -> bool:
        del path
        if not head or head[:1] in b"{[<" or head.startswith(b"From "):  # a mailbox: its messages come one by one
            return False
        told = head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
        if not _FIELDS.match(told):
            return False
        there = {match[1].lower() for match in _FIELDS.finditer(told)}
        # who wrote it may stand below long lists of servers and recipients
        sure = b"from" in there or (len(told) == len(head) and b"received" in there)
        return sure and len(there) >= _LEAST and not there.isdisjoint(_TELLING)

    def entries(self, file: File) -> Iterator[Entry]:
        with file.open() as stream:
            raw = stream.read(_MOST + 1)
        if len(raw) > _MOST:
            yield Trouble(
                0, Reason.LIMIT, f"longer than {_MOST >> 20} MiB: it is read, but not told as said in a conversation"
            )
            return
        said = _read(raw)
        if said is None:
            what = "its parts are too many or too deep: it is read, but not told as said in a conversation"
            said = [Trouble(0, Reason.LIMIT, what)]
        yield from said


def _read(raw: bytes) -> list[Entry] | None:
    """What a message says, or None where taking it apart would have no end soon."""
    if len(_BOUNDARY.findall(raw)) * raw.count(b"\n") > _WORK:
        return None
    try:
        return list(_entries(raw))
    except RecursionError:
        return None


def _entries(raw: bytes) -> Iterator[Entry]:
    mail = email.message_from_bytes(raw)
    told = fields(mail)
    named = {name: people(told.get(name, [])) for name in _NAMED}
    author = next((address for _, address in named["from"]), "")
    readers: dict[str, str] = {}
    for name, address in (each for them in named.values() for each in them):
        readers[address] = readers.get(address) or name
    for address, name in readers.items():
        yield Person(address, name, address, guest=bool(author) and _domain(address) != _domain(author))
    ident, thread = _ids(told, raw)
    conversation = hashlib.sha256(thread.encode("utf-8", "replace")).hexdigest()[:16]
    yield Conversation(conversation, conversation, _audience(author, list(readers)), len(readers))
    found = letter(mail)
    time = dated(told.get("date", [""])[0])
    subject = words(told.get("subject", [""])[0])
    if ident != thread and _ANSWER.match(subject):
        subject = ""  # the first message of the thread said it
    own = Message(
        ident,
        conversation,
        author,
        time,
        "\n".join(filter(None, (subject, *found.own))),
        attachments=tuple(found.files),
    )
    yield from _copied(own, found.answered)  # first, since it is what the words are said to
    yield own
    yield from _copied(own, found.copied)


def _copied(own: Message, texts: list[str]) -> Iterator[Message]:
    text = "\n".join(texts).strip("\n")
    if text:
        yield own._replace(author="", text=text, copied=True, attachments=())


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _audience(author: str, readers: list[str]) -> str:
    if not author:
        return ""
    if any(_domain(address) != _domain(author) for address in readers):
        return EXTERNAL
    return PRIVATE if len(readers) <= _TWO else GROUP


def _ids(told: dict[str, list[str]], raw: bytes) -> tuple[str, str]:
    """Id of the message, and of its thread."""
    own = _ID.search(told.get("message-id", [""])[0])
    ident = own[0] if own else hashlib.sha256(raw[: 64 << 10]).hexdigest()[:16]
    first = _ID.search(told.get("references", [""])[0]) or _ID.search(told.get("in-reply-to", [""])[0])
    return ident, first[0] if first else ident
