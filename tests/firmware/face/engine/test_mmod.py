"""What the boxes of the default detector cost, and which are kept."""

import random

import numpy as np

from firmware.face.engine.mmod import MOST_FACES, WINDOW, Box, _boxes, copies, surest

SEED = 20261128


def box(left: float, score: float, size: float = WINDOW) -> Box:
    return Box(left, 0.0, size, size, score)


def test_one_box_a_face_and_the_surest_of_it() -> None:
    assert surest([box(0, 0.4), box(8, 0.9), box(300, 0.5)]) == (box(8, 0.9), box(300, 0.5))
    assert surest([]) == ()


def test_a_picture_full_of_faces_costs_no_more_than_some() -> None:
    chance = random.Random(SEED)
    many = [box(chance.uniform(0, 1e6), chance.random()) for _ in range(20_000)]
    kept = surest(many)
    assert len(kept) == MOST_FACES
    assert [one.score for one in kept] == sorted((one.score for one in many), reverse=True)[:MOST_FACES]
    # The same place twenty thousand times is compared a few hundred times, not two hundred million.
    assert len(surest([box(0, 0.5)] * 20_000)) == 1


def test_of_one_copy_the_surest_places_are_looked_at() -> None:
    everywhere = np.random.default_rng(SEED).random((40, 80)).astype(np.float32)
    found = _boxes(everywhere, 0.0, 1.0, 1.0)
    assert len(found) == 400
    assert min(one.score for one in found) >= np.sort(everywhere.ravel())[-400]
    assert len(_boxes(everywhere, 0.99, 1.0, 1.0)) == (everywhere > 0.99).sum()


def test_the_smallest_copy_still_shows_half_a_face() -> None:
    assert all(min(size) >= WINDOW // 2 for size in copies(640, 480))
