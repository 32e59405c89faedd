"""Payslips, statements, tax forms, invoices, contracts, medical, school and screening reports; and what resembles them."""

from __future__ import annotations

import pytest

PDF = "application/pdf"

PAYSLIPS = {
    "en": ("Payslip", "Gross pay", "Income tax", "Net pay", "Pay period", "Employee"),
    "de": (
        "Gehaltsabrechnung",
        "Gesamtbrutto",
        "Lohnsteuer",
        "Auszahlungsbetrag",
        "Abrechnungsmonat",
        "Personalnummer",
    ),
    "fr": ("Bulletin de paie", "Salaire brut", "Cotisations", "Net à payer", "Période", "Matricule"),
    "es": ("Recibo de nómina", "Total devengado", "IRPF", "Líquido a percibir", "Período", "Trabajador"),
    "it": ("Busta paga", "Totale competenze", "Trattenute", "Netto in busta", "Mese", "Matricola"),
    "pt": ("Holerite", "Salário bruto", "Descontos", "Líquido a receber", "Competência", "Funcionário"),
    "nl": ("Salarisstrook", "Brutoloon", "Loonheffing", "Nettoloon", "Periode", "Werknemer"),
    "pl": ("Pasek płacowy", "Wynagrodzenie brutto", "Składki ZUS", "Do wypłaty", "Okres", "Pracownik"),
    "ru": ("Расчётный лист", "Начислено", "НДФЛ", "К выплате", "Период", "Табельный номер"),  # noqa: RUF001  # Russian
    "ja": ("給与明細書", "総支給額", "健康保険", "差引支給額", "支給日", "社員番号"),
    "zh": ("工资单", "应发工资", "个人所得税", "实发工资", "发薪日期", "员工编号"),
    "tr": ("Maaş bordrosu", "Brüt ücret", "Gelir vergisi", "Net ücret", "Dönem", "Sicil no"),
}


@pytest.mark.parametrize("language", PAYSLIPS)
def test_a_payslip_is_told(language, made, classes):
    title, gross, tax, net, period, worker = PAYSLIPS[language]
    text = f"{made.firm}\n{title}\n{worker}: {made.digits(5)}   {period}: 03/2021\n{gross}   {made.money()}\n{tax}  {made.money()}\n{net}   {made.money()}\n"
    (found,) = classes(text, PDF)
    assert (found.kind, found.rule) == ("fin.payroll", "document.payslip")
    assert found.confidence >= 0.7


STATEMENTS = {
    "en": ("Account statement", "Account number", "Opening balance", "Closing balance", "Withdrawals"),
    "de": ("Kontoauszug", "Kontonummer", "Alter Kontostand", "Neuer Kontostand", "Umsätze"),
    "fr": ("Relevé de compte", "Titulaire", "Solde précédent", "Nouveau solde", "Débit"),
    "es": ("Extracto bancario", "Número de cuenta", "Saldo anterior", "Saldo final", "Movimientos"),
    "pl": ("Wyciąg bankowy", "Numer rachunku", "Saldo początkowe", "Saldo końcowe", "Operacje"),
    "ru": ("Выписка по счёту", "Номер счёта", "Входящий остаток", "Исходящий остаток", "Расход"),
    "ko": ("거래내역서", "계좌번호", "이월잔액", "잔액", "출금"),
}


@pytest.mark.parametrize("language", STATEMENTS)
def test_a_bank_statement_is_told(language, made, classes):
    title, account, opening, closing, movements = STATEMENTS[language]
    rows = "\n".join(f"0{n}.03.2021   {made.firm}   {made.money()}" for n in range(1, 6))
    text = f"{title}\n{account}: {made.digits(10)}\n{opening}   {made.money()}\n{movements}\n{rows}\n{closing}   {made.money()}\n"
    assert [each.rule for each in classes(text, PDF)] == ["document.bank-statement"]


def w2(made, number: str) -> str:
    return (
        f"Form W-2 Wage and Tax Statement 2021\na Employee's social security number   {number}\nb Employer identification number (EIN)  {made.digits(2)}-{made.digits(7)}\n"
        f"1 Wages, tips, other compensation   {made.money()}\n2 Federal income tax withheld   {made.money()}\n3 Social security wages   {made.money()}\n{made.person}\n"
    )


def test_tax_forms_of_the_united_states_are_told_when_filled_in(made, classes):
    number = f"9{made.digits(2)}-{made.digits(2)}-{made.digits(4)}"
    form_1099 = f"Form 1099-NEC\nPAYER'S TIN   {made.digits(2)}-{made.digits(7)}\nRECIPIENT'S TIN   {number}\nNonemployee compensation   {made.money()}\nRecipient's name: {made.person}\n"
    form_w9 = f"Form W-9\nRequest for Taxpayer Identification Number and Certification\nName: {made.person}\nFederal tax classification: x\nSocial security number: {number}\nSignature\n"
    for text, rule in ((w2(made, number), "document.w2"), (form_1099, "document.1099"), (form_w9, "document.w9")):
        assert [(each.kind, each.rule) for each in classes(text, PDF)] == [("fin.w9_1099", rule)]


