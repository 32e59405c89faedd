"""Persons and their circumstances in forms and letterheads; configurations, articles and programs have none."""

from __future__ import annotations

import pytest


def rules(found):
    return {each.rule: each.count for each in found}


FORMS = {
    "en": "Patient intake\nName: Maria Kowalska\nDate of birth: 12 March 1980\nAddress: 12 Elm Street, Boulder, CO 80331\nReligion: Catholic\n",
    "de": "Aufnahmebogen\nName: Jürgen Weiß\nGeburtsdatum: 3.4.1961\nAnschrift: Lindenstraße 12, 50667 Köln\nKonfession: evangelisch\n",
    "fr": "Fiche\nNom : Claire Fontaine\nDate de naissance : 02/11/1974\nAdresse : 14 rue des Lilas, 75011 Paris\nReligion : catholique\n",
    "es": "Ficha\nNombre: Lucía Ortega\nFecha de nacimiento: 1990-02-11\nDirección: Calle Mayor 12, 28013 Madrid\nReligión: católica\n",
    "pl": "Karta\nImię i nazwisko: Anna Zielińska\nData urodzenia: 1988-05-02\nAdres: ul. Polna 7, 00-625 Warszawa\n",
    "nl": "Formulier\nNaam: Pieter Janssen\nGeboortedatum: 1-2-1977\nAdres: Kerkstraat 9, 1017 GC Amsterdam\n",
}


@pytest.mark.parametrize("language", sorted(FORMS))
def test_a_form_names_a_person_and_an_address(classes, language):
    found = rules(classes(FORMS[language]))
    assert found["contact.name"] == 1
    assert found["contact.address"] == 1
    if language in {"en", "de", "fr", "es"}:
        assert found["form.religion"] == 1


def test_a_letterhead_names_a_person(classes):
    head = "ANNA SZABO\nPatent Examiner\n8632 Orchard Drive, Boulder, CO 80331\nPhone: (205) 959-3920 | Email: a.szabo@posteo.de\n\nDear all,\n"
    assert rules(classes(head)) == {"contact.name": 1, "contact.address": 1}


def test_circumstances_need_a_person(classes):
    assert "form.religion" not in rules(classes("Country facts\nCapital: Rome\nReligion: Catholic\nCurrency: euro\n"))
    text = "Name: Oleg Marin\nBirth date: 1970-01-02\nDiagnosis code: E11.9\nMedication: metformin 500 mg\nTrade union member: yes\n"
    assert {"form.icd", "form.medication", "form.union"} <= rules(classes(text)).keys()


@pytest.mark.parametrize(
    "text",
    [
        "name: build\naddress: 0.0.0.0\non: push\njobs:\n  test:\n    name: Unit Tests\n",
        "Name: requests\nVersion: 2.1\nSummary: HTTP for humans\nAuthor: Kenneth\nLicense: Apache\n",
        "Host: web-1\nAddress: 10.1.2.3\nName: Core Switch\nLocation: Rack 12\n",
        "Diabetes is an illness.\nTreatment: insulin\nDiagnosis: by blood sugar\nSee also: Metabolism\n",
        "Chapter One\nIt was in Baker Street 12 that they met, near the old town of Boulder.\n",
        "Name: Apollo Guidance\nStreet: none\nStatus: done\n",
        "Name: Core Relay\nAddress: reached via port 8080\nStatus: done\n",
        "Name: Small Talk\nAddress: 3 of them this way\nAddress: place of birth 1970\n",
    ],
)
def test_what_is_no_person(classes, text):
    found = rules(classes(text))
    assert not {rule for rule in found if rule.startswith(("contact.", "form."))}, found
