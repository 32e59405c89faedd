"""Clips: films and sound of people who do not exist, in the containers that people keep them in. Needs PyAV, Pillow and NumPy.

What is shown is drawn (`portrait`, `board`), what is said is made (`voice`). A long film is a short one whose packets are muxed again
and again, so that hundreds of megabytes take seconds.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import av
import numpy as np
from parts.portrait import group, portrait
from parts.voice import RATE, speech
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from numpy.typing import NDArray

#: Container: format of FFmpeg, video codec, sound codec, options.
CONTAINERS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "mp4": ("mp4", "libx264", "aac", {}),
    "mp4-front": ("mp4", "libx264", "aac", {"movflags": "+faststart"}),
    "mp4-fragments": ("mp4", "libx264", "aac", {"movflags": "+frag_keyframe+empty_moov"}),
    "mov": ("mov", "libx264", "aac", {}),
    "mkv": ("matroska", "libx264", "aac", {}),
    "webm": ("webm", "libvpx", "libopus", {}),
    "avi": ("avi", "mpeg4", "libmp3lame", {}),
    "ts": ("mpegts", "libx264", "aac", {}),
    "flv": ("flv", "libx264", "aac", {}),
}
#: Endings of files in them.
ENDINGS = {"mp4-front": "mp4", "mp4-fragments": "mp4"}
FRAMES_A_SECOND = 10


class Film(NamedTuple):
    """What is shown and heard.

    Attributes:
        frames: pictures, ten a second.
        sound: of -1 to 1, channels by samples, 16,000 a second; None for a silent film.
    """

    frames: list[Image.Image]
    sound: NDArray[np.float32] | None


# --- what is shown -----------------------------------------------------------------------------------------------------------


def interview(rng: Random, seconds: float, *, size: tuple[int, int] = (640, 360)) -> Iterator[Image.Image]:
    """One head before a wall, which moves a little."""
    width, height = size
    head = portrait(rng, height, height, lively=0.4)
    wall = Image.new("RGB", size, tuple(rng.randrange(90, 200) for _ in range(3)))
    for _ in range(round(seconds * FRAMES_A_SECOND)):
        frame = wall.copy()
        frame.paste(head, ((width - height) // 2 + rng.randrange(-6, 7), rng.randrange(0, 5)))
        yield frame


def two(rng: Random, seconds: float, *, size: tuple[int, int] = (640, 360)) -> Iterator[Image.Image]:
    """Two heads side by side, as a call by video shows them."""
    width, height = size
    heads = [portrait(rng, width // 2, height, lively=0.4) for _ in range(2)]
    for _ in range(round(seconds * FRAMES_A_SECOND)):
        frame = Image.new("RGB", size, "black")
        for number, head in enumerate(heads):
            frame.paste(head, (number * width // 2, rng.randrange(0, 4)))
        yield frame


def living(rng: Random, seconds: float, *, size: tuple[int, int] = (360, 640)) -> Iterator[Image.Image]:
    """One large head, as a telephone's camera shows its owner."""
    width, height = size
    head = portrait(rng, width + 40, height + 40, lively=0.2)
    for number in range(round(seconds * FRAMES_A_SECOND)):
        at = round(20 + 18 * np.sin(number / 6))
        yield head.crop((at, 20, at + width, 20 + height))


def meeting(rng: Random, seconds: float, *, size: tuple[int, int] = (960, 540)) -> Iterator[Image.Image]:
    """A room with several people."""
    room = Image.new("RGB", size, tuple(rng.randrange(120, 200) for _ in range(3)))
    shown = group(rng, room, 3, 0.22)
    for _ in range(round(seconds * FRAMES_A_SECOND)):
        frame = Image.new("RGB", size)
        frame.paste(shown, (rng.randrange(-3, 4), 0))
        yield frame


