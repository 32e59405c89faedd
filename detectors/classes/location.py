"""Location: tracks of where somebody went, as devices and services write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles

_JSON = frozenset({"application/json", "application/x-ndjson"})
_XML = "text/xml"
_PLAIN = frozenset({"text/plain", "text/csv", "application/octet-stream"})
_KIND = "loc.gps_track"

_TRACK_POINT, _WAY_POINT, _TRACK_TIME = b"<trkpt", b"<wpt", b"<time>"
#: NMEA 0183: a fix of a receiver.
_FIX = re.compile(rb"^\$(?:G[PNLAB]|BD|QZ)(?:GGA|RMC),", re.MULTILINE)
_FIXES = 5
#: Times beside coordinates in GeoJSON.
_TIMES = frozenset(
    {
        b"coordTimes",
        b"times",
        b"time",
        b"timestamp",
        b"timestamps",
        b"coordinateProperties",
        b"recorded_at",
        b"datetime",
    }
)
_PAIR = re.compile(rb"\[\s{0,40}-?\d{1,3}\.\d{3,18}\s{0,40},\s{0,40}-?\d{1,3}\.\d{3,18}")
#: Google Timeline: Records.json, months of the semantic history, and what phones export since 2024.
#: Source: https://locationhistoryformat.com/reference/
_GOOGLE = (
    (frozenset({b"locations", b"latitudeE7", b"longitudeE7"}), b'"latitudeE7"'),
    (frozenset({b"timelineObjects"}), b'"latitudeE7"'),
    (frozenset({b"semanticSegments"}), b'"point"'),
    (frozenset({b"timelinePath", b"startTime"}), b'"point"'),
)  # fmt: skip
_POINTS = 3
NEEDLES = Needles(b'"FeatureCollection"', b'"LineString"', b'itudeE7"', b'"timelin', b'"semanticS')


class Location:
    """Classifier of tracks; counts points."""

    types = _JSON | _PLAIN | {_XML}

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _JSON:
            return NEEDLES.within(head)
        if media_type == _XML:
            piece = head[:2048]
            return b"<gpx" in piece or b"<kml" in piece or b"<TrainingCenterDatabase" in piece
        return head[:2] in {b"$G", b"$B"} or head[8:12] == b".FIT"

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type == _XML:
            yield from self._xml(view)
        elif view.media_type in _JSON:
            yield from self._json(view)
        elif view.head[8:12] == b".FIT":
            yield Classed(_KIND, "track.fit", 0.85, ("magic",), None)
        else:
            fixes = len(_FIX.findall(view.head)) + len(_FIX.findall(view.tail))
            if fixes >= _FIXES:
                yield Classed(_KIND, "track.nmea", 0.95, view.said("sentences"), fixes)

    def _xml(self, view: View) -> Iterator[Classed]:
        if b"<gpx" in view.start:
            points = view.tally(_TRACK_POINT)
            if points:
                timed = view.tally(_TRACK_TIME) > 1
                yield Classed(
                    _KIND, "track.gpx", 0.97 if timed else 0.8, view.said("root", *(["times"] if timed else [])), points
                )
            elif (places := view.tally(_WAY_POINT)) >= _POINTS:
                yield Classed("loc.gps_point", "track.waypoints", 0.6, view.said("root"), places)
        elif b"<kml" in view.start:
            points = view.tally(b"<gx:coord>") or view.tally(b"<when>")
            if points:
                yield Classed(_KIND, "track.kml", 0.93, view.said("root", "times"), points)
            elif b"<LineString>" in view.head:
                yield Classed(_KIND, "track.kml", 0.55, view.said("root"), None)
        elif points := view.tally(b"<Trackpoint>"):
            yield Classed(_KIND, "track.tcx", 0.97, view.said("root", "times"), points)

    def _json(self, view: View) -> Iterator[Classed]:
        there = view.keys.keys()
        for needed, counted in _GOOGLE:
            points = view.tally(counted)
            if there >= needed and points:
                yield Classed(_KIND, "track.google-timeline", 0.97, view.said("members"), points)
                return
        if b'"LineString"' in view.head and b"coordinates" in there:
            points = len(_PAIR.findall(view.head))
            timed = not _TIMES.isdisjoint(there)
            if points >= _POINTS and timed:
                yield Classed(_KIND, "track.geojson", 0.85, view.said("line", "times"), points)
