"""Errors of the reader process."""


class ReaderError(Exception):
    """Root of the errors of the reader process."""


class ConfigurationError(ReaderError):
    """A file that the reader needs cannot be used; the text says which and what to do."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class DeviceBlocked(ReaderError):
    """A call to a device has been running for longer than any takes; only ending the process ends it."""

    def __init__(self, device: str) -> None:
        super().__init__(f"a call to the {device} does not end; starting again frees it")
        self.device = device


class WorkerBroken(ReaderError):
    """A thread, or the connection to link, failed in a way nobody foresaw: this process cannot be trusted any more."""
