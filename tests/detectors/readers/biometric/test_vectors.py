"""Vectors: what is taken for faces and voices and what is not, in arrays, pickles, indexes and tables."""

from __future__ import annotations

import base64
import json
import pickle
import random
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from detectors.readers.base import Budget, Fact, Gap, Limits, Member, ReadError, Rows, column
from detectors.readers.biometric.npy import NpyReader
from detectors.readers.biometric.tables import Vectors, numbers_ahead, parsed
from detectors.readers.biometric.vectors import judge, words
from detectors.readers.biometric.written import facts as facts_of
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media, sniff

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "samples"))
from parts import templates as made

UNIT = [1.0] * 20
DLIB = [1.35, 1.4, 1.45, 1.38, 1.42] * 4
RAW = [20.0, 22.0, 19.0, 24.0, 21.0] * 4
LOOSE = [1.0, 50.0, 3.0, 400.0, 0.1] * 4


def rows(size: int, count: int = 20, long: float = 1.0, seed: int = 5) -> list[list[float]]:
    dice = random.Random(seed)
    return [[number * long for number in made.unit(dice, size)] for _ in range(count)]


def facts(parts, data: bytes, name: str) -> list[tuple[str, int]]:
    found = parts(data, sniff(data).type, name)
    return [(part.rule.removeprefix("biometric."), part.records) for part, _ in found if isinstance(part, Fact)]


YES = [
    ((512, UNIT, "face_embedding"), "face-embedding"),
    ((128, DLIB, "encodings", "people/face_recognition.pkl"), "face-embedding"),
    ((512, RAW, "arcface"), "face-embedding"),
    ((192, UNIT, "", "kyc/speaker_embeddings.npy"), "voiceprint"),
    ((256, UNIT, "dVector"), "voiceprint"),
    ((512, UNIT, "xvector"), "voiceprint"),
    ((1536, UNIT, "selfie_vector"), "face-embedding"),
    ((512, UNIT, "", "faces/a.npy"), "face-embedding-likely"),
    ((128, UNIT, "embedding", "users.csv", True), "face-embedding-likely"),
    ((512, UNIT, "face_image_embedding"), "face-embedding"),
]
NO = [
    (512, UNIT, "embedding"),
    (1536, UNIT, "embedding", "users.csv", True),
    (768, UNIT, "openai_embedding", "people.csv", True),
    (1536, UNIT, "text_embedding", "faces/posts.csv"),
    (512, UNIT, "chunk_vector", "docs.parquet", True),
    (512, RAW, "fc.weight", "arcface_r100.npz"),
    (512, RAW, "", "face_model/layer4_weights.npy"),
    (128, LOOSE, "face_embedding"),
    (128, [0.0] * 20, "face_embedding"),
    (133, UNIT, "face_embedding"),
    (128, [1e300] * 20, "face_embedding"),
    (128, [float("nan")] * 20, "face_embedding"),
    (4096, RAW, "face_images", "olivetti.npz"),
    (128, UNIT, "interface_vector", "ui.npy"),
    (128, UNIT, "surface", "mesh.npy"),
    (512, UNIT, "", "x.npy"),
]


@pytest.mark.parametrize(("given", "rule"), YES)
def test_what_speaks_for_persons_is_told(given, rule) -> None:
    verdict = judge(*given)
    assert verdict is not None
    assert verdict.rule == rule


@pytest.mark.parametrize("given", NO)
def test_vectors_of_other_things_are_not(given) -> None:
    assert judge(*given) is None


def test_pixels_have_no_number_below_zero() -> None:
    assert judge(4096, RAW, "face_feature", negative=0.0) is None
    assert judge(4096, RAW, "face_feature", negative=0.5) is not None


def test_names_are_cut_at_signs_and_capital_letters() -> None:
    assert {"face", "vec", "facevec", "2"} <= words("myFaceVec_2")
    assert "face" not in words("Interface surface typeface")
    assert "xvector" in words("x-vector")


