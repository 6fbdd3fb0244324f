"""The bench: the other side of every virtual port. Tests, the panel and demos act as the world around a reader."""

from dataclasses import dataclass
from datetime import datetime

from hal.board import BoardHealth
from hal.camera import CameraRole
from hal.display import Frame
from hal.keypad import Key, Touch
from hal.virtual.changes import Changes
from hal.virtual.footage import Footage
from hal.virtual.parts import HEALTHY, Faults, Keys, Part, Screen, Signal, Signals, Time
from hal.virtual.scene import CameraTrouble, Scene
from hal.virtual.tray import CardInField, Tray, When


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that can be seen from outside at one moment; `changes` tells whether another one is worth asking for."""

    changes: int
    frame_number: int
    lamp: str
    signals: tuple[Signal, ...]
    card_present: bool
    presence_counter: int
    apdus: int
    camera_running: bool
    card_camera_running: bool = False


class Bench:
    """One virtual reader as its surroundings see it. Every verb may be used from any thread."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.tray = Tray(self.changes)
        self.screen = Screen(self.changes)
        self.keys = Keys(self.changes)
        self.signals = Signals(self.changes)
        self.scene = Scene(self.changes)
        self.card_scene = Scene(self.changes)
        self.scenes: dict[CameraRole, Scene] = {"camera": self.scene, "card_camera": self.card_scene}
        self.faults = Faults(self.changes)
        self.time = Time(self.changes)
        self.health: BoardHealth = HEALTHY

    def insert(self, card: CardInField) -> None:
        """Lay a card on the tray. Raises BenchError when one lies there."""
        self.tray.insert(card)

    def remove(self) -> None:
        """Take the card. Raises BenchError when there is none."""
        self.tray.remove()

    def tear_after(self, apdus: int, when: When) -> None:
        """Tear the card off around the command that follows the next `apdus` commands (see `Tray.tear_after`)."""
        self.tray.tear_after(apdus, when)

    def mute(self, muted: bool = True) -> None:
        """Let the card lie there without an answer, or answer again."""
        self.tray.mute(muted)

    def occupy(self, occupied: bool = True) -> None:
        """Let another program hold the card reader, or let go of it."""
        self.tray.occupy(occupied)

    def press(self, key: Key) -> None:
        """Press one of the twelve keys."""
        self.keys.press(key)

    def touch(self, x: int, y: int) -> None:
        """Lift a finger at this point of the screen."""
        self.keys.press(Touch(x, y))

    def look(self) -> Frame | None:
        """The frame that is on the screen; None before the first."""
        return self.screen.frame

    def show_camera(self, picture: Frame | None, camera: CameraRole = "camera") -> None:
        """Put a picture before a camera, or nothing. Raises BadFootage."""
        self.scenes[camera].show(picture)

    def push_camera(self, picture: Frame, camera: CameraRole = "camera") -> None:
        """Give a camera the next picture of a live stream: one frame, and none until the next. Raises BadFootage."""
        self.scenes[camera].push(picture)

    def show_film(self, film: Footage, camera: CameraRole = "camera") -> None:
        """Let a film play before a camera, from its beginning and again and again."""
        self.scenes[camera].show(film)

    def queue_film(self, film: Footage, camera: CameraRole = "camera") -> None:
        """Let a film follow the one that plays, at its next end. Raises ValueError when too many wait."""
        self.scenes[camera].queue(film)

    def disturb(self, trouble: CameraTrouble | None, camera: CameraRole = "camera") -> None:
        """Let a camera go black, freeze, be slow, stall or be missing; None: it is well again."""
        self.faults.set(camera, broken=trouble == "missing")
        self.scenes[camera].disturb(trouble)

    def seen(self, camera: CameraRole = "camera") -> Frame | None:
        """What a camera took last; while it is off, what stands before it. None for nothing."""
        return self.scenes[camera].look()

    def fail(self, part: Part) -> None:
        """Break a part: its driver raises DeviceMissing until it is mended."""
        self.faults.set(part, broken=True)

    def mend(self, part: Part) -> None:
        """Mend a part."""
        self.faults.set(part, broken=False)

    def advance(self, seconds: float) -> None:
        """Move the virtual clock on."""
        self.time.advance(seconds)

    def set_time(self, now: datetime, sure: bool = True) -> None:
        """Set the virtual wall clock, right or wrong."""
        self.time.set(now, sure)

    def snapshot(self, since_signal: int = 0) -> Snapshot:
        """What can be seen now, with the signals after the one with number `since_signal`."""
        with self.changes.lock:
            presence = self.tray.presence()
            return Snapshot(
                self.changes.number,
                self.screen.number,
                self.signals.lamp.value,
                self.signals.since(since_signal),
                presence.present,
                presence.counter,
                self.tray.apdus,
                self.scene.running,
                self.card_scene.running,
            )

    def watch(self, since: int, timeout: float, since_signal: int = 0) -> Snapshot:
        """Block until something changed after `since` or `timeout` seconds passed; what can be seen then."""
        self.changes.wait_until(lambda: self.changes.number != since, timeout)
        return self.snapshot(since_signal)
