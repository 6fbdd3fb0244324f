"""A child on a machine without the libraries for pictures: it says so, and answers every order with it."""

from firmware.face.child.channel import Channel
from firmware.face.child.words import Awake, Faulted, Rest
from firmware.face.reasons import PrintReason, Reason, lacks_library


def serve_without_libraries(channel: Channel, lacking: str) -> None:
    """Until the reader is gone; `lacking` is the name of a module. Raises ReaderGone, WordsUnreadable."""
    awake = Awake(
        missing=Reason.NO_LIBRARY.value, detail=lacks_library(lacking), print_missing=PrintReason.NO_LIBRARY.value
    )
    channel.say(awake)
    while True:
        order = channel.order(None)
        if order is not None and not isinstance(order, Rest):
            channel.say(Faulted(order.look, "engine", "unavailable"))
