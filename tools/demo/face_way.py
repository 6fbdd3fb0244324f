"""Whether the reader of this demo will offer the face: asked from its own face child, before anybody comes."""

import queue
from dataclasses import dataclass
from pathlib import Path

from firmware.face.child.setup import Setup
from firmware.face.child.words import AnyReport, Awake
from firmware.face.reasons import PRINT_PREFIX, PrintReason
from firmware.reader.face.process import Child, FaceProcess

AWAKE_S = 30.0
"""Against hanging only: a child wakes within a second."""

YUNET = "face_detection_yunet_2023mar.onnx"
BY_HAND = f"put {YUNET} (OpenCV Zoo, 232,589 bytes) into"

IN_CHECKOUT = "`make models`"
INSTALLED = "`pip install 'uketsuke[models]'` and then `uketsuke-models install`"
"""How models are made where the product is a checkout, and where it is installed."""


@dataclass(frozen=True, slots=True)
class FaceWay:
    """`missing` is the reader's code of why the face is not offered, empty when it is; `detail` a sentence to it."""

    missing: str = ""
    detail: str = ""

    @property
    def there(self) -> bool:
        """Whether it is offered."""
        return not self.missing


def ask_child(models: Path, config: Path) -> FaceWay:
    """Start a face child as the reader does, hear its first words and let it go. Takes about a second."""
    ear = _Ear()
    setup = Setup(str(models.resolve()), str(config / "card_faces"))
    child = FaceProcess(setup, ear, ear.broke)
    child.start()
    try:
        said = ear.said.get(timeout=AWAKE_S)
    except queue.Empty:
        said = None
    finally:
        child.dismiss()
        child.join(AWAKE_S)
    return _meaning(said)


class _Ear:
    """Hears one child."""

    def __init__(self) -> None:
        self.said: queue.SimpleQueue[AnyReport | None] = queue.SimpleQueue()

    def heard(self, _: Child, report: AnyReport) -> None:
        self.said.put(report)

    def ended(self, _: Child, __: int | None) -> None:
        self.said.put(None)

    def broke(self, _: object) -> None:
        self.said.put(None)


def _meaning(said: AnyReport | None) -> FaceWay:
    if not isinstance(said, Awake):
        return FaceWay("child-failing", "")
    if said.missing is not None:
        return FaceWay(said.missing, said.detail)
    return FaceWay("" if said.print_missing is None else f"{PRINT_PREFIX}{said.print_missing}")


LEFT_OUT = FaceWay("left-out")
"""Nobody asked the child."""

NOT_MADE = frozenset({"not-installed", "no-library"})
"""What a fresh machine says."""

WITHOUT_YUNET = frozenset({"no-liveness", "no-detector"})
"""What a machine says that lacks only the file that is put there by hand."""


_PRINT = {
    PrintReason.NO_TEXT_RECOGNITION.told: (
        "Tesseract with its Japanese letters is not installed",
        "apt-get install tesseract-ocr tesseract-ocr-jpn",
    ),
    PrintReason.NO_LAYOUT.told: (
        "no layout of a card face is in config/card_faces",
        "put the product's own there again",
    ),
    PrintReason.LAYOUT_INVALID.told: (
        "a layout of a card face in config/card_faces cannot be read",
        "put the product's own there again",
    ),
}
"""Why no card can be read, and what to do."""


def why_not(way: FaceWay, models: Path, models_in: Path, making: str = IN_CHECKOUT) -> str:
    """One plain line: why the face way is not offered, and what to do; `making` is how models are made. Pure."""
    what, hint = _why(way, models, models_in, making)
    return f"The face way is not offered: {what}. What to do: {hint}."


def _why(way: FaceWay, models: Path, models_in: Path, making: str) -> tuple[str, str]:
    fresh = f"{making} gets and converts them, a download of 100 MB; {BY_HAND} {models_in} before it"
    match way.missing:
        case "left-out":
            return "it was left out with --face-models none", "start again without that"
        case "not-installed":
            return f"no face models are in {models}", fresh
        case "no-library":
            return "OpenCV and numpy are not installed", fresh
        case "no-liveness":
            closed = "prints pass the turn challenge with the detector that is installed"
            return closed, f"{BY_HAND} {models_in} and start again"
        case "no-detector":
            return f"no face detector is in {models}", f"{BY_HAND} {models_in} and start again"
        case missing if missing in _PRINT:
            return _PRINT[missing]
        case "child-failing":
            return (
                "the face child ends before it is ready",
                "read the line `uketsuke-face: fault` above, or in the reader's log; it says why",
            )
        case missing:
            again = f"{making} makes anew what is missing or damaged; for YuNet, {BY_HAND} {models_in} before it"
            return way.detail.partition("; ")[0] or missing, again
