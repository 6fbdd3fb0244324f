"""The directory of one demo: where each file lies, how it is written, what was issued into it before."""

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from tools.issue.errors import PlaceRefused
from tools.issue.persons import PersonPlan

_MANIFEST = "issued.json"
_OURS = ("ca", "broker", "central", "readers", "cards", "persons.json", _MANIFEST)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was issued: for which day and which persons. Holds PINs, so its file is its owner's alone."""

    date: date
    device: str
    region: str
    persons: tuple[PersonPlan, ...]
    version: Literal[1] = 1

    def __repr__(self) -> str:
        return f"<Manifest of {self.date}>"


class Place:
    """One demo directory. All paths given to its methods are relative to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def clear(self) -> None:
        """Make the directory ready for a new demo. Raises PlaceRefused where it holds something else."""
        entries = {path.name for path in self.root.iterdir()} if self.root.is_dir() else set()
        if entries and _MANIFEST not in entries:
            raise PlaceRefused(self.root, "is not empty and was not made by this tool; give another directory")
        for name in _OURS:
            path = self.root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name: str, data: bytes, *, secret: bool = False) -> Path:
        """Write a file whole or not at all; a secret one is readable by its owner only."""
        path = self.root / name
        path.parent.mkdir(mode=0o700 if secret else 0o755, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o600 if secret else 0o644)
        return Path(temporary).replace(path)

    def write_json(self, name: str, value: object, *, secret: bool = False) -> Path:
        """Write a value as indented JSON."""
        return self.write(name, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n", secret=secret)

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises PlaceRefused when this is no complete demo directory."""
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            problem = f"{name} cannot be read; make the demo material first (uketsuke-issue demo)"
            raise PlaceRefused(self.root, problem) from error

    def manifest(self) -> Manifest:
        """What was issued here. Raises PlaceRefused."""
        try:
            return msgspec.json.decode(self.read(_MANIFEST), type=Manifest)
        except msgspec.DecodeError as error:
            raise PlaceRefused(self.root, "was made by another version of this tool; make it again") from error

    def keep_manifest(self, manifest: Manifest) -> None:
        """Note what was issued; written last, so a directory with a manifest is complete."""
        self.write_json(_MANIFEST, manifest, secret=True)
