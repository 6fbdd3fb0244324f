"""What the watchers make of what they see."""

import threading

import pytest

from firmware.reader.inbox import Happened, Item
from firmware.reader.watchers import Watcher, card_events
from firmware.visit.events import CardLeft, CardPlaced, DeviceFailed, DeviceMended
from firmware.visit.model import Part
from hal.errors import DeviceMissing
from hal.nfc import Presence

AWAY, CARD, OTHER = Presence(False, 0), Presence(True, 1), Presence(True, 3)


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
    posted: list[Item] = []
    seen = threading.Event()

    def look(seconds: float) -> None:
        if next(looks, False):
            raise DeviceMissing("nfc", "plug it in")

    def post(item: Item) -> None:
        posted.append(item)
        if len(posted) == 2:
            seen.set()

    watcher = Watcher(Part.NFC, look, lambda: None, post)
    watcher.start()
    assert seen.wait(10)
    watcher.stop()
    events = [item.event for item in posted if isinstance(item, Happened)]
    assert events == [DeviceFailed(Part.NFC), DeviceMended(Part.NFC)]
