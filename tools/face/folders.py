"""A folder of persons: one folder each, with pictures. Persons and pictures are spoken of by number only."""

from dataclasses import dataclass
from pathlib import Path

from tools.face.errors import FolderUnusable

SUFFIXES = (".jpg", ".jpeg", ".png")
REFERENCE = "reference"
"""The picture with this name stands for the photo of the card; without it the first one by name does."""

# More was named by mistake, or would take days.
MAX_PERSONS = 10_000
MAX_PICTURES = 1000


@dataclass(frozen=True, slots=True)
class Folder:
    """One person: `number` counts the folders from 1 in the order of their names, `pictures` begin with the reference.

    Its repr shows no name.
    """

    number: int
    pictures: tuple[Path, ...]

    def __repr__(self) -> str:
        return f"<Folder {self.number} with {len(self.pictures)} pictures>"


def persons_in(directory: Path) -> tuple[Folder, ...]:
    """All persons of a directory, those without a picture too. Raises FolderUnusable."""
    folders = folders_in(directory, "one folder a person")
    if len(folders) > MAX_PERSONS:
        raise FolderUnusable(directory, f"has more than {MAX_PERSONS} folders; name the one that holds the persons")
    return tuple(Folder(number, pictures_in(path)) for number, path in enumerate(folders, 1))


def folders_in(directory: Path, wanted: str) -> list[Path]:
    """The folders of a directory by name, hidden ones left out. Raises FolderUnusable where there is none."""
    try:
        found = sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise FolderUnusable(directory, error.strerror or "cannot be read") from error
    if not found:
        raise FolderUnusable(directory, f"has no folder in it; it should have {wanted}")
    return found


def pictures_in(directory: Path) -> tuple[Path, ...]:
    """Its pictures by name, the reference in front. Raises FolderUnusable, without the name of the folder."""
    try:
        found = sorted(path for path in directory.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    except OSError as error:
        raise FolderUnusable(directory.parent, f"one of its folders: {error.strerror}") from None
    if len(found) > MAX_PICTURES:
        raise FolderUnusable(directory.parent, f"one of its folders has more than {MAX_PICTURES} pictures")
    return tuple(sorted(found, key=lambda path: path.stem.lower() != REFERENCE))
