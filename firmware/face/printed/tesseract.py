"""Text recognition by Tesseract, the program, one call for many lines. Pictures and text go through pipes only."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

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
_PAGE, _CONFIDENCE, _TEXT = 1, 10, 11
_WORD = "5"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line's words without spaces, each with Tesseract's confidence, 0 to 100. Masked."""

    words: tuple[tuple[str, float], ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(word for word, _ in self.words)

    def confidence(self, start: int, end: int) -> float:
        """The least of those words' that the letters from `start` up to `end` belong to; 0 where there are none."""
        touched, passed = [], 0
        for word, confidence in self.words:
            if passed < end and passed + len(word) > start:
                touched.append(confidence)
            passed += len(word)
        return min(touched, default=0.0)


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program as installed here."""

    program: str

    def lines(self, pictures: Sequence[Picture], language: str, letters: str) -> tuple[Recognised, ...]:
        """What stands in each picture, one line each, of these letters only. Raises OcrFailed."""
        if not pictures:
            return ()
        command = (self.program, "stdin", "stdout", "-l", language, *_FIXED, "-c", f"tessedit_char_whitelist={letters}")
        try:
            done = subprocess.run(
                (*command, "tsv"),
                input=_pages(pictures),
                capture_output=True,
                env=_ENVIRONMENT,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OcrFailed(type(error).__name__) from None
        if done.returncode:
            raise OcrFailed(f"exit {done.returncode}")
        return _parse(done.stdout.decode("utf-8", "replace"), len(pictures))


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
    words: list[list[tuple[str, float]]] = [[] for _ in range(pages)]
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if cells[0] != _WORD:
            continue
        try:
            page, confidence, text = int(cells[_PAGE]), float(cells[_CONFIDENCE]), cells[_TEXT]
            words[page - 1].append(("".join(text.split()), confidence))
        except (ValueError, IndexError):
            raise OcrFailed("its table cannot be read") from None
    return tuple(Recognised(tuple(line)) for line in words)
