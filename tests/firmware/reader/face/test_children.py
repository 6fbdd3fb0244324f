"""The desk with children that are processes: killed, dismissed, followed by the next."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.face.child.setup import Setup
from firmware.reader.face.desk import FaceDesk, face_desk
from firmware.reader.face.keeper import FIRST_PAUSE_S, LONGEST_PAUSE_S
from firmware.reader.inbox import Item
from firmware.visit.effects import DismissFace, Match, TakePhoto
from firmware.visit.events_face import FaceFaulted, PhotoTaken
from firmware.visit.findings import FaceFault, PhotoVerdict
from hal.settings import HardwareSettings
from tests.firmware.face.photo.photos import photo
from tests.firmware.reader.fakes import HandClock, Posted
from tests.support.issued import ROOT

from .office import ROOMS, Screen

LONG = 30.0
pytestmark = pytest.mark.process


class Waiting(Posted):
    """What was posted, and a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._news = threading.Condition()

    def post(self, item: Item) -> None:
        with self._news:
            self.append(item)
            self._news.notify_all()

    def until(self, count: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: len(self) >= count, LONG)


class Site:
    def __init__(self, place: Path) -> None:
        self.clock, self.posted = HandClock(), Waiting()
        setup = Setup(str(place / "none"), str(ROOT / "config" / "card_faces"), HardwareSettings())
        self.desk: FaceDesk = face_desk(setup, ROOMS, self.clock, self.clock.now, self.posted.post, Screen())

    def until(self, holds: Callable[[], bool]) -> None:
        """Turn as the reader's loop does, until something holds."""
        pause = threading.Event()
        for _ in range(int(LONG / 0.02)):
            self.desk.tick()
            if holds():
                return
            pause.wait(0.02)
        raise AssertionError("it never held")

    def ready(self) -> int:
        self.until(lambda: self.desk.health.ready)
        pid = self.desk.health.pid
        assert pid is not None
        return pid


def chip_photo() -> bytearray:
    return bytearray(photo())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.desk.close(LONG)


def test_each_visit_has_a_process_of_its_own(site: Site) -> None:
    first = site.ready()
    assert site.desk.why == "not-installed"
    site.desk.do(TakePhoto(1), chip_photo)
    site.posted.until(1)
    assert site.posted.events == [PhotoTaken(1, PhotoVerdict.POOR)]
    site.desk.do(DismissFace(), bytearray)
    site.until(lambda: not Path(f"/proc/{first}").exists())
    assert site.ready() != first
    assert site.desk.health.failures == 0


def test_one_that_is_killed_in_a_visit_is_told_and_replaced(site: Site) -> None:
    first = site.ready()
    os.kill(first, signal.SIGSTOP)
    site.desk.do(TakePhoto(1), chip_photo)
    os.kill(first, signal.SIGKILL)
    site.posted.until(1)
    assert site.posted.events == [FaceFaulted(1, FaceFault.ENGINE)]
    site.desk.do(Match(2), bytearray)
    assert site.posted.events[1:] == [FaceFaulted(2, FaceFault.ENGINE)]
    assert not Path(f"/proc/{first}").exists(), "reaped"
    site.clock.pass_time(FIRST_PAUSE_S)
    assert site.ready() != first
    assert site.desk.health.failures == 1


def test_a_machine_that_cannot_start_one_says_so(site: Site, mocker) -> None:
    mocker.patch("firmware.reader.face.process.subprocess.Popen", side_effect=OSError)
    site.until(lambda: site.desk.why == "child-failing")
    mocker.stopall()
    site.clock.pass_time(LONGEST_PAUSE_S)
    site.ready()


def test_the_reader_loads_nothing_that_looks_at_pictures() -> None:
    program = "import sys, firmware.reader.face.desk; print(sorted({'cv2', 'numpy', 'PIL', 'onnx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=LONG, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr
