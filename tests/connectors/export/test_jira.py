"""Jira's exports in all their forms: what a made one holds is counted again, and what is damaged ends nothing else."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from random import Random

import pytest
from counting_exports import counts, current
from reading_exports import claimed, entries, messages

from connectors.export.base import DELETED, EDITED, EXTERNAL, Conversation, Entry, Integration, Message, Person, Trouble
from connectors.export.registry import recognised

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_jira import write, written

FORMS = ["backup/entities.xml", "search/feed.xml", "rest/issues.json", "import/project.json", "table/issues.csv"]
#: Forms that tell what was changed and deleted.
HISTORIES = ["backup/entities.xml", "rest/issues.json", "import/project.json"]


def _backup(root: Path, rows: str, end: str = "</entity-engine-xml>\n") -> list[Entry]:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml>\n{rows}{end}'
    (root / "entities.xml").write_text(text, encoding="utf-8")
    return entries(root, "entities.xml")


def _answer(root: Path, *issues: object) -> list[Entry]:
    (root / "issues.json").write_text(json.dumps({"expand": "names", "total": len(issues), "issues": issues}))
    return entries(root, "issues.json")


def _issue(key: str, **fields: object) -> dict[str, object]:
    return {"id": key.partition("-")[2], "key": key, "fields": {"summary": "s", "issuetype": {"name": "Bug"}, **fields}}


def _texts(found: list[Entry]) -> list[str]:
    return [message.text for message in current(found)]


@pytest.mark.parametrize("path", FORMS)
def test_what_was_written_is_counted(tmp_path: Path, path: str) -> None:
    expected = written(tmp_path, Random(11))[path]
    assert counts(entries(tmp_path, path)) == dataclasses.astuple(expected)


def test_all_forms_are_claimed_and_no_attachment(tmp_path: Path) -> None:
    made = write(tmp_path, Random(12))
    assert claimed(tmp_path) == dict.fromkeys(FORMS, "jira")
    found = [entry for path in FORMS for entry in entries(tmp_path, path)]
    assert counts(found) == dataclasses.astuple(made)


@pytest.mark.parametrize("path", FORMS)
def test_values_follow_what_announces_them(tmp_path: Path, path: str) -> None:
    written(tmp_path, Random(13))
    said = current(entries(tmp_path, path))
    texts = [message.text for message in said]
    for announced in ("the password is", "what is your social security number?"):
        at = texts.index(announced)
        assert said[at].thread == said[at + 1].thread == said[at].conversation
        assert any(char.isdigit() for char in texts[at + 1])


@pytest.mark.parametrize("path", FORMS)
def test_quotes_are_copies_and_times_are_told(tmp_path: Path, path: str) -> None:
    written(tmp_path, Random(14))
    found = list(messages(entries(tmp_path, path)))
    assert [message.text for message in found if message.copied] == ["it worked yesterday"]
    assert not any("it worked yesterday" in message.text for message in found if not message.copied)
    described = [
        message.time for message in found if message.id == "description" and not message.state and not message.copied
    ]
    assert all(time is not None and 1_770_595_200 <= time < 1_771_000_000 for time in described)


@pytest.mark.parametrize("path", HISTORIES)
def test_former_and_deleted_texts(tmp_path: Path, path: str) -> None:
    written(tmp_path, Random(15))
    past = {message.state: message.text for message in messages(entries(tmp_path, path)) if message.state}
    assert past[EDITED].startswith("export TOKEN=ghp_")
    assert past[DELETED].startswith("use glpat-")
    assert len(past) == 2


@pytest.mark.parametrize("path", ["backup/entities.xml", "rest/issues.json"])
def test_apps_are_no_people(tmp_path: Path, path: str) -> None:
    written(tmp_path, Random(17))
    found = entries(tmp_path, path)
    assert [(message.author, message.bot) for message in messages(found) if message.text == "Deployed to staging"] == [
        ("", "deploy-bot")
    ]
    assert [entry for entry in found if isinstance(entry, Integration)] == [Integration("deploy-bot", "Deploy")]


def test_files_beside_a_backup_are_held(tmp_path: Path) -> None:
    written(tmp_path, Random(16))
    files = [each for message in current(entries(tmp_path, FORMS[0])) for each in message.attachments]
    assert [(each.name, each.size, each.held) for each in files] == [("trace.txt", 5, True), ("ידני.pdf", 5, True)]
    next((tmp_path / "backup/attachments").rglob("P0X-3/*")).unlink()
    files = [each for message in current(entries(tmp_path, FORMS[0])) for each in message.attachments]
    assert [each.held for each in files].count(True) == 1


def test_renamed_users_are_those_that_messages_name(tmp_path: Path) -> None:
    found = _backup(
        tmp_path,
        '<Action id="1" issue="10" author="JIRAUSER7" type="comment" body="hi" created="2026-02-09 10:00:00.0"/>'
        '<ApplicationUser id="7" userKey="JIRAUSER7" lowerUserName="noa"/>'
        '<Issue id="10" key="AB-1" summary="s"/><User id="9" userName="Noa" displayName="נועה לוי" emailAddress="n@x.example"/>',
    )
    assert [entry for entry in found if isinstance(entry, Person)] == [Person("JIRAUSER7", "נועה לוי", "n@x.example")]
    assert found[0] == Conversation("10", "AB-1")


def test_a_conversation_comes_before_its_messages_even_where_its_issue_is_missing(tmp_path: Path) -> None:
    row = '<Action id="{0}" issue="99" author="nobody" type="comment" body="text {0}"/>'
    found = _backup(tmp_path, row.format(1) + row.format(2) + '<Issue id="10" key="AB-1" summary="s"/>')
    assert [entry.id for entry in found if isinstance(entry, Conversation)] == ["10", "99"]
    assert found.index(Conversation("99", "99")) < min(
        at for at, entry in enumerate(found) if isinstance(entry, Message)
    )
    assert _texts(found) == ["text 1", "text 2", "s"]


def test_a_backup_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    rows = "".join(f'<Action id="{n}" issue="1" type="comment" body="text {n}"/>\n' for n in range(2000))
    found = _backup(tmp_path, rows + '<Action id="x" issue="1" type="comm', end="")
    assert _texts(found)[:2000] == [f"text {n}" for n in range(2000)]
    (trouble,) = [entry for entry in found if isinstance(entry, Trouble)]
    assert trouble.reason == "corrupt"


def test_what_xml_forbids_ends_nothing(tmp_path: Path) -> None:
    found = _backup(
        tmp_path,
        '<Action id="1" issue="1" type="comment" body="one\x0b"/><Action id="2" issue="1" type="comment"><body>t&nbsp;w\x00o</body></Action>'
        '<Action id="3" issue="1" type="comment" body="a < b"/><Action id="4" issue="1" type="comment" body="four"/>',
    )
    assert [_texts(found)[at] for at in (0, -1)] == ["one", "four"]
    assert "w o" in _texts(found)[1]
    assert not any(isinstance(entry, Trouble) for entry in found)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("do not read me")
    text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><entity-engine-xml><Issue id="1" key="AB-1" summary="s"/>'
    assert recognised("entities.xml", text.encode()) is None


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-02-09 10:00:00.0", 1770631200.0), ("1770631200", 1770631200.0), ("1770631200000", 1770631200.0),
        ("2026-02-09T10:00:00.000+0000", 1770631200.0), ("yesterday", None), ("99", None), ("", None),
    ],
)  # fmt: skip
def test_times_of_a_backup(tmp_path: Path, told: str, time: float | None) -> None:
    (message,) = current(_backup(tmp_path, f'<Action id="1" issue="1" type="comment" body="x" created="{told}"/>'))
    assert message.time == time


@pytest.mark.parametrize(
    ("told", "time"),
    [("09/Feb/26 10:00 AM", 1770631200.0), ("09/Feb/26 12:00 AM", 1770595200.0), ("2026-02-09 10:00", 1770631200.0),
     ("13/02/2026 10:00", 1770976800.0), ("02/03/2026 10:00", None), ("09.02.2026 10:00", 1770631200.0), ("soon", None)],
)  # fmt: skip
def test_times_of_a_table(tmp_path: Path, told: str, time: float | None) -> None:
    (tmp_path / "jira.csv").write_text(f"Summary,Issue key,Issue id,Issue Type,Created\nx,AB-1,1,Bug,{told}\n")
    assert [message.time for message in current(entries(tmp_path, "jira.csv"))] == [time]


def test_a_table_by_hand(tmp_path: Path) -> None:
    text = (
        "\ufeffSummary;Issue key;Issue id;Issue Type;Comment;Comment;Attachment\n"
        'one;AB-1;1;Bug;"09/Feb/26 10:00 AM;ann;first; with a mark\nand a line";no time here;https://x.example/f/a.txt\n'
        "two;AB-1;1;Bug\n"  # a second row of the same key, and shorter
        "three;;;Bug;;;\n"
    )
    (tmp_path / "jira.csv").write_text(text, encoding="utf-8")
    found = entries(tmp_path, "jira.csv")
    assert _texts(found) == ["one", "first; with a mark\nand a line", "no time here", "", "two", "three"]
    assert {entry.id for entry in found if isinstance(entry, Conversation)} == {"AB-1", "row-3"}
    (file,) = [each for message in current(found) for each in message.attachments]
    assert (file.name, file.links) == ("a.txt", ("https://x.example/f/a.txt",))


def test_a_quotation_mark_that_never_closes_loses_only_what_follows(tmp_path: Path) -> None:
    rows = "".join(f"row {n},AB-{n},{n},Bug\n" for n in range(50))
    text = f'Summary,Issue key,Issue id,Issue Type\n{rows}"open,AB-99,99,Bug\nmore,AB-100,100,Bug\n'
    (tmp_path / "jira.csv").write_text(text)
    assert _texts(entries(tmp_path, "jira.csv"))[:50] == [f"row {n}" for n in range(50)]


def test_documents_show_links_mentions_and_cells(tmp_path: Path) -> None:
    def text(told: str, **more: object) -> dict[str, object]:
        return {"type": "text", "text": told, **more}

    link = {"type": "link", "attrs": {"href": "https://x.example/?key=1"}}
    body = {"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [text("see "), text("here", marks=[link]), {"type": "hardBreak"},
         {"type": "mention", "attrs": {"id": "1", "text": "@Noa"}}, text("please")]},
        {"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableCell", "content": [text("a")]}, {"type": "tableCell", "content": [text("b")]}]}]},
        {"type": "codeBlock", "content": [text("x = 1\ny = 2")]}, {"type": "inlineCard", "attrs": {"url": "https://y.example"}},
        "no node", {"type": "paragraph", "content": "none"},
    ]}  # fmt: skip
    found = _answer(
        tmp_path, _issue("AB-1", comment={"comments": [{"id": "5", "body": body, "author": {"accountId": "q"}}]})
    )
    assert _texts(found)[1] == "see here https://x.example/?key=1\n@Noa please\na b\nx = 1\ny = 2\nhttps://y.example"


def test_deep_documents_end(tmp_path: Path) -> None:
    deep: dict[str, object] = {"type": "text", "text": "bottom"}
    for _ in range(300):
        deep = {"type": "paragraph", "content": [deep]}
    found = _answer(tmp_path, _issue("AB-1", description={"type": "doc", "content": [deep]}), _issue("AB-2"))
    assert _texts(found) == ["s", "s"]


def test_broken_issues_among_good_ones(tmp_path: Path) -> None:
    odd = _issue(
        "AB-2",
        comment=[7, {"body": 5}, {"body": "said", "author": None, "created": {}}],
        attachment={"x": 1},
        creator=3,
    )
    found = _answer(
        tmp_path,
        _issue("AB-1"),
        None,
        [],
        "x",
        {"id": "1"},
        {**odd, "changelog": {"histories": [{"items": [1]}]}},
        _issue("AB-1"),
    )
    assert _texts(found) == ["s", "s", "said", "s"]
    assert [entry.reason for entry in found if isinstance(entry, Trouble)] == ["corrupt"] * 4


def test_json_that_breaks_off(tmp_path: Path) -> None:
    text = json.dumps({"expand": "names", "issues": [_issue(f"AB-{n}") for n in range(40)]})
    (tmp_path / "issues.json").write_text(text[: text.index('"AB-30"')])
    found = entries(tmp_path, "issues.json")
    assert len(_texts(found)) == 30
    assert isinstance(found[-1], Trouble)


def test_issues_in_an_array_one_a_line_and_alone(tmp_path: Path) -> None:
    for name, text in {
        "array.json": json.dumps([_issue("AB-1"), _issue("AB-2")]),
        "lines.jsonl": "\n".join([json.dumps(_issue("AB-1")), '{"id": broken', json.dumps(_issue("AB-2"))]),
        "alone.json": json.dumps(_issue("AB-1"), indent=2),
    }.items():
        (tmp_path / name).write_text(text)
    known = {name: [e.id for e in entries(tmp_path, name) if isinstance(e, Conversation)] for name in claimed(tmp_path)}
    assert known == {"alone.json": ["AB-1"], "array.json": ["AB-1", "AB-2"], "lines.jsonl": ["AB-1", "AB-2"]}


def test_a_large_answer_is_read_as_a_small_one(tmp_path: Path) -> None:
    filler = "x" * 4000
    found = _answer(tmp_path, *(_issue(f"AB-{n}", description=filler) for n in range(2500)))  # 10 MB
    assert len(_texts(found)) == 2500


def test_requests_of_portal_customers_are_read_outside(tmp_path: Path) -> None:
    customer = {"accountId": "qm:1", "displayName": "ليلى حداد", "accountType": "customer"}
    found = _answer(tmp_path, _issue("AB-1", reporter=customer))
    assert found[0] == Conversation("AB-1", "AB-1", EXTERNAL)
    assert Person("qm:1", "ليلى حداد", guest=True) in found


def test_marks_of_wiki_texts(tmp_path: Path) -> None:
    told = "{code:bash}export A=1{code} [docs|https://x.example/a] [~noa] a[0]\nbq. as said\n{quote}two{quote}"
    found = list(messages(_answer(tmp_path, _issue("AB-1", description=told))))
    assert found[0].text == "s\nexport A=1 docs https://x.example/a ~noa a[0]"
    assert [message.text for message in found[1:] if message.copied] == ["two", "as said"]


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("package.json", b'{"name": "x", "version": "1", "dependencies": {"jira": "^1.0"}}'),
        ("map.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"key": "AB-1"}}]}'),
        ("app.log", b'{"level": "info", "issue": {"key": "AB-1", "fields": {"issuetype": 1}}}'),
        ("products.csv", b"key,summary,description\nA-1,Chair,Wood\n"),
        ("state.json", b'{"issues": [], "fields": {"a": 1}, "key": "A"}'),
        ("github.json", b'[{"id": 1, "number": 3, "title": "x", "fields": []}]'),
        ("seed.xml", b'<?xml version="1.0"?><entity-engine-xml><Party partyId="1" partyTypeId="P"/></entity-engine-xml>'),
        ("feed.xml", b'<rss version="2.0"><channel><title>News</title><item><title>x</title></item></channel></rss>'),
        ("fields.json", b'[{"id":"customfield_10001","key":"customfield_10001","name":"x","custom":true}]'),
        ("projects.json", b'{"projects": [{"name": "a", "issues": 4}], "users": []}'),
        ("notes.txt", b"the issue key, summary and issue id of each are in the sheet\n"),
    ],
)  # fmt: skip
def test_other_files_are_not_claimed(path: str, head: bytes) -> None:
    assert recognised(path, head) is None
