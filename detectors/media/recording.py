"""Recording: what a film or sound file is, by its faces, its speech, how long it is and what it is called. Pure.

An interview shows a face on most key frames, has speech, and lasts a minute or more; a proof of a living face is short and shows
one large face. The founding case held 3 TB of the former, beside scans of what the latter is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from detectors.media.speech import Voice

#: Share of key frames with a face from which a film is one of faces, and of screens from which it is one of a screen.
_MOSTLY = 0.5
#: Speech: share of what was listened to, seconds in all.
_SPEECH, _SPOKEN = 0.25, 3.0
#: Seconds below which a sound file is a single utterance, and of speech in it.
_UTTERANCE, _WORD = 6.0, 0.1
#: Seconds from which what shows faces and has speech is an interview; less if its name says so.
_INTERVIEW, _NAMED_INTERVIEW = 60.0, 15.0
#: Seconds up to which it may be a proof of a living face, if it is called one and else; share of the picture that its face
#: covers.
_LIVENESS, _UNNAMED_LIVENESS, _LARGE = 30.0, 15.0, 0.12
#: Samples a second up to which sound is of a telephone, and codecs that telephones use.
_TELEPHONE = 8_000
_OF_TELEPHONES = (
    "pcm_mulaw",
    "pcm_alaw",
    "amrnb",
    "amr_nb",
    "libopencore_amrnb",
    "gsm",
    "gsm_ms",
    "g729",
    "adpcm_g722",
    "g723_1",
)
#: How evenly two people who have a channel each take turns.
_TURNS = 0.1
#: Voices over a film without faces: seconds of speech that make it a recording of a voice.
_NARRATED = 10.0


class Look(NamedTuple):
    """One key frame: faces by the share of it that they cover, the largest first; whether it shows a screen."""

    faces: tuple[float, ...]
    screen: bool


class Told(NamedTuple):
    """What a recording holds: a name of a rule less its prefix, whether that is sure, and what speaks for it."""

    what: str
    sure: bool
    evidence: tuple[str, ...]


class Names(NamedTuple):
    """What its path, and what lies beside it, say of a recording."""

    interview: bool = False
    call: bool = False
    liveness: bool = False
    transcript: bool = False


def told(
    looks: Sequence[Look],
    voice: Voice | None,
    seconds: float,
    rate: int,
    codec: str,
    names: Names,
    *,
    corpus: bool = False,
) -> list[Told]:
    """What a recording is.

    Args:
        looks: at key frames, none of a sound file.
        voice: what was heard, None where there is no sound or none could be heard.
        seconds: how long it is, 0 where that is not known.
        rate: samples a second of its sound.
        codec: of its sound.
        names: what its name says.
        corpus: whether its form is one of corpora of speech.

    Returns:
        What it holds, the most telling first; nothing where neither faces nor speech were found.
    """
    speech = voice is not None and voice.share >= _SPEECH and voice.share * max(seconds, voice.heard) >= _SPOKEN
    if looks:
        found = _film(looks, seconds, names, speech=speech)
        if found:
            return found
    if (
        voice is not None
        and not looks
        and not speech
        and 0 < seconds < _UTTERANCE
        and voice.share >= _SPEECH
        and voice.spoken >= _WORD
    ):
        return [Told("voice", sure=False, evidence=("speech", "utterance"))]  # of a corpus of words, as a rule
    if voice is None or not speech:
        return []
    if not looks:
        return [_sound(voice, rate, codec, names, corpus=corpus)]
    return [Told("voice", sure=seconds * voice.share >= _NARRATED, evidence=("speech", "no-face"))]


def _film(looks: Sequence[Look], seconds: float, names: Names, *, speech: bool) -> list[Told]:
    faced = [look for look in looks if look.faces]
    share = len(faced) / len(looks)
    heard = ("speech",) if speech else ("no-speech",)
    beside = ("transcript",) if names.transcript else ()
    if sum(look.screen for look in looks) >= len(looks) * _MOSTLY:
        found = [Told("screen", sure=True, evidence=("screen", *heard))]
        return [*found, Told("faces", sure=False, evidence=("face", "screen"))] if share >= _MOSTLY else found
    if not faced:
        return []
    if share < _MOSTLY:
        return [Told("faces", sure=len(faced) > 1, evidence=("face", "some-frames", *heard))]
    if speech and seconds >= (_NAMED_INTERVIEW if names.interview or names.transcript else _INTERVIEW):
        return [Told("interview", sure=True, evidence=("face", "speech", "duration", *beside))]
    largest = median(look.faces[0] for look in faced)
    alone = all(len(look.faces) == 1 for look in faced)
    most = _LIVENESS if names.liveness else _UNNAMED_LIVENESS
    if 0 < seconds <= most and alone and (names.liveness or (largest >= _LARGE and share == 1 and not speech)):
        return [
            Told(
                "liveness",
                sure=names.liveness,
                evidence=("face", "one-person", "short", *(("path",) if names.liveness else ()), *heard),
            )
        ]
    return [Told("faces", sure=True, evidence=("face", *heard))]


def _sound(voice: Voice, rate: int, codec: str, names: Names, *, corpus: bool) -> Told:
    signs = [
        *(["two-channels"] if voice.turns >= _TURNS else []),
        *(["telephone"] if 0 < rate <= _TELEPHONE or codec in _OF_TELEPHONES else []),
        *(["path"] if names.call else []),
        *(["transcript"] if names.transcript else []),
    ]
    if corpus:
        return Told("corpus", sure=True, evidence=("speech", "corpus"))
    if signs and signs != ["transcript"]:
        return Told("call", sure=len(signs) > 1 or signs == ["two-channels"], evidence=("speech", *signs))
    return Told("voice", sure=True, evidence=("speech", *signs))
