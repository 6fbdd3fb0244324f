"""Text recognition by Tesseract, the program, one call for many lines. Pictures and text go through pipes only."""

import io
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from PIL import Image

from firmware.face.printed.errors import OcrFailed
from firmware.face.printed.locate import Picture
from firmware.face.printed.number import Unavailable

PROGRAM = "tesseract"
PACKAGES = {"jpn": "tesseract-ocr-jpn", "eng": "tesseract-ocr-eng"}
# Ten lines take under a second on a slow core; a program that needs this long hangs.
_PATIENCE = 20.0
# Its threads wait for one another longer than they compute on lines this short (Tesseract's own advice for many calls).
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
# Words of a dictionary must not pull a date towards something that reads well.
_FIXED = ("--psm", "7", "--dpi", "300", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0")
_PAGE, _LEFT, _WIDTH, _CONFIDENCE, _TEXT = 1, 6, 8, 10, 11
_WORD = "5"


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without spaces, Tesseract's confidence, 0 to 100, and the columns of the picture they are in. Masked."""

    text: str = field(repr=False)
    confidence: float
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line's words. Masked."""

    words: tuple[Word, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(word.text for word in self.words)

    def part(self, start: int, end: int) -> Word:
        """The letters from `start` up to `end`, as sure as the least sure word of theirs; of no confidence if none."""
        touched, passed = [], 0
        for word in self.words:
            if passed < end and passed + len(word.text) > start:
                touched.append(word)
            passed += len(word.text)
        if not touched:
            return Word("", 0.0, 0, 0)
        sure = min(word.confidence for word in touched)
        left, right = min(word.left for word in touched), max(word.right for word in touched)
        return Word(self.text[start:end], sure, left, right)


class Started:
    """The program, started once for some lines. It loads its model while they are not yet there."""

    def __init__(self, command: Sequence[str]) -> None:
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=_ENVIRONMENT)
        except OSError as error:
            raise OcrFailed(type(error).__name__) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever happened."""
        self._process.kill()
        self._process.communicate()

    def lines(self, pictures: Sequence[Picture]) -> tuple[Recognised, ...]:
        """What stands in each picture (at least one), one line each. Raises OcrFailed."""
        try:
            table, _ = self._process.communicate(_pages(pictures), timeout=_PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise OcrFailed(type(error).__name__) from None
        if self._process.returncode:
            raise OcrFailed(f"exit {self._process.returncode}")
        return _parse(table.decode("utf-8", "replace"), len(pictures))


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program as installed here."""

    program: str

    def start(self, language: str, letters: str) -> Started:
        """For lines of these letters only; a context that ends it. Raises OcrFailed."""
        whitelist = ("-c", f"tessedit_char_whitelist={letters}")
        return Started((self.program, "stdin", "stdout", "-l", language, *_FIXED, *whitelist, "tsv"))


def open_tesseract(languages: Sequence[str], path: str | None = None) -> Tesseract | Unavailable:
    """The program, looked for in `path` (as in PATH, the environment's by default), with all of these languages."""
    program = shutil.which(PROGRAM, path=path)
    if program is None:
        return Unavailable("Tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-jpn")
    command = (program, "--list-langs")
    try:
        done = subprocess.run(
            command, capture_output=True, env=_ENVIRONMENT, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Unavailable(f"Tesseract cannot be started: {type(error).__name__}")
    known = done.stdout.decode("utf-8", "replace").split()
    missing = [PACKAGES.get(language, language) for language in languages if language not in known]
    return (
        Unavailable(f"Tesseract lacks a language: apt-get install {' '.join(missing)}")
        if missing
        else Tesseract(program)
    )


def _pages(pictures: Sequence[Picture]) -> bytes:
    """All pictures as pages of one TIFF: starting the program and loading its model takes longer than a line."""
    first, *others = (Image.fromarray(picture) for picture in pictures)
    target = io.BytesIO()
    first.save(target, "TIFF", save_all=True, append_images=others)
    return target.getvalue()


def _parse(table: str, pages: int) -> tuple[Recognised, ...]:
    """Raises OcrFailed for a table that is not Tesseract's."""
    words: list[list[Word]] = [[] for _ in range(pages)]
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if cells[0] != _WORD:
            continue
        try:
            page, left, width = (int(cells[place]) for place in (_PAGE, _LEFT, _WIDTH))
            text = "".join(cells[_TEXT].split())
            words[page - 1].append(Word(text, float(cells[_CONFIDENCE]), left, left + width))
        except (ValueError, IndexError):
            raise OcrFailed("its table cannot be read") from None
    return tuple(Recognised(_apart(line)) for line in words)


def _apart(words: Sequence[Word]) -> tuple[Word, ...]:
    """No word reaches into the next: the first one of a line is often given the whole line's width."""
    ends = [*(word.left for word in words[1:]), sys.maxsize]
    return tuple(
        replace(word, right=min(word.right, end)) if end > word.left else word
        for word, end in zip(words, ends, strict=False)
    )
