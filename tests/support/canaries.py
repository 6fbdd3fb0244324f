"""Looks for values of the demo persons where none may be: in logs, states and captured bytes."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tools.issue.canaries import Canary, canaries
from tools.issue.place import Place

MIN_BYTES = 6
"""Shorter values (two letters of a given name) turn up by chance in sealed bytes; their full name is looked for."""

# Files of the centre and of the issuer that hold persons on purpose: what a centre is for.
HOLD_PERSONS = ("*.card", "persons.json", "issued.json", "labels.json", "register.sqlite*")


@dataclass(frozen=True, slots=True)
class Finding:
    """A value in the wrong place. The value itself is not repeated."""

    place: str
    canary: Canary
    form: str

    def __str__(self) -> str:
        return f"{self.place}: {self.canary.kind} of {self.canary.person} as {self.form}"


@dataclass(frozen=True, slots=True)
class Needle:
    """One form of one value."""

    canary: Canary
    form: str
    data: bytes


def needles(values: Iterable[Canary]) -> tuple[Needle, ...]:
    """Every form in which a value may be written: plain, other encodings, escaped, hexadecimal, base64."""
    long_enough = [canary for canary in values if canary.hex or len(canary.text.encode()) >= MIN_BYTES]
    forms = ((canary, form, data) for canary in long_enough for form, data in _forms(canary))
    return tuple(Needle(canary, form, data) for canary, form, data in forms if len(data) >= MIN_BYTES)


def of_demo(place: Path) -> tuple[Needle, ...]:
    """The needles of all persons of a demo directory."""
    return needles(canaries(Place(place)))


def scan(place: str, data: bytes, wanted: Iterable[Needle]) -> list[Finding]:
    """All values in `data`."""
    return [Finding(place, needle.canary, needle.form) for needle in wanted if needle.data in data]


def scan_files(files: Iterable[Path], wanted: tuple[Needle, ...]) -> list[Finding]:
    """All values in these files."""
    return [finding for path in files for finding in scan(str(path), path.read_bytes(), wanted)]


def files_below(root: Path, hold_persons: tuple[str, ...] = HOLD_PERSONS) -> list[Path]:
    """All files below a directory but those that hold persons on purpose."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in found if not any(path.match(pattern) for pattern in hold_persons)]


def _forms(canary: Canary) -> Iterator[tuple[str, bytes]]:
    if canary.hex:
        yield from _bytes_forms("bytes", bytes.fromhex(canary.hex))
        return
    text = canary.text
    yield from _bytes_forms("UTF-8", text.encode())
    if not text.isascii():
        yield from _bytes_forms("UTF-16", text.encode("utf-16-le"))
        yield from _bytes_forms("Shift_JIS", text.encode("cp932", errors="ignore"))
        yield "JSON escapes", json.dumps(text)[1:-1].encode()
        yield "percent escapes", quote(text).encode()


def _bytes_forms(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    yield f"{name} in hexadecimal", data.hex().encode()
    yield f"{name} in HEXADECIMAL", data.hex().upper().encode()
    for shift in range(3):
        # What stands before the value moves it within the groups of three bytes; the edges mix with its neighbours.
        encoded = base64.b64encode(b"\0" * shift + data)
        inner = encoded[4 if shift else 0 : len(encoded) - 4]
        yield f"{name} in base64", inner
        yield f"{name} in base64url", inner.replace(b"+", b"-").replace(b"/", b"_")
