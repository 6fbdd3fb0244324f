"""One face child: its process, the reader's end of its socket, and the thread that hears and reaps it."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import firmware
from firmware.face.child.setup import Setup, encode_setup
from firmware.face.child.words import (
    LENGTH_BYTES,
    MAX_MESSAGE,
    AnyReport,
    Order,
    Portrait,
    Preview,
    WordsUnreadable,
    decode_report,
    encode_into,
    length_of,
)
from firmware.reader.inbox import Post
from firmware.reader.worker import FaultsReported

GRACE_S = 0.5
"""A child that is told to go ends with the frame that it has in hand; one that hangs is killed after this."""

KEPT = ("PATH", "TZ", "LD_LIBRARY_PATH")
"""What a child gets of the reader's environment: it needs nothing else, and an error must not find more in it."""

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    # Each arena and each of numpy's threads reserves tens of megabytes of address space, which is bounded.
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "PYTHONSAFEPATH": "1",
}


class Child(Protocol):
    """A face child as its keeper sees it."""

    @property
    def pid(self) -> int | None:
        """Its process id; None before it was started."""

    def start(self) -> None:
        """Begin; its listener hears of it from now on."""

    def send(self, order: Order) -> bool:
        """Hand an order over; False when it takes none any more."""

    def dismiss(self) -> None:
        """Let it end, by force if need be. Does not wait."""

    def join(self, seconds: float) -> None:
        """Wait until nothing of it is left, at most so long."""


class Listener(Protocol):
    """Whoever is told what a child says. Called by the child's own thread."""

    def heard(self, child: Child, report: AnyReport) -> None:
        """It said something."""

    def ended(self, child: Child, status: int | None) -> None:
        """It is gone and reaped. `status`: as of `subprocess`, so -9 when killed; None when it never started."""


Make = Callable[[Listener], Child]
"""Makes a child that is not started."""


class FaceProcess:
    """A child that is a process. Its thread starts it, hears it, and reaps it with all that it started."""

    def __init__(self, setup: Setup, listener: Listener, post: Post) -> None:
        self._listener = listener
        self._post = post
        self._ours, self._theirs = socket.socketpair()
        # Before any order, and long before the child listens: this much always fits.
        body = encode_setup(setup)
        self._ours.sendall(len(body).to_bytes(LENGTH_BYTES, "big") + body)
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._live, name="face", daemon=True)

    @property
    def pid(self) -> int | None:
        """Its process id; None before it was started."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        """Start the thread, which starts the process."""
        self._thread.start()

    def send(self, order: Order) -> bool:
        """Hand an order over without waiting. A child that has no room for one hangs, and is ended."""
        message = bytearray(LENGTH_BYTES)
        encode_into(order, message)
        try:
            sent = self._ours.send(message, socket.MSG_DONTWAIT)
        except OSError:
            sent = 0
        whole = sent == len(message)
        # It may hold the photo.
        message[:] = bytes(len(message))
        if not whole:
            self.dismiss()
        return whole

    def dismiss(self) -> None:
        """Let it end: it sees the end of its socket, and its thread does the rest."""
        # The only error of this call: the other side closed it first.
        with suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)

    def join(self, seconds: float) -> None:
        """Wait until nothing of it is left, at most so long."""
        self._thread.join(seconds)

    def _live(self) -> None:
        with FaultsReported(self._post):
            status = None
            try:
                self._process = self._start()
            except OSError:
                self._theirs.close()
            else:
                self._theirs.close()
                self._hear()
                status = _reap(self._process)
            self._ours.close()
            self._listener.ended(self, status)

    def _start(self) -> "subprocess.Popen[bytes]":
        number = self._theirs.fileno()
        code = Path(firmware.__file__).parents[1]
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return subprocess.Popen(
            (sys.executable, "-m", "firmware.face.child", str(number)),
            env={**kept, **ENVIRONMENT, "PYTHONPATH": str(code)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(number,),
            # A group of its own: what it started ends with it.
            process_group=0,
        )

    def _hear(self) -> None:
        """Hand over what comes until the end of the socket, or the first thing that is no report."""
        room = bytearray(MAX_MESSAGE)
        try:
            # One room for all messages: of a picture that passed through, the next one leaves nothing.
            with memoryview(room) as view:
                while self._fill(view[:LENGTH_BYTES]):
                    length = length_of(bytes(view[:LENGTH_BYTES]))
                    if not self._fill(view[:length]):
                        return
                    self._listener.heard(self, _checked(decode_report(view[:length])))
        except WordsUnreadable:
            return
        finally:
            room[:] = bytes(len(room))

    def _fill(self, view: memoryview) -> bool:
        while view:
            try:
                count = self._ours.recv_into(view)
            except OSError:
                return False
            if not count:
                return False
            view = view[count:]
        return True


def _checked(report: AnyReport) -> AnyReport:
    if isinstance(report, Preview | Portrait) and len(report.pixels) != report.width * report.height * 3:
        raise WordsUnreadable("a picture of another size than it says")
    return report


def _reap(process: "subprocess.Popen[bytes]") -> int:
    """Wait a moment for its end, then end it and all that it started; its status."""
    watch = os.pidfd_open(process.pid)
    try:
        select.select([watch], [], [], GRACE_S)
    finally:
        os.close(watch)
    # Not reaped yet, so that its number still is its group's.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
