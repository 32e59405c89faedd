"""Letter: a message of mail as its fields, its own words, what it quotes or forwards, and its files.

RFC 5322, RFC 2045 to 2047, RFC 2231. Quoted lines begin with `>` (RFC 3676, 4.5); what is forwarded stands below a line of dashes,
or below the fields of the message that it was, as Outlook writes them, or is a message of its own in a part `message/rfc822`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as Mail
from email.utils import getaddresses

from connectors.export import blockquote, markup
from connectors.export.base import Attachment

#: Parts in parts that are entered, and characters of a field that are looked at.
_DEPTH, _LONGEST = 20, 256 << 10
#: Types that are shown as text: a multipart without boundaries is what stands there.
_SAID = ("text/", "multipart/", "message/")
_QUOTE = re.compile(r"(?m)^[ \t]{0,3}>[ \t>]*")
#: Words for `original message` and `forwarded message`, and the first two fields below them, as programs put them in front.
_DASHED = (
    r"-{2,12} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht"
    r"|Message transféré|Message d'origine|Mensaje original|Mensaje reenviado)\b[^\n]{0,100}"
)
_SENT = r"Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden"
_FIELDS = rf"\*?(?:From|Von|De|Da|Van) ?:[^\n]{{1,500}}\n\*?(?:{_SENT}) ?:"
_FORWARDED = re.compile(rf"(?m)^(?:{_DASHED}|(?={_FIELDS}))")


@dataclass(slots=True)
class Letter:
    """What a message says.

    Attributes:
        own: texts of its author.
        answered: texts that it quotes, which it answers as a rule.
        copied: texts that it forwards, and what came below it.
        files: what came with it.
    """

    own: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


def fields(mail: Mail) -> dict[str, list[str]]:
    """Fields by their names in lower case, as they are written: words are not decoded yet."""
    found: dict[str, list[str]] = {}
    for name, value in mail.raw_items():
        text = str(value)[:_LONGEST]
        if not text.isascii():
            text = _text(text.encode("utf-8", "surrogateescape"), "")
        found.setdefault(name.lower(), []).append(text)
    return found


def words(value: str) -> str:
    """A field with its encoded words decoded, on one line."""
    if "=?" in value:
        try:
            pieces = decode_header(value)
        except (MessageError, ValueError, LookupError):
            return " ".join(value.split())
        value = "".join(
            piece if isinstance(piece, str) else _text(piece, charset or "ascii") for piece, charset in pieces
        )
    return " ".join(value.split())


def people(values: list[str]) -> list[tuple[str, str]]:
    """Names and addresses, the latter in lower case."""
    try:
        found = getaddresses(values)
    except RecursionError:  # of comments in comments
        return []
    return [(words(name), address.strip().lower()) for name, address in found if "@" in address]


def letter(mail: Mail) -> Letter:
    """What a message says, parts in parts as far as they are nested sensibly."""
    found = Letter()
    _part(mail, found, 0)
    return found


def _part(mail: Mail, into: Letter, depth: int) -> None:
    kind = mail.get_content_type()
    inner = mail.get_payload() if mail.is_multipart() and depth < _DEPTH else None
    if not isinstance(inner, list):
        if not mail.is_multipart():
            _leaf(mail, kind, into)
        return
    parts = [part for part in inner if isinstance(part, Mail)]
    if kind.startswith("message/"):
        for part in parts:
            _forwarded(part, into, depth)
    elif kind == "multipart/alternative":
        _one_of(parts, into, depth)
    else:
        for part in parts:
            _part(part, into, depth + 1)


def _forwarded(mail: Mail, into: Letter, depth: int) -> None:
    """A message in the message: none of its words are the author's."""
    inner = Letter()
    _part(mail, inner, depth + 1)
    told = fields(mail)
    into.copied += [words(value) for name in ("from", "subject") for value in told.get(name, ())]
    into.copied += inner.own + inner.answered + inner.copied
    into.files += inner.files


def _one_of(parts: list[Mail], into: Letter, depth: int) -> None:
    """The same in several forms: the first one that says something."""
    said = False
    for part in parts:
        inner = Letter()
        _part(part, inner, depth + 1)
        into.files += inner.files
        if not said and any(text.strip() for text in (*inner.own, *inner.answered, *inner.copied)):
            said = True
            into.own += inner.own
            into.answered += inner.answered
            into.copied += inner.copied


def _leaf(mail: Mail, kind: str, into: Letter) -> None:
    name = _name(mail)
    data = mail.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    if name or not kind.startswith(_SAID) or mail.get_content_disposition() == "attachment":
        into.files.append(Attachment(name or kind, len(data), held=True))
        return
    text = _text(data, mail.get_content_charset() or "").replace("\r\n", "\n")
    if kind == "text/html":
        html, quotes = blockquote.apart(text)
        text = markup.shown(html)
        into.answered += filter(None, map(markup.shown, quotes))
    _apart(text, into)


def _name(mail: Mail) -> str:
    try:
        return words(str(mail.get_filename() or ""))
    except (ValueError, LookupError, TypeError):  # charsets that are none
        return "unnamed"


def _text(data: bytes, charset: str) -> str:
    """Bytes as text, by a charset that may not be told, or be none."""
    try:
        return data.decode(charset, "replace") if charset else data.decode("utf-8")
    except (LookupError, ValueError):  # ValueError: `idna` and `undefined` can replace nothing
        return data.decode("utf-8" if charset else "cp1252", "replace")


def _apart(text: str, into: Letter) -> None:
    """What is said in a text, what it quotes, and what it forwards."""
    forwarded = _FORWARDED.search(text)
    if forwarded and (rest := text[forwarded.end() :].strip("\n")):
        into.copied.append(rest)
    own = text[: forwarded.start()] if forwarded else text
    if ">" in own:
        lines: list[str] = []
        quoted: list[str] = []
        for line in own.split("\n"):
            mark = _QUOTE.match(line)
            if mark is None:
                lines.append(line)
            else:
                quoted.append(line[mark.end() :])
        own = "\n".join(lines)
        if quoted:
            into.answered.append("\n".join(quoted))
    into.own.append(own.strip("\n"))