def test_an_array_is_told_by_its_path_and_its_rows(parts) -> None:
    data = made.npy(rows(512))
    assert facts(parts, data, "hr/arcface_embeddings.npy") == [("face-embedding", 20)]
    assert facts(parts, data, "hr/speakers.npy") == [("voiceprint-likely", 20)]
    assert facts(parts, data, "search/text_embeddings.npy") == []
    assert facts(parts, data, "a.npy") == []


def test_arrays_of_an_archive_are_told_by_their_names(parts) -> None:
    data = made.npz({"face_encodings": made.npy(rows(128, 7)), "labels": made.npy(rows(40, 7))})
    told = [
        facts(parts, content, f"x.npz!{part.name}")
        for part, content in parts(data, "application/zip")
        if isinstance(part, Member)
    ]
    assert told == [[("face-embedding", 7)], []]


def test_an_array_of_64_bits_in_the_other_order_is_read_too(parts) -> None:
    flat = rows(128, 5)
    head = b"{'descr': '>f8', 'fortran_order': False, 'shape': (5, 1, 128), }\n"
    data = b"\x93NUMPY\2\0" + struct.pack("<I", len(head)) + head + b"".join(struct.pack(">128d", *row) for row in flat)
    assert facts(parts, data, "face_embeddings.npy") == [("face-embedding", 5)]


def test_pictures_integers_and_columns_first_are_no_vectors(parts) -> None:
    for head in ("'descr': '|u1', 'fortran_order': False, 'shape': (9, 512)", "'descr': '<f4', 'fortran_order': False, 'shape': (9, 64, 512)",
                 "'descr': '<f4', 'fortran_order': True, 'shape': (9, 512)", "'descr': '|O', 'fortran_order': False, 'shape': (9, 512)"):  # fmt: skip
        text = ("{" + head + "}\n").encode()
        data = b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + made.floats(rows(512, 9))
        assert facts(parts, data, "face_embeddings.npy") == []


def test_sides_as_python_2_wrote_them_are_read(parts) -> None:
    head = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4L, 128L), }\n"
    data = b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + made.floats(rows(128, 4))
    assert facts(parts, data, "face_embeddings.npy") == [("face-embedding", 4)]


def test_a_shape_that_lies_counts_what_is_held(parts) -> None:
    head = b"{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 128), }\n"
    data = b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + made.floats(rows(128, 4))
    assert facts(parts, data, "face_embeddings.npy") == [("face-embedding", 4)]


def test_a_head_of_code_is_not_run(parts) -> None:
    head = b"__import__('os').abort()" + b" " * 40
    with pytest.raises(ReadError):
        parts(b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head, "application/x-npy", "face.npy")


def test_a_pickle_of_arrays_is_told_by_its_keys(parts) -> None:
    data = made.pickled_arrays({"face_encodings": rows(128, 6, 1.4)}, ["ANNA", "BEN"])
    assert sniff(data).type == "application/x-python-pickle"
    assert facts(parts, data, "encodings.pickle") == [("face-embedding", 6)]
    assert facts(parts, made.pickled_arrays({"tfidf": rows(128, 6)}, ["a"]), "model.pkl") == []


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_what_numpy_pickles_itself_is_told(parts, protocol) -> None:
    numpy = pytest.importorskip("numpy")
    for kind in ("<f4", "<f8"):
        each = [numpy.array(row, kind) for row in rows(128, 6)]
        data = pickle.dumps({"encodings": each, "names": ["a", "b"] * 3}, protocol)
        assert facts(parts, data, "face_recognition.pickle") == [("face-embedding", 6)]
        assert facts(parts, pickle.dumps({"face embeddings": numpy.stack(each)}, protocol), "a.pickle") == [
            ("face-embedding", 6)
        ]


def test_a_pickle_of_lists_called_after_persons_is_one_sort(parts) -> None:
    data = made.pickled({f"person {number}": row for number, row in enumerate(rows(512, 9))})
    assert facts(parts, data, "known_faces.pkl") == [("face-embedding-likely", 9)]
    assert facts(parts, made.pickled({"text embedding": rows(512, 3)}), "a.pkl") == []


