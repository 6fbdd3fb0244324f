"""Face effects: orders to the child of this visit; what it says becomes events, what it shows goes to the screen."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from firmware.face.child import words
from firmware.face.child.limits import OVERTIME
from firmware.face.child.setup import Setup
from firmware.face.reasons import PRINT_PREFIX
from firmware.japan import day_in_japan
from firmware.reader.face.keeper import FaceHealth, Keeper
from firmware.reader.face.meaning import found, meaning
from firmware.reader.face.process import FaceProcess, Make
from firmware.reader.face.streak import Streak
from firmware.reader.face.work import FaceEffect
from firmware.reader.inbox import Happened, Post
from firmware.visit.effects import DismissFace, Match, ReadPrint, ShowBoth, StopLooking, TakePhoto
from firmware.visit.events_face import FaceFaulted, PhotoTaken
from firmware.visit.findings import FaceFault, PhotoVerdict
from hal.clock import Clock
from hal.settings import HardwareSettings

REST_S = 1.0
"""A child takes less than a tenth of it to end a frame and to close its camera."""

Size = tuple[int, int]


class FaceScreen(Protocol):
    """Where pictures go. Called by the child's thread; must not block for long, and calls nothing of the desk."""

    def preview(self, preview: words.Preview) -> None:
        """What the camera sees now."""

    def portrait(self, portrait: words.Portrait) -> None:
        """The chip's photo, for staff who compare."""

    def clear(self) -> None:
        """Forget every picture."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Pixels (width, height) that the screen has for a preview: of the person alone, and of one of two pictures."""

    match: Size
    compare: Size


@dataclass(frozen=True, slots=True)
class _Look:
    number: int
    photo: bool


