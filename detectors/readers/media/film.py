"""Film reader: what films and sound files show and say: interviews, faces, screens, proofs of a living face, voices, calls.

Some key frames and some seconds of sound are read by range (`detectors.media.clip`); whose face or voice it is is not asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.identity.hint import hint, recording
from detectors.media import screen
from detectors.media.clip import clip
from detectors.media.look import Sight
from detectors.media.recording import Look, Names, Told, told
from detectors.media.speech import Speech, Voice
from detectors.media.taken import Clip
from detectors.readers.base import Budget, Fact, Gap, Part, Reader
from detectors.views.sniff import Media

if TYPE_CHECKING:
    from detectors.media.picture import Pixels

#: What is told by rules, by what it is and whether that is sure.
_RULES = {
    ("interview", True): Fact("recording.interview", b""),
    ("faces", True): Fact("recording.faces", b""),
    ("faces", False): Fact("recording.faces-likely", b""),
    ("screen", True): Fact("recording.screen", b""),
    ("liveness", True): Fact("recording.liveness", b""),
    ("liveness", False): Fact("recording.liveness-likely", b""),
    ("voice", True): Fact("recording.voice", b""),
    ("voice", False): Fact("recording.voice-likely", b""),
    ("call", True): Fact("recording.call", b""),
    ("call", False): Fact("recording.call-likely", b""),
    ("corpus", True): Fact("recording.corpus", b""),
}
#: Bytes at the beginning of a recording by which, with its size, it is told from others.
_HEAD = 64 << 10
#: Types whose form is one of corpora of speech.
_CORPORA = frozenset({"audio/x-nist"})


class FilmReader(Reader):
    """Samples films and sound files of every container that FFmpeg reads."""

    isolated = True

    def __init__(self) -> None:
        """Load no model yet."""
        self._sight, self._speech = Sight(), Speech()

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        path, *beside = name.split("\n")
        seen = clip(blob, budget.check)
        looks = [self._look(frame.pixels, budget) for frame in seen.frames]
        budget.check()
        voice = self._speech.listen(seen.sound) if seen.sound else None
        found = told(
            looks, voice, seen.seconds, seen.rate, seen.codec, _names(path, beside), corpus=media.type in _CORPORA
        )
        mark = hashlib.sha256(blob.piece(0, min(_HEAD, blob.size)) + blob.size.to_bytes(8, "big")).digest()
        for each in found:
            yield _fact(each, seen, looks, voice, mark)
        if seen.lacking:
            # What was not seen could be anything: without pictures it is unexamined, without sound in part.
            size = blob.size if not looks and voice is None else 0
            yield Gap("", size, Reason.SAMPLED if looks or voice else Reason.CORRUPT, seen.lacking)

    def _look(self, pixels: Pixels, budget: Budget) -> Look:
        budget.check()
        faces = tuple(face.area for face in self._sight.faces.find(pixels))
        return Look(faces, screen.shows(pixels, self._sight.writing))


def _names(path: str, beside: list[str]) -> Names:
    words = recording(path)
    return Names(
        "interview" in words, "call" in words, hint(path).liveness or hint(path).portrait, "transcript" in beside
    )


def _fact(each: Told, seen: Clip, looks: list[Look], voice: Voice | None, mark: bytes) -> Fact:
    rule = _RULES.get((each.what, each.sure)) or _RULES[each.what, True]
    most = max((len(look.faces) for look in looks), default=0)
    evidence = (
        *each.evidence,
        *((f"faces:{min(most, 99)}",) if most else ()),
        *((f"speech:{round(voice.share * 100)}%",) if voice is not None else ()),
        *(("seconds:estimated",) if seen.estimated else ()),
    )
    return replace(rule, value=mark, evidence=evidence, records=max(1, round(seen.seconds)))
