"""Weights, evaluations, prompts, marks of confidence, matching programs, and the seam as a whole."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

import detectors.classes
from detectors.classes.base import View
from detectors.classes.classifiers import CLASSIFIERS, classify, wanted
from detectors.kinds import load
from detectors.rules.structure import load_files

RULES = {
    rule.id: rule for rule in load_files(sorted((Path(detectors.classes.__file__).parent / "rules").glob("*.toml")))
}
#: Kinds that these classes need and `kinds.toml` has yet to be given.
LINES, BINARY = "application/x-ndjson", "application/octet-stream"


def test_weights_are_told_by_their_heads(classes):
    header = json.dumps(
        {
            "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
            "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
        }
    ).encode()
    contents = {
        "code.safetensors": struct.pack("<Q", len(header)) + header + bytes(16),
        "code.gguf": b"GGUF" + struct.pack("<IQQ", 3, 291, 24) + bytes(32),
        "code.tflite": b"\x1c\0\0\0TFL3" + bytes(32),
        "code.torch": b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02" + bytes(32),
        "code.onnx": b"\x08\x07\x12\x07pytorch\x1a\x051.9.0onnx" + bytes(32),
        "code.pickled-model": b"\x80\x04\x95" + bytes(8) + b"\x8c\x18sklearn.linear_model._base\x94",
    }
    for rule, data in contents.items():
        assert [each.rule for each in classes(data, BINARY)] == [rule]
    assert classes(contents["code.safetensors"], BINARY)[0].count == 2
    assert classes(contents["code.gguf"], BINARY)[0].count == 291
    inside_zip = b"PK\x03\x04" + bytes(22) + struct.pack("<HH", 16, 0) + b"archive/data.pkl" + bytes(40)
    assert [each.rule for each in classes(inside_zip, "application/zip")] == ["code.torch"]


def test_other_binaries_are_no_weights(classes):
    for data in (
        b"\x80\x04\x95plain pickle" + bytes(20),
        struct.pack("<Q", 9) + b'{"a": 1}' + bytes(9),
        b"\x08\x01" + bytes(40),
        b"GGUF",
    ):
        assert classes(data, BINARY) == []


def rows(record: dict[str, object], count: int = 6) -> str:
    return "\n".join(json.dumps(record) for _ in range(count))


def test_evaluations_and_prompts_are_told_apart(classes):
    found = classes(rows({"prompt": "p", "reference_answer": "r", "rubric": "x"}), LINES)
    assert [(each.kind, each.count) for each in found] == [("code.benchmark_eval", 6)]
    assert classes(rows({"question": "q", "answer": "a"}), LINES)[0].confidence < 0.7
    assert classes(rows({"messages": [{"role": "user", "content": "x"}]}), LINES)[0].kind == "code.prompt_set"
    assert classes("You are a helpful clerk of {{firm}}. Answer in French.\n" * 5)[0].kind == "code.prompt_set"


def test_interfaces_and_configurations_are_no_evaluations(classes):
    assert classes(rows({"input": "a", "output": "b"}), "application/json") == []
    assert (
        classes(
            json.dumps({"swagger": "2.0", "definitions": [{"prompt": 1, "answer": 2, "score": 3}] * 5}),
            "application/json",
        )
        == []
    )


@pytest.mark.parametrize(
    "mark",
    [
        "Confidential - property of {firm}",
        "STRICTLY CONFIDENTIAL",
        "Proprietary and confidential",
        "Streng vertraulich",
        "社外秘",
        "Covered by the NDA with {firm}: confidential and proprietary",
    ],
)
def test_a_mark_of_confidence_is_told_in_documents(mark, made, classes):
    text = f"{mark.format(firm=made.firm)}\n\nPlans for next year.\n" + "lorem ipsum " * 30
    assert "code.client_confidential" in [each.kind for each in classes(text, "application/pdf")]


def test_a_mark_of_confidence_is_told_in_a_program(made, classes):
    program = f"# Copyright {made.firm}\n# Confidential and proprietary. Do not distribute.\n\nimport os\n"
    assert [each.kind for each in classes(program)] == ["code.client_confidential"]


@pytest.mark.parametrize(
    "text",
    [
        "# Keeps values confidential\nimport os\n",
        "# Confidential Computing support\nimport os\n",
        "/* The TLS record is confidential. */\nint x;\n",
    ],
)
def test_programs_that_speak_of_confidence_are_not_marked(text, classes):
    assert classes(text) == []


def test_matching_programs_are_told_with_low_confidence(classes):
    (found,) = classes("import x\n\ndef rank_candidates(candidates, job):\n    return sorted(candidates)\n")
    assert found.kind == "code.matching_algorithm"
    assert found.confidence <= 0.5
    assert classes("import x\n\ndef match_candidate(path):\n    return path\n") == []
    assert classes("import x\n\ndef select_candidate(values):\n    return values[0]\n") == []


def test_every_rule_is_named_and_of_a_kind():
    assert {rule.kind for rule in RULES.values()} <= set(load())
    folder = Path(detectors.classes.__file__).parent
    sources = "\n".join(
        path.read_text() for path in [*folder.glob("*.py"), *folder.glob("forms/*"), *folder.glob("signs/*")]
    )
    assert [rule for rule in RULES if f'"{rule}"' not in sources] == []


def test_what_is_classed_names_its_rule_and_that_rules_kind(made):
    samples = {
        "text/plain": ["MSH|^~\\&|A\rPID|1\r", "$GPGGA,1\n" * 9],
        "application/json": ['{"resourceType": "Patient"}', rows({"prompt": 1, "answer": 2, "score": 3})],
    }
    for media_type, texts in samples.items():
        for text in texts:
            for found in classify(View(media_type, "", text.encode())):
                assert RULES[found.rule].kind == found.kind


PROGRAMS = [
    b"/* a */\nint main(void) { return 0; }\n", b"#!/bin/sh\necho x\n", b"# Copyright\n# More\n\nimport os\n", b'"""Doc."""\n\nimport os\n', b"package main\n",
    b"\n\n# x\nfrom os import path\n", b"#include <x.h>\n", b"// x\nclass A {}\n", b"<?php\necho 1;\n", b"x = 1\n\n\ndef f():\n    pass\n",
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_are_wanted_by_nobody(program):
    assert wanted("text/plain", program) == ()


def test_hostile_content_ends_and_raises_nothing(made):
    types = sorted(frozenset().union(*(each.types for each in CLASSIFIERS)))
    noise = [
        bytes(4096),
        b"\xff" * 4096,
        made.dice.randbytes(4096),
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b"10.0.0.1 a-" * 20_000,
        b"WEBVTT\n" + b"00:" * 90_000,
    ]
    noise += [
        b"@" + b"A\n" * 100_000,
        b"interface " * 20_000,
        b"MSH|" * 60_000,
        (" " * 200_000).encode(),
        b"resume\n" + b"2001-" * 50_000,
        b"confidential " * 20_000,
    ]
    for media_type in types:
        for data in noise:
            for found in classify(View(media_type, "x", data)):
                assert 0 < found.confidence <= 1


def test_programs_of_this_repository_are_nothing_and_nearly_none_is_looked_at_twice():
    root = Path(detectors.classes.__file__).parents[1]
    files = {str(path): path.read_bytes() for path in root.rglob("*.py")}
    kept = [name for name, data in files.items() if data and wanted("text/plain", data[:8192])]
    assert len(files) > 100
    assert len(kept) <= len(files) * 0.03
    assert [name for name, data in files.items() if data and list(classify(View("text/plain", name, data)))] == []


@pytest.mark.parametrize(
    "head",
    [
        b"# inventory of the office\n[web]\nweb01 ansible_host=10.0.0.1\n", b"# Generated by iptables-save\n*filter\n", b"Curriculum Vitae\n" + b"x" * 300,
        b"@read1\nACGTACGT\n+\nIIIIIIII\n", b"set system host-name core\n", b"MSH|^~\\&|A\r", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * 300,
    ],
)  # fmt: skip
def test_configurations_and_documents_are_wanted(head):
    assert wanted("text/plain", head) != ()
