"""The screen, the lamp and the voice: what the visit looks and sounds like now."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware.reader.easel import NO_PICTURES, Easel
from firmware.reader.inbox import Happened, Post
from firmware.reader.presses import look_of, question_of
from firmware.reader.worker import Worker
from firmware.screens.build import screen_for
from firmware.screens.canvas import picture_of
from firmware.screens.draw import Painter
from firmware.screens.geometry import Layout
from firmware.screens.model import Arrangement, ResultDetails, Screen
from firmware.screens.view import has_view
from firmware.visit.effects import Cue
from firmware.visit.events import Action, DeviceFailed, DeviceMended
from firmware.visit.model import Part, Visit
from firmware.visit.offers import SERVING, WAITS_FOR_PERSON
from hal.clock import Clock
from hal.display import Display
from hal.errors import DeviceMissing, HalError
from hal.keypad import Touch
from hal.sound import Sound, Tone

PASSING_S = 0.06
"""A screen that only says "one moment" is drawn when it still counts after this: nobody sees less, most are over by
then, and drawing them would take the processor from the answer that replaces them."""

RETRY_S = 1.0
"""Pause before a screen, lamp or loudspeaker that is missing is tried again."""


@dataclass(frozen=True, slots=True)
class _Seen:
    question: Screen
    layout: Layout


class ScreenDesk:
    """Shows the newest screen; drawing has a thread of its own, so that keys and answers never wait for it.

    `opening` is what is on the display already. The artist's thread writes what was drawn, seen or is missing; the
    loop writes all else. Pictures of a person are kept only while the screen that is wanted shows them.
    """

    def __init__(
        self,
        display: Display,
        sound: Sound,
        painter: Painter,
        clock: Clock,
        post: Post,
        worker: Worker,
        opening: Screen | None = None,
    ) -> None:
        self._display = display
        self._sound = sound
        self._painter = painter
        self._easel = Easel(painter)
        self._pictures = self._drawn_pictures = NO_PICTURES
        self._clock = clock
        self._post = post
        self._artist = worker
        self._state: tuple[Visit, ResultDetails | None] | None = None
        self._screen: Screen | None = None
        self._wanted = None if opening is None else look_of(opening)
        self._question: Screen | None = None
        self._drawn: Screen | None = self._wanted
        self._seen: _Seen | None = None
        self._missing = False
        self._silent = False
        self._draw_at: float | None = None
        self._retry_at = clock.monotonic()
        self.shown = 0
        self.draw_ms = 0.0

    @property
    def sound_missing(self) -> bool:
        """Whether lamp or loudspeaker failed last time; a visit goes on without them."""
        return self._silent

    @property
    def missing(self) -> bool:
        """Whether the display is gone."""
        return self._missing

    @property
    def asked(self) -> Screen | None:
        """The question that a press would answer now."""
        return self._question

    @property
    def seen(self) -> Screen | None:
        """The question that stands on the display."""
        seen = self._seen
        return None if seen is None else seen.question

    def blocked_for(self) -> float:
        """Seconds that drawing and showing a frame have taken; 0 when nothing is drawn."""
        return self._artist.busy_for()

    def refresh(self, visit: Visit, details: ResultDetails | None) -> None:
        """Show what belongs to the visit now, if it looks different from before."""
        state = (visit, details)
        if self._state is not None and self._state[0] is visit and self._state[1] is details:
            return
        self._state = state
        before, self._screen = self._screen, screen_for(visit, details)
        dropped = self._drop_pictures(visit, before)
        self._make_heard(before, self._screen)
        look = look_of(self._screen)
        self._question = question_of(self._screen)
        if look == self._wanted and not dropped:
            return
        self._wanted = look
        at_once = dropped or has_view(look.arrangement)
        if visit.state in SERVING and visit.place not in WAITS_FOR_PERSON and not visit.menu and not at_once:
            if self._draw_at is None:
                self._draw_at = self._clock.monotonic() + PASSING_S
        else:
            self._draw_now()

    def preview(self, width: int, height: int, pixels: bytes) -> None:
        """Show what the camera sees, if the screen has room for it; the newest counts. Raises PictureUnfit."""
        if (screen := self._screen) is None or not has_view(screen.arrangement):
            return
        self._pictures = replace(self._pictures, view=picture_of(width, height, pixels))
        self._submit_pictures()

    def portrait(self, width: int, height: int, pixels: bytes) -> None:
        """Show the photo of the card beside what the camera sees. Raises PictureUnfit.

        It comes once, so it is kept under a menu as long as the visit stays at that place.
        """
        if self._state is None or _beneath(self._state[0]).arrangement is not Arrangement.COMPARE:
            return
        self._pictures = replace(self._pictures, portrait=picture_of(width, height, pixels))
        self._submit_pictures()

    def clear_pictures(self) -> None:
        """Take every picture of a person from the screen."""
        if self._pictures != NO_PICTURES:
            self._pictures = NO_PICTURES
            self._draw_now()

    def wait(self, longest: float) -> float:
        """Seconds until a screen is to be drawn, at most `longest`."""
        if self._draw_at is None:
            return longest
        return max(0.0, min(longest, self._draw_at - self._clock.monotonic()))

    def tick(self) -> None:
        """Draw what still counts; try again what is missing."""
        now = self._clock.monotonic()
        if self._draw_at is not None and now >= self._draw_at:
            self._draw_now()
        if (self._missing or self._silent) and now >= self._retry_at:
            self._retry_at = now + RETRY_S
            if self._missing:
                self._artist.submit(self._draw)
            if self._silent and (screen := self._screen) is not None:
                self._sounding(lambda: self._sound.light(screen.lamp))

    def cue(self, cue: Cue) -> None:
        """Make the sound."""
        self._sounding(lambda: self._sound.tone(Tone(cue.value)))

    def touched(self, touch: Touch) -> tuple[Action, str | None] | None:
        """What a touch means on the screen that the person sees: the action and its key."""
        seen = self._seen
        target = None if seen is None else self._painter.hit(seen.layout, touch.x, touch.y)
        return None if target is None else (target.action, target.key)

    def close(self, longest: float) -> None:
        """Finish the frame being drawn; not longer than so many seconds."""
        self._artist.close(longest)

    def _drop_pictures(self, visit: Visit, before: Screen | None) -> bool:
        """Let go what the screen of this visit does not show; whether a picture may still stand on the display."""
        screen, had = self._screen, self._pictures
        if had == NO_PICTURES or screen is None:
            return False
        if before is None or screen.arrangement is not before.arrangement:
            self._pictures = replace(had, view=None)
        if _beneath(visit).arrangement is not Arrangement.COMPARE:
            self._pictures = replace(self._pictures, portrait=None)
        return self._pictures != had

    def _submit_pictures(self) -> None:
        if not self._missing:
            self._artist.submit(self._draw)

    def _draw_now(self) -> None:
        self._draw_at = None
        self._artist.submit(self._draw)

    def _draw(self) -> None:
        wanted, pictures = self._wanted, self._pictures
        new = wanted != self._drawn or self._missing
        # Screens and pictures that were wanted only for a moment are never drawn: the newest counts.
        if wanted is None or not (new or pictures is not self._drawn_pictures):
            return
        began = self._clock.monotonic()
        frame, layout = self._easel.draw(wanted, pictures)
        taken = (self._clock.monotonic() - began) * 1000
        self._drawn, self._drawn_pictures = wanted, pictures
        try:
            self._display.show(frame)
        except DeviceMissing:
            self._say_missing(True)
        else:
            self._seen = _Seen(question_of(wanted), layout)
            if new:
                self.shown += 1
                self.draw_ms = taken
            self._say_missing(False)

    def _say_missing(self, missing: bool) -> None:
        if missing is not self._missing:
            self._missing = missing
            event = DeviceFailed(Part.DISPLAY) if missing else DeviceMended(Part.DISPLAY)
            self._post(Happened(event))

    def _make_heard(self, before: Screen | None, screen: Screen) -> None:
        if before is None or before.lamp is not screen.lamp:
            self._sounding(lambda: self._sound.light(screen.lamp))
        if before is None or before.prompt != screen.prompt or before.language != screen.language:
            self._sounding(lambda: self._sound.speak(screen.prompt, screen.language.value))

    def _sounding(self, act: Callable[[], None]) -> None:
        try:
            act()
        except HalError:
            self._silent = True
        else:
            self._silent = False


def _beneath(visit: Visit) -> Screen:
    """The screen of the place itself, under a menu."""
    return screen_for(replace(visit, menu=False))
