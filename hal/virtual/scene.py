"""What stands before a camera of a bench: a picture or a film, and what is wrong with the camera that looks at it."""

from collections import deque
from typing import Literal

from hal.display import Frame
from hal.virtual.changes import Changes
from hal.virtual.footage import Footage, still

CameraRole = Literal["camera", "card_camera"]
CameraTrouble = Literal["black", "frozen", "slow", "stalled", "missing"]

STILL_SECONDS = 1 / 15  # between two frames of a picture: the slowest camera the product means to use
SLOW_SECONDS = 1.0  # between two frames of a camera that is too slow
MAX_QUEUED = 8  # films; a whole visit asks for three


class Scene:
    """What one camera looks at. The time comes from the driver that looks; every verb may be used from any thread."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._film: Footage | None = None
        self._queued: deque[Footage] = deque()
        self._begun: float | None = None
        self._trouble: CameraTrouble | None = None
        self._held: Frame | None = None
        self.running = False
        self.version = 0

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
        """Seconds between two frames."""
        if self._trouble == "slow":
            return SLOW_SECONDS
        film = self._film
        return STILL_SECONDS if film is None or len(film.frames) == 1 else 1 / film.frames_per_second

    def show(self, seen: Frame | Footage | None) -> None:
        """Put a picture or a film before the camera, from its beginning and again and again, or nothing.

        Raises BadFootage.
        """
        film = still(seen) if isinstance(seen, Frame) else seen
        with self._changes.lock:
            self._film = film
            self._queued.clear()
            self._begun = None
            self._moved()

    def queue(self, film: Footage) -> None:
        """Show this film once the one that is shown came to its end. Raises ValueError when too many wait."""
        with self._changes.lock:
            if len(self._queued) >= MAX_QUEUED:
                raise ValueError(f"{MAX_QUEUED} films are waiting already")
            if self._film is None:
                self.show(film)
            else:
                self._queued.append(film)

    def disturb(self, trouble: CameraTrouble | None) -> None:
        """Let the camera do one thing wrong, or nothing any more."""
        with self._changes.lock:
            self._trouble = trouble
            self._moved()

    def run(self, running: bool) -> None:
        """Note that the camera was started or stopped."""
        with self._changes.lock:
            if self.running != running:
                self.running = running
                self._held = None
                self._changes.note()

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
        while now - begun >= film.seconds:
            rounds = 1 if self._queued else int((now - begun) / film.seconds)
            begun += rounds * film.seconds
            if self._queued:
                film = self._film = self._queued.popleft()
        self._begun = begun
        return film.at(max(0.0, now - begun))

    def _moved(self) -> None:
        self.version += 1
        self._changes.note()
