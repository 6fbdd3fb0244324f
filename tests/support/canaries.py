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


class Search:
    """Looks for many values at once: every place of the data is compared with how the values begin."""

    def __init__(self, wanted: Iterable[Needle]) -> None:
        self.wanted = tuple(wanted)
        self._by_start: dict[bytes, list[Needle]] = {}
        for needle in self.wanted:
            self._by_start.setdefault(needle.data[:MIN_BYTES], []).append(needle)

    def scan(self, place: str, data: bytes) -> list[Finding]:
        """All values in `data`, each once."""
        found: dict[Needle, None] = {}
        for start in range(len(data) - MIN_BYTES + 1):
            for needle in self._by_start.get(data[start : start + MIN_BYTES], ()):
                if data.startswith(needle.data, start):
                    found[needle] = None
        return [Finding(place, needle.canary, needle.form) for needle in found]

    def scan_files(self, files: Iterable[Path]) -> list[Finding]:
        """All values in these files."""
        return [finding for path in files for finding in self.scan(str(path), path.read_bytes())]


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
