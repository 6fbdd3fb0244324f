"""What is shown and heard, and what happens when it cannot be."""

from dataclasses import dataclass, field
from typing import cast

import pytest

from firmware.reader.presses import question_of
from firmware.reader.screen_desk import PASSING_S, RETRY_S, ScreenDesk
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.geometry import Layout, Rect, Target
from firmware.screens.model import Screen
from firmware.visit.effects import Cue
from firmware.visit.events import Action, DeviceFailed, DeviceMended
from firmware.visit.model import Language, Part, Phase, State, Visit
from hal.display import Frame
from hal.errors import DeviceBusy
from hal.keypad import Touch
from hal.settings import DisplaySettings, PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.display import VirtualDisplay
from hal.virtual.sound import VirtualSound
from tests.firmware.reader.fakes import HandClock, LaterWorker, Posted

BLACK = Frame(800, 480, bytes(800 * 480 * 3))
BUTTON = Target(Rect(0, 0, 10, 10), Action.LANGUAGE, "0")
STARTING, IDLE = Visit(), Visit(state=State.IDLE, online=True)
READING = Visit(state=State.READING, phase=Phase.DETECTING, card=1)
ENTERING = Visit(state=State.PIN, phase=Phase.ENTERING, card=1, tries=3)


class ListingPainter:
    """Draws black, and remembers what it was asked to draw."""

    def __init__(self) -> None:
        self.drawn: list[Screen] = []

    def draw(self, screen: Screen) -> Frame:
        self.drawn.append(screen)
        return BLACK

    def layout(self, screen: Screen) -> Layout:
        return Layout((800, 480), (), (BUTTON,))

    def hit(self, layout: Layout, x: int, y: int) -> Target | None:
        return next((target for target in layout.targets if target.rect.holds(x, y)), None)


@dataclass
class Room:
    """A desk with everything around it."""

    bench: Bench = field(default_factory=Bench)
    clock: HandClock = field(default_factory=HandClock)
    posted: Posted = field(default_factory=Posted)
    artist: LaterWorker = field(default_factory=LaterWorker)
    painter: ListingPainter = field(default_factory=ListingPainter)
    opening: Screen | None = None

    def __post_init__(self) -> None:
        self.desk = ScreenDesk(
            VirtualDisplay(self.bench, DisplaySettings()),
            VirtualSound(self.bench, PlainSettings()),
            cast("Painter", self.painter),
            self.clock,
            self.posted.post,
            self.artist,
            self.opening,
        )

    @property
    def heard(self) -> list[tuple[str, str]]:
        return [(signal.kind, signal.value) for signal in self.bench.snapshot().signals]


def test_a_screen_is_drawn_once_and_only_when_it_looks_different() -> None:
    room = Room()
    room.desk.refresh(IDLE, None)
    room.desk.refresh(IDLE, None)
    room.desk.refresh(Visit(state=State.IDLE, online=True, next_number=9), None)
    assert room.desk.shown == len(room.painter.drawn) == 1
    room.desk.refresh(Visit(state=State.IDLE, online=False), None)
    assert room.desk.shown == 2
    assert room.desk.seen == room.desk.asked


def test_the_picture_that_stands_there_from_the_opening_is_not_drawn_again() -> None:
    room = Room(opening=screen_for(STARTING))
    room.desk.refresh(STARTING, None)
    assert room.painter.drawn == []
    assert ("lamp", "working") in room.heard
    room.desk.refresh(IDLE, None)
    assert room.desk.shown == 1


