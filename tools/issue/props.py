"""Which films of one of a demo's persons are drawn: who plays them, alone or with whom."""

from dataclasses import dataclass

from hal.virtual.props import ACTS, Act, StandName
from tools.issue.portraits.cast import CAST, LookAlike
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import FilmName
from tools.issue.portraits.identity import Identity, identity


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
