"""WhatsApp: one chat as text, `_chat.txt` of an iPhone or `WhatsApp Chat with X.txt` of Android, its pictures and files beside it.

How lines begin: `whatsappline`. A message goes on until the next one begins. What the app says itself has no author, or on an
iPhone the chat's name for one; what was deleted leaves a sentence, what was edited an ending, both in the phone's language:
`whatsappword`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from connectors.export.base import (
    DELETED,
    GROUP,
    PRIVATE,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
)
from connectors.export.whatsappline import (
    ANDROID,
    DAY_FIRST,
    MARKS,
    MONTH_FIRST,
    SHAPES,
    Header,
    Order,
    header,
    seconds_of,
    usual,
)
from connectors.export.whatsappword import attached, is_deleted, unedited

#: Read to tell the order of dates and who talks.
_BEGINNING = 256 << 10
#: Longest line and message that are held; what is longer comes in pieces.
_LINE, _MESSAGE = 1 << 20, 8 << 20
#: Longest name of somebody; what has none is said by the app itself.
_NAME = 120
_NAMED = re.compile(r"(?:.*_chat(?: ?\(?\d+\)?)?|(?:.*[^\w])?WhatsApp(?:[^\w].*)?)\.txt", re.DOTALL)
#: What the file of a chat is called before its name, in some languages; on an iPhone the archive is called so.
_TITLE = re.compile(
    r"WhatsApp[ -]Chat(?: (?:with|mit|met|-))? (?P<a>.+)|Chat (?:de )?WhatsApp con (?P<b>.+)|Conversa do WhatsApp com (?P<c>.+)"
    r"|Discussion WhatsApp avec (?P<d>.+)|Чат WhatsApp с (?:контактом )?(?P<e>.+)"  # noqa: RUF001  # Russian
)
_LEVELS = frozenset({"debug", "info", "warn", "warning", "error", "trace", "fatal", "critical", "notice"})


class _Beginning(NamedTuple):
    """What the first part of a file tells.

    Attributes:
        shape: of headers.
        order: of their dates.
        app: the name by which the app itself talks, on an iPhone that of the chat; or empty.
        authors: who talks.
        seconds: whether headers have seconds.
    """

    shape: re.Pattern[str]
    order: Order
    app: str
    authors: frozenset[str]
    seconds: bool


class WhatsApp(Export):
    """Reads one text: a chat. Its messages have their number for an id, and people the name that they are shown by."""

    name, title, kind = "whatsapp", "WhatsApp chat", "comms.chat_export"

    def claims(self, path: str, head: bytes) -> bool:
        if not path.endswith(".txt"):
            return False
        text = head.decode("utf-8", "replace")
        shape = _shape(text)
        if shape is None:
            return False
        named = _NAMED.fullmatch(path.rpartition("/")[2]) is not None
        # Logs look much alike: a text of another name has the marks that WhatsApp alone writes, and names no levels.
        if not named and ("\u200e" not in text and "\u202f" not in text):
            return False
        begun = header(shape, text.lstrip("\r\n"))
        return (
            begun is not None and _split(text.lstrip("\r\n")[begun.end :].partition("\n")[0])[0].lower() not in _LEVELS
        )

    def entries(self, file: File) -> Iterator[Entry]:
        begun = _beginning(file)
        conversation = _conversation(file.path, begun)
        yield conversation
        named: set[str] = set()
        for message in _messages(file, begun):
            if message.author and message.author not in named:
                named.add(message.author)
                yield Person(message.author, message.author)
            yield message


def _shape(text: str) -> re.Pattern[str] | None:
    """The shape of headers that the first line of a text has."""
    start = text.lstrip("\r\n")
    return next((shape for shape in SHAPES if header(shape, start) is not None), None)


def _beginning(file: File) -> _Beginning:
    with file.open() as stream:
        text = stream.read(_BEGINNING).decode("utf-8", "replace")
    lines = text.split("\n")
    shape = _shape(text) or next((found for line in lines if (found := _shape(line)) is not None), ANDROID)
    headers: list[Header] = []
    authors: set[str] = set()
    app = ""
    for line in lines:
        begun = header(shape, line)
        if begun is None or (headers and begun.seconds != headers[0].seconds):
            continue
        author, said = _split(line[begun.end :])
        own = said.startswith("\u200e") and not attached(said)[1] and not is_deleted(said)
        if not headers and own:
            app = author
        headers.append(begun)
        if author and not (own and author == app):
            authors.add(author)
    return _Beginning(shape, usual(headers), app, frozenset(authors), bool(headers) and headers[0].seconds)


def _conversation(path: str, begun: _Beginning) -> Conversation:
    """The chat. One whose name is that of somebody who talks is between two."""
    parents, _, name = path.removesuffix(".txt").rpartition("/")
    told = next(
        (
            found
            for part in (name, parents.rpartition("/")[2])
            if (found := _TITLE.fullmatch(part.removesuffix(".zip")))
        ),
        None,
    )
    title = next(filter(None, told.groups())) if told is not None else begun.app or name
    if title in begun.authors and len(begun.authors) <= 2:  # noqa: PLR2004  # the two of a direct chat
        return Conversation(path, title, PRIVATE, 2)
    return Conversation(path, title, GROUP if len(begun.authors) > 2 or begun.app else "")  # noqa: PLR2004


def _split(said: str) -> tuple[str, str]:
    """Who said it and what; nobody where the app says something itself."""
    author, mark, text = said.partition(": ")
    if not mark and said.rstrip("\r\n").endswith(":"):
        author, mark, text = said.rstrip("\r\n")[:-1], ":", ""
    if not mark or len(author) > _NAME or "\n" in author:
        return "", said
    return author.strip(MARKS + " ~\u202f\u00a0"), text


def _messages(file: File, begun: _Beginning) -> Iterator[Message]:
    """Messages, each made when the next one begins."""
    shape, order = begun.shape, begun.order
    folder = file.path.rpartition("/")[0]
    tree = file.around.tree

    def held(name: str) -> bool:
        return tree is None or tree.exists(f"{folder}/{name}" if folder else name)

    number, author, time = 0, "", None
    parts: list[str] = []
    size = 0
    midnight: tuple[tuple[str, str, str] | None, int | None] = (None, None)
    with file.open() as stream:
        while line := stream.readline(_LINE):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            head = header(shape, text)
            if head is not None and head.seconds != begun.seconds:
                head = None  # pasted from another text: all headers of one are written alike
            if head is None and size < _MESSAGE:
                parts.append(text)
                size += len(line)
                continue
            if parts:
                yield _made(number, file.path, author, time, parts, begun.app, held)
            if head is None:
                parts, size = [text], len(line)
                continue
            if head.numbers != midnight[0]:
                day = seconds_of(head.numbers, order)
                if day is None and order in {DAY_FIRST, MONTH_FIRST}:  # the beginning told too little
                    other = MONTH_FIRST if order == DAY_FIRST else DAY_FIRST
                    day = seconds_of(head.numbers, other)
                    order = order if day is None else other
                midnight = head.numbers, day
            time = None if midnight[1] is None else float(midnight[1] + head.clock)
            number += 1
            author, said = _split(text[head.end :])
            parts, size = [said], len(line)
    if parts:
        yield _made(number, file.path, author, time, parts, begun.app, held)


def _made(
    number: int, path: str, author: str, time: float | None, parts: list[str], app: str, held: Callable[[str], bool]
) -> Message:
    """A message, when all of its lines are there."""
    text = parts[0] if len(parts) == 1 else "\n".join(parts)
    if is_deleted(text):
        return Message(str(number), path, author, time, "", state=DELETED)
    own = author == app and author != "" and text.startswith("\u200e")
    text, files = attached(unedited(text))
    if own and not files:
        author = ""
    if "\u200e" in text:
        text = text.replace("\u200e", "")
    made = tuple(Attachment(name, -1, exported and held(name)) for name, exported in files) if files else ()
    return Message(str(number), path, author, time, text, attachments=made)
