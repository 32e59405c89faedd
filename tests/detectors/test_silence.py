"""Nothing is found where nothing is: files that look like secrets and personal data, and hold none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detectors.text.detector import TextDetector
from detectors.views.sniff import HEAD, OPAQUE, RAW, sniff
from detectors.views.text import whole

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benign(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("samples")
    subprocess.run([sys.executable, "samples/make.py", "--small", out], cwd=ROOT, check=True, capture_output=True)
    files = [path for path in out.rglob("*") if path.is_file() and "benign" in path.relative_to(out).parts]
    assert len(files) > 20
    return files


def test_benign_files_are_silent(detector: TextDetector, benign: list[Path]) -> None:
    loud = []
    for path in benign:
        data = path.read_bytes()
        media = sniff(data[:HEAD])
        if media.how == OPAQUE:
            continue
        for finding in detector.detect(whole(data, raw=media.how == RAW)):
            least = 0.5 if finding.kind == "person.business_contact" else 0.3
            if finding.confidence >= least:
                loud.append((path.name, finding.rule, finding.place, finding.confidence))
    assert loud == []
