"""Message reader: an e-mail as mail servers and programs store it (.eml), with all of its parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Member, Part, Reader, Text
from detectors.readers.mail import smime, tnef
from detectors.readers.mail.coding import charset, recoded, undone
from detectors.readers.mail.header import Field, parameters
from detectors.readers.mail.mime import Piece, walk
from detectors.readers.pieces import PIECE, span, stream
from detectors.views.sniff import Media

#: Fields that are shown whether or not they are coded: who wrote to whom, of what.
_SHOWN = frozenset(
    {"from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "resent-from", "resent-to", "delivered-to"}
)
#: Folded fields that only machines read; the raw text has them.
_MACHINES = re.compile(
    r"received|(?:arc-|x-google-)?dkim-signature|domainkey-signature|arc-.*|authentication-results.*|references|mime-version|content-.*"
    r"|x-(?:ms-exchange|microsoft|forefront|spam|gm-message-state|received).*|received-spf",
    re.IGNORECASE,
)
#: What a part without a name is called by its type.
_SUFFIXES = {"text/html": ".html", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/csv": ".csv",
             "text/xml": ".xml", "application/pdf": ".pdf", "application/json": ".json", "image/png": ".png", "image/jpeg": ".jpg",
             "application/zip": ".zip"}  # fmt: skip
_LETTERS = ("message/rfc822", "message/global", "message/news")
_CODED = frozenset({"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_NAME = 255
_ENCRYPTED = "encrypted; only the holder of the key can read it"
_PGP = b"-----BEGIN PGP MESSAGE-----"
#: In a body that is not coded: files in uuencode, and armoured messages.
_WITHIN = re.compile(
    rb"\n(?:begin [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n(?=[!-`])|(?P<end>end\r?(?:\n|\Z))|(?P<pgp>" + _PGP + rb"))"
)
_OVERLAP = 512


class MessageReader(Reader):
    """Reads a message: its head decoded, its bodies as text or members, what is attached as members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        letter = _Letter(blob, budget)
        for piece in walk(blob, budget):
            yield from letter.piece(piece)


