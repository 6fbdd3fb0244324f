"""What stands before a camera of a bench: a picture, a film, a live stream, and what is wrong with the camera."""

from collections import deque
from typing import Literal

from hal.display import Frame
from hal.virtual.changes import Changes
from hal.virtual.footage import Footage, still

CameraTrouble = Literal["black", "frozen", "slow", "stalled", "missing"]

STILL_SECONDS = 1 / 15  # between two frames of a picture: the slowest camera the product means to use
SLOW_SECONDS = 1.0  # between two frames of a camera that is too slow
MAX_QUEUED = 8  # films; a whole visit asks for three
_SUMS = 1e-6  # seconds that sums of fractions of a second may be off


class Scene:
    """What one camera looks at. The time comes from the driver that looks; every verb may be used from any thread.

    Of two drivers the last that was started has the camera: the one before may be of a process that was killed.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._film: Footage | None = None
        self._queued: deque[Footage] = deque()
        self._begun: float | None = None
        self._trouble: CameraTrouble | None = None
        self._held: Frame | None = None
        self._holder: object | None = None
        self.running = False
        self.live = False
        self.version = 0
        self.pushed = 0

    @property
    def picture(self) -> Frame | None:
        """The first frame of what stands there; None for nothing."""
        with self._changes.lock:
            return None if self._film is None else self._film.at(0.0)

    @property
    def stalled(self) -> bool:
        """Whether no frame can come."""
        return self._film is None or self._trouble == "stalled"

    @property
    def interval(self) -> float:
        """Seconds between two frames; at least so many where they are live."""
        if self._trouble == "slow":
            return SLOW_SECONDS
        if self.live:
            return 0.0
        film = self._film
        return STILL_SECONDS if film is None or len(film.frames) == 1 else 1 / film.frames_per_second

    def show(self, seen: Frame | Footage | None) -> None:
        """Put a picture or a film before the camera, from its beginning and again and again, or nothing.

        Raises BadFootage.
        """
        film = still(seen) if isinstance(seen, Frame) else seen
        with self._changes.lock:
            self._put(film, live=False)
            self._moved()

    def push(self, picture: Frame) -> None:
        """Give the camera the next frame of a live stream; it has no other until the next one. Raises BadFootage."""
        film = still(picture)
        with self._changes.lock:
            begins = not self.live
            self._put(film, live=True)
            self.pushed += 1
            if begins:
                self._moved()
            else:
                self._changes.note()

    def queue(self, film: Footage) -> None:
        """Show this film once the one that is shown came to its end; a live stream ends at once.

        Each queued film is seen from its first frame: it begins when somebody looks for the first time after the
        end of the one before, however late that is. Raises ValueError when too many wait.
        """
        with self._changes.lock:
            if len(self._queued) >= MAX_QUEUED:
                raise ValueError(f"{MAX_QUEUED} films are waiting already")
            if self._film is None or self.live:
                self.show(film)
            else:
                self._queued.append(film)

    def disturb(self, trouble: CameraTrouble | None) -> None:
        """Let the camera do one thing wrong, or nothing any more."""
        with self._changes.lock:
            self._trouble = trouble
            self._moved()

    def begin(self, holder: object) -> None:
        """Note that this driver started the camera, and has it from now on."""
        with self._changes.lock:
            if self._holder is not holder:
                self._holder = holder
                self._held = None
                self.running = True
                self._changes.note()

    def end(self, holder: object) -> None:
        """Note that this driver stopped the camera; nothing happens where it has it no more."""
        with self._changes.lock:
            if self._holder is holder:
                self._holder = None
                self._held = None
                self.running = False
                self._changes.note()

    def held_by(self, holder: object) -> bool:
        """Whether this driver has the camera."""
        return self._holder is holder

    def take(self, now: float) -> Frame | None:
        """The frame that the camera takes at `now`, monotonic seconds; None while none can come."""
        with self._changes.lock:
            if self._film is None or self._trouble == "stalled":
                return None
            frame = self._at(self._film, now)
            if self._trouble == "black":
                return Frame(frame.width, frame.height, bytes(len(frame.pixels)))
            if self._trouble == "frozen" and self._held is not None:
                return self._held
            self._held = frame
            return frame

    def look(self) -> Frame | None:
        """What the camera took last; while it is off, the first frame of what stands there."""
        with self._changes.lock:
            return self._held if self.running and self._held is not None else self.picture

    def _at(self, film: Footage, now: float) -> Frame:
        begun = now if self._begun is None else self._begun
        if now - begun >= film.seconds - _SUMS:
            if self._queued:
                film = self._film = self._queued.popleft()
                begun = now
            else:
                begun += int((now - begun + _SUMS) / film.seconds) * film.seconds
        self._begun = begun
        return film.at(max(0.0, now - begun))

    def _put(self, film: Footage | None, *, live: bool) -> None:
        self._film = film
        self.live = live
        self._queued.clear()
        self._begun = None

    def _moved(self) -> None:
        self.version += 1
        self._changes.note()
