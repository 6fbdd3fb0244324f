import contextlib
import zlib
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.display import Frame
from hal.virtual import footage
from hal.virtual.footage import LENGTH, MAGIC, BadFootage, Footage, load, save, still

RED, GREEN = b"\xff\0\0" * 6, b"\0\xff\0" * 6
FILM = Footage(3, 2, 4.0, (RED, GREEN, RED))


def test_a_film_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    save(tmp_path / "a.film", FILM)
    assert load(tmp_path / "a.film") == FILM


def test_a_picture_that_is_shown_often_is_kept_once(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 3
    save(tmp_path / "once.film", Footage(16, 16, 4.0, (noise,)))
    save(tmp_path / "often.film", Footage(16, 16, 4.0, (noise,) * 50))
    grown = (tmp_path / "often.film").stat().st_size - (tmp_path / "once.film").stat().st_size
    assert grown < 60, "only the order grows"


def test_it_plays_again_and_again() -> None:
    assert [FILM.at(seconds).pixels == GREEN for seconds in (0, 0.25, 0.5, 0.75, 1.0, 1.6)] == [0, 1, 0, 0, 1, 0]
    assert FILM.seconds == 0.75
    assert [still(Frame(3, 2, RED)).at(seconds).pixels for seconds in (0, 7)] == [RED, RED]


def test_it_shows_nobody_in_its_repr() -> None:
    assert repr(FILM) == "Footage(3x2, 3 frames)"


@pytest.mark.parametrize(
    "change",
    [
        {"width": 0},
        {"width": 4},
        {"height": footage.MAX_SIDE + 1},
        {"frames_per_second": 0.0},
        {"frames_per_second": float("nan")},
        {"frames": ()},
        {"frames": (b"",) * (footage.MAX_FRAMES + 1)},
        {"frames": (RED, RED[1:])},
    ],
)
def test_what_is_no_film_cannot_be_made(change: dict[str, object]) -> None:
    with pytest.raises(BadFootage):
        replace(FILM, **change)


def written(path: Path, header: dict[str, object], data: bytes) -> Path:
    packed = msgspec.msgpack.encode(header)
    path.write_bytes(MAGIC + LENGTH.pack(len(packed)) + packed + data)
    return path


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(5_000_000))
    head = {"width": 3, "height": 2, "frames_per_second": 4.0, "lengths": [len(bomb)], "order": [0]}
    with pytest.raises(BadFootage, match="another size"):
        load(written(tmp_path / "bomb", head, bomb))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"order": [1]}, "does not hold"),
        ({"order": [-1]}, "does not hold"),
        ({"lengths": [3]}, "cut off"),
        ({"lengths": [-5, 9]}, "cut off"),
        ({"width": 1920, "height": 1920, "lengths": [1] * 13}, "more than"),
        ({"surprise": 1}, "no header"),
    ],
)
def test_a_header_that_lies_is_refused(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    head = {"width": 3, "height": 2, "frames_per_second": 4.0, "lengths": [4], "order": [0], **change}
    with pytest.raises(BadFootage, match=sentence) as caught:
        load(written(tmp_path / "film", head, b"1234"))
    assert str(tmp_path / "film") in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFootage, match="No such file"):
        load(tmp_path / "none")


@given(st.data())
def test_no_damage_breaks_more_than_the_film(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.film"
    save(path, FILM)
    film = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        film[data.draw(st.integers(0, len(film) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(film[: data.draw(st.integers(0, len(film)))]))
    with contextlib.suppress(BadFootage):
        load(path)