class _Letter:
    """One message while it is read."""

    def __init__(self, blob: Blob, budget: Budget) -> None:
        self._blob, self._budget = blob, budget
        self._names: Counter[str] = Counter()
        self._number = 0
        self._date: datetime | None = None

    def piece(self, piece: Piece) -> Iterator[Part]:
        if piece.cut:
            yield Gap("", 0, Reason.LIMIT, "a head is longer, or parts are nested deeper, than is looked at")
        if not piece.kind:
            self._date = _date(piece.field("date"))
            yield from _head(piece.fields)
            return
        self._number += 1
        if piece.end > piece.start:
            yield from self._body(piece)

    def _body(self, piece: Piece) -> Iterator[Part]:
        disposition, named = parameters_of(piece)
        kind, coding = piece.kind, _coding(piece)
        size = piece.end - piece.start
        if piece.within == "multipart/encrypted":
            if kind != "application/pgp-encrypted":
                yield Gap(self._name(named or "encrypted.asc"), size, Reason.ENCRYPTED, _ENCRYPTED)
        elif kind == "message/external-body":
            yield Gap(self._name(named or "external"), 0, Reason.LINKED, "the message only says where it lies")
        elif kind in _LETTERS:
            yield self._member(piece, coding, named or "forwarded.eml")
        elif kind in smime.KINDS:
            yield from self._held(piece, coding, named or "smime.p7m", smime.parts)
        elif kind in tnef.KINDS or named.lower() == "winmail.dat":
            yield from self._held(piece, coding, named or "winmail.dat", tnef.parts)
        elif kind == "text/html" and not named:
            yield self._member(piece, coding, "body.html")
        elif (
            (kind == "text/plain" or kind.startswith(("message/", "text/rfc822")))
            and not named
            and disposition != "attachment"
        ):
            yield from self._text(piece, coding)
        else:
            yield self._member(piece, coding, named or f"part-{self._number}{_SUFFIXES.get(kind, '')}")

    def _content(self, piece: Piece, coding: str) -> Iterator[bytes]:
        return undone(span(self._blob, piece.start, piece.end, self._budget), coding)

    def _member(self, piece: Piece, coding: str, name: str) -> Member:
        def content() -> Iterator[bytes]:
            pieces = self._content(piece, coding)
            named = piece.given.get("charset", "")
            if piece.kind == "text/html" and charset(named) != "utf-8":
                yield b"\xef\xbb\xbf"  # outweighs what the page itself says of its charset
                pieces = recoded(pieces, named)
            yield from pieces

        stored = piece.end - piece.start
        plain = coding not in _CODED and piece.kind != "text/html"
        return Member(
            self._name(name), stored if plain else None, lambda: stream(content()), stored, self._date, again=True
        )

    def _text(self, piece: Piece, coding: str) -> Iterator[Part]:
        """A body of plain text. One that is not coded is seen by whoever reads the message as the text that it is."""
        if coding not in _CODED:
            yield from self._uncoded(piece)
            if charset(piece.given.get("charset", "")) == "utf-8":
                return
        for text in _lines(recoded(self._content(piece, coding), piece.given.get("charset", ""))):
            if _PGP in text:
                yield Gap("", 0, Reason.ENCRYPTED, _ENCRYPTED)
            yield Text(text)

    def _uncoded(self, piece: Piece) -> Iterator[Part]:
        """Files in uuencode and armoured messages that stand in the text itself."""
        at, open_at, name = max(0, piece.start - 1), -1, ""
        while at < piece.end:
            self._budget.check()
            window = self._blob.read(at, min(PIECE + _OVERLAP, piece.end - at))
            ends = at + len(window) >= piece.end or not window
            for found in _WITHIN.finditer(window):
                if not ends and found.start() >= PIECE:
                    break
                if found["pgp"]:
                    yield Gap("", 0, Reason.ENCRYPTED, _ENCRYPTED)
                    continue
                if open_at >= 0:
                    yield self._unix(name, open_at, at + found.end())
                open_at, name = (
                    (-1, "") if found["end"] else (at + found.start(), found["name"].decode("utf-8", "replace"))
                )
            if ends:
                break
            at += PIECE
        if open_at >= 0:
            yield self._unix(name, open_at, piece.end)

    def _unix(self, name: str, start: int, end: int) -> Member:
        def content() -> Iterator[bytes]:
            return undone(span(self._blob, start, end, self._budget), "x-uuencode")

        return Member(self._name(_clean(name)), None, lambda: stream(content()), end - start, self._date, again=True)

    def _held(self, piece: Piece, coding: str, name: str, read: smime.Read) -> Iterator[Part]:
        """A part that must be read back and forth: held where it is not too large."""
        name = self._name(name)
        size = piece.end - piece.start
        if size > self._budget.limits.buffer:
            yield Gap(name, size, Reason.LIMIT, "too large to be opened in memory")
            return
        yield from read(b"".join(self._content(piece, coding)), name, self._budget)

    def _name(self, name: str) -> str:
        """A name that no other part of this message has."""
        while True:
            self._names[name] += 1
            if self._names[name] == 1:
                return name
            stem, dot, suffix = name.rpartition(".")
            number = self._names[name]
            name = f"{stem}-{number}.{suffix}" if dot and stem else f"{name}-{number}"


def parameters_of(piece: Piece) -> tuple[str, str]:
    """How a part is to be shown (`attachment`, `inline` or empty), and its cleaned file name, empty where it has none."""
    disposition, given = parameters(piece.field("content-disposition"))
    return disposition, _clean(given.get("filename") or piece.given.get("name") or "")


def _coding(piece: Piece) -> str:
    return piece.field("content-transfer-encoding").partition(";")[0].strip().lower()


def _clean(name: str) -> str:
    """The last step of a path, without control characters: a name is shown, and nothing is ever written there."""
    return _CONTROL.sub(" ", re.split(r"[/\\]", name.strip())[-1]).strip()[:_LONGEST_NAME]


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value[:64]).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _head(found: tuple[Field, ...]) -> Iterator[Text]:
    """The fields that people read, and those that are coded or folded."""
    shown = [
        f"{f.name}: {f.value}"
        for f in found
        if f.name.lower() in _SHOWN or not (f.plain or _MACHINES.fullmatch(f.name))
    ]
    if shown:
        yield Text("\n".join(shown).encode("utf-8", "replace") + b"\n", "headers")


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in whole lines, about `PIECE` at a time."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        cut = piece.rfind(b"\n") + 1 if size >= PIECE else 0
        if size >= PIECE * 2 and not cut:
            cut = len(piece)
        held.append(piece[:cut] if cut else piece)
        if cut:
            yield b"".join(held)
            held, size = [piece[cut:]], len(piece) - cut
    if any(held):
        yield b"".join(held)
