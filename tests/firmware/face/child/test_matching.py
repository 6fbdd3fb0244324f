"""Attempts before the camera: the real child, the real models, drawn persons. Plumbing, not accuracy."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.face.child.words import (
    Compare,
    Decided,
    Match,
    Noticed,
    PhotoTaken,
    Portrait,
    Preview,
    Rest,
    TakePhoto,
)
from firmware.face.engine.availability import open_engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Unavailable
from tests.firmware.face.engine.conftest import INSTALLED
from tools.issue.portraits.chip_photo import chip_photo
from tools.issue.portraits.draw import Sitter

from .stage import HOLDER, STRANGER, Stage, film, stage

pytestmark = [pytest.mark.models, pytest.mark.process]
WIDTH, HEIGHT = 320, 240
LOOK = 7


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    opened = open_engine(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face way: {opened.detail}")
    # Drawn before anybody is asked to turn: a turn has to come soon.
    for name in ("turn-left", "turn-right"):
        for who in (HOLDER, STRANGER):
            film(name, who)
    with stage(tmp_path_factory.mktemp("bench")) as made:
        yield made


@pytest.fixture
def child(running: Stage) -> Iterator[Stage]:
    """The child with the holder's photo, nobody before the camera."""
    running.order(TakePhoto(LOOK, bytearray(chip_photo(Sitter.of(HOLDER)))))
    assert running.until(PhotoTaken).finding == "usable"
    running.said.clear()
    yield running
    running.order(Rest())
    running.until_camera_is(False)
    running.bench.show_camera(None)


def turn_when_asked(child: Stage, who: int = HOLDER, other_side: bool = False) -> Decided:
    """Somebody stands straight before the camera and does what is asked; the decision."""
    child.bench.show_film(film("straight"))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    while True:
        report = child.next()
        if isinstance(report, Noticed) and report.side is not None:
            left = (report.side == "left") is not other_side
            child.bench.show_film(film("turn-left" if left else "turn-right", who))
        if isinstance(report, Decided):
            return report


def test_the_holder_turns_and_is_matched(child: Stage) -> None:
    decided = turn_when_asked(child)
    assert (decided.verdict, decided.alive) == ("match", True)
    assert decided.score is not None
    assert 0 < decided.score <= child.awake.threshold
    stages = [report.stage for report in child.said if isinstance(report, Noticed)]
    assert [one for one, other in pairwise([*stages, None]) if one != other] == ["turn", "return"]
    child.until_camera_is(False)


def test_a_stranger_is_refused_without_a_turn(child: Stage) -> None:
    child.bench.show_film(film("straight", STRANGER))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    decided = child.until(Decided)
    assert (decided.verdict, decided.alive) == ("no-match", False)
    assert decided.score is not None
    assert decided.score > child.awake.threshold
    assert not [report for report in child.said if isinstance(report, Noticed) and report.side]


def test_who_does_not_turn_is_not_matched(child: Stage) -> None:
    child.bench.show_film(film("straight"))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    decided = child.until(Decided)
    assert (decided.verdict, decided.alive) == ("not-turned", False)


def test_a_turn_to_the_other_side_is_none(child: Stage) -> None:
    assert turn_when_asked(child, other_side=True).verdict == "not-turned"


def test_a_stranger_may_not_turn_for_the_holder(child: Stage) -> None:
    assert turn_when_asked(child, who=STRANGER).verdict in ("not-one-person", "not-turned")


def test_a_print_that_is_moved_is_not_matched(child: Stage) -> None:
    child.bench.show_film(film("print"))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    assert child.until(Decided).verdict != "match"


@pytest.mark.parametrize(("name", "hint"), [("nobody", "look-straight"), ("two", "only-one")])
def test_hints_come_and_no_decision_until_rest(child: Stage, name, hint: str) -> None:
    child.bench.show_film(film(name))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    assert child.until(Noticed).hint == hint
    child.until(Preview)
    child.order(Rest())
    child.until_camera_is(False)
    assert not [report for report in child.said if isinstance(report, Decided)]


def test_a_new_order_ends_the_one_before(child: Stage) -> None:
    child.bench.show_film(film("nobody"))
    child.order(Match(LOOK, WIDTH, HEIGHT))
    child.until(Preview)
    child.order(Match(LOOK + 1, WIDTH, HEIGHT))
    while (report := child.until(Preview)).look == LOOK:
        pass
    assert report.look == LOOK + 1


def test_staff_sees_the_photo_and_the_person(child: Stage) -> None:
    child.bench.show_film(film("straight"))
    child.order(Compare(LOOK, WIDTH, HEIGHT))
    first = child.next()
    assert isinstance(first, Portrait)
    assert (first.width, first.height) == (180, 240), "all of the photo, 3 to 4"
    previews = [child.until(Preview) for _ in range(3)]
    assert {(one.width, one.height, len(one.pixels)) for one in previews} == {(WIDTH, HEIGHT, WIDTH * HEIGHT * 3)}


def test_without_a_usable_photo_nobody_is_compared(running: Stage, tmp_path: Path) -> None:
    running.order(TakePhoto(LOOK, bytearray()))
    assert running.until(PhotoTaken).finding == "missing"
    running.said.clear()
    running.order(Match(LOOK, WIDTH, HEIGHT))
    fault = running.next()
    assert (getattr(fault, "what", ""), getattr(fault, "fault", "")) == ("engine", "unavailable")
    running.bench.show_film(film("straight"))
    running.order(Compare(LOOK, WIDTH, HEIGHT))
    assert isinstance(running.next(), Preview), "staff has the printed photo"
    running.order(Rest())
    running.until_camera_is(False)
