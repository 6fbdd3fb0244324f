"""Folders as people make them, and what is counted of them."""

import random
from pathlib import Path

import numpy as np
import pytest

from tests.tools.face.fake_engine import FakeEngine, people, picture
from tools.face import looking
from tools.face.errors import FolderUnusable, PictureUnreadable
from tools.face.folders import persons_in
from tools.face.gather import Gatherer, Seen, Tally
from tools.face.pictures import CHIP_WIDTH, as_on_a_chip, read_picture

SEED = 20261128


def gathered(place: Path, *, raw: bool = False) -> tuple[tuple[Seen, ...], Tally]:
    said: list[str] = []
    found = Gatherer(FakeEngine(), None if raw else CHIP_WIDTH).gather(persons_in(place), said.append)
    assert len(said) == found[1].persons
    assert not any("Taro" in text for text in said)
    return found


def test_the_reference_is_the_first_by_name_or_the_one_that_is_called_so(tmp_path: Path) -> None:
    for name in ("b.png", "A.jpg", "c.jpeg"):
        picture(tmp_path / "one" / name, 50)
    for name in ("a.png", "Reference.PNG", "z.png"):
        picture(tmp_path / "two" / name, 90)
    (tmp_path / "one" / "notes.txt").write_text("no picture", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    one, two = persons_in(tmp_path)
    assert [path.name for path in one.pictures] == ["A.jpg", "b.png", "c.jpeg"]
    assert [path.name for path in two.pictures] == ["Reference.PNG", "a.png", "z.png"]
    assert (one.number, two.number) == (1, 2)
    assert "two" not in repr(two)


def test_what_cannot_be_used_is_counted_by_number(tmp_path: Path) -> None:
    people(tmp_path, 3, 4)
    picture(tmp_path / "a black reference" / "0.png", 0)
    picture(tmp_path / "a black reference" / "1.png", 90)
    picture(tmp_path / "b alone" / "0.png", 110)
    (tmp_path / "c nothing").mkdir()
    (tmp_path / "d broken").mkdir()
    (tmp_path / "d broken" / "0.jpg").write_bytes(b"no picture")
    (tmp_path / "d broken" / "1.png").write_bytes((tmp_path / "b alone" / "0.png").read_bytes()[:-40])
    picture(tmp_path / "e twice" / "0.png", 140)
    (tmp_path / "e twice" / "1.png").write_bytes((tmp_path / "e twice" / "0.png").read_bytes())
    picture(tmp_path / "e twice" / "2.png", 141, several=True)
    picture(tmp_path / "e twice" / "3.png", 0)
    seen, tally = gathered(tmp_path)
    assert [person.number for person in seen] == [1, 2, 3, 8]
    assert [len(person.probes) for person in seen] == [3, 3, 3, 1]
    assert tally == Tally(
        persons=8,
        pictures=3 * 4 + 2 + 1 + 2 + 4,
        unreadable=2,
        repeated=1,
        without_face=2,
        several=1,
        unusable=(4, 5, 6, 7),
    )
    assert (tally.looked, tally.found) == (18, 16)


def test_a_reference_is_made_as_poor_as_on_a_chip_unless_it_is_to_stay(tmp_path: Path, mocker) -> None:
    people(tmp_path, 2, 3)
    poor = mocker.spy(looking, "as_on_a_chip")
    gathered(tmp_path)
    assert poor.call_count == 2
    gathered(tmp_path, raw=True)
    assert poor.call_count == 2


def test_a_chip_photo_is_grey_small_and_about_the_face() -> None:
    chance = np.random.default_rng(1)
    image = chance.integers(0, 255, (600, 800, 3), np.uint8)
    (face,) = FakeEngine().find(image)
    photo = as_on_a_chip(image, face)
    assert photo.shape == (320, 240, 3)
    assert as_on_a_chip(image, face, 90).shape == (120, 90, 3)
    assert (photo[..., 0] == photo[..., 2]).all()
    # The eyes, 240 pixels apart in the picture, are a quarter of the photo's width apart.
    image[:] = 200
    for x, y in face.eyes:
        image[int(y) - 8 : int(y) + 8, int(x) - 8 : int(x) + 8] = 0
    row = as_on_a_chip(image, face)[round(0.45 * 320), :, 0]
    dark = np.flatnonzero(row < 120)
    assert dark.min() == pytest.approx(120 - 30, abs=4)
    assert dark.max() == pytest.approx(120 + 30, abs=4)


@pytest.mark.parametrize("content", [[], ["a file"]])
def test_a_place_without_persons_is_named(tmp_path: Path, content: list[str]) -> None:
    for name in content:
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(FolderUnusable, match="one folder a person"):
        persons_in(tmp_path)
    with pytest.raises(FolderUnusable, match="nowhere"):
        persons_in(tmp_path / "nowhere")


def test_pictures_that_are_none(tmp_path: Path) -> None:
    picture(tmp_path / "one.png", 90)
    whole = (tmp_path / "one.png").read_bytes()
    huge = bytearray(whole)
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    for data in (b"", b"GIF89a" + bytes(40), whole[:20], bytes(huge)):
        with pytest.raises(PictureUnreadable):
            read_picture(data)
    assert read_picture(whole)[50, 50].tolist() == [90, 90, 90]


def test_mutated_pictures_end_in_a_picture_or_in_one_error(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    kinds = []
    for name in ("a.png", "a.jpg"):
        picture(tmp_path / name, 120)
        kinds.append((tmp_path / name).read_bytes())
    ended = {"picture": 0, "error": 0}
    for _ in range(600):
        changed = bytearray(chance.choice(kinds))
        for _ in range(chance.randrange(1, 5)):
            changed[chance.randrange(min(len(changed), 200))] = chance.randrange(256)
        try:
            assert read_picture(bytes(changed)).dtype == np.uint8
            ended["picture"] += 1
        except PictureUnreadable:
            ended["error"] += 1
    assert min(ended.values()) > 30
