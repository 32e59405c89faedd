"""Papers: identity documents as pictures, of ICAO's `UTO` or of nobody, with drawn holders. Needs Pillow, NumPy and zxing-cpp.

Layouts are our own, after ICAO Doc 9303 parts 4 and 5 (data pages and cards), AAMVA's card design standard and Directive 2006/126/EC, Annex I.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from parts.portrait import portrait

if TYPE_CHECKING:
    from random import Random

    from parts.identity import Document

#: What a passport calls itself and its fields, by language: title, surname, given names, nationality, born, number, expiry.
_WORDS = {
    "en": ("PASSPORT", "Surname", "Given names", "Nationality", "Date of birth", "Passport No.", "Date of expiry"),
    "fr": ("PASSEPORT", "Nom", "Prénoms", "Nationalité", "Date de naissance", "Passeport No", "Date d'expiration"),
    "es": ("PASAPORTE", "Apellidos", "Nombres", "Nacionalidad", "Fecha de nacimiento", "Pasaporte No", "Fecha de caducidad"),
    "de": ("REISEPASS", "Name", "Vornamen", "Staatsangehörigkeit", "Geburtsdatum", "Pass-Nr.", "Gültig bis"),
    "it": ("PASSAPORTO", "Cognome", "Nome", "Cittadinanza", "Data di nascita", "Passaporto N.", "Data di scadenza"),
    "pt": ("PASSAPORTE", "Apelidos", "Nomes próprios", "Nacionalidade", "Data de nascimento", "Passaporte Nº", "Válido até"),
    "pl": ("PASZPORT", "Nazwisko", "Imiona", "Obywatelstwo", "Data urodzenia", "Nr paszportu", "Data ważności"),
    "tr": ("PASAPORT", "Soyadı", "Adı", "Uyruğu", "Doğum tarihi", "Pasaport No", "Geçerlilik tarihi"),
}
_CARDS = {
    "en": ("IDENTITY CARD", "Surname", "Given names", "Date of birth", "Document No.", "Expiry"),
    "de": ("PERSONALAUSWEIS", "Name", "Vornamen", "Geburtstag", "Ausweisnummer", "Gültig bis"),
    "fr": ("CARTE NATIONALE D'IDENTITÉ", "Nom", "Prénoms", "Date de naissance", "N° du document", "Date d'expiration"),
    "es": ("DOCUMENTO NACIONAL DE IDENTIDAD", "Apellidos", "Nombre", "Fecha de nacimiento", "Núm. soporte", "Validez"),
}
_CARD = (1012, 638)  # 85.6 x 54 mm at 300 dots an inch
_PAGE = (1480, 1042)  # 125 x 88 mm


class Paper(NamedTuple):
    """A document as it lies before the camera: its picture, what it is (passport, card, permit, licence), whether it has a zone and a face."""

    image: Image.Image
    kind: str
    zone: bool
    face: bool


def passport(rng: Random, holder: Document, language: str = "") -> Paper:
    """The data page of a passport."""
    words = _WORDS[language or rng.choice(sorted(_WORDS))]
    image, draw = _ground(rng, _PAGE)
    draw.text((560, 40), f"{words[0]} / PASSPORT", font=_font(46), fill=(20, 30, 70))
    draw.text((60, 50), "UTOPIA", font=_font(46), fill=(20, 30, 70))
    image.paste(portrait(rng, 380, 490, (214, 218, 224)), (60, 180))
    person = holder.person
    told = (person.family.upper(), person.given.upper(), "UTOPIAN", person.born, holder.number, holder.expires)
    for at, (label, text) in enumerate(zip(words[1:], told, strict=True)):
        draw.text((500, 150 + at * 104), label, font=_font(24), fill=(70, 70, 110))
        draw.text((500, 182 + at * 104), text, font=_font(38), fill=(10, 10, 20))
    _zone(draw, holder.td3(), (44, 880), 1394)
    return Paper(image, "passport", True, True)


def card(rng: Random, holder: Document, language: str = "", *, back: bool = False) -> Paper:
    """An identity card: its front with a portrait, its back with a zone."""
    image, draw = _ground(rng, _CARD)
    if back:
        draw.text((60, 40), holder.person.street, font=_font(30), fill=(30, 30, 40))
        draw.text((60, 90), holder.person.city, font=_font(30), fill=(30, 30, 40))
        _zone(draw, holder.td1(), (40, 400), 932)
        return Paper(image, "card", True, False)
    words = _CARDS[language or rng.choice(sorted(_CARDS))]
    draw.text((40, 24), words[0], font=_font(36), fill=(30, 50, 90))
    image.paste(portrait(rng, 270, 350, (222, 224, 228)), (40, 130))
    person = holder.person
    told = (person.family.upper(), person.given.upper(), person.born, holder.number, holder.expires)
    for at, (label, text) in enumerate(zip(words[1:], told, strict=True)):
        draw.text((360, 110 + at * 98), label, font=_font(20), fill=(80, 80, 100))
        draw.text((360, 136 + at * 98), text, font=_font(34), fill=(10, 10, 20))
    return Paper(image, "card", False, True)


def licence(rng: Random, holder: Document, *, european: bool = False) -> Paper:
    """The front of a driving licence: American, or with the numbered fields of the EU's model."""
    image, draw = _ground(rng, _CARD)
    person = holder.person
    image.paste(portrait(rng, 260, 340, (226, 228, 230)), (36, 150))
    if european:
        draw.text((40, 24), "DRIVING LICENCE", font=_font(40), fill=(60, 30, 90))
        rows = (
            f"1.  {person.family.upper()}", f"2.  {person.given.upper()}", f"3.  {_day(person.born)}  UTOPIA",
            f"4a. {_day('2021-03-14')}   4c. UTO", f"4b. {_day(holder.expires)}", f"5.  {holder.number}", "9.  AM/B1/B",
        )  # fmt: skip
    else:
        draw.text((40, 24), f"{person.state}  DRIVER LICENSE", font=_font(44), fill=(20, 40, 110))
        rows = (
            f"DL {holder.number}", f"EXP {_american(holder.expires)}", f"LN {person.family.upper()}", f"FN {person.given.upper()}",
            person.street.upper(), f"DOB {_american(person.born)}", f"SEX {person.sex}   HGT 5-09   CLASS D",
        )  # fmt: skip
    for at, row in enumerate(rows):
        draw.text((340, 120 + at * 70), row, font=_font(36), fill=(10, 10, 20))
    return Paper(image, "licence", False, True)


