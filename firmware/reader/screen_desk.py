"""The screen, the lamp and the voice: what the visit looks and sounds like now."""

from collections.abc import Callable

from firmware.reader.inbox import Happened, Post
from firmware.reader.worker import Worker
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.geometry import Layout
from firmware.screens.model import ResultDetails, Screen
from firmware.visit.effects import Cue
from firmware.visit.events import Action, DeviceFailed, DeviceMended
from firmware.visit.model import Part, Visit
from hal.clock import Clock
from hal.display import Display
from hal.errors import DeviceMissing
from hal.keypad import Touch
from hal.sound import Sound, Tone


class ScreenDesk:
    """Shows the newest screen; drawing has a thread of its own, so that keys and answers never wait for it."""

    def __init__(
        self, display: Display, sound: Sound, painter: Painter, clock: Clock, post: Post, worker: Worker
    ) -> None:
        self._display = display
        self._sound = sound
        self._painter = painter
        self._clock = clock
        self._post = post
        self._wanted: Screen | None = None
        self._drawn: Screen | None = None
        self._layout: Layout | None = None
        self._missing = False
        self._silent = False
        self._artist = worker
        self.shown = 0
        self.draw_ms = 0.0

    @property
    def sound_missing(self) -> bool:
        """Whether lamp or loudspeaker failed last time; a visit goes on without them."""
        return self._silent

    def refresh(self, visit: Visit, details: ResultDetails | None) -> None:
        """Show what belongs to the visit now, if it looks different from before."""
        screen = screen_for(visit, details)
        before, self._wanted = self._wanted, screen
        if screen == before:
            return
        if before is None or before.lamp is not screen.lamp:
            self._sounding(lambda: self._sound.light(screen.lamp))
        if before is None or before.prompt != screen.prompt or before.language != screen.language:
            self._sounding(lambda: self._sound.speak(screen.prompt, screen.language.value))
        self._artist.submit(self._draw)

    def tick(self) -> None:
        """Try a missing screen again."""
        if self._missing:
            self._artist.submit(self._draw)

    def cue(self, cue: Cue) -> None:
        """Make the sound."""
        self._sounding(lambda: self._sound.tone(Tone(cue.value)))

    def touched(self, touch: Touch) -> tuple[Action, str | None] | None:
        """What a touch means on the screen that the person sees: the action and its key."""
        layout = self._layout
        target = None if layout is None else self._painter.hit(layout, touch.x, touch.y)
        return None if target is None else (target.action, target.key)

    def close(self) -> None:
        """Finish the frame being drawn."""
        self._artist.close(wait=True)

    def _draw(self) -> None:
        wanted = self._wanted
        # Screens that were wanted only for a moment are never drawn: the newest one counts.
        if wanted is None or (wanted is self._drawn and not self._missing):
            return
        began = self._clock.monotonic()
        frame = self._painter.draw(wanted)
        self.draw_ms = (self._clock.monotonic() - began) * 1000
        self._drawn, self._layout = wanted, self._painter.layout(wanted)
        try:
            self._display.show(frame)
        except DeviceMissing:
            self._say_missing(True)
        else:
            self.shown += 1
            self._say_missing(False)

    def _say_missing(self, missing: bool) -> None:
        if missing is not self._missing:
            self._missing = missing
            event = DeviceFailed(Part.DISPLAY) if missing else DeviceMended(Part.DISPLAY)
            self._post(Happened(event))

    def _sounding(self, act: Callable[[], None]) -> None:
        try:
            act()
        except DeviceMissing:
            self._silent = True
        else:
            self._silent = False
