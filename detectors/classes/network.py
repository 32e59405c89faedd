"""Networks: drawings, scans, graphs of attack paths, captures, and pages full of private addresses with names."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles

_DRAWIO, _VISIO = "application/vnd.jgraph.mxfile", "application/vnd.visio"
_PCAP, _PCAPNG = "application/vnd.tcpdump.pcap", "application/x-pcapng"
_JSON = frozenset({"application/json", "application/x-ndjson"})
_XML = "text/xml"
_PLAIN = frozenset({"text/plain", "text/csv"})

#: Shapes of networks in draw.io's libraries, and words that stand on drawings of networks and on few others.
_SHAPES = re.compile(
    rb"mxgraph\.(?:cisco\w{0,10}|networks?\d?|aws\w{0,4}|azure\w{0,4}|gcp\w{0,4}|rack|kubernetes|veeam|citrix|alibaba\w{0,6})\b",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:router|switch|firewall|vlan|subnet|load ?balancer|gateway|vpn|dmz|dns|server|rtr|fw|vpc|bastion|nat|lan|wan|wlan"
    r"|ssid|10\.\d{1,3}\.\d{1,3}\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)",
    re.IGNORECASE,
)
_WORDS_LEAST, _LOOK = 3, 64 << 10

_HOSTS_TOTAL = re.compile(rb"<hosts [^>]{0,80}\btotal=\"(\d{1,9})\"")
_NMAP_TEXT = re.compile(rb"^(?:Nmap scan report for |Host: \d)", re.MULTILINE)
_META_COUNT = re.compile(rb'"count"\s{0,4}:\s{0,4}(\d{1,9})')
_META_TYPE = re.compile(
    rb'"type"\s{0,4}:\s{0,4}"(users|groups|computers|domains|ous|gpos|containers|sessions|azure|aiacas|rootcas'
    rb'|ntauthstores|enterprisecas|certtemplates|issuancepolicies)"'
)

_ADDRESS = re.compile(
    r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.])"
)
_HOST = re.compile(
    r"(?<![\w.@/:-])(?:[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,5}"
    r"|[a-z]{2,20}(?:-[a-z0-9]{1,20}){0,4}-?\d{1,4}(?:-[a-z0-9]{1,10})?)(?![\w./@(:-])",
    re.IGNORECASE,
)
#: A page is so many lines; distinct pairs of a private address and a name on it that make it a map, and in the whole view.
_PAGE, _PAIRS, _PAIRS_ALL = 60, 12, 24
#: What ends like a name of a file is no host.
_FILES = (
    ".py",
    ".js",
    ".html",
    ".log",
    ".txt",
    ".xml",
    ".json",
    ".conf",
    ".c",
    ".java",
    ".go",
    ".sh",
    ".php",
    ".yml",
    ".yaml",
    ".png",
    ".css",
)
_LOG = re.compile(r"\d\d:\d\d:\d\d|\b(?:GET|POST|HTTP/1)\b")

NEEDLES = Needles(b'"meta"', b'"ObjectIdentifier"', b'"template-id"', b'"SchemaVersion"', b'"Properties"')
_ROOTS = Needles(b"<nmaprun", b"<NessusClientData", b"<report ", b"<get_reports", b"<issues burp", b"<OWASPZAP")
_PRIVATE = Needles(b"10.", b"192.168.", b"172.", b"# Nmap ", b"Starting Nmap ")


class Network:
    """Classifier of drawings, scans and lists of networks."""

    types = _JSON | _PLAIN | {_XML, _DRAWIO, _VISIO, _PCAP, _PCAPNG}

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type in _JSON:
            return NEEDLES.within(head)
        if media_type == _XML:
            return _ROOTS.within(head)
        return media_type not in _PLAIN or _PRIVATE.within(head)

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type in {_DRAWIO, _VISIO}:
            yield from self._drawing(view)
        elif view.media_type in {_PCAP, _PCAPNG}:
            count = _packets(view.head) if view.media_type == _PCAP else _blocks(view.head)
            yield Classed("infra.pcap", "infra.capture", 0.99, view.said("magic"), count)
        elif view.media_type == _XML:
            yield from self._scan(view)
        elif view.media_type in _JSON:
            yield from self._graph(view)
        else:
            yield from self._listed(view)

    def _drawing(self, view: View) -> Iterator[Classed]:
        shapes = len(_SHAPES.findall(view.head))
        said = len({word.casefold() for word in _WORDS.findall(view.text, 0, _LOOK)})
        rule = "infra.drawio" if view.media_type == _DRAWIO else "infra.visio"
        if shapes or said >= _WORDS_LEAST:
            confidence = 0.93 if shapes and said else 0.85
            yield Classed(
                "infra.network_map", rule, confidence, tuple(["shapes"] * (shapes > 0) + ["words"] * (said > 0)), None
            )
        elif not view.text.strip():
            yield Classed("infra.network_map", rule, 0.3, ("format",), None)  # a drawing of which nothing could be read

    def _scan(self, view: View) -> Iterator[Classed]:
        start = view.start
        if b"<nmaprun" in start:
            total = _HOSTS_TOTAL.search(view.tail or view.head)
            hosts = int(total[1]) if total is not None else view.tally(b"<host ") + view.tally(b"<host>")
            yield Classed("infra.scan_report", "infra.nmap", 0.98, ("root",) if total else view.said("root"), hosts)
        elif b"<NessusClientData" in start:
            yield Classed("infra.scan_report", "infra.nessus", 0.98, view.said("root"), view.tally(b"<ReportHost "))
        elif (b"<report " in start or b"<get_reports" in start) and b"<nvt oid=" in view.head:
            yield Classed(
                "infra.scan_report", "infra.openvas", 0.97, view.said("root", "tests"), view.tally(b"<result ")
            )
        elif b"<issues burpVersion" in start or b"<OWASPZAPReport" in start:
            yield Classed("infra.scan_report", "infra.web-scan", 0.97, view.said("root"), None)

    def _graph(self, view: View) -> Iterator[Classed]:
        there = view.keys.keys()
        if b"ObjectIdentifier" in there or (b"Properties" in there and b"Aces" in there):
            ends = view.tail or view.head
            kind = _META_TYPE.search(ends) or _META_TYPE.search(view.start)
            if kind is not None or b"Aces" in there:
                count = _META_COUNT.search(ends[-4096:]) or _META_COUNT.search(view.head, 0, 4096)
                counted = int(count[1]) if count is not None else view.tally(b'"ObjectIdentifier"')
                yield Classed("infra.scan_report", "infra.bloodhound", 0.97, ("members",), counted)
        elif {b"template-id", b"matched-at"} <= there:
            yield Classed(
                "infra.scan_report", "infra.web-scan", 0.95, view.said("members"), view.tally(b'"matched-at"')
            )
        elif {b"SchemaVersion", b"ArtifactName", b"Vulnerabilities"} <= there:
            yield Classed(
                "infra.scan_report", "infra.image-scan", 0.9, view.said("members"), view.tally(b'"VulnerabilityID"')
            )

    def _listed(self, view: View) -> Iterator[Classed]:
        if view.head.startswith((b"# Nmap ", b"Starting Nmap ")):
            hosts = len(_NMAP_TEXT.findall(view.head))
            if hosts:
                yield Classed("infra.scan_report", "infra.nmap", 0.97, view.said("head"), hosts)
                return
        most, pairs = _dense(view.text)
        if most >= _PAIRS or len(pairs) >= _PAIRS_ALL:
            confidence = min(0.95, 0.7 + 0.01 * len(pairs))
            yield Classed(
                "infra.host_inventory", "infra.address-list", round(confidence, 2), view.said("pairs"), len(pairs)
            )


def _dense(text: str) -> tuple[int, set[tuple[str, str]]]:
    """Most distinct pairs of a private address and a host on one page, and all of them; lines of logs are left out."""
    every: set[tuple[str, str]] = set()
    page: set[tuple[str, str]] = set()
    most = 0
    for number, line in enumerate(text.splitlines()[:5000]):
        if number % _PAGE == 0:
            page = set()
        if len(line) > 400 or (found := _ADDRESS.search(line)) is None or _LOG.search(line):  # noqa: PLR2004  # characters of a row
            continue
        host = next((each[0] for each in _HOST.finditer(line) if not each[0].lower().endswith(_FILES)), "")
        if host:
            page.add((found[0], host))
            every.add((found[0], host))
            most = max(most, len(page))
    return most, {pair for pair in every if pair[0] != pair[1]}


def _packets(head: bytes) -> int:
    """Packets that lie whole in the first bytes (pcap, draft-ietf-opsawg-pcap): 24 bytes of head, then 16 before each."""
    order = "<" if head[:4] in {b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"} else ">"
    at, count = 24, 0
    while at + 16 <= len(head):
        (held,) = struct.unpack_from(f"{order}I", head, at + 8)
        at += 16 + held
        count += at <= len(head)
    return count


def _blocks(head: bytes) -> int:
    """Packets of pcapng (draft-ietf-opsawg-pcapng): blocks of type 6 or 3, each with its length, a multiple of four."""
    order = "<" if head[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
    at, count = 0, 0
    while at + 12 <= len(head):
        kind, length = struct.unpack_from(f"{order}II", head, at)
        if length < 12 or length % 4:  # noqa: PLR2004  # the least block
            break
        at += length
        count += kind in {3, 6} and at <= len(head)
    return count
