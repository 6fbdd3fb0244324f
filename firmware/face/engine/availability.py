"""Whether there is an engine that may be used here."""

from typing import TYPE_CHECKING

from firmware.face.calibration_store import DEMO_REQUIREMENT, Requirement
from firmware.face.errors import CalibrationError
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Reason, Unavailable, lacks_library, lacks_liveness

if TYPE_CHECKING:
    from firmware.face.engine.engine import Engine


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