def screen(
    rng: Random, seconds: float, *, size: tuple[int, int] = (1280, 720), head: bool = False
) -> Iterator[Image.Image]:
    """A screen with windows of text; with somebody's head in a corner if wanted."""
    words = [
        "review",
        "account",
        "invoice",
        "server",
        "deploy",
        "branch",
        "merge",
        "ticket",
        "client",
        "table",
        "column",
        "report",
        "deadline",
        "backlog",
        "meeting",
    ]
    small = portrait(rng, 150, 150, lively=0.3) if head else None
    page = Image.new("RGB", size, (236, 239, 243))
    pen = ImageDraw.Draw(page)
    for left, top in ((40, 50), (660, 110)):
        pen.rectangle((left, top, left + 560, top + 520), fill="white", outline=(150, 150, 150))
        pen.rectangle((left, top, left + 560, top + 30), fill=(60, 90, 160))
        for line in range(15):
            text = " ".join(rng.choice(words) for _ in range(rng.randrange(4, 8)))
            pen.text((left + 16, top + 48 + line * 30), text, fill=(30, 30, 30), font_size=20)
    for number in range(round(seconds * FRAMES_A_SECOND)):
        frame = page.copy()
        ImageDraw.Draw(frame).rectangle((60 + number % 80 * 6, 620, 72 + number % 80 * 6, 640), fill="black")
        if small is not None:
            frame.paste(small, (size[0] - 160, size[1] - 160))
        yield frame


def landscape(rng: Random, seconds: float, *, size: tuple[int, int] = (640, 360)) -> Iterator[Image.Image]:
    """Hills beneath a sky, and a sun that moves."""
    width, height = size
    x = np.linspace(0, 6, width)
    hills = height * (0.6 + 0.1 * np.sin(x + rng.random() * 6) + 0.05 * np.sin(3 * x + rng.random() * 6))
    rows = np.arange(height)[:, None]
    ground = (rows > hills[None, :])[..., None]
    grain = np.frombuffer(rng.randbytes(width * height), np.uint8).reshape(height, width, 1) // 6
    sky = np.array([120, 160, 220]) + rows[..., None] // 4
    base = np.where(ground, np.array([60, 110, 50]), sky) + grain
    still = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8))
    for number in range(round(seconds * FRAMES_A_SECOND)):
        frame = still.copy()
        ImageDraw.Draw(frame).ellipse((40 + number, 30, 90 + number, 80), fill=(255, 240, 180))
        yield frame


# --- what is heard -----------------------------------------------------------------------------------------------------------


def voice(rng: Random, seconds: float, pitch: float = 118.0) -> NDArray[np.float32]:
    """One channel of speech; what is longer than 12 seconds says itself again."""
    said = np.asarray(speech(rng, min(seconds, 12.0), pitch), dtype=np.float32) / 32768
    return np.resize(said, (1, round(seconds * RATE)))


