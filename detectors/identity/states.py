"""States: the three letters by which machine readable zones and licences name who issued them."""

from __future__ import annotations

from detectors.identifiers.digits import codes

#: Alpha-3 codes of ISO 3166-1.
#: Source: https://www.iso.org/obp/ui/#search/code/
_ISO = codes(
    """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
    BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
    CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
    GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
    JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
    MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
    NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
    SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
    TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE"""
)
#: Codes that zones have besides: kinds of British nationals, organisations, people without a state, specimens.
#: Source: ICAO Doc 9303 part 3, section 5: https://www.icao.int/publications/documents/9303_p3_cons_en.pdf
_ICAO = codes(
    """
    GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XBA XIM XCC XCE XCO XEC XPO XES XMP XOM XDC XXA XXB XXC XXX UTO NTZ ZAR
    YUG"""
)
CODES = _ISO | _ICAO
#: The only code with fewer letters: Germany's; and how engines read it.
_GERMANY = {"D": "DEU", "O": "DEU", "Q": "DEU"}


def state(code: str) -> str:
    """The state of a zone's three characters, fillers and all: `D<<` is DEU; empty where no state has the code."""
    plain = code.strip("<")
    plain = _GERMANY.get(plain, plain)
    return plain if plain in CODES else ""
