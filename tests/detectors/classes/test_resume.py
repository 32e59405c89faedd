"""Résumés in fifteen languages, and what looks like one and is none."""

from __future__ import annotations

import re

import pytest

#: Title, headings of experience, education, skills and languages, and the word for now.
LANGUAGES = {
    "en": ("Curriculum Vitae", "Work Experience", "Education", "Skills", "Languages", "present"),
    "de": ("Lebenslauf", "Berufserfahrung", "Ausbildung", "Kenntnisse", "Sprachkenntnisse", "heute"),
    "fr": ("Curriculum vitae", "Expériences professionnelles", "Formation", "Compétences", "Langues", "présent"),
    "es": ("Hoja de vida", "Experiencia laboral", "Formación académica", "Habilidades", "Idiomas", "actualidad"),
    "it": ("Curriculum Vitae", "Esperienza lavorativa", "Istruzione e formazione", "Competenze", "Lingue", "oggi"),
    "pt": ("Currículo", "Experiência profissional", "Formação acadêmica", "Competências", "Idiomas", "atual"),
    "nl": ("CV", "Werkervaring", "Opleidingen", "Vaardigheden", "Talen", "heden"),
    "pl": ("Życiorys", "Doświadczenie zawodowe", "Wykształcenie", "Umiejętności", "Języki obce", "obecnie"),
    "sv": ("CV", "Arbetslivserfarenhet", "Utbildning", "Färdigheter", "Språk", "nu"),
    "tr": ("Özgeçmiş", "İş Deneyimi", "Eğitim", "Beceriler", "Yabancı Diller", "halen"),  # noqa: RUF001  # Turkish
    "ru": ("Резюме", "Опыт работы", "Образование", "Ключевые навыки", "Языки", "настоящее"),
    "uk": ("Резюме", "Досвід роботи", "Освіта", "Навички", "Мови", "тепер"),
    "zh": ("个人简历", "工作经历", "教育背景", "专业技能", "语言能力", "至今"),
    "ja": ("職務経歴書", "職務経歴", "学歴", "資格", "語学力", "現在"),
    "ko": ("이력서", "경력사항", "학력사항", "보유 기술", "외국어", "현재"),
    "ar": ("السيرة الذاتية", "الخبرة العملية", "التعليم", "المهارات", "اللغات", "الآن"),
    "hi": ("जीवन वृत्त", "कार्य अनुभव", "शिक्षा", "कौशल", "भाषाएँ", "वर्तमान"),
    "cs": ("Životopis", "Pracovní zkušenosti", "Vzdělání", "Dovednosti", "Jazykové znalosti", "dosud"),
}


def resume(language: str, made, *, title: bool = True) -> str:
    heading, work, school, skills, tongues, now = LANGUAGES[language]
    start = made.dice.randrange(2004, 2012)
    lines = [heading] * title + [made.person, f"{made.mail()} | {made.phone()}", ""]
    firms = made.dice.sample(made.firms, 2)
    lines += [
        work.upper() if made.dice.random() < 0.5 else work,
        f"{start + 4} - {now}   {firms[0]}",
        "xyzzy frobnicator, plugh",
        "",
    ]
    lines += [f"{start} – {start + 4}   {firms[1]}", "quux", "", school, f"{start - 4} - {start}  Universitas", ""]  # noqa: RUF001
    lines += [f"{skills}:", "Python, SQL, Excel", "", tongues, "A (C1), B (B2)"]
    return "\n".join(lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [True, False])
def test_a_resume_is_told_in_every_language(language, title, made, classes):
    found = classes(resume(language, made, title=title), "application/pdf")
    assert [each.kind for each in found] == ["person.resume"]
    assert found[0].confidence >= 0.8
    assert found[0].count == 1


def test_a_resume_in_plain_text_with_underlined_headings_is_told(made, classes):
    text = resume("en", made).replace("Education", "=== EDUCATION ===")
    assert [each.rule for each in classes(text)] == ["document.resume"]


def test_the_japanese_form_with_a_year_a_line_is_told(made, classes):
    years = "\n".join(f"{2000 + n * 3}年4月  {firm}" for n, firm in enumerate(made.firms[:5]))
    text = (
        f"履歴書\n氏名 {made.person}\n電話 {made.phone()}\n\n学歴・職歴\n{years}\n\n免許・資格\n普通自動車\n\n志望動機\n貴社\n"
        + "。" * 100
    )
    assert [each.rule for each in classes(text, "application/pdf")] == ["document.resume"]


def test_letters_with_gaps_in_headings_are_joined(made, classes):
    text = resume("en", made).replace("Education", "E D U C A T I O N")
    assert "section:education" in classes(text, "application/pdf")[0].evidence


def test_json_resume_is_told(made, classes):
    text = f'{{"basics": {{"name": "{made.person}"}}, "work": [], "education": [], "skills": []}}'
    assert [each.rule for each in classes(text, "application/json")] == ["document.resume"]


ADVERT = """Senior Engineer
About us
{firm} builds things since 2011 - 2024.
Responsibilities
Write code
Requirements
Experience
5 years, 2019 - 2024 preferred
Education
A degree
Skills
Python
What we offer
Money. Write to jobs@firm.example or +44 1632 960 111.
"""
README = """Project
Installation
pip install it
Usage
run it, 2019 - 2024, then 2020 - 2023
Experience
Education
Skills
License
MIT, see mail@host.example
"""
PAPER = """A Study of Things
A. Author, a.author@uni.example
Abstract
We study education, 2010 - 2014 and 2015 - 2019.
Introduction
Experience
Education
Skills
Conclusions
References
"""
STELLENANZEIGE = (
    "Entwicklerin\n\nIhre Aufgaben\nBauen\nIhr Profil\nAusbildung\nBerufserfahrung\n2019 - 2024\n2014 - 2019\nKenntnisse\nWir bieten\nGeld\n jobs@firma.example\n"
    + "x " * 100
)


@pytest.mark.parametrize("text", [ADVERT.format(firm="Lumen Atelier"), README, PAPER, STELLENANZEIGE])
def test_adverts_readmes_and_papers_are_no_resumes(text, classes):
    assert classes(text + "word " * 60, "application/pdf") == []


def test_headings_without_any_period_are_no_resume(made, classes):
    assert classes(re.sub(r"(19|20)\d\d", "", resume("en", made, title=False)), "application/pdf") == []


def test_prose_about_education_and_experience_is_no_resume(classes):
    assert (
        classes(
            "Education and experience matter. Skills do too, from 2001 to 2004 and 2005 to 2009. " * 10,
            "application/pdf",
        )
        == []
    )


def test_a_resume_that_lists_responsibilities_and_qualifications_is_one(made, classes):
    text = resume("en", made) + "\n\nResponsibilities\nquux\n\nQualifications\nquux\n\nHobbies\nchess\n"
    assert [each.rule for each in classes(text, "application/pdf")] == ["document.resume"]
