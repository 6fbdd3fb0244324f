"""Inside a network namespace of its own: pcscd with the virtual PC/SC reader, and the card of a bench in it.

    unshare -n python -m hal.virtual.card.pcscd --directory DIR

Started by `hal.virtual.card.stack`, which stops and starts pcscd by lines on the standard input (`Order`). vpcd listens
on all addresses, which is why it gets a network of its own. Ends at SIGTERM, at the end of its input, or with pcscd.
"""

import argparse
import enum
import fcntl
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from hal.virtual.bench import Bench
from hal.virtual.card.vpcd import PORT, VpcdCard
from hal.virtual.remote import serve

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PCSC_SOCKET, BENCH_SOCKET, LOG = "pcscd.comm", "card-bench", "pcscd.log"
START_SECONDS = 10.0
_LOOK_SECONDS = 0.02
_SYSTEMD_FIRST_FD = 3
_GET_FLAGS, _SET_FLAGS, _IFF_UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h
_TCP_LISTEN = "0A"

READER_CONFIGURATION = f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:{PORT:#x}
LIBPATH {DRIVER}
CHANNELID {PORT:#x}
"""


class Order(enum.Enum):
    """A line on the standard input, answered by the same line when it is done."""

    START = "start"
    STOP = "stop"


class PcscdError(Exception):
    """The service did not start, or ended by itself."""


class Pcscd:
    """One pcscd on a socket of its own, which comes and goes with it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._socket = directory / PCSC_SOCKET
        self._process: subprocess.Popen[bytes] | None = None
        configuration = directory / "reader.conf.d"
        configuration.mkdir(exist_ok=True)
        (configuration / "vpcd").write_text(READER_CONFIGURATION)
        self._options = [str(configuration), *_policy_options()]

    def start(self) -> None:
        """Start it on an open socket, as systemd would, and wait until the virtual reader is there.

        Raises PcscdError, OSError.
        """
        self._socket.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(self._socket))
            listener.listen(64)
            self._process = self._spawn(listener.fileno())
        limit = time.monotonic() + START_SECONDS
        while not listens(PORT, Path("/proc/net/tcp").read_text()):
            self.check()
            if time.monotonic() > limit:
                raise PcscdError("the virtual reader does not listen")
            time.sleep(_LOOK_SECONDS)

    def _spawn(self, listener: int) -> subprocess.Popen[bytes]:
        # the shell puts the socket where systemd would and fills in the process id, which must be pcscd's own;
        # bash, because others know no socket number above 9
        start = (
            f'exec {_SYSTEMD_FIRST_FD}<&"$1"; shift; LISTEN_FDS=1 LISTEN_PID=$$ exec pcscd --foreground --config "$@"'
        )
        with (self._directory / LOG).open("ab") as log:
            return subprocess.Popen(
                ["bash", "-c", start, "pcscd", str(listener), *self._options],
                pass_fds=(listener,),
                stdout=log,
                stderr=log,
            )

    def check(self) -> None:
        """Raises PcscdError where it runs no more although it should."""
        if self._process is not None and self._process.poll() is not None:
            raise PcscdError(f"it ended with status {self._process.returncode}")

    def stop(self) -> None:
        """Stop it and take its socket away; a second call does nothing."""
        process, self._process = self._process, None
        self._socket.unlink(missing_ok=True)
        if process is not None:
            process.terminate()
            process.wait()


def _policy_options() -> list[str]:
    # a pcscd built with polkit asks it for permission; a process in its own namespace has none to ask
    usage = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, check=False)
    return ["--disable-polkit"] if "--disable-polkit" in usage.stdout + usage.stderr else []


def listens(port: int, table: str) -> bool:
    """Whether a table of /proc/net/tcp has a listener on `port`: asked so, no connection looks like a card."""
    rows = (line.split() for line in table.splitlines()[1:])
    return any(row[1].endswith(f":{port:04X}") and row[3] == _TCP_LISTEN for row in rows)


def raise_loopback() -> None:
    """Set the loopback interface of this network namespace up. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(control, _GET_FLAGS, request))
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def obey(pcscd: Pcscd, stop: threading.Event) -> None:
    """Carry out orders until SIGTERM or the end of the input. Raises PcscdError."""
    while not stop.is_set():
        if select.select([sys.stdin], [], [], 0.1)[0]:
            line = os.read(sys.stdin.fileno(), 64).decode().strip()
            if not line:
                return
            (pcscd.start if Order(line) is Order.START else pcscd.stop)()
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        pcscd.check()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; 1 when pcscd does not start or ends by itself."""
    parser = argparse.ArgumentParser(description="pcscd with a virtual card, in this network namespace.")
    parser.add_argument("--directory", type=Path, required=True, help="for sockets, configuration and log")
    directory: Path = parser.parse_args(arguments).directory
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    raise_loopback()
    pcscd, bench = Pcscd(directory), Bench()
    card = VpcdCard(bench, "127.0.0.1", PORT)
    serving = threading.Thread(target=card.run, name="vpcd-card")
    server = serve(bench, directory / BENCH_SOCKET)
    serving.start()
    try:
        obey(pcscd, stop)
    except PcscdError as error:
        sys.stderr.write(f"pcscd: {error}\n")
        return 1
    finally:
        card.stop()
        server.close()
        serving.join()
        pcscd.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
