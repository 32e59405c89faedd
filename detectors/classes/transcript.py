"""Transcripts of calls and meetings: captions with times, and texts in which speakers take turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.contact import is_person
from detectors.classes.form import DOCUMENTS
from detectors.classes.needle import Needles

_KIND, _CAPTIONS, _TURNS, _SPEECH = (
    "comms.call_transcript", "transcript.captions", "transcript.turns", "transcript.recognised",
)  # fmt: skip
_JSON = frozenset({"application/json", "application/x-ndjson"})

#: WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip: a cue's times.
_CUE = re.compile(rb"^(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}[ \t]+-->[ \t]+(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}", re.MULTILINE)
#: A voice of WebVTT, or a name in front of what is said.
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s([^>\n]{1,60})>")
_NAMED = re.compile(r"-->[^\n]*\n(?:>>\s?)?([^\W\d_][^\n:<>]{1,40}):[ \t]", re.MULTILINE)
#: A line that is a name and a time: Zoom's saved text, Teams' and Otter's documents, Google Meet's.
_NAME_TIME = re.compile(
    r"^\[?([^\W\d_][\w .,'\u2019()-]{1,48}?)\]?[ \t,(\[-]+(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?[)\]]?\s*$",
    re.MULTILINE,
)
#: A line that begins with a time and a name: Zoom's chat, and court reporters.
_TIME_NAME = re.compile(
    r"^[(\[]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s?[AaPp][Mm])?[)\]]?[ \t-]+"
    r"(?:From\s+)?([^\W\d_][\w .,'\u2019-]{1,40}?)(?:\s+to\s+\w[\w ]{1,30})?\s?:[ \t\r\n]",
    re.MULTILINE,
)
#: Without a time nobody's turn is told.
_CLOCK = re.compile(r"\d:\d\d")
#: Fewest cues of captions; fewest turns, and fewest people who take more than one.
_CUES, _TURN_LEAST, _SPEAKERS = 3, 6, 2
#: What looks like a name and is one of a log's levels or a label.
_NO_NAMES = frozenset(
    {
        "info",
        "warn",
        "warning",
        "error",
        "debug",
        "trace",
        "fatal",
        "note",
        "notice",
        "time",
        "date",
        "start",
        "end",
        "total",
        "http",
        "https",
    }
)
_LOOK = 48 << 10
#: Members of what recognisers of speech answer: Amazon Transcribe, AssemblyAI, Deepgram, Whisper.
_RECOGNISED = (
    frozenset({b"speaker_labels", b"transcripts"}),
    frozenset({b"utterances", b"speaker"}),
    frozenset({b"utterances", b"transcript", b"confidence"}),
    frozenset({b"segments", b"avg_logprob", b"no_speech_prob"}),
    frozenset({b"alternatives", b"transcript", b"words"}),
    frozenset({b"speaker", b"start", b"end", b"text"}),
)  # fmt: skip

NEEDLES = Needles(b'"transcript', b'"speaker', b'"utterances"', b'"no_speech_prob"')


def _taken(names: list[str]) -> tuple[int, int]:
    """How many turns were taken, and by how many people who took more than one."""
    turns = Counter(name for name in (each.strip().casefold() for each in names) if name not in _NO_NAMES)
    return sum(turns.values()), sum(count > 1 for count in turns.values())


class Transcript:
    """Classifier of transcripts."""

    types = DOCUMENTS | _JSON

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _JSON:
            return NEEDLES.within(head)
        return media_type != "text/plain" or b":" in head[:512]

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type in _JSON:
            there = view.keys.keys()
            if any(there >= needed for needed in _RECOGNISED):
                yield Classed(_KIND, _SPEECH, 0.8, view.said("members"), None)
            return
        begins = view.head[:64].lstrip(b"\xef\xbb\xbf\r\n ")
        if begins.startswith(b"WEBVTT") or (begins[:1].isdigit() and _CUE.search(view.head, 0, 256)):
            yield from self._captions(view)
        else:
            yield from self._turns(view)

    def _captions(self, view: View) -> Iterator[Classed]:
        cues = len(_CUE.findall(view.head)) + len(_CUE.findall(view.tail))
        if cues < _CUES or b"#xywh=" in view.start:  # pictures of a film, not speech
            return
        text = view.text.replace("\r\n", "\n")
        voices = _VOICE.findall(text) + _NAMED.findall(text)
        turns, people = _taken(voices)
        if people:
            confidence = 0.95 if people >= _SPEAKERS else 0.8
            yield Classed(_KIND, _CAPTIONS, confidence, view.said("cues", f"speakers:{people}"), cues)
            yield from _speakers(voices, view)
        else:
            yield Classed(_KIND, _CAPTIONS, 0.35 if not turns else 0.5, view.said("cues"), cues)

    def _turns(self, view: View) -> Iterator[Classed]:
        text = view.text[:_LOOK]
        if _CLOCK.search(text) is None:
            return
        names = max((pattern.findall(text) for pattern in (_NAME_TIME, _TIME_NAME)), key=_taken)
        turns, people = _taken(names)
        if turns >= _TURN_LEAST and people >= _SPEAKERS:
            confidence = min(0.93, 0.7 + 0.02 * turns)
            yield Classed(_KIND, _TURNS, round(confidence, 2), view.said(f"speakers:{people}"), turns)
            yield from _speakers(names, view)


def _speakers(voices: list[str], view: View) -> Iterator[Classed]:
    """The persons who are named as speaking; `Interviewer` and `Speaker 1` are none."""
    names = {voice.strip() for voice in voices if is_person(voice.strip())}
    if names:
        yield Classed("person.name", "contact.speaker", 0.7, view.said("speakers"), len(names))
