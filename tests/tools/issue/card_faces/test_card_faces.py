"""The drawn card faces and the camera that sees them."""

import numpy as np
import pytest

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM
from firmware.screens.fonts import FontSet
from firmware.screens.weights import Weight
from tests.support.card_faces import TODAY, layouts, ranges
from tools.issue.card_faces.camera import disturbed, film
from tools.issue.card_faces.draw import SIZE, birth_words, draw_face
from tools.issue.card_faces.invent import Printed, invented
from tools.issue.card_faces.ranges import RangesError, load_ranges
from tools.issue.card_faces.scene import homography, scene

SEED = 3_000_399


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return FontSet()


def people() -> list[Printed]:
    return [invented(seed, TODAY) for seed in range(3_000_000, 3_000_400)]


def test_the_same_seed_draws_the_same_frame(fonts: FontSet) -> None:
    printed = invented(SEED, TODAY)
    face = draw_face(printed, layouts()[printed.calendar], fonts)
    assert face.shape == (SIZE[1], SIZE[0], 3)
    frame = disturbed(face, SEED, ranges())
    assert frame.shape == (960, 1280, 3)
    first, second, *_ = film(face, SEED, ranges())
    assert np.array_equal(frame, first)
    assert not np.array_equal(first, second)


def test_the_whole_card_is_always_in_the_frame() -> None:
    corners = np.array([(x, y, 1) for x in (0, WIDTH_MM) for y in (0, HEIGHT_MM)], np.float64)
    for seed in range(3_000_000, 3_000_400):
        seen = corners @ homography(scene(seed, ranges()), 1280, 960).T
        places = seen[:, :2] / seen[:, 2:]
        assert places.min() > 0
        assert (places < (1280, 960)).all()


def test_every_line_fits_its_box(fonts: FontSet) -> None:
    for printed in people():
        layout = layouts()[printed.calendar]
        lines = {
            layout.holder: {"name": printed.name},
            layout.address: {"address": printed.address},
            layout.birth: birth_words(printed.birth, layout),
            layout.expiry: {"year": "2036", "month": "12", "day": "28"},
            layout.code: {"code": printed.code},
        }
        for line, words in lines.items():
            width = fonts.width(line.text.format(**words), Weight.REGULAR, 100) / 100 * line.letters
            assert width <= line.box.width, line.text


def test_invented_people_have_valid_cards_of_both_kinds_and_first_years_of_eras() -> None:
    cards = people()
    assert all(card.birth <= TODAY <= card.expiry for card in cards)
    assert {card.calendar for card in cards} == {"era", "gregorian"}
    era = layouts()["era"]
    assert any(birth_words(card.birth, era)["year"] == "元" for card in cards if card.calendar == "era")


def test_a_face_shows_nobody_in_a_repr() -> None:
    printed = invented(SEED, TODAY)
    assert printed.code not in repr(printed).removesuffix(f"seed={SEED})")
    assert printed.name not in repr(printed)


def test_proof_sample_and_development_share_no_seed() -> None:
    seeds = ranges().seeds
    runs = [range(run.first, run.first + run.count) for run in (seeds.proof, seeds.sample, seeds.development)]
    assert len({seed for run in runs for seed in run}) == sum(map(len, runs))


def test_bad_ranges_are_refused() -> None:
    with pytest.raises(RangesError):
        load_ranges("[frame]\nwidth = 'wide'")
