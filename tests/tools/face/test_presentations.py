"""How presentations lie in folders, and how their frames are read."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware.face.liveness import Side
from hal.virtual.footage import Footage, save
from tests.tools.face.fake_engine import picture
from tools.face.errors import FolderUnusable, PictureUnreadable
from tools.face.presentations import Presentation, frames_of, kinds_in


def film(path: Path, frames: int = 3) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, Footage(64, 48, 20.0, tuple(bytes([place * 20]) * (64 * 48 * 3) for place in range(frames))))


def alone(path: Path) -> Presentation:
    return Presentation(1, path, None, None)


def test_kinds_sides_and_references(tmp_path: Path) -> None:
    for number in range(3):
        picture(tmp_path / "bona-fide" / "hanako-left" / f"{number}.png", 90)
    picture(tmp_path / "bona-fide" / "hanako-left" / "reference.jpg", 90)
    film(tmp_path / "bona-fide" / "taro[1]-RIGHT.film")
    picture(tmp_path / "bona-fide" / "taro[1]-RIGHT.png", 90)
    film(tmp_path / "print" / "taro.film")
    (tmp_path / "print" / "notes.txt").write_text("", encoding="utf-8")
    people, attacks = kinds_in(tmp_path)
    assert (people.name, people.bona_fide, attacks.name, attacks.bona_fide) == ("bona-fide", True, "print", False)
    assert [one.side for one in people.presentations] == [Side.LEFT, Side.RIGHT]
    assert [one.reference.name for one in people.presentations if one.reference] == [
        "reference.jpg",
        "taro[1]-RIGHT.png",
    ]
    (one,) = attacks.presentations
    assert (one.side, one.sides, one.reference) == (None, tuple(Side), None)
    assert "taro" not in repr(one)
    assert len(list(frames_of(people.presentations[0], 10.0))) == 3, "the reference is no frame"


def test_people_have_a_side(tmp_path: Path) -> None:
    film(tmp_path / "bona-fide" / "a-left.film")
    film(tmp_path / "bona-fide" / "taro.film")
    with pytest.raises(FolderUnusable, match="number 2 does not say") as raised:
        kinds_in(tmp_path)
    assert "taro" not in str(raised.value)


def test_a_kind_without_presentations_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable, match="one folder a kind"):
        kinds_in(tmp_path)
    (tmp_path / "print").mkdir()
    with pytest.raises(FolderUnusable, match="no presentation"):
        kinds_in(tmp_path)


def test_frames_have_the_time_of_their_film(tmp_path: Path) -> None:
    film(tmp_path / "a.film")
    assert [now for now, _ in frames_of(alone(tmp_path / "a.film"), 10.0)] == [0.0, 0.05, 0.1]
    for number in (10, 2, 1):
        picture(tmp_path / "folder" / f"{number:02}.png", 10 * number + 50)
    read = list(frames_of(alone(tmp_path / "folder"), 5.0))
    assert [now for now, _ in read] == [0.0, 0.2, 0.4]
    assert [int(image[50, 50, 0]) for _, image in read] == [60, 70, 150]
    writer = cv2.VideoWriter(str(tmp_path / "b.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48))
    for level in (40, 120):
        writer.write(np.full((48, 64, 3), (0, 0, level), np.uint8))
    writer.release()
    now, image = list(frames_of(alone(tmp_path / "b.avi"), 10.0))[1]
    assert now == pytest.approx(0.04)
    assert image[20, 20].tolist() == pytest.approx([120, 0, 0], abs=12), "red comes first"


def test_what_is_no_film_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("a.film", "b.avi"):
        (tmp_path / name).write_bytes(b"nothing")
    for name in ("folder", "a.film", "b.avi"):
        with pytest.raises(PictureUnreadable):
            list(frames_of(alone(tmp_path / name), 10.0))
