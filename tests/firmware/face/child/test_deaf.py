"""A machine without the libraries for pictures: the child says so, and the reader loses nothing but the face way."""

import socket
import subprocess
import sys
from datetime import date

import pytest

from firmware.face.child.setup import Setup, encode_setup
from firmware.face.child.words import (
    Awake,
    Compare,
    Faulted,
    Match,
    ReadPrint,
    Rest,
    TakePhoto,
    decode_report,
    encode,
    length_of,
)
from tests.support.issued import ROOT

pytestmark = pytest.mark.process
LONG = 60.0
WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("cv2", "numpy"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from firmware.face.child.start import main
sys.exit(main(sys.argv[1:]))
"""


def test_every_order_is_answered_and_nothing_breaks() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-c", WITHOUT, str(theirs.fileno())]
        started = subprocess.Popen(command, cwd=ROOT, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
        theirs.close()
        with started, ours.makefile("rb") as coming:
            body = encode_setup(Setup("none", "none"))
            ours.sendall(len(body).to_bytes(4, "big") + body)
            orders = (
                ReadPrint(1, date(2026, 4, 1), 8.0),
                TakePhoto(2, bytearray(b"x")),
                Rest(),
                Match(3, 320, 240),
                Compare(4, 320, 240),
            )
            ours.sendall(b"".join(encode(order) for order in orders))
            ours.shutdown(socket.SHUT_WR)
            said = []
            while head := coming.read(4):
                said.append(decode_report(coming.read(length_of(head))))
            _, errors = started.communicate(timeout=LONG)
    assert isinstance(said[0], Awake)
    assert (said[0].missing, said[0].print_missing) == ("no-library", "no-library")
    assert "install the extra `face`" in said[0].detail
    assert said[1:] == [Faulted(look, "engine", "unavailable") for look in (1, 2, 3, 4)]
    assert (started.returncode, errors) == (0, b"")
