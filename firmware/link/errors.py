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
