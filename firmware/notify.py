"""Tells the supervisor (systemd, or the demo's own) how this process is doing: sd_notify(3) in a few lines."""

import os
import socket


def ready() -> bool:
    """Say that the process does its work from now on; False when nobody listens."""
    return _notify("READY=1")


def watchdog() -> bool:
    """Say that the main loop still turns; False when nobody listens."""
    return _notify("WATCHDOG=1")


def stopping() -> bool:
    """Say that the process ends on purpose; False when nobody listens."""
    return _notify("STOPPING=1")


def status(text: str) -> bool:
    """Say in one line of codes, never personal data, what goes on; False when nobody listens."""
    return _notify("STATUS=" + text.replace("\n", " "))


def _notify(message: str) -> bool:
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return False
    # A leading @ stands for the zero byte of Linux' abstract names.
    address = "\0" + path[1:] if path.startswith("@") else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.setblocking(False)
        try:
            channel.sendto(message.encode(), address)
        except OSError:
            # A supervisor that died or is busy is no reason for its child to fail.
            return False
    return True
