"""The pictures of an evaluation show what they should, also of very few distances."""

import numpy as np
import pytest
from PIL import Image

from tools.face.plots import SIZE, histogram, trade_off
from tools.face.statistics import Scores, scores

RNG = np.random.default_rng(20261128)
APART = scores(RNG.uniform(0.1, 0.3, 200), RNG.uniform(0.6, 0.9, 900))
MIXED = scores(abs(RNG.normal(0.4, 0.1, 400)), abs(RNG.normal(0.6, 0.1, 2000)))
BLUE, ORANGE, GREEN = (32, 104, 176), (200, 76, 28), (24, 132, 72)


def columns(image: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:
    """In which columns below the legend a colour is to be seen above the axis."""
    pixels = np.asarray(image)[90:545]
    return np.flatnonzero((pixels == colour).all(axis=2).any(axis=0))


def test_a_histogram_shows_both_sets_where_they_are() -> None:
    image = histogram(APART, [("single", 0.45)])
    assert image.size == SIZE
    own, others = columns(image, BLUE), columns(image, ORANGE)
    assert own.max() < others.min()
    dark = (np.asarray(image)[85:540] < 60).all(axis=2).sum(axis=0)
    threshold = int(np.argmax(dark[95:865])) + 95
    assert own.max() < threshold < others.min()


def test_a_trade_off_falls_and_the_better_one_lies_below() -> None:
    image = np.asarray(trade_off((("single", MIXED), ("fused", APART))))
    blue = np.argwhere((image[90:545] == BLUE).all(axis=2))
    left, right = blue[blue[:, 1] < 400], blue[blue[:, 1] > 600]
    assert left[:, 0].mean() < right[:, 0].mean(), "rows count from the top"
    assert len(np.argwhere((image[90:545, 100:860] == GREEN).all(axis=2))) == 0, "one that does not err has no curve"


@pytest.mark.parametrize("few", [scores([0.2], [0.5]), scores([0.2], []), scores([], [0.5]), scores([0.0], [0.0])])
def test_very_few_distances_are_drawn_too(few: Scores) -> None:
    assert histogram(few, []).size == trade_off((("single", few), ("fused", few))).size == SIZE
