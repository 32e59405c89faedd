"""Films and sound, sampled by range: every container, for few bytes, and whatever their heads claim."""

from __future__ import annotations

import random
import struct
from typing import TYPE_CHECKING

import pytest

from detectors.media.clip import clip
from detectors.media.sparse import BLOCK, Sparse
from detectors.media.taken import RATE
from detectors.media.taking import FRAMES, MOST
from detectors.readers.base import ReadError
from detectors.readers.held import HeldBlob

if TYPE_CHECKING:
    from collections.abc import Callable

    from detectors.media.taken import Clip

    Films = Callable[..., bytes]

CONTAINERS = ["mp4", "mp4-front", "mp4-fragments", "mov", "mkv", "webm", "avi", "ts", "flv"]


class Counted(HeldBlob):
    """Content that says how much of it was asked for."""

    asked = 0

    def read(self, start: int, length: int) -> bytes:
        data = super().read(start, length)
        self.asked += len(data)
        return data


def _clip(data: bytes) -> Clip:
    return clip(HeldBlob(data), lambda: None)


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_gives_frames_and_sound(films: Films, container: str) -> None:
    found = _clip(films(container))
    assert 3 <= len(found.frames) <= FRAMES
    assert (found.width, found.height) == (640, 360)
    assert all(frame.pixels.shape == (360, 640, 3) for frame in found.frames)
    assert abs(found.seconds - 12) < 0.5
    assert not found.estimated
    assert found.sound
    assert all(each.samples.shape[0] == 1 and each.samples.shape[1] > RATE for each in found.sound)
    assert found.lacking == ""


@pytest.mark.parametrize("container", ["mp4", "mp4-front", "mkv", "ts"])
def test_a_long_film_is_sampled_all_over_for_few_of_its_bytes(films: Films, container: str) -> None:
    from parts import clips

    data = clips.longer(films("mp4"), container, 60)
    blob = Counted(data)
    found = clip(blob, lambda: None)
    assert len(data) > 40_000_000
    assert blob.asked == found.taken <= MOST
    assert abs(found.seconds - 60 * 12.1) < 12
    assert found.sound
    places = [frame.at / found.seconds for frame in found.frames]
    assert max(places) - min(places) > 0.15


def test_fragments_are_read_at_their_beginning_only(films: Films) -> None:
    from parts import clips

    data = clips.longer(films("mp4"), "mp4-fragments", 60)
    blob = Counted(data)
    found = clip(blob, lambda: None)
    assert blob.asked < 0.45 * len(data)
    assert found.estimated
    assert abs(found.seconds - 726) < 100
    assert len(found.frames) >= 3


def test_a_film_without_sound_and_sound_without_a_film(films: Films) -> None:
    from parts import clips

    silent = _clip(films("mp4", heard=""))
    assert silent.frames
    assert (silent.sound, silent.channels, silent.lacking) == ([], 0, "")
    said = _clip(clips.sound_file("wav", "pcm_mulaw", clips.call(random.Random(1), 9), 8000))
    assert (said.frames, said.width) == ([], 0)
    assert (said.channels, said.rate, said.codec) == (2, 8000, "pcm_mulaw")
    assert all(each.samples.shape[0] == 2 for each in said.sound)


