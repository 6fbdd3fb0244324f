"""Where the files come from that models are made of: a file, a directory, or an installed package of data."""

import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firmware.face.models.manifest import MAX_MODEL_BYTES
from tools.models.catalogue import Catalogue, Entry
from tools.models.errors import SourceMismatch, SourceMissing

# A directory with more files was named by mistake.
MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """One file that the catalogue knows, read and checked."""

    entry: Entry
    path: Path
    data: bytes


def find(place: str, catalogue: Catalogue) -> tuple[Found, ...]:
    """All known files at a path, or of a package, in the order of the catalogue.

    A known file is told by its bytes, whatever its name. Raises SourceMissing where there is none, SourceMismatch where
    a file has the name of a known one and other bytes.
    """
    found: dict[str, Found] = {}
    try:
        for path in _files(place):
            one = _known(path, catalogue)
            if one is not None:
                found.setdefault(one.entry.name, one)
    except OSError as error:
        raise SourceMissing(str(error.filename or place), error.strerror or "cannot be read") from error
    if not found:
        raise SourceMissing(place, "no model in it that the catalogue knows")
    return tuple(found[entry.name] for entry in catalogue.model if entry.name in found)


def _files(place: str) -> Iterator[Path]:
    path = Path(place)
    if path.is_file():
        yield path
        return
    for root in (path,) if path.is_dir() else _package(place):
        for number, file in enumerate(sorted(root.rglob("*"))):
            if number >= MAX_FILES:
                raise SourceMissing(place, "too many files; name the directory that holds the models")
            if file.is_file():
                yield file


def _package(name: str) -> tuple[Path, ...]:
    # Not imported: face_recognition_models fails to import beside a current setuptools.
    if not name.isidentifier():
        raise SourceMissing(name, "neither a file nor a directory nor the name of a package")
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SourceMissing(name, f"neither a file nor an installed package; pip install {name} gives it")
    return tuple(Path(location) for location in spec.submodule_search_locations)


def _known(path: Path, catalogue: Catalogue) -> Found | None:
    size = path.stat().st_size
    named = [entry for entry in catalogue.model if entry.made_from.file == path.name]
    sized = [entry for entry in catalogue.model if entry.made_from.bytes == size]
    if size > MAX_MODEL_BYTES or not sized:
        if named:
            raise SourceMismatch(path, f"{size} bytes long")
        return None
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    for entry in sized:
        if entry.made_from.sha256 == sha256:
            return Found(entry, path, data)
    if named:
        raise SourceMismatch(path, f"its SHA-256 is {sha256}")
    return None
