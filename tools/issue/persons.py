"""The list of demo persons as written down: everything that depends on the day is a distance from it."""

from typing import Annotated, Literal

import msgspec

from tools.issue.errors import PersonsInvalid

CardChoice = Literal["my-number", "face", "no-certificate", "juki", "licence", "phone", "other"]
PersonId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
PinText = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the list's parts: an unknown key is refused with its path."""


class Distance(_Data, frozen=True):
    """How long before the day of issue; negative parts lie after it."""

    years: int = 0
    months: int = 0
    days: int = 0


class LimitPlan(_Data, frozen=True, rename={"valid_from": "from", "valid_until": "until"}):
    """限度額適用区分 and the days between which it holds."""

    code: str
    valid_from: Distance
    valid_until: Distance


class InsurancePlan(_Data, frozen=True):
    """One insurance of a person, lost where `lost` is given."""

    kind: Literal["employee", "national", "late_elderly"]
    insurer_number: str
    insurer_name: str
    symbol: str
    number: str
    acquired: Distance
    lost: Distance | None = None
    linked: bool = True
    ratio: int | None = None
    elderly_ratio: int | None = None
    limit: LimitPlan | None = None


class PersonPlan(_Data, frozen=True):
    """One person and the card to be made. `kind` is what a script or the panel chooses by.

    `photo` is False for those whose card carries none (issued before the first birthday). `face` is the seed of the
    drawn person whose photo it is; None for a face that no camera can be shown. `photo_damaged` is for a photo that was
    signed as it is and cannot be decoded.
    """

    id: PersonId
    kind: PersonId
    title_ja: str
    title_en: str
    name: str
    kana: str
    sex: Literal["male", "female"]
    address: str
    born: Distance
    card: CardChoice = "my-number"
    issued: Distance = Distance(years=2)
    generation: Literal["current", "old"] = "current"
    pin: PinText = "0000"
    tries: Annotated[int, msgspec.Meta(ge=0, le=3)] = 3
    registered: bool = True
    revoked: bool = False
    protected: bool = False
    photo: bool = True
    photo_damaged: bool = False
    face: Annotated[int, msgspec.Meta(ge=0)] | None = None
    insurance: tuple[InsurancePlan, ...] = ()

    def __repr__(self) -> str:
        """Kind only: the name of a demo person must not reach a log either."""
        return f"<PersonPlan {self.kind}>"


class _PersonsFile(_Data, frozen=True):
    person: tuple[PersonPlan, ...]


def read_persons(text: str, source: str) -> tuple[PersonPlan, ...]:
    """The persons in a TOML text; `source` names it in errors. Raises PersonsInvalid."""
    try:
        persons = msgspec.toml.decode(text, type=_PersonsFile).person
    except msgspec.DecodeError as error:
        raise PersonsInvalid(source, str(error)) from error
    for field in ("id", "name", "pin"):
        values = [getattr(person, field) for person in persons if field != "pin" or has_pin(person)]
        if len(set(values)) != len(values):
            raise PersonsInvalid(source, f"two persons have the same {field}; demo persons must differ in it")
    return persons


def has_pin(person: PersonPlan) -> bool:
    """Whether this kind of card has a PIN that somebody could type."""
    return person.card in ("my-number", "juki", "phone")
