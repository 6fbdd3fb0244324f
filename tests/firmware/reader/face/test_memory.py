"""What of photo and frames is left in the reader's own memory after a visit."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from firmware.face.child.overlay import whole
from firmware.face.photo.decode import decode_photo
from tests.firmware.face.photo.photos import photo
from tests.firmware.reader.face.remembering import SIZE
from tests.support.issued import ROOT

pytestmark = pytest.mark.process
SEED = 20261128
VISITS = 3
LONG = 60.0
ROW = 96  # bytes of a row: long enough to be nothing else


def memory(pid: int) -> bytes:
    """Everything that this process may write to, one part after another."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found and "[v" not in line:
                start, end = (int(number, 16) for number in found.groups())
                file.seek(start)
                parts.append(file.read(end - start))
    return b"\0".join(parts)


def hits(pid: int, needles: dict[str, list[bytes]]) -> dict[str, int]:
    whole = memory(pid)
    return {name: sum(whole.count(one) for one in kind) for name, kind in needles.items()}


def needles_in(place: Path) -> dict[str, list[bytes]]:
    """Parts of what the camera sees, of the photo's file and of the photo as it is shown; both put into `place`."""
    noise = np.random.default_rng(SEED).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    (place / "pictures").mkdir()
    for number in range(3):
        Image.fromarray(np.roll(noise, number, axis=1)).save(place / "pictures" / f"{number}.png")
    data = photo()
    (place / "photo.jp2").write_bytes(data)
    rows = [row.tobytes() for row in whole(decode_photo(data), SIZE)]
    parts = [row[start : start + ROW] for row in rows for start in range(0, len(row) - ROW, ROW)]
    return {
        "frame": [noise[row, 100 : 100 + ROW // 3].tobytes() for row in range(0, SIZE[1], 16)],
        "photo": [data[start : start + ROW] for start in range(1000, len(data) - ROW, 512)],
        # What is all of one grey is everywhere.
        "portrait": [part for part in parts if len(set(part)) > ROW // 6][::20],
    }


def test_the_reader_keeps_no_picture(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    needles = needles_in(tmp_path)
    assert min(hits(os.getpid(), needles).values()) > 0, "what is there is found"
    command = [sys.executable, "-m", "tests.firmware.reader.face.remembering"]
    arguments = [str(tmp_path / "photo.jp2"), str(tmp_path / "pictures")]
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask(word: str) -> dict[str, int]:
            reader.stdin.write(f"{word}\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == "done\n"
            return hits(reader.pid, needles)

        for _ in range(VISITS):
            during = ask("show")
            assert min(during["frame"], during["portrait"]) > 0, "the screen has them"
            left = ask("end")
            assert left == {"frame": 0, "photo": 0, "portrait": 0}
        reader.stdin.close()
        assert reader.wait(LONG) == 0
    record_property("visits", VISITS)
    record_property("left", sum(left.values()))
