"""Errors of the reader process."""


class ReaderError(Exception):
    """Root of the errors of the reader process."""


class ConfigurationError(ReaderError):
    """A file that the reader needs cannot be used; the text says which and what to do."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