def test_a_passing_screen_is_drawn_only_if_it_still_counts() -> None:
    room = Room()
    room.desk.refresh(IDLE, None)
    room.desk.refresh(READING, None)
    assert room.desk.wait(5.0) == pytest.approx(PASSING_S)
    assert ("lamp", "working") in room.heard, "the lamp does not wait"
    room.desk.tick()
    room.desk.refresh(ENTERING, None)
    assert room.desk.wait(5.0) == 5.0
    room.clock.pass_time(1.0)
    room.desk.tick()
    assert [screen.pin_count for screen in room.painter.drawn] == [None, 0]
    room.desk.refresh(READING, None)
    room.clock.pass_time(PASSING_S)
    assert room.desk.wait(5.0) == 0.0
    room.desk.tick()
    assert len(room.painter.drawn) == 3


def test_only_the_newest_of_many_screens_is_drawn() -> None:
    room = Room(artist=LaterWorker(at_once=False))
    for digits in range(5):
        room.desk.refresh(Visit(state=State.PIN, phase=Phase.ENTERING, tries=3, digits=digits), None)
    room.artist.work()
    assert [screen.pin_count for screen in room.painter.drawn] == [4]


def test_what_is_seen_is_not_what_is_wanted_until_it_is_drawn() -> None:
    room = Room(artist=LaterWorker(at_once=False))
    room.desk.refresh(IDLE, None)
    room.artist.work()
    room.desk.refresh(ENTERING, None)
    assert room.desk.seen == question_of(screen_for(IDLE))
    assert room.desk.asked == question_of(screen_for(ENTERING))
    room.artist.work()
    assert room.desk.seen == room.desk.asked


def test_a_touch_means_what_stands_on_the_screen() -> None:
    room = Room()
    assert room.desk.touched(Touch(5, 5)) is None
    room.desk.refresh(IDLE, None)
    assert room.desk.touched(Touch(5, 5)) == (Action.LANGUAGE, "0")
    assert room.desk.touched(Touch(50, 50)) is None


def test_a_missing_display_is_said_once_tried_again_now_and_then_and_said_to_be_back() -> None:
    room = Room()
    room.bench.fail("display")
    room.desk.refresh(IDLE, None)
    for _ in range(40):
        room.desk.tick()
        room.clock.pass_time(RETRY_S / 10)
    assert room.posted.events == [DeviceFailed(Part.DISPLAY)]
    assert room.desk.missing
    assert len(room.painter.drawn) <= 6, "drawing for nobody costs the processor"
    room.bench.mend("display")
    room.clock.pass_time(RETRY_S)
    room.desk.tick()
    assert room.posted.events[1:] == [DeviceMended(Part.DISPLAY)]
    assert (room.desk.shown, room.desk.missing) == (1, False)


def test_lamp_and_voice_follow_the_screen() -> None:
    room = Room()
    room.desk.refresh(IDLE, None)
    room.desk.refresh(Visit(state=State.IDLE, online=True, language=Language.ENGLISH), None)
    room.desk.cue(Cue.KEY)
    assert [kind for kind, _ in room.heard] == ["lamp", "speech", "speech", "tone"]


def test_without_sound_the_visit_goes_on_and_the_lamp_comes_right_again() -> None:
    room = Room()
    room.bench.fail("sound")
    room.desk.refresh(IDLE, None)
    room.desk.cue(Cue.KEY)
    assert room.desk.sound_missing
    room.bench.mend("sound")
    room.clock.pass_time(RETRY_S)
    room.desk.tick()
    assert not room.desk.sound_missing
    assert room.heard == [("lamp", "ready")]


def test_a_sound_device_that_is_busy_is_missing_too(mocker) -> None:
    room = Room()
    mocker.patch.object(VirtualSound, "tone", side_effect=DeviceBusy("loudspeaker"))
    room.desk.cue(Cue.KEY)
    assert room.desk.sound_missing


def test_the_end_waits_for_the_last_frame_and_a_hanging_display_is_noticed() -> None:
    room = Room(artist=LaterWorker(at_once=False))
    room.desk.refresh(IDLE, None)
    room.artist.taken = 12.0
    assert room.desk.blocked_for() == 12.0
    room.desk.close(1.0)
    assert (room.desk.shown, room.artist.closed) == (1, 1.0)
