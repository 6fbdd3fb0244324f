"""Errors of the face way: one root, the facts as attributes. None of them carries anything of a picture."""

from datetime import datetime
from pathlib import Path


class FaceError(Exception):
    """Root of all errors of the face way, but for those of the cameras themselves (`hal.errors`)."""


class ManifestInvalid(FaceError):
    """The list of models cannot be used."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class ModelMissing(FaceError):
    """A file of the models directory is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing; run uketsuke-models install")
        self.path = path


class ModelMismatch(FaceError):
    """A model's file is there, but it is not what the manifest describes."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}; run uketsuke-models verify")
        self.path = path
        self.problem = problem


class ModelUnusable(FaceError):
    """A model's bytes are the right ones, and cannot be used here all the same."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"model {name}: {problem}")
        self.name = name
        self.problem = problem


class ImageUnusable(FaceError):
    """An array that is no picture of the allowed form and size."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"picture: {problem}")
        self.problem = problem


class PhotoMissing(FaceError):
    """The card holds no photo of its holder: no comparison, which is something else than "no match"."""

    def __init__(self) -> None:
        super().__init__("the card holds no photo")


class PhotoUnreadable(FaceError):
    """The photo of the card is not what it has to be; `reason` says in which way."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the photo cannot be read: {reason}")
        self.reason = reason


class CalibrationError(FaceError):
    """The site calibration cannot be used; the thresholds of the embedder are not known to be good here."""


class CalibrationMissing(CalibrationError):
    """A production reader has none; `path` where one was looked for, None where the configuration names no file."""

    def __init__(self, path: Path | None = None) -> None:
        where = "no site calibration is configured" if path is None else f"there is no site calibration {path}"
        super().__init__(f"{where}; uketsuke-face evaluate --sign makes one")
        self.path = path


class CalibrationInvalid(CalibrationError):
    """It is not what a trusted key signed, or its key cannot be used."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the site calibration cannot be used: {problem}")
        self.problem = problem


class CalibrationExpired(CalibrationError):
    """Its time is over: people, cameras and light change."""

    def __init__(self, expires_at: datetime) -> None:
        super().__init__(f"the site calibration ended on {expires_at.date()}; make a new one")
        self.expires_at = expires_at


class CalibrationOfAnotherModel(CalibrationError):
    """It was made with other models than those installed; `role` is the one that differs."""

    def __init__(self, role: str) -> None:
        super().__init__(f"the site calibration was made with another {role} than the one installed")
        self.role = role


class CalibrationOfAnotherDevice(CalibrationError):
    """It is for other readers of its site."""

    def __init__(self, device: str) -> None:
        super().__init__(f"the site calibration is not for the reader {device}")
        self.device = device


class CalibrationOfDemo(CalibrationError):
    """A production reader got the calibration of a demo, which shows nothing about people."""

    def __init__(self) -> None:
        super().__init__("the site calibration is one of a demo: good in a demo only")


class CalibrationNotGoodEnough(CalibrationError):
    """What it says was measured is too little for production; `measure` is which of it."""

    def __init__(self, measure: str, found: float, asked: float) -> None:
        super().__init__(f"the site calibration is not good enough: {measure} {found:.3g} where {asked:.3g} is asked")
        self.measure = measure
        self.found = found
        self.asked = asked
