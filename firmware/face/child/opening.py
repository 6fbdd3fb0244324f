"""Opens what the child works with. What cannot be opened is told in the first report; the rest works all the same."""

import os
from pathlib import Path

import cv2
import numpy as np

from firmware.face.calibration import Site
from firmware.face.calibration_store import CalibrationStore, Requirement
from firmware.face.child.channel import Channel
from firmware.face.child.eye import search
from firmware.face.child.kit import Kit
from firmware.face.child.setup import Setup
from firmware.face.child.words import Awake
from firmware.face.engine.availability import open_engine
from firmware.face.engine.chips import DLIB
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import FoundFace, Marks
from firmware.face.errors import ImageUnusable, ModelUnusable
from firmware.face.models.store import ModelStore
from firmware.face.printed.layout import FaceLayout, LayoutError, load_layout
from firmware.face.printed.reader import PrintedReader, open_reader
from firmware.face.reasons import PrintReason, Reason, Unavailable
from hal.build import build_camera
from hal.clock import Clock

_WARM_HEIGHT, _WARM_WIDTH = 480, 640


def open_kit(setup: Setup, channel: Channel, clock: Clock) -> tuple[Kit, Awake]:
    """Everything that was asked for, and what the reader is told about it."""
    cv2.setNumThreads(setup.threads)
    engine = _engine(setup, clock)
    reader, print_missing = _reader(Path(setup.card_faces))
    kit = Kit(
        channel=channel,
        clock=clock,
        open_camera=lambda role: build_camera(setup.hardware, role, clock),
        randomness=os.urandom,
        engine=None if isinstance(engine, Unavailable) else engine,
        reader=reader,
    )
    return kit, _awake(engine, print_missing)


def _engine(setup: Setup, clock: Clock) -> Engine | Unavailable:
    site = Site(setup.production, setup.device, clock.now() if clock.sure() else None)
    calibrations = CalibrationStore(_path(setup.calibration), _path(setup.calibration_key))
    engine = open_engine(ModelStore(Path(setup.models)), Requirement(site, calibrations))
    return engine if isinstance(engine, Unavailable) else _warmed(engine)


def _path(name: str) -> Path | None:
    return Path(name) if name else None


def _warmed(engine: Engine) -> Engine | Unavailable:
    """The engine once its networks took their memory: the limit that is set afterwards counts from what is in use."""
    try:
        _warm(engine)
    except (ModelUnusable, ImageUnusable) as error:
        return Unavailable(Reason.MODEL_UNUSABLE, str(error))
    except cv2.error:
        # A network of the right bytes that was made for other pictures is found out here, and not before.
        return Unavailable(Reason.MODEL_UNUSABLE, f"OpenCV {cv2.__version__} cannot run the models; try others")
    return engine


def _warm(engine: Engine) -> None:
    image = np.zeros((_WARM_HEIGHT, _WARM_WIDTH, 3), np.uint8)
    search(engine, image)
    engine.find(image)
    points = np.array(DLIB.points[Marks.CENTRES], np.float32)
    engine.embed(image, FoundFace((0.0, 0.0, float(DLIB.side), float(DLIB.side)), 1.0, points, Marks.CENTRES))


def _reader(directory: Path) -> tuple[PrintedReader | None, PrintReason | None]:
    """The reader of printed numbers, or what it lacks."""
    try:
        layouts = [_layout(path) for path in sorted(directory.glob("*.toml"))]
    except (OSError, UnicodeDecodeError, LayoutError):
        return None, PrintReason.LAYOUT_INVALID
    if not layouts:
        return None, PrintReason.NO_LAYOUT
    reader = open_reader(layouts)
    return (reader, None) if isinstance(reader, PrintedReader) else (None, PrintReason.NO_TEXT_RECOGNITION)


def _layout(path: Path) -> FaceLayout:
    return load_layout(path.read_text("utf-8"))


def _awake(engine: Engine | Unavailable, print_reason: PrintReason | None) -> Awake:
    print_missing = None if print_reason is None else print_reason.value
    if isinstance(engine, Unavailable):
        return Awake(engine.reason.value, engine.detail, print_missing=print_missing)
    return Awake(
        model=engine.model_sha256,
        threshold=engine.thresholds.fused,
        calibration=engine.calibration,
        print_missing=print_missing,
    )
