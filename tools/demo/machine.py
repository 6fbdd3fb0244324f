"""What this machine has: programs, ports, the way into a network namespace. All looks at the system are here."""

import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from tools.demo.configs import LOOPBACK
from tools.demo.errors import AlreadyRunning, DirectoryRefused, PortRefused, PortTaken, ProgramMissing, ReportRefused
from tools.demo.layout import Layout
from tools.demo.plan import AS_ROOT, AS_USER, Programs

# Debian keeps servers where a user's PATH does not look.
SERVER_PATH = f"{os.defpath}:/usr/local/sbin:/usr/sbin:/sbin"
TRY_SECONDS = 5.0


def find_programs() -> Programs:
    """Look for everything that the demo starts. Raises ProgramMissing."""
    find_program("setpriv", "util-linux")
    return Programs(sys.executable, find_program("mosquitto", "mosquitto"), way_into_namespace())


def find_program(name: str, package: str) -> str:
    """The absolute path of a program. Raises ProgramMissing with the package to install."""
    found = shutil.which(name) or shutil.which(name, path=SERVER_PATH)
    if found is None:
        raise ProgramMissing(name, package)
    return found


def way_into_namespace() -> tuple[str, ...]:
    """How a process gets a network namespace of its own here: as root, as a user, or not at all (empty)."""
    for way in (AS_ROOT, AS_USER):
        if shutil.which(way[0]) is not None and _works((*way, "true")):
            return way
    return ()


def _works(argv: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(argv, capture_output=True, check=False, timeout=TRY_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def free_port() -> int:
    """A TCP port of the loopback device that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def panel_port(wanted: int) -> int:
    """The port for the panel; any free one for 0. Raises PortTaken, PortRefused."""
    if wanted == 0:
        return free_port()
    with socket.socket() as probe:
        # A port that only waits for the last packets of an earlier demo is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(wanted) from error
            raise PortRefused(wanted, error.strerror or "it cannot be bound") from error
    return wanted


def make_directories(layout: Layout) -> None:
    """Make the demo's directories, its owner's alone. Raises DirectoryRefused."""
    try:
        layout.root.mkdir(parents=True, exist_ok=True)
        for directory in (layout.logs, layout.files, layout.sockets):
            directory.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DirectoryRefused(layout.root, error.strerror or "it cannot be made") from error
    if layout.sockets.stat().st_uid != os.getuid():
        raise DirectoryRefused(layout.sockets, "it belongs to somebody else")


def try_report(path: Path) -> None:
    """Make sure that a report can be written there, before minutes are spent on what it reports.

    What it holds stays as it is. Raises ReportRefused.
    """
    try:
        path.open("ab").close()
    except OSError as error:
        raise ReportRefused(path, error.strerror or "it cannot be opened") from error


def forget_logs(layout: Layout) -> None:
    """Begin with empty logs; only whoever holds the lock may."""
    for old in layout.logs.glob("*.log"):
        old.unlink()


def lock(root: Path) -> TextIO:
    """Keep other demos out of `root` until the returned file is closed. Raises AlreadyRunning, DirectoryRefused."""
    try:
        file = (root / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise DirectoryRefused(root, error.strerror or "it cannot be written") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        with file:
            raise AlreadyRunning(root, file.read().strip() or "unknown") from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file
