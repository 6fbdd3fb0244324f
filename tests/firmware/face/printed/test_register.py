"""Where a card lies in its frames, and which layout it has."""

import numpy as np
import pytest

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM
from firmware.face.printed.locate import Picture
from firmware.face.printed.register import Registered, register
from firmware.screens.fonts import FontSet
from tests.support.card_faces import TODAY, layouts
from tools.issue.card_faces.draw import draw_face
from tools.issue.card_faces.invent import invented

# One holder of each kind.
SEEDS = {"era": 3_000_000, "gregorian": 3_000_059}
HALF = 12
LEFT, TOP = 120, 150


@pytest.fixture(scope="module")
def faces() -> dict[str, Picture]:
    drawn = {}
    for calendar, seed in SEEDS.items():
        printed = invented(seed, TODAY)
        assert printed.calendar == calendar
        drawn[calendar] = draw_face(printed, layouts()[calendar], FontSet())[::2, ::2]
    return drawn


def tray(face: Picture | None, left: int = LEFT, turned: bool = False) -> Picture:
    frame = np.full((960, 1280, 3), 30, np.uint8)
    if face is not None:
        height, width = face.shape[:2]
        frame[TOP : TOP + height, left : left + width] = face[::-1, ::-1] if turned else face
    return frame


def corner(card: Registered) -> np.ndarray:
    """Of the frame, where the card's upper left corner is."""
    at = card.to_frame @ (0, 0, 1)
    return at[:2] / at[2]


@pytest.mark.parametrize("calendar", ["era", "gregorian"])
def test_the_layout_and_the_place(faces: dict[str, Picture], calendar: str) -> None:
    (card,) = register([tray(faces[calendar])], list(layouts().values()), None)
    assert card.layout.calendar == calendar
    assert np.abs(corner(card) - (LEFT, TOP)).max() < HALF * 0.5


def test_a_card_that_lies_the_other_way_round(faces: dict[str, Picture]) -> None:
    (card,) = register([tray(faces["era"], turned=True)], list(layouts().values()), None)
    assert np.abs(corner(card) - (LEFT + WIDTH_MM * HALF, TOP + HEIGHT_MM * HALF)).max() < HALF * 0.5


def test_no_card() -> None:
    assert register([tray(None), tray(None)], list(layouts().values()), None) == []


def test_a_card_whose_edges_are_lost_in_one_frame_is_found_by_the_others(faces: dict[str, Picture]) -> None:
    light = tray(faces["era"])
    # As bright as the card all around: no edge is left, but the print is there.
    edgeless = np.where(light == 30, np.uint8(241), tray(faces["era"], LEFT + 6))
    first, second = register([light, edgeless], list(layouts().values()), None)
    (alone,) = register([edgeless], list(layouts().values()), first)
    for card in (second, alone):
        assert np.abs(corner(card) - corner(first) - (6, 0)).max() <= HALF * 0.2
    assert register([edgeless], list(layouts().values()), None) == []
