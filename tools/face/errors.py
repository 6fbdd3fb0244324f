"""Errors of the face tool: one root, one sentence each that says what to do. None names a person or a picture."""

from pathlib import Path


class FaceToolError(Exception):
    """Root of all errors raised while a face model is judged."""


class FolderUnusable(FaceToolError):
    """The folder that was named is not of the form that the tool needs."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class PictureUnreadable(FaceToolError):
    """A file is no picture that may be looked at; who is asked counts it and goes on."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"a picture cannot be read: {problem}")
        self.problem = problem


class EngineUnavailable(FaceToolError):
    """There is no face engine to judge."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"there is no face engine: {detail}")
        self.detail = detail


class TooFewPersons(FaceToolError):
    """Comparisons between persons need two at least who have a reference and another picture with a face."""

    def __init__(self, usable: int, found: int) -> None:
        super().__init__(
            f"{usable} of {found} persons can be used, two are needed: each with a reference and one more picture"
            " in which a face is found"
        )
        self.usable = usable
        self.found = found


class NoPlaceNamed(FaceToolError):
    """A calibration was asked for, and no directory that it goes to."""

    def __init__(self) -> None:
        super().__init__("--sign needs a place for the calibration: name one with --out DIR")


class SignatureRefused(FaceToolError):
    """What was measured does not carry a calibration."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"not signed: {problem}")
        self.problem = problem
