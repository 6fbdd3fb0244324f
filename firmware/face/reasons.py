"""Why the face way is not offered: words that need none of its libraries."""

from dataclasses import dataclass
from enum import StrEnum


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
