"""Sphere reader: heads of NIST SPHERE files, the form of corpora of speech: who speaks, in which database, how it was recorded.

Form: https://www.isip.piconepress.com/projects/speech/software/tutorials/production/fundamentals/v1.0/section_02/s02_01_p05.html
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

#: Bytes of a head at most: it says its own length, 1,024 as a rule.
_MOST = 64 << 10
#: Where the length stands: `NIST_1A`, a line feed, seven characters, a line feed.
_LENGTH = slice(8, 16)


class SphereReader(Reader):
    """Gives the head as text; the sound is listened to by whoever looks at recordings."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        head = blob.read(0, 16)
        if not head[_LENGTH].strip().isdigit():
            raise ReadError(Reason.CORRUPT, "its head does not say how long it is")
        text = blob.read(0, min(int(head[_LENGTH]), _MOST))
        yield Text(text.partition(b"end_head")[0], "head")
