"""The reader's own program before a card that never answers: its driver blocks, as PC/SC's does.

`mute_reader.py here --config FILE`: the card lies there already; `mute_reader.py later …`: it is laid down by the test.
"""

import sys
import threading

from firmware.link.client import LinkClient
from firmware.link.ipc import Publish, ToLink
from firmware.reader import main as reader
from hal.build import Hardware, build
from hal.virtual.nfc import VirtualConnection
from tests.firmware.reader.test_watchers import NoCard


def never(_: VirtualConnection, __: bytes) -> bytes:
    threading.Event().wait()
    return b""


def swallow(_: LinkClient, message: ToLink) -> bool:
    """Link takes every question: one that could not be sent would end the visit before the card is asked anything."""
    return isinstance(message, Publish)


def build_with_card(*arguments: object) -> Hardware:
    hardware = build(*arguments)  # type: ignore[arg-type]  # handed through
    hardware.bench.insert(NoCard())  # type: ignore[union-attr]  # every port is virtual
    return hardware


if __name__ == "__main__":
    VirtualConnection.transmit = never  # type: ignore[method-assign]  # what this program is for
    LinkClient.send = swallow  # type: ignore[method-assign]  # see there
    if sys.argv.pop(1) == "here":
        reader.build = build_with_card
    reader.main()
