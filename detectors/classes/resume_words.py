"""Résumé words: the headings of résumés by concept, in the languages of those who write them.

Source: headings of the Europass CV in all languages of the Union (https://europass.europa.eu/en/create-europass-cv), the Japanese form
of the Ministry of Health, Labour and Welfare (https://www.mhlw.go.jp/stf/newpage_kouseisaiyou030416.html), and common use.
"""

from __future__ import annotations

from detectors.classes.phrase import words

TITLES = words(
    "curriculum vitae|resume|résumé|cv|europass|lebenslauf|tabellarischer lebenslauf|hoja de vida|currículum|curriculum|currículo",
    "履歴書|職務経歴書|简历|个人简历|履歷|履歷表|이력서|резюме|автобиография|السيرة الذاتية|सीवी|जीवन वृत्त|özgeçmiş|daftar riwayat hidup",
    "riwayat hidup|sơ yếu lý lịch|životopis|önéletrajz|życiorys|cv/resume|meritförteckning|ansioluettelo|קורות חיים|βιογραφικό σημείωμα",
    "ประวัติย่อ|ประวัติส่วนตัว",
)

#: Concepts, each with its headings.
SECTIONS = {
    "experience": words(
        "experience|work experience|professional experience|employment|employment history|work history|career history|career summary",
        "relevant experience|internships|internship experience|professional background|positions held|selected experience",
        "berufserfahrung|beruflicher werdegang|berufspraxis|praktische erfahrung|arbeitserfahrung|werdegang|berufliche erfahrung|praktika",
        "expérience|expériences|expérience professionnelle|expériences professionnelles|parcours professionnel|parcours",
        "experiencia|experiencia laboral|experiencia profesional|trayectoria profesional|historial laboral",
        "esperienza|esperienze|esperienza professionale|esperienze professionali|esperienza lavorativa|esperienze lavorative",
        "experiência|experiência profissional|experiências profissionais|histórico profissional|experiência de trabalho",
        "werkervaring|ervaring|loopbaan|professionele ervaring|doświadczenie|doświadczenie zawodowe|przebieg kariery|historia zatrudnienia",
        "arbetslivserfarenhet|erfarenhet|yrkeserfarenhet|anställningar|erhvervserfaring|arbejdserfaring|ansættelser",
        "arbeidserfaring|yrkeserfaring|työkokemus|kokemus|työhistoria|iş deneyimi|iş tecrübesi|deneyim|mesleki deneyim",
        "опыт работы|профессиональный опыт|опыт|трудовая деятельность|досвід роботи|досвід|професійний досвід",
        "工作经历|工作经验|工作經歷|工作經驗|实习经历|職歴|職務経歴|職務経歴詳細|学歴・職歴|職務内容|경력|경력사항|경력 사항|직무 경력",
        "الخبرة|الخبرات|الخبرة العملية|الخبرات العملية|الخبرة المهنية|कार्य अनुभव|अनुभव|पेशेवर अनुभव|कार्यानुभव",
        "pengalaman|pengalaman kerja|riwayat pekerjaan|kinh nghiệm|kinh nghiệm làm việc|pracovní zkušenosti|praxe|zaměstnání",
        "munkatapasztalat|szakmai tapasztalat|experiență profesională|experiență|experiența profesională|pracovné skúsenosti",
        "ניסיון תעסוקתי|ניסיון מקצועי|ניסיון|εργασιακή εμπειρία|επαγγελματική εμπειρία|ประสบการณ์ทำงาน|ประสบการณ์การทำงาน",
    ),
    "education": words(
        "education|academic background|education and training|educational background|academic qualifications|education history|studies",
        "ausbildung|bildung|bildungsweg|schulbildung|studium|schulische ausbildung|akademischer werdegang|hochschulbildung",
        "formation|formations|éducation|études|diplômes|formation académique|diplômes et formations|scolarité",
        "educación|formación|formación académica|estudios|educación y formación|formación y estudios",
        "istruzione|formazione|istruzione e formazione|titoli di studio|studi|educação|formação|formação acadêmica|formação académica",
        "escolaridade|opleiding|opleidingen|onderwijs|wykształcenie|edukacja|utbildning|uddannelse|utdanning|utdannelse|koulutus",
        "eğitim|eğitim bilgileri|öğrenim|образование|освіта|教育背景|教育经历|学历|教育經歷|學歷|学歴|학력|학력사항|학력 사항|교육",
        "التعليم|المؤهلات العلمية|المؤهل العلمي|शिक्षा|शैक्षणिक योग्यता|शैक्षिक योग्यता|pendidikan|riwayat pendidikan",
        "học vấn|trình độ học vấn|vzdělání|vzdelanie|tanulmányok|iskolai végzettség|educație|educație și formare|studii",
        "השכלה|εκπαίδευση|σπουδές|การศึกษา|ประวัติการศึกษา",
    ),
    "skills": words(
        "skills|technical skills|key skills|core competencies|competencies|skills and expertise|top skills|professional skills",
        "areas of expertise|technical proficiencies|computer skills|skills & tools|technologies|it skills|skills summary",
        "kenntnisse|fähigkeiten|kompetenzen|edv-kenntnisse|it-kenntnisse|kenntnisse und fähigkeiten|fachkenntnisse|besondere kenntnisse",
        "compétences|compétences techniques|compétences informatiques|savoir-faire|habilidades|competencias|aptitudes|conocimientos",
        "conocimientos informáticos|competenze|competenze tecniche|capacità|capacità e competenze|conoscenze informatiche|competências",
        "conhecimentos|vaardigheden|competenties|umiejętności|kompetencje|färdigheter|kompetenser|kunskaper|kompetencer|færdigheder",
        "ferdigheter|kompetanse|taidot|osaaminen|beceriler|yetenekler|yetkinlikler|навыки|ключевые навыки|профессиональные навыки",
        "навички|ключові навички|专业技能|技能|职业技能|技能特长|專業技能|スキル|保有スキル|活かせる経験・知識・技術|免許・資格|資格",
        "資格・免許|기술|보유 기술|기술 스택|자격증|보유기술|المهارات|مهارات|कौशल|तकनीकी कौशल|keahlian|keterampilan|kemampuan",
        "kỹ năng|dovednosti|znalosti a dovednosti|zručnosti|készségek|kompetenciák|aptitudini|competențe|abilități|כישורים|מיומנויות",
        "δεξιότητες|ทักษะ",
    ),
    "languages": words(
        "languages|language skills|sprachen|sprachkenntnisse|langues|idiomas|lingue|línguas|talen|talenkennis|języki|języki obce",
        "znajomość języków|språk|sprog|kielitaito|yabancı diller|diller|языки|знание языков|иностранные языки|мови|знання мов",
        "语言|语言能力|語言能力|語学|語学力|외국어|어학|اللغات|भाषाएँ|भाषा|bahasa|kemampuan bahasa|ngôn ngữ|jazyky|jazykové znalosti",
        "nyelvtudás|nyelvismeret|limbi străine|שפות|γλώσσες|ภาษา",
    ),
    "summary": words(
        "summary|professional summary|profile|objective|career objective|about me|personal statement|executive profile|kurzprofil|profil",
        "über mich|profil professionnel|à propos de moi|perfil|perfil profesional|sobre mí|objetivo|profilo|profilo professionale",
        "perfil profissional|resumo|resumo profissional|objetivo profissional|profiel|over mij|profil zawodowy|o mnie|podsumowanie",
        "om mig|om meg|profiili|hakkımda|kariyer hedefi|обо мне|о себе|цель|про себе|мета|自我评价|个人评价|求职意向|自我介紹",
        "自己PR|志望動機|職務要約|자기소개|소개|الملخص|الهدف الوظيفي|نبذة عني|सारांश|उद्देश्य|ringkasan|tentang saya",
        "mục tiêu nghề nghiệp|giới thiệu bản thân|o mně|bemutatkozás|despre mine|תמצית|προφίλ|เกี่ยวกับฉัน",
    ),
    "personal": words(
        "personal details|personal information|personal data|contact|contact details|contact information|persönliche daten|zur person",
        "kontakt|kontaktdaten|persönliche angaben|informations personnelles|coordonnées|état civil|datos personales|datos de contacto",
        "contacto|información personal|dati personali|informazioni personali|contatti|dados pessoais|contato|informações pessoais",
        "persoonlijke gegevens|persoonsgegevens|dane osobowe|dane kontaktowe|personuppgifter|kontaktuppgifter|personlige oplysninger",
        "personalia|henkilötiedot|yhteystiedot|kişisel bilgiler|iletişim|iletişim bilgileri|личные данные|контакты|персональные данные",
        "контактная информация|особисті дані|контакти|个人信息|基本信息|個人資料|基本情報|本人希望記入欄|인적사항|개인정보|연락처",
        "المعلومات الشخصية|البيانات الشخصية|व्यक्तिगत जानकारी|व्यक्तिगत विवरण|संपर्क|data pribadi|data diri|informasi pribadi|kontak",
        "thông tin cá nhân|liên hệ|osobní údaje|osobné údaje|személyes adatok|informații personale|date personale|פרטים אישיים",
        "προσωπικά στοιχεία|ข้อมูลส่วนตัว",
    ),
    "further": words(
        "certifications|certificates|awards|honors|honors & awards|references|publications|projects|volunteering|volunteer experience",
        "interests|hobbies|hobbies and interests|achievements|activities|training|courses|licenses & certifications|affiliations",
        "zertifikate|weiterbildung|weiterbildungen|interessen|ehrenamt|auszeichnungen|referenzen|centres d'intérêt|loisirs|certifications",
        "références|bénévolat|cursos|certificaciones|intereses|referencias|certificazioni|interessi|corsi|hobby|certificações|interesses",
        "certificaten|interesses|hobby's|referenties|cursussen|kursy|certyfikaty|zainteresowania|hobby|kursy i szkolenia|intressen",
        "referenser|kurser|interesser|referencer|referanser|harrastukset|suosittelijat|referanslar|hobiler|sertifikalar",
        "сертификаты|дополнительное образование|хобби|интересы|рекомендации|сертифікати|хобі|рекомендації|курси|курсы",
        "证书|获奖情况|荣誉奖项|项目经历|项目经验|兴趣爱好|趣味・特技|趣味|수상|수상 경력|프로젝트|봉사활동|취미|الدورات|الشهادات",
        "الهوايات|المراجع|प्रमाणपत्र|रुचियाँ|शौक|संदर्भ|sertifikat|sertifikasi|hobi|organisasi|pengalaman organisasi|referensi",
        "chứng chỉ|sở thích|hoạt động|giải thưởng|certifikáty|zájmy|koníčky|érdeklődési kör|hobbi|certificări|hobby-uri|תחביבים|המלצות",
        "ενδιαφέροντα|ความสนใจ|ใบรับรอง",
    ),
}

