"""Wording: what documents call themselves and their fields, by language.

After the specimens of the Council's register of authentic identity documents, https://www.consilium.europa.eu/prado/en/search-by-document-country.html.
"""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The captions of one language."""

    passport: str
    card: str
    permit: str
    licence: str
    surname: str
    given: str
    nationality: str
    born: str
    sex: str
    place: str
    number: str
    issued: str
    expires: str


WORDS = {
    "en": Words("PASSPORT", "IDENTITY CARD", "RESIDENCE PERMIT", "DRIVING LICENCE", "Surname", "Given names", "Nationality", "Date of birth",
                "Sex", "Place of birth", "Document No.", "Date of issue", "Date of expiry"),
    "fr": Words("PASSEPORT", "CARTE NATIONALE D'IDENTITÉ", "TITRE DE SÉJOUR", "PERMIS DE CONDUIRE", "Nom", "Prénoms", "Nationalité",
                "Date de naissance", "Sexe", "Lieu de naissance", "N° du document", "Date de délivrance", "Date d'expiration"),
    "es": Words("PASAPORTE", "DOCUMENTO NACIONAL DE IDENTIDAD", "PERMISO DE RESIDENCIA", "PERMISO DE CONDUCCIÓN", "Apellidos", "Nombres",
                "Nacionalidad", "Fecha de nacimiento", "Sexo", "Lugar de nacimiento", "Núm. documento", "Fecha de expedición", "Fecha de caducidad"),
    "de": Words("REISEPASS", "PERSONALAUSWEIS", "AUFENTHALTSTITEL", "FÜHRERSCHEIN", "Name", "Vornamen", "Staatsangehörigkeit", "Geburtsdatum",
                "Geschlecht", "Geburtsort", "Ausweisnummer", "Ausstellungsdatum", "Gültig bis"),
    "it": Words("PASSAPORTO", "CARTA D'IDENTITÀ", "PERMESSO DI SOGGIORNO", "PATENTE DI GUIDA", "Cognome", "Nome", "Cittadinanza",
                "Data di nascita", "Sesso", "Luogo di nascita", "Documento N.", "Data di rilascio", "Data di scadenza"),
    "pt": Words("PASSAPORTE", "CARTÃO DE CIDADÃO", "TÍTULO DE RESIDÊNCIA", "CARTA DE CONDUÇÃO", "Apelidos", "Nomes próprios", "Nacionalidade",
                "Data de nascimento", "Sexo", "Local de nascimento", "Nº do documento", "Data de emissão", "Válido até"),
    "nl": Words("PASPOORT", "IDENTITEITSKAART", "VERBLIJFSTITEL", "RIJBEWIJS", "Naam", "Voornamen", "Nationaliteit", "Geboortedatum", "Geslacht",
                "Geboorteplaats", "Documentnummer", "Datum van afgifte", "Geldig tot"),
    "pl": Words("PASZPORT", "DOWÓD OSOBISTY", "KARTA POBYTU", "PRAWO JAZDY", "Nazwisko", "Imiona", "Obywatelstwo", "Data urodzenia", "Płeć",
                "Miejsce urodzenia", "Nr dokumentu", "Data wydania", "Data ważności"),
    "cs": Words("CESTOVNÍ PAS", "OBČANSKÝ PRŮKAZ", "POVOLENÍ K POBYTU", "ŘIDIČSKÝ PRŮKAZ", "Příjmení", "Jméno", "Státní občanství",
                "Datum narození", "Pohlaví", "Místo narození", "Číslo dokladu", "Datum vydání", "Platnost do"),
    "ro": Words("PAȘAPORT", "CARTE DE IDENTITATE", "PERMIS DE ȘEDERE", "PERMIS DE CONDUCERE", "Nume", "Prenume", "Cetățenie", "Data nașterii",
                "Sex", "Locul nașterii", "Nr. document", "Data eliberării", "Data expirării"),
    "hu": Words("ÚTLEVÉL", "SZEMÉLYAZONOSÍTÓ IGAZOLVÁNY", "TARTÓZKODÁSI ENGEDÉLY", "VEZETŐI ENGEDÉLY", "Családi név", "Utónév", "Állampolgárság",
                "Születési idő", "Nem", "Születési hely", "Okmányszám", "Kiállítás kelte", "Érvényességi idő"),
    "sv": Words("PASS", "NATIONELLT IDENTITETSKORT", "UPPEHÅLLSTILLSTÅND", "KÖRKORT", "Efternamn", "Förnamn", "Medborgarskap", "Födelsedatum",
                "Kön", "Födelseort", "Dokumentnr", "Utfärdandedag", "Giltigt till"),
    "tr": Words("PASAPORT", "KİMLİK KARTI", "İKAMET İZNİ", "SÜRÜCÜ BELGESİ", "Soyadı", "Adı", "Uyruğu", "Doğum tarihi", "Cinsiyeti", "Doğum yeri",
                "Belge No", "Düzenleme tarihi", "Son geçerlilik tarihi"),
    "id": Words("PASPOR", "KARTU TANDA PENDUDUK", "IZIN TINGGAL", "SURAT IZIN MENGEMUDI", "Nama keluarga", "Nama", "Kewarganegaraan",
                "Tanggal lahir", "Jenis kelamin", "Tempat lahir", "No. dokumen", "Tanggal pengeluaran", "Berlaku hingga"),
    "vi": Words("HỘ CHIẾU", "CĂN CƯỚC CÔNG DÂN", "THẺ TẠM TRÚ", "GIẤY PHÉP LÁI XE", "Họ", "Tên", "Quốc tịch", "Ngày sinh", "Giới tính", "Nơi sinh",
                "Số", "Ngày cấp", "Có giá trị đến"),
    "ru": Words("ПАСПОРТ", "УДОСТОВЕРЕНИЕ ЛИЧНОСТИ", "ВИД НА ЖИТЕЛЬСТВО", "ВОДИТЕЛЬСКОЕ УДОСТОВЕРЕНИЕ", "Фамилия", "Имя", "Гражданство",
                "Дата рождения", "Пол", "Место рождения", "Номер документа", "Дата выдачи", "Срок действия"),
    "uk": Words("ПАСПОРТ", "ПАСПОРТ ГРОМАДЯНИНА", "ПОСВІДКА НА ПРОЖИВАННЯ", "ПОСВІДЧЕННЯ ВОДІЯ", "Прізвище", "Ім'я", "Громадянство",
                "Дата народження", "Стать", "Місце народження", "Номер документа", "Дата видачі", "Дійсний до"),
    "el": Words("ΔΙΑΒΑΤΗΡΙΟ", "ΔΕΛΤΙΟ ΤΑΥΤΟΤΗΤΑΣ", "ΑΔΕΙΑ ΔΙΑΜΟΝΗΣ", "ΑΔΕΙΑ ΟΔΗΓΗΣΗΣ", "Επώνυμο", "Όνομα", "Ιθαγένεια", "Ημερομηνία γέννησης",
                "Φύλο", "Τόπος γέννησης", "Αρ. εγγράφου", "Ημερομηνία έκδοσης", "Ημερομηνία λήξης"),
    "ar": Words("جواز سفر", "بطاقة الهوية", "تصريح إقامة", "رخصة قيادة", "اللقب", "الاسم", "الجنسية", "تاريخ الميلاد", "الجنس", "مكان الميلاد",
                "رقم الوثيقة", "تاريخ الإصدار", "تاريخ الانتهاء"),
    "zh": Words("护照", "居民身份证", "居留许可", "机动车驾驶证", "姓", "名", "国籍", "出生日期", "性别", "出生地点", "证件号码", "签发日期", "有效期至"),
    "ja": Words("旅券", "身分証明書", "在留カード", "運転免許証", "姓", "名", "国籍", "生年月日", "性別", "本籍", "番号", "発行年月日", "有効期間満了日"),
}  # fmt: skip
#: Those that a reader of Latin letters cannot read; documents in them say it in English too, or in Latin letters in their zone.
FOREIGN = frozenset({"ru", "uk", "el", "ar", "zh", "ja"})
