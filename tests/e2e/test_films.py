"""Films and sound through the command: what they are, how long, for few bytes; in folders, archives and buckets; damaged ones are gaps."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[2] / "samples"))


def _scan(target: Path | str, *more: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
    line = [sys.executable, "-m", "discover", "scan", str(target), "--no-inventory", "--format", "json", *more]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode in codes, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _told(found: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Path -> rule -> seconds."""
    told: dict[str, dict[str, int]] = {}
    for each in found["findings"]:
        if each["rule"].startswith("recording."):
            told.setdefault(each["path"], {})[each["rule"].removeprefix("recording.")] = each["records"]
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from parts import clips

    root = tmp_path_factory.mktemp("films") / "d"
    root.mkdir()
    rng = random.Random(11)
    short = clips.film("mp4", clips.interview(rng, 12), clips.voice(rng, 12))
    (root / "a.mp4").write_bytes(clips.longer(short, "mp4", 8))
    (root / "b.mkv").write_bytes(clips.longer(short, "mkv", 8))
    (root / "c.mp4").write_bytes(short)
    (root / "c.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Hello.\n")
    (root / "d.webm").write_bytes(clips.film("webm", clips.two(rng, 10), None))
    (root / "liveness").mkdir()
    (root / "liveness/e.mp4").write_bytes(clips.film("mp4-front", clips.living(rng, 6), None))
    (root / "f.mkv").write_bytes(clips.film("mkv", clips.screen(rng, 8), clips.voice(rng, 8)))
    (root / "g.mp4").write_bytes(clips.film("mp4", clips.landscape(rng, 8), clips.music(rng, 8)))
    (root / "h.wav").write_bytes(clips.sound_file("wav", "pcm_mulaw", clips.call(rng, 24), 8000))
    (root / "i.mp3").write_bytes(clips.sound_file("mp3", "libmp3lame", clips.voice(rng, 20)))
    (root / "j.ogg").write_bytes(clips.sound_file("ogg", "libopus", clips.music(rng, 20), 48_000))
    (root / "k.sph").write_bytes(clips.sphere(clips.voice(rng, 12)))
    with zipfile.ZipFile(root / "l.zip", "w") as archive:
        archive.writestr("x/y.mp4", (root / "a.mp4").read_bytes())
        archive.writestr("x/y.srt", "1\n00:00:01,000 --> 00:00:04,000\nHello.\n")
    return root


def test_recordings_are_told_with_their_seconds(folder: Path) -> None:
    found = _scan(folder)
    told = _told(found)
    assert {path: set(rules) for path, rules in told.items()} == {
        "a.mp4": {"interview"}, "b.mkv": {"interview"}, "c.mp4": {"faces"}, "d.webm": {"faces"}, "liveness/e.mp4": {"liveness"},
        "f.mkv": {"screen"}, "h.wav": {"call"}, "i.mp3": {"voice"}, "k.sph": {"corpus"}, "l.zip!x/y.mp4": {"interview"},
    }  # fmt: skip
    assert abs(told["a.mp4"]["interview"] - 97) <= 2
    assert told["h.wav"]["call"] == 24
    held = {each["kind"]: each for each in found["holdings"]}
    assert held["bio.interview_video"]["subjects"] is None  # whose face it is is not asked
    assert held["bio.interview_video"]["seconds"] == sum(
        each["records"] for each in found["findings"] if each["rule"] == "recording.interview"
    )
    assert found["coverage"]["share"] == 1
    evidence = {each["path"]: each["evidence"] for each in found["findings"] if each["rule"] == "recording.interview"}
    assert "transcript" in evidence["l.zip!x/y.mp4"]
    assert "transcript" not in evidence["a.mp4"]


def test_a_transcript_beside_it_makes_a_short_film_an_interview(folder: Path, tmp_path: Path) -> None:
    from parts import clips

    rng = random.Random(12)
    data = clips.film("mp4", clips.interview(rng, 20), clips.voice(rng, 20))
    for name in ("a", "b"):
        (tmp_path / f"{name}.mp4").write_bytes(data)
    (tmp_path / "a.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:04.000\nHello.\n")
    told = _told(_scan(tmp_path))
    assert {path: set(rules) for path, rules in told.items()} == {"a.mp4": {"interview"}, "b.mp4": {"faces"}}


def test_a_provider_s_answer_beside_a_portrait_makes_a_selfie_sure(tmp_path: Path) -> None:
    from parts import portrait

    answer = {"applicantId": "5f", "inspectionId": "6a", "externalUserId": "u-1", "reviewStatus": "completed", "levelName": "basic",
              "reviewResult": {"reviewAnswer": "GREEN"}, "type": "applicantReviewed"}  # fmt: skip
    for person in ("a1", "a2"):
        (tmp_path / person).mkdir()
        portrait.portrait(random.Random(3), 600, 800).save(tmp_path / person / "selfie.jpg")
    (tmp_path / "a1/selfie.json").write_text(json.dumps(answer))
    found = _scan(tmp_path)
    evidence = {each["path"]: each["evidence"] for each in found["findings"] if each["kind"] == "kyc.selfie"}
    assert "provider" in evidence["a1/selfie.jpg"]
    assert "provider" not in evidence["a2/selfie.jpg"]


def test_damaged_recordings_are_gaps_and_the_rest_is_told(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "a.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "noise.mp3").write_bytes(b"ID3\4\0\0\0\0\0\0" + random.Random(1).randbytes(50_000))
    (tmp_path / "both.mp4").write_bytes(whole + (folder / "l.zip").read_bytes())  # a film that is a zip as well
    (tmp_path / "whole.mp4").write_bytes(whole)
    found = _scan(tmp_path, codes=(3,))
    told = _told(found)
    assert set(told) >= {"whole.mp4", "both.mp4"}
    rows = {row["reason"]: row for row in found["coverage"]["rows"]}
    assert {"cut.mp4", "noise.mp3"} <= set(rows["corrupt"]["examples"])
    assert rows["corrupt"]["bytes"] >= len(whole) // 2 + 50_000
    assert found["coverage"]["share"] < 1


def test_a_large_film_is_told_as_a_file_and_in_an_archive(tmp_path: Path) -> None:
    from parts import clips

    rng = random.Random(13)
    short = clips.film("mp4", clips.interview(rng, 12, size=(1280, 720)), clips.voice(rng, 12))
    data = clips.longer(short, "mp4", 8)
    with zipfile.ZipFile(tmp_path / "stored.zip", "w") as archive:  # a stored member of a zip is read by range
        archive.writestr("film.mp4", data)
    (tmp_path / "film.mp4").write_bytes(data)
    for path in ("film.mp4", "stored.zip"):
        found = _scan(tmp_path / path)
        assert [set(rules) for rules in _told(found).values()] == [{"interview"}]


def test_without_the_extra_recordings_are_unexamined(folder: Path, tmp_path: Path) -> None:
    import os

    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'av' else found(name, *more)\n"
    )
    line = [sys.executable, "-m", "discover", "scan", str(folder / "a.mp4"), "--no-inventory", "--format", "json"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    found = json.loads(done.stdout)
    assert found["coverage"]["share"] == 0
    assert [row["reason"] for row in found["coverage"]["rows"]] == ["no-extra"]
    assert "discover-holdings[media]" in json.dumps(found["coverage"])
    assert "pip install" in found["coverage"]["not_looked_for"]["bio.*"]
