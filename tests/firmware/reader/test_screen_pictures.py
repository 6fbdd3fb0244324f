"""Pictures of a person on the display: the newest, only while their screen is shown, and nothing kept after it."""

import sys
import threading
from dataclasses import dataclass, field, replace

import pytest

from firmware.reader.easel import NO_PICTURES
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.worker import ThreadWorker
from firmware.screens.errors import PictureUnfit
from firmware.visit.model import Hint, Language, Phase, Photo, State, Visit, Way
from hal.display import Frame
from hal.settings import DisplaySettings, PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.display import VirtualDisplay
from hal.virtual.sound import VirtualSound
from tests.firmware.reader.fakes import HandClock, LaterWorker, Posted
from tests.firmware.screens.support import painter

LOOKING = Visit(state=State.FACE, phase=Phase.LOOKING, online=True, card=1, ways=frozenset(Way), tries=3)
SIGNING = replace(LOOKING, phase=Phase.SIGNING)
COMPARING = replace(LOOKING, state=State.STAFF_CHECK, phase=Phase.COMPARING, photo=Photo.HELD)
NOTING = replace(COMPARING, phase=Phase.NOTING)
IDLE = Visit(state=State.IDLE, online=True)
SIZE = (800, 480)


@dataclass
class Room:
    """A desk that draws for real on a virtual display."""

    at_once: bool = True
    bench: Bench = field(default_factory=Bench)
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.artist = LaterWorker(at_once=self.at_once)
        self.display = VirtualDisplay(self.bench, DisplaySettings())
        self.sound = VirtualSound(self.bench, PlainSettings())
        self.desk = ScreenDesk(self.display, self.sound, painter(SIZE), self.clock, Posted().post, self.artist)

    def on_display(self, picture: bytes) -> bool:
        """Whether eight pixels of a row of the picture stand on the display."""
        frame: Frame | None = self.bench.screen.frame
        return frame is not None and picture[:24] in frame.pixels


def preview(desk: ScreenDesk, visit: Visit, colour: tuple[int, int, int]) -> bytes:
    """Show a picture of one colour; returns its bytes."""
    width, height = (320, 240) if visit.state is State.STAFF_CHECK else (400, 300)
    pixels = bytes(colour) * (width * height)
    desk.preview(width, height, pixels)
    return pixels


RED, BLUE = (251, 7, 13), (9, 17, 249)


def test_a_preview_is_shown_while_the_screen_has_room_for_it() -> None:
    room = Room()
    room.desk.refresh(IDLE, None)
    assert not room.on_display(preview(room.desk, LOOKING, RED))
    assert room.bench.screen.number == 1
    room.desk.refresh(LOOKING, None)
    assert room.on_display(preview(room.desk, LOOKING, RED))
    assert (room.bench.screen.number, room.desk.shown) == (3, 2)


def test_the_newest_preview_wins() -> None:
    room = Room(at_once=False)
    room.desk.refresh(LOOKING, None)
    pictures = [preview(room.desk, LOOKING, colour) for colour in (RED, BLUE, RED, BLUE)]
    room.artist.work()
    assert room.bench.screen.number == 1
    assert room.on_display(pictures[3])
    assert not room.on_display(pictures[2])


def test_a_hint_changes_the_words_and_leaves_the_picture() -> None:
    room = Room()
    room.desk.refresh(LOOKING, None)
    picture = preview(room.desk, LOOKING, RED)
    before = room.bench.screen.frame
    room.desk.refresh(replace(LOOKING, hint=Hint.CLOSER), None)
    assert room.on_display(picture)
    assert room.bench.screen.frame != before
    spoken = [signal.value for signal in room.bench.snapshot().signals if signal.kind == "speech"]
    assert [prompt.split("/")[-1] for prompt in spoken][-1].endswith("face.hint.closer")


@pytest.mark.parametrize(("visit", "after"), [(LOOKING, SIGNING), (COMPARING, NOTING), (LOOKING, IDLE)])
def test_with_its_screen_a_picture_is_gone_at_once(visit: Visit, after: Visit) -> None:
    """Also where the next screen is one that is drawn only if it lasts."""
    room = Room()
    room.desk.refresh(visit, None)
    picture = preview(room.desk, visit, RED)
    room.desk.portrait(180, 240, bytes(BLUE) * (180 * 240))
    assert room.on_display(picture)
    room.desk.refresh(after, None)
    assert not room.on_display(picture)
    assert not room.on_display(bytes(BLUE) * 8)
    assert room.desk._pictures == room.desk._drawn_pictures == NO_PICTURES
    assert room.desk._easel._canvas is None
    # At most the name here and the call's own: nobody else has it.
    assert sys.getrefcount(picture) <= 2


