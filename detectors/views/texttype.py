"""Text type: which format a text is in, by how it begins. Runs on every text of every version, so most are let go after one look.

Most formats of text have no magic; what is here is judgement, set so that code and prose pass for neither tables nor mail nor SQL.
A wrong guess costs time and no finding: the text itself is scanned whatever it is taken for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from detectors.views.markuptype import markup_type
from detectors.views.tabular import looks_delimited

Told = Callable[[bytes, str], str]

JSON, LINES, NOTEBOOK = "application/json", "application/x-ndjson", "application/x-ipynb+json"
MAIL, MBOX = "message/rfc822", "application/mbox"
SQL = "application/sql"

_BLANKS = b" \t\r\n\x0b\x0c"
_MARK = b"\xef\xbb\xbf"
_NONE = ""


def text_type(head: bytes, name: str) -> str:
    """Media type of a text that has a format of its own, or an empty string.

    Args:
        head: first bytes, in UTF-8 or a code page, not none.
        name: the object's name, or empty.
    """
    first = head[0]
    if first == _MARK[0] and head.startswith(_MARK) and len(head) > len(_MARK):
        head = head[3:]
        first = head[0]
    told = _BY_FIRST.get(first)
    if told is not None:
        found = told(head, name)
        if found:
            return found
    # A table has its delimiter in the first two lines, and equally often.
    end = head.find(b"\n")
    if end < 0:
        return _unbroken(head)
    line = head[:end]
    if _COMMA in line or _TAB in line or _SEMICOLON in line or _BAR in line:
        after = head.find(b"\n", end + 1)
        second = head[end + 1 : after if after >= 0 else len(head)]
        for delimiter in _DELIMITERS:
            if delimiter in second and delimiter in line and _may_be_rows(line, second, delimiter):
                return _NONE if head.startswith(_PROGRAMS) else looks_delimited(head) or _NONE
    return _named_table(head, line) if name and name.lower().endswith(_TABLES) else _NONE


def _named_table(head: bytes, line: bytes) -> str:
    """A table whose name says so: rows may be ragged, and titles or comments may come first."""
    found = looks_delimited(head)
    if found or head.startswith(_PROGRAMS):
        return found or _NONE
    rows = head[len(line) + 1 : _RAGGED].split(b"\n")[:-1]
    for delimiter in (b"\t", b";", b"|", b","):
        if delimiter in line and 2 * sum(delimiter in row for row in rows) > len(rows) > 0:
            return "text/tab-separated-values" if delimiter == b"\t" else "text/csv"
    return _NONE


#: Bytes in which ragged rows are looked for.
_RAGGED = 2048
#: As numbers: `in` is ten times as fast with them as with bytes, for which CPython makes and drops an exception first.
_COMMA, _TAB, _SEMICOLON, _BAR = _DELIMITERS = b",\t;|"
_TABLES = (".csv", ".tsv", ".tab", ".psv")
_QUOTE = ord('"')
#: How code begins, to spare it the closer look.
_PROGRAMS = (
    b"import ",
    b"from ",
    b"#",
    b"/",
    b"*",
    b'"""',
    b"'",
    b"@",
    b"<",
    b"{",
    b"[",
    b"package ",
    b"using ",
    b"use ",
    b"var ",
    b"const ",
)


def _may_be_rows(line: bytes, second: bytes, delimiter: int) -> bool:
    """Whether two lines that hold a delimiter could be rows: equally often, or unequally with quotes around some of it."""
    count = line.count(delimiter)
    if second.count(delimiter) != count and _QUOTE not in second and _QUOTE not in line:
        return False
    return count > 1 or line.rstrip()[-1] != delimiter  # a semicolon at the end of each line is code


def _unbroken(head: bytes) -> str:
    """A text of one line: a table only if lines end with CR, or if it is the header of a very wide one."""
    if _CR not in head and (len(head) < _WIDE or len(head[:200].translate(None, _CODE)) < 200):  # noqa: PLR2004  # a piece of it
        return _NONE
    return looks_delimited(head) or _NONE


_CR = ord("\r")
_WIDE, _CODE = 8192, b"(){}=<>"


# --- blanks first -------------------------------------------------------------------------------------------------


def _blank(head: bytes, name: str) -> str:
    """What comes behind white space, which JSON, markup and SQL may begin with."""
    rest = head.lstrip(_BLANKS)
    told = _BY_FIRST.get(rest[0]) if rest else None
    return told(rest, name) if told is not None and told is not _blank else ""


# --- JSON ---------------------------------------------------------------------------------------------------------

