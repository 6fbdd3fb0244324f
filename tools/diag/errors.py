"""Errors of the technician's shell: one root; each is one line that says what to do next."""

from pathlib import Path


class DiagError(Exception):
    """Root of all errors; they end a command with exit status 2."""


class WrongArgument(DiagError):
    """The command line cannot be understood."""


class FileUnusable(DiagError):
    """A file is missing, unreadable, or not what it should be."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class NotAsked(DiagError):
    """Something must be agreed to, and there is nobody to ask."""
