"""School records: transcripts of students and report cards of children, by their headings and labels."""

from __future__ import annotations

from detectors.classes.form import Form, Forms
from detectors.classes.phrase import words

_SUBJECTS = words(
    "mathematics|math|english|science|physics|chemistry|biology|history|geography|art|physical education|social studies|mathematik|deutsch",
    "englisch|physik|chemie|biologie|geschichte|kunst|sport|mathématiques|français|anglais|histoire-géographie|sciences|eps|matemáticas",
    "lengua|inglés|ciencias|historia|matematica|italiano|inglese|storia|scienze|matemática|português|inglês|ciências|história|wiskunde",
    "nederlands|engels|matematyka|język polski|historia|matematik|svenska|engelska|dansk|norsk|matematiikka|äidinkieli|matematik|türkçe",
    "математика|русский язык|английский язык|история|українська мова|语文|数学|英语|物理|化学|国語|数学|英語|理科|社会|국어|수학|영어|과학|사회",
    "الرياضيات|اللغة العربية|العلوم|गणित|हिन्दी|विज्ञान|matematika|bahasa indonesia|toán|ngữ văn|tiếng anh|český jazyk|matematika",
    "magyar nyelv|limba română",
)
_SCHOOL_GROUPS = {
    "pupil": words(
        "student|student name|student id|pupil|name of student|name of pupil|schüler|schülerin|klasse|élève|nom de l'élève|classe|alumno",
        "estudiante|nombre del alumno|studente|alunno|matricola|aluno|nome do aluno|leerling|uczeń|imię i nazwisko ucznia|elev|elevens navn",
        "oppilas|öğrenci|öğrenci adı|ученик|учащийся|студент|учень|学生姓名|学号|班级|生徒氏名|学籍番号|氏名|학생명|학번|성명|اسم الطالب|रोल नंबर",
        "छात्र का नाम|nama siswa|nisn|nim|họ và tên học sinh|mã sinh viên|jméno žáka|tanuló neve|nume elev|grade level|date of birth|roll no",
    ),
    "marks": words(
        "grade|grades|final grade|letter grade|marks|mark|score|note|noten|gesamtnote|notes|moyenne|moyenne générale|calificación|calificaciones",
        "nota|notas|nota final|voto|voti|cijfer|cijfers|ocena|oceny|betyg|karakter|karakterer|arvosana|notu|başarı notu|оценка|оценки|оцінка",
        "成绩|分数|总评|成績|評定|評価|성적|등급|평점|الدرجة|الدرجات|التقدير|अंक|प्राप्तांक|ग्रेड|nilai|nilai akhir|điểm|điểm trung bình|známka",
        "osztályzat|nota finala|medie",
    ),
    "term": words(
        "semester|term|academic year|school year|quarter|marking period|fall|spring|schuljahr|halbjahr|année scolaire|trimestre|semestre",
        "curso académico|año escolar|curso|anno scolastico|anno accademico|quadrimestre|ano letivo|bimestre|schooljaar|studiejaar|rok szkolny",
        "semestr|läsår|termin|skoleår|lukuvuosi|dönem|öğretim yılı|учебный год|четверть|семестр|навчальний рік|学年|学期|年度|학년도|학기",
        "العام الدراسي|الفصل الدراسي|शैक्षणिक वर्ष|सत्र|tahun ajaran|tahun pelajaran|năm học|học kỳ|školní rok|pololetí|tanév|an școlar",
        "grading period|freshman|sophomore",
    ),
    "credits": words(
        "credits|credit hours|gpa|cumulative gpa|cgpa|credits earned|attempted|quality points|course|course title|course code|ects|ects credits",
        "leistungspunkte|modul|module|crédits|unité d'enseignement|créditos|asignatura|asignaturas|cfu|esame|insegnamento|disciplina",
        "carga horária|studiepunten|vak|przedmiot|punkty ects|kurs|högskolepoäng|fag|opintopisteet|kurssi|kredi|ders adı|akts|зачетные единицы",
        "дисциплина|предмет|кредити|дисципліна|学分|课程|课程名称|绩点|単位|科目|科目名|履修科目|학점|과목|교과목|المقرر|الساعات المعتمدة|विषय",
        "क्रेडिट|sks|mata kuliah|mata pelajaran|ipk|môn học|tín chỉ|předmět|kredity|tantárgy|kredit|disciplina|credite",
    ),
    "conduct": words(
        "attendance|days absent|absences|tardies|teacher comments|comments|conduct|behavior|effort|homeroom teacher|class teacher|parent signature",
        "fehltage|versäumte tage|verhalten|mitarbeit|sozialverhalten|klassenlehrer|klassenlehrerin|absences|appréciation|appréciations",
        "professeur principal|faltas|asistencia|observaciones|tutor|assenze|comportamento|condotta|frequência|comportamento|observações|verzuim",
        "mentor|zachowanie|frekwencja|frånvaro|fravær|orden|adfærd|poissaolot|devamsızlık|davranış|поведение|пропуски|поведінка|出勤|操行|评语",
        "出欠|出席日数|欠席|所見|担任|출결|행동특성|담임|الحضور|السلوك|उपस्थिति|आचरण|kehadiran|sikap|sakit|izin|hạnh kiểm|chování|hiányzás",
        "magatartás|purtare|absențe",
    ),
    "subjects": _SUBJECTS,
}
_TRANSCRIPT = Form(
    "person.education",
    "document.transcript",
    words(
        "academic transcript|official transcript|unofficial transcript|transcript of records|transcript|academic record|diploma supplement",
        "leistungsnachweis|notenspiegel|leistungsübersicht|relevé de notes|expediente académico|certificado de notas|historial académico",
        "certificato degli esami|piano di studi|libretto|histórico escolar|histórico acadêmico|cijferlijst|wykaz ocen|studieintyg",
        "resultatintyg|karakterutskrift|opintosuoritusote|transkript|not dökümü|академическая справка|зачетная ведомость|成绩单|成績證明書",
        "成績証明書|성적증명서|كشف الدرجات|السجل الأكاديمي|प्रतिलेख|transkrip nilai|transkrip akademik|bảng điểm|výpis známek|leckekönyv kivonat",
        "foaie matricolă",
    ),
    _SCHOOL_GROUPS,
    3,
    0,
    ("marks", "credits"),
)
_REPORT_CARD = Form(
    "child.school_record",
    "document.report-card",
    words(
        "report card|school report|progress report|student report|elementary school|middle school|high school transcript|student record|zeugnis",
        "halbjahreszeugnis|jahreszeugnis|schulzeugnis|bulletin scolaire|bulletin de notes|boletín de calificaciones|boleta de calificaciones",
        "boletín escolar|pagella|pagella scolastica|scheda di valutazione|boletim escolar|boletim|schoolrapport|rapport|świadectwo szkolne",
        "terminsbetyg|skolebetyg|vidnesbyrd|vitnemål|lukuvuositodistus|karne|табель успеваемости|табель|成绩报告单|素质报告书|通知表|通信簿|생활통지표",
        "통지표|학교생활기록부|شهادة مدرسية|कृपया प्रगति पत्र|प्रगति पत्र|अंक पत्र|rapor|laporan hasil belajar|học bạ|phiếu liên lạc|vysvědčení",
        "bizonyítvány|carnet de note",
    ),
    _SCHOOL_GROUPS,
    3,
    0,
    ("pupil",),
)

SCHOOL = Forms((_TRANSCRIPT, _REPORT_CARD))
