"""KYC results: what providers of identity checks answer, by the members of their JSON as their own documentation shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles

_KIND = "kyc.result_json"


@dataclass(frozen=True, slots=True)
class Provider:
    """The shape of one provider's answers.

    Attributes:
        rule: id of its rule.
        needs: members that are all there.
        some: members of which `least` are there.
        least: how many of them.
        value: a value that only it has, or None.
        counted: member that stands once in each answer.
    """

    rule: str
    needs: frozenset[bytes]
    some: frozenset[bytes]
    least: int
    value: re.Pattern[bytes] | None
    counted: bytes


def _names(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


#: Sources: https://docs.withpersona.com/integration-guide-understanding-a-persona-api-payload, https://documentation.onfido.com/api/latest,
#: https://devdocs.veriff.com/docs/decision-webhook, https://documentation.jumio.ai, https://docs.sumsub.com/docs/user-verification-webhooks
_PROVIDERS = (
    Provider(
        "kyc.persona",
        _names("type id attributes"),
        _names(
            "name-first name-last birthdate reference-id inquiry-id inquiry-template-id"
            " identification-number selfie-photo-url status"
        ),
        2,
        re.compile(rb'"(?:inquiry|verification/[a-z-]{3,40}|report/[a-z-]{3,40})"|"(?:inq|ver|rep)_[A-Za-z0-9]{8,40}"'),
        b"attributes",
    ),
    Provider(
        "kyc.onfido",
        _names("result status"),
        _names(
            "sub_result breakdown applicant_id check_id report_ids applicant_provides_data properties documents href"
        ),
        3,
        re.compile(rb'onfido\.com|/v\d(?:\.\d)?/(?:checks|reports|applicants)/|"(?:clear|consider|unidentified)"'),
        b"result",
    ),
    Provider(
        "kyc.veriff",
        _names("verification person document"),
        _names(
            "vendorData technicalData acceptanceTime decisionTime attemptId decisionScore riskLabels endUserId sessionId code"
        ),
        2,
        re.compile(
            rb'"code"\s{0,4}:\s{0,4}9\d{3}\b|"status"\s{0,4}:\s{0,4}"(?:approved|declined|resubmission_requested|expired|abandoned)"'
        ),
        b"verification",
    ),
    Provider(
        "kyc.jumio",
        frozenset(),
        _names(
            "jumioIdScanReference scanReference merchantIdScanReference verificationStatus idScanStatus identityVerification"
            " workflowExecution workflow capabilities credentials callbackSentAt"
        ),
        2,
        re.compile(rb"jumio\.(?:ai|com)|APPROVED_VERIFIED|DENIED_FRAUD|jumioIdScanReference|NOT_EXECUTED"),
        b"scanReference",
    ),
    Provider(
        "kyc.sumsub",
        frozenset(),
        _names(
            "applicantId inspectionId externalUserId reviewResult reviewAnswer reviewStatus levelName"
            " applicantType moderationComment"
        ),
        4,
        re.compile(rb'"reviewAnswer"|"reviewStatus"|"applicantReviewed"|"applicantPending"'),
        b"inspectionId",
    ),
)
#: Members of answers that are of no provider known here, in lower case without joints: of the document, of
#: the proof, and the outcome. Judgement, after what the providers above ask and answer; two, two and one of them, with an outcome
#: as a value, make an answer.
_DOCUMENT = _names(
    "documentnumber passportnumber idnumber documenttype issuingcountry documentcountry"
    " expirationdate expirydate dateofexpiry"
)
_PROOF = _names(
    "facematch facecomparison facesimilarity liveness livenesscheck livenessscore selfie selfiecheck"
    " documentauthenticity documentcheck"
)
_OUTCOME = _names("verificationid verificationstatus verificationresult status result decision outcome")
_SAID = re.compile(
    rb':\s{0,4}"(?i:approved|passed|pass|verified|clear|matched|declined|rejected|failed|completed|accepted|success)"'
)
_LEAST = 2
_JOINTS = re.compile(rb"[_\s-]")
#: Members of which one stands at the beginning of every answer.
NEEDLES = Needles(
    b'"attributes"', b'"sub_result"', b'"breakdown"', b'"applicant_id"', b'"verification"', b"jumio", b'"scanReference"',
    b'"applicantId"', b'"inspectionId"', b'"reviewResult"', b'"workflowExecution"',
    b'"liveness', b'"selfie', b'"face_match', b'"faceMatch',
)  # fmt: skip
#: Members by which a description of an interface is told from an answer (OpenAPI, JSON Schema, Postman).
_SCHEMA = _names("openapi swagger $schema $ref definitions _postman_id shapes operations components")


class Kyc:
    """Classifier of answers of Persona, Onfido, Veriff, Jumio and Sumsub, and of what has the members of one."""

    types = frozenset({"application/json", "application/x-ndjson"})

    def wants(self, media_type: str, head: bytes) -> bool:  # noqa: ARG002  # the seam's
        return NEEDLES.within(head)

    def classify(self, view: View) -> Iterator[Classed]:
        keys = view.keys
        if not _SCHEMA.isdisjoint(keys):
            return
        for provider in _PROVIDERS:
            some = len(provider.some & keys.keys())
            if some < provider.least or not keys.keys() >= provider.needs:
                continue
            if provider.value is not None and provider.value.search(view.head, 0, 64 << 10) is None:
                continue
            count = max(1, view.tally(b'"' + provider.counted + b'"'))
            confidence = min(0.97, 0.8 + 0.05 * (some - provider.least))
            yield Classed(_KIND, provider.rule, round(confidence, 2), view.said(f"members:{some}", "value"), count)
            return
        yield from _own(view)


def _own(view: View) -> Iterator[Classed]:
    """An answer of somebody else."""
    plain: dict[bytes, bytes] = {}
    for key in view.keys:
        plain.setdefault(_JOINTS.sub(b"", key).lower(), key)
    document, proof = _DOCUMENT & plain.keys(), _PROOF & plain.keys()
    if len(document) < _LEAST or len(proof) < _LEAST or _OUTCOME.isdisjoint(plain.keys()):
        return
    if _SAID.search(view.head, 0, 64 << 10) is not None:
        count = max(1, min(view.tally(b'"' + plain[each] + b'"') for each in proof))
        yield Classed(_KIND, "kyc.answer", 0.75, view.said(f"members:{len(document) + len(proof)}", "value"), count)
