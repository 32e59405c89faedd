"""Targets for what looks at pictures and listens to recordings: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from detectors.readers.base import Budget, Limits, Reader, ReadError
from detectors.readers.held import HeldBlob
from detectors.readers.media.film import FilmReader
from detectors.readers.media.picture import PictureReader
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts import clips

FILMS, PICTURES = FilmReader(), PictureReader()


def one(reader: Reader, media_type: str, data: bytes) -> None:
    """Look at `data`."""
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for _ in reader.parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
            pass
    except (ReadError, MemoryError):  # a picture of 200 megapixels is decoded, and its child says that it could not
        pass


def _pictures() -> dict[str, tuple[str, bytes]]:
    small = Image.effect_noise((96, 80), 60).convert("RGB")
    found = {}
    for form, media_type in (("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("TIFF", "image/tiff"), ("WEBP", "image/webp"), ("BMP", "image/bmp")):
        out = io.BytesIO()
        more = {"save_all": True, "append_images": [small.rotate(90)]} if form in {"GIF", "TIFF", "WEBP"} else {}
        small.save(out, form, **more)
        found[f"picture.{form.lower()}"] = (media_type, out.getvalue())
    return found


def _films() -> dict[str, tuple[str, bytes]]:
    rng = random.Random(5)
    frames, said = list(clips.interview(rng, 1.5, size=(96, 80))), clips.voice(rng, 1.5)
    types = {"mkv": "video/x-matroska", "webm": "video/x-matroska", "avi": "video/x-msvideo", "ts": "video/mp2t", "flv": "video/x-flv"}
    found = {f"film.{name}": (types.get(name, "video/mp4"), clips.film(name, frames, said, key_every=0.5)) for name in clips.CONTAINERS}
    sounds = (("wav", "pcm_s16le", "audio/wav"), ("mp3", "libmp3lame", "audio/mpeg"), ("flac", "flac", "audio/flac"), ("adts", "aac", "audio/aac"))
    found |= {f"sound.{form}": (media_type, clips.sound_file(form, coder, said)) for form, coder, media_type in sounds}
    return found | {"sound.ogg": ("audio/ogg", clips.sound_file("ogg", "libopus", said, 48_000)), "sound.sph": ("audio/x-nist", clips.sphere(said))}


TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    **{name: (partial(one, PICTURES, media_type), [data]) for name, (media_type, data) in _pictures().items()},
    **{name: (partial(one, FILMS, media_type), [data]) for name, (media_type, data) in _films().items()},
}
# The models are loaded before memory is limited.
for _target, _seeds in TARGETS.values():
    _target(_seeds[0])
