"""Errors of the face way: one root, the facts as attributes. None of them carries anything of a picture."""

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
