from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.virtual.footage import Footage
from tests.tools.panel.stage import Reader, picture
from tools.panel.eyes import Eyes
from tools.panel.picture import HEAD


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    standing_in = Reader(tmp_path / "bench.sock", tmp_path / "state")
    yield standing_in
    standing_in.stop()


@pytest.fixture
def eyes(reader: Reader) -> Eyes:
    return Eyes(reader.socket)


def places(pictures: list[bytes]) -> list[tuple[int, bool]]:
    """For which camera, and whether it sees anything."""
    return [(HEAD.unpack(one[: HEAD.size])[0], len(one) > HEAD.size) for one in pictures]


def test_what_is_new_is_seen_once(reader: Reader, eyes: Eyes) -> None:
    reader.bench.show_camera(picture("#405060"))
    assert places(eyes.look(1, ())) == [(1, True), (2, False)]
    assert eyes.look(1, ()) == []
    reader.bench.show_camera(picture("#405060"), "card_camera")
    assert eyes.look(1, ()) == [], "not looked at, for nothing changed as far as the snapshot says"
    assert places(eyes.look(2, ())) == [(2, True)]
    reader.bench.show_camera(None)
    assert places(eyes.look(3, ())) == [(1, False)]


def test_a_camera_that_runs_is_looked_at_again_and_again(reader: Reader, eyes: Eyes) -> None:
    scene = reader.bench.scene
    reader.bench.show_film(Footage(1, 1, 10.0, (b"abc", b"xyz")))
    scene.begin(reader)
    scene.take(0.0)
    assert len(eyes.look(1, {"camera"})) == 2
    assert eyes.look(1, {"camera"}) == []
    scene.take(0.1)
    assert places(eyes.look(1, {"camera"})) == [(1, True)]


def test_a_page_that_comes_later_is_shown_everything(reader: Reader, eyes: Eyes) -> None:
    reader.bench.show_camera(picture("#405060"))
    eyes.look(1, ())
    eyes.forget()
    assert len(eyes.look(1, ())) == 2


def test_a_reader_that_is_away_and_comes_back(reader: Reader, eyes: Eyes) -> None:
    reader.bench.show_camera(picture("#405060"))
    eyes.look(1, ())
    reader.stop()
    assert eyes.look(2, {"camera"}) == []
    reader.start()
    assert places(eyes.look(1, ())) == [(1, False), (2, False)]
