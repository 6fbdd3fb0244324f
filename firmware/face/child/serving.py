"""The child's loop: one order after another, a newer one ends the one before."""

from collections.abc import Generator

from firmware.face.child import limits
from firmware.face.child.comparing import compare
from firmware.face.child.held import take
from firmware.face.child.kit import Kit
from firmware.face.child.looking import CameraUnwell
from firmware.face.child.matching import attempt_match
from firmware.face.child.printing import read_print
from firmware.face.child.words import AnyOrder, Compare, Faulted, Match, PhotoTaken, ReadPrint, Rest, Rested, TakePhoto
from firmware.face.errors import ModelUnusable

Task = Generator[None, None, None]
"""An order being carried out: it pauses where another order may end it, and lets go of all it has when it is closed."""


def serve(kit: Kit) -> None:
    """Carry orders out until the reader is gone. Raises ReaderGone, WordsUnreadable."""
    task: Task | None = None
    try:
        while True:
            order = kit.channel.order(None if task is None else 0.0)
            if order is not None:
                if task is not None:
                    task.close()
                task = _begin(order, kit)
            # An order may hold a photo: not kept here until the next one comes.
            del order
            if task is not None and not _went_on(task):
                task = None
    finally:
        if task is not None:
            task.close()


def _went_on(task: Task) -> bool:
    try:
        next(task)
    except StopIteration:
        return False
    return True


def _begin(order: AnyOrder, kit: Kit) -> Task | None:
    match order:
        case ReadPrint(look=look):
            return _watched(look, read_print(order, kit), kit)
        case TakePhoto():
            _take_photo(order, kit)
            return None
        case Match(look=look):
            return _watched(look, attempt_match(order, kit), kit)
        case Compare(look=look):
            return _watched(look, compare(order, kit), kit)
        case Rest():
            # What was under way was closed before, and its camera with it.
            kit.channel.say(Rested())
            return None


def _watched(look: int, task: Task, kit: Kit) -> Task:
    try:
        yield from task
    except CameraUnwell as unwell:
        kit.channel.say(Faulted(look, unwell.camera, unwell.fault))


def _take_photo(order: TakePhoto, kit: Kit) -> None:
    kit.photo = None
    try:
        with limits.short_time():
            finding, kit.photo = take(bytes(order.photo), kit.engine)
    except ModelUnusable:
        kit.channel.say(Faulted(order.look, "engine", "unavailable"))
    else:
        kit.channel.say(PhotoTaken(order.look, finding))
