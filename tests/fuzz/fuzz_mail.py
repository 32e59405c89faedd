"""Targets for readers of mail, calendars and address books: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.held import HeldBlob
from detectors.readers.mail import lzfu, smime, tnef
from detectors.readers.mail.header import fields, parameters, words
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts.containers_mail import made

TYPES = {
    "letter.eml": "message/rfc822",
    "box.mbox": "application/mbox",
    "people.vcf": "text/vcard",
    "calendar.ics": "text/calendar",
    "letter.msg": "application/vnd.ms-outlook",
}
TNEF = b"\x78\x9f\x3e\x22\1\0\1\x10\x80\1\0\2\0\0\0a\0\0\0\2\x0f\x80\6\0\3\0\0\0abc\0\0"


def one(media_type: str, data: bytes) -> None:
    """Read everything in `data`."""
    entry = registry.entry(media_type)
    assert entry is not None
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for part in registry.load(entry.place).parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
            drained(part, budget)
    except ReadError:
        pass


def drained(part: object, budget: Budget) -> None:
    """Read a member to its end."""
    if isinstance(part, Member):
        with part.open() as stream:
            while stream.read(1 << 16):
                budget.check()


def head(data: bytes) -> None:
    """A head, and its fields as words and parameters."""
    for field in fields(data, 1 << 16):
        words(field.value)
        parameters(field.value)


def wrapped(data: bytes) -> None:
    """What S/MIME and Outlook put around messages, and Outlook's compression."""
    budget = Budget(Limits(seconds=20), len(data))
    for read in (smime.parts, tnef.parts):
        for part in read(data, "x", budget):
            drained(part, budget)
    with contextlib.suppress(ReadError):
        lzfu.expand(data, budget)


TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    **{
        name: (partial(one, TYPES[name]), [data])
        for name, (data, _) in made(random.Random(3), lambda: "placeholder").items()
        if name in TYPES
    },
    "head": (head, [b'Subject: =?utf-8?Q?a=20b?=\r\nContent-Type: a/b; name*0*=utf-8\'\'x; name*1="y\\"z"\r\n']),
    "wrapped": (wrapped, [TNEF, bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a0072637067")]),
}
