"""`bundle`: all that a support desk needs in one zip without personal data, listed before it is written."""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hal.clock import Clock
from tools.diag.errors import FileUnusable
from tools.diag.probes import Probe, SourceMissing, probes
from tools.diag.site import Site
from tools.diag.words import Words

ABOUT_PROBLEMS = Words("調べられなかったもの", "what could not be looked at")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the bundle, ready to be written."""

    name: str
    about: Words
    data: bytes


class Problem(msgspec.Struct, frozen=True):
    """A probe that failed: its file and the kind of error, never the error's words, which may quote what was read."""

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that would be written, and what could not be looked at."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def gather(site: Site, clock: Clock) -> Bundle:
    """Ask every probe; one that fails hides no other."""
    return gathered(probes(site), site, clock)


def gathered(asked: tuple[Probe, ...], site: Site, clock: Clock) -> Bundle:
    """Ask these probes. What is simply not there is left out and is no problem."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for probe in asked:
        try:
            entries.append(Entry(probe.name, probe.about, probe.read(site, clock)))
        except SourceMissing:
            continue
        except Exception as error:  # noqa: BLE001 - whatever breaks one probe must not hide what the others found
            problems.append(Problem(probe.name, type(error).__name__))
    entries += _problem_entry(problems)
    return Bundle(tuple(entries), tuple(problems))


def write(bundle: Bundle, path: Path) -> None:
    """Write the zip, readable by its owner only. Raises FileUnusable, also where there is a file already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in bundle.entries:
                archive.writestr(entry.name, entry.data)
    except FileExistsError as error:
        raise FileUnusable(path, "is there already; choose another name") from error
    except OSError as error:
        raise FileUnusable(path, error.strerror or "cannot be written") from error


def _problem_entry(problems: list[Problem]) -> Iterator[Entry]:
    if problems:
        yield Entry("problems.json", ABOUT_PROBLEMS, msgspec.json.encode(problems))
