"""What can stand before the two cameras of a virtual reader, for each of a demo's persons: which films there are.

`props.json` names every film by its path beside it, drawn or not yet: a film whose file is there is whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

from hal.virtual.actor import Stand
from hal.virtual.tray import BenchError

PROPS_FILE = "props.json"

StandName = Literal[
    "holder", "other", "print", "phone", "nobody", "cannot-turn", "look-alike", "two", "far", "dark"
]  # fmt: skip
STANDS: tuple[StandName, ...] = get_args(StandName)
"""Who or what stands there; in this order films are drawn."""

Act = Literal["straight", "turn-left", "turn-right"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What they do. Who has no film of a turn cannot do it, or shows what is held up as before."""

CardSight = Literal["face", "unreadable", "empty"]
CARD_SIGHTS: tuple[CardSight, ...] = get_args(CardSight)
"""How the card lies before the card camera: as it should, so that nobody can read it, not in sight at all."""


class PersonProps(msgspec.Struct, frozen=True):
    """All films of one person: of the card in the tray (none for cards without a face side), of who comes with it."""

    person: str
    kind: str
    card: Mapping[CardSight, str]
    stands: Mapping[StandName, Mapping[Act, str]]

    def __repr__(self) -> str:
        return f"<PersonProps {self.kind}>"


class PropsFile(msgspec.Struct, frozen=True):
    """`props.json`; paths are relative to its directory."""

    persons: tuple[PersonProps, ...]
    version: Literal[1] = 1


class BadProps(BenchError):
    """A list of films that is not there, or is none."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Props:
    """The films listed in one directory."""

    directory: Path
    persons: Mapping[str, PersonProps]

    def stand(self, person: str, name: StandName) -> Stand | None:
        """The films of a stand, drawn or not; None where this person has no such stand."""
        props = self.persons.get(person)
        acts = None if props is None else props.stands.get(name)
        if acts is None or "straight" not in acts:
            return None
        films = {act: self.directory / film for act, film in acts.items()}
        return Stand(films["straight"], films.get("turn-left"), films.get("turn-right"))

    def card(self, person: str, sight: CardSight) -> Path | None:
        """The film of a person's card, drawn or not; None where they have none with a face side."""
        props = self.persons.get(person)
        film = None if props is None else props.card.get(sight)
        return None if film is None else self.directory / film


def read_props(directory: Path) -> Props:
    """What `props.json` of a directory lists. Raises BadProps."""
    path = directory / PROPS_FILE
    try:
        listed = msgspec.json.decode(path.read_bytes(), type=PropsFile)
    except OSError as error:
        raise BadProps(path, error.strerror or "cannot be read") from error
    except msgspec.DecodeError as error:
        raise BadProps(path, str(error)) from error
    # Absolute, because another process reads the films.
    return Props(directory.resolve(), {props.person: props for props in listed.persons})