def test_a_pickle_that_would_run_something_does_not(parts, tmp_path) -> None:
    data = b"\x80\2cos\nsystem\nX" + struct.pack("<I", 20) + f"touch {tmp_path}/ran".encode()[:20].ljust(20) + b"\x85R."
    assert facts(parts, data, "faces.pkl") == []
    assert not list(tmp_path.iterdir())


def test_indexes_are_told_by_where_they_lie(parts) -> None:
    for data in (made.faiss(rows(512)), made.faiss(rows(512), around=True)):
        assert sniff(data).type == "application/x-faiss-index"
        assert facts(parts, data, "face_embeddings.index") == [("face-embedding", 20)]
        assert facts(parts, data, "rag/chunks.index") == []
    data = made.hnsw(rows(192))
    assert sniff(data).type == "application/x-hnswlib-index"
    assert facts(parts, data, "speaker_embeddings.bin") == [("voiceprint", 20)]
    assert facts(parts, data, "items.bin") == []


def test_an_index_that_is_not_flat_is_told_by_form_with_a_gap(parts) -> None:
    data = b"IwFl" + made.faiss(rows(512))[4:40]
    found = [part for part, _ in parts(data, "application/x-faiss-index", "face_embeddings.index")]
    assert [(part.rule, part.records) for part in found if isinstance(part, Fact)] == [
        ("biometric.face-embedding-likely", 20)
    ]
    assert any(isinstance(part, Gap) for part in found)


@pytest.mark.parametrize("newer", [False, True])
def test_data_sets_are_told_by_name_and_form_with_a_gap(parts, newer) -> None:
    def told_of(data: bytes, name: str = "a.h5") -> list[tuple[str, int]]:
        assert any(
            isinstance(part, Gap) and part.size == len(data) for part, _ in parts(data, "application/x-hdf5", name)
        )
        return facts(parts, data, name)

    assert told_of(made.hdf5("face_embeddings", 300, 512, newer=newer)) == [("face-embedding-likely", 300)]
    assert told_of(made.hdf5("emb", 300, 192, newer=newer), "speakers.h5") == [("voiceprint-likely", 300)]
    assert told_of(made.hdf5("face_embeddings", 300, 511, newer=newer)) == []
    assert told_of(made.hdf5("sentences", 300, 512, newer=newer)) == []
    assert told_of(made.hdf5("face_model_weights", 300, 512, newer=newer)) == []


# --- tables ------------------------------------------------------------------------------------------------------------------


def told(path: str, columns: dict[str, list[str]], *, chunks: int = 1) -> list[tuple[str, int]]:
    vectors = Vectors(path)
    count = len(next(iter(columns.values())))
    for _ in range(chunks):
        vectors.take(Rows("", tuple(column(name, values) for name, values in columns.items()), 1, count))
    return [(fact.rule.removeprefix("biometric."), fact.records) for fact in vectors.end()]


SIGNS = {"pgvector": ("[", ",", "]"), "postgres": ("{", ",", "}"), "arrow": ("", " ", ""), "json": ("[", ", ", "]")}


@pytest.mark.parametrize("signs", SIGNS.values(), ids=SIGNS)
def test_a_column_of_lists_is_told(signs) -> None:
    before, between, after = signs
    lists = [before + between.join(f"{number:.6f}" for number in row) + after for row in rows(512, 30)]
    ids = [str(number) for number in range(30)]
    assert told("people.csv", {"id": ids, "face_embedding": lists}, chunks=3) == [("face-embedding", 90)]
    assert told("people.csv", {"person_id": ids, "embedding": lists}) == [("face-embedding-likely", 30)]
    assert told("shop.csv", {"product_id": ids, "embedding": lists}) == []
    assert told("posts.csv", {"user_id": ids, "text_embedding": lists}) == []


def test_empty_values_do_not_count_and_do_not_hide_the_others() -> None:
    lists = ["" if at % 2 else "[" + ",".join(f"{n:.5f}" for n in row) + "]" for at, row in enumerate(rows(128, 20), 1)]
    assert told("x.csv", {"faceEncoding": lists}) == [("face-embedding", 10)]


