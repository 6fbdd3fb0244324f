"""Who stands before the reader, on a served bench; the camera films are of one colour each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.camera import CameraRole
from tests.tools.panel.stage import CARD_COLOURS, STAND_COLOURS, Reader, fill_props, film, picture
from tests.tools.panel.test_laptop import jpeg
from tools.panel.counter import Counter
from tools.panel.errors import BadPicture, BenchGone

HOLDER = STAND_COLOURS["holder"]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    standing_in = Reader(tmp_path / "bench.sock", tmp_path / "state")
    yield standing_in
    standing_in.stop()


@pytest.fixture
def counter(reader: Reader, tmp_path: Path) -> Counter:
    return Counter(reader.socket, fill_props(tmp_path / "props"))


def before(reader: Reader, camera: CameraRole = "camera") -> str:
    """The colour of what stands before a camera."""
    seen = reader.bench.scenes[camera].picture
    return "" if seen is None else f"#{seen.pixels[:3].hex()}"


def test_nothing_is_touched_before_a_page_did_something(reader: Reader, counter: Counter) -> None:
    reader.bench.show_camera(picture("#123456"))
    counter.restarted()
    counter.look_again()
    assert (before(reader), before(reader, "card_camera")) == ("#123456", "")


def test_somebody_comes_with_a_card_and_takes_it(reader: Reader, counter: Counter) -> None:
    counter.come("asagao")
    assert (before(reader), before(reader, "card_camera")) == (HOLDER["straight"], CARD_COLOURS["face"])
    counter.stand("two")
    counter.lie("unreadable")
    assert (before(reader), before(reader, "card_camera")) == (
        STAND_COLOURS["two"]["straight"],
        CARD_COLOURS["unreadable"],
    )
    counter.taken()
    assert (before(reader), before(reader, "card_camera")) == (
        STAND_COLOURS["two"]["straight"],
        CARD_COLOURS["empty"],
    )


def test_the_head_is_turned_when_the_reader_asks(reader: Reader, counter: Counter) -> None:
    counter.come("asagao")
    counter.hear("face.turn.right")
    assert before(reader) == HOLDER["turn-right"]
    reader.bench.scene.take(0.0)
    reader.bench.scene.take(100.0)
    assert before(reader) == HOLDER["straight"], "and back again"
    counter.stand("two")
    counter.hear("face.again.4")
    counter.hear("face.turn.left")
    assert before(reader) == STAND_COLOURS["two"]["straight"], "two people have no turn"


def test_a_card_without_films_comes_with_nobody(reader: Reader, counter: Counter) -> None:
    counter.come("menkyo")
    assert (before(reader), before(reader, "card_camera")) == (
        STAND_COLOURS["nobody"]["straight"],
        CARD_COLOURS["empty"],
    )
    assert {choice.state for choice in counter.view().stands} == {"none"}


def test_films_are_shown_once_they_are_drawn(reader: Reader, tmp_path: Path) -> None:
    props = fill_props(tmp_path / "props", frozenset({"holder", "face"}))
    counter = Counter(reader.socket, props)
    counter.come("asagao")
    assert (before(reader), before(reader, "card_camera")) == ("", "")
    states = {choice.name: choice.state for choice in (*counter.view().stands, *counter.view().sights)}
    assert (states["holder"], states["other"], states["far"]) == ("drawing", "ready", "none")
    assert (states["face"], states["unreadable"]) == ("drawing", "ready")
    film(props / "card-face.film", CARD_COLOURS["face"])
    counter.look_again()
    assert (before(reader), before(reader, "card_camera")) == ("", CARD_COLOURS["face"])
    for act, colour in HOLDER.items():
        film(props / f"holder-{act}.film", colour)
    counter.look_again()
    assert before(reader) == HOLDER["straight"]


def test_what_is_shown_already_plays_on(reader: Reader, counter: Counter) -> None:
    counter.come("asagao")
    counter.hear("face.turn.left")
    counter.look_again()
    counter.stand("holder")
    assert before(reader) == HOLDER["turn-left"], "nobody begins anew in the middle of a turn"
    counter.come("asagao")
    assert before(reader) == HOLDER["straight"], "but the next one who comes does"


def test_the_camera_of_the_page(reader: Reader, counter: Counter) -> None:
    counter.come("asagao")
    counter.give(jpeg())
    assert before(reader) == HOLDER["straight"], "nobody lends anything"
    counter.lend(lent=True)
    assert (before(reader), counter.view().lent) == ("", True)
    counter.give(jpeg(colour="#000000"))
    assert before(reader) == "#000000"
    counter.hear("face.turn.left")
    counter.stand("two")
    assert before(reader) == "#000000", "a real person is not played by anybody"
    counter.forget_picture()
    assert before(reader) == ""
    counter.lend(lent=False)
    assert before(reader) == STAND_COLOURS["two"]["straight"]
    with pytest.raises(BadPicture):
        counter.give(b"")


def test_a_reader_that_is_away_and_comes_back(reader: Reader, counter: Counter) -> None:
    counter.come("asagao")
    reader.stop()
    with pytest.raises(BenchGone):
        counter.stand("two")
    with pytest.raises(BenchGone):
        counter.lend(lent=True)
    assert not counter.view().lent
    counter.hear("face.turn.left")
    counter.look_again()
    reader.start()
    counter.restarted()
    assert (before(reader), before(reader, "card_camera")) == (
        STAND_COLOURS["two"]["straight"],
        CARD_COLOURS["empty"],
    )
