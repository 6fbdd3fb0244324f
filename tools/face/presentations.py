"""A folder of presentations: one folder a kind, in it one folder of frames or one film file a presentation."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from firmware.face.engine.faces import Image
from firmware.face.liveness import Side
from hal.virtual.footage import BadFootage, load
from tools.face.errors import FolderUnusable, PictureUnreadable
from tools.face.folders import REFERENCE, SUFFIXES, folders_in, pictures_in
from tools.face.pictures import read_bytes, read_picture

BONA_FIDE = "bona-fide"
"""The kind that holds people who present themselves."""

OWN_FILM = ".film"
FILMS = (OWN_FILM, ".avi", ".mp4", ".mov", ".mkv")

# Three minutes at ten frames a second: an attempt is over in twenty seconds.
MAX_FRAMES = 1800
MAX_PRESENTATIONS = 10_000
SLOWEST, FASTEST = 1.0, 240.0  # frames a second that a film may say


@dataclass(frozen=True, slots=True)
class Presentation:
    """One of a kind: `number` counts from 1 in the order of the names. `side`: what the person was asked for.

    Without a side, both are tried. `reference` is a picture of whom it shows, for the whole decision.
    """

    number: int
    path: Path
    side: Side | None
    reference: Path | None

    def __repr__(self) -> str:
        return f"<Presentation {self.number}>"

    @property
    def sides(self) -> tuple[Side, ...]:
        """Which are asked."""
        return tuple(Side) if self.side is None else (self.side,)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of presentation; its name is shown."""

    name: str
    presentations: tuple[Presentation, ...]

    @property
    def bona_fide(self) -> bool:
        """Whether it is people."""
        return self.name == BONA_FIDE


def kinds_in(directory: Path) -> tuple[Kind, ...]:
    """All kinds of a folder. Raises FolderUnusable where there is none, or where people have no side in their name."""
    return tuple(_kind(path) for path in folders_in(directory, "one folder a kind of presentation"))


def frames_of(presentation: Presentation, rate: float) -> Iterator[tuple[float, Image]]:
    """Each frame with its seconds since the first; `rate` of those that say none. Raises PictureUnreadable."""
    path = presentation.path
    if path.is_dir():
        pictures = [one for one in pictures_in(path) if one.stem.lower() != REFERENCE]
        if not pictures:
            raise PictureUnreadable("there is no frame")
        yield from ((place / rate, read_picture(read_bytes(one))) for place, one in enumerate(pictures[:MAX_FRAMES]))
    elif path.suffix.lower() == OWN_FILM:
        yield from _own(path)
    else:
        yield from _film(path, rate)


def _kind(directory: Path) -> Kind:
    try:
        found = sorted(
            path
            for path in directory.iterdir()
            if not path.name.startswith(".") and (path.is_dir() or (path.suffix.lower() in FILMS and path.is_file()))
        )
    except OSError as error:
        raise FolderUnusable(directory, error.strerror or "cannot be read") from error
    if not found or len(found) > MAX_PRESENTATIONS:
        raise FolderUnusable(directory, "holds no presentation, or too many: a folder of frames or a film file each")
    kind = Kind(directory.name, tuple(_presentation(number, path) for number, path in enumerate(found, 1)))
    if kind.bona_fide:
        for one in kind.presentations:
            if one.side is None:
                raise FolderUnusable(
                    directory, f"number {one.number} does not say to which side it was asked to turn: -left or -right"
                )
    return kind


def _presentation(number: int, path: Path) -> Presentation:
    name = path.name if path.is_dir() else path.stem
    side = next((side for side in Side if name.lower().endswith(f"-{side.value}")), None)
    beside = path.iterdir() if path.is_dir() else path.parent.glob(f"{_escaped(path.stem)}.*")
    wanted = REFERENCE if path.is_dir() else path.stem.lower()
    pictures = sorted(one for one in beside if one.suffix.lower() in SUFFIXES and one.stem.lower() == wanted)
    return Presentation(number, path, side, pictures[0] if pictures else None)


def _escaped(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _own(path: Path) -> Iterator[tuple[float, Image]]:
    try:
        film = load(path)
    except BadFootage as error:
        raise PictureUnreadable("it is no film") from error
    for place, frame in enumerate(film.frames):
        yield place / film.frames_per_second, np.frombuffer(frame, np.uint8).reshape(film.height, film.width, 3)


def _film(path: Path, rate: float) -> Iterator[tuple[float, Image]]:
    video = cv2.VideoCapture(str(path))
    try:
        said = float(video.get(cv2.CAP_PROP_FPS))
        every = 1 / (said if SLOWEST <= said <= FASTEST else rate)
        for place in range(MAX_FRAMES):
            good, picture = video.read()
            if not good:
                if place == 0:
                    raise PictureUnreadable("it is no film that OpenCV reads")
                return
            yield place * every, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
    finally:
        video.release()
