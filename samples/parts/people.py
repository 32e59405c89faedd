"""People: the invented contractors, and the invented staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parts.numbers import digits, phone, ssn

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

STAFF_DOMAIN = "talentbridge-hq.com"
_MAIL_DOMAINS = ("fernpost-mail.net", "quillbox-mail.com", "harbor-inbox.net", "larkpost-mail.org")

_GIVEN = (
    "Ada", "Adam", "Aisha", "Alice", "Amara", "Amir", "Ana", "Anders", "Anita", "Anton", "Arjun", "Astrid",
    "Bea", "Benedikt", "Carla", "Carmen", "Chidi", "Chloe", "Clara", "Dalia", "Daniel", "Diego", "Dmitri",
    "Edith", "Elena", "Elias", "Emeka", "Emil", "Esther", "Fatima", "Felix", "Freya", "Gabriel", "Grace",
    "Greta", "Hana", "Hector", "Helena", "Hiro", "Ida", "Imani", "Ines", "Ingrid", "Isaac", "Ivan", "Jamal",
    "Jana", "Jasper", "Joana", "Jonas", "Jun", "Kamala", "Karim", "Katya", "Kenji", "Kofi", "Lara", "Leila",
    "Leo", "Lina", "Lucia", "Luka", "Magnus", "Maja", "Marco", "Maren", "Mateo", "Maya", "Mei", "Mila", "Mina",
    "Nadia", "Naomi", "Nils", "Nora", "Oleg", "Olga", "Omar", "Otto", "Paula", "Pavel", "Petra", "Priya",
    "Rafael", "Rania", "Ravi", "Rosa", "Ruth", "Sami", "Sana", "Selma", "Simon", "Sofia", "Stefan", "Sven",
    "Tara", "Tomas", "Uma", "Vera", "Viktor", "Wanda", "Yara", "Yusuf", "Zoe",
)  # fmt: skip

_FAMILY = (
    "Abara", "Adeyemi", "Albrecht", "Almeida", "Andrade", "Aoki", "Aslan", "Baptiste", "Barros", "Becker",
    "Berg", "Bianchi", "Bosch", "Brandt", "Calder", "Cardoso", "Castel", "Chaudhry", "Dalgaard", "Delacroix",
    "Demir", "Duarte", "Eklund", "Engel", "Ferrante", "Fischbach", "Fontaine", "Forsberg", "Gallo", "Garrido",
    "Grimaldi", "Haddad", "Halvorsen", "Hartmann", "Hayashi", "Holmgren", "Ibarra", "Ishida", "Ivanova",
    "Jansson", "Jimenez", "Kamara", "Kapoor", "Keller", "Khoury", "Kimura", "Kowalczyk", "Krause", "Lambert",
    "Larsen", "Lindqvist", "Lombardi", "Machado", "Maier", "Mansour", "Marchetti", "Mbeki", "Mendes", "Moreau",
    "Morita", "Nakagawa", "Navarro", "Nyberg", "Obi", "Ochieng", "Okafor", "Oliveira", "Osei", "Pahlavi",
    "Palmer", "Pereira", "Petrov", "Quintero", "Rahman", "Reinholt", "Ribeiro", "Rinaldi", "Romero", "Saito",
    "Sandoval", "Santoro", "Schreiber", "Shah", "Soto", "Steiner", "Sundaram", "Takeda", "Thorsen", "Torres",
    "Ueda", "Valdez", "Varga", "Vasquez", "Vogel", "Wallin", "Weiss", "Winther", "Yamada", "Yilmaz", "Zeller",
    "Ziegler",
)  # fmt: skip

_STREETS = (
    "Alder", "Birch", "Cedar", "Chestnut", "Dogwood", "Elm", "Hawthorn", "Juniper", "Laurel", "Linden", "Maple",
    "Orchard", "Poplar", "Rowan", "Willow",
)  # fmt: skip
_KINDS = ("Street", "Avenue", "Lane", "Drive", "Court", "Road")
_PLACES = (
    ("Boulder", "CO", "803"), ("Austin", "TX", "787"), ("Portland", "OR", "972"), ("Madison", "WI", "537"),
    ("Raleigh", "NC", "276"), ("Tucson", "AZ", "857"), ("Albany", "NY", "122"), ("Dayton", "OH", "454"),
    ("Fresno", "CA", "937"), ("Savannah", "GA", "314"),
)  # fmt: skip
TITLES = (
    "Contract Attorney", "Physician Reviewer", "Investment Analyst", "Software Engineer", "Actuary", "Radiologist",
    "Tax Adviser", "Structural Engineer", "Medical Coder", "Patent Examiner", "Pharmacist", "Statistician",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person.

    Attributes:
        id: the vendor's number for them.
        sex: M or F, as a passport has it.
        born: ISO date.
        postcode: five digits.
        salary: US dollars a year.
    """

    id: str
    given: str
    family: str
    sex: str
    email: str
    phone: str
    ssn: str
    born: str
    street: str
    city: str
    state: str
    postcode: str
    title: str
    salary: int

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"

    @property
    def address(self) -> str:
        """The address on one line."""
        return f"{self.street}, {self.city}, {self.state} {self.postcode}"


def population(rng: Random, count: int) -> list[Person]:
    """`count` people; no two share a name, a mail address, a telephone or a social security number."""
    numbers = _distinct(rng, count, ssn)
    phones = _distinct(rng, count, phone)
    names = rng.sample([(given, family) for given in _GIVEN for family in _FAMILY], count)
    return [_person(rng, place, names[place], numbers[place], phones[place]) for place in range(count)]


def _distinct(rng: Random, count: int, make: Callable[[Random], str]) -> list[str]:
    seen: dict[str, None] = {}
    while len(seen) < count:
        seen[make(rng)] = None
    return list(seen)


def _person(rng: Random, place: int, name: tuple[str, str], number: str, telephone: str) -> Person:
    given, family = name
    city, state, post = rng.choice(_PLACES)
    return Person(
        id=f"TB-{place + 1:06}",
        given=given,
        family=family,
        sex=rng.choice("MF"),
        email=f"{given}.{family}{place + 11}@{rng.choice(_MAIL_DOMAINS)}".lower(),
        phone=telephone,
        ssn=number,
        born=f"{rng.randrange(1955, 2004)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        street=f"{rng.randrange(11, 9800)} {rng.choice(_STREETS)} {rng.choice(_KINDS)}",
        city=city,
        state=state,
        postcode=post + digits(rng, 2),
        title=rng.choice(TITLES),
        salary=rng.randrange(48, 260) * 1000,
    )


@dataclass(frozen=True, slots=True)
class Employee:
    """One of the vendor's own staff: `id` is the one that the chat tool uses."""

    id: str
    login: str
    name: str
    email: str
    title: str


def staff(rng: Random, count: int) -> list[Employee]:
    """`count` employees with logins that differ."""
    given, family = rng.sample(_GIVEN, count), rng.sample(_FAMILY, count)
    roles = ("Platform Engineer", "Site Reliability", "Talent Operations", "Data Scientist", "Finance", "Support")
    return [
        Employee(
            id="U0" + "".join(rng.choice("ABCDEFGHJKMNPQRSTUVWXYZ0123456789") for _ in range(9)),
            login=f"{first}.{last}".lower(),
            name=f"{first} {last}",
            email=f"{first}.{last}@{STAFF_DOMAIN}".lower(),
            title=roles[place % len(roles)],
        )
        for place, (first, last) in enumerate(zip(given, family, strict=True))
    ]
