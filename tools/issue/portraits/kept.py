"""Films that are made once and kept in files, because drawing one takes seconds."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from hal.virtual.footage import Footage, save
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import ORDINARY, RATE, TURN, FilmName, film
from tools.issue.portraits.identity import Identity
from tools.issue.portraits.shot import Shot

DRAWING = 2
"""Raised whenever the same seed gives another picture: kept films are then made anew."""


class FilmStore:
    """Films below a directory, by what is to be seen in them. A film that is there is not drawn again."""

    def __init__(self, directory: Path, shot: Shot | None = None) -> None:
        self._directory = directory
        self._shot = shot or ORDINARY

    def place(self, name: FilmName, person: Identity, other: Identity) -> Path:
        """Where the file of a film is, or is going to be."""
        seen = () if name in ("nobody", "covered") else person.places
        beside = other.places if name == "two" else ()
        turn = TURN if name in ("turn-left", "turn-right") else ()
        wanted = (DRAWING, name, seen, beside, self._shot, RATE, turn)
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]
        return self._directory / f"{name}-{digest}.film"

    def path(self, name: FilmName, person: Sitter, other: Sitter) -> Path:
        """The file of a film, made now if it is not there. Raises OSError."""
        path = self.place(name, person.person, other.person)
        keep(path, lambda: film(name, person, other, self._shot))
        return path


def keep(path: Path, make: Callable[[], Footage]) -> None:
    """Make a film and write it, unless it is there. Raises OSError."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    save(part, make())
    part.replace(path)  # whoever looks finds the whole film or none
