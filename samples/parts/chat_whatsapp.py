"""WhatsApp: a group from an iPhone, a direct chat and a group from Android, in three languages, with some of their files.

WhatsApp does not document the text; it is written as readers of it know it:
https://github.com/Pustur/whatsapp-chat-parser/blob/master/src/parser.ts
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk
from parts.people import population

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

_MARK = "\u200e"


def write(folder: Path, rng: Random) -> Counts:
    """Write three chats, each in a folder of its own as its archive holds it."""
    names = [*(person.name for person in population(rng, 3)), *RIGHT_TO_LEFT]
    counted = [
        _iphone(folder / "WhatsApp Chat - Ops", rng, names),
        _direct(folder / "WhatsApp-Chat mit X", rng, names[:2]),
        _android(folder, rng, names[1:]),
    ]
    messages, files = (sum(each[at] for each in counted) for at in (0, 1))
    return Counts(3, len(names), messages, files)


def _iphone(folder: Path, rng: Random, names: list[str]) -> tuple[int, int]:
    """American: 12 hours with a narrow blank, CRLF between messages; gives its messages and files."""
    chat = _Chat(
        rng, lambda at: f"[{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p}] ", "\r\n"
    )
    chat.say("Ops", f"{_MARK}Messages and calls are end-to-end encrypted.")
    for line in talk(rng, 14):
        chat.say(rng.choice(names), line)
    for asked, told in exchanges(rng)[:2]:
        chat.say(names[0], asked)
        chat.say(names[4], told)
    chat.say(names[1], "two\nlines: of one message")
    chat.say(names[2], f"better so {_MARK}<This message was edited>")
    chat.say(names[3], f"{_MARK}<attached: 00000021-plan.txt>")
    chat.say(names[3], f"{_MARK}image omitted")
    chat.say(names[3], f"{_MARK}This message was deleted.", stands=False)
    folder.mkdir(parents=True)
    (folder / "00000021-plan.txt").write_text("\n".join(talk(rng, 2)))
    chat.save(folder / "_chat.txt")
    return chat.stand, 2


def _direct(folder: Path, rng: Random, names: list[str]) -> tuple[int, int]:
    """German, of two."""
    chat = _Chat(rng, lambda at: f"{at:%d.%m.%y, %H:%M} - ", "\n")
    chat.say("", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.")
    for line in talk(rng, 6):
        chat.say(rng.choice(names), line)
    for asked, told in exchanges(rng)[2:]:
        chat.say(names[0], asked)
        chat.say(names[1], told)
    chat.say(names[0], "<Medien ausgeschlossen>")
    chat.say(names[1], "Diese Nachricht wurde gelöscht", stands=False)
    folder.mkdir(parents=True)
    chat.save(folder / f"WhatsApp-Chat mit {names[1]}.txt")
    return chat.stand, 1


def _android(folder: Path, rng: Random, names: list[str]) -> tuple[int, int]:
    """Finnish, a group."""
    chat = _Chat(rng, lambda at: f"{at.day}.{at.month}.{at.year} klo {at.hour}.{at:%M} - ", "\n")
    for name in names:
        chat.say(name, "moi")
    for line in talk(rng, 5):
        chat.say(rng.choice(names), line)
    chat.say(names[0], f"{_MARK}IMG-20260209-WA0003.jpg (tiedosto liitetty)\nthe door")
    chat.say("", f"{names[0]} added +1 555 010 0199")
    chat.save(folder / "WhatsApp Chat with Doors.txt")
    return chat.stand, 1


class _Chat:
    """Lines of one chat."""

    def __init__(self, rng: Random, header: Callable[[datetime], str], ending: str) -> None:
        self.stand = 0
        self._lines: list[str] = []
        self._rng, self._header, self._ending = rng, header, ending
        self._at = START

    def say(self, author: str, text: str, *, stands: bool = True) -> None:
        """Add a message, or what the app says itself where there is no author."""
        self._at += self._rng.randrange(3600, 80_000)
        mark = _MARK if text.startswith(_MARK) else ""
        head = self._header(datetime.fromtimestamp(self._at, UTC))
        self._lines.append(f"{mark}{head}{author}: {text}" if author else f"{head}{text}")
        self.stand += stands

    def save(self, path: Path) -> None:
        """Write the text."""
        path.write_bytes("".join(line + self._ending for line in self._lines).encode())
