"""Calendars and address books."""

from __future__ import annotations

import base64
import random
import time
import tracemalloc

from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Gap, Limits, Member, ReadError, Rows
from detectors.readers.held import HeldBlob
from detectors.readers.mail.cards import CardReader
from detectors.views.sniff import Media

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;Erika;;Dr.;\r\nFN:Erika Muster\r\nitem1.EMAIL;TYPE=work:erika@exa\r\n mple.org\r\n"
    'EMAIL:e2@example.org\r\nTEL;TYPE="cell,voice":+49 170 0000000\r\nADR;TYPE=home:;;Heide 1\\, links;Köln;;50667;DE\r\n'
    "BDAY:1980-02-03\r\nNOTE:first\\nsecond\r\nEND:VCARD\r\n"
)  # fmt: skip
OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=FCrgen M=\r\n=FCller\r\n"
    "TEL;CELL:0170 1\r\nPHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/\r\n 4AAQ\r\n\r\nEND:VCARD\r\n"
)
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Interview\r\nDTSTART;TZID=Europe/Berlin:20260302T100000\r\n"
    'ATTENDEE;CN="Erika Muster":mailto:erika@example.org\r\nATTENDEE:mailto:b@example.org\r\n'
    "DESCRIPTION:Code is 12\r\n 34\\, bring ID\r\nATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:aGVsbG8=\r\n"
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def table(found) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for part, _ in found:
        if isinstance(part, Rows):
            assert part.first == len(rows) + 1
            cells = [column.data.decode().split("\n")[:-1] for column in part.columns]
            assert {len(each) for each in cells} == {part.count}
            names = [column.name for column in part.columns]
            rows += [
                {name: value for name, value in zip(names, row, strict=True) if value}
                for row in zip(*cells, strict=True)
            ]
    return rows


def test_each_card_is_a_row(parts):
    found = parts((CARD + OLD).encode(), "text/vcard")
    first, second = table(found)
    assert first == {
        "VERSION": "3.0",
        "N": "Muster, Erika, Dr.",
        "FN": "Erika Muster",
        "EMAIL": "erika@example.org",
        "EMAIL 2": "e2@example.org",
        "TEL": "+49 170 0000000",
        "ADR": "Heide 1, links, Köln, 50667, DE",
        "BDAY": "1980-02-03",
        "NOTE": "first second",
    }
    assert second == {"VERSION": "2.1", "FN": "Jürgen Müller", "TEL": "0170 1"}
    assert [(part.table, part.lines) for part, _ in found if isinstance(part, Rows)] == [("vcard", None)]
    assert [part for part, _ in found if isinstance(part, Extent)] == [Extent("vcard", 2, 2)]


def test_pictures_and_attachments_are_members(parts):
    held = {part.name: content for part, content in parts(OLD.encode(), "text/vcard") if isinstance(part, Member)}
    assert held == {"photo-line-6.jpg": base64.b64decode("/9j/4AAQ")}
    uri = "BEGIN:VCARD\nPHOTO:data:image/png;base64,aGVsbG8=\nLOGO:https://example.org/a.png\nEND:VCARD\n"
    found = parts(uri.encode(), "text/vcard")
    assert {part.name: content for part, content in found if isinstance(part, Member)} == {"photo-line-2.png": b"hello"}
    assert table(found) == [{"LOGO": "https://example.org/a.png"}]


def test_each_event_is_a_row(parts):
    found = parts(EVENT.encode(), "text/calendar")
    alarm, event = table(found)
    assert alarm == {"ACTION": "DISPLAY"}
    assert event["ATTENDEE"] == "Erika Muster <erika@example.org>"
    assert event["ATTENDEE 2"] == "b@example.org"
    assert event["DESCRIPTION"] == "Code is 1234, bring ID"
    assert [content for part, content in found if isinstance(part, Member)] == [b"hello"]


def test_a_limit_of_rows_is_told(parts):
    found = parts((CARD * 5).encode(), "text/vcard", limits=Limits(rows=2))
    assert len(table(found)) == 2
    assert [part for part, _ in found if isinstance(part, Extent)] == [Extent("vcard", 5, 2)]


class Large(HeldBlob):
    """Cards without end."""

    def __init__(self, size: int) -> None:
        one = CARD.encode()
        super().__init__(one * (2 + (2 << 20) // len(one)))
        self.size, self._unit = size, len(one)

    def read(self, start: int, length: int) -> bytes:
        at = start % self._unit
        return self._data[at : at + min(length, self.size - start)]


def test_many_cards_are_streamed():
    tracemalloc.start()
    blob = Large(2 << 20)
    rows = sum(
        part.count
        for part in CardReader().parts(blob, Media("text/vcard", "", ""), "", Budget(Limits(), blob.size))
        if isinstance(part, Rows)
    )
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == -(-blob.size // len(CARD.encode()))
    assert most < 20 << 20


def test_hostile_lines_end(parts):
    began = time.monotonic()
    card = b"BEGIN:VCARD\n%s\nEND:VCARD\n"
    for inner in [
        b"NOTE:" + b"x" * (24 << 20),
        b"NOTE:" + b"x\n " * (2 << 20),
        b"PHOTO;ENCODING=b:" + b"A" * (24 << 20),
        b"X;" + b";=" * 500_000,
        b'X;a="' * 200_000,
        b"TEL:1\n" * 100_000,
        b"\n".join(b"X-%d:1" % n for n in range(100_000)),
        b"BEGIN:VCARD\n" * 100_000,
        b"FN;ENCODING=QUOTED-PRINTABLE:=\n" * 100_000,
    ]:
        found = parts(card % inner, "text/vcard")
        assert all(part.reason == Reason.LIMIT for part, _ in found if isinstance(part, Gap))
    assert time.monotonic() - began < 15


def test_damage_never_raises_anything_else(parts):
    data, chance = (CARD + OLD + EVENT).encode(), random.Random(19)
    variants = [data[:at] for at in range(0, len(data), 7)]
    for _ in range(300):
        spoiled = bytearray(data)
        for _ in range(chance.randrange(1, 9)):
            spoiled[chance.randrange(len(data))] = chance.choice(b'\n\r:;="\\,\xff\0 A')
        variants.append(bytes(spoiled))
    for each in [b"", b":", b"BEGIN:", b"END:VCARD", *variants]:
        try:
            table(parts(each, "text/vcard"))
        except ReadError:
            continue
