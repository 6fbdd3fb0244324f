"""Whether there is an engine, and why not: in words that need none of the engine's libraries."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from firmware.face.calibration_store import DEMO_REQUIREMENT, Requirement
from firmware.face.errors import CalibrationError
from firmware.face.models.store import ModelStore

if TYPE_CHECKING:
    from firmware.face.engine.engine import Engine


class Reason(StrEnum):
    """Why the face way is not offered; words for telemetry, the technician's shell and the screens."""

    NOT_INSTALLED = "not-installed"
    MANIFEST_INVALID = "manifest-invalid"
    MODEL_MISSING = "model-missing"
    MODEL_MISMATCH = "model-mismatch"
    MODEL_UNUSABLE = "model-unusable"
    NO_DETECTOR = "no-detector"
    NO_ALIGNER = "no-aligner"
    NO_EMBEDDER = "no-embedder"
    NO_LIBRARY = "no-library"
    NO_LIVENESS = "no-liveness"
    NOT_CALIBRATED = "not-calibrated"


PRINT_PREFIX = "print-"
"""Before a `PrintReason` where it stands among reasons of the other kind."""


class PrintReason(StrEnum):
    """Why no card can be read; the reader tells it with `PRINT_PREFIX` before it."""

    NO_TEXT_RECOGNITION = "no-text-recognition"
    NO_LAYOUT = "no-layout"
    LAYOUT_INVALID = "layout-invalid"
    NO_LIBRARY = Reason.NO_LIBRARY.value

    @property
    def told(self) -> str:
        """The code of it among those of `Reason`: why the face way is not offered."""
        return f"{PRINT_PREFIX}{self.value}"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no engine; `detail` is a sentence for the technician."""

    reason: Reason
    detail: str


def lacks_library(module: str | None) -> str:
    """The sentence where a module of the extra `face` cannot be loaded."""
    return f"{module} cannot be loaded; install the extra `face`"


def lacks_liveness(detector: str) -> str:
    """The sentence where a detector gives no points by which a head is told from a print."""
    return f"{detector} cannot tell a print from a head; install another detector (YuNet)"


def open_engine(store: ModelStore, requirement: Requirement = DEMO_REQUIREMENT) -> "Engine | Unavailable":
    """An engine that may be used here, with the thresholds that count here.

    As `Engine.open`, also where the libraries are not installed; only where a print can be told from a head; and in
    production only with a site calibration that was made with these very models. Without `requirement` it is a demo.
    """
    try:
        # Only here: a reader without the extra `face` starts all the same, and says what it lacks.
        from firmware.face.engine.engine import Engine
    except ImportError as error:
        return Unavailable(Reason.NO_LIBRARY, lacks_library(error.name))
    opened = Engine.open(store)
    if isinstance(opened, Unavailable):
        return opened
    if opened.thresholds.turn is None:
        return Unavailable(Reason.NO_LIVENESS, lacks_liveness(opened.models[0].name))
    try:
        return opened.calibrated(requirement.apply(opened.detector_sha256, opened.model_sha256))
    except CalibrationError as error:
        return Unavailable(Reason.NOT_CALIBRATED, str(error))
