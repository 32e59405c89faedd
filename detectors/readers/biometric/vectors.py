"""Vectors: whether rows of numbers are embeddings of faces or voices: by dimension, length, names, and whose they are.

No vector is ever compared with another one: only its length is computed. Typical dimensions: 128 (dlib, FaceNet, OpenFace),
512 (ArcFace, FaceNet, x-vector), 256 (GE2E, SeetaFace), 192 (ECAPA-TDNN, TitaNet), 160 (DeepID), 2622 and 4096 (VGG-Face),
1024 and 2048 (others). Those of texts are made by the same mathematics: what is not called a face or a voice, and is not kept
beside persons, is not told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from statistics import fmean, pstdev
from typing import NamedTuple

FACE, VOICE = "face-embedding", "voiceprint"
LIKELY = "-likely"

#: Dimensions that models of faces and voices give; those of texts among them need a name that says what they are.
DIMENSIONS = frozenset({64, 80, 96, 100, 128, 160, 192, 200, 256, 400, 512, 600, 1024, 1536, 2048, 2622, 4096})
#: Dimensions that hardly anything but these models gives, where persons stand beside the rows.
_TELLING = {128: FACE, 512: FACE, 192: VOICE}
LEAST, MOST = min(DIMENSIONS), max(DIMENSIONS)

_FACES = """
        face faces facial arcface facenet insightface deepface openface sphereface cosface adaface magface vggface
    sface seetaface dlib     selfie selfies portrait portraits mugshot mugshots headshot headshots faceid facedb
    facevec faceprint faceprints buffalo antelopev2     gesicht gesichter visage visages rostro rostros
"""
_VOICES = """
        voice voices speaker speakers voiceprint voiceprints xvector xvectors ivector ivectors dvector dvectors ecapa
    ge2e resemblyzer     titanet wespeaker campplus pyannote spk spkrec speakernet stimme stimmen voix locuteur
"""
#: What such arrays are called whatever is in them.
_PLAIN = """
        embedding embeddings encoding encodings template templates emb embs embed embeds vector vectors vec vecs
    descriptor descriptors     feature features feat feats biometric biometrics enrollment enrollments gallery probe
"""
#: What is made into vectors too, and is nobody: texts and things, weights of networks, pictures and sounds as they are.
_OTHERS = """
        text texts openai sentence sentences chunk chunks doc docs document documents token tokens word words glove
    bert sbert gpt query     queries passage passages title titles content article articles product products item
    items ada minilm prompt prompts rag llm clip     code paragraph abstract wiki news tweet vocab vocabulary e5 bge
    gte mpnet cohere     weight weights kernel bias layer layers conv conv1 conv2 attention mlp gamma beta gradient
    grad momentum optimizer batchnorm     running codebook centroid centroids anchors prior priors position positional
    image images img imgs pixel pixels frame frames crop crops landmark landmarks keypoint keypoints mesh bbox bboxes
    box boxes mask     masks audio audios waveform spectrogram mel mfcc detector detection