def test_an_empty_tax_form_is_none(made, classes):
    text = (
        "Form W-9\nRequest for Taxpayer Identification Number and Certification\nName\nFederal tax classification\nSocial security number\nSignature\n"
        * 3
    )
    assert classes(text, PDF) == []


INVOICES = {
    "en": ("Invoice", "Invoice number", "Due date", "Total", "VAT"),
    "de": ("Rechnung", "Rechnungsnummer", "Zahlungsziel", "Gesamtbetrag", "USt"),
    "fr": ("Facture", "Numéro de facture", "Échéance", "Total TTC", "TVA"),
    "it": ("Fattura", "Numero fattura", "Scadenza", "Totale", "IVA"),
    "ja": ("請求書", "請求書番号", "支払期限", "合計金額", "消費税"),
    "vi": ("Hóa đơn", "Số hóa đơn", "Hạn thanh toán", "Tổng cộng", "Thuế GTGT"),
}


@pytest.mark.parametrize("language", INVOICES)
def test_an_invoice_is_told(language, made, classes):
    title, number, due, total, tax = INVOICES[language]
    text = f"{made.firm}\n{title}\n{number}: {made.digits(6)}\n{due}: 04/2021\n{tax}   {made.money()}\n{total}   {made.money()}\n"
    assert [each.rule for each in classes(text, PDF)] == ["document.invoice"]


CONTRACTS = {
    "en": (
        "Mutual Non-Disclosure Agreement",
        "Definitions",
        "Obligations",
        "Term",
        "Governing Law",
        "Entire Agreement",
        "In witness whereof",
        "Company",
    ),
    "de": (
        "Geheimhaltungsvereinbarung",
        "Begriffsbestimmungen",
        "Pflichten",
        "Laufzeit",
        "Gerichtsstand",
        "Schlussbestimmungen",
        "Unterschrift",
        "zwischen",
    ),
    "fr": (
        "Accord de confidentialité",
        "Définitions",
        "Obligations des parties",
        "Durée",
        "Droit applicable",
        "Dispositions générales",
        "Fait à",
        "entre",
    ),
    "es": (
        "Acuerdo de confidencialidad",
        "Definiciones",
        "Obligaciones",
        "Vigencia",
        "Ley aplicable",
        "Disposiciones generales",
        "Firmado",
        "entre",
    ),
    "ru": (
        "Соглашение о неразглашении",  # noqa: RUF001  # Russian
        "Термины и определения",
        "Обязанности сторон",
        "Срок действия",
        "Разрешение споров",
        "Прочие условия",
        "Подписи сторон",
        "между",
    ),
    "zh": ("保密协议", "定义", "保密义务", "合同期限", "争议解决", "其他", "签署", "双方"),
}


@pytest.mark.parametrize("language", CONTRACTS)
def test_a_contract_is_told(language, made, classes):
    title, *clauses = CONTRACTS[language]
    text = f"{title}\n\n" + "\n\n".join(
        f"{n}. {clause}\nlorem ipsum dolor sit amet {made.firm}." for n, clause in enumerate(clauses[:-2], 1)
    )
    text += f"\n\n{clauses[-1]}\n{made.firm}\n{clauses[-2]}:\n{made.person}\n"
    assert [(each.kind, each.rule) for each in classes(text, PDF)] == [("comms.contract", "document.nda")]


def test_a_licence_of_software_is_no_contract(classes):
    text = (
        "End User License Agreement\nService Agreement\n\n1. Definitions\n2. Grant of Copyright License\n3. Redistribution\n4. Disclaimer of Warranty\n"
        "5. Term\n6. Governing Law\n7. Entire Agreement\nCompany\nSigned\n" + "lorem ipsum " * 20
    )
    assert classes(text) == []


MEDICAL = {
    "en": ("Discharge Summary", "Patient", "Chief complaint", "Physical examination", "Diagnosis", "Medications"),
    "de": ("Arztbrief", "Patient", "Anamnese", "Untersuchungsbefund", "Diagnosen", "Medikation"),
    "fr": (
        "Compte rendu d'hospitalisation",
        "Nom du patient",
        "Motif d'hospitalisation",
        "Examen clinique",
        "Diagnostic",
        "Traitement de sortie",
    ),
    "es": ("Informe de alta", "Paciente", "Motivo de consulta", "Exploración física", "Diagnóstico", "Tratamiento"),
    "pt": ("Relatório médico", "Nome do paciente", "Queixa principal", "Exame físico", "Diagnóstico", "Conduta"),
    "ru": ("Выписной эпикриз", "Пациент", "Жалобы", "Объективный статус", "Диагноз", "Лечение"),
    "zh": ("出院小结", "患者姓名", "主诉", "体格检查", "出院诊断", "出院医嘱"),
    "ja": ("退院サマリー", "患者氏名", "主訴", "身体所見", "診断名", "処方"),
}