def licence_back(rng: Random, holder: Document) -> Paper:
    """The back of an American licence, with its code in PDF417."""
    import zxingcpp  # noqa: PLC0415  # not everybody draws backs

    image, draw = _ground(rng, _CARD)
    made = zxingcpp.create_barcode(holder.aamva().encode("latin-1"), zxingcpp.BarcodeFormat.PDF417)
    code = Image.fromarray(made.to_image(scale=2)).convert("RGB")
    code = code.resize((900, max(190, round(code.height * 900 / code.width))), Image.Resampling.NEAREST)
    image.paste(code, (56, 60))
    draw.text((60, 520), "RESTRICTIONS: NONE    ENDORSEMENTS: NONE", font=_font(26), fill=(20, 20, 30))
    return Paper(image, "licence", False, False)


def permit(rng: Random, holder: Document) -> Paper:
    """The front of a residence permit, with a zone as on its back below it."""
    front = card(rng, holder, "en")
    draw = ImageDraw.Draw(front.image)
    draw.rectangle((36, 16, 700, 76), fill=(226, 232, 236))
    draw.text((40, 24), "RESIDENCE PERMIT", font=_font(40), fill=(30, 50, 90))
    return Paper(front.image, "permit", False, True)


def _ground(rng: Random, size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Paper with a tint and guilloche lines."""
    tint = tuple(rng.randrange(218, 242) for _ in range(3))
    image = Image.new("RGB", size, tint)  # type: ignore[arg-type]  # three numbers
    draw = ImageDraw.Draw(image)
    ink = tuple(part - 16 for part in tint)
    for at in range(-size[1], size[0], rng.randrange(22, 40)):
        draw.arc((at, -size[1], at + size[1] * 2, size[1] * 2), 0, 360, fill=ink)  # type: ignore[arg-type]  # three numbers
    return image, draw


def _zone(draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width: int) -> None:
    """Lines of a machine readable zone, a character in each of so many equal cells."""
    lines = text.split()
    cell = width / len(lines[0])
    for row, line in enumerate(lines):
        for place, letter in enumerate(line):
            draw.text((at[0] + place * cell, at[1] + row * cell * 2.3), letter, font=_font(round(cell * 1.45), mono=True), fill=(15, 15, 15))


_FONTS: dict[tuple[int, bool], ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}
_MONO = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf")


def _font(size: int, *, mono: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The system's if it has one of those, else the one that Pillow brings."""
    if (size, mono) not in _FONTS:
        _FONTS[size, mono] = ImageFont.load_default(size)
        for name in _MONO if mono else ("DejaVuSans.ttf",):
            try:
                _FONTS[size, mono] = ImageFont.truetype(name, size)
                break
            except OSError:
                continue
    return _FONTS[size, mono]


def _day(iso: str) -> str:
    return f"{iso[8:10]}.{iso[5:7]}.{iso[:4]}"


def _american(iso: str) -> str:
    return f"{iso[5:7]}/{iso[8:10]}/{iso[:4]}"


def photographed(rng: Random, image: Image.Image) -> Image.Image:
    """As a telephone takes it: on a table, not quite straight, in uneven light, a little out of focus."""
    wide, high = round(image.width * rng.uniform(1.1, 1.5)), round(image.height * rng.uniform(1.15, 1.6))
    table = Image.new("RGB", (wide, high), tuple(rng.randrange(40, 200) for _ in range(3)))  # type: ignore[arg-type]  # three
    grain = Image.effect_noise((wide, high), rng.uniform(8, 30)).convert("RGB")
    table = Image.blend(table, grain, 0.15)
    left, top = (wide - image.width) // 2, (high - image.height) // 2
    angle = rng.uniform(-5, 5)
    turned = image.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=False)
    table.paste(turned.convert("RGB"), (left, top), turned.getchannel("A"))
    skew = [rng.uniform(-0.035, 0.035) for _ in range(8)]
    corners = [(0, 0), (0, high), (wide, high), (wide, 0)]
    quad = [part for at, (x, y) in enumerate(corners) for part in (x + skew[2 * at] * wide, y + skew[2 * at + 1] * high)]
    table = table.transform((wide, high), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize((wide, high)).rotate(rng.choice((0, 90, 180, 270)))
    table = Image.composite(table, table.point(lambda value: int(value * 0.75)), light.point(lambda value: min(255, value + 90)))
    if rng.random() < 0.3:  # a lamp in the laminate
        glare = Image.new("L", (wide, high), 0)
        x, y, reach = rng.uniform(0.2, 0.8) * wide, rng.uniform(0.1, 0.6) * high, rng.uniform(0.05, 0.1) * wide
        ImageDraw.Draw(glare).ellipse((x - reach, y - reach, x + reach, y + reach), fill=230)
        table.paste((255, 255, 255), mask=glare.filter(ImageFilter.GaussianBlur(reach / 3)))
    return table.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.1)))
