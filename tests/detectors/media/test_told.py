"""What pictures are told as: every document and code has a rule of its own kind, and cards that are not of identity say so."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from detectors.identity.verdict import KINDS, SELFIE
from detectors.kinds import load
from detectors.readers.base import Budget, Fact, Limits
from detectors.readers.held import HeldBlob
from detectors.readers.media.picture import _CODES, _DOCUMENTS, PictureReader
from detectors.rules.structure import load_structure
from detectors.views.sniff import sniff

sys.path.append(str(Path(__file__).parents[3] / "samples"))

RULES = {rule.id: rule for rule in load_structure()}


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("kind", sorted({*KINDS.values(), SELFIE}))
def test_each_document_has_a_rule_of_its_kind(kind: str, sure: bool) -> None:
    rule = RULES[_DOCUMENTS[kind, sure].rule]
    assert rule.kind == kind
    assert (rule.confidence >= 0.8) == (sure or kind == SELFIE)


def test_each_code_has_a_rule_whose_kind_is_known() -> None:
    assert {RULES[fact.rule].kind for fact in _CODES.values()} <= load().keys()
    assert RULES[_CODES["bcbp"].rule].kind == "person.travel"
    assert RULES[_CODES["health.certificate"].rule].kind == "health.certificate"


def _facts(image: Image.Image) -> set[str]:
    out = io.BytesIO()
    image.save(out, "PNG")
    data = out.getvalue()
    parts = PictureReader().parts(HeldBlob(data), sniff(data), "a.png", Budget(Limits(), len(data)))
    return {part.rule for part in parts if isinstance(part, Fact)}


@pytest.mark.parametrize(
    ("card", "rule"),
    [("elector", "picture.voter-card"), ("veteran", "picture.military-card"), ("ontario", "picture.health-card")],
)
def test_cards_of_armies_insurers_and_voters_are_told_apart(
    card: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parts import cards, papers

    monkeypatch.setattr(cards, "_KINDS", {card: cards._KINDS[card]})
    assert rule in _facts(papers.paper(random.Random(8), "other").image)


def test_a_visa_is_no_residence_permit() -> None:
    from parts import papers

    found = _facts(papers.paper(random.Random(8), "visa").image)
    assert {each.removesuffix("-likely") for each in found} & {"picture.visa", "picture.permit"} == {"picture.visa"}


def test_a_boarding_pass_is_told_by_its_code() -> None:
    said = "M1SPECIMEN/NOBODY     EABC123 UTOUTPXX 0834 326J001A0025 100"
    code = Image.fromarray(zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.Aztec).to_image(scale=5))
    page = Image.new("RGB", (900, 600), "white")
    page.paste(code, (300, 150))
    assert "picture.boarding-code" in _facts(page)
