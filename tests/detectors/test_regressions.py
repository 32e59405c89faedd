"""Defects that other scanners' users reported, held off here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detectors.finding import Span
from detectors.rules.examples import fill
from detectors.text.detector import TextDetector
from detectors.views.text import whole

AWS = "AKIA{b32:16}"


def found(detector: TextDetector, data: bytes) -> dict[str, list[bytes]]:
    out: dict[str, list[bytes]] = {}
    for finding in detector.detect(whole(data)):
        assert isinstance(finding.place, Span)
        out.setdefault(finding.kind, []).append(data[finding.place.start : finding.place.end])
    return out


def test_a_new_secret_on_the_same_line_has_another_fingerprint(detector: TextDetector) -> None:
    """Gitleaks 2239: its fingerprint is the place, so an ignored line hides what comes to stand there."""
    prints = [[f.fingerprint for f in detector.detect(whole(b"key = " + fill(AWS, seed)))] for seed in (1, 2, 1)]
    assert prints[0] == prints[2] != prints[1]


def test_a_secret_on_a_line_over_64_kib_is_found(detector: TextDetector) -> None:
    """Pdscan: such a line silently ends the file."""
    data = b'{"a": "' + b"lorem ipsum " * 20_000 + b'", "k": "' + fill(AWS, 1) + b'"}\nnext = ' + fill(AWS, 2)
    assert found(detector, data)["cred.cloud_key"] == [fill(AWS, 1), fill(AWS, 2)]


def test_no_input_makes_an_expression_explode(detector: TextDetector) -> None:
    """Detect-secrets 77: catastrophic backtracking."""
    for unit in (b"a", b"password=", b"-----BEGIN ", b"1 ", b"a@", b"://a:", b'secret = "', b"eyJ", b"\\\\n"):
        data = unit * (100_000 // len(unit))
        began = time.process_time()
        list(detector.detect(whole(data)))
        assert time.process_time() - began < 5, unit


def test_an_ssn_of_an_area_never_issued_is_none(detector: TextDetector) -> None:
    """Presidio 2275: numbers from 900 on."""
    assert "govid.us_ssn" in found(detector, b"SSN: 536-22-8145\n")
    for area in (b"900", b"987", b"999", b"666", b"000"):
        assert "govid.us_ssn" not in found(detector, b"SSN: " + area + b"-22-8145\n")


def test_a_published_sample_is_left_out_exactly(detector: TextDetector) -> None:
    """Presidio 2074: left out by its first digits, so real ones beside it were lost."""
    assert "govid.us_ssn" not in found(detector, b"SSN: 078-05-1120\n")
    assert "govid.us_ssn" in found(detector, b"SSN: 078-05-1138\n")


def test_a_kubernetes_secret_is_found_wherever_its_kind_stands(detector: TextDetector) -> None:
    """Gitleaks 1933: only where `kind: Secret` comes before `data`."""
    value = fill("{b64of:q7R2vX9kLp4Zs8Wm}", 1)
    last = b"apiVersion: v1\ndata:\n  password: %b\nmetadata:\n  name: db\nkind: Secret\n" % value
    first = b"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: %b\n" % value
    for data in (first, last):
        assert value in [each for values in found(detector, data).values() for each in values]


@pytest.mark.parametrize("line", [b"password: ${DB_PASSWORD}", b'api_key = "${API_KEY}"', b"token: ${TOKEN:}"])
def test_a_variable_is_no_secret(detector: TextDetector, line: bytes) -> None:
    assert found(detector, line + b"\n") == {}


def test_the_default_of_a_variable_is_looked_at(detector: TextDetector) -> None:
    """Gitleaks 1361: `${VAR:default}` hides the default."""
    token = fill("glpat-{b62:20}", 1)
    assert found(detector, b"token: ${TOKEN:%b}\n" % token) == {"cred.ci_token": [token]}


def test_memory_stays_bounded_over_a_large_object(tmp_path: Path, cache: Path) -> None:
    """Betterleaks 307: findings pin whole buffers."""
    pytest.importorskip("resource")
    program = f"""
import resource, sys
from pathlib import Path
from datetime import datetime, UTC
from connectors.blob import Blob
from detectors.rules.load import load_all
from detectors.text.engine import make_detector
from detectors.views.sniff import PLAIN
from discover.reading import Reader
from detectors.rules.examples import fill
class Large(Blob):
    index, size = 0, 200 << 20
    unit = (b"some words of a log, 2026-01-02 03:04:05 and no more\\n" * 1200 + b"k = " + fill({AWS!r}, 1) + b"\\n")
    def origin(self): raise NotImplementedError
    def read(self, start, length):
        length = max(0, min(length, self.size - start))
        skip = start % len(self.unit)
        return (self.unit * ((length + skip) // len(self.unit) + 1))[skip : skip + length]
    def unchanged(self): return True
cache = Path(sys.argv[1])
reader = Reader(make_detector(load_all((), cache), b"key", "auto", cache))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in reader.located(Large(), PLAIN, b""))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program, str(cache)], capture_output=True, check=True, env=environment)
    count, grown = map(int, done.stdout.split())
    assert count > 3000
    assert grown < 150 << 10
