"""How the connection to the broker is treated below MQTT and TLS."""

import logging
import socket
import struct
from typing import Any

_log = logging.getLogger(__name__)

_OPTIONS = (
    # Acknowledgement and message are two small writes: with Nagle's algorithm each round trip costs 40 to 90 ms.
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    # A line that is dead while nothing is sent is noticed after about 35 s, before the next patient notices.
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 20),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)


def prepare(connection: Any) -> None:
    """Set the options of a new connection; `connection` is the MQTT library's kind of socket."""
    for level, option, value in _OPTIONS:
        connection.setsockopt(level, option, value)


def cut(connection: Any) -> None:
    """End a connection at once; its reader sees the end. What is unsent is thrown away by the kernel, not sent late."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Not SSLSocket's own shutdown: it would let the reading thread take ciphertext for plain text.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError as error:
        _log.debug("the connection was gone already: %s", error)
