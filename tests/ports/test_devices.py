"""Contracts of the other ports. So far each has the virtual driver only; a real one joins the list of its fixture."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hal.board import Board
from hal.clock import Clock
from hal.display import Display, Frame
from hal.errors import DeviceMissing
from hal.keypad import Key, Keypad, Touch
from hal.real.clock import SystemClock
from hal.settings import ClockSettings, DisplaySettings, PlainSettings
from hal.sound import Lamp, Sound, Tone
from hal.virtual.bench import Bench
from hal.virtual.board import VirtualBoard
from hal.virtual.camera import VirtualCamera
from hal.virtual.clock import VirtualClock
from hal.virtual.display import VirtualDisplay
from hal.virtual.keypad import VirtualKeypad
from hal.virtual.scene import STILL_SECONDS
from hal.virtual.sound import VirtualSound

LONG = 10.0  # seconds, against hanging


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def keypad(bench: Bench) -> Keypad:
    return VirtualKeypad(bench, PlainSettings())


def test_presses_come_in_order_and_once(bench: Bench, keypad: Keypad) -> None:
    for key in (Key.DIGIT_1, Key.DIGIT_1, Key.HASH):
        bench.press(key)
    bench.touch(3, 4)
    assert [keypad.read(LONG) for _ in range(4)] == [Key.DIGIT_1, Key.DIGIT_1, Key.HASH, Touch(3, 4)]
    assert keypad.read(0.01) is None


def test_a_press_wakes_who_waits(bench: Bench, keypad: Keypad) -> None:
    threading.Timer(0.02, bench.press, (Key.STAR,)).start()
    assert keypad.read(LONG) is Key.STAR


def test_closing_wakes_who_waits_for_a_press(keypad: Keypad) -> None:
    threading.Timer(0.02, keypad.close).start()
    assert keypad.read(LONG) is None
    keypad.close()


def test_a_keypad_that_was_pulled_out(bench: Bench, keypad: Keypad) -> None:
    threading.Timer(0.02, bench.fail, ("keypad",)).start()
    with pytest.raises(DeviceMissing):
        keypad.read(LONG)
    bench.mend("keypad")
    bench.press(Key.DIGIT_0)
    assert keypad.read(LONG) is Key.DIGIT_0


def test_no_key_shows_itself() -> None:
    assert {repr(key) for key in Key} == {"<Key>"}
    assert "7" not in repr(Touch(7, 7))


@pytest.fixture(params=[(800, 480), (1024, 600)], ids=["800", "1024"])
def display(request: pytest.FixtureRequest, bench: Bench) -> Display:
    return VirtualDisplay(bench, DisplaySettings(width=request.param[0], height=request.param[1]))


def frame(size: tuple[int, int], value: int = 0) -> Frame:
    return Frame(*size, bytes((value,)) * (size[0] * size[1] * 3))


def test_what_is_shown_is_seen(bench: Bench, display: Display) -> None:
    assert bench.look() is None
    display.show(frame(display.size, 1))
    display.show(frame(display.size, 2))
    assert (bench.look(), bench.snapshot().frame_number) == (frame(display.size, 2), 2)
    display.close()
    display.close()


def test_a_frame_of_another_size_is_refused(bench: Bench, display: Display) -> None:
    width, height = display.size
    for wrong in (frame((height, width)), Frame(width, height, b"")):
        with pytest.raises(ValueError, match="does not fit"):
            display.show(wrong)
    assert bench.look() is None


def test_a_screen_that_is_gone(bench: Bench, display: Display) -> None:
    bench.fail("display")
    with pytest.raises(DeviceMissing):
        display.show(frame(display.size))
    bench.mend("display")
    display.show(frame(display.size))


@pytest.fixture
def camera(bench: Bench) -> VirtualCamera:
    return VirtualCamera(bench, PlainSettings(), VirtualClock(bench, ClockSettings()))


FACE, OTHER = Frame(1, 1, b"abc"), Frame(1, 1, b"xyz")


def test_a_camera_is_off_until_it_is_started(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_camera(FACE)
    assert not camera.running
    assert camera.read(0.01) is None
    camera.start()
    assert camera.running
    seen = camera.read(LONG)
    assert seen is not None
    assert (seen.pixels, seen.taken_at, seen.sequence) == (b"abc", bench.time.monotonic, 1)
    camera.stop()
    camera.stop()
    assert (camera.running, camera.read(0.01)) == (False, None)


def test_frames_go_on_and_a_stall_can_be_seen(bench: Bench, camera: VirtualCamera) -> None:
    camera.start()
    bench.show_camera(FACE)
    frames = [camera.read(LONG), camera.read(LONG)]
    bench.show_camera(OTHER)
    frames.append(camera.read(LONG))
    assert [(seen.pixels, seen.sequence) for seen in frames if seen] == [(b"abc", 1), (b"abc", 2), (b"xyz", 3)]
    assert camera.read(STILL_SECONDS / 10) is None, "the next one is not there yet"
    bench.show_camera(None)
    assert camera.read(0.01) is None
    camera.close()


def test_a_camera_that_was_pulled_out(bench: Bench, camera: VirtualCamera) -> None:
    bench.fail("camera")
    with pytest.raises(DeviceMissing):
        camera.start()
    bench.mend("camera")
    camera.start()
    threading.Timer(0.02, bench.fail, ("camera",)).start()
    with pytest.raises(DeviceMissing):
        camera.read(LONG)


def test_a_frame_does_not_show_a_person(bench: Bench, camera: VirtualCamera) -> None:
    bench.show_camera(FACE)
    camera.start()
    assert "abc" not in repr(camera.read(LONG)) + repr(FACE)


@pytest.fixture
def sound(bench: Bench) -> Sound:
    return VirtualSound(bench, PlainSettings())


def test_lamp_tones_and_prompts_are_noticed_in_order(bench: Bench, sound: Sound) -> None:
    sound.light(Lamp.READY)
    sound.tone(Tone.CARD_SEEN)
    sound.speak("pin.enter", "ja")
    heard = [(signal.kind, signal.value, signal.language) for signal in bench.snapshot().signals]
    assert heard == [("lamp", "ready", ""), ("tone", "card_seen", ""), ("speech", "pin.enter", "ja")]
    sound.close()
    sound.close()
    assert bench.snapshot().lamp == "off"


def test_a_loudspeaker_that_is_gone(bench: Bench, sound: Sound) -> None:
    bench.fail("sound")
    for use in (lambda: sound.light(Lamp.GOOD), lambda: sound.tone(Tone.KEY), lambda: sound.speak("pin.enter", "ja")):
        with pytest.raises(DeviceMissing):
            use()
    assert bench.snapshot().signals == ()


def test_a_board_tells_what_it_knows_and_raises_nothing(bench: Bench) -> None:
    board: Board = VirtualBoard(bench, PlainSettings())
    assert board.health().undervoltage is False
    bench.fail("board")
    assert board.health().undervoltage is None


@pytest.fixture(params=["virtual", "system"])
def clock(request: pytest.FixtureRequest, bench: Bench) -> Clock:
    made = {"virtual": lambda: VirtualClock(bench, ClockSettings()), "system": lambda: SystemClock(ClockSettings())}
    return made[request.param]()


def test_a_clock_never_goes_back_and_knows_its_zone(bench: Bench, clock: Clock) -> None:
    first, wall = clock.monotonic(), clock.now()
    bench.advance(1.5)
    assert clock.monotonic() >= first
    assert clock.now() >= wall
    assert wall.tzinfo is UTC
    assert clock.sure() in (True, False)


def test_the_bench_moves_the_virtual_clock_only_forward(bench: Bench) -> None:
    clock = VirtualClock(bench, ClockSettings())
    first = clock.monotonic()
    bench.advance(2)
    assert clock.monotonic() == first + 2
    with pytest.raises(ValueError, match="back"):
        bench.advance(-1)
    bench.set_time(datetime(2020, 1, 1, tzinfo=UTC), sure=False)
    assert (clock.now().year, clock.sure(), clock.monotonic()) == (2020, False, first + 2)


def test_the_system_clock_is_sure_of_a_time_server_or_a_clock_chip(tmp_path: Path) -> None:
    server, chip = tmp_path / "synchronized", tmp_path / "rtc0"
    clock = SystemClock(ClockSettings(), server, chip)
    assert not clock.sure()
    server.touch()
    assert clock.sure()
    server.unlink()
    chip.touch()
    assert clock.sure()
