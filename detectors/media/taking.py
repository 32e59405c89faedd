"""Taking: frames and sound out of one opened container, for as few bytes as its demuxer allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from connectors.errors import Reason
from detectors.media.picture import SMALL
from detectors.media.sparse import Sparse
from detectors.media.taken import RATE, Clip, Frame, Heard
from detectors.readers.base import ReadError

if TYPE_CHECKING:
    from detectors.media.picture import Pixels
    from detectors.media.taken import Sound

#: Bytes that are read of a recording at most, its index among them; and what may be read behind a large one.
MOST, _LEAST = 4_500_000, 1536 << 10
#: Key frames that are looked at, and packets that are passed over in search of one.
FRAMES, _PACKETS = 6, 400
#: Stretches of sound, seconds of each, and of the shortest.
WINDOWS, SECONDS, _BRIEF = 3, 5.0, 1.2
#: Share of what may be read that is left for sound.
_FOR_SOUND = 0.4
#: Pixels of a frame that is decoded at most: 8K.
_MOST_PIXELS = 8192 * 4608
#: Bits a second below which nothing is coded: a duration that asks for fewer is not true.
_LEAST_RATE = 400
#: Demuxers that know all of an index when they have opened a file.
_INDEXED = "mov"
#: Those whose index is of pictures alone: a place in the sound is sought by them.
_INDEX_OF_PICTURES = ("matroska", "flv")
#: How far into a recording the sampled places are, the most telling first: what may be read can end before all were seen.
_PLACES = (0.5, 0.2, 0.8, 0.35, 0.65, 0.05)
#: Share of a claimed duration that must be there where places all over it were sought.
_THERE = 0.4


class Taking:
    """Takes frames and sound out of one container."""

    def __init__(self, container: Any, file: Sparse, found: Clip, check: Callable[[], None]) -> None:
        self._container, self._file, self._found, self._check = container, file, found, check
        self._seen: set[int] = set()
        self._pictures: Any = None
        self._sought, self._furthest = 0, 0.0

    def all(self, times: float) -> bool:
        """Take what there is; whether any was had. `times` is how much longer the whole recording is.

        Raises:
            ReadError: it has neither pictures nor sound.
        """
        found, file = self._found, self._file
        pictures, sound = _streams(self._container)
        if pictures is None and sound is None:
            raise ReadError(Reason.CORRUPT, "its container holds neither pictures nor sound that can be decoded")
        found.container = self._container.format.name
        streams = [each for each in (pictures, sound) if each is not None]
        reach, guessed = _seconds(self._container, streams, file.size)
        if found.seconds:  # told by the whole of which this is the beginning
            reach = found.seconds / times
        else:
            found.seconds, found.estimated = reach * times, guessed or times > 1
        may, before = max(_LEAST, MOST - file.taken), file.taken
        self._pictures = pictures
        if pictures is not None:
            found.width, found.height = pictures.codec_context.width, pictures.codec_context.height
            file.allow(round(may * (1 - _FOR_SOUND)) if sound is not None else may)
            self._frames(pictures, reach)
        if sound is not None:
            context = sound.codec_context
            found.channels, found.rate, found.codec = context.channels, context.sample_rate or 0, context.name
            file.allow(may - (file.taken - before))
            self._sounds(sound, reach)
        indexed = found.container.startswith(_INDEXED) and not guessed
        if not indexed and self._sought > 1 and not file.spent and self._furthest < reach * _THERE:
            found.seconds, found.estimated = max(1.0, self._furthest) * times, True  # its head claims what is not there
        return bool(found.frames or found.sound)

    def _frames(self, stream: Any, reach: float) -> None:
        """Take key frames."""
        found = self._found
        if found.width * found.height > _MOST_PIXELS:
            found.lacking = f"claims pictures of {found.width:,} x {found.height:,} pixels; more than are decoded"
            return
        self._alone(stream)
        lacking = "it has no key frames"
        for share in _PLACES if reach >= 1 else (0.0,):
            self._check()
            try:
                frame = self._frame(stream, reach * share)
            except _unreadable() as error:
                lacking = f"a key frame cannot be decoded ({type(error).__name__})"
                continue
            if frame is not None:
                found.frames.append(frame)
            if self._file.spent:
                lacking = "no more of it may be read"
                break
        found.frames.sort(key=lambda each: each.at)
        if not found.frames:
            found.lacking = f"none of its pictures was seen: {lacking}"

    def _frame(self, stream: Any, at: float) -> Frame | None:
        """The key frame at or before a time; None if that was seen, or there is none near."""
        start = stream.start_time or 0
        self._seek(stream, at)
        context = stream.codec_context
        for number, packet in enumerate(self._container.demux(stream)):
            if not packet.size or number > _PACKETS:
                return None
            if not packet.is_keyframe:
                continue
            place = packet.pts if packet.pts is not None else packet.pos or -1
            if place in self._seen:
                return None
            self._seen.add(place)
            decoded = context.decode(packet) or context.decode(None)
            context.flush_buffers()
            if decoded:
                when = -1.0 if packet.pts is None else float((packet.pts - start) * stream.time_base)
                self._furthest = max(self._furthest, when)
                return Frame(_pixels(decoded[0]), when)
        return None

    def _sounds(self, stream: Any, reach: float) -> None:
        """Take stretches of sound."""
        found = self._found
        self._alone(stream)
        affordable = self._file.left / max(1.0, self._file.size / reach) if reach >= 1 else SECONDS * WINDOWS
        count = min(WINDOWS, max(1, int(affordable / _BRIEF))) if found.width else WINDOWS
        length = max(_BRIEF, min(SECONDS, affordable / count)) if found.width else SECONDS
        lacking = "there is none in it"
        last = max(0.0, reach - length)
        # Where a key frame was found, pictures and sound begin together: elsewhere a demuxer reads on from the frame before.
        near = sorted((each.at for each in found.frames if 0 <= each.at <= last), key=lambda at: abs(at - reach / 2))
        places = [*near, *(last * share for share in _PLACES)][:count] if reach > length else [0.0]
        for at in places:
            self._check()
            pieces: list[Sound] = []
            try:
                pieces.extend(self._heard(stream, at, length))
            except _unreadable() as error:
                lacking = f"it cannot be decoded ({type(error).__name__})"
            if pieces:
                found.sound.append(_joined(pieces))
            if self._file.spent:
                lacking = "no more of it may be read"
                break
        if not found.sound:
            found.lacking = f"none of its sound was heard: {lacking}"

    def _heard(self, stream: Any, at: float, length: float) -> Iterator[Sound]:
        """Sound from a time on, in pieces: channels by samples."""
        import av  # noqa: PLC0415  # of the extra

        of_pictures = self._found.container.startswith(_INDEX_OF_PICTURES)
        self._seek(self._pictures if of_pictures and self._pictures is not None else stream, at)
        context, start = stream.codec_context, stream.start_time or 0
        context.flush_buffers()
        layout = "stereo" if context.channels == 2 else "mono"  # noqa: PLR2004  # who calls may have a channel each
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
        wanted = int(length * RATE)
        for packet in self._container.demux(stream):
            if not packet.size:
                return
            if packet.pts is not None and stream.time_base:
                self._furthest = max(self._furthest, float((packet.pts - start) * stream.time_base))
            for frame in context.decode(packet):
                for piece in resampler.resample(frame):
                    samples: Sound = piece.to_ndarray()  # type: ignore[assignment]  # 32-bit floats were asked for
                    yield samples
                    wanted -= samples.shape[1]
            if wanted <= 0:
                return

    def _seek(self, stream: Any, at: float) -> None:
        """Go to the key frame before a time; where that cannot be done, it goes on from where it is."""
        self._sought += 1
        if stream.time_base:
            with suppress(*_unseekable()):
                place = round(at / float(stream.time_base)) + (stream.start_time or 0)
                self._container.seek(place, stream=stream, backward=True)
        stream.codec_context.flush_buffers()

    def _alone(self, wanted: Any) -> None:
        """Have the demuxer pass over every other stream."""
        import av  # noqa: PLC0415  # of the extra

        for stream in self._container.streams:
            stream.discard = av.stream.Discard.default if stream.index == wanted.index else av.stream.Discard.all


def _streams(container: Any) -> tuple[Any, Any]:
    """The first stream of moving pictures and the first of sound that there are decoders for; covers of albums are neither."""
    import av  # noqa: PLC0415  # of the extra

    def usable(stream: Any) -> bool:
        cover = av.stream.Disposition.attached_pic in stream.disposition
        return stream.codec_context is not None and not cover

    pictures = next((each for each in container.streams.video if usable(each)), None)
    sound = next((each for each in container.streams.audio if usable(each)), None)
    for each in (pictures, sound):
        if each is not None:
            each.codec_context.thread_count = 1
            each.codec_context.thread_type = "NONE"
            each.codec_context.options = {
                "max_pixels": str(_MOST_PIXELS)
            }  # a frame may claim another size than the head does
    return pictures, sound


def _seconds(container: Any, streams: list[Any], size: int) -> tuple[float, bool]:
    """How long a recording is, and whether that is a guess: what its index says goes before what its head claims."""
    told = [float(each.duration * each.time_base) for each in streams if each.duration and each.time_base]
    if container.duration:
        told.append(container.duration / 1_000_000)
    indexed = [_last(each) for each in streams] if container.format.name.startswith(_INDEXED) else [0.0]
    if all(indexed):
        return max(indexed), False
    seconds = max(told, default=0.0)
    if seconds > 0 and size * 8 >= seconds * _LEAST_RATE:
        return seconds, False
    rate = sum(each.codec_context.bit_rate or 0 for each in streams) or container.bit_rate or 0
    return (size * 8 / rate, True) if rate else (max(indexed, default=0.0), True)


def _last(stream: Any) -> float:
    """Seconds up to the last entry of a stream's index; 0 where it has none."""
    entries = stream.index_entries
    if stream.time_base is None or len(entries) < FRAMES:
        return 0.0
    first, last = entries[0].timestamp, entries[len(entries) - 1].timestamp
    return max(0.0, float((last - first) * stream.time_base))


def _pixels(frame: Any) -> Pixels:
    import numpy as np  # noqa: PLC0415  # of the extra

    factor = min(1.0, SMALL / max(frame.width, frame.height))
    size = (max(2, round(frame.width * factor)), max(2, round(frame.height * factor)))
    pixels = frame.reformat(*size, format="bgr24").to_ndarray()
    turns = round((frame.rotation or 0) / 90) % 4  # counter-clockwise, as it is to be shown
    found: Pixels = np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels
    return found


def _joined(pieces: list[Sound]) -> Heard:
    import numpy as np  # noqa: PLC0415  # of the extra

    alike = [piece for piece in pieces if piece.shape[0] == pieces[0].shape[0]]  # damaged sound may change its channels
    return Heard(np.ascontiguousarray(np.concatenate(alike, axis=1)))


def _unreadable() -> tuple[type[Exception], ...]:
    """What decoders raise over what they cannot read."""
    import av  # noqa: PLC0415  # of the extra

    return (av.FFmpegError, ValueError, OverflowError, IndexError, TypeError)


def _unseekable() -> tuple[type[Exception], ...]:
    import av  # noqa: PLC0415  # of the extra

    return (av.FFmpegError, OverflowError)
