"""Pictures through the command: documents, faces, codes and text in them, in folders, archives and PDF; without the extra, unexamined."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"


def _scan(target: Path, *more: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "discover", "scan", str(target), "--no-inventory", "--format", "json", *more]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 3}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _rules(found: dict[str, Any]) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for each in found["findings"]:
        told.setdefault(each["path"], set()).add(each["rule"])
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sys.path.append(str(SAMPLES))
    from parts import papers

    root = tmp_path_factory.mktemp("pictures") / "d"
    root.mkdir()
    rng = random.Random(5)  # a sample
    passport, back = papers.paper(rng, "passport"), papers.back(rng)
    passport.image.save(root / "a.png")
    passport.image.rotate(180).save(root / "b.jpg", quality=80)
    back.image.save(root / "c.png")
    passport.image.save(root / "d.pdf", "PDF", resolution=200)
    with zipfile.ZipFile(root / "e.zip", "w") as archive:
        out = io.BytesIO()
        back.image.save(out, "PNG")
        archive.writestr("x/y.png", out.getvalue())
    return root


def test_documents_are_told_wherever_they_lie(folder: Path) -> None:
    found = _scan(folder)
    told = _rules(found)
    for path in ("a.png", "b.jpg"):
        assert "picture.passport" in told[path]
    assert any("picture.passport" in rules for path, rules in told.items() if path.startswith("d.pdf"))
    for path in ("c.png", "e.zip!x/y.png"):
        assert told[path] & {"picture.licence", "picture.licence-likely"}
        assert any("aamva.licence" in rules for inner, rules in told.items() if inner.startswith(path))
    held = {each["kind"]: each for each in found["holdings"]}
    assert held["kyc.passport_scan"]["values"] == 1  # one holder: number and birth are read alike in all three
    assert held["kyc.dl_scan"]["values"] == 1
    assert found["coverage"]["share"] == 1


def test_text_in_a_picture_goes_through_all_rules(tmp_path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    key = "AKIA" + "Q3EGRTY4UIOPASDF"
    image = Image.new("RGB", (1000, 400), "white")
    for at, line in enumerate(("$ cat .env", f"AWS_ACCESS_KEY_ID={key}", "REGION=eu-central-1", "STAGE=prod", "$ exit")):
        ImageDraw.Draw(image).text((20, 20 + 70 * at), line, font=ImageFont.load_default(36), fill="black")
    image.save(tmp_path / "shot.png")
    told = _rules(_scan(tmp_path))
    assert "aws.access-key" in told["shot.png!text in the picture"]


def test_damaged_pictures_are_gaps_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes((folder / "a.png").read_bytes()[:300])
    (tmp_path / "noise.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(1).randbytes(5000))
    (tmp_path / "a.png").write_bytes((folder / "a.png").read_bytes())
    found = _scan(tmp_path)
    assert "picture.passport" in _rules(found)["a.png"]
    assert {path for row in found["coverage"]["rows"] for path in row["examples"]} >= {"noise.jpg"}


def test_without_the_extra_pictures_are_unexamined_and_the_way_to_have_it_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'rapidocr' else found(name, *more)\n"
    )
    line = [sys.executable, "-m", "discover", "scan", str(folder / "a.png"), "--no-inventory", "--format", "json"]
    import os

    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    found = json.loads(done.stdout)
    assert found["coverage"]["share"] == 0
    assert [row["reason"] for row in found["coverage"]["rows"]] == ["no-extra"]
    assert "discover-holdings[media]" in json.dumps(found["coverage"])
    assert "pip install" in found["coverage"]["not_looked_for"]["bio.*"]


def test_doctor_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    from discover.cli.main import main

    assert main(["doctor", "--format", "json"]) == 0
    parts = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert parts["media"]["state"] == "there"
    assert any(each.startswith("rapidocr ") for each in parts["media"]["found"])
    assert {each["state"] for each in parts.values()} <= {"there", "partly", "missing"}
    assert all(each["get"] for each in parts.values() if each["state"] != "there")


def test_a_document_that_takes_up_little_of_a_page_is_looked_at_more_closely(tmp_path: Path) -> None:
    from parts import papers
    from PIL import Image

    passport = papers.paper(random.Random(9), "passport").image  # a sample
    page = Image.new("RGB", (1654, 2339), "white")
    page.paste(passport.resize((700, round(700 * passport.height / passport.width))), (480, 300))
    page.save(tmp_path / "p.png")
    told = _rules(_scan(tmp_path))
    assert "picture.passport" in told["p.png"]


def test_of_many_frames_some_are_looked_at_and_that_is_said(tmp_path: Path) -> None:
    from PIL import Image

    frames = [Image.new("RGB", (80, 80), (number, 90, 200 - number)) for number in range(60)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    rows = {row["reason"]: row for row in _scan(tmp_path)["coverage"]["rows"]}
    assert rows["sampled"]["detail"] == "24 of its 60 frames were looked at"


def test_a_runtime_that_cannot_start_is_told_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    import os

    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n\n\nclass Broken:\n    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'onnxruntime.capi.onnxruntime_pybind11_state' and any('readers.child' in word for word in sys.orig_argv):\n"
        "            raise OSError('libonnxruntime.so: cannot open shared object file')\n\n\nsys.meta_path.insert(0, Broken())\n"
    )
    target = tmp_path / "d"
    target.mkdir()
    (target / "a.png").write_bytes((folder / "a.png").read_bytes())
    (target / "b.env").write_text("AWS_ACCESS_KEY_ID=AKIAE3YIPOUZDA2NYAOX\n")  # drawn from a seed; opens nothing
    line = [sys.executable, "-m", "discover", "scan", str(target), "--no-inventory", "--format", "json"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    found = json.loads(done.stdout)
    assert {each["path"] for each in found["findings"]} >= {"b.env"}
    (row,) = found["coverage"]["rows"]
    assert (row["reason"], row["examples"]) == ("no-extra", ["a.png"])
    assert "libonnxruntime.so" in row["detail"]
    assert "discover doctor" in row["detail"]
    assert row["bytes"] == (target / "a.png").stat().st_size
