"""The photos on demo cards: portraits of the cast, kept with the configuration, and sketches of everybody else."""

import io

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from firmware.card.face_file import parse_face_file
from firmware.card.issuer import check_face, read_anchors
from firmware.face.errors import PhotoUnreadable
from firmware.face.photo.decode import decode_photo
from hal.virtual.card.files import read_card_file
from tests.tools.issue.conftest import DAY
from tools.issue.cards import print_of
from tools.issue.data import data_bytes
from tools.issue.persons import PersonPlan
from tools.issue.photo import MAX_BYTES, draw_photo, photo_of
from tools.issue.place import Place
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.chip_photo import grey_portrait
from tools.issue.portraits.draw import Sitter
from tools.issue.terminal import MUNICIPALITY_ANCHOR

ALIKE = 6.0  # grey levels; two of the cast are 20 and more apart


def opened(photo: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(photo)), np.int16)


@pytest.mark.parametrize("seed", CAST)
def test_a_kept_photo_is_the_portrait_of_its_seed(seed: int) -> None:
    kept = data_bytes(f"persons/photos/{seed}.jp2")
    assert len(kept) <= MAX_BYTES
    drawn = grey_portrait(Sitter.of(seed)).astype(np.int16)
    apart = float(np.abs(opened(kept) - drawn).mean())
    assert apart < ALIKE, "draw them anew: python -m tools.issue.portraits.chip_photo --into config/persons/photos"


def test_two_kept_photos_are_not_alike() -> None:
    photos = [opened(data_bytes(f"persons/photos/{seed}.jp2")) for seed in CAST]
    apart = [np.abs(one - two).mean() for place, one in enumerate(photos) for two in photos[:place]]
    assert min(apart) > 2 * ALIKE


def test_everybody_with_a_photo_is_played_by_somebody_of_the_cast(plans: tuple[PersonPlan, ...]) -> None:
    cards = [plan for plan in plans if plan.card in ("my-number", "face", "no-certificate")]
    assert {plan.id for plan in cards if plan.face is None} == {plan.id for plan in cards if not plan.photo}
    assert {plan.face for plan in plans} - {None} == set(CAST)


def test_the_reader_believes_every_card_and_finds_who_plays_its_holder(
    demo: Place, plans: tuple[PersonPlan, ...]
) -> None:
    anchors = read_anchors((demo.root / MUNICIPALITY_ANCHOR).parent, production=False)
    seen = set()
    for plan in plans:
        surface = read_card_file(demo.root / f"cards/{plan.id}.card").contents.surface
        if surface is None:
            continue
        face = check_face(parse_face_file(surface.face), surface.issuer_certificate, anchors)
        assert face.birth_date == print_of(plan, DAY).birth
        if plan.photo_damaged:
            with pytest.raises(PhotoUnreadable):
                decode_photo(face.photo)
        elif plan.photo:
            assert face.photo == data_bytes(f"persons/photos/{plan.face}.jp2"), plan.id
            seen.add(face.photo)
        else:
            assert face.photo == b""
    assert {decode_photo(photo).shape for photo in seen} == {(320, 240)}
    assert len(seen) == len(CAST)


def test_who_is_not_of_the_cast_has_a_sketch(plans: tuple[PersonPlan, ...]) -> None:
    stranger = replace(plans[0], face=None)
    assert photo_of(stranger) == draw_photo(stranger.id)
    assert photo_of(replace(stranger, photo=False)) == b""
