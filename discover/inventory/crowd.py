"""Crowds: how many different values or people stand behind the findings of a kind, where some stand for many of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, case, func, select

from detectors.columns.people import Subjects
from discover.inventory import schema


class Crowd:
    """Different values or people of one kind, where some of its findings stand for many of them.

    Attributes:
        all: of all findings.
        sure: of the confirmed ones.
        records: that they stand for; a copy counts once.
    """

    def __init__(self) -> None:
        self.all, self.sure = Subjects(), Subjects()
        self.records = 0

    def take(self, people: Subjects, *, sure: bool) -> None:
        self.all.merge(people)
        if sure:
            self.sure.merge(people)

    @property
    def between(self) -> tuple[int, int] | None:
        """Bounds of how many they are; None where that is exact."""
        _, low, high, _ = self.all.estimate()
        return (low, high) if low != high else None


def crowds(connection: Connection, present: ColumnElement[bool], confirmed: ColumnElement[bool]) -> dict[str, Crowd]:
    """By kind; kinds whose findings each stand for one value are left out."""
    table = schema.finding
    sure = confirmed.label("sure")
    counted = table.c.people.is_not(None)
    columns = (table.c.kind, table.c.content, table.c.fingerprint, table.c.records, table.c.people, sure)
    out: dict[str, Crowd] = {}
    seen: set[tuple[bytes, bytes, int]] = set()
    for name, content, fingerprint, records, people, is_sure in connection.execute(
        select(*columns).where(present, counted)
    ):
        crowd = out.setdefault(name, Crowd())
        if (bytes(content), bytes(fingerprint), records) not in seen:  # a copy of a table is no second one
            seen.add((bytes(content), bytes(fingerprint), records))
            crowd.records += records
            crowd.take(Subjects.from_bytes(bytes(people)), sure=bool(is_sure))
    single = select(table.c.kind, table.c.fingerprint, func.count(), func.max(case((sure, 1), else_=0)))
    single = single.where(present, table.c.people.is_(None), table.c.kind.in_(sorted(out)))
    for name, fingerprint, count, is_sure in connection.execute(single.group_by(table.c.kind, table.c.fingerprint)):
        one = Subjects()
        one.update((bytes(fingerprint),), count)
        out[name].records += count
        out[name].take(one, sure=bool(is_sure))
    return out
