"""The far end of a served bench, with the same verbs. Blocking; one client a thread."""

import socket
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from hal.camera import CameraRole
from hal.display import Frame
from hal.errors import DeviceMissing
from hal.keypad import Key
from hal.virtual import wire
from hal.virtual.bench import Snapshot
from hal.virtual.parts import Part
from hal.virtual.scene import CameraTrouble
from hal.virtual.tray import BenchError, When

ANSWER_SECONDS = 10.0  # far above any verb but watch, so that a hung server is an error and no hang


class BenchClient:
    """Acts on a bench in another process. Every verb raises BenchError with the reason when it is refused.

    Raises OSError (ConnectionRefusedError, FileNotFoundError) where no bench is served at `path`.
    """

    def __init__(self, path: Path | str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise

    def insert(self, card_file: Path | str) -> None:
        """Lay the card of a card file on the tray; the path is read by the serving process."""
        self._do(wire.Insert(str(card_file)))

    def remove(self) -> None:
        """Take the card."""
        self._do(wire.Remove())

    def tear_after(self, apdus: int, when: When) -> None:
        """Tear the card off around the command that follows the next `apdus` commands."""
        self._do(wire.TearAfter(apdus, when))

    def mute(self, muted: bool = True) -> None:
        """Let the card answer nothing, or answer again."""
        self._do(wire.Mute(muted))

    def occupy(self, occupied: bool = True) -> None:
        """Let another program hold the card reader, or let go of it."""
        self._do(wire.Occupy(occupied))

    def press(self, key: Key) -> None:
        """Press a key."""
        self._do(wire.Press(key.value))

    def touch(self, x: int, y: int) -> None:
        """Lift a finger at this point of the screen."""
        self._do(wire.TouchAt(x, y))

    def show_camera(self, picture: Frame | None, camera: CameraRole = "camera") -> None:
        """Put a picture before a camera, or nothing."""
        if picture is None:
            self._do(wire.ShowCamera(camera=camera))
        else:
            self._do(wire.ShowCamera(picture.width, picture.height, picture.pixels, camera))

    def push_camera(self, picture: Frame, camera: CameraRole = "camera") -> None:
        """Give a camera the next picture of a live stream: one frame, and none until the next."""
        self._do(wire.PushCamera(picture.width, picture.height, picture.pixels, camera))

    def run_camera(self, running: bool, camera: CameraRole = "camera") -> None:
        """Start a camera as this client's own, or stop it. Raises DeviceMissing."""
        self._do(wire.RunCamera(running, camera))

    def read_camera(self, timeout: float, camera: CameraRole = "camera") -> wire.Taken | None:
        """The newest frame that was not read yet; None when none came within `timeout` seconds (at most 1).

        Raises DeviceMissing.
        """
        answer = self._ask(wire.ReadCamera(timeout, camera), timeout + ANSWER_SECONDS)
        if not isinstance(answer, wire.Taken):
            raise BenchError("the bench gave no frame")
        return answer if answer.width else None

    def show_film(self, film: Path | str, camera: CameraRole = "camera") -> None:
        """Let the film of a file play before a camera, again and again; the path is read by the serving process."""
        self._do(wire.ShowFilm(str(film), camera))

    def queue_film(self, film: Path | str, camera: CameraRole = "camera") -> None:
        """Let the film of a file follow the one that plays, at its next end."""
        self._do(wire.ShowFilm(str(film), camera, queued=True))

    def disturb(self, trouble: CameraTrouble | None, camera: CameraRole = "camera") -> None:
        """Let a camera go black, freeze, be slow, stall or be missing; None: it is well again."""
        self._do(wire.Disturb(trouble, camera))

    def seen(self, camera: CameraRole = "camera") -> Frame | None:
        """What a camera took last; while it is off, what stands before it. None for nothing."""
        return _frame(self._picture(wire.LookThrough(camera)))

    def fail(self, part: Part) -> None:
        """Break a part."""
        self._do(wire.SetFault(part, broken=True))

    def mend(self, part: Part) -> None:
        """Mend a part."""
        self._do(wire.SetFault(part, broken=False))

    def advance(self, seconds: float) -> None:
        """Move the virtual clock on."""
        self._do(wire.Advance(seconds))

    def set_time(self, now: datetime, sure: bool = True) -> None:
        """Set the virtual wall clock."""
        self._do(wire.SetTime(now, sure))

    def look(self) -> Frame | None:
        """The frame on the screen; None before the first."""
        return self.picture()[1]

    def picture(self) -> tuple[int, Frame | None]:
        """The frame on the screen with its number, of one moment."""
        answer = self._picture(wire.Look())
        return answer.number, _frame(answer)

    def _picture(self, request: wire.Message) -> wire.Picture:
        answer = self._ask(request, ANSWER_SECONDS)
        if not isinstance(answer, wire.Picture):
            raise BenchError("the bench gave no picture")
        return answer

    def snapshot(self, since_signal: int = 0) -> Snapshot:
        """What can be seen now."""
        return self.watch(-1, 0.0, since_signal)

    def watch(self, since: int, timeout: float, since_signal: int = 0) -> Snapshot:
        """Block until something changed after `since` or `timeout` seconds (at most 60) passed."""
        answer = self._ask(wire.Watch(since, timeout, since_signal), timeout + ANSWER_SECONDS)
        if not isinstance(answer, wire.Seen):
            raise BenchError("the bench gave no snapshot")
        return answer.snapshot

    def _do(self, request: wire.Message) -> None:
        self._ask(request, ANSWER_SECONDS)

    def _ask(self, request: wire.Message, timeout: float) -> wire.Answer:
        self._socket.settimeout(timeout)
        wire.send(self._socket, request)
        raw = wire.receive(self._socket)
        if raw is None:
            raise BenchError("the bench is served no more")
        try:
            answer = wire.answer_decoder.decode(raw)
        except msgspec.DecodeError as error:
            raise BenchError(f"the bench answered nonsense: {error}") from error
        if isinstance(answer, wire.Trouble):
            raise BenchError(answer.problem)
        if isinstance(answer, wire.Missing):
            raise DeviceMissing(answer.device, answer.hint)
        return answer

    def close(self) -> None:
        """Hang up; a second call does nothing."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _frame(answer: wire.Picture) -> Frame | None:
    return Frame(answer.width, answer.height, answer.pixels) if answer.width else None
