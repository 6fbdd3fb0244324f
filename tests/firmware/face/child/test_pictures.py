"""What is drawn for the screen, and what a frame says; without models."""

import numpy as np
import pytest

from firmware.face.child.attempt import Attempt
from firmware.face.child.eye import image_of, search, see
from firmware.face.child.held import HeldPhoto, take
from firmware.face.child.overlay import GOOD, RING_AXES, cut, fitting, mirrored, whole
from firmware.face.child.words import MAX_MESSAGE, Preview, encode
from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.errors import ImageUnusable
from firmware.face.liveness import Side
from firmware.face.quality import Limits, QualityCode
from hal.camera import CameraFrame
from tests.firmware.face.photo.photos import photo

SIZE = 320, 240
POINTS = np.array(((150, 100), (190, 100), (170, 120), (155, 140), (185, 140)), np.float32)


def halves(width: int = 640, height: int = 480) -> Image:
    """Red on the left, blue on the right."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = (200, 0, 0)
    image[:, width // 2 :] = (0, 0, 200)
    return image


def test_the_person_sees_a_mirror_and_staff_does_not() -> None:
    seen, plain = mirrored(halves(), SIZE, good=False), cut(halves(), SIZE)
    assert seen.shape == plain.shape == (240, 320, 3)
    assert (seen == plain[:, ::-1]).all()
    assert tuple(plain[120, 140]) == (200, 0, 0)
    assert tuple(seen[120, 140]) == (0, 0, 200)


def test_a_ring_says_that_a_frame_is_good() -> None:
    without, ringed = (mirrored(halves(), SIZE, good) for good in (False, True))
    changed = (without != ringed).any(axis=2)
    assert (ringed == np.array(GOOD, np.uint8)).all(axis=2).any()
    rows, columns = np.nonzero(changed)
    middle = np.abs(columns - 160) / (240 * RING_AXES[0]), np.abs(rows - 120) / (240 * RING_AXES[1])
    assert np.abs(np.hypot(*middle) - 1).max() < 0.1, "and nothing but the ring"


@pytest.mark.parametrize("shape", [(640, 480), (480, 640), (1920, 1080), (160, 120)])
@pytest.mark.parametrize("size", [(320, 240), (240, 320), (16, 16), (836, 836)])
def test_every_camera_fits_every_room(shape: tuple[int, int], size: tuple[int, int]) -> None:
    assert mirrored(halves(*shape), size, good=True).shape == (size[1], size[0], 3)
    assert cut(halves(*shape), size).shape == (size[1], size[0], 3)
    photo_shown = whole(np.zeros((shape[1], shape[0]), np.uint8), size)
    assert photo_shown.shape[0] <= size[1]
    assert photo_shown.shape[1] <= size[0]


def test_a_room_that_is_too_large_for_a_message_is_made_smaller() -> None:
    width, height = fitting(1024, 1024)
    assert width == height < 1024
    assert len(encode(Preview(2**31, width, height, bytes(width * height * 3)))) <= MAX_MESSAGE
    assert fitting(*SIZE) == SIZE


class OneFace:
    """An engine that finds one face in whatever it sees."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, ...]] = []

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        self.seen.append(image.shape)
        return (FoundFace((130, 70, 80, 100), 0.9, POINTS, Marks.CENTRES),)

    def chip(self, image: Image, face: FoundFace) -> Image:
        raise ImageUnusable("the points of the face fall together")


def test_faces_are_looked_for_in_a_small_copy_and_told_in_the_large_one() -> None:
    engine = OneFace()
    (face,) = search(engine, halves())
    assert engine.seen == [(240, 320, 3)]
    assert face.box == (260, 140, 160, 200)
    assert face.eye_distance == pytest.approx(80)
    search(engine, halves(300, 200))
    assert engine.seen[-1] == (200, 300, 3), "a small one is not made larger"


def test_a_face_that_cannot_be_cut_out_is_none() -> None:
    image = halves()
    frame = CameraFrame(640, 480, image.tobytes(), 12.0, 1)
    seen = see(OneFace(), Limits(), frame, image_of(frame), Attempt(Side.LEFT))
    assert (seen.quality.code, seen.taken_at, seen.sight) == (QualityCode.NO_FACE, 12.0, None)


def test_a_photo_is_held_for_staff_even_where_no_engine_is() -> None:
    finding, held = take(photo(), None)
    assert finding == "poor"
    assert held is not None
    assert (held.picture.shape, held.embedding) == ((320, 240), None)
    assert repr(held) == "HeldPhoto(…)"
    assert take(b"", None) == ("missing", None)
    assert take(photo()[:-40], None) == ("unreadable", None)


def test_nothing_of_a_held_photo_is_shown() -> None:
    assert "array" not in repr([HeldPhoto(np.zeros((4, 4), np.uint8), np.zeros(128, np.float32))])
