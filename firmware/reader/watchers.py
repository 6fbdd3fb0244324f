"""Threads that wait for the card and the keys and only hand over what they see."""

import threading
from collections.abc import Callable

from firmware.reader.inbox import Happened, Input, Post
from firmware.visit.events import CardLeft, CardPlaced, DeviceFailed, DeviceMended
from firmware.visit.model import Part
from hal.errors import DeviceMissing
from hal.keypad import Keypad
from hal.nfc import NfcReader, Presence

LOOK_S = 0.5
"""How long a watcher may be deaf to its own end, and the pause before a missing device is asked again."""

EMPTY = Presence(False, 0)


def card_events(known: Presence, now: Presence) -> list[CardPlaced | CardLeft]:
    """What happened between two looks. A counter that moved on means that the card was away in between."""
    if known == now:
        return []
    left = [CardLeft()] if known.present else []
    placed = [CardPlaced(now.counter)] if now.present else []
    return [*left, *placed]


class Watcher:
    """One thread around a blocking device: hands events over, says when the device is gone and when it is back."""

    def __init__(self, part: Part, look: Callable[[], None], post: Post) -> None:
        self._part = part
        self._look = look
        self._post = post
        self._ending = threading.Event()
        self._missing = False
        self._thread = threading.Thread(target=self._watch, name=f"watch-{part.value}", daemon=True)

    @property
    def missing(self) -> bool:
        """Whether the device is gone."""
        return self._missing

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the caller closes the device first, so that a blocked look wakes."""
        self._ending.set()
        self._thread.join(timeout=2 * LOOK_S)

    def _watch(self) -> None:
        while not self._ending.is_set():
            try:
                self._look()
            except DeviceMissing:
                self._say_missing()
                self._ending.wait(LOOK_S)
            else:
                self._say_back()

    def _say_missing(self) -> None:
        if not self._missing and not self._ending.is_set():
            self._missing = True
            self._post(Happened(DeviceFailed(self._part)))

    def _say_back(self) -> None:
        if self._missing:
            self._missing = False
            self._post(Happened(DeviceMended(self._part)))


def watch_card(nfc: NfcReader, post: Post) -> Watcher:
    """Events of the card tray."""
    known = EMPTY

    def look() -> None:
        nonlocal known
        now = nfc.wait(known, LOOK_S)
        for event in card_events(known, now):
            post(Happened(event))
        known = now

    return Watcher(Part.NFC, look, post)


def watch_keypad(keypad: Keypad, post: Post) -> Watcher:
    """Keys and touches."""

    def look() -> None:
        press = keypad.read(LOOK_S)
        if press is not None:
            post(Input(press))

    return Watcher(Part.KEYPAD, look, post)
