"""What a child opens before its first report: what cannot be opened is said, and never ends it."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest

from firmware.face.child.channel import Channel
from firmware.face.child.kit import Kit
from firmware.face.child.opening import open_kit
from firmware.face.child.setup import Setup
from firmware.face.child.words import Awake
from firmware.face.compare import Embedding
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.errors import ImageUnusable, ModelUnusable
from firmware.face.printed.number import Unavailable as Unreadable
from firmware.face.reasons import PrintReason, Reason
from tests.firmware.reader.fakes import HandClock
from tests.tools.face.fake_engine import FakeEngine

from .stage import FACES

Opened = Callable[[Path], tuple[Kit, Awake]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """A kit without models whose layouts lie in the directory."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield lambda layouts: open_kit(
            Setup(str(tmp_path / "none"), str(layouts), threads=cv2.getNumThreads()), Channel(theirs), HandClock()
        )


class FailingEngine(FakeEngine):
    """One that loads, and cannot be used."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        raise self.error


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ModelUnusable("dlib-resnet", "it does not give 128 numbers"), "it does not give 128 numbers"),
        (ImageUnusable("the points of the face fall together"), "the points of the face fall together"),
        (cv2.error("OpenCV: a network for other pictures"), "cannot run the models"),
    ],
)
def test_models_that_fail_when_they_are_tried_are_no_models(
    opened: Opened, mocker, error: Exception, detail: str
) -> None:
    mocker.patch("firmware.face.child.opening.open_engine", return_value=FailingEngine(error))
    kit, awake = opened(FACES)
    assert kit.engine is None
    assert awake.missing == Reason.MODEL_UNUSABLE.value
    assert detail in awake.detail


def test_a_card_cannot_be_read_without_layouts(opened: Opened, tmp_path: Path) -> None:
    kit, awake = opened(tmp_path / "nowhere")
    assert kit.reader is None
    assert awake.print_missing == PrintReason.NO_LAYOUT.value


@pytest.mark.parametrize("text", [b"colour = 3", b"[", b"\xff"])
def test_a_damaged_layout_is_said(opened: Opened, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "damaged.toml").write_bytes(text)
    _, awake = opened(tmp_path)
    assert awake.print_missing == PrintReason.LAYOUT_INVALID.value


def test_without_text_recognition_that_is_said(opened: Opened, mocker) -> None:
    mocker.patch("firmware.face.child.opening.open_reader", return_value=Unreadable("Tesseract is not installed"))
    _, awake = opened(FACES)
    assert awake.print_missing == PrintReason.NO_TEXT_RECOGNITION.value
