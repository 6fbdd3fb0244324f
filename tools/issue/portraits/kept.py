"""Films that are made once and kept in files, because drawing one takes seconds."""

import hashlib
import os
from pathlib import Path

from hal.virtual.footage import save
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import ORDINARY, FilmName, film
from tools.issue.portraits.shot import Shot

DRAWING = 2
"""Raised whenever the same seed gives another picture: kept films are then made anew."""


class FilmStore:
    """Films below a directory, by what is to be seen in them. A film that is there is not drawn again."""

    def __init__(self, directory: Path, shot: Shot | None = None) -> None:
        self._directory = directory
        self._shot = shot or ORDINARY

    def path(self, name: FilmName, person: Sitter, other: Sitter) -> Path:
        """The file of a film, made now if it is not there. Raises OSError."""
        seen = () if name in ("nobody", "covered") else person.person.places
        beside = other.person.places if name == "two" else ()
        wanted = (DRAWING, name, seen, beside, self._shot)
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]
        path = self._directory / f"{name}-{digest}.film"
        if not path.exists():
            self._directory.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            save(part, film(name, person, other, self._shot))
            part.replace(path)  # whoever looks finds the whole film or none
        return path
