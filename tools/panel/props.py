"""The films of the demo's persons, as `uketsuke-issue props` lists them in `props.json`: drawn already, or not yet.

A film is drawn when its file is there. Nothing here waits for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

from hal.virtual.actor import Stand

PROPS_FILE = "props.json"

StandName = Literal[
    "holder", "other", "look-alike", "print", "phone", "nobody", "two", "cannot-turn", "far", "dark"
]  # fmt: skip
STANDS: tuple[StandName, ...] = get_args(StandName)
"""Who or what can stand before the person's camera, in the order of the page."""

CardSight = Literal["face", "unreadable", "empty"]
CARD_SIGHTS: tuple[CardSight, ...] = get_args(CardSight)
"""How the card lies before the card camera: as it should, so that nobody can read it, not in sight at all."""

Drawn = Literal["ready", "drawing", "none"]
"""Whether something can be shown now, is going to be drawn, or is not among the props of this person."""


class PersonProps(msgspec.Struct, frozen=True):
    """The films of one person; paths are relative to the directory of `props.json`."""

    person: str
    card: Mapping[str, str]
    stands: Mapping[str, Mapping[str, str]]

    def __repr__(self) -> str:
        return "<PersonProps>"


class _PropsFile(msgspec.Struct, frozen=True):
    persons: tuple[PersonProps, ...]
    version: Literal[1]


@dataclass(frozen=True, slots=True)
class Props:
    """All props below a directory; none where there is no `props.json` yet."""

    directory: Path
    persons: Mapping[str, PersonProps]

    def stand(self, person: str, name: StandName) -> Stand | None:
        """The films of a stand, drawn or not; None where this person has no such stand."""
        props = self.persons.get(person)
        acts = None if props is None else props.stands.get(name)
        if acts is None or "straight" not in acts:
            return None
        left, right = acts.get("turn-left"), acts.get("turn-right")
        return Stand(
            self.directory / acts["straight"],
            None if left is None else self.directory / left,
            None if right is None else self.directory / right,
        )

    def card(self, person: str, sight: CardSight) -> Path | None:
        """The film of a person's card, drawn or not; None where they have none with a face side."""
        props = self.persons.get(person)
        film = None if props is None else props.card.get(sight)
        return None if film is None else self.directory / film

    @property
    def empty_tray(self) -> Path | None:
        """A tray without a card in sight looks the same whoever is to come."""
        return next((film for one in self.persons if (film := self.card(one, "empty")) is not None), None)

    @property
    def empty_room(self) -> Stand | None:
        """So does a room with nobody in it."""
        return next((stand for one in self.persons if (stand := self.stand(one, "nobody")) is not None), None)


def drawn(*films: Path) -> bool:
    """Whether all these films are there."""
    return all(film.exists() for film in films)


def state_of(stand: Stand | None) -> Drawn:
    """Whether a stand can be shown. One with a film of a turn is not ready before that film is."""
    if stand is None:
        return "none"
    return "ready" if drawn(*stand.films) else "drawing"


def load_props(directory: Path | None) -> Props:
    """Read `props.json` of a directory; no props where there is none, or none that this panel understands."""
    if directory is None:
        return Props(Path(), {})
    try:
        listed = msgspec.json.decode((directory / PROPS_FILE).read_bytes(), type=_PropsFile)
    except (OSError, msgspec.DecodeError):
        return Props(directory, {})
    # Absolute, because another process reads the films.
    return Props(directory.resolve(), {props.person: props for props in listed.persons})
