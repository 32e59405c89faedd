"""Screening: background checks and credit reports, by their headings and labels."""

from __future__ import annotations

from detectors.classes.form import Form, Forms
from detectors.classes.phrase import words

_BACKGROUND = Form(
    "person.background_check",
    "document.background-check",
    words(
        "background check|background check report|background screening report|background investigation|criminal record check|criminal history report",
        "employment screening report|screening report|consumer report|dbs certificate|enhanced certificate|police clearance certificate",
        "police certificate|führungszeugnis|extrait de casier judiciaire|casier judiciaire|certificado de antecedentes penales",
        "antecedentes penales|certificato del casellario giudiziale|certidão de antecedentes criminais|verklaring omtrent het gedrag",
        "zaświadczenie o niekaralności|utdrag ur belastningsregistret|straffeattest|politiattest|rikosrekisteriote|adli sicil kaydı",
        "справка об отсутствии судимости|довідка про несудимість|无犯罪记录证明|犯罪経歴証明書|범죄경력회보서|صحيفة الحالة الجنائية|पुलिस सत्यापन",
        "skck|surat keterangan catatan kepolisian|lý lịch tư pháp|výpis z rejstříku trestů|erkölcsi bizonyítvány|cazier judiciar",
    ),
    {
        "person": words(
            "candidate|applicant|subject|consumer|name|full name|surname|date of birth|dob|social security number|ssn|aliases|geburtsdatum|nom",
            "date de naissance|nombre|apellidos|fecha de nacimiento|cognome|data di nascita|nome|data de nascimento|geboortedatum|nazwisko|namn",
            "navn|nimi|adı soyadı|фамилия|дата рождения|прізвище|姓名|出生日期|氏名|生年月日|성명|생년월일|الاسم|नाम|जन्म तिथि|nama|họ và tên|jméno|név",
        ),
        "criminal": words(
            "criminal|criminal records|criminal search|county criminal search|national criminal search|federal criminal search|sex offender search",
            "sex offender registry|charges|disposition|offense|convictions|police records of convictions, cautions, reprimands and warnings",
            "global watchlist search|terrorist watchlist|eintragungen|inhalt|condamnations|antecedentes|condanne|condenações|skazania|brott|dom",
            "sabıka|судимость|судимості|犯罪记录|犯罪経歴|범죄경력|السوابق|आपराधिक रिकॉर्ड|catatan kriminal|án tích|odsouzení|ítélet|condamnări",
        ),
        "checks": words(
            "employment verification|education verification|ssn trace|address history|motor vehicle report|driving record|drug screening|credit check",
            "professional license verification|reference check|civil search|identity verification|right to work|verification results|adjudication",
        ),
        "result": words(
            "status|result|overall status|clear|consider|no records found|no record|none recorded|package|report date|completed|date ordered|ergebnis",
            "keine eintragung|néant|no constan antecedentes|nulla|nada consta|inga uppgifter|не имеется|未发现|該当なし|해당없음|لا يوجد|nihil|không",
            "certificate number|date of issue|ausstellungsdatum|fecha de expedición|issued by",
        ),
    },
    3,
    0,
    ("person", "criminal"),
)
_CREDIT = Form(
    "fin.credit_report",
    "document.credit-report",
    words(
        "credit report|credit file|consumer credit report|credit bureau report|credit disclosure|equifax|experian|transunion|schufa-bonitätsauskunft",
        "schufa-auskunft|bonitätsauskunft|rapport de crédit|informe de crédito|reporte de crédito|reporte de crédito especial|visura crif",
        "relatório de crédito|relatório de score|bkr-overzicht|raport bik|kreditupplysning|kredittsjekk|luottotiedot|findeks risk raporu",
        "кредитный отчет|кредитная история|кредитний звіт|个人信用报告|信用情報開示報告書|신용정보조회서|تقرير ائتماني|क्रेडिट रिपोर्ट|ideb|slik",
        "báo cáo tín dụng|cic|cibil report",
    ),
    {
        "score": words(
            "credit score|fico score|vantagescore|score|basisscore|puntaje|puntaje de crédito|puntuación|pontuação|ocena punktowa|risk notu",
            "кредитный рейтинг|персональный кредитный рейтинг|信用评分|신용점수|cibil score|punteggio",
        ),
        "accounts": words(
            "accounts|open accounts|closed accounts|account history|tradelines|revolving accounts|installment accounts|payment history|mortgage",
            "credit limit|high balance|past due|kreditkarten|girokonten|ratenkredite|comptes|créditos|cuentas|finanziamenti|rapporti|contratos",
            "kredyty|zobowiązania|krediter|lån|krediler|кредитные договоры|обязательства|信贷记录|信用卡|贷款|クレジット情報|대출정보|카드정보",
            "account type|account status|date opened",
        ),
        "inquiries": words(
            "inquiries|hard inquiries|soft inquiries|credit inquiries|requests for your credit history|anfragen|consultas|interrogazioni|zapytania",
            "förfrågningar|sorgulama|запросы|информация о запросах|查询记录|申込情報|조회기록|enquiries|enquiry information",
        ),
        "public": words(
            "public records|collections|bankruptcies|judgments|negative items|potentially negative items|negativmerkmale|incidents de paiement",
            "adeudos|protesti|pendências financeiras|zaległości|betalningsanmärkningar|просроченная задолженность|公共记录|逾期|연체정보",
        ),
        "person": words(
            "personal information|name|date of birth|social security number|ssn|current address|previous addresses|employers|employment information",
            "identification information|persönliche daten|données personnelles|datos generales|dati anagrafici|dados pessoais|dane osobowe",
            "personuppgifter|kimlik bilgileri|титульная часть|个人基本信息|本人情報|인적사항|personal details",
        ),
    },
    3,
    0,
    ("accounts",),
)

SCREENING = Forms((_BACKGROUND, _CREDIT))
