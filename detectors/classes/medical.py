"""Medical: messages and records in HL7 v2, FHIR, CDA and X12, told by their own heads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles

_JSON = frozenset({"application/json", "application/x-ndjson"})
_XML = "text/xml"
_TEXTS = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "application/octet-stream"})

#: HL7 v2.5.1 2.5.4: MSH, its field separator and four encoding characters; batches begin with FHS or BHS; MLLP with a vertical tab.
_HL7 = re.compile(rb"(?:\A|[\r\n\x0b])MSH([|^~&#])[\x21-\x7e]{3,5}\1")
_HL7_BEGIN = re.compile(rb"\A[\x0b\s]{0,4}(?:MSH|FHS|BHS)[|^~&#]")
_PID = re.compile(rb"[\r\n]PID[|^~&#]")
#: Resources of FHIR R4 and R5 that concern a person; those that describe the standard itself are no records.
#: Source: https://hl7.org/fhir/R4/resourcelist.html
_RESOURCES = re.compile(
    rb'"resourceType"\s{0,4}:\s{0,4}"(Patient|Observation|Condition|Encounter|Procedure|MedicationRequest|MedicationStatement|Immunization'
    rb"|AllergyIntolerance|DiagnosticReport|DocumentReference|Claim|ExplanationOfBenefit|Coverage|CarePlan|ServiceRequest|RelatedPerson|Person"
    rb'|MedicationAdministration|MedicationDispense|FamilyMemberHistory|Appointment|Consent|Specimen|ImagingStudy|QuestionnaireResponse)"'
)
_FHIR_XML = re.compile(
    rb"<(?:\w{1,8}:)?(?:Patient|Observation|Condition|Encounter|Bundle|DiagnosticReport|Immunization|Procedure|Claim)[ >]"
)
#: X12 transaction sets of health care: claim, payment, enrolment, eligibility, status, review. Source: https://x12.org/products/transaction-sets
_SETS = re.compile(rb"ST[*|^~](837|835|834|820|270|271|276|277|278)[*|^~]")
_ISA = 106
NEEDLES = Needles(b'"resourceType"')


class Medical:
    """Classifier of medical messages and records."""

    types = _JSON | _TEXTS | {_XML}

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _JSON:
            return NEEDLES.within(head)
        if media_type == _XML:
            piece = head[:2048]
            return b"hl7" in piece
        return head[:3] in {b"MSH", b"FHS", b"BHS", b"\x0bMS", b"ISA"} or (head[:1].isspace() and b"MSH|" in head[:32])

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type in _JSON:
            yield from self._fhir(view)
        elif view.media_type == _XML:
            yield from self._xml(view)
        elif view.head.startswith(b"ISA"):
            yield from self._x12(view)
        elif _HL7_BEGIN.match(view.head):
            messages = len(_HL7.findall(view.head)) + len(_HL7.findall(view.tail))
            if messages:
                patients = len(_PID.findall(view.head)) + len(_PID.findall(view.tail))
                evidence = ("head:MSH", f"patients:{patients}") if patients else ("head:MSH",)
                confidence = 0.98 if patients else 0.8
                yield Classed("health.hl7_fhir", "record.hl7-v2", confidence, view.said(*evidence), messages)

    def _fhir(self, view: View) -> Iterator[Classed]:
        found = _RESOURCES.findall(view.head)
        if found:
            count = len(found) + len(_RESOURCES.findall(view.tail))
            patients = found.count(b"Patient")
            evidence = ("resource-type", f"patients:{patients}") if patients else ("resource-type",)
            yield Classed("health.hl7_fhir", "record.fhir", 0.95, view.said(*evidence), count)

    def _xml(self, view: View) -> Iterator[Classed]:
        if b"urn:hl7-org:v3" in view.start and b"ClinicalDocument" in view.start:
            yield Classed("health.hl7_fhir", "record.cda", 0.97, view.said("namespace", "root"), 1)
        elif b"http://hl7.org/fhir" in view.start:
            count = len(_FHIR_XML.findall(view.head))
            if count:
                yield Classed("health.hl7_fhir", "record.fhir", 0.95, view.said("namespace", "resource"), count)

    def _x12(self, view: View) -> Iterator[Classed]:
        separator = view.head[3:4]
        if view.head[:_ISA].count(separator) != 16:  # noqa: PLR2004  # ISA has 16 elements (X12.5)
            return
        sets = _SETS.findall(view.head)
        if sets:
            claims = view.tally(b"CLM" + separator) or len(sets) + len(_SETS.findall(view.tail))
            evidence = view.said("head:ISA", f"set:{sets[0].decode()}")
            yield Classed("health.claim", "record.x12-health", 0.97, evidence, claims)
