"""Keeps one face child ready for the next visit: started ahead, used for one visit, ended after it."""

import threading
from dataclasses import dataclass
from typing import Protocol

from firmware.face.child.words import AnyReport, Awake, Order, ReadPrint
from firmware.reader.face.process import Child, Make
from hal.clock import Clock

AWAKE_S = 30.0
"""A child says within this time that it is awake, or never. Measured: half a second; a small board takes ten times
that, and its disk may be slow."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""After a child that ended by itself: doubled each time, so that one that always fails takes no time from visits."""


@dataclass(frozen=True, slots=True)
class FaceHealth:
    """How the face child is, for reports and the technician; nothing of any visit.

    `pid` of the one that serves or stands by; `starts` and `failures` (children that ended by themselves or never
    woke) since the reader started. `reason` is the code why no face is compared, empty when it can be; `detail` a
    sentence to it. `model` is the SHA-256 of the embedder.
    """

    pid: int | None
    ready: bool
    starts: int
    failures: int
    reason: str
    detail: str
    model: str


class Serves(Protocol):
    """Whoever a child works for. Called by the child's thread."""

    def said(self, report: AnyReport, awake: Awake) -> None:
        """The child in use said something, after this first report."""

    def lost(self, status: int | None) -> None:
        """The child in use is gone without being asked to."""


@dataclass(slots=True)
class _Kept:
    child: Child
    awake_by: float
    awake: Awake | None = None
    used: bool = False
    dismissed: bool = False


class Keeper:
    """One child, and no second one before it is gone. Every verb may be used from any thread, none of them waits."""

    def __init__(self, make: Make, clock: Clock, serves: Serves) -> None:
        self._make = make
        self._clock = clock
        self._serves = serves
        self._lock = threading.RLock()
        self._kept: _Kept | None = None
        self._known: Awake | None = None
        self._starts = 0
        self._failures = 0
        self._in_a_row = 0
        self._next_at: float | None = clock.monotonic()
        self._closing = False
        self._held: Order | None = None

    @property
    def known(self) -> Awake | None:
        """What the last child that woke said of models and text recognition; None before the first, or after failures.

        It stands while the next child wakes, so that one visit can follow another at once.
        """
        with self._lock:
            return None if self._in_a_row and not self._ready else self._known

    @property
    def failing(self) -> bool:
        """Whether the last child ended by itself, and none woke since."""
        with self._lock:
            return self._in_a_row > 0 and not self._ready

    def health(self, reason: str, detail: str) -> FaceHealth:
        """How it is, with the reason that the desk gives."""
        with self._lock:
            pid = None if self._kept is None else self._kept.child.pid
            model = "" if self._known is None else self._known.model
            return FaceHealth(pid, self._ready, self._starts, self._failures, reason, detail, model)

    def order(self, order: Order) -> bool:
        """Let the child do something; False when there is none. From then on it belongs to this visit."""
        with self._lock:
            kept = self._kept
            if kept is not None and kept.dismissed and isinstance(order, ReadPrint) and not self._closing:
                # The first order of a visit that follows another at once: the next child is half a second away.
                self._held = order
                return True
            if kept is None or kept.dismissed:
                return False
            kept.used = True
        return kept.child.send(order)

    def rest(self, order: Order) -> bool:
        """Let the child rest, if this visit has one; whether there is one that has to say that it does."""
        with self._lock:
            kept, self._held = self._kept, None
        if kept is None or not kept.used or kept.dismissed:
            return False
        return kept.child.send(order)

    def dismiss(self) -> None:
        """End this visit's child, with all that it holds; the next one is started when it is gone."""
        with self._lock:
            kept, self._held = self._kept, None
            if kept is None or not kept.used:
                return
            kept.dismissed = True
            if kept.awake is not None:
                self._in_a_row = 0
        kept.child.dismiss()

    def tick(self) -> None:
        """Start what is due; end what never woke. To be called about once a second."""
        now = self._clock.monotonic()
        with self._lock:
            kept = self._kept
            late = kept is not None and kept.awake is None and now >= kept.awake_by
            if kept is None and self._next_at is not None and now >= self._next_at:
                self._start(now)
        if kept is not None and late:
            kept.child.dismiss()

    def close(self, longest: float) -> None:
        """End the child and start none any more; wait for its end, at most so many seconds."""
        with self._lock:
            self._closing = True
            kept = self._kept
            if kept is not None:
                kept.dismissed = True
        if kept is not None:
            kept.child.dismiss()
            kept.child.join(longest)

    def heard(self, child: Child, report: AnyReport) -> None:
        """As `Listener.heard`."""
        with self._lock:
            kept = self._kept
            if kept is None or kept.child is not child or kept.dismissed:
                return
            if kept.awake is None and isinstance(report, Awake):
                kept.awake = self._known = report
                return
            awake = kept.awake
        # Whatever a child says before it is awake, or twice, is a fault of its own.
        if awake is None or isinstance(report, Awake):
            child.dismiss()
        else:
            self._serves.said(report, awake)

    def ended(self, child: Child, status: int | None) -> None:
        """As `Listener.ended`."""
        now = self._clock.monotonic()
        with self._lock:
            kept, self._kept = self._kept, None
            if kept is None or kept.child is not child:
                raise ValueError("a child ended that was not kept")
            if not kept.dismissed:
                self._failures += 1
                self._in_a_row += 1
            pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (self._in_a_row - 1)) if self._in_a_row else 0.0
            self._next_at = None if self._closing else now + pause
            if self._next_at is not None and not pause:
                self._start(now)
        if kept.used and not kept.dismissed:
            self._serves.lost(status)

    @property
    def _ready(self) -> bool:
        return self._kept is not None and self._kept.awake is not None and not self._kept.dismissed

    def _start(self, now: float) -> None:
        self._next_at = None
        self._starts += 1
        self._kept = _Kept(self._make(self), now + AWAKE_S)
        self._kept.child.start()
        held, self._held = self._held, None
        if held is not None:
            self._kept.used = True
            self._kept.child.send(held)
