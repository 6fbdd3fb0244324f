"""Who is at the other end of the local socket: asked of the kernel, never of the peer."""

import socket
import struct

from firmware.link.errors import PeerRefused

_CREDENTIALS = struct.Struct("3i")
"""`struct ucred` of unix(7): process id, user id, group id."""


def check_peer(connection: socket.socket, expected_user_id: int) -> None:
    """Raise PeerRefused unless the peer of a connected unix socket runs as the expected user."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    process_id, user_id, _ = _CREDENTIALS.unpack(raw)
    if user_id != expected_user_id:
        raise PeerRefused(user_id, process_id, expected_user_id)
