"""A reader's face desk in a process of its own, whose memory a test looks through: python -m … PHOTO PICTURES.

It does what is asked on stdin, one word a line, and says when it is done. PICTURES is a recording that stands for the
camera; nothing else of this process has seen a picture.
"""

import sys
import threading
from pathlib import Path

from firmware.face.child.setup import Setup
from firmware.face.child.words import Portrait, Preview
from firmware.reader.face.desk import Rooms, face_desk
from firmware.reader.face.forgetting import give_large_blocks_back
from firmware.visit.effects import DismissFace, ShowBoth, TakePhoto
from hal.real.clock import SystemClock
from hal.settings import CameraSettings, ClockSettings, HardwareSettings

SIZE = (400, 300)
LONG = 60.0


class LastPicture:
    """Keeps the last picture of each kind until it is cleared, as a screen does."""

    def __init__(self) -> None:
        self.portrait_held: Portrait | None = None
        self.held: Preview | None = None
        self.both = threading.Event()

    def preview(self, preview: Preview) -> None:
        self.held = preview
        if self.portrait_held is not None:
            self.both.set()

    def portrait(self, portrait: Portrait) -> None:
        self.portrait_held = portrait

    def clear(self) -> None:
        self.both.clear()
        self.held = self.portrait_held = None


def read(path: Path) -> bytearray:
    """As the vault has it: in a room that can be wiped."""
    room = bytearray(path.stat().st_size)
    with path.open("rb", 0) as file:
        file.readinto(room)
    return room


def main() -> None:
    assert give_large_blocks_back()
    photo, pictures = Path(sys.argv[1]), sys.argv[2]
    clock, screen, taken = SystemClock(ClockSettings()), LastPicture(), threading.Event()
    camera = CameraSettings(driver="recording", device=pictures, width=400, height=300)
    setup = Setup("none", "none", HardwareSettings(camera=camera))
    desk = face_desk(setup, Rooms(SIZE, SIZE), clock, clock.now, lambda _: taken.set(), screen)
    desk.tick()
    for line in sys.stdin:
        match line.strip():
            case "show":
                taken.clear()
                desk.do(TakePhoto(1), lambda: read(photo))
                assert taken.wait(LONG)
                desk.do(ShowBoth(2), bytearray)
                assert screen.both.wait(LONG)
            case "end":
                desk.do(DismissFace(), bytearray)
                ended = threading.Event()
                while not desk.health.ready:
                    ended.wait(0.05)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    desk.close(LONG)


if __name__ == "__main__":
    main()