def test_what_comes_late_is_not_kept() -> None:
    room = Room()
    for visit in (COMPARING, NOTING):
        room.desk.refresh(visit, None)
    picture = preview(room.desk, LOOKING, RED)
    room.desk.portrait(180, 240, picture[: 180 * 240 * 3])
    assert room.desk._pictures == NO_PICTURES


def test_under_a_menu_the_portrait_waits_and_the_preview_does_not() -> None:
    room = Room()
    room.desk.refresh(COMPARING, None)
    live = preview(room.desk, COMPARING, RED)
    portrait = bytes(BLUE) * (180 * 240)
    room.desk.portrait(180, 240, portrait)
    assert room.on_display(live)
    assert room.on_display(portrait)
    menu = replace(COMPARING, menu=True)
    room.desk.refresh(menu, None)
    assert not room.on_display(live)
    assert not room.on_display(portrait)
    preview(room.desk, menu, RED)
    assert not room.on_display(live)
    room.desk.refresh(replace(COMPARING, language=Language.ENGLISH), None)
    assert room.on_display(portrait)
    assert not room.on_display(live)


def test_a_menu_that_was_never_drawn_takes_the_preview_away_too() -> None:
    room = Room(at_once=False)
    room.desk.refresh(COMPARING, None)
    live = preview(room.desk, COMPARING, RED)
    portrait = bytes(BLUE) * (180 * 240)
    room.desk.portrait(180, 240, portrait)
    room.artist.work()
    assert room.on_display(live)
    for visit in (replace(COMPARING, menu=True), COMPARING):
        room.desk.refresh(visit, None)
    room.artist.work()
    assert room.on_display(portrait)
    assert not room.on_display(live)


def test_a_portrait_that_comes_under_a_menu_is_shown_after_it() -> None:
    room = Room()
    room.desk.refresh(replace(COMPARING, menu=True), None)
    portrait = bytes(BLUE) * (240 * 320)
    room.desk.portrait(240, 320, portrait)
    assert not room.on_display(portrait)
    room.desk.refresh(COMPARING, None)
    assert room.on_display(portrait)


def test_the_place_of_another_visit_begins_without_pictures() -> None:
    room = Room()
    room.desk.refresh(COMPARING, None)
    preview(room.desk, COMPARING, RED)
    for visit in (NOTING, COMPARING):
        room.desk.refresh(visit, None)
    assert not room.on_display(bytes(RED) * 8)


def test_pictures_can_be_taken_from_the_screen() -> None:
    room = Room()
    room.desk.refresh(COMPARING, None)
    pristine = room.bench.screen.frame
    preview(room.desk, COMPARING, RED)
    room.desk.portrait(180, 240, bytes(BLUE) * (180 * 240))
    room.desk.clear_pictures()
    assert room.bench.screen.frame == pristine
    assert room.desk._easel._canvas is None


def test_nothing_is_drawn_for_a_display_that_is_missing() -> None:
    room = Room(at_once=False)
    room.bench.fail("display")
    room.desk.refresh(LOOKING, None)
    room.artist.work()
    preview(room.desk, LOOKING, RED)
    assert not room.artist.waiting
    room.bench.mend("display")
    room.clock.pass_time(2.0)
    room.desk.tick()
    room.artist.work()
    assert room.on_display(bytes(RED) * 8)


def test_a_flood_of_previews_ends_with_the_newest_and_then_with_none() -> None:
    room = Room()
    broken = Posted()
    artist = ThreadWorker("artist", broken.post, room.clock)
    desk = ScreenDesk(room.display, room.sound, painter(SIZE), room.clock, broken.post, artist)
    desk.refresh(LOOKING, None)
    for number in range(200):
        preview(desk, LOOKING, (number, 77, 99))
    preview(desk, LOOKING, RED)
    drawn = threading.Event()
    artist.submit(drawn.set)
    assert drawn.wait(60)
    assert room.on_display(bytes(RED) * 8)
    desk.refresh(SIGNING, None)
    desk.close(60)
    assert not room.on_display(bytes(RED) * 8)
    assert desk._easel._canvas is None
    assert broken == []


def test_what_is_no_picture_is_refused() -> None:
    desk = Room().desk
    desk.refresh(COMPARING, None)
    with pytest.raises(PictureUnfit):
        desk.preview(400, 300, b"\0" * 10)
    with pytest.raises(PictureUnfit):
        desk.portrait(8, 8, bytes(192))
    assert desk._pictures == NO_PICTURES
