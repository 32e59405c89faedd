import random

import pytest

from detectors.identity.aamva import licence
from detectors.identity.issuers import ISSUERS, country

ELEMENTS = {
    "DAQ": "T64235789", "DCS": "SPECIMEN", "DAC": "NOBODY", "DAD": "OF", "DBD": "08242015", "DBB": "01311985", "DBA": "01312035",
    "DBC": "1", "DAU": "069 in", "DAG": "2300 WEST BROAD STREET", "DAI": "RICHMOND", "DAJ": "VA", "DAK": "232690000", "DCG": "USA",
}  # fmt: skip


def payload(version=9, issuer="636000", elements=None, kind="DL", lies=False, extra="ZVZVA01\r"):
    body = kind + "\n".join(name + value for name, value in (elements or ELEMENTS).items()) + "\r"
    header = f"@\n\x1e\rANSI {issuer}{version:02d}" + ("" if version < 2 else "01") + "02"
    offset = len(header) + 20
    if lies:
        offset = 9876
    return (header + f"{kind}{offset:04d}{len(body):04d}ZV{offset + len(body):04d}0008{body}{extra}").encode()


@pytest.mark.parametrize("version", range(1, 11))
@pytest.mark.parametrize("lies", [False, True])
@pytest.mark.parametrize("kind", ["DL", "ID"])
def test_every_version_is_read_whatever_its_offsets_say(version, lies, kind):
    found = licence(payload(version, kind=kind, lies=lies))
    assert (found.type, found.version, found.issuer, found.state, found.country) == (
        kind,
        version,
        "636000",
        "VA",
        "USA",
    )
    assert (found.number, found.surname, found.given) == ("T64235789", "SPECIMEN", "NOBODY")
    assert (found.birth, found.expiry, found.form) == ("1985-01-31", "2035-01-31", "pdf417")


@pytest.mark.parametrize("first", ["DAQ", "DCA", "DCS"])
def test_the_element_behind_the_entries_is_read(first):
    elements = {first: "C", **ELEMENTS}
    elements[first] = ELEMENTS.get(first, "C")
    found = licence(payload(elements=dict(sorted(elements.items(), key=lambda item: item[0] != first))))
    assert (found.number, found.surname) == ("T64235789", "SPECIMEN")
    assert found.fields == len(elements)


def test_canada_writes_the_year_first():
    canadian = {**ELEMENTS, "DBB": "19850131", "DBA": "20300504", "DCG": "CAN", "DAJ": "ON"}
    found = licence(payload(issuer="636012", elements=canadian))
    assert (found.birth, found.expiry, found.state, found.country) == ("1985-01-31", "2030-05-04", "ON", "CAN")


def test_the_first_standard_has_the_whole_name_in_one_element_and_the_year_first():
    old = {"DAA": "SPECIMEN,NOBODY,OF", "DAQ": "1234567", "DBB": "19850131", "DBA": "20050131"}
    found = licence(payload(1, elements=old))
    assert (found.surname, found.given, found.birth) == ("SPECIMEN", "NOBODY OF", "1985-01-31")


@pytest.mark.parametrize(
    "escape",
    [
        lambda text: text.replace("\n", "<LF>").replace("\x1e", "<RS>").replace("\r", "<CR>"),
        lambda text: text.replace("\n", "\\n").replace("\x1e", "\\x1e").replace("\r", "\\r"),
        lambda text: text.replace("\n", "\u240a").replace("\x1e", "\u241e").replace("\r", "\u240d"),
        lambda text: text.replace("\r", "").replace("\x1e", ""),
    ],
)
def test_text_of_decoders_is_read_as_well(escape):
    assert licence(escape(payload().decode()).encode()) == licence(payload())


def test_a_stripe_is_read():
    tracks = b"%VARICHMOND^SPECIMEN$NOBODY$OF^2300 WEST BROAD STREET^?;6360002064235789=350119850131=?%100232690000D"
    found = licence(tracks)
    assert (found.form, found.state, found.number, found.surname, found.given) == (
        "stripe",
        "VA",
        "2064235789",
        "SPECIMEN",
        "NOBODY OF",
    )
    assert (found.birth, found.expiry) == ("1985-01-31", "2035-01-31")
    assert licence(tracks.replace(b"636000", b"636999")) is None
    assert licence(tracks.replace(b"19850131", b"19851331")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ANSI 636000090002",
        b"@\n\x1e\rANSI 636000090002DL00410278ZV03190008DLDCSSPECIMEN\n",
        b"see ANSI 636000 and the rest of this text\nDAQ is a radar\nDBB too\n",
        b"@\n\x1e\rANSI 999999090002DL00410278DLDAQ1\nDCSX\nDACY\n",
        b";4111111111111111=25121010000000000?",
    ],
)
def test_what_is_no_licence_is_none(data):
    assert licence(data) is None


def test_issuers_have_their_states():
    assert len(ISSUERS) == 72
    known = {
        "636014": "CA",
        "636015": "TX",
        "636033": "AL",
        "636047": "HI",
        "636049": "NV",
        "636062": "VI",
        "604432": "AB",
    }
    assert {number: ISSUERS[number] for number in known} == known
    assert [country(number) for number in ("636014", "604432", "636056", "636099")] == ["USA", "CAN", "MEX", ""]


def test_no_cut_and_no_noise_raises():
    whole = payload()
    for end in range(len(whole)):
        licence(whole[:end])
    rng = random.Random(4)
    for _ in range(2000):
        broken = bytearray(whole)
        for _ in range(rng.randint(1, 9)):
            broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        licence(bytes(broken))
    assert licence(whole + b"\n" * 10_000) is None
    licence(b"ANSI 63600009" + b"\nDAQ" * 2000)
