import dataclasses

import pytest

from detectors.identity.aamva import licence
from detectors.identity.payload import personal
from detectors.identity.verdict import KINDS, SELFIE, Signals, verdict
from detectors.identity.words import spoken
from detectors.identity.zone import zones
from detectors.kinds import load

PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
CARD = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
VISA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
BARCODE = licence(
    b"@\n\x1e\rANSI 636000090002DL00410278DLDAQT64235789\nDCSSPECIMEN\nDACNOBODY\nDBB01311985\nDBA01312035\nDAJVA\nDCGUSA\r"
)
FACE = ((0.06, 0.2, 0.4),)


def seen(lines=(), **more):
    return Signals(zones=zones(lines), spoken=spoken(lines), lines=len(lines), width=1000, height=1000, **more)


def test_a_passport_page_is_confirmed_with_its_holder():
    found = verdict(seen(["PASSPORT", "Surname", "Date of birth", *PASSPORT], faces=FACE))
    assert (found.kind, found.confirmed, found.issuer) == ("kyc.passport_scan", True, "UTO")
    assert found.subjects == (b"L898902C3|1974-08-12",)
    assert found.evidence[0] == "mrz"
    assert found.confidence >= 0.95


@pytest.mark.parametrize("strong", [{"lines": PASSPORT}, {"lines": CARD}, {"licence": BARCODE}])
def test_one_strong_signal_is_probable_and_a_second_confirms(strong):
    alone = seen(**strong)
    assert verdict(alone).confirmed is False
    for more in ({"faces": FACE}, {"path": "kyc/id_card.jpg"}, {"sidecar": True}, {"aspect": 1.6}):
        assert verdict(dataclasses.replace(alone, **more)).confirmed is True, more


def test_a_page_of_text_that_prints_a_zone_is_not_confirmed_by_its_words():
    text = ["The passport and its date of birth, surname, nationality and authority"] * 120
    assert verdict(seen([*text, *PASSPORT])).confirmed is False


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (PASSPORT, "kyc.passport_scan"),
        (CARD, "kyc.national_id_scan"),
        (VISA, "kyc.visa_scan"),
        (["AR" + CARD[0][2:], *CARD[1:]], "kyc.residence_permit_scan"),
        (["RESIDENCE PERMIT", *CARD], "kyc.residence_permit_scan"),
        (["DRIVING LICENCE", "Surname", "Date of birth", "01.02.1985"], "kyc.dl_scan"),
        (["PERSONALAUSWEIS", "Name", "Geburtsdatum 12.08.1964", "Staatsangehörigkeit"], "kyc.national_id_scan"),
        (["1. MUSTER", "2. ERIKA", "3. 12.08.64", "4a. 19.01.13", "4b. 18.01.28", "5. B072"], "kyc.dl_scan"),
        (["ВОЕННЫЙ БИЛЕТ", "Фамилия", "Имя", "Дата рождения 01.02.1985"], "kyc.military_id_scan"),
        (["TARJETA SANITARIA EUROPEA", "Apellidos", "Nombre", "01/02/1985"], "kyc.health_card_scan"),
        (["ELECTION COMMISSION OF INDIA", "Name", "Sex", "Date of birth 01/02/1985"], "kyc.voter_card_scan"),
    ],
)
def test_the_kind_says_which_document(lines, kind):
    found = verdict(seen(lines, faces=FACE))
    assert (found.kind, found.confirmed) == (kind, True)


def test_every_kind_is_in_the_table():
    assert {*KINDS.values(), SELFIE} <= load().keys()


def test_an_american_licence_says_its_state():
    found = verdict(Signals(licence=BARCODE, width=1586, height=1000))
    assert (found.kind, found.confirmed, found.issuer, found.region) == ("kyc.dl_scan", True, "USA", "VA")
    assert found.subjects == (b"T64235789|1985-01-31",)
    card = dataclasses.replace(BARCODE, type="ID")
    assert verdict(Signals(licence=card)).kind == "kyc.national_id_scan"


def test_an_aadhaar_code_is_strong():
    code = personal(b'<PrintLetterBarcodeData uid="234123412346" name="Nobody" dob="31/01/1985"/>')
    found = verdict(Signals(payload=code, faces=FACE))
    assert (found.kind, found.confirmed, found.issuer) == ("kyc.national_id_scan", True, "IND")
    assert found.subjects == (b"234123412346|1985-01-31",)


def test_words_alone_are_a_form_and_with_a_portrait_or_a_name_a_document():
    lines = ["DRIVING LICENCE", "Surname", "Date of birth", "01.02.1985", "Date of expiry 01.02.2035"]
    alone = seen(lines)
    assert verdict(alone) is None
    assert verdict(dataclasses.replace(alone, faces=FACE)).confirmed is True
    assert verdict(dataclasses.replace(alone, path="uploads/dl_front.jpg")).confirmed is True


@pytest.mark.parametrize(
    "signals",
    [
        seen(["University of Utopia", "STUDENT IDENTITY CARD", "Name", "Date of birth 01.02.1985"], faces=FACE),
        seen(["VISA", "DEBIT", "VALID THRU 09/27"], faces=FACE, aspect=1.586),
        seen([], faces=FACE),
        seen([], faces=FACE, path="kyc/passport.jpg"),
        seen(["Visitors must bring a passport and a visa to the desk"], faces=FACE),
        seen(["Name", "Address", "Date of birth"], faces=FACE),
        seen(["1. Introduction", "2. Methods", "3. Results", "PASSPORT"]),
        seen(["PASSPORT"], aspect=1.42),
        Signals(),
    ],
)
def test_other_pictures_are_nothing(signals):
    assert verdict(signals) is None


def test_a_face_at_the_path_of_selfies_is_one():
    probable = verdict(Signals(faces=((0.2, 0.5, 0.5),), path="uploads/selfie.jpg"))
    assert (probable.kind, probable.confirmed) == (SELFIE, False)
    assert verdict(Signals(faces=((0.2, 0.5, 0.5),), path="kyc/1/selfie.jpg")).confirmed is True
    assert verdict(Signals(faces=((0.01, 0.5, 0.5),), path="kyc/1/selfie.jpg")) is None
    assert verdict(Signals(faces=((0.2, 0.5, 0.5),), path="holiday.jpg")) is None


def test_a_holder_whose_check_digits_are_wrong_is_not_named():
    wrong = [PASSPORT[0], "L898902C36UTO7408123F1204159ZE184226B<<<<<10"]
    found = verdict(seen(wrong, faces=FACE))
    assert found.confirmed
    assert found.subjects == ()


def test_two_documents_on_a_page_are_two_holders():
    other = [*CARD]
    found = verdict(seen([*PASSPORT, "", *other], faces=FACE))
    assert len(found.subjects) == 2


def test_evidence_holds_no_value():
    found = verdict(seen(["PASSPORT", "Surname", "Date of birth", *PASSPORT], faces=FACE))
    assert not any(value in " ".join(found.evidence) for value in ("ERIKSSON", "L898902C3", "1974", "ANNA"))
