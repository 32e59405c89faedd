"""Gate: most texts of a source tree are programs, which no class of document is. They are let go by after a glance."""

from __future__ import annotations

import re
from functools import cache

import re2

from detectors.text.ruleset import options

#: How programs begin. Configurations and documents rarely do.
_BEGINS = (
    b"/*", b"//", b'"""', b"'''", b"import ", b"from ", b"#include", b"#ifndef", b"#pragma", b"#define", b"#if", b"#!",
    b"# -*-", b"# coding", b"package ", b"using ", b"use ", b"module ", b"def ", b"class ", b"public ", b"const ", b"var ",
    b"let ", b"export ", b"function ", b"@", b"<?php", b"syntax =", b"require", b"local ", b"namespace ", b"extern ", b"fn ",
    b"pub ", b"type ", b"typedef ", b"static ", b'r"""', b"__all__", b"try:", b"if ", b"{", b"%", b"\\", b"cimport ", b"cdef ",
    b"--", b"set ", b"proc ", b"\xef\xbb\xbf//", b"\xef\xbb\xbf/*", b"\xef\xbb\xbfusing", b"cmake_", b"(", b"*/", b";;",
    b"source ", b"start_", b"tags ", b"test ", b"foreach ", b"__version__", b"VERSION =", b"ctypedef ", b"struct ",
)  # fmt: skip
#: The same by first byte, and those that most often follow a head of comments.
_BY_FIRST = {first: tuple(begin for begin in _BEGINS if begin[0] == first) for first in {begin[0] for begin in _BEGINS}}
_STARTS = (b'"""', b"import ", b"from ", b"#include", b"set ", b"def ", b"class ")
#: What describes how software is built, in the form of a program.
_PIPELINES = (b"pipeline {", b"pipeline{", b"@Library", b"node {")
#: Beginnings of configurations and records among these.
_NOT = (
    b"set system ",
    b"set interfaces ",
    b"set version ",
    b"set security ",
    b"@RG\t",
    b"@HD\t",
    b"@SQ\t",
    b"--- ",
    b"-----BEGIN ",
    b"---\n",
    b"#!/usr/sbin/nft",
)
#: A head of comments that begin with `#`, and blank lines.
_COMMENTS = re.compile(rb"(?:#[^\n]*\n\s*|\s+)*")
_COMMENT, _AT = frozenset(b"#\n"), ord("@")
#: FASTQ begins with `@` as well, and has bases on its second line.
_BASES = re.compile(rb"@[^\r\n]{1,300}\r?\n[ACGTUNacgtun.]{4}")
#: Statements of programs that begin in another way, within so many bytes.
_STATEMENTS = (
    r"\n(?:import |from [\w.]+ import|def \w+\(|class \w+[(:{ ]|#include|#define|proc \w|function \w+|export |if \[)"
    r"|\) ?\{$|\):$|\);$"
)
_LOOK = 1536
#: Entries that machines write: a date with a time and a level, syslog's (RFC 3164, RFC 5424), the common format of web servers.
#: What people say in turns has times as well, and none of these words.
_ENTRY = (
    rb"\n\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[^\n]{0,60}\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b"
    rb"|\n(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,64} [\w./()-]{1,48}(?:\[\d{1,7}\])?: "
    rb"|\n<\d{1,3}>1 \d{4}-\d\d-\d\dT"
    rb"|\n\S{3,64} \S{1,32} \S{1,64} \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:"
)
#: How many entries make a log: nearly every line of its beginning is one. The first line may be the end of one that was cut.
_ENTRIES, _BEGINNING, _STRANGE = 5, 1024, 1


@cache
def _statement() -> re2._Regexp:
    return re2.compile(f"(?m){_STATEMENTS}".encode(), options())


def _imports(head: bytes) -> bool:
    """Whether a line begins as only programs do; three searches take less time than reading a long head of comments."""
    if head.find(b"\nimport ", 0, _LOOK) >= 0 or head.find(b'\n"""', 0, _LOOK) >= 0:
        return True
    at = head.find(b"\nfrom ", 0, _LOOK)
    return at >= 0 and head.find(b" import ", at, at + 100) >= 0


def is_source(head: bytes) -> bool:
    """Whether a text is a program: by how it begins, behind comments, else by a statement within 1,536 bytes."""
    first = head[0]
    begins = _BY_FIRST.get(first)
    if begins is not None and head.startswith(begins):
        return not head.startswith(_NOT) and (first != _AT or _BASES.match(head) is None)
    at = 0
    if first in _COMMENT:
        at = head.find(b"\n\n", 0, _LOOK) + 2
        if at > 1 and head.startswith(_STARTS, at):
            return not head.startswith(_NOT, at)
        if _imports(head):
            return True
        at = _COMMENTS.match(head, 0, _LOOK).end()  # type: ignore[union-attr]  # it matches nothing too
        if head.startswith(_BEGINS, at):
            return not head.startswith(_NOT, at)
    return _statement().search(head, at, at + _LOOK) is not None and not head.startswith(_PIPELINES, at)


@cache
def _entry() -> re2._Regexp:
    return re2.compile(_ENTRY, options())


def is_log(head: bytes) -> bool:
    """Whether a text is what machines write line by line; no class of document or record is of that kind."""
    start = head[:_BEGINNING]
    lines = start.count(b"\n") - 1  # the last one may be cut
    return lines >= _ENTRIES and sum(1 for _ in _entry().finditer(start)) >= lines - _STRANGE
