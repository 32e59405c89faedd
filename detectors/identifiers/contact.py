"""How people are reached: e-mail addresses and telephone numbers."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import terms, words_of
from detectors.text.check_mail import email as mailbox
from detectors.text.check_numbers import e164, phone_national

_LONGEST_MAIL = 254


def email(plain: str) -> bool:
    """An address under a real top-level domain that somebody may read."""
    return len(plain) <= _LONGEST_MAIL and plain.isascii() and mailbox(plain.encode())


class _Mail(Plain):
    """An address, perhaps behind `mailto:` or in angle brackets, the domain in lower case as the local part is by custom."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value)
        if "@" not in text:
            return ""
        text = text.removeprefix("mailto:").rpartition("<")[2].rstrip(">").strip().lower()
        return text if self._fits(text) else ""


_PHONE_DROPPED = dict.fromkeys(map(ord, " -.()/\t\xa0'"))


class _Phone(Plain):
    """Digits, with `+` before them where a country's code is given (`00` counts as that, `(0)` and extensions are left out)."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value).lower().removeprefix("tel:").replace("(0)", "")
        text = text.split("ext", 1)[0].split(" x", 1)[0].translate(_PHONE_DROPPED)
        if text.startswith("00") and len(text) > 10:  # noqa: PLR2004  # the prefix of most countries, a code and a number
            text = "+" + text[2:]
        return text if self._fits(text) else ""


def phone(plain: str) -> bool:
    """`+`, a country's code and a number that libphonenumber holds possible there and given out, where it is installed."""
    return plain[:1] == "+" and e164(plain.encode()) and _valid(plain, "")


def phone_without_country(plain: str) -> bool:
    """Seven to fifteen digits as written inside a country: neither date nor counting. `phone_in` judges by region."""
    return phone_national(plain.encode())


def phone_in(value: str, region: str) -> str:
    """The number in international form (`+`, digits) where it is valid when dialled in `region` (ISO 3166-1); else empty."""
    plain = _NATIONAL(value)
    if not plain or not region or not phone_without_country(plain.removeprefix("+")):
        return ""
    try:
        import phonenumbers  # noqa: PLC0415  # heavy, and few columns need it
    except ModuleNotFoundError:
        return ""
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return ""
    return f"+{number.country_code}{number.national_number}" if phonenumbers.is_valid_number(number) else ""


def _valid(plain: str, region: str) -> bool:
    try:
        import phonenumbers  # noqa: PLC0415  # heavy, and few columns need it
    except ModuleNotFoundError:
        return True
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(plain, region or None)))
    except phonenumbers.NumberParseException:
        return False


#: Words of a column's name by the region that they speak of: codes of countries, then words of one country's language.
_REGIONS = {
    "us": "US", "usa": "US", "uk": "GB", "gb": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "br": "BR", "mx": "MX", "in": "IN", "au": "AU",
    "ca": "CA", "nl": "NL", "pl": "PL", "se": "SE", "jp": "JP", "cn": "CN", "kr": "KR", "ru": "RU", "tr": "TR",
    "telefonnummer": "DE", "rufnummer": "DE", "handynummer": "DE", "handy": "DE", "mobilnummer": "DE", "telephone portable": "FR", "tel portable": "FR",
    "portable": "FR", "telefonino": "IT", "cellulare": "IT", "celular": "BR", "telefone": "BR", "telemovel": "PT", "movil": "ES", "telefono movil": "ES",
    "telefoonnummer": "NL", "mobiel": "NL", "numer telefonu": "PL", "komorka": "PL", "puhelin": "FI", "puhelinnumero": "FI", "matkapuhelin": "FI",
    "mobilnummer se": "SE", "telefonszam": "HU", "cep telefonu": "TR", "telepon": "ID", "nomor hp": "ID", "no hp": "ID", "so dien thoai": "VN",
    "телефон": "RU", "мобильный": "RU", "τηλεφωνο": "GR", "κινητο": "GR", "电话": "CN", "手机": "CN", "手机号": "CN", "電話": "JP", "電話番号": "JP", "携帯": "JP",
    "전화번호": "KR", "휴대폰": "KR", "טלפון": "IL", "נייד": "IL", "zip": "US", "cell": "US", "cellphone": "US",
}  # fmt: skip


