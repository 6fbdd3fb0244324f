"""Card files: one virtual card in one JSON file of its owner, counters included, replaced whole at every change."""

import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import CardContents, Counters, fresh_counters


class CardFileError(Exception):
    """A card file that is not there or holds no card; `path` is where."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"card file {path.name}: {problem}")
        self.path = path


class CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a card file holds."""

    contents: CardContents
    counters: Counters
    version: Literal[1] = 1


def save_card(path: Path, contents: CardContents, counters: Counters | None = None) -> None:
    """Write a card file (mode 0600), with fresh counters unless others are given. Raises OSError."""
    record = CardFile(contents, counters if counters is not None else fresh_counters(contents))
    _replace(path, msgspec.json.encode(record))


def read_card_file(path: Path) -> CardFile:
    """Read a card file. Raises CardFileError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CardFile)
    except OSError as error:
        raise CardFileError(path, error.strerror or "cannot be read") from error
    except msgspec.DecodeError as error:
        raise CardFileError(path, str(error)) from error


def load_card(path: Path) -> VirtualCard:
    """The card of a card file; every change of its counters goes back into the file. Raises CardFileError."""
    record = read_card_file(path)

    def save(counters: Counters) -> None:
        save_card(path, record.contents, counters)

    try:
        return VirtualCard(record.contents, record.counters, save)
    except ValueError as error:
        raise CardFileError(path, str(error)) from error


def _replace(path: Path, data: bytes) -> None:
    # whoever reads at this moment sees the old file or the new one, never a part; mkstemp gives mode 0600
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
