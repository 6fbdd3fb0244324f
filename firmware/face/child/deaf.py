"""A child on a machine without the libraries for pictures: it says so, and answers every order with it."""

from firmware.face.child.channel import Channel
from firmware.face.child.words import Awake, Faulted, Rest
from firmware.face.engine.availability import PrintReason, Reason


def serve_without_libraries(channel: Channel, lacking: str) -> None:
    """Until the reader is gone; `lacking` is the name of a module. Raises ReaderGone, WordsUnreadable."""
    detail = f"{lacking} cannot be loaded; install the extra `face`"
    channel.say(Awake(missing=Reason.NO_LIBRARY.value, detail=detail, print_missing=PrintReason.NO_LIBRARY.value))
    while True:
        order = channel.order(None)
        if order is not None and not isinstance(order, Rest):
            channel.say(Faulted(order.look, "engine", "unavailable"))
