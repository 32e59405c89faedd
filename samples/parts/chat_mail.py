"""Mail: a Maildir, messages saved one by one, and a mailbox in one file. Messages by the standard library: RFC 5322, RFC 2045."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk
from parts.people import staff

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

#: Folders and the mailbox; each holds the same number of threads.
PLACES = ("Maildir", "saved", "archive.mbox")
_THREADS = 4
_ELSEWHERE = "partner-firm.example"


def write(folder: Path, rng: Random) -> Counts:
    """Write all three; what they hold together."""
    made = written(folder, rng)
    return Counts(
        sum(each.conversations for each in made.values()),
        max(each.people for each in made.values()),
        sum(each.messages for each in made.values()),
        sum(each.files for each in made.values()),
    )


def written(folder: Path, rng: Random) -> dict[str, Counts]:
    """Write all three; what each holds."""
    people = [Address(each.name, addr_spec=each.email) for each in staff(rng, 4)]
    people += [Address(name, f"guest{at}", _ELSEWHERE) for at, name in enumerate(RIGHT_TO_LEFT)]
    found = {}
    for place in PLACES:
        letters = [letter for thread in range(_THREADS) for letter in _thread(rng, people, f"{place}.{thread}", thread)]
        letters[1].add_attachment(b"%PDF-1.4 invented", maintype="application", subtype="pdf", filename="דוח.pdf")
        letters[2].add_attachment("a,b\n", subtype="csv", filename="list.csv")
        for at, letter in enumerate(letters):
            for depth, part in enumerate(letter.walk()):
                if part.is_multipart():
                    part.set_boundary(f"part-{place}-{at}-{depth}")  # else drawn from no seed
        _put(folder / place, letters)
        found[place] = Counts(_THREADS, len(people), len(letters), 2)
    return found


def _thread(rng: Random, people: list[Address], name: str, number: int) -> list[EmailMessage]:
    """Some talk, then somebody asks and somebody answers; the last one forwards what was said."""
    asked, told = exchanges(rng)[number]
    texts = [*talk(rng, 2), asked, told, "fyi"]
    made: list[EmailMessage] = []
    for at, text in enumerate(texts):
        letter = EmailMessage(SMTP)
        sender, other = people[(number + at) % 6], people[(number + at + 1) % 6]
        letter["From"], letter["To"] = (sender,), (other,)
        letter["Subject"] = "Re: דוח שבועי" if at else "דוח שבועי"
        letter["Date"] = format_datetime(datetime.fromtimestamp(START + 3600 * at, UTC))
        letter["Message-ID"] = f"<{at}.{name}@talentbridge-hq.com>"
        if at:
            letter["In-Reply-To"] = f"<{at - 1}.{name}@talentbridge-hq.com>"
            letter["References"] = " ".join(f"<{before}.{name}@talentbridge-hq.com>" for before in range(at))
        _say(letter, at, text, texts[at - 1] if at else "")
        made.append(letter)
    return made


def _say(letter: EmailMessage, at: int, text: str, before: str) -> None:
    """The words of a message with those that it answers: as quoted lines, in two forms, or forwarded."""
    if at == 2:
        letter.set_content(f"{text}\n")
    elif at == 4:
        letter.set_content(
            f"{text}\n\n---------- Forwarded message ---------\nFrom: somebody\nSubject: x\n\n{before}\n"
        )
    else:
        letter.set_content(f"{text}\n\n> {before}\n" if before else f"{text}\n")
    if at == 1:
        letter.add_alternative(f"<p>{text}</p><blockquote><p>{before}</p></blockquote>", subtype="html")


def _put(place: Path, letters: list[EmailMessage]) -> None:
    if place.name == "Maildir":
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True)
        for at, letter in enumerate(letters):
            name = f"cur/{START + at}.M{at}P1.host:2,S" if at % 3 else f"new/{START + at}.M{at}P1.host"
            (place / name).write_bytes(letter.as_bytes())
    elif place.suffix:
        begin = b"From somebody@talentbridge-hq.com Mon Feb  9 09:00:00 2026\n"
        place.write_bytes(b"".join(begin + letter.as_bytes().replace(b"\r\n", b"\n") + b"\n" for letter in letters))
    else:
        place.mkdir()
        for at, letter in enumerate(letters):
            (place / f"{at}.eml").write_bytes(letter.as_bytes())
