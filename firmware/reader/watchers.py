"""Threads that wait for the card and the keys and only hand over what they see."""

import threading
from collections.abc import Callable

from firmware.reader.inbox import Happened, Input, Item, Post
from firmware.reader.worker import FaultsReported
from firmware.visit.events import CardLeft, CardPlaced, DeviceFailed, DeviceMended, Started
from firmware.visit.model import Part
from hal.errors import DeviceMissing
from hal.keypad import Keypad
from hal.nfc import NfcReader, Presence

LOOK_S = 10.0
"""How long a watcher looks at a time; closing the device ends a look, so this only says how often nothing is seen."""

RETRY_S = 0.5
"""Pause before a missing device is asked again."""

END_S = 1.0
"""A watcher whose device was closed ends at once; one whose device is stuck is not waited for."""


def card_events(known: Presence, now: Presence) -> list[CardPlaced | CardLeft]:
    """What happened between two looks. A counter that moved on means that the card was away in between."""
    if known == now:
        return []
    left = [CardLeft()] if known.present else []
    placed = [CardPlaced(now.counter)] if now.present else []
    return [*left, *placed]


EMPTY = Presence(False, 0)


class Watcher:
    """One thread around a blocking device: hands events over, says when the device is gone and when it is back.

    `look` gets the seconds that it may block; `first` is posted after the first look, whatever it showed.
    """

    def __init__(
        self,
        part: Part,
        look: Callable[[float], None],
        close: Callable[[], None],
        post: Post,
        first: Item | None = None,
    ) -> None:
        self._part = part
        self._look = look
        self._close = close
        self._post = post
        self._first = first
        self._ending = threading.Event()
        self._missing = False
        self._thread = threading.Thread(target=self._watch, name=f"watch-{part.value}", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Close the device, which wakes a blocked look, and end the thread."""
        self._ending.set()
        self._close()
        if self._thread.is_alive():
            self._thread.join(END_S)

    def look_once(self, seconds: float) -> bool:
        """Look, blocking for so many seconds at most, and post what is new; False when the device is missing."""
        try:
            self._look(seconds)
        except DeviceMissing:
            self._say_missing()
            self._say_first()
            return False
        self._say_back()
        self._say_first()
        return True

    def _watch(self) -> None:
        with FaultsReported(self._post):
            # The first look, and the first after a fault, does not block: what it shows is news by itself.
            seconds = 0.0
            while not self._ending.is_set():
                if self.look_once(seconds):
                    seconds = LOOK_S
                else:
                    seconds = 0.0
                    self._ending.wait(RETRY_S)

    def _say_first(self) -> None:
        first, self._first = self._first, None
        if first is not None:
            self._post(first)

    def _say_missing(self) -> None:
        if not self._missing and not self._ending.is_set():
            self._missing = True
            self._post(Happened(DeviceFailed(self._part)))

    def _say_back(self) -> None:
        if self._missing:
            self._missing = False
            self._post(Happened(DeviceMended(self._part)))


def _plainly(event: CardPlaced) -> CardPlaced:
    return event


def watch_card(nfc: NfcReader, post: Post, greet: Callable[[CardPlaced], CardPlaced] = _plainly) -> Watcher:
    """Events of the card tray; the visit starts when it is known whether a card lies there already.

    `greet` adds what is open beside the PIN; it is asked whenever a card is laid down.

    A card that lies there when the reader starts is a card that was left, or one that blocked the reader before it:
    it has to be taken, and never begins a visit.
    """
    known = EMPTY

    def look(seconds: float) -> None:
        nonlocal known
        now = nfc.wait(known, seconds)
        for event in card_events(known, now):
            post(Happened(greet(event) if isinstance(event, CardPlaced) else event))
        known = now

    return Watcher(Part.NFC, look, nfc.close, post, Happened(Started()))


def watch_keypad(keypad: Keypad, post: Post) -> Watcher:
    """Keys and touches."""

    def look(seconds: float) -> None:
        press = keypad.read(seconds)
        if press is not None:
            post(Input(press))

    return Watcher(Part.KEYPAD, look, keypad.close, post)
