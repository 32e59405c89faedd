"""Encrypted 7z, as made by 7-Zip 26.02 with the password `pass`; the last with one file of machine code."""

from __future__ import annotations

import base64
import random
import zlib

import pytest

from connectors.errors import Reason
from detectors.readers.archive.libarchive import LibarchiveReader
from detectors.readers.base import Budget, Gap, Limits, Member, Part, ReadError
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

pytestmark = [
    pytest.mark.system("libarchive13"),
]
pytest.importorskip("cryptography")

SEVENZIP = "application/x-7z-compressed"
FILES = {"a.txt": b"held back in the archive\n" * 40, "b.txt": b"the other\n" * 5}
_RNG = random.Random(3)
CODE = b"".join(b"\xe8" + _RNG.randbytes(2) + b"\0\0\x90\x90" for _ in range(30))
SEALED = {
    "lzma2": (
        "H+sCUCma9-4;RjCumAu600000I{*Lx00000%PbIJUFwY~O;g2nF;h!sWS%a>z>j^mI2%sI?#H>_DO&bjE=7Jfc%6NQk@>be@IFsF"
        "8go$cbbs5v>$UhFgL)sA=@MV3=2E;cfumd{*p|(xBw~y&dd@UfVk=*o5-BedPSzK@0@bXe#T|L}T&F>K5IF<#Ej2p#=as4g%mkkg"
        "vRdSj<rOgC_P;*j&~`zqVEBwooQ>%Y$nsR0=JBzuN)hR?3%UoLW*qw1I67AD7Y0B932*=h3jqKEBnI&Z0TNRWg&#Y4FQAP>js$i-"
        "id^bOBLe{e1zi9T000313~hD_0c+My0ssI"
    ),
    "lzma": (
        "H+sCUCma9-j*mH(#{d8T00000A^-pY00000XNJ(4H^SkIbcKKYEE-vIuGKH&ytaGLXKS;d5eZJ?m4sC3?3v0K{80H-)5SOnd5Ud%"
        "YNsn>G`VedkUi|&!qw$&004nA2d*)jC@(ikdE8K(!7;cWQ@6lK!`^9R31kvr3-5A>5Sho>M*;k#^3BA|wWDW^6pLCf78F_;>chYX"
        "BU<lQ+{``*JtGkeE}<!cVvBh(y-mn1KrPc$*1~Slh9BJF6+l7;r7+y6&V<VoKeuwvoSz$7aeo3q>_TMnIOU3%PI-VA20#G`fQJAF"
        "3jqKDBLe{e1zi9T000btrV0TL8z5=`00"
    ),
    "copy": (
        "H+sCUCma9-E=TuMu>=4B00000BLDyZ00000YOP{h8Qj}p=m9CvW3FtI6q&{KZ(UhA(j?h0Ys`Zd5(i%sQloWDRfZ*^Sd-^e8?my>"
        "nZ9qN1n>56p=-T)8jj^uQLPMZIw9{WX<SoUb0_e1m&gLS7lsl{41}2A_-$;Ae!AgREVIt#)vvt#u9j=JrLgBZQhe<YWumUN*bM%-"
        "`B6;t>mQe}-0a!#j)cJmM(b;^sJRb;)<X#pX>A3*47JwOR6vtPqvpr9y#Wnl9*wBfqN%e!X}Z8FT`noeDzU2uR5rFS;&FF!?BVMh"
        "m%MR|h`bNmZC_rP^4%W*8O&Sf*)Ao(QuB!H!-!S#%OfEgep|J%yrS;m7h2Q^Z2jR(BUBUB3c?m5{1@z?x7-`VArdAj8pkz>w85Ue"
        "I%u-TRj7JkrODMI<iui<PVupT06t&fU92?;!mcWX0KpR+z;Vu+u@R(Ds&|j}H3F~1&31sMD`e0vbmJ^*Zf_8(l`){N$h-HZXj%28"
        "0Y-rw*JoI9oTK1Kko~d&PHeHx1@c8+LXH_DhBS}axm&!zQ_k#ZZm5V|!4x~Jj2ZCo7>9*3#MQEKP|$>@z*8k*ylsXPFD+~zCIaXp"
        "_L9H3U`Z!$_@;n3uk!=m1cnaEo2V|6moiE+6Fk+0P+~Q8k#x-KXYPx)4;GhBJBFN(gcaR~_k53TZN+B(+i3<P+#lC(%V6x1muQ`-"
        "dc@_7aNw91N-QAF`!JUt=Rtl&JB^WJU)}P6D`^CJbWC_mGrm%xn1+D*h86zNKEteiSOHr4PlkHwOyP*cqh7Or-U|D1OH(gMXb`|F"
        "c1EHKzXfa|e>Oa+9S@F9b&x-n3b1_W*oA0J1%pOB2zLY5XPv38)R>b?2sPI<)iH+}(*&Y|qRqf90U79GeF<ZCv{J5`#0!}7{{!zE"
        "Hq45@Gd9n2UKGDB>JcPr!Hg<7cC@^&s%-|Z&!niwt`WKGTC0FxV+y3VV;`B}EEt$7CFuA33<BYPy1X!?*8>;2Vh)3;rrK2}J8(|("
        "%ol+w=IyO0xRja8Xoc$5%$WV1oAHz)|MJ+e_jSFDl*!(2F-OcsZ}iNI%#Hhaca)>!Ca#_J_c}uAy6!NN7kRRLos_&W$eNe#ir!f{"
        "j{Mh3bx++(wz{}{;q^}5*0DZoHt^{tE1}0);&x5!$#(<cdws8PR*TS-c^b>qqrj&;&>}IOY0|7hcg=gtFNA{wIM?uCaDTm)!4JQ6"
        "aZ>Rs+s(kiF(m#ekV#KnJqk$TD+2bSbh@6MzI4#58m%XbEl-4<zn<S3j-%h5fbRCzu1~)SX{MCUE1i@wZw&yCfPLVEVyFkmD9os0"
        "SAC<!+I(RKI1BNpV6fEBN&%UwYq>?~%yFbnZ$3Gn+B*h2#>6@j0~nRwE@`MWrKK^Qhq{Twny2kh@N>Z7004nA2d*)m`qQM03g1~^"
        "VYl<041m1~2I66;HBZAF2_F~5Z&`L#@3o)6&jxrgy6)M;36QzuvjY_>>ke^>=5i}R#SY%Xz6di5cR_oywq`mpbv@utcwxXs4q}Uf"
        "5^hCrUdhEJn_F5jiHONrKQc}4BPOw!AhBlBpl#l6;1>pjFaZgGfdB^!0RRCb0|5aAT>uaO01SYZ3IQ-cm}>w4"
    ),
    "bzip2": (
        "H+sCUCma9-Q)dD=%m4rY00000AOHXW00000kkKkzUyIlqqSG**AmUEP<H~az6L;i9@v0V85|SM<0O0|~KE>8&oa~~?<}73DfqlBP"
        "uzCdP-igh(%s+oWKQQL3hAW5hp9X|kwD(hNn<cTOcNE!JXVnvSe%dD!v>ZFh004nA2d)p(kK_G7yOd-*Iiz~$Y9RZz3d-bmvBHnk"
        "fUUgrKS&(0RL`PdO^(f}Wi^gHq*g(eWseYG(3nNnVQvBFUypR(PhXiF;ZJ_ns!@!l*kXss;mrx>oCi;P=)>G2Kn^)qg%*yp7Y1Mf"
        "32Xod3jqKDBLe{e1zi9T000bj3ITj2s3HIW"
    ),
    "deflate": (
        "H+sCUCma9-xEFj;tN;K200000AOHXW00000+}Q~#;M2Bluk@+imQ)HX3VCf~YHV510uMsBd%0JI>?V-HECDhM*BaHp<_-@&nb&7y"
        "FGCAS57i$q^qn2}jUQrh004nA2d)p%^85WjyOd-*Iiz~$Y9mGS2S0p@+_{O~phWK<0sYJyTJL8}T|apjvfWa@J1NI!V%kh!Y+m~k"
        "k{!^HgsjcZ14Y56#^0ZM1FO`Z5JxX=l&Ny|iq&`ZK~VWE%UDP9I~n_07Y0B932Xod3jqKDBLe{e1zi9T000bj3IPy!8TJ4G"
    ),
    "ppmd": (
        "H+sCUCma9-uE8%hq5uE@00000ApigX000000%<;K{TLKfN|qd0<8j~|L4gpHt|ZjWJl7jx6RTXI6}oIBX5#ul9jcyQ)6i9`lr*Gg"
        "004nA2d)p%0MtC7ifORp!~pvASX90YDmCvqZde2)fbzG2FbVQkb|h9&zs;};;qxdE_e$x+0*pCD*;AJTYZF60yRZ)N=7hMxBCHdU"
        "f=+CN#a0h#OwT_&cG<WR1g6n1fd&~&_m6%dxf$fK72p>JFaZg200#>J00AQd0RaVF01yBG41k6T0ggBUg#Z8"
    ),
    "bcj": (
        "H+sCUCma9-<&dIEZ~y=R00000WB>pF00000S!A;dIt^0Cr4&#f?&x$<mIjBf^(FU#Z*+ZW_FcZ@5Y+1J-D1w~ca$Xu^@;iL?%Uel"
        "e2hou3)|-R+@dTbNFnJTD2$nl*BffA?<$vWOgKgqTD^W(7M6Ub^ZF)YVYPFncBm(|unEBU>j`7G@WEB)0R#pB0SRyb2MYlJ10)9V"
        "2LTdO4@2kD1qqg3_m~pDK5?~|z#{_z0R>$E5C8xK0|NmA0RRF43}k@PfYJa63IPmQ7|s9y1pyfW01*=aV*qaeWB_FVE&yTxX#j2j"
        "00000"
    ),
}


