"""A cut line is whole, or says so: half a digit is another digit."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from firmware.face.printed.cut import Cut, cut
from firmware.face.printed.ink import ink_of
from firmware.face.printed.layout import Box, Line
from firmware.face.printed.locate import Picture
from firmware.screens.fonts import FontSet
from firmware.screens.weights import Weight

SCALE = 12
TO_FRAME = np.diag((SCALE, SCALE, 1.0))
LINE = Line(box=Box(x=6, y=6, width=14, height=4.2), letters=2.6, text="{code}")


def card(text: str, left: float = 6.0) -> Picture:
    image = Image.new("RGB", (30 * SCALE, 16 * SCALE), "#F4F1EA")
    font = FontSet().font(Weight.REGULAR, round(2.6 * SCALE))
    ImageDraw.Draw(image).text((left * SCALE, 8.1 * SCALE), text, font=font, fill="#23262B", anchor="lm")
    return np.asarray(image, np.uint8)


def cut_of(picture: Picture) -> Cut:
    return cut(ink_of(picture, TO_FRAME, LINE), LINE)


def whole(picture: Picture) -> bool:
    """Whether every letter of what is there is."""
    one = cut_of(picture)
    inked = np.flatnonzero((one.picture < 128).any(axis=0))
    return bool(inked.size) and one.whole(int(inked[0]), int(inked[-1]))


@pytest.mark.parametrize("text", ["0123", "4567", "8911", "1111", "7171"])
def test_a_clean_line_is_whole(text: str) -> None:
    assert whole(card(text))


def test_a_line_that_goes_through_the_edge_of_the_cut_is_not() -> None:
    assert not whole(card("4568", left=4.0))


def test_an_empty_line_is_not() -> None:
    empty = cut_of(card(""))
    assert not empty.whole(0, empty.picture.shape[1])


def test_a_digit_under_a_glare_is_missed() -> None:
    picture = card("4568").astype(np.float32)
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.circle(spot, (round(8.6 * SCALE), round(8.1 * SCALE)), SCALE, 255, -1)
    glared = picture + cv2.GaussianBlur(spot, (0, 0), 3)[..., None]
    assert not whole(glared.clip(0, 255).astype(np.uint8))


def test_a_cut_does_not_show_itself() -> None:
    assert "picture" not in repr(cut_of(card("4568")))
