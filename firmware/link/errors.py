"""Errors of the link: one root, the facts as attributes."""

from pathlib import Path


class LinkError(Exception):
    """Root of all errors of the link and of its client."""


class MalformedFrame(LinkError):
    """What came over the local socket is no message of its protocol; the connection cannot go on."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"local socket: {problem}")
        self.problem = problem


class PeerRefused(LinkError):
    """The process at the other end of the local socket runs as the wrong user."""

    def __init__(self, user_id: int, process_id: int, expected: int) -> None:
        super().__init__(f"local socket: process {process_id} has user id {user_id}, expected {expected}")
        self.user_id = user_id
        self.process_id = process_id
        self.expected = expected


class SocketTaken(LinkError):
    """The path of the local socket cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"local socket {path}: {problem}")
        self.path = path
        self.problem = problem


class OutboxError(LinkError):
    """Root of what can go wrong with the outbox; `path` is its file."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"outbox {path}: {problem}")
        self.path = path
        self.problem = problem


class OutboxUnusable(OutboxError):
    """The file cannot be opened: held by another process, not allowed, of a newer version, or not an outbox."""


class OutboxDamaged(OutboxError):
    """The file is corrupt. When it is found at the start, it is moved aside and a new outbox begun."""


class OutboxBroken(OutboxError):
    """Reading or writing failed under way. What was acknowledged is safe, but this process may not go on with it."""


class OutboxFull(OutboxError):
    """No room for the record. `disk` tells a full disk from the outbox's own limit."""

    def __init__(self, path: Path, disk: bool) -> None:
        super().__init__(path, "the disk is full" if disk else "full, and nothing in it may make room")
        self.disk = disk


class SettingsWrong(LinkError):
    """The configuration cannot be used; `problems` are one clear line each."""

    def __init__(self, path: Path, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.path = path
        self.problems = problems
