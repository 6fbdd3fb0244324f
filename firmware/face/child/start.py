"""How a face child begins and ends, and the only line that it ever says: types and places in the code, no values."""

import os
import socket
import sys

import msgspec

from firmware.describing import describe
from firmware.face.child.channel import Channel, ReaderGone
from firmware.face.child.limits import close_in, confine
from firmware.face.child.setup import Setup, decode_setup
from firmware.face.child.words import WordsUnreadable

WRONG = 3
"""Exit status where the reader said something unreadable."""

MISUSED = 2
"""Exit status where somebody else than the reader started it."""

USAGE = "usage: python -m firmware.face.child NUMBER (of a socket; only uketsuke-reader starts it)"


def main(arguments: list[str]) -> int:
    """Confine this process, then serve on the socket whose number is the only argument."""
    end = _socket(arguments)
    if end is None:
        sys.stderr.write(f"{USAGE}\n")
        return MISUSED
    confine()
    said = _silence_libraries()
    sys.excepthook = lambda _, error, __: _say(said, error)
    with end:
        return _serve(Channel(end), said)


def _socket(arguments: list[str]) -> socket.socket | None:
    """The socket that was handed over; None where the arguments name none."""
    if len(arguments) != 1 or not arguments[0].isdecimal():
        return None
    try:
        return socket.socket(fileno=int(arguments[0]))
    except (OSError, OverflowError):
        return None


def _serve(channel: Channel, said: int) -> int:
    try:
        _open_and_serve(channel, decode_setup(channel.setup()))
    except ReaderGone:
        return 0
    except (WordsUnreadable, msgspec.DecodeError) as error:
        _say(said, error)
        return WRONG
    return 0


def _open_and_serve(channel: Channel, setup: Setup) -> None:
    try:
        # Only here: the limits have to stand first, and a machine without these libraries says so.
        from firmware.face.child.opening import open_kit
        from firmware.face.child.serving import serve
        from hal.real.clock import SystemClock
    except ImportError as error:
        from firmware.face.child.deaf import serve_without_libraries

        serve_without_libraries(channel, error.name or "a library")
        return
    kit, awake = open_kit(setup, channel, SystemClock(setup.hardware.clock))
    close_in()
    channel.say(awake)
    serve(kit)


def _silence_libraries() -> int:
    """Let OpenCV, which tells on stderr what it decodes, speak to nobody; where our own line goes instead."""
    own = os.dup(sys.stderr.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return own


def _say(own: int, error: BaseException) -> None:
    os.write(own, f"uketsuke-face: fault: {describe(error)}\n".encode())
