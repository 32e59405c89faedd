"""What a recording is by its faces, speech, length and name; and what is heard as speech."""

from __future__ import annotations

import random

import numpy as np
import pytest

from detectors.identity.hint import recording
from detectors.media.recording import Look, Names, told
from detectors.media.speech import Speech, Voice
from detectors.media.taken import RATE, Heard

FACE, CLOSE, NONE = Look((0.05,), screen=False), Look((0.3,), screen=False), Look((), screen=False)
PAIR, SCREEN, CORNER = Look((0.05, 0.04), screen=False), Look((), screen=True), Look((0.01,), screen=True)
SPEECH, QUIET, TURNS = Voice(15, 12, 0), Voice(15, 0.3, 0), Voice(15, 12, 0.4)


@pytest.mark.parametrize(
    ("looks", "voice", "seconds", "names", "expected"),
    [
        ([FACE] * 6, SPEECH, 600, Names(), ["interview"]),
        ([PAIR] * 6, SPEECH, 600, Names(), ["interview"]),
        ([FACE, FACE, FACE, NONE, NONE, NONE], SPEECH, 600, Names(), ["interview"]),
        ([FACE] * 6, SPEECH, 30, Names(), ["faces"]),
        ([FACE] * 6, SPEECH, 30, Names(interview=True), ["interview"]),
        ([FACE] * 6, SPEECH, 30, Names(transcript=True), ["interview"]),
        ([FACE] * 6, QUIET, 600, Names(), ["faces"]),
        ([FACE] * 6, None, 600, Names(), ["faces"]),
        ([FACE, NONE, NONE, NONE, NONE, NONE], SPEECH, 600, Names(), ["faces?"]),
        ([FACE, FACE, NONE, NONE, NONE, NONE], SPEECH, 600, Names(), ["faces"]),
        ([CLOSE] * 4, None, 8, Names(), ["liveness?"]),
        ([CLOSE] * 4, QUIET, 8, Names(liveness=True), ["liveness"]),
        ([FACE] * 4, None, 8, Names(liveness=True), ["liveness"]),
        ([FACE] * 4, None, 8, Names(), ["faces"]),
        ([CLOSE] * 4, SPEECH, 8, Names(), ["faces"]),
        ([CLOSE] * 4, None, 80, Names(), ["faces"]),
        ([SCREEN] * 5, SPEECH, 600, Names(), ["screen"]),
        ([SCREEN] * 3 + [FACE] * 3, SPEECH, 600, Names(), ["screen", "faces?"]),
        ([CORNER] * 5, SPEECH, 600, Names(), ["screen", "faces?"]),
        ([NONE] * 6, SPEECH, 600, Names(), ["voice"]),
        ([NONE] * 6, SPEECH, 11, Names(), ["voice?"]),
        ([NONE] * 6, QUIET, 600, Names(), []),
        ([NONE] * 6, None, 600, Names(), []),
        ([], SPEECH, 600, Names(), ["voice"]),
        ([], TURNS, 600, Names(), ["call"]),
        ([], SPEECH, 600, Names(call=True), ["call?"]),
        ([], QUIET, 600, Names(call=True), []),
        ([], Voice(15, 4, 0), 9, Names(), ["voice"]),
        ([], Voice(3, 1, 0), 3, Names(), ["voice?"]),
        ([], Voice(0.4, 0.2, 0), 0.4, Names(call=True), ["voice?"]),
        ([], Voice(0.4, 0.06, 0), 0.4, Names(), []),
        ([], Voice(3, 0.3, 0), 3, Names(), []),
        ([], Voice(8, 2.5, 0), 8, Names(), []),
        ([NONE] * 2, Voice(0.4, 0.3, 0), 0.4, Names(), []),
        ([], None, 600, Names(call=True), []),
    ],
)
def test_verdicts(looks: list[Look], voice: Voice | None, seconds: float, names: Names, expected: list[str]) -> None:
    found = told(looks, voice, seconds, 48_000, "aac", names)
    assert [each.what + "?" * (not each.sure) for each in found] == expected
    assert all(each.evidence for each in found)


@pytest.mark.parametrize(
    ("rate", "codec", "names", "expected"),
    [
        (8000, "pcm_s16le", Names(), ("call", False)),
        (16_000, "pcm_mulaw", Names(), ("call", False)),
        (8000, "pcm_mulaw", Names(call=True), ("call", True)),
        (16_000, "opus", Names(), ("voice", True)),
    ],
)
def test_telephones_are_told_by_rate_codec_and_name(
    rate: int, codec: str, names: Names, expected: tuple[str, bool]
) -> None:
    (found,) = told([], SPEECH, 60, rate, codec, names)
    assert (found.what, found.sure) == expected


def test_a_corpus_of_speech_is_told_as_one() -> None:
    (found,) = told([], SPEECH, 60, 8000, "pcm_mulaw", Names(call=True), corpus=True)
    assert (found.what, found.sure) == ("corpus", True)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("media/interviews/a17.mp4", {"interview"}), ("2024/CallCenter/rec-001.wav", {"call"}), ("собеседование/3.mkv", {"interview"}),
        ("voice_mail/1.ogg", {"call"}), ("films/holiday.mp4", set()), ("recall/callback.mp4", set()),
    ],
)  # fmt: skip
def test_names_of_recordings(path: str, expected: set[str]) -> None:
    assert recording(path) == expected


def _heard(*channels: np.ndarray) -> list[Heard]:
    return [Heard(np.stack(channels).astype(np.float32))]


def test_speech_is_told_from_music_tones_and_noise() -> None:
    from parts import clips

    rng, listen = random.Random(5), Speech().listen
    said = listen([Heard(clips.voice(rng, 8))])
    assert said.share > 0.4
    assert 7.5 < said.heard <= 8
    assert said.turns == 0
    for other in (clips.music(rng, 8), clips.noise(rng, 8), np.zeros((1, 8 * RATE), np.float32)):
        assert listen([Heard(other)]).share < 0.1
    tone = np.sin(2 * np.pi * 440 * np.arange(8 * RATE) / RATE)
    assert listen(_heard(tone)).share < 0.1
    assert listen([]) == Voice(0, 0, 0)


def test_two_people_with_a_channel_each_are_told_from_one_in_stereo() -> None:
    from parts import clips

    listen = Speech().listen
    assert listen([Heard(clips.call(random.Random(1), 12))]).turns > 0.2
    one = clips.voice(random.Random(2), 8)[0]
    assert listen(_heard(one, one * 0.8)).turns < 0.05
    assert listen(_heard(one, np.zeros_like(one))).turns == 0  # the other side never speaks
