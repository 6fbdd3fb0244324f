"""What the watchers make of what they see."""

import threading
from collections.abc import Callable

import pytest

from firmware.reader.inbox import Broken, Happened, Input, Item
from firmware.reader.watchers import LOOK_S, Watcher, card_events, watch_card, watch_keypad
from firmware.visit.events import CardLeft, CardPlaced, DeviceFailed, DeviceMended, Started
from firmware.visit.model import Part
from hal.errors import DeviceMissing
from hal.keypad import Key
from hal.nfc import Presence
from hal.settings import NfcSettings, PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.keypad import VirtualKeypad
from hal.virtual.nfc import VirtualNfc

AWAY, CARD, OTHER = Presence(False, 0), Presence(True, 1), Presence(True, 3)
WAIT_S = 10.0


class NoCard:
    """Lies in the field and does nothing."""

    atr = b"\x3b"

    def power_on(self) -> bytes:
        return self.atr

    reset = power_on

    def power_off(self) -> None:
        return

    def execute(self, command: bytes) -> bytes:
        return b"\x6d\x00"

    def interrupt(self, command: bytes) -> None:
        return


class Collected:
    """What was posted from the thread; `wait_for` blocks until so many came."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._changed = threading.Condition()

    def post(self, item: Item) -> None:
        with self._changed:
            self.items.append(item)
            self._changed.notify_all()

    def wait_for(self, count: int) -> list[object]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.items) >= count, WAIT_S)
            return [item.event if isinstance(item, Happened) else item for item in self.items]


@pytest.mark.parametrize(
    ("known", "now", "events"),
    [
        (AWAY, CARD, [CardPlaced(1)]),
        (CARD, Presence(False, 2), [CardLeft()]),
        (CARD, OTHER, [CardLeft(), CardPlaced(3)]),
        (AWAY, Presence(False, 2), []),
        (CARD, CARD, []),
    ],
)
def test_a_counter_that_moved_on_means_the_card_was_away(
    known: Presence, now: Presence, events: list[CardPlaced | CardLeft]
) -> None:
    assert card_events(known, now) == events


def test_a_missing_device_is_said_once_and_its_return_too() -> None:
    looks = iter([True, True, False])
    posted = Collected()

    def look(seconds: float) -> None:
        if next(looks, False):
            raise DeviceMissing("nfc", "plug it in")

    watcher = Watcher(Part.NFC, look, lambda: None, posted.post)
    watcher.start()
    assert posted.wait_for(2) == [DeviceFailed(Part.NFC), DeviceMended(Part.NFC)]
    watcher.stop()
    assert len(posted.items) == 2


def test_the_first_look_and_the_first_after_a_fault_do_not_block() -> None:
    asked: list[float] = []
    broken = iter([False, True, False])
    enough = threading.Event()

    def look(seconds: float) -> None:
        asked.append(seconds)
        if len(asked) == 4:
            enough.set()
        if next(broken, False):
            raise DeviceMissing("nfc", "plug it in")

    watcher = Watcher(Part.NFC, look, lambda: None, Collected().post)
    watcher.start()
    assert enough.wait(WAIT_S)
    watcher.stop()
    assert asked[:4] == [0.0, LOOK_S, 0.0, LOOK_S]


def test_a_fault_nobody_foresaw_does_not_leave_the_reader_deaf() -> None:
    posted = Collected()

    def look(seconds: float) -> None:
        raise ValueError

    watcher = Watcher(Part.KEYPAD, look, lambda: None, posted.post)
    watcher.start()
    (item,) = posted.wait_for(1)
    assert isinstance(item, Broken)
    assert isinstance(item.error, ValueError)
    watcher.stop()


def bench_with(prepare: Callable[[Bench], None]) -> Bench:
    bench = Bench()
    prepare(bench)
    return bench


@pytest.mark.parametrize(
    ("prepare", "events"),
    [
        (lambda bench: None, [Started()]),
        (lambda bench: bench.insert(NoCard()), [CardPlaced(1), Started()]),
        (lambda bench: bench.fail("nfc"), [DeviceFailed(Part.NFC), Started()]),
    ],
)
def test_the_visit_starts_when_it_is_known_what_lies_there(
    prepare: Callable[[Bench], None], events: list[object]
) -> None:
    posted = Collected()
    watcher = watch_card(VirtualNfc(bench_with(prepare), NfcSettings()), posted.post)
    watcher.start()
    assert posted.wait_for(len(events)) == events
    watcher.stop()


def test_cards_and_keys_are_handed_over_and_the_end_wakes_a_look() -> None:
    bench, posted = Bench(), Collected()
    card = watch_card(VirtualNfc(bench, NfcSettings()), posted.post)
    card.start()
    posted.wait_for(1)
    bench.insert(NoCard())
    posted.wait_for(2)
    bench.remove()
    assert posted.wait_for(3) == [Started(), CardPlaced(1), CardLeft()]
    card.stop()
    keys = watch_keypad(VirtualKeypad(bench, PlainSettings()), posted.post)
    keys.start()
    bench.press(Key.STAR)
    assert posted.wait_for(4)[3] == Input(Key.STAR)
    keys.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("watch-")]


def test_a_watcher_that_never_started_can_be_stopped() -> None:
    closed: list[bool] = []
    Watcher(Part.NFC, lambda _: None, lambda: closed.append(True), Collected().post).stop()
    assert closed == [True]
