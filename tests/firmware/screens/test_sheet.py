"""Contact sheets and the gallery."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from firmware.screens.examples import examples
from firmware.screens.sheet import contact_sheet, frame_png
from firmware.visit.model import Language
from hal.display import Frame
from tests.firmware.screens.support import ROOT, TEXTS


def frame(shade: int, width: int = 80, height: int = 48) -> Frame:
    return Frame(width, height, bytes([shade, 0, 0]) * (width * height))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_frame_becomes_a_png_of_its_size() -> None:
    picture = opened(frame_png(frame(200)))
    assert picture.size == (80, 48)
    assert picture.getpixel((10, 10)) == (200, 0, 0)


def test_frames_stand_in_reading_order() -> None:
    sheet = opened(contact_sheet([frame(50), frame(100), frame(150)], columns=2, width=80))
    assert sheet.size == (2 * 92 + 12, 2 * 60 + 12)
    assert [sheet.getpixel(place) for place in ((20, 20), (112, 20), (20, 80))] == [
        (50, 0, 0),
        (100, 0, 0),
        (150, 0, 0),
    ]


def test_large_frames_are_made_smaller() -> None:
    assert opened(contact_sheet([frame(50, 160, 96)], width=80)).size == (104, 72)


def test_no_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        contact_sheet([])


@pytest.mark.process
def test_the_gallery_renders_every_screen(tmp_path: Path) -> None:
    chosen = ("--texts", str(TEXTS), "--language", "en", "--size", "1024x600")
    command = [sys.executable, "-m", "firmware.screens.gallery", str(tmp_path), *chosen]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    shown = {path.stem for path in (tmp_path / "en").iterdir()}
    assert shown == {example.name for example in examples(Language.ENGLISH)}
    assert f"{len(shown)} screens" in done.stdout
    assert [path.name for path in tmp_path.glob("*.png")] == ["sheet-en.png"]


def test_the_gallery_says_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "firmware.screens.gallery", str(tmp_path), "--texts", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"texts {tmp_path / 'ja.toml'}: No such file")
