"""The other parts of a bench, one small class each: what was shown and heard, what is pressed and broken."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from hal.board import BoardHealth
from hal.display import Frame
from hal.errors import DeviceMissing
from hal.keypad import Key, Touch
from hal.sound import Lamp, Tone
from hal.virtual.changes import Changes

Part = Literal["nfc", "display", "keypad", "camera", "card_camera", "sound", "board"]
KEPT_SIGNALS = 200  # a whole visit makes about 60; older ones are of no use to whoever watches


@dataclass(frozen=True, slots=True)
class Signal:
    """A lamp, tone or prompt in the order it came; `language` only for prompts."""

    number: int
    kind: Literal["lamp", "tone", "speech"]
    value: str
    language: str = ""


class Screen:
    """The last frame that was shown, and how many there were."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.frame: Frame | None = None
        self.number = 0

    def show(self, frame: Frame) -> None:
        """Keep a frame as the one that is seen."""
        with self._changes.lock:
            self.frame = frame
            self.number += 1
            self._changes.note()


class Keys:
    """Presses that the driver has not read yet."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._waiting: deque[Key | Touch] = deque()

    def press(self, press: Key | Touch) -> None:
        """Add one press."""
        with self._changes.lock:
            self._waiting.append(press)
            self._changes.note()

    def take(self) -> Key | Touch | None:
        """The oldest press, or None."""
        with self._changes.lock:
            return self._waiting.popleft() if self._waiting else None

    def __len__(self) -> int:
        return len(self._waiting)


class Signals:
    """What lamp and loudspeaker did."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._log: deque[Signal] = deque(maxlen=KEPT_SIGNALS)
        self._count = 0
        self.lamp = Lamp.OFF

    def light(self, lamp: Lamp) -> None:
        """Remember the lamp."""
        with self._changes.lock:
            self.lamp = lamp
            self._add("lamp", lamp.value)

    def tone(self, tone: Tone) -> None:
        """Remember a tone."""
        self._add("tone", tone.value)

    def speak(self, prompt: str, language: str) -> None:
        """Remember a prompt."""
        self._add("speech", prompt, language)

    def _add(self, kind: Literal["lamp", "tone", "speech"], value: str, language: str = "") -> None:
        with self._changes.lock:
            self._count += 1
            self._log.append(Signal(self._count, kind, value, language))
            self._changes.note()

    def since(self, number: int) -> tuple[Signal, ...]:
        """The signals after the one with this number, as far as they are still kept."""
        with self._changes.lock:
            return tuple(signal for signal in self._log if signal.number > number)


class Faults:
    """Which parts are broken."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._broken: frozenset[Part] = frozenset()

    def set(self, part: Part, broken: bool) -> None:
        """Break a part or mend it; whoever waits for it is woken."""
        with self._changes.lock:
            self._broken = self._broken | {part} if broken else self._broken - {part}
            self._changes.note()

    def broken(self, part: Part) -> bool:
        """Whether the part is broken."""
        return part in self._broken

    def check(self, part: Part) -> None:
        """Raise DeviceMissing where the part is broken."""
        if part in self._broken:
            raise DeviceMissing(f"virtual {part}", "the bench made it fail")


class Time:
    """The virtual clock: it stands still unless the bench moves it."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.monotonic = 1000.0
        self.now = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
        self.sure = True

    def advance(self, seconds: float) -> None:
        """Move both clocks on. Raises ValueError for a step back, which no monotonic clock does."""
        if seconds < 0:
            raise ValueError("time does not go back")
        with self._changes.lock:
            self.monotonic += seconds
            self.now += timedelta(seconds=seconds)
            self._changes.note()

    def set(self, now: datetime, sure: bool) -> None:
        """Set the wall clock, right or wrong."""
        with self._changes.lock:
            self.now = now
            self.sure = sure
            self._changes.note()


HEALTHY = BoardHealth(
    "virtual board", 45.0, undervoltage=False, throttled=False, memory_free_mb=512.0, disk_free_mb=4096.0
)
UNKNOWN = BoardHealth("virtual board", None, None, None, None, None)
