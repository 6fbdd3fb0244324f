"""Ink under light that differs, and several looks at it laid over one another."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from firmware.face.printed.cut import cut
from firmware.face.printed.ink import LETTERS, Ink, fused, ink_of
from firmware.face.printed.layout import Box, Line
from firmware.face.printed.locate import Picture
from firmware.screens.fonts import FontSet
from firmware.screens.weights import Weight

SCALE = 12
TO_FRAME = np.diag((SCALE, SCALE, 1.0))
LINE = Line(box=Box(x=6, y=6, width=14, height=4.2), letters=2.6, text="{code}")


def card(text: str = "4568", left: float = 6.0, ink: str = "#23262B") -> Picture:
    image = Image.new("RGB", (30 * SCALE, 16 * SCALE), "#B4B1AA")
    font = FontSet().font(Weight.REGULAR, round(2.6 * SCALE))
    ImageDraw.Draw(image).text((left * SCALE, 8.1 * SCALE), text, font=font, fill=ink, anchor="lm")
    return np.asarray(image, np.uint8)


def ink(picture: Picture) -> Ink:
    return ink_of(picture, TO_FRAME, LINE)


def full(one: Ink) -> float:
    return float(np.percentile(one.depth, 98.5))


def noisy(seed: int, left: float = 6.0) -> Ink:
    dice = np.random.default_rng(seed)
    return ink((card(left=left) + dice.normal(0, 25, (16 * SCALE, 30 * SCALE, 1))).clip(0, 255).astype(np.uint8))


def inked(picture: Picture) -> np.ndarray:
    return picture < 128


def test_a_glare_that_leaves_room_takes_no_ink_away() -> None:
    glared = np.clip(card().astype(np.int32) + 60, 0, 255).astype(np.uint8)
    assert full(ink(glared)) == pytest.approx(full(ink(card())), rel=0.02)


def test_paper_has_no_depth() -> None:
    assert abs(full(ink(card("")))) < 1.0


def test_looks_laid_over_one_another_are_clearer() -> None:
    clean = inked(cut(ink(card()), LINE).picture)
    clear = fused([noisy(seed) for seed in range(5)])
    assert clear is not None

    def apart(one: Ink) -> float:
        picture = inked(cut(one, LINE).picture)
        width = min(picture.shape[1], clean.shape[1])
        return float(np.mean(picture[:, :width] != clean[:, :width]))

    assert apart(clear) < np.mean([apart(noisy(seed)) for seed in range(5)])


def test_looks_that_lie_a_little_apart_are_moved() -> None:
    together = fused([ink(card()), ink(card(left=6.2))])
    assert together is not None
    assert np.array_equal(
        inked(cut(together, LINE).picture).any(axis=1), inked(cut(ink(card()), LINE).picture).any(axis=1)
    )
    widths = [np.flatnonzero(inked(cut(one, LINE).picture).any(axis=0)) for one in (together, ink(card()))]
    assert abs(int(np.ptp(widths[0])) - int(np.ptp(widths[1]))) <= LETTERS * 0.1


def test_looks_that_are_not_of_the_same_place_are_not_mixed() -> None:
    assert fused([ink(card()), ink(card(left=7.5))]) is None
    assert fused([ink(card())]) is None


def test_ink_does_not_show_itself() -> None:
    assert repr(ink(card())) == "Ink()"
