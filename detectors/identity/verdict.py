"""The verdict over an image: whether it shows an identity document, which, and how sure that is.

Two independent signals confirm; one makes probable. A machine readable zone or an AAMVA barcode is strong, yet a page of a standard
may print one: alone it is probable. Words with captions are a signal, a portrait of a document's size is, the path and a provider's
answer beside it are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detectors.identity.aamva import Licence
from detectors.identity.base import Zone
from detectors.identity.hint import Hint, hint
from detectors.identity.payload import Payload
from detectors.identity.words import BADGE, Spoken

#: Kind by the name that a document has in `words.toml`.
KINDS: Mapping[str, str] = {
    "passport": "kyc.passport_scan",
    "licence": "kyc.dl_scan",
    "identity": "kyc.national_id_scan",
    "permit": "kyc.residence_permit_scan",
    "visa": "kyc.visa_scan",
    "military": "kyc.military_id_scan",
    "health": "kyc.health_card_scan",
    "voter": "kyc.voter_card_scan",
}
SELFIE = "kyc.selfie"


@dataclass(frozen=True, slots=True)
class Signals:
    """What was seen in one image or page.

    Attributes:
        zones: machine readable zones.
        licence: AAMVA payload, or None.
        spoken: what the text says, or None where none was read.
        faces: (share of the image's area, centre x, centre y) of each face, all 0 to 1; origin top left.
        width: pixels.
        height: pixels.
        aspect: longer by shorter side of a card or page found in the image; 0 where none was: then the image's own.
        path: path of the object, for hints.
        sidecar: whether the answer of a verification service lies beside it.
        lines: how many lines of text there are; 0 where that is not known.
        payload: another personal payload, or None.
    """

    zones: Sequence[Zone] = ()
    licence: Licence | None = None
    spoken: Spoken | None = None
    faces: Sequence[tuple[float, float, float]] = ()
    width: int = 0
    height: int = 0
    aspect: float = 0.0
    path: str = ""
    sidecar: bool = False
    lines: int = 0
    payload: Payload | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an image shows. Subjects are for a keyed fingerprint, in memory: they must not be kept or written.

    Attributes:
        kind: dotted kind.
        confirmed: whether two independent signals speak for it; probable otherwise.
        confidence: 0 to 1.
        evidence: names of the signals, strongest first; no values.
        issuer: ISO 3166-1 alpha-3 (or the codes of Doc 9303) of who issued it; empty where that is not known.
        region: state or province of the issuer, or empty.
        subjects: document number and date of birth of each holder whose both are sure: `number|YYYY-MM-DD`; empty where none is.
    """

    kind: str
    confirmed: bool
    confidence: float
    evidence: tuple[str, ...]
    issuer: str = ""
    region: str = ""
    subjects: tuple[bytes, ...] = ()


#: Longer by shorter side of a card (ISO/IEC 7810 ID-1) and of a passport's page (ID-3), and how far from it one may be.
#: Source: https://www.iso.org/standard/70483.html
_CARD, _PAGE, _TOLERANCE = 1.586, 1.42, 0.05
#: Share of the image that a holder's portrait takes: of a card that fills it, to one on a table. Larger: a person.
_FACE_LEAST, _FACE_MOST = 0.003, 0.35
#: A face of a picture taken of oneself.
_SELFIE_LEAST = 0.04
#: Score of a title, and captions or numbered fields beside it, that make words a signal.
_TITLE, _CAPTIONS, _NUMBERED = 0.6, 2, 4
#: Captions of which two must be there where no title is: name, address, class and number stand in programs and letters too.
_TELLING_LEAST = 2
_TELLING = frozenset({"birth", "birthplace", "expiry", "nationality", "sex"})
#: More lines than any document has: a page that speaks of documents.
_PAGE_LINES = 90
_SOFT = 2.6
#: Lines that a card has at most.
_CARD_LINES = 30


def verdict(signals: Signals) -> Verdict | None:
    """Whether signals speak for an identity document, or a picture that somebody took of their face to prove who they are. Pure."""
    hinted = hint(signals.path)
    seen = _seen(signals, hinted)
    strong = [name for name in seen if name in ("mrz", "barcode")]
    if not strong and _is_badge(signals.spoken):
        return None
    confirmed = _confirmed(seen, strong, _score(signals, seen), few=0 < signals.lines <= _CARD_LINES)
    if confirmed is None:
        return _selfie(signals, hinted, seen)
    name = _document(signals, hinted)
    issuer, region = _issuer(signals)
    confidence = _confidence(seen, strong, _score(signals, seen), confirmed=confirmed)
    return Verdict(KINDS[name], confirmed, confidence, (*seen, f"document:{name}"), issuer, region, _subjects(signals))


def _seen(signals: Signals, hinted: Hint) -> tuple[str, ...]:
    """Names of the signals that are there, strongest first."""
    spoken = signals.spoken
    title = spoken.title()[1] if spoken else 0.0
    telling = len(spoken.fields & _TELLING) if spoken else 0
    captions = spoken.labels if spoken and (title >= _TITLE or telling >= _TELLING_LEAST) else 0
    a_page = signals.lines > _PAGE_LINES
    payload = signals.payload is not None and signals.payload.kind == "govid.in_aadhaar"
    there = {
        "mrz": any(zone.confirmed for zone in signals.zones),
        "barcode": signals.licence is not None or payload,
        "words": title >= _TITLE and captions >= _CAPTIONS and not a_page,
        "numbered": spoken is not None and spoken.numbered >= _NUMBERED and not a_page,
        "portrait": any(_FACE_LEAST <= area <= _FACE_MOST for area, _, _ in signals.faces),
        "provider": signals.sidecar,
        "path": bool(hinted.documents) or (hinted.verification and bool(hinted.side)),
        "mrz-shape": bool(signals.zones) and not any(zone.confirmed for zone in signals.zones),
        "title": title >= _TITLE and not a_page,
        "captions": captions >= _CAPTIONS and not a_page,
        "dates": spoken is not None and spoken.dates > 0,
        "card": _is_card(signals),
        "page": _near(_aspect(signals), _PAGE),
    }
    return tuple(name for name, is_there in there.items() if is_there)


def _aspect(signals: Signals) -> float:
    """Longer by shorter side of what was found, or of the image; 0 where neither is known."""
    if signals.aspect > 0:
        return max(signals.aspect, 1 / signals.aspect)
    shorter, longer = sorted((max(0, signals.width), max(0, signals.height)))
    return longer / shorter if shorter else 0.0


def _near(aspect: float, wanted: float) -> bool:
    return abs(aspect - wanted) <= wanted * _TOLERANCE


def _is_card(signals: Signals) -> bool:
    return _near(_aspect(signals), _CARD)


def _is_badge(spoken: Spoken | None) -> bool:
    """Whether a card of a school, an employer, a bank or a shop names itself louder than a document of a state."""
    return spoken is not None and spoken.documents.get(BADGE, 0.0) > spoken.title()[1]


def _score(signals: Signals, seen: tuple[str, ...]) -> float:
    """Sum of weights of all that is seen.

    In a trial 2.6 found 14 of 16 documents that had no strong signal, and nothing in 533 other images. Weights of face, shape,
    title, captions, dates and aspect are those of the trial; path, provider and numbered fields were set to the like. Its images
    were looked at while the weights were made, so it says little of others.
    """
    spoken = signals.spoken
    out = 1.0 * ("portrait" in seen) + 1.0 * ("mrz-shape" in seen) + 0.2 * ("card" in seen or "page" in seen)
    out += 0.8 * ("path" in seen) + 1.0 * ("provider" in seen)
    if spoken is not None and signals.lines <= _PAGE_LINES:
        out += 1.5 * min(1.0, spoken.title()[1]) + 0.2 * min(3, spoken.dates)
        out += 0.4 * min(4, spoken.labels) * ("captions" in seen or spoken.labels < _CAPTIONS)
        out += 0.4 * min(5, spoken.numbered)
    return out


#: Signals that do not depend on a strong one; the shape of a page is that of A4 paper too, and a title may be that of a text.
_SECOND = frozenset({"words", "numbered", "portrait", "provider", "path", "captions", "card"})


def _confirmed(seen: tuple[str, ...], strong: list[str], score: float, *, few: bool) -> bool | None:
    """Whether two independent signals are there; None where there is not even one."""
    names = frozenset(seen)
    if strong:
        return len(strong) > 1 or not names.isdisjoint(_SECOND)
    said = not names.isdisjoint({"words", "numbered"})
    beside = names & {"portrait", "provider", "path", "mrz-shape"}
    if score < _SOFT:
        return None
    if said and beside and ("portrait" in names or "dates" in names or len(beside) > 1):
        return True
    spoken_of = said or not names.isdisjoint({"title", "captions", "mrz-shape"})
    # Words alone are a form, or a text that speaks of documents, unless they stand on what has a card's shape.
    return False if spoken_of and (beside or (said and {"card", "dates"} <= names and few)) else None


def _confidence(seen: tuple[str, ...], strong: list[str], score: float, *, confirmed: bool) -> float:
    """0.9 and more for confirmed ones, by how many signals; 0.5 to 0.75 for probable ones, by their score."""
    if confirmed:
        beside = sum(name in _SECOND for name in seen)
        return round(min(0.99, (0.92 if strong else 0.86) + 0.02 * beside), 2)
    return 0.7 if strong else round(min(0.75, 0.5 + 0.08 * (score - _SOFT)), 2)


def _document(signals: Signals, hinted: Hint) -> str:
    """Which document: what a zone or barcode says, else the words, else the path; `identity` where none does."""
    title = signals.spoken.title() if signals.spoken else ("", 0.0)
    zone = _best(signals.zones)
    if zone is not None:
        named = _of_zone(zone)
        return title[0] if named == "identity" and title[1] >= _TITLE and title[0] != "passport" else named
    if signals.licence is not None:
        return "identity" if signals.licence.type == "ID" else "licence"
    if title[1] >= _TITLE:
        return title[0]
    if "numbered" in _seen(signals, hinted):
        return "licence"
    hints = sorted(hinted.documents)
    return hints[0] if len(hints) == 1 else title[0] or "identity"


def _best(zones: Sequence[Zone]) -> Zone | None:
    return max(zones, key=lambda zone: (zone.confirmed, zone.valid), default=None)


def _of_zone(zone: Zone) -> str:
    """Document by a zone's code (Doc 9303 parts 4 to 7); permits: AR, IR (EU 1030/2002), C1, C2, CA (USA)."""
    code = zone.document
    if code[:1] == "P" or code == "IP" or (not code and zone.format == "TD3"):
        return "passport"
    if code[:1] == "V" or zone.format.startswith("MRV"):
        return "visa"
    return "permit" if code in ("AR", "IR", "C1", "C2", "CA") else "identity"


def _issuer(signals: Signals) -> tuple[str, str]:
    zone = _best([zone for zone in signals.zones if zone.issuer or zone.nationality])
    if signals.licence is not None:
        return signals.licence.country, signals.licence.state
    if zone is not None:
        return zone.issuer or zone.nationality, ""
    aadhaar = signals.payload is not None and signals.payload.kind == "govid.in_aadhaar"
    return ("IND" if aadhaar else ""), ""


def _subjects(signals: Signals) -> tuple[bytes, ...]:
    """Holders whose number and date of birth are sure: both check digits right, or read from a barcode, which corrects errors."""
    sure = [(zone.number, zone.birth) for zone in signals.zones if zone.right >= {"number", "birth"}]
    if signals.licence is not None:
        sure.append((signals.licence.number, signals.licence.birth))
    if signals.payload is not None:
        sure.append((signals.payload.number.decode("utf-8", "replace"), signals.payload.birth))
    return tuple(dict.fromkeys(f"{number.upper()}|{birth}".encode() for number, birth in sure if number and birth))


def _selfie(signals: Signals, hinted: Hint, seen: tuple[str, ...]) -> Verdict | None:
    """A large face at a path that says so; confirmed where the folder, or an answer beside it, speaks of verification."""
    if not hinted.portrait or not any(area >= _SELFIE_LEAST for area, _, _ in signals.faces):
        return None
    confirmed = hinted.verification or signals.sidecar
    evidence = ("face", "path", *["provider"] * ("provider" in seen))
    return Verdict(SELFIE, confirmed, 0.88 if confirmed else 0.65, evidence)