def archive(name: str) -> bytes:
    return base64.b85decode(SEALED[name])


def taken(
    data: bytes, *passwords: bytes, limits: Limits | None = None
) -> tuple[list[tuple[Part, bytes]], list[ReadError]]:
    parts: list[tuple[Part, bytes]] = []
    errors: list[ReadError] = []
    budget = Budget(limits or Limits(), len(data), passwords)
    try:
        for part in LibarchiveReader().parts(HeldBlob(data), Media(SEVENZIP, OPAQUE, ""), "", budget):
            out = b""
            if isinstance(part, Member):
                try:
                    with part.open() as stream:
                        while chunk := stream.read(500):
                            out += chunk
                except ReadError as error:
                    errors.append(error)
            parts.append((part, out))
    except ReadError as error:
        errors.append(error)
    return parts, errors


@pytest.mark.parametrize("name", ["lzma2", "lzma", "copy", "bzip2", "deflate"])
def test_the_right_one_of_the_passwords_opens_it(name):
    parts, errors = taken(archive(name), b"no", b"pass")
    assert not errors
    assert {part.name: data for part, data in parts if isinstance(part, Member)} == FILES


def test_filters_of_machine_code_lose_no_byte():
    parts, errors = taken(archive("bcj"), b"pass")
    assert not errors
    assert [data for _, data in parts] == [CODE]


