"""Plans: who numbers what, and how long it is. Facts of the registries; the checks that use them are elsewhere."""

from __future__ import annotations


def _ranges(table: str) -> dict[str, tuple[int, int]]:
    """Length range by code, of lines such as `8-9: 32 36;`."""
    out: dict[str, tuple[int, int]] = {}
    for entry in filter(None, map(str.strip, table.split(";"))):
        lengths, _, codes = entry.partition(":")
        least, _, most = lengths.partition("-")
        out.update(dict.fromkeys(codes.split(), (int(least), int(most or least))))
    return out


#: Length of a whole IBAN by country, as (length, length).
#: Source: SWIFT IBAN registry, release 101, https://www.swift.com/resource/iban-registry-pdf
IBAN_LENGTH = _ranges("""
    15: NO;
    16: BE;
    18: DK FI FK FO GL NL SD;
    19: MK SI;
    20: AT BA EE KZ LT LU MN XK;
    21: CH HR LI LV;
    22: BG BH CR DE GB GE IE ME RS VA;
    23: AE GI IL IQ OM SO TL;
    24: AD CZ ES MD PK RO SA SE SK TN VG;
    25: LY PT ST;
    26: IS TR;
    27: BI DJ FR GR IT MC MR SM;
    28: AL AZ BY CY DO GT HN HU LB NI PL SV;
    29: BR EG PS QA UA;
    30: JO KW MU YE;
    31: MT SC;
    32: LC;
    33: RU;
""")

#: Least and greatest length of a number after the country's code, fixed and mobile lines; 1 has rules of its own.
#: Source: national plans under ITU-T E.164 as libphonenumber 9.0.43 sums them up, https://github.com/google/libphonenumber
E164_LENGTH = _ranges("""
    4-5: 290;
    4-7: 683 690;
    4-11: 352;
    4-13: 43;
    5-5: 247 500 682;
    5-7: 676 677 678 688;
    5-8: 686;
    5-9: 27;
    5-10: 82 358 685;
    5-15: 49;
    6-6: 298 299 672 681 687;
    6-7: 597;
    6-9: 40 252 359 376 421 508;
    6-10: 53 63 95 98 880;
    6-12: 39;
    7-7: 238 239 246 248 269 291 297 501 592 673 674 679 680 691 692 960;
    7-8: 230 241 267 372 507 599 670 675 961 975;
    7-9: 46 48 220 231 254 265 354 423 595 967;
    7-10: 243 353;
    7-11: 86;
    7-12: 62 381;
    8-8: 45 47 65 216 222 223 226 227 228 232 235 236 253 257 266 268 350 356 357 370 371 373 374 382 386 389
    502 503 504 505 506 509 591 598 689 852 853 965 968 973 974 993;
    8-9: 32 36 51 66 213 224 250 258 264 355 377 385 387 593 855 886 962 963 970 971;
    8-10: 20 57 60 64 378 850 856 964 976 977;
    8-12: 383 972;
    9-9: 33 34 41 56 61 93 94 211 212 218 221 233 237 240 242 244 245 249 251 255 256 260 261 262 263 351 375
    380 420 590 594 596 966 992 994 995 996 998;
    9-10: 44 81 84 92;
    9-11: 31;
    10-10: 7 30 52 58 90 91 225 229 234;
    10-11: 54 55;
""")

#: Top-level domains of countries, and those others under which people really have mailboxes; a name in a program such
#: as `x@y.shape` has none of them. Left out although delegated: what is a file's ending first (zip, mov, app, java).
#: Source: https://data.iana.org/TLD/tlds-alpha-by-domain.txt
TOP_LEVEL = frozenset(
    """ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz
    ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm
    fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is
    it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm
    mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr
    ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg
    th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    academy accountants aero africa agency amsterdam app apple arpa art asia associates attorney auction audio
    aws bank bar bayern bbc beer berlin bet bike bio biz blog bmw boston boutique brussels build builders
    business buzz cafe camera capital care careers cars cash cat center chat church city clinic cloud club coach
    codes coffee college cologne com community company computer consulting contractors cool coop credit dance
    dating deals delivery dental dentist design dev dhl diamonds digital direct directory doctor earth edu
    education email energy engineer engineering enterprises equipment estate events exchange expert family fan
    farm fashion finance financial fitness florist foundation fun fund furniture futbol fyi gallery game games
    garden gift gives global gmbh gold golf google gov graphics green group guide guru hamburg health healthcare
    help hiphop hockey holdings holiday horse hospital host hosting house ibm immo immobilien inc industries
    info ink institute insurance insure int international investments irish istanbul jewelry jobs kaufen kids
    kitchen koeln law lawyer lease legal life lighting limited limo live llc loan loans london ltd ltda luxury
    madrid management market marketing mba media melbourne memorial men miami microsoft mil mobi moda mom money
    moscow museum music name net network news ngo ninja nyc one ong onl online org page paris partners parts
    party pet photo photography photos pics pizza plumbing plus porn post press pro productions prof properties
    property pub quebec radio realty recipes rehab reise rent rentals repair report republican rest restaurant
    review reviews rich rip rocks ruhr run saarland sale salon sap sbs school science scot services shoes shop
    shopping show singles site ski soccer social software solar solutions space sport store studio style
    supplies supply support surf surgery swiss sydney systems tax taxi team tech technology tel tennis theater
    tips tires tirol tokyo tours town toys trade trading training travel university vacations vegas ventures vet
    video villas vin vip vision vlaanderen vote voyage wales watch web webcam website wedding wien wiki win wine
    work works world wtf xyz yoga zone zuerich
""".split()  # noqa: SIM905  # 460 quoted words would be harder to read and to compare with the list
)
