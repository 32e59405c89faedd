"""Media reader: what films and sound files say of themselves. Only heads and tags are read: some kilobytes of any size of file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from connectors.blob import Blob
from detectors.readers.base import Budget, Fact, Member, Part, Reader
from detectors.readers.binary import matroska, quicktime, riff, sound
from detectors.readers.binary.tags import Tags
from detectors.readers.binary.window import Window
from detectors.views.sniff import Media

#: Heads lie far apart in large files, so little is read at each.
_LEAST = 512


class MediaReader(Reader):
    """Reads MP4, Matroska, MP3, FLAC, Ogg, WAV and AVI: tags as text, a position as a fact, attached files as members."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        tags = Tags()
        yield from _FORMATS.get(media.type, _film)(Window(blob, _LEAST), tags, budget)
        yield from tags.texts()
        if tags.position:
            yield Fact("video.gps-position", tags.value(), "metadata")


def _film(window: Window, tags: Tags, budget: Budget) -> Iterator[Member]:
    quicktime.gather(window, tags, budget)
    yield from ()


_FORMATS: Mapping[str, Callable[[Window, Tags, Budget], Iterator[Member]]] = {
    "video/mp4": _film,
    "video/x-matroska": matroska.gather,
    "video/x-msvideo": riff.gather,
    "audio/mpeg": sound.mp3,
    "audio/flac": sound.flac,
    "audio/ogg": sound.ogg,
    "audio/wav": riff.gather,
}
