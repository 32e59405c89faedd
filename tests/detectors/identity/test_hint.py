import pytest

from detectors.identity.hint import hint


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("s3://b/kyc/2026/user-1/passport.jpg", "passport"),
        ("uploads/Pasaporte_Escaneado.png", "passport"),
        ("a/b/dl_front.jpeg", "licence"),
        ("scans/DriverLicenseBack.JPG", "licence"),
        ("id-back-77.png", "identity"),
        ("idFront.heic", "identity"),
        ("documents/carte_d'identite/carte-nationale.pdf", "identity"),
        ("führerschein/vorderseite.jpg", "licence"),
        ("клиенты/паспорт.jpg", "passport"),
        ("客户/身份证/正面.jpg", "identity"),
        ("x/residence-permit.tif", "permit"),
        ("licence_verso.jpg", "licence"),
    ],
)
def test_paths_hint_at_documents(path, document):
    assert hint(path).documents == {document}


def test_selfies_liveness_and_verification_are_told():
    found = hint("onboarding/4711/selfie.jpg")
    assert (found.portrait, found.verification, found.liveness) == (True, True, False)
    assert hint("kyc/liveness/clip.mp4").liveness
    assert hint("dl_front.jpg").side == "front"
    assert hint("id-back.jpg").side == "back"


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE", "third_party/zlib/LICENSE.txt", "src/identity.py", "photos/holiday.jpg", "img/IMG_2041.HEIC", "front.jpg",
        "verification.png", "docs/license/icons/front.png", "", "/", "compassport.jpg", "valid.png",
    ],
)  # fmt: skip
def test_other_paths_hint_at_nothing(path):
    assert not hint(path)
