"""Which texts are let go by after a glance: what machines write line by line, and nothing that people say in turns."""

from __future__ import annotations

import pytest

from detectors.classes.gate import is_log

_LOGS = {
    "levels": "2026-11-{n:02} 10:11:12.345 INFO [worker-3] request {n} took 3 ms",
    "syslog": "Nov {n:2} 10:11:12 host-1 sshd[4{n:02}]: session opened",
    "rfc5424": "<34>1 2026-11-{n:02}T10:11:12.003Z host app - ID47 - message {n}",
    "web": '203.0.113.{n} - - [12/Nov/2026:10:11:12 +0000] "GET /{n} HTTP/1.1" 200 5',
}
_NOT = {
    "chat": "2026-11-{n:02} 10:11:12 Alice: here is the file",
    "whatsapp": "[12/{n:02}/26, 9:41:09 PM] Alice: hello",
    "transcript": "00:0{n}:12 Speaker 1: and then we went",
    "form": "Name {n}: Alice Example",
    "csv": "2026-11-{n:02},alice,INFO desk,12",
}


def _lines(form: str, first: str = "") -> bytes:
    return (first + "\n".join(form.format(n=n) for n in range(1, 10)) + "\n").encode()


@pytest.mark.parametrize("form", _LOGS)
def test_entries_are_a_log_even_where_the_first_is_cut(form: str) -> None:
    assert is_log(_lines(_LOGS[form]))
    assert is_log(_lines(_LOGS[form], "of a line that was cut\n"))


@pytest.mark.parametrize("form", _NOT)
def test_what_people_write_is_no_log(form: str) -> None:
    assert not is_log(_lines(_NOT[form]))


def test_a_letter_that_quotes_some_entries_is_no_log() -> None:
    assert not is_log(b"Dear team,\n" + b"\nwe saw this\n".join([_lines(_LOGS["syslog"]).split(b"\n")[0]] * 9))
