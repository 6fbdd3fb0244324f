"""The order Compare: the chip's photo once, then what the camera sees, for staff who compare."""

from collections.abc import Generator
from contextlib import closing

from firmware.face.child.eye import image_of
from firmware.face.child.kit import Kit, Showing
from firmware.face.child.looking import frames
from firmware.face.child.overlay import cut, fitting, whole
from firmware.face.child.words import Compare, Portrait


def compare(order: Compare, kit: Kit) -> Generator[None, None, None]:
    """Show until another order comes. Raises CameraUnwell, ReaderGone.

    Not as in a mirror, and without an oval: who compares two pictures wants them alike. Needs no engine. Where there
    is no photo, staff has the printed one.
    """
    size = fitting(order.width, order.height)
    if kit.photo is not None:
        picture = whole(kit.photo.picture, size)
        height, width = picture.shape[:2]
        kit.channel.say(Portrait(order.look, width, height, picture.tobytes()))
    showing = Showing(kit, order.look)
    with closing(frames("camera", kit.open_camera, kit.clock)) as coming:
        for frame in coming:
            if frame is not None and showing.due():
                showing.show(cut(image_of(frame), size))
            yield
