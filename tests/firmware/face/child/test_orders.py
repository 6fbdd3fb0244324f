"""Orders that need no models: the number on a card, staff who compare, cameras that fail."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from firmware.face.child.words import Compare, Faulted, Preview, PrintRead, ReadPrint, Rest
from hal.virtual.footage import Footage
from tests.support.card_faces import TODAY, Counter, true_number
from tools.issue.card_faces.camera import film
from tools.issue.card_faces.invent import invented

from .stage import Stage, stage

pytestmark = pytest.mark.process
SIZE = 640, 480
RATE = 10.0


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path, tmp_path / "none") as made:
        yield made


def flicker(grey: int) -> Footage:
    """Nothing to be seen, but for the noise of a camera that is well."""
    frames = tuple(bytes((grey + more, grey, grey)) * (SIZE[0] * SIZE[1]) for more in range(3))
    return Footage(*SIZE, RATE, frames)


def test_the_number_on_a_card_is_read(child: Stage) -> None:
    cards, seed = Counter(), 1
    printed = invented(seed, TODAY)
    pictures = list(islice(film(cards.face(printed), seed, cards.ranges), 5))
    height, width = pictures[0].shape[:2]
    seen = Footage(width, height, RATE, tuple(picture.tobytes() for picture in pictures))
    child.bench.show_film(seen, "card_camera")
    child.order(ReadPrint(4, TODAY, 20.0))
    read = child.until(PrintRead)
    assert (read.look, read.digits, read.doubt) == (4, true_number(printed), "")
    assert true_number(printed) not in repr(read)
    assert not child.bench.card_scene.running


def test_an_empty_tray_is_no_number(child: Stage) -> None:
    child.bench.show_film(flicker(120), "card_camera")
    child.order(ReadPrint(5, TODAY, 1.0))
    assert child.until(PrintRead) == PrintRead(5, None, "no_card")


def test_reading_stops_at_rest(child: Stage) -> None:
    child.bench.show_film(flicker(120), "card_camera")
    child.order(ReadPrint(5, TODAY, 60.0))
    scene = child.bench.card_scene
    assert child.bench.changes.wait_until(lambda: scene.running, 20)
    child.order(Rest())
    assert child.bench.changes.wait_until(lambda: not scene.running, 20)
    child.order(Compare(6, 320, 240))
    assert child.until(Faulted).look == 6, "and nothing is said of the number any more"
    assert not [report for report in child.said if isinstance(report, PrintRead)]


def test_staff_sees_the_person_even_without_models(child: Stage) -> None:
    child.bench.show_film(flicker(120))
    child.order(Compare(2, 320, 240))
    assert child.until(Preview).look == 2


def test_a_faulty_camera_is_reported_and_off(child: Stage) -> None:
    child.bench.disturb("missing")
    child.order(Compare(2, 320, 240))
    assert child.until(Faulted) == Faulted(2, "camera", "missing")
    child.bench.disturb(None)
    child.order(Compare(3, 320, 240))
    assert child.until(Faulted) == Faulted(3, "camera", "stalled"), "nothing stands before it"
    child.until_camera_is(False)
