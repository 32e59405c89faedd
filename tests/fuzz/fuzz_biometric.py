"""Targets for readers of templates, vectors and medical pictures: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.biometric import written
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media, sniff

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts import templates as made

_RNG = random.Random(1)  # the same seeds every time
_ROWS = [made.unit(_RNG, 128) for _ in range(3)]
SEEDS = {
    "face.fac": [made.face_record(_RNG), made.face_2011(_RNG, 2)],
    "finger.fir": [made.finger_record(_RNG), made.finger_2011(_RNG)],
    "finger.fmr": [
        made.minutiae_record(_RNG),
        made.minutiae_2011(_RNG),
        made.minutiae_ansi(_RNG),
        made.minutiae_ansi(_RNG, long=True),
    ],
    "eyes.iir": [made.iris_record(_RNG), made.iris_2011(_RNG)],
    "finger.piv": [made.piv(made.minutiae_ansi(_RNG))],
    "face.39794": [made.schema_face(_RNG)],
    "hands.eft": [made.transaction(_RNG)],
    "finger.wsq": [made.wsq(_RNG)],
    "chip.bin": [made.chip_faces(_RNG), made.chip_fingers(_RNG), made.chip_list(), made.chip_signature(_RNG)],
    "print.bin": [made.print_first(_RNG), made.print_second(_RNG, 2), made.print_third(_RNG), made.features(_RNG)],
    "rows.npy": [made.npy(_ROWS)],
    "rows.pickle": [made.pickled_arrays({"face_encodings": _ROWS}, ["ANNA"]), made.pickled({"face": _ROWS})],
    "rows.faiss": [made.faiss(_ROWS), made.faiss(_ROWS, around=True)],
    "rows.hnsw": [made.hnsw(_ROWS)],
    "rows.h5": [made.hdf5("face", 9, 128), made.hdf5("face", 9, 128, newer=True)],
    "scan.dcm": [
        made.dicom(),
        made.dicom(syntax="1.2.840.10008.1.2"),
        made.dicom(head=False),
        made.dicom(removed=True),
    ],
}


def one(media_type: str, data: bytes) -> None:
    """Read everything in `data`."""
    entry = registry.entry(media_type)
    assert entry is not None
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for part in registry.load(entry.place).parts(
            HeldBlob(data), Media(media_type, OPAQUE, ""), "face_embedding", budget
        ):
            if isinstance(part, Member):
                with part.open() as stream:
                    while stream.read(1 << 16):
                        budget.check()
    except ReadError:
        pass


def lists(data: bytes) -> None:
    """Look for lists of numbers in `data`."""
    list(written.facts(HeldBlob(data), "faces.json", Budget(Limits(seconds=20), len(data))))


TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    **{name: (partial(one, sniff(seeds[0]).type), seeds) for name, seeds in SEEDS.items()},
    "lists.json": (lists, [repr({"face": _ROWS}).encode()]),
}
