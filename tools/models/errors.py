"""Errors of the model tool: one root, one sentence each that says what to do."""

from pathlib import Path


class ModelToolError(Exception):
    """Root of all errors raised while models are found, converted or checked."""


class SourceMissing(ModelToolError):
    """Nothing at the place given holds a model that the catalogue knows."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class SourceMismatch(ModelToolError):
    """A file has the name of a known model but other bytes."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}; it is not the file that the catalogue describes")
        self.path = path
        self.problem = problem


class SerialisationError(ModelToolError):
    """Bytes that are no dlib file of the expected form; `offset` is where."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(f"dlib file: {problem} at byte {offset}")
        self.problem = problem
        self.offset = offset


class ConverterMissing(ModelToolError):
    """The library that writes ONNX files is not installed."""

    def __init__(self) -> None:
        super().__init__("converting needs the extra `models` of this package: pip install 'uketsuke[models]'")


class CatalogueUnusable(ModelToolError):
    """The list of known models cannot be read."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem
