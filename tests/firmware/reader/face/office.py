"""A face desk on a bench: children that are no processes, and all that is posted and shown."""

from datetime import UTC, datetime

from firmware.face.child import words
from firmware.reader.face.desk import FaceDesk, FaceEffect, Rooms
from firmware.reader.inbox import FaceFound, Happened
from firmware.visit.effects import TakePhoto
from hal.settings import CameraSettings, HardwareSettings
from tests.firmware.reader.fakes import HandClock, Posted
from tests.support.face_child import FaceChildren

ROOMS = Rooms(match=(320, 240), compare=(200, 240))
PHOTO = b"the photo"
BOTH = HardwareSettings(card_camera=CameraSettings())


class Screen:
    """What was shown and not cleared, and all that ever was."""

    def __init__(self) -> None:
        self.now: list[words.Preview | words.Portrait] = []
        self.ever: list[words.Preview | words.Portrait] = []

    def preview(self, preview: words.Preview) -> None:
        self.now.append(preview)
        self.ever.append(preview)

    def portrait(self, portrait: words.Portrait) -> None:
        self.now.append(portrait)
        self.ever.append(portrait)

    def clear(self) -> None:
        self.now.clear()


class Office:
    """A desk with children that are no processes."""

    def __init__(self, hardware: HardwareSettings = BOTH) -> None:
        self.children, self.posted, self.screen, self.clock = FaceChildren(), Posted(), Screen(), HandClock()
        self.time = datetime(2026, 4, 1, 9, tzinfo=UTC)
        self.photos = [bytearray(PHOTO)]
        self.desk = FaceDesk(
            self.children.make, hardware, ROOMS, self.clock, lambda: self.time, self.posted.post, self.screen
        )

    def with_photo(self) -> "Office":
        """The child of this visit has the card's photo, as nearly always."""
        self.do(TakePhoto(1))
        self.children.newest.orders.clear()
        self.posted.clear()
        return self

    def silent(self) -> "Office":
        """From now on a child says only what a test lets it say."""
        self.children.script = lambda _: ()
        return self

    def do(self, effect: FaceEffect) -> None:
        self.desk.do(effect, self.photos.pop)

    def say(self, report: words.AnyReport) -> None:
        self.children.newest.say(report)

    @property
    def orders(self) -> list[words.Order]:
        return self.children.newest.orders

    @property
    def found(self) -> list[FaceFound]:
        return [item for item in self.posted if isinstance(item, FaceFound)]

    @property
    def payload(self) -> object:
        last = self.posted[-1]
        assert isinstance(last, Happened)
        return last.payload
