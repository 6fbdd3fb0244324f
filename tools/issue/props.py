"""What can stand before the two cameras of a demo, for each of its persons: which films there are, as plain data.

`props.json` names every film by its path beside it, drawn or not yet: a film whose file is there is whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from tools.issue.card_faces.films import CardSight
from tools.issue.portraits.cast import CAST, LookAlike
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import FilmName
from tools.issue.portraits.identity import Identity, identity

PROPS_FILE = "props.json"

StandName = Literal[
    "holder", "other", "print", "phone", "nobody", "cannot-turn", "look-alike", "two", "far", "dark"
]  # fmt: skip
STANDS: tuple[StandName, ...] = get_args(StandName)
"""Who or what stands there; in this order films are drawn."""

Act = Literal["straight", "turn-left", "turn-right"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What they do. Who has no film of a turn cannot do it, or shows what is held up as before."""

Stands = Mapping[StandName, Mapping[Act, str]]


class PersonProps(msgspec.Struct, frozen=True):
    """All films of one person: of the card in the tray (none for cards without a face side), of who comes with it."""

    person: str
    kind: str
    card: Mapping[CardSight, str]
    stands: Stands

    def __repr__(self) -> str:
        return f"<PersonProps {self.kind}>"


class PropsFile(msgspec.Struct, frozen=True):
    """`props.json`; paths are relative to its directory."""

    persons: tuple[PersonProps, ...]
    version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Player:
    """A drawn person in their clothes."""

    identity: Identity
    cloth: int

    def sitter(self) -> Sitter:
        """The person, ready to be drawn; takes a tenth of a second."""
        return Sitter(self.identity, self.cloth)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A film to be drawn; `beside` is the second of two people."""

    film: FilmName
    player: Player
    beside: Player


def wanted(face: int) -> dict[StandName, dict[Act, Wanted]]:
    """The films of a person who is played by the drawn person `face`, in the order of `STANDS`."""
    next_seed = _next(face)
    holder, other = Player(identity(face), face), Player(identity(next_seed), next_seed)
    double = LookAlike(face, next_seed).sitter()
    look_alike = Player(double.person, next_seed)

    def plain(film: FilmName) -> dict[Act, Wanted]:
        return {"straight": Wanted(film, holder, other)}

    def moving(player: Player) -> dict[Act, Wanted]:
        return {act: Wanted(act, player, player) for act in ACTS}

    return {
        "holder": moving(holder),
        "other": moving(other),
        "print": plain("print"),
        "phone": plain("phone"),
        "nobody": plain("nobody"),
        "cannot-turn": {"straight": Wanted("straight", holder, holder)},
        "look-alike": moving(look_alike),
        "two": plain("two"),
        "far": plain("far"),
        "dark": plain("dark"),
    }


def _next(face: int) -> int:
    """Somebody else of the cast."""
    return CAST[(CAST.index(face) + 1) % len(CAST)] if face in CAST else CAST[0]
