"""The order ReadPrint: 照合番号B from the card's face side."""

from collections.abc import Generator
from contextlib import closing

from firmware.face.child.eye import image_of
from firmware.face.child.kit import Kit
from firmware.face.child.looking import frames
from firmware.face.child.words import Faulted, PrintRead, ReadPrint
from firmware.face.engine.faces import Image
from firmware.face.printed.number import Doubt, Reading
from firmware.face.printed.reader import MOST_FRAMES

APART_SECONDS = 0.15
"""Between two frames: glare and noise change, and a hand that lays the card down is away."""


def read_print(order: ReadPrint, kit: Kit) -> Generator[None, None, None]:
    """Read until something is sure, a doubt stays or the time is over. Raises CameraUnwell, ReaderGone.

    The camera is off before the text is recognised, which cannot be interrupted and takes a second or two.
    """
    if kit.reader is None:
        kit.channel.say(Faulted(order.look, "engine", "unavailable"))
        return
    deadline, doubt = kit.clock.monotonic() + order.seconds, Doubt.NO_CARD
    while kit.clock.monotonic() < deadline:
        pictures: list[Image] = []
        yield from _gather(kit, deadline, pictures)
        outcome = kit.reader.read(pictures, order.today)
        if isinstance(outcome, Reading):
            kit.channel.say(PrintRead(order.look, outcome.number.reveal().decode("ascii")))
            return
        doubt = outcome.doubt
        if doubt in (Doubt.CONFLICT, Doubt.IMPLAUSIBLE):
            break
        yield
    kit.channel.say(PrintRead(order.look, None, doubt.name.lower()))


def _gather(kit: Kit, deadline: float, pictures: list[Image]) -> Generator[None, None, None]:
    """Put as many frames as are looked at into `pictures`, or those that come in time."""
    taken_at = float("-inf")
    with closing(frames("card_camera", kit.open_camera, kit.clock)) as coming:
        for frame in coming:
            if frame is not None and frame.taken_at - taken_at >= APART_SECONDS:
                taken_at = frame.taken_at
                pictures.append(image_of(frame))
            if len(pictures) == MOST_FRAMES or kit.clock.monotonic() >= deadline:
                return
            yield
