"""The lines of the staff audit and the chain through them: pure.

Each line holds a hash of its entry, each entry the hash of the line before. So an edit, a line gone from the middle or
moved is found by anybody with the file alone. What is not found that way: lines cut off at the end, and a whole file
written anew by somebody who has the reader's own rights. For these `Checked.head` can be kept elsewhere and compared.
"""

import enum
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

BEGINNING = "0" * 64
"""Stands for the line before the first."""


class Verdict(enum.Enum):
    """What happened."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    PAUSED = "paused"
    SAME_PERSON = "same_person"
    OTHER_PERSON = "other_person"
    ADDED = "added"
    DISABLED = "disabled"
    REMOVED = "removed"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened. No patient data: a visit's id is random and told to nobody but the centre.

    `staff` is None for an id that has no account: what was typed there may have been a passcode. `visit` is None for
    what an administrator did. `clock_sure`: whether `at` could be trusted.
    """

    number: Annotated[int, Meta(ge=1)]
    before: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    at: Annotated[datetime, Meta(tz=True)]
    clock_sure: bool
    verdict: Verdict
    staff: Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")] | None
    visit: Annotated[str, Meta(min_length=1, max_length=64)] | None

    def hash(self) -> str:
        """SHA-256 of the entry as it is written, in hexadecimal."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry with its hash."""

    entry: Entry
    hash: str

    def encoded(self) -> bytes:
        """The line with its end: the only spelling that is taken back."""
        return msgspec.json.encode(self) + b"\n"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: how many things happened and the hash of the last."""

    number: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the chain does not hold; `line` counts over all files from 1."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at the audit found: its entries, its end, and where it is broken."""

    entries: tuple[Entry, ...]
    head: Head
    broken: tuple[Broken, ...]


def read_line(data: bytes) -> Line | None:
    """A line with its end, None where it is not one of ours to the last byte."""
    try:
        line = msgspec.json.decode(data, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return line if line.encoded() == data and line.hash == line.entry.hash() else None


def check(files: Sequence[bytes], from_the_beginning: bool) -> Checked:
    """Follow the chain through the files, oldest first; each is the next one's past.

    `from_the_beginning`: no older file was dropped, so the first entry must be number 1. After a broken place it goes
    on from what is there, so that one damage is not reported as many.
    """
    entries: list[Entry] = []
    broken: list[Broken] = []
    head = Head() if from_the_beginning else None
    for number, data in enumerate(_lines(files), 1):
        line = read_line(data)
        if line is None:
            broken.append(Broken(number, "was edited, or was torn by a power cut"))
            head = None
            continue
        problem = _gap(head, line.entry)
        if problem:
            broken.append(Broken(number, problem))
        entries.append(line.entry)
        head = Head(line.entry.number, line.hash)
    return Checked(tuple(entries), head or Head(), tuple(broken))


def _gap(head: Head | None, entry: Entry) -> str:
    if head is None:
        return ""
    if entry.number != head.number + 1:
        return f"is number {entry.number} where {head.number + 1} belongs"
    return "" if entry.before == head.hash else "does not follow from the line before"


def _lines(files: Sequence[bytes]) -> Iterator[bytes]:
    for data in files:
        *whole, rest = data.split(b"\n")
        yield from (line + b"\n" for line in whole)
        if rest:
            yield rest
