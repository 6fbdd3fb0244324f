"""Drawn persons: the same every time, different from one another, and what each shot asks for is to be seen."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tools.issue.portraits.cast import CAST, look_alikes
from tools.issue.portraits.chip_photo import MAX_BYTES, SIZE, chip_photo
from tools.issue.portraits.draw import Sitter, draw
from tools.issue.portraits.films import FILMS, film
from tools.issue.portraits.identity import TRAITS, between, identity
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.scenes import PRINT_SIZE
from tools.issue.portraits.shape import Expression
from tools.issue.portraits.shot import Light, Pose, Shot
from tools.issue.portraits.trace import turning

SMALL = Shot(size=(160, 120), noise=0.0)


@pytest.fixture(scope="module")
def holder() -> Sitter:
    return Sitter.of(CAST[0])


@pytest.fixture(scope="module")
def other() -> Sitter:
    return Sitter.of(CAST[1])


def skin(picture: Picture) -> np.ndarray:
    """Where a picture is of the colour of skin: clearly redder than blue, and not dark."""
    red, blue = picture[..., 0].astype(int), picture[..., 2].astype(int)
    return (red - blue > 25) & (red > 110)


def apart(one: Picture, two: Picture) -> float:
    return float(np.abs(one.astype(int) - two.astype(int)).mean())


def test_the_same_seed_is_the_same_person_and_picture(holder: Sitter) -> None:
    again = draw(CAST[0], SMALL)
    assert np.array_equal(holder.draw(SMALL), again)
    assert (again.shape, again.dtype) == ((120, 160, 3), np.uint8)


def test_two_seeds_are_two_persons(holder: Sitter, other: Sitter) -> None:
    assert apart(holder.draw(SMALL), other.draw(SMALL)) > 5
    assert len({identity(seed).places for seed in range(1000)}) == 1000


def test_a_look_alike_lies_between_two_persons() -> None:
    one, two = identity(1), identity(2)
    assert (between(one, two, 0.0), between(one, two, 1.0)) == (one, two)
    third = between(one, two, 0.3)
    for trait in TRAITS:
        assert third[trait] == pytest.approx(one[trait] + 0.3 * (two[trait] - one[trait]))
    assert [pair.of for pair in look_alikes()] == list(CAST)
    assert all(pair.of != pair.towards for pair in look_alikes())


def test_turning_to_the_own_left_is_to_the_right_of_the_picture() -> None:
    nose = turning(Pose(yaw=20.0)) @ np.array((0.0, 0.0, 1.0))
    assert nose[0] > 0.3
    up = turning(Pose(pitch=20.0)) @ np.array((0.0, 0.0, 1.0))
    assert up[1] > 0.3


def test_what_a_shot_asks_for_is_to_be_seen(holder: Sitter) -> None:
    plain = holder.draw(SMALL)
    dark = holder.draw(replace(SMALL, light=Light(level=0.3)))
    assert dark.mean() < 0.4 * plain.mean()
    from_left = holder.draw(replace(SMALL, light=Light(side=-1.0, hard=0.8))).astype(int)
    from_right = holder.draw(replace(SMALL, light=Light(side=1.0, hard=0.8))).astype(int)
    cheek = (slice(52, 72), slice(64, 76))
    assert from_left[cheek].mean() > from_right[cheek].mean() + 10
    assert apart(holder.draw(replace(SMALL, blur=2.0)), plain) > 0.5
    assert apart(holder.draw(replace(SMALL, expression=Expression(smile=1.0, blink=1.0))), plain) > 0.1


def test_noise_follows_from_the_seed_of_the_shot(holder: Sitter) -> None:
    noisy = replace(SMALL, noise=3.0)
    one, two = holder.draw(noisy), holder.draw(replace(noisy, seed=1))
    assert np.array_equal(one, holder.draw(noisy))
    assert 2 < apart(one, two) < 5


def test_the_photo_of_a_chip_is_small_and_grey(holder: Sitter) -> None:
    photo = chip_photo(holder)
    assert len(photo) <= MAX_BYTES
    assert photo[4:8] == b"jP  "
    image = Image.open(io.BytesIO(photo))
    assert (image.format, image.mode, image.size) == ("JPEG2000", "L", SIZE)
    assert np.asarray(image)[:40, :40].mean() > 200, "its ground is light"
    assert chip_photo(holder) == photo
    assert len(chip_photo(holder, 3000)) <= 3000


@pytest.fixture(scope="module")
def films(holder: Sitter, other: Sitter) -> dict[str, list[Picture]]:
    """All films, small: each frame as an array."""
    made = {name: film(name, holder, other, SMALL) for name in FILMS}
    return {
        name: [np.frombuffer(frame, np.uint8).reshape(120, 160, 3) for frame in shown.frames]
        for name, shown in made.items()
    }


def test_nobody_stands_in_an_empty_room(films: dict[str, list[Picture]]) -> None:
    room = films["nobody"][0][:80]
    for name in ("straight", "two", "print", "phone", "near"):
        assert apart(films[name][0][:80], room) > 8, name


def test_near_and_far_two_and_dark(films: dict[str, list[Picture]]) -> None:
    straight = skin(films["straight"][0][:85]).sum()
    assert skin(films["near"][0][:85]).sum() > 1.5 * straight
    assert skin(films["far"][0][:85]).sum() < 0.4 * straight
    assert films["dark"][0].mean() < 0.25 * films["straight"][0].mean()
    assert 2 < films["covered"][0].mean() < 25
    left, right = films["two"][0][:85, :80], films["two"][0][:85, 80:]
    assert min(skin(left).sum(), skin(right).sum()) > 100


@pytest.mark.parametrize(("name", "side"), [("turn-left", 1), ("turn-right", -1)])
def test_a_head_turns_and_comes_back(films: dict[str, list[Picture]], name: str, side: int) -> None:
    turns, other_way = films[name], films["turn-right" if side == 1 else "turn-left"]
    middle = len(turns) // 2
    assert apart(turns[0], turns[middle]) > 2 * apart(turns[0], turns[-1])
    assert apart(turns[middle], other_way[middle]) > apart(turns[0], other_way[0])


def test_paper_is_white_at_its_edges_and_a_phone_black(films: dict[str, list[Picture]]) -> None:
    room = films["nobody"][0].astype(int)
    paper, screen = films["print"][0].astype(int), films["phone"][0].astype(int)
    assert (paper.min(axis=2) > 215).sum() > (room.min(axis=2) > 215).sum() + 100
    assert (screen.max(axis=2) < 30).sum() > 300
    assert PRINT_SIZE[0] / PRINT_SIZE[1] == SIZE[0] / SIZE[1]