class FaceDesk:
    """Carries out face effects. `do`, `tick` and `close` are the loop's; the child's thread brings what it says.

    `now` is the best time that the reader knows (the centre's), for the day that an expiry is compared with.
    """

    def __init__(
        self,
        make: Make,
        hardware: HardwareSettings,
        rooms: Rooms,
        clock: Clock,
        now: Callable[[], datetime],
        post: Post,
        screen: FaceScreen,
    ) -> None:
        self._card_camera = hardware.card_camera is not None
        self._rooms = rooms
        self._now = now
        self._post = post
        self._screen = screen
        self._lock = threading.RLock()
        self._look: _Look | None = None
        self._clock = clock
        self._streak = Streak()
        self._rests: deque[float] = deque()
        self._photo_held = False
        self._keeper = Keeper(make, clock, self)

    def available(self) -> bool:
        """Whether the face may be offered to whoever lays a card down now. May be called from any thread."""
        return not self.why

    @property
    def why(self) -> str:
        """The code of what is missing, empty when nothing is."""
        known = self._keeper.known
        if known is None:
            return "child-failing" if self._keeper.failing else "starting"
        if known.missing or known.print_missing:
            return known.missing or f"{PRINT_PREFIX}{known.print_missing}"
        if self._streak.closed(self._clock.monotonic()):
            return "too-many-failures"
        return "" if self._card_camera else "no-card-camera"

    @property
    def health(self) -> FaceHealth:
        """For the reader's reports."""
        known = self._keeper.known
        return self._keeper.health(self.why, "" if known is None else known.detail)

    def do(self, effect: FaceEffect, take_photo: Callable[[], bytearray]) -> None:
        """Start a face effect; its event comes through the inbox.

        `take_photo` takes the photo out of the vault; it is wiped here when it was handed over.
        """
        match effect:
            case ReadPrint(look=look, seconds=seconds):
                self._begin(look, words.ReadPrint(look, day_in_japan(self._now()), seconds))
            case TakePhoto(look=look):
                photo = take_photo()
                self._begin(look, words.TakePhoto(look, photo))
                photo[:] = bytes(len(photo))
            case Match(look=look) | ShowBoth(look=look) if not self._photo_held:
                # The child that had it is gone: nobody is compared with nothing, and staff is not left waiting.
                self._fault(look)
            case Match(look=look):
                self._begin(look, words.Match(look, *self._rooms.match))
            case ShowBoth(look=look):
                self._begin(look, words.Compare(look, *self._rooms.compare))
            case StopLooking():
                self._end()
                self._rest()
            case DismissFace():
                self._forget()
                self._keeper.dismiss()

    def tick(self) -> None:
        """Look after the children; about once a second, also while nobody is served."""
        with self._lock:
            overdue = bool(self._rests) and self._clock.monotonic() >= self._rests[0]
            look = self._forget() if overdue else None
        if overdue:
            # A PIN may be typed now: whatever holds the camera is ended, and the kernel closes it.
            self._keeper.dismiss()
        if look is not None:
            self._fault(look.number)
        self._keeper.tick()

    def close(self, longest: float) -> None:
        """End the child; wait for it, at most so many seconds."""
        self._end()
        self._keeper.close(longest)

    def said(self, report: words.AnyReport, awake: words.Awake) -> None:
        """As `Serves.said`. What belongs to a look that is over means nothing any more."""
        with self._lock:
            if isinstance(report, words.Rested):
                if self._rests:
                    self._rests.popleft()
                return
            look = self._look
            if look is None or isinstance(report, words.Awake) or report.look != look.number:
                return
            # With the lock held: `clear` cannot come in between, or an old picture would be seen after it.
            match report:
                case words.Preview():
                    self._screen.preview(report)
                    return
                case words.Portrait():
                    self._screen.portrait(report)
                    return
                case words.Noticed():
                    # The look goes on.
                    pass
                case _:
                    self._end()
        if isinstance(report, words.PhotoTaken):
            self._photo_held = report.finding in {"usable", "poor"}
        if isinstance(report, words.Decided):
            self._count(report.verdict == "match")
        for one in found(report):
            self._post(one)
        self._post(meaning(report, awake))

    def _count(self, matched: bool) -> None:
        self._streak = Streak() if matched else self._streak.failed(self._clock.monotonic())

    def lost(self, status: int | None) -> None:
        """As `Serves.lost`."""
        look = self._forget()
        if look is None:
            return
        # A photo that took too long: the child ends by its own limit.
        if look.photo and status == -OVERTIME:
            self._post(Happened(PhotoTaken(look.number, PhotoVerdict.UNREADABLE)))
        else:
            self._fault(look.number)

    def _begin(self, look: int, order: words.AnyOrder) -> None:
        with self._lock:
            self._end()
            self._look = _Look(look, photo=isinstance(order, words.TakePhoto))
        if not self._keeper.order(order):
            with self._lock:
                self._end()
            self._fault(look)

    def _end(self) -> None:
        with self._lock:
            self._look = None
            self._screen.clear()

    def _rest(self) -> None:
        # Noted before it is ordered: the child may have said that it rests before this thread goes on.
        with self._lock:
            self._rests.append(self._clock.monotonic() + REST_S)
        if not self._keeper.rest(words.Rest()):
            with self._lock:
                self._rests.clear()

    def _forget(self) -> _Look | None:
        """Nothing of this child counts any more; the look that it leaves."""
        with self._lock:
            look = self._look
            self._end()
            self._rests.clear()
            self._photo_held = False
            return look

    def _fault(self, look: int) -> None:
        self._post(Happened(FaceFaulted(look, FaceFault.ENGINE)))


def face_desk(
    setup: Setup,
    rooms: Rooms,
    clock: Clock,
    now: Callable[[], datetime],
    post: Post,
    screen: FaceScreen,
) -> FaceDesk:
    """The desk of a reader, with children that are processes. The first one starts at the first `tick`."""
    return FaceDesk(
        lambda listener: FaceProcess(setup, listener, post), setup.hardware, rooms, clock, now, post, screen
    )
