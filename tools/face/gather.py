"""From folders of pictures to embeddings: one picture in memory at a time, nothing of it kept but its numbers."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from firmware.face.compare import Embedding
from firmware.face.errors import ImageUnusable
from tools.face.errors import PictureUnreadable
from tools.face.folders import Folder
from tools.face.looking import Sees, largest
from tools.face.pictures import read_bytes, read_picture

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A person who can be compared: the embedding of the reference and those of the other pictures, at least one."""

    number: int
    reference: Embedding = field(repr=False)
    probes: tuple[Embedding, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the pictures; `unusable` are the numbers of persons who could not be used at all.

    `unreadable` pictures are no pictures, `repeated` ones the same bytes as one before, whoever that was. In `looked`
    of them a face was looked for, in `without_face` none was found; in `several` the largest of several was taken.
    """

    persons: int = 0
    pictures: int = 0
    unreadable: int = 0
    repeated: int = 0
    without_face: int = 0
    several: int = 0
    unusable: tuple[int, ...] = ()

    @property
    def looked(self) -> int:
        """Pictures in which a face was looked for."""
        return self.pictures - self.unreadable - self.repeated

    @property
    def found(self) -> int:
        """Pictures in which one was found."""
        return self.looked - self.without_face


@dataclass(slots=True)
class _Counts:
    """As `Tally`, while it grows."""

    unreadable: int = 0
    repeated: int = 0
    without_face: int = 0
    several: int = 0


class Gatherer:
    """Looks at all pictures of some persons, once."""

    def __init__(self, engine: Sees, chip_width: int | None) -> None:
        """`chip_width`: of the photo that a chip would have of a reference; None to compare with it as it is."""
        self._engine = engine
        self._chip_width = chip_width
        self._counts = _Counts()
        self._known: set[bytes] = set()

    def gather(self, folders: Sequence[Folder], say: Say) -> tuple[tuple[Seen, ...], Tally]:
        """All persons who can be compared, and the count of the rest. Raises ModelUnusable."""
        found = [(folder.number, self._person(folder)) for folder in _told(folders, say)]
        counts = self._counts
        return tuple(person for _, person in found if person is not None), Tally(
            persons=len(folders),
            pictures=sum(len(folder.pictures) for folder in folders),
            unreadable=counts.unreadable,
            repeated=counts.repeated,
            without_face=counts.without_face,
            several=counts.several,
            unusable=tuple(number for number, person in found if person is None),
        )

    def _person(self, folder: Folder) -> Seen | None:
        reference: Embedding | None = None
        probes: list[Embedding] = []
        for place, path in enumerate(folder.pictures):
            try:
                data = read_bytes(path)
            except PictureUnreadable:
                self._counts.unreadable += 1
                continue
            embedding = self._embedding(data, self._chip_width if place == 0 else None)
            if place == 0:
                reference = embedding
            elif embedding is not None:
                probes.append(embedding)
        return None if reference is None or not probes else Seen(folder.number, reference, tuple(probes))

    def _embedding(self, data: bytes, chip_width: int | None) -> Embedding | None:
        """None where the picture is none, was seen before, or shows no face."""
        digest = hashlib.sha256(data).digest()
        if digest in self._known:
            self._counts.repeated += 1
            return None
        self._known.add(digest)
        try:
            image = read_picture(data)
            faces = self._engine.find(image)
        except (PictureUnreadable, ImageUnusable):
            self._counts.unreadable += 1
            return None
        self._counts.several += len(faces) > 1
        embedding = largest(self._engine, image, faces, chip_width)
        self._counts.without_face += embedding is None
        return embedding


def _told(folders: Sequence[Folder], say: Say) -> Iterable[Folder]:
    for done, folder in enumerate(folders):
        say(f"person {done + 1}/{len(folders)}")
        yield folder