@pytest.mark.parametrize("name", SEALED)
@pytest.mark.parametrize("passwords", [(), (b"no", b"nor this")])
def test_without_the_password_it_is_held_and_not_read(name, passwords):
    parts, errors = taken(archive(name), *passwords)
    assert not [part for part, _ in parts if isinstance(part, Member) and part.name != "empty"]
    reasons = {part.reason for part, _ in parts if isinstance(part, Gap)} | {error.reason for error in errors}
    assert reasons == {Reason.ENCRYPTED} or (name == "ppmd" and reasons == {Reason.NO_READER})


def test_a_method_that_is_not_read_is_a_gap_for_each_file():
    parts, errors = taken(archive("ppmd"), b"pass")
    assert not errors
    assert [(part.name, part.reason) for part, _ in parts if isinstance(part, Gap)] == [
        ("a.txt", Reason.NO_READER),
        ("b.txt", Reason.NO_READER),
    ]


def test_files_that_are_passed_over_do_not_disturb_the_next():
    data = archive("lzma2")
    budget = Budget(Limits(), len(data), (b"pass",))
    for part in LibarchiveReader().parts(HeldBlob(data), Media(SEVENZIP, OPAQUE, ""), "", budget):
        assert isinstance(part, Member)
        if part.name == "b.txt":
            assert part.open().read() == FILES["b.txt"]


def test_damage_is_an_error_or_a_gap_and_never_anything_else(monkeypatch):
    """Headers are given their CRC again, so that it does not keep the damage out; the key, which takes 0.3 s, is made once."""
    from detectors.readers.archive import sevencontent

    key = sevencontent._derived(b"pass", b"", 19, Budget(Limits(), 1))
    monkeypatch.setattr(sevencontent, "_derived", lambda *_: key)
    rng = random.Random(13)
    for name in SEALED:
        whole = archive(name)
        header = int.from_bytes(whole[12:20], "little") + 32
        for cut in range(0, len(whole), 9):
            taken(whole[:cut], b"pass")
        for _ in range(150):
            flipped = bytearray(whole)
            for _ in range(rng.randint(1, 3)):
                flipped[rng.randrange(header if rng.random() < 0.8 else 0, len(flipped))] = rng.randrange(256)
            flipped[28:32] = zlib.crc32(flipped[header:]).to_bytes(4, "little")
            taken(bytes(flipped), b"pass", limits=Limits(seconds=5))
