"""Decoding behind the check, and mutants in a process of their own."""

import json
import subprocess
import sys

import numpy as np
import pytest

from firmware.face.errors import PhotoMissing, PhotoUnreadable
from firmware.face.photo.decode import decode_photo
from tests.support.issued import ROOT

from .photos import HEIGHT, WIDTH, declaring, photo

SEED = 20261122
LONGEST_MS = 1000
MOST_BYTES = 200 * 1024 * 1024


def fuzz(count: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.firmware.face.photo.fuzz", str(count), str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def check(ends: dict[str, int], count: int) -> None:
    assert ends["missing"] + ends["header"] + ends["decoder"] + ends["decoded"] == count
    assert ends["slowest_ms"] <= LONGEST_MS
    assert ends["grown"] <= MOST_BYTES


def test_a_photo_becomes_points() -> None:
    points = decode_photo(photo())
    assert (points.shape, points.dtype) == ((HEIGHT, WIDTH), np.uint8)
    assert 160 <= int(points[HEIGHT * 3 // 4, WIDTH // 2]) <= 180, "the head is drawn with 170"


def test_what_the_check_refuses_never_reaches_the_decoder(mocker) -> None:
    decoder = mocker.patch("cv2.imdecode")
    for data, error in ((b"", PhotoMissing), (b"x", PhotoUnreadable), (declaring(30_000, 30_000), PhotoUnreadable)):
        with pytest.raises(error):
            decode_photo(data)
    decoder.assert_not_called()


@pytest.mark.parametrize(
    ("answer", "reason"), [(None, "refused"), (np.zeros((1, 1), np.uint8), "another size"), (MemoryError(), "failed")]
)
def test_a_decoder_that_fails_means_unreadable(mocker, answer: object, reason: str) -> None:
    mocker.patch("cv2.imdecode", **{"side_effect" if isinstance(answer, Exception) else "return_value": answer})
    with pytest.raises(PhotoUnreadable, match=reason):
        decode_photo(photo())


def test_mutants_end_with_points_or_a_typed_error() -> None:
    ends = fuzz(800)
    check(ends, 800)
    assert min(ends["header"], ends["decoded"]) > 50


@pytest.mark.prove
def test_ten_thousand_mutants_end_with_points_or_a_typed_error(record_property) -> None:
    ends = fuzz(10_000)
    for name, value in ends.items():
        record_property(name, value)
    check(ends, 10_000)
