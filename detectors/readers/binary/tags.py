"""Tags: what a picture or recording says of itself, gathered from wherever its format keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.readers.base import Text

#: Most bytes of texts and packets that are kept of one object; real ones hold some kilobytes.
MOST = 16 << 20
_LINE = re.compile(r"[\r\n\0]+")
#: A position in XMP (XMP specification part 2, GPSCoordinate: `DDD,MM,SSk` or `DDD,MM.mmk`) and in ISO 6709.
_XMP_GPS = re.compile(
    rb"exif:GPS(?P<what>Latitude|Longitude)(?:\s{0,8}=\s{0,8}[\"']|>)\s{0,8}(?P<degrees>\d{1,3}),(?P<minutes>\d{1,2}(?:\.\d{1,12})?)"
    rb"(?:,(?P<seconds>\d{1,2}(?:\.\d{1,12})?))?(?P<side>[NSEW])"
)
_ISO_6709 = re.compile(r"(?P<latitude>[+-]\d{2}(?:\.\d{1,12})?)(?P<longitude>[+-]\d{3}(?:\.\d{1,12})?)(?=[+\-/CZ\s]|$)")
_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0


@dataclass(slots=True)
class Tags:
    """What was found so far.

    Attributes:
        lines: `Tag: value`, in the order found.
        packets: XMP packets.
        position: latitude and longitude in degrees, or None.
    """

    lines: list[str] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    position: tuple[float, float] | None = None
    _size: int = 0

    def add(self, name: str, value: str) -> None:
        """Keep one tag; one without a value is none."""
        value = _LINE.sub(" ", value.replace("\r\n", "\n")).strip()
        if value and self._room(len(value)):
            self.lines.append(f"{name}: {value}")

    def packet(self, data: bytes) -> None:
        """Keep an XMP packet, and the position that it may name."""
        data = data.strip(b"\0")
        if not data or not self._room(len(data)):
            return
        self.packets.append(data)
        found = {match["what"]: match for match in _XMP_GPS.finditer(data)}
        if len(found) == 2:  # noqa: PLR2004  # both coordinates
            self.place(_degrees(found[b"Latitude"]), _degrees(found[b"Longitude"]))

    def place(self, latitude: float, longitude: float) -> None:
        """Keep a position if it is one: nought and nought is what devices write that have none."""
        inside = abs(latitude) <= _MOST_LATITUDE and abs(longitude) <= _MOST_LONGITUDE
        if inside and (latitude or longitude) and self.position is None:
            self.position = latitude, longitude
            self.add("GPSLatitude", f"{latitude:.6f}")
            self.add("GPSLongitude", f"{longitude:.6f}")

    def point(self, text: str) -> None:
        """Keep a position in ISO 6709 form, `+52.5200+013.4050/`."""
        found = _ISO_6709.search(text[:256])
        if found:
            self.place(float(found["latitude"]), float(found["longitude"]))

    def texts(self) -> Iterator[Text]:
        """All of it as text."""
        if self.lines:
            yield Text("\n".join(self.lines).encode("utf-8", "replace") + b"\n", "metadata")
        for packet in self.packets:
            yield Text(packet, "xmp")

    def value(self) -> bytes:
        """The position as it is fingerprinted: six places, about a hand's breadth."""
        return b"%.6f,%.6f" % self.position if self.position else b""

    def _room(self, size: int) -> bool:
        self._size += size
        return self._size <= MOST


def _degrees(found: re.Match[bytes]) -> float:
    value = float(found["degrees"]) + float(found["minutes"]) / 60 + float(found["seconds"] or 0) / 3600
    return -value if found["side"] in b"SW" else value
