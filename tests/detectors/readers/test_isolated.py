"""A reader in a child: what it says arrives unchanged; when it crashes, hangs or grows, its object is lost and the next one is read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Extent, Fact, Gap, Limits, Member, Part, ReadError, Rows, Text
from detectors.readers.held import DescriptorBlob, HeldBlob
from detectors.readers.isolated import Child
from detectors.views.sniff import OPAQUE, Media

HERE = Path(__file__).parent / "hostile"
MEDIA = Media("application/x-test", OPAQUE, "archive")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))
    made = Child()
    yield made
    made.close()


def read(
    child: Child, name: str, data: bytes = b"content", limits: Limits | None = None
) -> list[tuple[Part, bytes | None]]:
    budget = Budget(limits or Limits(), len(data))
    given = child.parts(f"hostile_readers:{name}", HeldBlob(data), MEDIA, "n", budget)
    return [(part, part.open().read() if isinstance(part, Member) else None) for part in given]


def test_parts_arrive_as_they_were_given(child: Child) -> None:
    (text, _), (first, one), (rows, _), (extent, _), (gap, _), (fact, _), (second, two) = read(child, "Good")
    assert text == Text(b"content", "whole", 3)
    assert isinstance(first, Member)
    assert (first.name, first.size, first.stored, one) == ("m/1", 5, 4, b"first")
    assert isinstance(rows, Rows)
    assert (rows.table, rows.first, rows.count, list(rows.lines or ())) == ("t", 7, 3, [10, 11, 13])
    assert [(each.name, each.data, list(each.ends)) for each in rows.columns] == [
        ("a", "1\n\nü\n2\n".encode(), [1, 2, 7]),
        ("b", b"x\ny\nz\n", [1, 3, 5]),
    ]
    assert extent == Extent("t", 9, 3)
    assert gap == Gap("g", 1, Reason.NO_READER, "why")
    assert fact == Fact("keystore.held", b"value", "k", None, ("structure",))
    assert isinstance(second, Member)
    assert two == b"second" * 100_000


def test_a_member_that_is_not_wanted_is_passed_over(child: Child) -> None:
    budget = Budget(Limits(), 7)
    names = [
        part.name
        for part in child.parts("hostile_readers:Good", HeldBlob(b"content"), MEDIA, "n", budget)
        if isinstance(part, Member)
    ]
    assert names == ["m/1", "m/2"]
    assert len(read(child, "Good")) == 7  # the same child goes on


@pytest.mark.parametrize(
    ("name", "limits", "reason"),
    [
        ("Crash", Limits(), Reason.CRASHED),
        ("Hang", Limits(stall=1.0), Reason.TIMEOUT),
        ("Slow", Limits(seconds=1.0), Reason.TIMEOUT),
        ("Refuse", Limits(), Reason.CORRUPT),
        ("Bug", Limits(), Reason.CRASHED),
    ],
)
def test_what_goes_wrong_has_its_reason_and_the_next_object_is_read(
    child: Child, name: str, limits: Limits, reason: str
) -> None:
    started = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read(child, name, limits=limits)
    assert caught.value.reason == reason
    assert time.monotonic() - started < 20
    assert len(read(child, "Good")) == 7


def test_a_reader_that_grows_is_ended(child: Child) -> None:
    with pytest.raises(ReadError) as caught:
        read(child, "Grow")
    assert caught.value.reason in {Reason.LIMIT, Reason.CRASHED}
    assert len(read(child, "Good")) == 7


def test_a_child_that_is_left_amid_an_object_is_replaced(child: Child) -> None:
    parts = child.parts("hostile_readers:Good", HeldBlob(b"content"), MEDIA, "n", Budget(Limits(), 7))
    next(parts)
    parts.close()
    assert len(read(child, "Good")) == 7


def test_an_object_of_a_file_is_read_through_its_descriptor(child: Child, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"in a file")
    descriptor = os.open(tmp_path / "a", os.O_RDONLY)
    try:
        blob = DescriptorBlob(descriptor, 9)
        first = next(child.parts("hostile_readers:Good", blob, MEDIA, "n", Budget(Limits(), 9)))
    finally:
        os.close(descriptor)
    assert first == Text(b"in a file", "whole", 3)


def test_what_cannot_be_held_is_said(child: Child) -> None:
    with pytest.raises(ReadError) as caught:
        read(child, "Good", bytes(2000), Limits(buffer=1000))
    assert caught.value.reason == Reason.LIMIT
