"""The supervisor's end of sd_notify(3): one datagram socket a child."""

import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_DATAGRAM = 4096  # systemd's own limit for a notification


@dataclass(frozen=True, slots=True)
class Said:
    """What one notification says; fields of no interest are left out."""

    ready: bool = False
    stopping: bool = False
    status: str = ""


def parse(datagram: bytes) -> Said:
    """Read a notification; what is not understood is ignored, as sd_notify asks."""
    lines = datagram.decode(errors="replace").splitlines()
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    return Said(fields.get("READY") == "1", fields.get("STOPPING") == "1", fields.get("STATUS", ""))


def open_socket(path: Path) -> socket.socket:
    """A datagram socket bound to `path` (mode 0600); what lay there is removed. Raises OSError."""
    path.unlink(missing_ok=True)
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.setblocking(False)
    try:
        channel.bind(str(path))
        path.chmod(0o600)
    except OSError:
        channel.close()
        raise
    return channel


def drain(channel: socket.socket, heard: Callable[[Said], None]) -> None:
    """Hand on every notification that waits."""
    with contextlib.suppress(BlockingIOError):
        while True:
            heard(parse(channel.recv(MAX_DATAGRAM)))
