"""Medical reports: letters and notes about a patient, by their headings."""

from __future__ import annotations

from detectors.classes.form import Form, Forms
from detectors.classes.phrase import words

_PATIENT = words(
    "patient|patient name|patient id|mrn|medical record number|date of birth|dob|name of patient|patientin|geburtsdatum|date de naissance",
    "nom du patient|paciente|nombre del paciente|fecha de nacimiento|historia clínica|paziente|data di nascita|nome do paciente",
    "data de nascimento|prontuário|patiënt|geboortedatum|pacjent|data urodzenia|pesel|patientens namn|personnummer|fødselsdato|potilas",
    "henkilötunnus|hasta|hasta adı|doğum tarihi|пациент|дата рождения|ф.и.о. пациента|пацієнт|患者姓名|病历号|住院号|患者氏名|生年月日|患者id",
    "환자명|등록번호|المريض|اسم المريض|رقم الملف|रोगी|रोगी का नाम|मरीज़ का नाम|nama pasien|no. rekam medis|no rekam medis|tên bệnh nhân",
    "họ tên bệnh nhân|jméno pacienta|beteg neve|nume pacient",
)
_MEDICAL = Form(
    "health.record",
    "document.medical-report",
    words(
        "discharge summary|medical report|clinical summary|progress note|operative report|radiology report|pathology report|consultation report",
        "history and physical|laboratory report|lab report|lab results|after visit summary|medical certificate|referral letter|clinic note",
        "arztbrief|entlassungsbrief|befundbericht|ärztlicher bericht|operationsbericht|laborbefund|compte rendu d'hospitalisation",
        "compte-rendu d'hospitalisation|compte rendu opératoire|certificat médical|ordonnance|informe médico|informe de alta|informe clínico",
        "epicrisis|lettera di dimissione|referto|cartella clinica|relazione clinica|relatório médico|sumário de alta|laudo médico|atestado médico",
        "ontslagbrief|medisch verslag|karta informacyjna leczenia szpitalnego|wypis ze szpitala|epikris|epikrise|udskrivningsbrev|epikriisi",
        "loppulausunto|epikriz|taburcu özeti|выписной эпикриз|эпикриз|медицинское заключение|виписка|епікриз|出院小结|出院记录|入院记录|病历",
        "诊断证明书|退院時要約|退院サマリー|診療情報提供書|診断書|퇴원요약|진단서|소견서|تقرير طبي|تقرير خروج|डिस्चार्ज सारांश|चिकित्सा रिपोर्ट",
        "resume medis|ringkasan pulang|giấy ra viện|bệnh án|propouštěcí zpráva|lékařská zpráva|zárójelentés|bilet de externare|scrisoare medicală",
    ),
    {
        "patient": _PATIENT,
        "complaint": words(
            "chief complaint|reason for visit|reason for admission|history of present illness|hpi|presenting complaint|indication|clinical indication",
            "anamnese|aktuelle anamnese|aufnahmegrund|motif d'hospitalisation|histoire de la maladie|motivo de consulta|motivo de ingreso",
            "enfermedad actual|motivo del ricovero|anamnesi|queixa principal|história da doença atual|reden van opname|anamneza|wywiad|wywiad chorobowy",
            "anamnes|kontaktorsak|anamnese og forløb|esitiedot|tulosyy|şikayet|öykü|жалобы|анамнез|анамнез заболевания|скарги|主诉|现病史|主訴|現病歴",
            "주소|현병력|الشكوى الرئيسية|मुख्य शिकायत|keluhan utama|lý do vào viện|nynější onemocnění|panaszok|motivele internării",
        ),
        "history": words(
            "past medical history|medical history|family history|social history|surgical history|vorerkrankungen|vorgeschichte|familienanamnese",
            "antécédents|antécédents médicaux|antecedentes|antecedentes personales|anamnesi patologica remota|antecedentes pessoais",
            "voorgeschiedenis|choroby przebyte|tidigare sjukdomar|tidligere sykdommer|aiemmat sairaudet|özgeçmiş|soygeçmiş|анамнез жизни",
            "既往史|既往歴|家族歴|과거력|가족력|التاريخ المرضي|चिकित्सा इतिहास|riwayat penyakit|tiền sử|osobní anamnéza|kórelőzmény|antecedente",
        ),
        "findings": words(
            "physical examination|physical exam|vital signs|review of systems|findings|impression|laboratory data|results|assessment",
            "assessment and plan|reference range|specimen|körperlicher untersuchungsbefund|untersuchungsbefund|befund|labor|laborwerte|beurteilung",
            "examen clinique|examens complémentaires|résultats|conclusion|exploración física|exploración|pruebas complementarias|resultados",
            "esame obiettivo|esami di laboratorio|exame físico|exames complementares|lichamelijk onderzoek|badanie przedmiotowe|wyniki badań",
            "status|undersökning|objektiv undersøgelse|funn|nykytila|fizik muayene|bulgular|объективный статус|данные осмотра|результаты обследования",
            "体格检查|辅助检查|检查结果|身体所見|検査所見|検査結果|신체검진|검사소견|검사결과|الفحص السريري|शारीरिक परीक्षण|जांच परिणाम",
            "pemeriksaan fisik|pemeriksaan penunjang|khám lâm sàng|objektivní nález|status praesens|examen obiectiv",
        ),
        "diagnosis": words(
            "diagnosis|diagnoses|discharge diagnosis|admitting diagnosis|final diagnosis|preoperative diagnosis|postoperative diagnosis|diagnose",
            "diagnosen|hauptdiagnose|diagnostic|diagnostics|diagnostic principal|diagnóstico|diagnóstico principal|diagnósticos|diagnosi",
            "diagnosi di dimissione|hipótese diagnóstica|cid-10|rozpoznanie|rozpoznanie kliniczne|diagnos|diagnoosi|tanı|kesin tanı|диагноз",
            "клинический диагноз|діагноз|诊断|入院诊断|出院诊断|診断名|傷病名|病名|진단명|진단|최종진단|التشخيص|निदान|diagnosis akhir|diagnosa",
            "chẩn đoán|diagnóza|diagnózy|diagnózis|icd-10",
        ),
        "treatment": words(
            "medications|discharge medications|current medications|allergies|hospital course|plan|treatment plan|follow-up|follow up|procedures",
            "discharge instructions|medikation|entlassungsmedikation|therapie|therapie und verlauf|verlauf|procedere|allergien|traitement",
            "traitement de sortie|évolution|allergies médicamenteuses|tratamiento|evolución|alergias|tratamiento al alta|terapia",
            "terapia alla dimissione|decorso clinico|allergie|tratamento|conduta|evolução|alergias|medicatie|beleid|beloop|allergieën|leczenie",
            "zalecenia|zastosowane leczenie|zalecenia lekarskie|behandling|medicinering|läkemedel|medisiner|hoito|lääkitys|tedavi|ilaçlar|öneriler",
            "лечение|проведенное лечение|рекомендации|лікування|治疗经过|诊疗经过|出院医嘱|处方|治療経過|処方|投薬|退院時処方|치료|처방|투약|경과",
            "العلاج|الأدوية|الخطة العلاجية|उपचार|दवाइयाँ|एलर्जी|terapi|pengobatan|obat|điều trị|hướng điều trị|léčba|doporučení|terápia|tratament",
            "recomandări",
        ),
    },
    3,
    4,
    ("patient",),
)

MEDICAL_REPORT = Forms((_MEDICAL,))