#: RFC 8259, read as tokens: brackets in any order, which the reader will mind.
_TOKENS = re.compile(
    rb'(?:[\[\]{},:\s]++|"(?:[^"\\\n]++|\\.)*"|-?\d[\d.eE+-]*+|true\b|false\b|null\b|NaN\b|-?Infinity\b)*'
)
_CUT = re.compile(rb'"(?:[^"\\\n]++|\\.)*\\?|[a-zN-]{1,5}|-?I[a-z]{0,7}')
_BEGINS = re.compile(rb'\{\s*+(?:"((?:[^"\\\n]++|\\.)*)(?:"\s*+(?::|\Z)|\Z)|\})|\[\s*+(?:["{\[\]\d\-]|true|false|null)')
#: Bytes of JSON that are read as tokens; bytes in which old notebooks have come to their sheets.
_PIECE, _EARLY = 192, 1024
#: What a notebook begins with (nbformat 2 to 4, as Jupyter, Colab and others order it).
_NOTEBOOK_KEYS = frozenset({b"cells", b"metadata", b"nbformat", b"nbformat_minor", b"worksheets", b"signature"})


def _json(head: bytes, name: str) -> str:
    """JSON, JSON Lines, a notebook; RTF has a magic."""
    begins = _BEGINS.match(head)
    if begins is None:
        return ""
    piece = head[:_PIECE]
    end = _TOKENS.match(piece).end()  # type: ignore[union-attr]  # it matches nothing too
    if end < len(piece) and (len(head) <= _PIECE or not _CUT.fullmatch(piece, end)):
        return ""
    if begins[1] in _NOTEBOOK_KEYS and _notebook(head):
        return NOTEBOOK
    line = head.find(b"\n")
    if line > 0 and head[:line].rstrip(_BLANKS)[-1:] in {b"}", b"]"}:
        follows = head[line : line + 80].lstrip(_BLANKS)[:1]
        if follows in {b"{", b"["} or (not follows and name.lower().endswith((".jsonl", ".ndjson"))):
            return LINES
    return JSON


def _notebook(head: bytes) -> bool:
    """Whether there are cells of a notebook; before nbformat 4 they stand in sheets."""
    if head.find(b'"cells"') >= 0 and (head.find(b'"cell_type"') >= 0 or head.find(b'"nbformat"') >= 0):
        return True
    return head.find(b'"worksheets"', 0, _EARLY) >= 0 and head.find(b'"nbformat') >= 0


# --- mail ---------------------------------------------------------------------------------------------------------

#: RFC 5322 3.6, RFC 2045 and what servers put before; written as programs write them, which YAML does not.
_FIELDS = (
    b"From TO To FROM Subject SUBJECT Date DATE Received Message-ID Message-Id MIME-Version Mime-Version Return-Path Delivered-To"
    b" DKIM-Signature Newsgroups Content-Type Content-type"
).split()
_FIELD = re.compile(rb"\n(" + b"|".join(_FIELDS) + rb"):")
_FIRST_FIELDS = frozenset(_FIELDS)
_CONTENT, _MIME = b"content-type", b"mime-version"
_FROM = re.compile(rb"From \S+ .{0,60}\b(?:19|20)\d\d\b.{0,20}\r?\n(?:>?[A-Za-z][A-Za-z0-9-]*:|>From )")
_NO_MAIL = (".yaml", ".yml", ".po", ".pot", ".toml", ".ini", ".properties")


def _fields(head: bytes, first: bytes, name: str) -> str:
    """Mail: a block of fields, the first one named, with two or more that only mail has."""
    most = _BLOCK if first in _FIRST_FIELDS else _DOUBTFUL_BLOCK
    end = head.find(b"\n\n", 0, most)
    crlf = head.find(b"\n\r\n", 0, end if end >= 0 else most)
    end = crlf if crlf >= 0 else end if end >= 0 else most
    seen = {first.lower()} if first in _FIRST_FIELDS else set()
    for found in _FIELD.finditer(head, 0, end):
        seen.add(found[1].lower())
        if len(seen) - (_CONTENT in seen and _MIME not in seen) >= _ENOUGH:  # HTTP has a date and a type as well
            return "" if name and name.lower().endswith(_NO_MAIL) else MAIL
    return ""


#: How many of them make a mail.
_ENOUGH = 2
#: How long a block of fields is that is looked through, where the first is one of mail, and where it is not.
_BLOCK, _DOUBTFUL_BLOCK = 8192, 2048


# --- SQL ----------------------------------------------------------------------------------------------------------

