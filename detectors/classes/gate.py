"""Gate: most texts of a source tree are programs, which no class of document is. They are let go by after a glance."""

from __future__ import annotations

import re
from functools import cache

import re2

#: How programs begin. Configurations and documents rarely do.
_BEGINS = (
    b"/*", b"//", b'"""', b"'''", b"import ", b"from ", b"#include", b"#ifndef", b"#pragma", b"#define", b"#if", b"#!", b"# -*-", b"# coding",
    b"package ", b"using ", b"use ", b"module ", b"def ", b"class ", b"public ", b"const ", b"var ", b"let ", b"export ", b"function ", b"@",
    b"<?php", b"syntax =", b"require", b"local ", b"namespace ", b"extern ", b"fn ", b"pub ", b"type ", b"typedef ", b"static ", b"r\"\"\"",
    b"__all__", b"try:", b"if ", b"{", b"%", b"\\", b"cimport ", b"cdef ", b"--", b"set ", b"proc ", b"\xef\xbb\xbf//", b"\xef\xbb\xbf/*",
    b"\xef\xbb\xbfusing", b"cmake_", b"(", b"*/", b";;",
)  # fmt: skip
#: Beginnings of configurations and records among these.
_NOT = (b"set system ", b"set interfaces ", b"set version ", b"set security ", b"@RG\t", b"@HD\t", b"@SQ\t", b"--- ", b"---\n", b"#!/usr/sbin/nft")
#: A head of comments that begin with `#`, and blank lines.
_COMMENTS = re.compile(rb"(?:#[^\n]*\n\s*|\s+)*")
_HASH, _BLANK, _AT = ord("#"), ord("\n"), ord("@")
#: FASTQ begins with `@` as well, and has bases on its second line.
_BASES = re.compile(rb"@[^\r\n]{1,300}\r?\n[ACGTUNacgtun.]{4}")
#: Statements of programs that begin in another way, within so many bytes.
_STATEMENTS = (
    r"\n(?:import |from [\w.]+ import|def \w+\(|class \w+[(:{ ]|#include|#define|proc \w|function \w+|export |if \[)"
    r"|\) ?\{$|\):$|\);$"
)
_LOOK = 2048


@cache
def _statement() -> re2._Regexp:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_nl = False
    options.log_errors = False
    return re2.compile(f"(?m){_STATEMENTS}".encode(), options)


def is_source(head: bytes) -> bool:
    """Whether a text is a program: by how it begins, behind comments, else by a statement within 2 KiB."""
    if head.startswith(_BEGINS):
        return not head.startswith(_NOT) and (head[0] != _AT or _BASES.match(head) is None)
    at = 0
    if head[0] in (_HASH, _BLANK):  # noqa: PLR6201  # a tuple of two numbers is as fast as a set
        at = _COMMENTS.match(head, 0, _LOOK).end()  # type: ignore[union-attr]  # it matches nothing too
        if head.startswith(_BEGINS, at):
            return not head.startswith(_NOT, at)
    return _statement().search(head, at, at + _LOOK) is not None
