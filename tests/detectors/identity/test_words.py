# ruff: noqa: RUF001  # words of many scripts: letters that look like Latin ones are meant
import random
import time

import pytest

from detectors.identity.lexicon import Letters, Lexicon, fold, squash
from detectors.identity.words import BADGE, lexicon, spoken

#: What a document of each language has on it, what it is, and a caption that must be seen.
SPECIMENS = [
    (["UNITED KINGDOM OF UTOPIA", "PASSPORT", "Surname/Nom", "Given names/Prénoms", "Date of birth"], "passport", "birth", "en"),
    (["CARTE NATIONALE D'IDENTITÉ", "Nom: PERSONNE", "Prénoms: NULLE", "Né(e) le: 12.08.1974"], "identity", "given", "fr"),
    (["FÜHRERSCHEIN", "1. Muster", "2. Erika", "3. 12.08.64 Berlin", "4a. 19.01.13", "4b. 18.01.28", "5. B0"], "licence", "", "de"),
    (["REINO DE UTOPIA", "DOCUMENTO NACIONAL DE IDENTIDAD", "APELLIDOS", "NOMBRE", "SEXO", "NACIONALIDAD"], "identity", "nationality", "es"),
    (["CARTEIRA NACIONAL DE HABILITAÇÃO", "NOME", "DATA NASCIMENTO", "VALIDADE"], "licence", "expiry", "pt"),
    (["PATENTE DI GUIDA", "REPUBBLICA DI UTOPIA", "4a. 01.01.2020"], "licence", "", "it"),
    (["RIJBEWIJS", "KONINKRIJK UTOPIA"], "licence", "", "nl"),
    (["DOWÓD OSOBISTY", "NAZWISKO", "IMIONA", "DATA URODZENIA", "OBYWATELSTWO"], "identity", "nationality", "pl"),
    (["PERMIS DE ȘEDERE", "NUME", "PRENUME"], "permit", "given", "ro"),
    (["OBČANSKÝ PRŮKAZ", "PŘÍJMENÍ", "JMÉNO", "DATUM NAROZENÍ", "PLATNOST DO"], "identity", "expiry", "cs"),
    (["SZEMÉLYAZONOSÍTÓ IGAZOLVÁNY", "Családi és utónév", "Állampolgárság"], "identity", "nationality", "hu"),
    (["KÖRKORT", "SVERIGE"], "licence", "", "sv"),
    (["ΔΕΛΤΙΟ ΤΑΥΤΟΤΗΤΑΣ", "ΕΠΩΝΥΜΟ", "ΟΝΟΜΑ"], "identity", "surname", "el"),
    (["TÜRKİYE CUMHURİYETİ KİMLİK KARTI", "Soyadı", "Adı", "Doğum Tarihi"], "identity", "birth", "tr"),
    (["ПАСПОРТ", "Фамилия", "Имя", "Дата рождения", "Место рождения"], "passport", "birthplace", "ru"),
    (["ПОСВІДЧЕННЯ ВОДІЯ", "Прізвище", "Дата народження"], "licence", "birth", "uk"),
    (["ЛИЧНА КАРТА", "Фамилия", "Собствено име", "Дата на раждане"], "identity", "birth", "bg"),
    (["بطاقة الهوية الوطنية", "الاسم", "تاريخ الميلاد", "الجنسية"], "identity", "nationality", "ar"),
    (["گذرنامه", "نام خانوادگی", "تاریخ تولد"], "passport", "surname", "fa"),
    (["תעודת זהות", "שם משפחה", "תאריך לידה"], "identity", "surname", "he"),
    (["भारत निर्वाचन आयोग", "मतदाता फोटो पहचान पत्र", "जन्म तिथि"], "voter", "birth", "hi"),
    (["জাতীয় পরিচয়পত্র", "নাম", "জন্ম তারিখ"], "identity", "birth", "bn"),
    (["ஓட்டுநர் உரிமம்", "பெயர்"], "licence", "given", "ta"),
    (["中华人民共和国", "居民身份证", "姓名", "性别", "出生 1985年1月31日", "住址"], "identity", "address", "zh"),
    (["中華民國國民身分證", "姓名", "出生日期"], "identity", "birth", "zt"),
    (["運転免許証", "氏名", "生年月日", "住所"], "licence", "birth", "ja"),
    (["주민등록증", "성명", "생년월일"], "identity", "birth", "ko"),
    (["บัตรประจำตัวประชาชน", "ชื่อ", "เกิดวันที่"], "identity", "birth", "th"),
    (["CĂN CƯỚC CÔNG DÂN", "Họ và tên", "Ngày sinh", "Quốc tịch"], "identity", "nationality", "vi"),
    (["KARTU TANDA PENDUDUK", "NIK", "Nama", "Jenis Kelamin"], "identity", "sex", "id"),
    (["военный билет", "Фамилия"], "military", "surname", "ru"),
    (["TARJETA SANITARIA EUROPEA", "Apellidos"], "health", "surname", "es"),
    (["VISA", "VALID FOR SCHENGEN STATES", "NUMBER OF ENTRIES", "DURATION OF STAY"], "visa", "", "en"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "document", "caption", "language"), SPECIMENS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_documents_name_themselves_in_their_languages(lines, document, caption, language):
    said = spoken(lines)
    name, score = said.title()
    assert name == document
    assert score >= 0.75
    assert not caption or caption in said.fields
    assert language in said.languages[:4]


def test_there_are_sixteen_languages_and_more_for_each_document_of_a_state():
    languages = {}
    for terms in lexicon()._terms.values():
        for concept, language in terms:
            languages.setdefault(concept, set()).add(language)
    for name in ("passport", "identity", "licence", "permit", "visa", "military", "health"):
        assert len(languages[f"document.{name}"]) >= 16, name
    assert len(set().union(*languages.values())) >= 45


@pytest.mark.parametrize(
    "lines",
    [["PASSP0RT"], ["PASSPRT"], ["PASSSPORT"], ["pássport"], ["RepublicPassport"], ["DRIVER", "LICENSE"], ["DR1VERLICENSE"], ["Driver Iicense"], ["RESIDENCEPERMIT"]],
)  # fmt: skip
def test_glue_accents_and_one_wrong_letter_do_not_hide_a_title(lines):
    assert spoken(lines).title()[1] >= 0.5


@pytest.mark.parametrize(
    "lines", [["passbook"], ["PASSPQRTS OFTEN"], ["Advisable"], ["pasta"], ["Essex"], ["filename"], ["fisa"]]
)
def test_two_wrong_letters_and_parts_of_words_are_no_title(lines):
    said = spoken(lines)
    assert said.title()[1] < 0.6
    assert said.labels == 0


def test_a_title_weighs_more_than_a_word_in_a_sentence():
    sentence = spoken(["Please bring your passport when you come to the counter on Monday"])
    assert spoken(["PASSPORT"]).documents["passport"] > 2 * sentence.documents["passport"]


def test_cards_of_no_state_are_told_apart():
    said = spoken(["University of Utopia", "STUDENT IDENTITY CARD", "Name", "Valid until 30.09.2027"])
    assert said.documents[BADGE] > 1
    assert "identity" not in said.documents
    assert spoken(["VISA", "DEBIT", "VALID THRU 09/27"]).documents[BADGE] > 1


def test_dates_of_many_forms_are_counted():
    lines = [
        "12.08.1974",
        "08/12/1974",
        "1974-08-12",
        "12 AUG/AOUT 74",
        "12AUG1974",
        "Aug 12, 1974",
        "1985年1月31日",
        "31 DÉC 2031",
        "no date 12345",
        "1.2.3",
        "192.168.100.10",
    ]
    assert spoken(lines).dates == 8


def test_numbered_fields_count_with_a_lettered_one_only():
    european = ["1. MUSTER", "2. ERIKA", "3. 12.08.64", "4a. 19.01.13 4c. LRA", "4b. 18.01.28", "5. B072"]
    assert spoken(european).numbered == 6
    assert spoken(["4d DL T64235789", "3 DOB 01/31/1985", "1 SPECIMEN", "2 NOBODY"]).numbered == 4
    assert spoken(["1. Introduction", "2. Methods", "3. Results", "4. Discussion", "5. Outlook"]).numbered == 0


def test_folding_joins_what_is_written_in_two_ways():
    assert fold("Führerschein") == "fuhrerschein"
    assert squash("Carte d'Identité N° 7") == "cartedidentiten"
    assert squash("ЁЖ й") == squash("еж и")
    assert squash("أحمد") == squash("احمد")
    assert squash("パスポート") == squash("ﾊﾟｽﾎﾟｰﾄ")


def test_every_term_of_eight_letters_is_found_with_any_one_letter_wrong():
    terms = ["residence", "passport", "führerschein"]
    held = Lexicon(("c", "xx", term) for term in terms)
    for term in map(squash, terms):
        for at in range(len(term)):
            for broken in (
                term[:at] + "q" + term[at + 1 :],
                term[:at] + term[at + 1 :],
                term[: at + 1] + "q" + term[at + 1 :],
            ):
                assert held.hits(Letters([f"xx {broken} xx"])), broken


def test_forty_lines_take_less_than_some_milliseconds():
    lines = ["This agreement is made between the parties on the date"] * 40
    spoken(lines)
    least = min(_seconds(lines) for _ in range(7))
    assert least < 0.004


def _seconds(lines):
    start = time.perf_counter()
    spoken(lines)
    return time.perf_counter() - start


def test_hostile_lines_are_bounded_and_raise_nothing():
    rng = random.Random(6)
    for _ in range(300):
        spoken(
            [
                "".join(chr(rng.choice((rng.randrange(32, 127), rng.randrange(0xD7FF), 0x1F600))) for _ in range(60))
                for _ in range(6)
            ]
        )
    start = time.perf_counter()
    spoken(["dateofbirt" * 100_000] * 50)
    spoken(["passpor" * 60] * 1000)
    assert time.perf_counter() - start < 3
    assert spoken([]).title() == ("", 0)