def test_a_film_that_is_to_be_turned_is(films: Films) -> None:
    import io

    import av

    out = io.BytesIO()
    with av.open(io.BytesIO(films("mp4"))) as source, av.open(out, "w", format="mp4") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    data = bytearray(out.getvalue())
    at = data.index(b"tkhd") + 4 + 4 + 36  # a matrix that shows what lies on its side
    data[at : at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    assert {frame.pixels.shape for frame in _clip(bytes(data)).frames} == {(640, 360, 3)}


# --- heads that lie, and damage ------------------------------------------------------------------------------------------------


def _with(data: bytes, name: bytes, at: int, form: str, *values: object) -> bytes:
    place = data.index(name) + at
    changed = bytearray(data)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def test_a_duration_that_is_not_true_is_not_believed(films: Films) -> None:
    head = _with(films("mp4-front"), b"mvhd", 20, ">I", 12_000 * 1000)
    assert abs(_clip(head).seconds - 12) < 1  # its index knows better
    place = films("mkv").index(b"\x44\x89\x88") + 3
    claimed = bytearray(films("mkv"))
    claimed[place : place + 8] = struct.pack(">d", 12_000.0 * 5000)
    found = _clip(bytes(claimed))
    assert found.estimated
    assert 5 < found.seconds < 20
    assert found.frames
    assert found.sound


def test_a_film_whose_key_frames_are_not_marked_is_seen_all_the_same(films: Films) -> None:
    data = films("mp4-front")
    assert _clip(data.replace(b"stss", b"free")).frames
    none = _clip(_with(data, b"stss", 8, ">I", 0))
    assert none.frames
    assert abs(none.seconds - 12) < 1


def test_what_is_cut_off_is_not_missed(films: Films) -> None:
    for container in ("mp4-front", "mkv", "ts", "avi", "webm", "flv"):
        data = films(container)
        found = _clip(data[: len(data) * 2 // 5])
        assert found.frames, container
    with pytest.raises(ReadError, match="cannot be read"):
        _clip(films("mp4")[: len(films("mp4")) // 2])  # its index was at the end


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", b"\x1aE\xdf\xa3", b"RIFF\0\0\0\x10AVI LIST", b"RIFF\xff\xff\xff\xffWAVEfmt ",
        b"ID3\4\0\0\0\0\0\0", b"fLaC", b"OggS\0", b"FLV\1\5\0\0\0\x09", b"NIST_1A\n   1024\n", b"#!AMR\n", b"G@",
    ],
)  # fmt: skip
def test_noise_ends_by_itself(head: bytes) -> None:
    data = head + random.Random(1).randbytes(1_500_000)
    try:
        found = _clip(data)
    except ReadError:
        return
    assert found.taken <= len(data) * 2  # what can be decoded by chance is sound


def test_a_damaged_index_ends_by_itself(films: Films) -> None:
    data, rng = films("mp4-front"), random.Random(2)
    begin = data.index(b"moov")
    length = struct.unpack(">I", data[begin - 4 : begin])[0]
    for _ in range(25):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 5, 100))):
            changed[begin + rng.randrange(4, length)] = rng.randrange(256)
        try:
            found = _clip(bytes(changed))
        except ReadError:
            continue
        assert found.taken <= len(data) * 2


def test_a_picture_larger_than_any_camera_takes_is_not_decoded(films: Films) -> None:
    size = b"\x9d\x01\x2a" + struct.pack("<HH", 640, 360)
    assert films("webm").count(size) > 3  # in each of its key frames
    found = _clip(films("webm").replace(size, b"\x9d\x01\x2a" + struct.pack("<HH", 16_383, 16_383)))
    assert found.frames == []
    assert "none of its pictures was seen" in found.lacking or "16,383" in found.lacking
    assert found.sound


# --- the file that demuxers read -----------------------------------------------------------------------------------------------


def test_only_blocks_that_are_asked_for_are_read_and_no_more_than_may_be() -> None:
    content = random.Random(3).randbytes(5 * BLOCK + 100)
    blob = Counted(content)
    file = Sparse(blob, 3 * BLOCK)
    file.seek(2 * BLOCK + 10)
    assert file.read(20) == content[2 * BLOCK + 10 : 2 * BLOCK + 30]
    assert file.read(-1) == content[2 * BLOCK + 30 : 3 * BLOCK]
    assert (blob.asked, file.taken, file.requests) == (BLOCK, BLOCK, 1)
    file.seek(-50, 2)
    assert file.read(1000) == content[-50:]
    assert file.tell() == len(content)
    assert (file.read(1), file.spent) == (b"", False)  # its end
    for number in (0, 1, 3):
        file.seek(number * BLOCK)
        file.read(1)
    assert file.spent
    assert file.taken <= 3 * BLOCK
    file.allow(BLOCK)
    assert not file.spent
    file.seek(3 * BLOCK)
    assert file.read(4) == content[3 * BLOCK : 3 * BLOCK + 4]


def test_a_shorter_end_is_shown() -> None:
    file = Sparse(HeldBlob(bytes(range(200))), 1000, 100)
    assert (file.size, file.seek(0, 2), file.read(1)) == (100, 100, b"")