"""
_WORDS = {FACE: frozenset(_FACES.split()), VOICE: frozenset(_VOICES.split())}
_GENERIC, _OTHERWISE = frozenset(_PLAIN.split()), frozenset(_OTHERS.split())
#: Names of columns that say whose a row is.
_PERSON = re.compile(
    r"(?:^|[._ -])(?:(?:person|people|user|subject|employee|emp|staff|customer|client|member|candidate|applicant|student|patient"
    r"|contact|speaker|account|identity|passenger|visitor|worker|citizen|suspect|owner|profile|enrol?lee)(?:[._ -]?(?:id|uuid|name"
    r"|no|nr|number|key|code|ref))?|(?:first|last|full|family|given)[._ -]?name|name|names|e?mail|email[._ -]?address"
    r"|known[._ -]?(?:names|ids|people))$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
#: The length of a vector made one long, and of dlib's, which are not made so.
_UNIT, _DLIB, _STEADY = (0.97, 1.03), (1.1, 1.8), 0.35
#: Raw ones of ArcFace are 10 to 40 long.
_LONGEST, _FARTHEST = 1000, 1e12
#: Share of numbers below zero: pixels and counts have none.
_SIGNED = (0.15, 0.85)
#: The last names of a path say what a file is; those before it whose disk it is.
_PLACES = 3


class Verdict(NamedTuple):
    """What rows of numbers are taken for.

    Attributes:
        rule: `face-embedding` or `voiceprint`, with `-likely` behind it where less speaks for it.
        confidence: probability, 0 to 1.
        evidence: names of what spoke for it: name, path, persons, dimension, unit-length, dlib-length.
    """

    rule: str
    confidence: float
    evidence: tuple[str, ...]


@cache
def _split(name: str) -> frozenset[str]:
    lowered = [part.lower() for part in _PARTS.findall(name)]
    pairs = [first + second for first, second in pairwise(lowered)]  # `x_vector`, `face_id`, `GE2E`
    return frozenset((*lowered, *pairs))


def words(name: str) -> frozenset[str]:
    """Words of a name in lower case, cut at signs and at capital letters, with each two neighbours as one."""
    return _split(name[-200:])


def last(path: str) -> str:
    """The part of a path that says what a file is."""
    return "/".join(path.replace("!", "/").split("/")[-_PLACES:])


def about(words_in: frozenset[str]) -> str:
    """What words say of a vector: FACE, VOICE, or neither."""
    return next((rule for rule, wanted in _WORDS.items() if words_in & wanted), "")


def persons(names: Iterable[str]) -> bool:
    """Whether one of these columns or keys says whose a row is."""
    return any(_PERSON.search(name) for name in names)


def judge(
    dimension: int,
    norms: Sequence[float],
    name: str = "",
    path: str = "",
    person_ids: bool = False,
    negative: float = 0.5,
) -> Verdict | None:
    """What rows of numbers are; None where nothing speaks for faces or voices.

    Args:
        dimension: numbers in a row.
        norms: Euclidean lengths of some rows.
        name: of the array, column or key.
        path: of the object.
        person_ids: whether persons stand beside the rows.
        negative: share of the numbers that are below zero.
    """
    length = _length(dimension, norms, negative)
    own, around = words(name), words(last(path))
    if not length or dimension not in DIMENSIONS:
        return None
    subject = about(own)
    evidence = [length] if length != "steady" else []
    if own & _OTHERWISE and not (subject and own & _GENERIC):
        return None
    if subject:
        return _made(subject, sure=True, evidence=("name", "dimension", *evidence))
    generic = bool(own & _GENERIC) or not name
    subject = about(around)
    if subject and generic and not around & _OTHERWISE:
        sure = length != "steady" and (bool((own | around) & _GENERIC) or person_ids)
        return _made(subject, sure=sure, evidence=("path", "dimension", *evidence))
    if person_ids and own & _GENERIC and length != "steady" and dimension in _TELLING and not around & _OTHERWISE:
        return _made(_TELLING[dimension], sure=False, evidence=("persons", "dimension", *evidence))
    return None


def _made(subject: str, *, sure: bool, evidence: tuple[str, ...]) -> Verdict:
    return Verdict(subject, 0.9, evidence) if sure else Verdict(subject + LIKELY, 0.55, evidence)


def _length(dimension: int, norms: Sequence[float], negative: float) -> str:
    """What the rows' lengths are like: `unit-length`, `dlib-length`, `steady`; empty where they are none of an embedding's."""
    sound = [norm for norm in norms if 0 < norm < _FARTHEST]
    if not sound or len(sound) < len(norms) * 0.9:  # a row of zeros stands for a missing one
        return ""
    if sum(_UNIT[0] <= norm <= _UNIT[1] for norm in sound) >= 0.9 * len(sound):  # all but a few
        return "unit-length"
    if not _SIGNED[0] <= negative <= _SIGNED[1]:
        return ""
    mean = fmean(sound)
    spread = pstdev(sound) / mean
    if dimension == 128 and _DLIB[0] <= mean <= _DLIB[1] and spread < _STEADY:  # noqa: PLR2004  # dlib's
        return "dlib-length"
    return "steady" if spread < _STEADY and mean < _LONGEST else ""


class Lengths:
    """Lengths and signs of some rows, gathered as they go by."""

    def __init__(self) -> None:
        """Begin with none."""
        self.norms: list[float] = []
        self._numbers = self._below = 0

    def add(self, row: Sequence[float]) -> None:
        """One row."""
        try:
            self.norms.append(math.hypot(*row))
        except OverflowError:
            self.norms.append(math.inf)
        self._numbers += len(row)
        self._below += sum(number < 0 for number in row)

    def join(self, others: Lengths) -> None:
        """Rows that were gathered elsewhere."""
        self.norms += others.norms
        self._numbers += others._numbers
        self._below += others._below

    @property
    def negative(self) -> float:
        """Share of the numbers that are below zero."""
        return self._below / self._numbers if self._numbers else 0.0