@pytest.mark.parametrize("language", MEDICAL)
def test_a_medical_report_is_told(language, made, classes):
    title, patient, *sections = MEDICAL[language]
    text = f"{title}\n{patient}: {made.person}\n" + "\n".join(
        f"{section}:\nlorem ipsum {made.digits(2)}" for section in sections
    )
    assert [(each.kind, each.rule) for each in classes(text, PDF)] == [("health.record", "document.medical-report")]


SCHOOLS = {
    "en": ("Official Transcript", "Student name", "Course", "Grade", "Semester", "person.education"),
    "de": ("Notenspiegel", "Student", "Modul", "Note", "Semester", "person.education"),
    "fr": ("Relevé de notes", "Nom de l'élève", "ECTS", "Notes", "Semestre", "person.education"),
    "ja": ("成績証明書", "氏名", "科目名", "評価", "年度", "person.education"),
    "en-child": ("Report Card", "Student name", "Attendance", "Mathematics", "School year", "child.school_record"),
    "de-child": ("Halbjahreszeugnis", "Schülerin", "Fehltage", "Mathematik", "Schuljahr", "child.school_record"),
    "it-child": ("Pagella scolastica", "Alunno", "Assenze", "Matematica", "Anno scolastico", "child.school_record"),
    "es-child": (
        "Boletín de calificaciones",
        "Nombre del alumno",
        "Faltas",
        "Matemáticas",
        "Año escolar",
        "child.school_record",
    ),
}


@pytest.mark.parametrize("language", SCHOOLS)
def test_a_school_record_is_told(language, made, classes):
    title, pupil, *labels, kind = SCHOOLS[language]
    text = f"{title}\n{pupil}: {made.person}\n" + "\n".join(f"{label}:  {made.digits(1)}" for label in labels)
    assert [each.kind for each in classes(text, PDF)] == [kind]


def test_background_checks_and_credit_reports_are_told(made, classes):
    check = f"Background Screening Report\nCandidate: {made.person}\nDate of birth: 01/1970\nCounty criminal search: no records found\nEmployment verification: clear\nStatus: clear\n"
    german = f"Führungszeugnis\nNachname: x\nGeburtsdatum: 01.1970\nInhalt: Keine Eintragung\n{made.person}\nAusstellungsdatum: 2021\nErgebnis: -\n"
    credit = f"Consumer Credit Report\nPersonal information\n{made.person}\nFICO score: {made.digits(3)}\nOpen accounts\nPayment history\nHard inquiries\nPublic records\n"
    schufa = f"Bonitätsauskunft\nPersönliche Daten\n{made.person}\nBasisscore: 97\nGirokonten\nRatenkredite\nAnfragen\n"
    found = [[each.kind for each in classes(text, PDF)] for text in (check, german, credit, schufa)]
    assert found == [["person.background_check"]] * 2 + [["fin.credit_report"]] * 2


@pytest.mark.parametrize(
    "text",
    [
        "How to read your payslip\nGross pay is what you earn. Net pay is what you get. The pay period is a month. Read on.\n"
        * 6,
        "Invoice processing guide\nTotal cost of ownership\nDue diligence\nVAT rules of the Union explained for firms\n"
        * 4,
        "Medical history of the Roman army\nFindings\nTreatment of prisoners\nDiagnosis of failure\nlorem ipsum dolor\n"
        * 4,
        "Bank statement parser\nclosing balance\nopening balance\nparses statements, see docs\naccount\n" * 5,
    ],
)
def test_texts_about_documents_are_none(text, classes):
    assert classes(text, PDF) == []
    assert classes(text) == []


def clauses(made, name: str) -> str:
    body = "lorem ipsum dolor sit amet " * 12
    run_in = "\n\n".join(
        f"{n}. {clause}. {body}"
        for n, clause in enumerate(("Confidential Information", "Exclusions", "Term", "Governing Law", "Remedies"), 1)
    )
    return f"Mutual Non-Disclosure Agreement\n\nThis agreement is made by and between {made.firm} and {name} (the parties) on this day. {body}\n\n{run_in}\n\nIn witness whereof, they sign. {body}\n"


def test_clauses_whose_headings_go_on_as_sentences_are_seen(made, classes):
    (found,) = classes(clauses(made, "Kestrel"), PDF)
    assert (found.rule, found.confidence > 0.7) == ("document.nda", True)


def test_a_template_to_be_filled_in_is_told_with_less_confidence(made, classes):
    (found,) = classes(clauses(made, "[Company name]") + "[Address] [State of law] [Date of signature]\n", PDF)
    assert (found.confidence <= 0.4, found.evidence[-1]) == (True, "template")
