"""Columns: rows that come one by one, by column."""

from __future__ import annotations

import tracemalloc
from array import array

from detectors.readers.base import Extent, Rows
from detectors.readers.table.columns import Records, stepped


def cells(chunks):
    """Row number -> values, of all chunks."""
    out = {}
    for rows in chunks:
        values = [column.data[:-1].split(b"\n") for column in rows.columns]
        for index in range(rows.count):
            out[rows.first + index] = [each[index] for each in values]
    return out


def test_narrow_rows_beside_a_wide_one_keep_their_places_and_take_little_memory():
    records = Records("", lined=True)
    wide = [str(number) for number in range(512)]
    tracemalloc.start()
    chunks = []
    for number in range(100_000):
        records.row(["a"] if number != 50_000 else wide, line=number + 1)
        if records.full:
            chunks += list(records.flush())
    *rest, extent = records.end()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    chunks += rest
    assert extent == Extent("", 100_000, 100_000)
    assert all(isinstance(rows, Rows) for rows in chunks)
    found = cells(chunks)
    assert sorted(found) == list(range(1, 100_001))
    assert found[50_001] == [value.encode() for value in wide]
    assert {row[0] for number, row in found.items() if number != 50_001} == {b"a"}
    assert [line for rows in chunks for line in rows.lines] == list(range(1, 100_001))
    assert peak < 150_000_000


def test_rows_of_one_width_are_one_chunk():
    records = Records("t", ["a", "b"])
    for number in range(1000):
        records.row([str(number), "x"])
    (rows,) = records.flush()
    assert (rows.first, rows.count, [column.name for column in rows.columns]) == (1, 1000, ["a", "b"])


def test_numbers_are_stepped_one_by_one():
    ends = array("Q", [3, 3, 2**40, 2**40 + 1, 7])
    assert list(stepped(ends, 11)) == [end + 11 * number for number, end in enumerate(ends, 1)]
    assert list(stepped(array("Q"), 5)) == []
    long = array("Q", range(10_000))
    assert list(stepped(long, 200)) == [end + 200 * number for number, end in enumerate(long, 1)]
