"""JSON of exports: values one by one, in flat memory, whatever is nested how deep."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from connectors.export.base import Trouble
from connectors.export.records import values


@pytest.mark.parametrize(
    "document",
    [b"[" * 60_000, b'["a",' * 40_000, b'[{"x":"[[[[","y":[' + b'{"y":[' * 30_000, b"[" + b'{"a":' * 30_000],
    ids=["bare", "strings", "mixed", "objects"],
)
def test_nesting_beyond_all_sense_ends_the_document_in_little_memory(document: bytes) -> None:
    tracemalloc.start()
    try:
        found = list(values(io.BytesIO(document), "item"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [each.reason for each in found if isinstance(each, Trouble)] == ["corrupt"]
    assert most < 50 << 20


def test_brackets_in_strings_are_no_nesting() -> None:
    said = b'{"t": "[[[[[[[[[[[[ \\" {{{{ \\\\"}'
    document = b"[" + b",".join([said] * 150_000) + b"]"  # too long to be read at once
    found = list(values(io.BytesIO(document), "item"))
    assert len(found) == 150_000
    assert found[-1] == {"t": '[[[[[[[[[[[[ " {{{{ \\'}


def test_what_stands_before_the_damage_is_given() -> None:
    found = list(values(io.BytesIO(b'[{"a": 1}, {"a": 2}, {"a'), "item"))
    assert found[:2] == [{"a": 1}, {"a": 2}]
    assert isinstance(found[2], Trouble)
