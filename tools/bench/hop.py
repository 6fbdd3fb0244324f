"""What one more process on the way costs: a message over a local socket to a bare process and back.

The floor has no such process, the product has: link between reader and broker, twice in a round trip.
"""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

MESSAGE = bytes(6000)
"""About as long as an identify request when it is sealed."""
PAUSE_S = 0.15
END_S = 5.0


@contextlib.contextmanager
def bare_hop() -> Iterator[Callable[[], float]]:
    """A process that sends everything back; each call says how many milliseconds that took."""
    near, far = socket.socketpair()
    with near, far:
        echo = subprocess.Popen([sys.executable, "-m", "tools.bench.hop", str(far.fileno())], pass_fds=[far.fileno()])
        far.close()
        try:
            _once(near)
            yield lambda: _once(near)
        finally:
            near.close()
            echo.wait(END_S)


def _once(near: socket.socket) -> float:
    time.sleep(PAUSE_S)
    began = time.perf_counter()
    near.sendall(MESSAGE)
    left = len(MESSAGE)
    while left and (data := near.recv(left)):
        left -= len(data)
    return (time.perf_counter() - began) * 1000


def _echo(connection: socket.socket) -> None:
    with connection:
        while data := connection.recv(65536):
            connection.sendall(data)


if __name__ == "__main__":
    _echo(socket.socket(fileno=int(sys.argv[1])))
