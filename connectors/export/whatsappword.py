"""Whatsappword: what WhatsApp writes in place of files, and of what was deleted or edited, in some of its languages.

It documents none of it. `<attached: NAME>` (iOS) and `NAME (file attached)` (Android) are known by their shape, as far as it tells
them from what people write (https://github.com/Pustur/whatsapp-chat-parser/blob/master/src/parser.ts); sentences by their words, so
that one in a language that is not here stays text.
"""

from __future__ import annotations

import re

from connectors.export.whatsappline import MARKS

_MARK = "\u200e"
#: `<attached: 00000012-PHOTO-2026-02-09-10-00-00.jpg>`; the mark, or the number that iOS begins names with, tells it from HTML.
_TAG = re.compile(rf"{_MARK}?<[^<>:\n]{{3,30}}\s?: ?({_MARK}?[^<>\n]{{1,255}}\.\w{{1,8}})>")
_NUMBERED = re.compile(r"\d{3,8}-")
_OLD_TAG = re.compile(rf"([^\n/\\<>]{{1,200}}\.\w{{1,8}}) <{_MARK}?attached>")
_BEHIND = re.compile(rf"({_MARK}?[^\n/\\]{{1,250}}\.\w{{1,8}}) \(([^()\n]{{4,40}})\)")
_BEHIND_WORDS = frozenset(
    {
        "file attached", "datei angehängt", "archivo adjunto", "fichier joint", "file allegato", "arquivo anexado",
        "ficheiro anexado", "bestand bijgevoegd", "файл добавлен", "файл додано", "dosya ekli",
        "soubor byl přiložen", "załączono plik", "fil bifogad", "fil vedlagt", "tiedosto liitetty", "الملف مرفق",
        "קובץ מצורף", "file terlampir",
    }
)  # fmt: skip
#: Files as Android names those that the app made itself.
_OWN_NAME = re.compile(r"(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA\d+\.")
#: `<Media omitted>` of Android; `image omitted` and `plan.pdf • 2 pages document omitted` of iOS, with a mark before.
_LEFT_OUT = (
    "omitted", "weggelassen", "ausgelassen", "ausgeschlossen", "omitido", "omitida", "omis", "omise", "absente",
    "manquant", "manquante", "retiré", "omessa", "omesso", "omessi", "esclusa", "incluso", "oculto", "oculta",
    "ocultado", "ocultada", "revelado", "revelada", "weggelaten", "отсутствует", "отсутствуют", "добавлен",
    "відсутнє", "пропущено", "vynechán", "vynechána", "vynecháno", "edilmedi", "disertakan", "dihilangkan",
)  # fmt: skip
_OMITTED = re.compile(
    rf"(?:<([^<>:\n]{{4,40}} (?:{'|'.join(_LEFT_OUT)}))>|{_MARK}([^\n:]{{2,250}}\b(?:{'|'.join(_LEFT_OUT)})))"
)
_DELETED = frozenset(
    {
        "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht",
        "du hast diese nachricht gelöscht", "se eliminó este mensaje", "eliminaste este mensaje",
        "ce message a été supprimé", "vous avez supprimé ce message", "questo messaggio è stato eliminato",
        "hai eliminato questo messaggio", "esta mensagem foi apagada", "essa mensagem foi apagada",
        "mensagem apagada", "você apagou esta mensagem", "apagou esta mensagem", "dit bericht is verwijderd",
        "данное сообщение удалено", "вы удалили данное сообщение", "це повідомлення було видалено",
        "ви видалили це повідомлення", "tato zpráva byla smazána", "bu mesaj silindi", "bu mesajı sildiniz",  # noqa: RUF001  # Turkish
        "تم حذف هذه الرسالة", "このメッセージは削除されました", "此訊息已刪除", "삭제된 메시지입니다",
    }
)  # fmt: skip
_LONGEST_DELETED = 80
_EDITED = (
    "<This message was edited>", "<Diese Nachricht wurde bearbeitet>", "<Se editó este mensaje>",
    "<Este mensaje fue editado>", "<Ce message a été modifié>", "<Questo messaggio è stato modificato>",
    "<Esta mensagem foi editada>", "<Mensagem editada>", "<Dit bericht is bewerkt>", "<Сообщение изменено>",
)  # fmt: skip


def attached(text: str) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """A text without the words that stand in it for files, and these: name, and whether they were exported as well."""
    if "<" in text:
        for shape in (_TAG, _OLD_TAG):
            found = shape.search(text)
            if found is not None and (shape is _OLD_TAG or _MARK in found[0] or _NUMBERED.match(found[1])):
                return _without(text, found), ((found[1].strip(MARKS), True),)
    if "(" in text:
        found = _BEHIND.match(text)
        if found is not None and (
            found[2].strip(MARKS).lower() in _BEHIND_WORDS or _OWN_NAME.match(found[1].strip(MARKS))
        ):
            return _without(text, found), ((found[1].strip(MARKS), True),)
    if text.startswith((_MARK, "<")) or _MARK in text:
        line, _, rest = text.partition("\n")
        found = _OMITTED.fullmatch(line) or _OMITTED.search(line)
        if found is not None and line.endswith(found[0]):
            before = line[: found.start()].strip(MARKS + " •")
            name = before if before and before.find(".") > 0 else (found[1] or found[2]).strip(MARKS)
            return rest, ((name.partition(" • ")[0], False),)
    return text, ()


def _without(text: str, found: re.Match[str]) -> str:
    return (text[: found.start()] + text[found.end() :]).strip()


def is_deleted(text: str) -> bool:
    """Whether a text says that there was one which was deleted."""
    return len(text) < _LONGEST_DELETED and text.strip(MARKS + " .。\r\n").lower() in _DELETED


def unedited(text: str) -> str:
    """A text without the words at its end which say that it was edited."""
    if not text.endswith(">"):
        return text
    ending = next((ending for ending in _EDITED if text.endswith(ending)), "")
    return text.removesuffix(ending).rstrip(MARKS + " ") if ending else text
