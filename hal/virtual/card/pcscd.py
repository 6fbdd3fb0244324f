"""Inside a network namespace of its own: pcscd with the virtual PC/SC reader, and the card of a bench in it.

    unshare -n python -m hal.virtual.card.pcscd --listener FD --directory DIR --bench SOCKET

Started by `hal.virtual.card.stack`. vpcd listens on all addresses, which is why it gets a network of its own. It
ends at SIGTERM, when its standard input ends, or when pcscd does.
"""

import argparse
import fcntl
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from hal.virtual.bench import Bench
from hal.virtual.card.vpcd import PORT, VpcdCard
from hal.virtual.remote import serve

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
READY = "ready"
START_SECONDS = 10.0
_SYSTEMD_FIRST_FD = 3
_GET_FLAGS, _SET_FLAGS, _IFF_UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h
_TCP_LISTEN = "0A"

READER_CONFIGURATION = f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:{PORT:#x}
LIBPATH {DRIVER}
CHANNELID {PORT:#x}
"""


def raise_loopback() -> None:
    """Set the loopback interface of this network namespace up. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(control, _GET_FLAGS, request))
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def start_pcscd(listener: int, directory: Path) -> subprocess.Popen[bytes]:
    """Start pcscd on a socket that is open already, as systemd would. Raises OSError."""
    configuration = directory / "reader.conf.d"
    configuration.mkdir(exist_ok=True)
    (configuration / "vpcd").write_text(READER_CONFIGURATION)
    if listener != _SYSTEMD_FIRST_FD:
        os.dup2(listener, _SYSTEMD_FIRST_FD)
    # the shell only fills in the process id, which must be pcscd's own
    start = 'LISTEN_FDS=1 LISTEN_PID=$$ exec pcscd --foreground --config "$@"'
    options = [str(configuration), *_policy_options()]
    with (directory / "pcscd.log").open("ab") as log:
        return subprocess.Popen(
            ["sh", "-c", start, "pcscd", *options], pass_fds=(_SYSTEMD_FIRST_FD,), stdout=log, stderr=log
        )


def _policy_options() -> list[str]:
    # a pcscd built with polkit asks it for permission; a process in its own namespace has none to ask
    usage = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, check=False)
    return ["--disable-polkit"] if "--disable-polkit" in usage.stdout + usage.stderr else []


def listens(port: int, table: str) -> bool:
    """Whether a table of /proc/net/tcp has a listener on `port`: asked so, no connection looks like a card."""
    rows = (line.split() for line in table.splitlines()[1:])
    return any(row[1].endswith(f":{port:04X}") and row[3] == _TCP_LISTEN for row in rows)


def _wait_ready(pcscd: subprocess.Popen[bytes], stop: threading.Event) -> bool:
    for _ in range(int(START_SECONDS / 0.02)):
        if pcscd.poll() is not None:
            return False
        if listens(PORT, Path("/proc/net/tcp").read_text()):
            return True
        if stop.wait(0.02):
            return False
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run pcscd and the card until told to stop; 1 when pcscd does not start or ends by itself."""
    parser = argparse.ArgumentParser(description="pcscd with a virtual card, in this network namespace.")
    parser.add_argument("--listener", type=int, required=True, help="open socket on which pcscd serves")
    parser.add_argument("--directory", type=Path, required=True, help="for pcscd's configuration and log")
    parser.add_argument("--bench", type=Path, required=True, help="socket on which to insert and remove cards")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    raise_loopback()
    pcscd = start_pcscd(options.listener, options.directory)
    try:
        if not _wait_ready(pcscd, stop):
            return 1
        return _serve(pcscd, options.bench, stop)
    finally:
        pcscd.terminate()
        pcscd.wait()


def _serve(pcscd: subprocess.Popen[bytes], socket_path: Path, stop: threading.Event) -> int:
    bench = Bench()
    card = VpcdCard(bench, "127.0.0.1", PORT)
    server = serve(bench, socket_path)
    threading.Thread(target=card.run, name="vpcd-card", daemon=True).start()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    while not stop.is_set() and not _parent_gone() and pcscd.poll() is None:
        pass
    card.stop()
    server.close()
    return 1 if pcscd.poll() is not None else 0


def _parent_gone() -> bool:
    # nothing is ever written to the standard input, so it has something to read only at its end; waits 0.1 s
    return bool(select.select([sys.stdin], [], [], 0.1)[0])


if __name__ == "__main__":
    raise SystemExit(main())