def call(rng: Random, seconds: float) -> NDArray[np.float32]:
    """Two people who take turns, each in a channel."""
    first, second = voice(rng, seconds, 110)[0], voice(rng, seconds, 122)[0]
    turn = (np.arange(len(first)) // (RATE * 3)) % 2 == 0
    return np.stack([np.where(turn, first, 0), np.where(turn, 0, second)]).astype(np.float32)


def music(rng: Random, seconds: float) -> NDArray[np.float32]:
    """Chords with overtones."""
    at = np.arange(round(seconds * RATE)) / RATE
    out = np.zeros_like(at)
    for bar in range(int(seconds) + 1):
        root = 110 * 2 ** (rng.choice([0, 3, 5, 7, 10]) / 12)
        within = (at >= bar) & (at < bar + 1)
        for step in (0, 4, 7):
            note = root * 2 ** (step / 12)
            tone = sum(np.sin(2 * np.pi * note * k * at) / k**1.5 for k in range(1, 7))
            out += within * tone * np.exp(-(at - bar) * 2)
    return (out / max(1e-9, np.abs(out).max()) * 0.6)[None].astype(np.float32)


def noise(rng: Random, seconds: float) -> NDArray[np.float32]:
    """A fan."""
    raw = np.frombuffer(rng.randbytes(round(seconds * RATE)), np.uint8).astype(np.float32) / 128 - 1
    return (np.convolve(raw, np.ones(5) / 5, "same") * 0.3)[None].astype(np.float32)


# --- containers --------------------------------------------------------------------------------------------------------------


def film(
    container: str,
    frames: Iterable[Image.Image],
    sound: NDArray[np.float32] | None,
    *,
    key_every: float = 2.0,
    bits: int = 0,
) -> bytes:
    """A film.

    Args:
        container: a name of `CONTAINERS`.
        frames: what is shown, ten a second.
        sound: what is heard, or None.
        key_every: seconds between key frames.
        bits: a second, of the pictures; 0 for what the encoder takes.
    """
    form, coder, sound_coder, options = CONTAINERS[container]
    with _written(form, options) as (target, out):
        shown: Any = None
        heard: Any = None
        packets: list[Any] = []
        if sound is not None:
            heard = target.add_stream(sound_coder, rate=48_000 if sound_coder == "libopus" else RATE)
            heard.layout = "stereo" if sound.shape[0] == 2 else "mono"  # a channel each
        for number, frame in enumerate(frames):
            if shown is None:
                shown = _pictures(target, coder, frame.size, key_every, bits)
            picture = av.VideoFrame.from_image(frame)
            picture.pts, picture.time_base = number, Fraction(1, FRAMES_A_SECOND)
            packets += shown.encode(picture)
        if shown is not None:
            packets += shown.encode(None)
        if heard is not None and sound is not None:
            packets += _spoken(heard, sound)
        for packet in sorted(
            packets, key=lambda each: (each.dts or 0) * each.time_base
        ):  # some muxers interleave nothing
            target.mux_one(packet)
    return out.getvalue()


@contextmanager
def _written(form: str, options: dict[str, str]) -> Iterator[tuple[Any, io.BytesIO]]:
    """A container under way, and what it is in the end: FFmpeg moves an index to the front in a file only."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        with av.open(str(path), "w", format=form, options=options) as target:
            yield target, out
        out.write(path.read_bytes())


def _pictures(target: Any, coder: str, size: tuple[int, int], key_every: float, bits: int) -> Any:
    fast = {"libx264": {"preset": "ultrafast"}, "libvpx": {"deadline": "realtime", "cpu-used": "8"}}.get(coder, {})
    stream = target.add_stream(coder, rate=FRAMES_A_SECOND, options=fast)
    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
    stream.codec_context.gop_size = max(1, round(key_every * FRAMES_A_SECOND))
    if bits:
        stream.bit_rate = bits
    return stream


def _spoken(stream: Any, sound: NDArray[np.float32]) -> Iterator[Any]:
    """Packets of a sound."""
    resampler = av.AudioResampler(format=stream.format.name, layout=stream.layout.name, rate=stream.rate)
    layout = "stereo" if sound.shape[0] == 2 else "mono"  # as above
    for at in range(0, sound.shape[1], RATE):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[:, at : at + RATE]), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        for piece in resampler.resample(frame):
            yield from stream.encode(piece)
    yield from stream.encode(None)


def longer(data: bytes, container: str, times: int) -> bytes:
    """A film so many times over, without coding it anew, in the same or another container of the same codecs."""
    form, _, _, options = CONTAINERS[container]
    with av.open(io.BytesIO(data)) as source, _written(form, options) as (target, out):
        packets = [packet for packet in source.demux() if packet.size]
        length = float(max((each.dts + (each.duration or 1)) * each.time_base for each in packets)) + 0.1
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        _again(target, packets, streams, length, times)
    return out.getvalue()


def _again(target: Any, packets: list[Any], streams: dict[int, Any], length: float, times: int) -> None:
    held = [(bytes(each), each.pts, each.dts, each.time_base, each.is_keyframe, each.stream.index) for each in packets]
    for turn in range(times):
        for data, pts, dts, base, key, home in held:
            shift = round(turn * length / base)
            packet = av.Packet(data)
            packet.time_base, packet.is_keyframe, packet.stream = base, key, streams[home]
            packet.pts = None if pts is None else pts + shift
            packet.dts = None if dts is None else dts + shift
            target.mux_one(packet)


def sound_file(form: str, coder: str, sound: NDArray[np.float32], rate: int = RATE) -> bytes:
    """A sound file in a container of FFmpeg, coded, at a rate."""
    with _written(form, {}) as (target, out):
        stream: Any = target.add_stream(coder, rate=rate)
        stream.layout = "stereo" if sound.shape[0] == 2 else "mono"  # as above
        for packet in _spoken(stream, sound):
            target.mux_one(packet)
    return out.getvalue()


def sphere(sound: NDArray[np.float32]) -> bytes:
    """A NIST SPHERE file of one channel, 16 bits a sample."""
    samples = (sound[0] * 32767).astype("<i2").tobytes()
    fields = (
        "database_id -s5 MADE1", "speaker_id -s4 spk7", f"sample_count -i {sound.shape[1]}", "sample_n_bytes -i 2", "channel_count -i 1",
        "sample_byte_format -s2 01", f"sample_rate -i {RATE}", "sample_coding -s3 pcm", "end_head",
    )  # fmt: skip
    return ("NIST_1A\n   1024\n" + "\n".join(fields) + "\n").encode().ljust(1024) + samples


SHOWN: dict[str, Callable[..., Iterator[Image.Image]]] = {
    "interview": interview, "two": two, "living": living, "meeting": meeting, "screen": screen, "landscape": landscape,
}  # fmt: skip
