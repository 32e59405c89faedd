"""Records of health care, answers of identity providers, transcripts, surveys."""

from __future__ import annotations

import json

import pytest

JSON, LINES, XML = "application/json", "application/x-ndjson", "text/xml"


def hl7(made, messages: int) -> bytes:
    one = "MSH|^~\\&|LAB|X|EHR|Y|20210102||ORU^R01|{}|P|2.5\rPID|1||{}^^^X||{}\rOBX|1|NM|GLU||5.1\r"
    return "".join(one.format(n, made.digits(6), made.person.replace(" ", "^")) for n in range(messages)).encode()


def test_hl7_messages_are_counted(made, classes):
    (found,) = classes(hl7(made, 7), "text/plain")
    assert (found.kind, found.rule, found.count) == ("health.hl7_fhir", "record.hl7-v2", 7)
    assert "patients:7" in found.evidence
    (batch,) = classes(b"FHS|^~\\&|A\rBHS|^~\\&|A\r" + hl7(made, 2), "text/csv")
    assert batch.count == 2


def test_a_cut_view_says_that_its_count_is_of_a_part(made, classes):
    data = hl7(made, 5000)
    (found,) = classes(data[: 256 << 10], "text/plain", tail=data[-1000:], size=len(data))
    assert "partial" in found.evidence
    (whole,) = classes(data[:1000], "text/plain", tail=data[1000:3000], size=3000)
    assert "partial" not in whole.evidence


def test_fhir_is_told_in_json_lines_and_xml(made, classes):
    patient = {"resourceType": "Patient", "name": [{"text": made.person}]}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": {"resourceType": "Observation"}}]}
    assert [(each.rule, each.count) for each in classes(json.dumps(bundle), JSON)] == [("record.fhir", 2)]
    assert classes("\n".join([json.dumps(patient)] * 4), LINES)[0].count == 4
    xml = '<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient ></Patient></resource></entry></Bundle>'
    assert classes(xml, XML)[0].rule == "record.fhir"


def test_what_describes_fhir_is_no_record(classes):
    assert classes('{"resourceType": "StructureDefinition", "id": "Patient", "type": "Patient"}', JSON) == []
    assert classes('{"resourceType": "ValueSet", "url": "http://hl7.org/fhir/x"}', JSON) == []


def isa(sets: str) -> str:
    elements = [
        "00",
        " " * 10,
        "00",
        " " * 10,
        "ZZ",
        "SENDER".ljust(15),
        "ZZ",
        "RECEIVER".ljust(15),
        "210102",
        "1200",
        "^",
        "00501",
        "000000001",
        "0",
        "T",
        ":~",
    ]
    return (
        "ISA*"
        + "*".join(elements)
        + f"GS*HC*A*B*20210102*1200*1*X*005010X222A1~ST*{sets}*0001~CLM*A1*100***11:B:1~CLM*A2*90***11:B:1~SE*9*0001~"
    )


def test_claims_are_counted_and_orders_of_goods_are_none(classes):
    assert [(each.kind, each.count) for each in classes(isa("837"))] == [("health.claim", 2)]
    assert classes(isa("850")) == []


def test_a_clinical_document_is_told(classes):
    xml = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget/></ClinicalDocument>'
    assert [each.rule for each in classes(xml, XML)] == ["record.cda"]


def answers(made) -> dict[str, object]:
    first, last = made.person.split()
    return {
        "kyc.persona": {
            "data": {
                "type": "inquiry",
                "id": "inq_" + made.digits(12),
                "attributes": {
                    "status": "completed",
                    "reference-id": "u1",
                    "name-first": first,
                    "birthdate": "1970-01-01",
                },
            }
        },
        "kyc.onfido": {
            "id": "r",
            "name": "document",
            "status": "complete",
            "result": "clear",
            "sub_result": "clear",
            "check_id": "c",
            "breakdown": {},
            "properties": {"last_name": last},
        },
        "kyc.veriff": {
            "status": "success",
            "verification": {
                "id": "v",
                "code": 9001,
                "status": "approved",
                "vendorData": "u1",
                "acceptanceTime": "t",
                "person": {"firstName": first},
                "document": {"type": "PASSPORT"},
            },
            "technicalData": {"ip": "203.0.113.7"},
        },
        "kyc.jumio": {
            "timestamp": "t",
            "scanReference": "s",
            "document": {"status": "APPROVED_VERIFIED", "lastName": last},
            "verificationStatus": "APPROVED_VERIFIED",
        },
        "kyc.answer": {
            "verification_id": "ver_1",
            "status": "approved",
            "document": {"type": "passport", "issuing_country": "UTO", "document_number": "X", "last_name": last},
            "checks": {"face_match": {"result": "passed"}, "liveness": {"result": "passed"}},
        },
        "kyc.sumsub": {
            "applicantId": "a",
            "inspectionId": "i",
            "externalUserId": "u1",
            "levelName": "basic",
            "reviewResult": {"reviewAnswer": "GREEN"},
            "reviewStatus": "completed",
        },
    }