def test_as_many_columns_as_a_vector_has_numbers_are_one() -> None:
    table = rows(128, 12)
    columns = {"speaker": [f"s{at}" for at in range(12)]}
    columns |= {f"voice_{at}": [f"{row[at]:.6f}" for row in table] for at in range(128)}
    assert told("v.csv", columns) == [("voiceprint", 12)]
    assert told("v.csv", {f"gene_{at}": [f"{row[at]:.6f}" for row in table] for at in range(128)}) == []
    assert told("v.csv", {f"face_{at}": ["x"] * 3 for at in range(128)}) == []


def test_values_that_are_no_lists_of_numbers_are_none() -> None:
    assert parsed(b"[" + b"1," * 127 + b"x]") == ()
    assert parsed(b"[" + b"1," * 127 + b"1]") == ()  # whole numbers
    assert parsed(b"a" * 400) == ()
    assert len(parsed(b"[" + b"0.5," * 127 + b"0.5]")) == 128


def test_text_that_begins_with_vectors_is_known_from_other_text() -> None:
    line = json.dumps({"id": 1, "face_embedding": rows(128, 1)[0]}).encode()
    assert numbers_ahead(line)
    assert not numbers_ahead(b'{"a": 0.5, "b": [1.5, 2.5], "c": "text"}\n' * 500)


def of_reader(parts, data: bytes, media_type: str) -> list[tuple[str, int]]:
    vectors = Vectors("dump")
    for part, _ in parts(data, media_type):
        if isinstance(part, Rows):
            vectors.take(part)
    return [(fact.rule.removeprefix("biometric."), fact.records) for fact in vectors.end()]


def test_what_readers_of_tables_give_is_understood(parts) -> None:
    table = rows(512, 40)
    lists = ["[" + ",".join(f"{number:.7f}" for number in row) + "]" for row in table]
    csv = "person_id,face_embedding\n" + "".join(f'{at},"{each}"\n' for at, each in enumerate(lists))
    assert of_reader(parts, csv.encode(), "text/csv") == [("face-embedding", 40)]
    begin, end = "COPY public.people (id, face_vec) FROM stdin;\n", "\\.\n"
    copy = begin + "".join(f"{at}\t{each}\n" for at, each in enumerate(lists)) + end
    assert of_reader(parts, copy.encode(), "application/sql") == [("face-embedding", 40)]
    inserts = "".join(f"INSERT INTO people (id, face_vec) VALUES ({at}, '{each}');\n" for at, each in enumerate(lists))
    assert of_reader(parts, inserts.encode(), "application/sql") == [("face-embedding", 40)]
    raw = [struct.pack("<512f", *row).hex() for row in table]
    copy = begin + "".join(f"{at}\t\\\\x{each}\n" for at, each in enumerate(raw)) + end
    assert of_reader(parts, copy.encode(), "application/sql") == [("face-embedding", 40)]


