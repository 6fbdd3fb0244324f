"""The engine with the real models: what it computes is what dlib computes."""

import math

import cv2
import numpy as np
import pytest

from firmware.face.engine.chips import DLIB
from firmware.face.engine.corners import CornerFinder
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import FoundFace, Image, Marks
from firmware.face.errors import ImageUnusable
from firmware.face.liveness import Frame, Side, worth
from tests.firmware.face.engine.conftest import OpenEngine
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.shot import Pose, Shot

pytestmark = pytest.mark.models
KINDS = ("mmod", "yunet")


def pattern(height: int, width: int) -> Image:
    """A picture that needs no file and no library to be the same everywhere."""
    y, x, c = np.mgrid[:height, :width, :3]
    return np.asarray((x * x // 31 + y * (x // 7) // 5 + 40 * c * (y // 25)) % 256, np.uint8)


def held_at(picture: Image, degrees: float) -> Image:
    """A print of the picture, turned about its middle axis before a camera that sees 40 degrees."""
    height, width = picture.shape[:2]
    away, angle = 1.4 * width, math.radians(degrees)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, height / 2)
    depth = away + corners[:, 0] * math.sin(angle)
    seen = 0.9 * away * np.stack((corners[:, 0] * math.cos(angle), corners[:, 1]), axis=1) / depth[:, None]
    middle = np.array((width / 2, height / 2))
    matrix = cv2.getPerspectiveTransform((corners + middle).astype(np.float32), (seen + middle).astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderValue=(120, 120, 120)), np.uint8)


def frame(engine: Engine, image: Image) -> Frame:
    (face,) = engine.find(image)
    return Frame(face.turn, face.aspect, face.roll, straight=True, apart=0.0, leap=0.0)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Image]:
    """Two drawn persons; the first also with the head turned 35 degrees to the own left and right."""
    first, second = Sitter.of(20), Sitter.of(47)
    size = (480, 360)
    return {
        "first": first.draw(Shot(seed=1, size=size)),
        "again": first.draw(Shot(seed=2, size=size, pose=Pose(yaw=4, pitch=3))),
        "left": first.draw(Shot(seed=1, size=size, pose=Pose(yaw=35))),
        "right": first.draw(Shot(seed=1, size=size, pose=Pose(yaw=-35))),
        "second": second.draw(Shot(seed=1, size=size)),
    }


def test_an_embedding_is_that_of_dlib(engine_with: OpenEngine) -> None:
    """Compared once with dlib 20.0.1, `face_recognition_model_v1.compute_face_descriptor` of this pattern.

    Largest difference of the 128 numbers 2.7e-7; over five blurred noise pictures 5.4e-7. The first eight stand here.
    """
    engine = engine_with("mmod")
    corners = np.array(DLIB.points[Marks.CORNERS], np.float32)
    upright = FoundFace((0, 0, 150, 150), 1.0, corners, Marks.CORNERS)
    image = pattern(150, 150)
    assert (engine.chip(image, upright) == image).all(), "what is upright already is not moved"
    embedding = engine.embed(image, upright)
    dlib = [-0.080808, 0.117243, 0.01704, -0.036712, -0.079646, -0.043931, -0.063944, -0.029434]
    assert embedding.shape == (128,)
    assert embedding.dtype == np.float32
    assert np.abs(embedding[:8] - dlib).max() < 1e-4
    assert float(np.linalg.norm(embedding)) == pytest.approx(1.318259, abs=1e-4)
    assert (engine.embed(image, upright) == embedding).all()