def region(name: str) -> str:
    """The region (ISO 3166-1 alpha-2) that a column's name speaks of, empty for none: `phone_uk`, `Telefonnummer`, `手机`."""
    words = words_of(name)
    for count in (2, 1):
        for start in range(len(words) - count + 1):
            found = _REGIONS.get(" ".join(words[start : start + count]))
            if found:
                return found
    return next((code for word, code in _REGIONS.items() if not word.isascii() and word in name), "")


_NATIONAL = _Phone(r"\+9{7,15}|9{7,15}")
_PHONE_WORDS = terms(
    "phone, phone number, phone no, telephone, telephone number, tel, tel no, mobile, mobile number, mobile no, cell, cell phone, cellphone, msisdn, fax, fax number,"
    "home phone, work phone, contact number, contact no, whatsapp, whatsapp number, phone home, phone mobile, primary phone, telefon, telefonnummer, rufnummer, handy,"
    "handynummer, mobilnummer, téléphone, numéro de téléphone, tél, portable, mobile perso, teléfono, número de teléfono, móvil, celular, tel celular, telefono,"
    "numero di telefono, cellulare, telefone, telemóvel, número de telefone, telefoon, telefoonnummer, mobiel, telefon komórkowy, numer telefonu, nr telefonu, telefonní číslo,"
    "telefónne číslo, telefonszám, număr de telefon, телефон, номер телефона, мобильный, мобильный телефон, номер телефону, τηλέφωνο, κινητό, cep telefonu, telefon no, nomor telepon,"
    "no hp, nomor hp, telepon, số điện thoại, sđt, 电话, 手机, 手机号, 手机号码, 联系电话, 電話, 電話番号, 携帯電話, 携帯番号, 전화번호, 휴대폰, 휴대폰번호, 연락처, رقم الهاتف, هاتف, جوال, رقم الجوال,"
    "טלפון, נייד, फ़ोन, फोन नंबर, मोबाइल, मोबाइल नंबर, โทรศัพท์, เบอร์โทร, puhelin, puhelinnumero, mobiltelefon, simu"
)
_MAIL_WORDS = terms(
    "email, e mail, mail, email address, e mail address, emailaddress, mail address, user email, contact email, email id, courriel, adresse mail, adresse email, adresse électronique,"
    "mél, correo, correo electrónico, email cliente, endereço de email, indirizzo email, posta elettronica, e post, epost, e-postadress, sähköposti, e mailadres, adres email,"
    "adres e mail, emailová adresa, e posta, eposta, surel, thư điện tử, электронная почта, эл почта, адрес электронной почты, электронна пошта, имейл, ηλεκτρονικό ταχυδρομείο,"
    "邮箱, 电子邮箱, 电子邮件, 邮件地址, 電子郵件, メール, メールアドレス, 電子メール, 이메일, 이메일주소, البريد الإلكتروني, דואר אלקטרוני, אימייל, ईमेल, อีเมล"
)

CONTACTS = (
    Identifier("contact.email", "person.email", "E-mail address", _Mail("w{1,64}@w{4,190}"), email, 1e-5, _MAIL_WORDS, 2,
        "https://datatracker.ietf.org/doc/html/rfc5321#section-4.1.2",
    ),
    Identifier("contact.phone", "person.phone", "Telephone number with its country's code", _Phone(r"\+9{7,15}"), phone, 0.047, _PHONE_WORDS, 2,
        "https://www.itu.int/rec/T-REC-E.164",
    ),
    Identifier("contact.phone_national", "person.phone", "Telephone number without a country's code", _Phone("9{7,15}"), phone_without_country, 0.97, _PHONE_WORDS, 2,
        "https://www.itu.int/rec/T-REC-E.164",
    ),
)  # fmt: skip
