"""The values of the demo persons that must turn up nowhere: for the scan of logs, state and captured bytes."""

from datetime import date
from pathlib import Path

import msgspec

from hal.card import tlv
from hal.card.names import FaceTag
from hal.virtual.card.files import read_card_file
from tools.issue.dates import before
from tools.issue.persons import PersonPlan
from tools.issue.place import Place

# Thrice 32 bytes from the inside of the picture: a piece of it is found as well as the whole.
_PHOTO_PIECES = (1500, 2500, 3500)
_PIECE_BYTES = 32


class Canary(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value to search for: `text` as UTF-8, else `hex` as raw bytes. `kind` says what it is of whom."""

    person: str
    kind: str
    text: str = ""
    hex: str = ""

    def __repr__(self) -> str:
        return f"<Canary {self.person} {self.kind}>"


def canaries(place: Place) -> tuple[Canary, ...]:
    """All values of all persons of a demo directory, fresh ones included. Raises PlaceRefused, CardFileError.

    PINs are not among them: four digits turn up by chance. The same visit with two PINs is compared instead.
    """
    manifest = place.manifest()
    found: list[Canary] = []
    for plan in manifest.persons:
        found += _of_person(plan, manifest.date)
        found += _of_card(plan, place.root / "cards" / f"{plan.id}.card")
    return tuple(found)


def _of_person(plan: PersonPlan, day: date) -> list[Canary]:
    birth = before(day, plan.born)
    family, _, given = plan.name.partition(" ")
    texts = [
        ("name", plan.name),
        ("family name", family),
        ("given name", f"{given}" if len(given) > 1 else ""),
        ("kana", plan.kana),
        ("birth date", f"{birth:%Y%m%d}"),
        ("birth date", f"{birth:%Y-%m-%d}"),
        ("address", plan.address),
    ]
    for insurance in plan.insurance:
        texts += [
            ("insurer", insurance.insurer_number),
            ("insurer name", insurance.insurer_name),
            ("symbol", insurance.symbol),
            ("insured number", insurance.number),
        ]
    return [Canary(plan.id, kind, text=text) for kind, text in dict.fromkeys(texts) if text]


def _of_card(plan: PersonPlan, path: Path) -> list[Canary]:
    surface = read_card_file(path).contents.surface
    if surface is None:
        return []
    photo = _photo(surface.face)
    pieces = [photo[start : start + _PIECE_BYTES].hex() for start in _PHOTO_PIECES if len(photo) > start]
    numbers = [Canary(plan.id, "number A", text=surface.number_a), Canary(plan.id, "number B", text=surface.number_b)]
    return numbers + [Canary(plan.id, "photo", hex=piece) for piece in pieces]


def _photo(face: bytes) -> bytes:
    """The photo in a card's own face file, whatever it was made from; empty where there is none."""
    fields = {field.tag: field.value for field in tlv.parse(tlv.read(face).value)}
    return fields.get(FaceTag.PHOTO, b"")
