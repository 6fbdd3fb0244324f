"""Tesseract as a program that may be missing, lack a language, end badly or talk nonsense."""

import re
from pathlib import Path

import numpy as np
import pytest

from firmware.face.printed.errors import OcrFailed
from firmware.face.printed.number import Doubt, Unavailable, Unsure
from firmware.face.printed.reader import PrintedReader, open_reader
from firmware.face.printed.tesseract import Recognised, Tesseract, Word, open_tesseract
from firmware.screens.fonts import FontSet
from tests.support.card_faces import TODAY, layouts
from tools.issue.card_faces.draw import draw_face
from tools.issue.card_faces.invent import invented

LINE = np.full((40, 200), 255, np.uint8)


def lines(tesseract: Tesseract, count: int = 1) -> tuple[Recognised, ...]:
    with tesseract.start("eng", "0123456789") as started:
        return started.lines([LINE] * count)


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
        lines(Tesseract(program(tmp_path, body)))


def test_a_program_that_went_away_is_a_doubt(tmp_path: Path) -> None:
    reader = PrintedReader(list(layouts().values()), Tesseract(str(tmp_path / "gone")))
    printed = invented(3_000_000, TODAY)
    face = draw_face(printed, layouts()[printed.calendar], FontSet())
    frame = np.full((960, 1280, 3), 30, np.uint8)
    # The card lies straight in the tray, at about half the drawing's points.
    frame[150:798, 120:1147] = face[::2, ::2]
    assert reader.read([frame] * 3, TODAY) == Unsure(Doubt.OCR_FAILED, None, 3)


def test_words_of_a_line_are_joined_and_the_least_sure_one_counts(tmp_path: Path) -> None:
    rows = "".join(
        rf"5\t1\t1\t1\t1\t{number}\t{left}\t0\t{width}\t1\t{sure}\t{text}\n"
        for number, left, width, sure, text in ((1, 20, 90, 91.5, "12"), (2, 60, 30, 40.25, "34"))
    )
    line, empty = lines(Tesseract(program(tmp_path, f"printf 'head\\n{rows}'")), 2)
    assert line.text == "1234"
    parts = [line.part(*place) for place in ((0, 2), (1, 3), (2, 4))]
    assert [part.confidence for part in parts] == [91.5, 40.25, 40.25]
    # The first word's box reaches over the second: it is cut off where that begins.
    assert [(part.text, part.left, part.right) for part in parts] == [("12", 20, 60), ("23", 20, 90), ("34", 60, 90)]
    assert (empty.text, empty.part(0, 4)) == ("", Word("", 0.0, 0, 0))
    assert not {"12", "34", "1234"} & set(re.findall(r"\w+", repr((line, *parts))))