@pytest.mark.parametrize(
    ("box", "dlib"),
    [
        ((100, 60, 80, 80), [(162, 86), (150, 85), (122, 85), (133, 84), (138, 107)]),
        ((-20, 100, 140, 140), [(93, 156), (78, 158), (37, 158), (52, 159), (61, 202)]),
        ((200, 150, 150, 150), [(300, 194), (282, 188), (248, 181), (262, 182), (260, 212)]),
    ],
)
def test_five_points_are_those_of_dlib(
    engine_with: OpenEngine, box: tuple[float, float, float, float], dlib: list[tuple[int, int]]
) -> None:
    """Compared once with dlib 20.0.1, `shape_predictor`, which rounds; the boxes also reach out of the picture."""
    finder = engine_with("mmod")._finder
    assert isinstance(finder, CornerFinder)
    assert np.abs(finder._aligner.find(pattern(240, 320), box) - dlib).max() < 0.6


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_is_found_and_told_from_another(engine_with: OpenEngine, drawn: dict[str, Image], kind: str) -> None:
    """Of a photograph both found what dlib's own detector finds: edges within 8 pixels of 90, score 1.06 for 1.06."""
    engine = engine_with(kind)
    faces = {name: engine.find(image) for name, image in drawn.items()}
    assert {name: len(found) for name, found in faces.items()} == dict.fromkeys(drawn, 1)
    face = faces["first"][0]
    left, top, width, height = face.box
    middle = face.eyes.mean(axis=0)
    assert left < middle[0] < left + width
    assert top < middle[1] < top + height
    assert face.eyes[0, 0] < face.eyes[1, 0]
    assert abs(face.roll) < 5
    assert 36 < face.eye_distance < 120
    embedded = {name: engine.embed(image, faces[name][0]) for name, image in drawn.items()}
    same = engine.distance(embedded["first"], embedded["again"])
    other = engine.distance(embedded["first"], embedded["second"])
    # How far apart two drawn persons are is the cast's affair.
    assert same < engine.thresholds.session
    assert same + 0.1 < other
    fused = engine.fused([embedded["first"], embedded["again"]])
    assert engine.distance(fused, embedded["first"]) < same


@pytest.mark.parametrize("kind", ["yunet"])
def test_a_turned_head_moves_the_nose(engine_with: OpenEngine, drawn: dict[str, Image], kind: str) -> None:
    engine = engine_with(kind)
    limits = engine.thresholds.turn
    assert limits is not None
    straight, left, right = (frame(engine, drawn[name]) for name in ("first", "left", "right"))
    assert worth([straight], left, Side.LEFT, limits) > limits.change
    assert worth([straight], right, Side.RIGHT, limits) > limits.change
    assert abs(straight.turn) < engine.thresholds.frontal


@pytest.mark.parametrize("kind", ["yunet"])
def test_a_print_that_is_turned_is_no_head(engine_with: OpenEngine, drawn: dict[str, Image], kind: str) -> None:
    engine = engine_with(kind)
    limits = engine.thresholds.turn
    assert limits is not None
    straight = frame(engine, drawn["first"])
    # At a great slant it may be found no more, which passes nothing either.
    found = [
        slanted for slanted in (held_at(drawn["first"], degrees) for degrees in (-45, -30, 37)) if engine.find(slanted)
    ]
    assert found
    for slanted in found:
        counts = max(worth([straight], frame(engine, slanted), side, limits) for side in Side)
        assert counts < limits.change


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_found_where_nobody_is(engine_with: OpenEngine, kind: str) -> None:
    engine = engine_with(kind)
    for image in (
        np.zeros((480, 640, 3), np.uint8),
        np.full((225, 900, 3), 255, np.uint8),
        np.zeros((192, 48, 3), np.uint8),
        pattern(240, 320),
    ):
        assert engine.find(image) == ()


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((480, 640), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((480, 640, 3), np.float32),
        np.zeros((10, 10, 3), np.uint8),
        np.zeros((48, 300_000, 3), np.uint8),
        np.zeros((0, 640, 3), np.uint8),
    ],
)
def test_arrays_that_are_no_picture(engine_with: OpenEngine, image: Image) -> None:
    with pytest.raises(ImageUnusable):
        engine_with("mmod").find(image)


def test_points_that_fall_together_are_refused(engine_with: OpenEngine) -> None:
    engine = engine_with("mmod")
    nowhere = FoundFace((0, 0, 1, 1), 1.0, np.full((5, 2), 7, np.float32), Marks.CORNERS)
    with pytest.raises(ImageUnusable):
        engine.embed(pattern(240, 320), nowhere)
    assert (nowhere.turn, nowhere.eye_distance) == (0.0, 0.0)
    assert repr(nowhere) == "FoundFace(…)"