def test_lists_in_columnar_files_are_understood(tmp_path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    from detectors.readers.table.arrowfiles import parts as read

    table = rows(192, 40)
    for kind in (pa.list_(pa.float32()), pa.list_(pa.float32(), 192), pa.list_(pa.float64())):
        columns = pa.table({"speaker": [f"s{at}" for at in range(40)], "embedding": pa.array(table, kind)})
        parquet.write_table(columns, tmp_path / "a.parquet")
        data = (tmp_path / "a.parquet").read_bytes()
        vectors = Vectors("a.parquet")
        for part in read(HeldBlob(data), Budget(Limits(), len(data))):
            if isinstance(part, Rows):
                vectors.take(part)
        assert [(fact.rule, fact.records) for fact in vectors.end()] == [("biometric.voiceprint-likely", 40)]


def test_an_arrays_own_bytes_in_a_column_are_told() -> None:
    table = rows(128, 9, 1.4)
    raw = [struct.pack("<128f", *row) for row in table]
    for before in ("\\x", "\\\\x", "0x"):
        told_so = told("staff.csv", {"face_encoding": [before + each.hex() for each in raw]})
        assert told_so == [("face-embedding", 9)]
    assert told("staff.csv", {"face_encoding": [base64.b64encode(each).decode() for each in raw]}) == [
        ("face-embedding", 9)
    ]
    noise = random.Random(2)
    assert told("staff.csv", {"face_photo_hash": [base64.b64encode(noise.randbytes(512)).decode() for _ in raw]}) == []


def listed(text: str, path: str) -> list[tuple[str, int]]:
    found = facts_of(HeldBlob(text.encode()), path, Budget(Limits(), len(text)))
    return [(fact.rule.removeprefix("biometric."), fact.records) for fact in found]


def test_lists_in_json_are_told_by_their_keys() -> None:
    lines = [
        json.dumps({"person_id": at, "face_embedding": row, "text_vector": row}) for at, row in enumerate(rows(512, 40))
    ]
    assert listed("\n".join(lines), "a.jsonl") == [("face-embedding", 40)]
    assert listed(json.dumps([json.loads(line) for line in lines], indent=1), "a.json") == [("face-embedding", 40)]
    assert listed(json.dumps({"user_id": 1, "embedding": rows(512, 1)[0]}), "a.json") == [("face-embedding-likely", 1)]
    assert listed(json.dumps({"sku": 1, "embedding": rows(512, 1)[0]}), "a.json") == []


def test_lists_called_after_many_persons_are_one_sort() -> None:
    text = json.dumps({f"person {at}": row for at, row in enumerate(rows(128, 60))})
    assert listed(text, "known_faces_encodings.json") == [("face-embedding", 60)]
    assert listed(text, "products.json") == []


def test_lists_that_lie_across_pieces_are_counted_once() -> None:
    lines = [json.dumps({"voice_embedding": row}) for row in rows(192, 1500)]
    text = "\n".join(lines)
    assert len(text) > 5 << 20
    assert listed(text, "a.jsonl") == [("voiceprint", 1500)]


# --- damage ------------------------------------------------------------------------------------------------------------------

ALL = {
    "npy": made.npy(rows(128, 3)),
    "pickle": made.pickled_arrays({"face_encodings": rows(128, 2)}, ["ANNA"]),
    "lists": made.pickled({"face": rows(128, 2)}),
    "faiss": made.faiss(rows(128, 3), around=True),
    "hnsw": made.hnsw(rows(128, 3)),
    "hdf5": made.hdf5("face", 300, 128),
}


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
def test_no_cut_and_no_flipped_bit_raises_anything_else(parts, data) -> None:
    media_type = sniff(data).type

    def survives(damaged: bytes) -> None:
        with suppress(ReadError):
            parts(damaged, media_type, "face_embeddings")

    for end in range(min(len(data), 300)):
        survives(data[:end])
    dice = random.Random(3)
    for _ in range(200):
        damaged = bytearray(data)
        damaged[dice.randrange(min(len(data), 160))] = dice.randrange(256)
        damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        survives(bytes(damaged))


def test_of_a_large_array_little_is_read() -> None:
    class Counted(HeldBlob):
        taken = 0

        def read(self, start: int, length: int) -> bytes:
            Counted.taken += length
            return super().read(start, length)

    data = made.npy(rows(512, 1))
    head = data[:128].replace(b"(1, 512), }      ", b"(20000, 512), }  ")
    blob = Counted(head + bytes(20000 * 2048))
    found = list(
        NpyReader().parts(blob, Media("application/x-npy", OPAQUE, ""), "objects.npy", Budget(Limits(), blob.size))
    )
    assert found == []
    assert Counted.taken < 200_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3_000_000,
        "[0.5," * 600_000,
        "0.5," * 700_000,
        "[" + "0.5," * 700_000,
        "a: " * 1_000_000,
        '"k": [1.5, "x"], ' * 180_000,
    ],
)
def test_hostile_text_is_read_in_linear_time(text) -> None:
    begun = time.process_time()
    assert listed(text, "faces.json") == []
    assert time.process_time() - begun < 3
