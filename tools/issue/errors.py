"""Errors of the issuing tool: one root, one sentence each that says what to do."""

from pathlib import Path


class IssueError(Exception):
    """Root of all errors raised while demo material is made."""


class PersonsInvalid(IssueError):
    """The list of demo persons cannot be used."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class PlaceRefused(IssueError):
    """The output directory cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
