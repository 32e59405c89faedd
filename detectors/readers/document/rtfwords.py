"""Rtfwords: the control words of RTF that matter to its text (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

import codecs
import struct

#: Words that stand for characters.
SIGNS = {
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
#: Groups with text of their own, and the name it goes by.
DESTINATIONS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "headers"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footers"),
    "footnote": "footnotes",
    **dict.fromkeys(("annotation", "atnauthor"), "comments"),
    **dict.fromkeys(("fldinst", "docvar", "formfield", "ffdeftext", "ffentrytext", "ffhelptext"), "fields"),
    **dict.fromkeys(
        (
            "info",
            "title",
            "subject",
            "author",
            "manager",
            "company",
            "operator",
            "category",
            "keywords",
            "comment",
            "doccomm",
            "hlinkbase",
            "propname",
            "staticval",
        ),
        "metadata",
    ),
}
#: Groups that are marked as ones an older program may skip, and are read all the same.
STARRED = frozenset({*DESTINATIONS, "shppict", "shpinst", "shptxt", "ud", "userprops", "objdata", "pict", "result"})
#: Groups without text of the document.
SKIPPED = frozenset(
    (  # noqa: SIM905  # a list would be a screen long
        "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping datastore"
        " latentstyles xmlnstbl mmathPr pgdsctbl filetbl revtbl pntext pntxta pntxtb sn sv nonshppict bkmkstart bkmkend"
        " ftnsep ftnsepc aftnsep aftnsepc atnid atndate atnref objclass objname creatim revtim printim buptim picprop"
        " panose falt fontemb passwordhash operatortime"
    ).split()
)
#: Groups of hexadecimal digits that are files.
FILES = frozenset({"pict", "objdata"})
#: Kinds of pictures, by extension.
PICTURES = {
    "pngblip": "png",
    "jpegblip": "jpg",
    "emfblip": "emf",
    "wmetafile": "wmf",
    "dibitmap": "dib",
    "macpict": "pict",
}
#: Other words that are acted upon; most words say how text looks.
_ACTING = "u uc bin f fcharset ansicpg deleted plain par line sect page column trowd cell nestcell row"
#: All words that are acted upon.
KNOWN = frozenset(
    word.encode("ascii") for word in (*SIGNS, *DESTINATIONS, *STARRED, *SKIPPED, *FILES, *PICTURES, *_ACTING.split())
)
#: Code pages of fonts' character sets.
CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "cp1361",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
#: Code pages that Python has under other names.
_CODE_PAGES = {0: "cp1252", 708: "iso8859_6", 936: "gbk", 10000: "mac_roman", 1200: "utf-16-le", 65001: "utf-8"}
_EMBEDDED = 2


def code_page(number: int) -> str:
    """Python's name of a Windows code page; that of Western Europe where it knows none."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def native(data: bytes) -> bytes:
    """The content of an embedded object ([MS-OLEDS] 2.2.5): without the header around it, and of a package its file."""
    try:
        (_, kind), at = struct.unpack_from("<II", data, 0), 8
        if kind != _EMBEDDED:
            return data
        names = []
        for _ in range(3):
            (length,) = struct.unpack_from("<I", data, at)
            names.append(data[at + 4 : at + 4 + length].rstrip(b"\0"))
            at += 4 + length
        (length,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return data
    inner = data[at + 4 : at + 4 + length]
    return package(inner) if names[0] == b"Package" else inner


def package(data: bytes) -> bytes:
    """The file within the native data of a package, which the object packager of Windows wrote; not documented by Microsoft.

    Two bytes, its label and path with NULs at their ends, eight bytes with the length of a path, that path, the length of the
    content, the content: as read by https://github.com/decalage2/oletools (oleobj.py).
    """
    try:
        at = 2
        for _ in range(2):
            at = data.index(b"\0", at) + 1
        (length,) = struct.unpack_from("<I", data, at + 4)
        at += 8 + length
        (length,) = struct.unpack_from("<I", data, at)
    except (struct.error, ValueError):
        return data
    return data[at + 4 : at + 4 + length] or data