#: Headings of adverts, of papers and of a program's own pages; two of them and it is one of these.
NOT = words(
    "requirements|responsibilities|what we offer|benefits|about us|how to apply|job description|qualifications|your profile|your tasks",
    "what you will do|what you'll do|who we are|we offer|nice to have|minimum qualifications|preferred qualifications|apply now|about the role",
    "ihre aufgaben|ihr profil|wir bieten|das bieten wir|was wir bieten|deine aufgaben|dein profil|anforderungen|über uns|jetzt bewerben",
    "vos missions|votre profil|nous offrons|missions|profil recherché|le poste|avantages|requisitos|ofrecemos|funciones|responsabilidades",
    "sobre nosotros|se ofrece|requisiti|offriamo|chi siamo|mansioni|responsabilità|oferecemos|benefícios|atividades|wij bieden",
    "functie-eisen|wat wij bieden|jouw profiel|wymagania|oferujemy|zakres obowiązków|obowiązki|vi erbjuder|arbetsuppgifter|kvalifikationer",
    "требования|обязанности|условия|мы предлагаем|вимоги|обов'язки|ми пропонуємо|任职要求|岗位职责|职位描述|福利待遇|应聘方式",
    "応募資格|仕事内容|待遇|必須スキル|歓迎スキル|자격요건|담당업무|주요업무|우대사항|복리후생|المتطلبات|المسؤوليات|kualifikasi",
    "tanggung jawab|persyaratan|yêu cầu|mô tả công việc|quyền lợi|aranan nitelikler|iş tanımı|genel nitelikler|požadavky|nabízíme",
    "installation|usage|license|licence|contributing|getting started|quick start|quickstart|changelog|api|dependencies|build status|features",
    "documentation|development|tests|testing|configuration|roadmap|faq|examples|security|support",
    "abstract|introduction|related work|conclusion|conclusions|methods|results|discussion|acknowledgements|acknowledgments|methodology",
    "syllabus|course description|learning outcomes|grading|table of contents|press release|user stories|acceptance criteria",
)
