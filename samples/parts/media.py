"""Media: recorded interviews, scans of identity documents with their read-outs, and the verifier's answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parts.identity import Document, document
from parts.images import Canvas, png
from parts.ledger import VENDOR, Ledger
from parts.video import matroska, mp4, voice

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/media"


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write `media/interviews`, `media/id-scans` and `media/kyc`."""
    rng = ledger.rng("media")
    _interviews(ledger, rng, people)
    for person in people[: ledger.scale(12, 4)]:
        _identity(ledger, rng, person, document(rng, person))


def _interviews(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    most, voices = ledger.scale(2_000_000, 160_000), [voice(rng) for _ in range(2)]
    for place, person in enumerate(people[: ledger.scale(14, 4)]):
        size, seconds = rng.randrange(100_000, most), rng.randrange(62, ledger.scale(300, 70))
        other = place % 3 == 2
        stem = f"{FOLDER}/interviews/{person.id}-{person.family.lower()}-interview"
        data = (matroska if other else mp4)(rng, size, seconds, voices[place % 2])
        path = ledger.write(f"{stem}.{'mkv' if other else 'mp4'}", data, days_old=rng.randrange(30, 800))
        ledger.hold(path, "bio.interview_video", what="drawn head, a picture every five seconds, a voice")
        if place % 2 == 0:
            path = ledger.write(f"{stem}.vtt", _captions(person, seconds), days_old=rng.randrange(30, 800))
            ledger.hold(path, "comms.call_transcript")
            ledger.hold(path, "person.name")


def _captions(person: Person, seconds: int) -> str:
    lines = (
        "Could you tell us about your last role?",
        "I reviewed contracts for a regional bank.",
        "Thank you, that is all from us.",
    )
    cues = [
        f"{at * 20 // 60:02}:{at * 20 % 60:02}.000 --> {at * 20 // 60:02}:{at * 20 % 60 + 9:02}.000\n"
        f"<v {'Interviewer' if at % 2 == 0 else person.name}>{line}"
        for at, line in enumerate(lines)
    ]
    return f"WEBVTT\n\nNOTE recording of {seconds} seconds\n\n" + "\n\n".join(cues) + "\n"


def _identity(ledger: Ledger, rng: Random, person: Person, paper: Document) -> None:
    age = rng.randrange(30, 800)
    stem = f"{FOLDER}/id-scans/{person.id}"
    path = ledger.write(f"{stem}-passport.png", png(_passport(person, paper)), days_old=age)
    ledger.hold(path, "kyc.passport_scan", what="portrait, words and machine readable zone")
    path = ledger.write(f"{stem}-passport.mrz.txt", paper.td3(), days_old=age)
    ledger.hold(path, "govid.mrz", what="machine readable zone TD3 as text")
    path = ledger.write(f"{stem}-card.mrz.txt", paper.td1(), days_old=age)
    ledger.hold(path, "govid.mrz", what="machine readable zone TD1 as text")
    path = ledger.write(f"{stem}-licence.pdf417.txt", paper.aamva(), days_old=age)
    ledger.hold(path, "govid.dl_no", what="AAMVA barcode payload as text")
    path = ledger.write(f"{FOLDER}/kyc/{person.id}.json", _verification(rng, person, paper), days_old=age)
    ledger.hold(path, "kyc.result_json")
    ledger.hold(path, "person.dob", since=7)
    ledger.hold_each(path, 1, "person.name", "govid.passport_no", since=9)  # one of each, called by no name of its own


def _passport(person: Person, paper: Document) -> Canvas:
    canvas = Canvas(1080, 760)
    canvas.text(48, 32, "UTOPIA   PASSPORT", 6)
    canvas.portrait(48, 120, 280)
    rows = (
        ("SURNAME", person.family), ("GIVEN NAMES", person.given),
        ("NATIONALITY", "UTOPIAN"), ("DATE OF BIRTH", person.born),
        ("PASSPORT NO", paper.number), ("DATE OF EXPIRY", paper.expires),
    )  # fmt: skip
    for place, (label, text) in enumerate(rows):
        canvas.text(380, 120 + place * 76, label, 2)
        canvas.text(380, 142 + place * 76, text, 4)
    for place, line in enumerate(paper.td3().split()):
        canvas.text(12, 640 + place * 48, line, 4)
    return canvas


def _verification(rng: Random, person: Person, paper: Document) -> str:
    answer = {
        "verification_id": f"ver_{rng.getrandbits(64):016x}",
        "status": "approved",
        "reference_id": person.id,
        "created_at": "2025-09-14T10:22:31Z",
        "document": {
            "type": "passport",
            "issuing_country": "UTO",
            "document_number": paper.number,
            "expiration_date": paper.expires,
            "first_name": person.given,
            "last_name": person.family,
            "date_of_birth": person.born,
            "front_image": f"id-scans/{person.id}-passport.png",
        },
        "checks": {
            "document_authenticity": "passed",
            "face_match": {"result": "passed", "similarity": round(rng.uniform(0.9, 0.999), 4)},
            "liveness": {"result": "passed", "score": round(rng.uniform(0.9, 0.999), 4), "method": "active"},
            "watchlist": "clear",
        },
        "selfie": {"image": f"id-scans/{person.id}-selfie.jpg"},
    }
    return json.dumps(answer, indent=2) + "\n"
