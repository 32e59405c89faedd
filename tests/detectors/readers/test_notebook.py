from __future__ import annotations

import base64
import json

import pytest

from detectors.readers.base import Limits, Member, ReadError, Text

NOTEBOOK = "application/x-ipynb+json"


def texts(opened):
    return [(part.page, part.name, part.data.decode()) for part, _ in opened if isinstance(part, Text)]


def code(*outputs, source="run()", **more):
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}, **more}


def notebook(*cells, **more):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, **more}).encode()


def test_sources_and_outputs_have_the_number_of_their_cell(parts):
    cells = (
        {"cell_type": "markdown", "source": ["# to", "ken"]},
        code({"output_type": "stream", "text": ["se", "cret\n"]}),
    )
    assert texts(parts(notebook(*cells), NOTEBOOK)) == [(1, "", "# token"), (2, "", "run()"), (2, "output", "secret\n")]


def test_html_json_and_tracebacks_in_outputs_are_text(parts):
    trace = {
        "output_type": "error",
        "ename": "E",
        "evalue": "v",
        "traceback": ["\x1b[0;31mKey\x1b[0mError: \x1b[1;32mto\x1b[0mken"],
    }
    shown = {
        "output_type": "display_data",
        "data": {"text/html": ["<td>to<b>", "ken</b></td>"], "application/json": {"k": [1, {"p": "v"}]}},
    }
    assert texts(parts(notebook(code(trace, shown)), NOTEBOOK))[1:] == [
        (1, "output", "KeyError: token"),
        (1, "output", "token\nk: 1\np: v"),
    ]


def test_pictures_and_attachments_are_members(parts):
    png = base64.encodebytes(b"\x89PNG" * 30).decode()
    shown = {"output_type": "display_data", "data": {"image/png": png, "image/jpeg": "not base64!"}}
    cells = (
        {"cell_type": "markdown", "source": "x"},
        code({"output_type": "stream", "text": ""}, shown, attachments={"a.png": {"image/png": png}}),
    )
    found = {part.name: content for part, content in parts(notebook(*cells), NOTEBOOK) if isinstance(part, Member)}
    assert found == {
        "cell-2-output-2.png": b"\x89PNG" * 30,
        "cell-2-output-2.jpg": b"not base64!",
        "cell-2-a.png": b"\x89PNG" * 30,
    }


def test_metadata_is_read_as_pairs(parts):
    opened = texts(
        parts(
            notebook(code(metadata={"tags": ["a"]}), metadata={"kernelspec": {"name": "python3"}, "key": "v"}), NOTEBOOK
        )
    )
    assert opened[0] == (None, "metadata", "name: python3\nkey: v")
    assert opened[2] == (1, "metadata", "tags: a")


def test_the_older_format_is_read(parts):
    old = {
        "worksheets": [
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "input": ["to", "ken"],
                        "outputs": [{"output_type": "display_data", "png": "iVBO"}],
                    }
                ]
            }
        ]
    }
    opened = parts(json.dumps(old).encode(), NOTEBOOK)
    assert texts(opened) == [(1, "", "token")]
    assert [part.name for part, _ in opened if isinstance(part, Member)] == ["cell-1-output-1.png"]


@pytest.mark.parametrize(
    "cells",
    [
        None,
        1,
        "x",
        [1, None, [], {}],
        [{"source": 1, "outputs": 2, "attachments": 3, "metadata": 4}],
        [{"source": [1, {}], "outputs": [1, {"data": 1, "traceback": 2, "text": 3}]}],
    ],
)
def test_cells_of_other_shapes_are_nothing(parts, cells):
    parts(json.dumps({"cells": cells}).encode(), NOTEBOOK)


def test_nesting_without_end_and_too_much_of_it_are_refused(parts):
    for data in (b"[" * 200_000, b'{"a":' * 200_000):
        with pytest.raises(ReadError) as refused:
            parts(data, NOTEBOOK)
        assert refused.value.reason == "corrupt"
    with pytest.raises(ReadError) as refused:
        parts(notebook(code(source="x" * 2000)), NOTEBOOK, limits=Limits(buffer=1000))
    assert refused.value.reason == "limit"
