"""Tesseract as a program that may be missing, lack a language, end badly or talk nonsense."""

from pathlib import Path

import numpy as np
import pytest

from firmware.face.printed.errors import OcrFailed
from firmware.face.printed.number import Doubt, Unavailable, Unsure
from firmware.face.printed.reader import PrintedReader, open_reader
from firmware.face.printed.tesseract import Tesseract, open_tesseract
from firmware.screens.fonts import FontSet
from tests.support.card_faces import TODAY, layouts
from tools.issue.card_faces.draw import draw_face
from tools.issue.card_faces.invent import invented

LINE = np.full((40, 200), 255, np.uint8)


def program(directory: Path, body: str) -> str:
    path = directory / "tesseract"
    path.write_text(f"#!/bin/sh\ncat >/dev/null\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_no_tesseract(tmp_path: Path) -> None:
    found = open_tesseract(("jpn",), str(tmp_path))
    assert isinstance(found, Unavailable)
    assert "apt-get install tesseract-ocr" in found.reason


def test_a_language_that_is_missing_is_named_by_its_package(tmp_path: Path) -> None:
    program(tmp_path, "printf 'List of available languages:\\neng\\nosd\\n'")
    found = open_tesseract(("jpn", "eng"), str(tmp_path))
    assert found == Unavailable("Tesseract lacks a language: apt-get install tesseract-ocr-jpn")


def test_all_languages_are_there(tmp_path: Path) -> None:
    place = program(tmp_path, "printf 'jpn\\neng\\n'")
    assert open_tesseract(("jpn", "eng"), str(tmp_path)) == Tesseract(place)


def test_without_tesseract_there_is_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = open_reader(list(layouts().values()))
    assert isinstance(found, Unavailable)
    assert isinstance(open_reader([]), Unavailable)


@pytest.mark.parametrize(
    "body",
    [
        "exit 1",
        "kill -9 $$",
        "printf 'head\\n5\\tx\\t1\\t1\\t1\\t1\\t0\\t0\\t1\\t1\\t90\\t12\\n'",
        "printf 'head\\n5\\t9\\t1\\t1\\t1\\t1\\t0\\t0\\t1\\t1\\t90\\t12\\n'",
        "printf 'head\\n5\\t1\\n'",
    ],
)
def test_a_bad_end_is_its_own_error(tmp_path: Path, body: str) -> None:
    with pytest.raises(OcrFailed):
        Tesseract(program(tmp_path, body)).lines([LINE], "eng", "0123456789")


def test_a_program_that_went_away_is_a_doubt(tmp_path: Path) -> None:
    reader = PrintedReader(list(layouts().values()), Tesseract(str(tmp_path / "gone")))
    printed = invented(3_000_000, TODAY)
    face = draw_face(printed, layouts()[printed.calendar], FontSet())
    frame = np.full((960, 1280, 3), 30, np.uint8)
    # The card lies straight in the tray, at about half the drawing's points.
    frame[150:798, 120:1147] = face[::2, ::2]
    assert reader.read([frame] * 3, TODAY) == Unsure(Doubt.OCR_FAILED, None, 3)


def test_words_of_a_line_are_joined_and_the_least_sure_one_counts(tmp_path: Path) -> None:
    rows = r"5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t91.5\t12\n5\t1\t1\t1\t1\t2\t0\t0\t1\t1\t40.25\t34\n"
    line, empty = Tesseract(program(tmp_path, f"printf 'head\\n{rows}'")).lines([LINE, LINE], "eng", "0123456789")
    assert line.text == "1234"
    assert [line.confidence(0, 2), line.confidence(1, 3), line.confidence(2, 4)] == [91.5, 40.25, 40.25]
    assert (empty.text, empty.confidence(0, 4)) == ("", 0.0)
    assert "1234" not in repr(line)