#: How the comments of dumps begin, behind their marks and blanks.
_DUMPS = re.compile(
    rb"(?:--|/\*|#)?[-*=# \t\r\n]*+(?:PostgreSQL database|MySQL dump|MariaDB dump|phpMyAdmin|Adminer|HeidiSQL|Host:|SQLyog|Navicat"
    rb"|Dump of |Dumped |SQLite dump|SQL [Dd]ump|mysqldump|pg_dump|Object: )"
)
_SKIP = re.compile(rb"(?:\s++|--[^\n]*+(?:\n|\Z)|/\*(?:[^*]++|\*(?!/))*\*/;?|#[^\n]*+(?:\n|\Z))*")
_VERBS = frozenset(
    b"INSE CREA BEGI SET PRAG USE DROP COPY ALTE STAR LOCK REPL DELE UPDA SELE WITH \\CON \\RES GRAN TRUN IF REM COMM MERG".split()
)
_STATEMENT = re.compile(
    rb"(?:\A|\n)[ \t]*+(?:INSERT\s++(?:IGNORE\s++|OR\s++\w++\s++)?(?:INTO\s++)?[\w.`\"\[\]$#@]++\s*+(?:\(|VALUES\b|SELECT\b)"
    rb"|REPLACE\s++INTO\s|COPY\s++[\w.\"]++\s*+(?:\([^)]*+\)\s*+)?FROM\s++stdin"
    rb"|CREATE\s++(?:\w++\s++){0,3}?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?[\w.`\"\[\]$#@]++\s*+\()",
    re.IGNORECASE,
)
#: What a dump has, to spare other text the closer look.
_CERTAIN = (
    b"INSERT INTO ",
    b"INSERT [",
    b"INSERT IGNORE",
    b"FROM STDIN",
    b"CREATE TABLE",
    b" TABLE ",
    b"REPLACE INTO ",
)
#: How far statements are looked for.
_STATEMENTS = 4096
_SQL_NAMES = (".sql", ".dump", ".psql", ".mysql")


def _sql(head: bytes) -> str:
    """SQL with data or tables in it, behind comments."""
    start = _SKIP.match(head).end()  # type: ignore[union-attr]  # it matches nothing too
    word = head[start : start + 4].upper().rstrip(b" \t\r\n;")
    if word not in _VERBS:
        return ""
    piece = head[start : start + _STATEMENTS]
    upper = piece.upper()
    return SQL if any(word in upper for word in _CERTAIN) and _STATEMENT.search(piece) else ""


def _dashes(head: bytes, _: str) -> str:
    """A comment of SQL; Lua, Haskell and YAML begin so as well."""
    if head[1:2] != b"-":
        return ""
    return SQL if _DUMPS.match(head) else _sql(head)


def _slash(head: bytes, name: str) -> str:
    """A comment of mysqldump, MariaDB or SQL Server; other comments of this form are code, if the name does not say SQL."""
    if head[1:2] != b"*":
        return ""
    mark = head[2:4]
    if (mark[:1] == b"!" and mark[1:].isdigit()) or mark == b"M!" or (name and name.lower().endswith(_SQL_NAMES)):
        return SQL if _DUMPS.match(head) else _sql(head)
    return SQL if _DUMPS.match(head) and _STATEMENT.search(head) else ""


def _hash(head: bytes, _: str) -> str:
    """VCF (genetic variants; samtools.github.io/hts-specs), old MySQL dumps; git bundles have a magic."""
    if head.startswith(b"##fileformat=VCF"):
        return "text/x-vcf"
    return SQL if head.startswith(_HASHED) else ""


_HASHED = (b"# MySQL dump", b"# phpMyAdmin", b"# Host: ", b"# SQL Dump", b"#\n# Table structure")

# --- letters ------------------------------------------------------------------------------------------------------

_DASH = b"-"


def _letter(head: bytes, name: str) -> str:
    """A field of mail, a statement of SQL."""
    colon = head.find(b":", 1, 60)
    if colon > 0 and head[colon + 1 : colon + 2].isspace():
        first = head[:colon]
        if first.replace(_DASH, b"").isalnum():
            return _fields(head, first, name)
    return _sql(head) if head[:4] in _STARTS else ""


def _b(head: bytes, name: str) -> str:
    """Calendars and address books (RFC 5545, 6350: names in any case), else as any letter."""
    begun = head[:15].upper()
    if begun.startswith(b"BEGIN:"):
        return "text/calendar" if begun == b"BEGIN:VCALENDAR" else "text/vcard" if begun[6:11] == b"VCARD" else ""
    return _letter(head, name)


def _s(head: bytes, name: str) -> str:
    """A table whose first line names its delimiter, as Excel reads it, else as any letter."""
    return looks_delimited(head) or _NONE if head.startswith(b"sep=") else _letter(head, name)


def _f(head: bytes, name: str) -> str:
    """A file of many mails, where each begins with `From ` and a date (RFC 4155), else as any letter."""
    return MBOX if head.startswith(b"From ") and _FROM.match(head) else _letter(head, name)


#: The same verbs as text begins with them, in any case that is in use; `use` in lower case is Perl, PHP and Rust.
_STARTS = frozenset(
    begun
    for verb in _VERBS
    for word in {verb.ljust(4), verb.ljust(4, b"\t"), verb.ljust(4, b";")}
    for begun in (word, word.lower(), word.capitalize())
) - {b"use "}

_BY_FIRST: dict[int, Told] = {
    **dict.fromkeys((letter for letter in range(256) if bytes([letter]).isalpha()), _letter),
    **dict.fromkeys(_BLANKS, _blank),
    ord("B"): _b,
    ord("b"): _b,
    ord("F"): _f,
    ord("s"): _s,
    ord("\\"): _letter,
    ord("{"): _json,
    ord("["): _json,
    ord("<"): markup_type,
    ord("-"): _dashes,
    ord("/"): _slash,
    ord("#"): _hash,
}