@pytest.mark.parametrize("rule", ["kyc.persona", "kyc.onfido", "kyc.veriff", "kyc.jumio", "kyc.sumsub", "kyc.answer"])
def test_an_answer_of_an_identity_provider_is_told(rule, made, classes):
    one = json.dumps(answers(made)[rule])
    assert [(each.kind, each.rule) for each in classes(one, JSON)] == [("kyc.result_json", rule)]
    assert [each.rule for each in classes("\n".join([one] * 3), LINES)] == [rule]


@pytest.mark.parametrize(
    "other",
    [
        {"data": {"type": "articles", "id": "1", "attributes": {"status": "x", "title": "y"}}},
        {"result": "clear", "status": "ok"},
        {
            "status": "Status",
            "document_number": "Document number",
            "issuing_country": "Country",
            "selfie": "Take a selfie",
            "liveness": "Blink",
        },
        {"status": "passed", "liveness": {"path": "/healthz"}, "selfie": False, "document_number": 7},
        {"verification": {"verified": True, "signature": None, "payload": None}, "person": "x", "document": 1},
        {
            "openapi": "3.0.0",
            "components": {
                "applicantId": 1,
                "inspectionId": 1,
                "externalUserId": 1,
                "reviewResult": 1,
                "reviewStatus": 1,
            },
        },
    ],
)
def test_other_json_is_no_answer_of_an_identity_provider(other, classes):
    assert classes(json.dumps(other), JSON) == []


def captions(speaker: str) -> str:
    cues = "\n\n".join(
        f"00:0{n}:01.000 --> 00:0{n}:04.000\n{speaker.format('Ann' if n % 2 else 'Bob')}hello there" for n in range(9)
    )
    return f"WEBVTT\n\n{cues}\n"


def test_captions_with_speakers_are_a_call_and_others_hardly(classes):
    for speaker in ("<v {}>", "{}: "):
        (found,) = classes(captions(speaker))
        assert (found.kind, found.count) == ("comms.call_transcript", 9)
        assert found.confidence > 0.9
    assert classes(captions(""))[0].confidence < 0.5
    subrip = captions("{}: ").removeprefix("WEBVTT\n\n").replace(".000", ",000")
    assert classes("1\n" + subrip)[0].confidence > 0.9


def test_pictures_of_a_film_are_no_captions(classes):
    assert classes(captions("").replace("hello there", "sprite.jpg#xywh=0,0,160,90")) == []


@pytest.mark.parametrize("line", ["{name}   0:{n:02d}", "[{name}] 10:02:{n:02d}", "{name} (10:{n:02d} AM)"])
def test_turns_of_zoom_teams_and_otter_are_told(line, classes):
    text = "\n".join(line.format(name="Ann Lee" if n % 2 else "Bob Ray", n=n) + "\nwell, yes\n" for n in range(12))
    assert [(each.rule, each.count) for each in classes(text, "application/pdf")] == [
        ("transcript.turns", 12), ("contact.speaker", 2),
    ]  # fmt: skip


def test_a_log_is_no_transcript(classes):
    levels = ("INFO", "WARN", "ERROR")
    assert classes("\n".join(f"{levels[n % 3]} 10:02:{n:02d}" for n in range(40))) == []
    assert classes("\n".join(f"10:02:{n:02d} {levels[n % 3]}: started" for n in range(40))) == []


def test_speech_recognition_is_told(classes):
    text = json.dumps({"utterances": [{"speaker": "A", "start": 0, "end": 2, "text": "hello"}]})
    assert [each.rule for each in classes(text, JSON)] == ["transcript.recognised"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("StartDate,EndDate,Status,IPAddress,Progress,ResponseId,Q1", "person.survey"),
        ("Respondent ID,Collector ID,Date Created,How old are you?", "person.survey"),
        ("Zeitstempel,Wie alt?,Wo wohnen Sie?,Was mögen Sie?", "person.survey"),
        ("HITId,HITTypeId,WorkerId,Answer.q1", "code.rating_data"),
        ("item,annotator_id,label,comment", "code.rating_data"),
        ("prompt,chosen,rejected", "code.rating_data"),
    ],
)
def test_a_table_of_answers_or_ratings_is_told(header, kind, classes):
    rows = "\n".join(",".join("x" for _ in header.split(",")) for _ in range(20))
    found = [each for each in classes(f"{header}\n{rows}\n", "text/csv") if each.kind == kind]
    assert [each.count for each in found] == [20]


def test_preferences_in_json_lines_are_told(classes):
    rows = "\n".join('{"prompt": "p", "chosen": "a", "rejected": "b"}' for _ in range(5))
    assert "survey.preferences" in [each.rule for each in classes(rows, LINES)]


@pytest.mark.parametrize("header", ["id,name,score,label", "worker,host,port,state", "question,answer,date"])
def test_other_tables_are_no_ratings(header, classes):
    rows = "\n".join("a,b,c,d" for _ in range(9))
    assert [
        each.kind for each in classes(f"{header}\n{rows}\n", "text/csv") if each.kind != "code.benchmark_eval"
    ] == []
