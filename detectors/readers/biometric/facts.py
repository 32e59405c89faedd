"""Facts: one of each rule of `rules/structure/biometric.toml`, to be filled with what was found."""

from __future__ import annotations

from dataclasses import replace

from detectors.readers.base import Fact

_FACTS = {
    fact.rule.partition(".")[2]: fact
    for fact in (
        Fact("biometric.face-record", b""),
        Fact("biometric.finger-record", b""),
        Fact("biometric.finger-picture", b""),
        Fact("biometric.minutiae-record", b""),
        Fact("biometric.iris-record", b""),
        Fact("biometric.palm-record", b""),
        Fact("biometric.voice-record", b""),
        Fact("biometric.chip-face", b""),
        Fact("biometric.chip-finger", b""),
        Fact("biometric.chip-iris", b""),
        Fact("biometric.chip-other", b""),
        Fact("biometric.face-embedding", b""),
        Fact("biometric.face-embedding-likely", b""),
        Fact("biometric.voiceprint", b""),
        Fact("biometric.voiceprint-likely", b""),
        Fact("biometric.dicom", b""),
        Fact("biometric.dicom-unnamed", b""),
    )
}


def fact(rule: str, value: bytes, evidence: tuple[str, ...], records: int = 1) -> Fact:
    """A fact of the object itself; `rule` without the file's name, the rest as in `Fact`."""
    return replace(_FACTS[rule], value=value, evidence=evidence, records=records)
