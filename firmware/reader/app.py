"""The reader's loop: waits for what comes, gives it its turn, keeps the screen and the reports up to date."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass

from firmware import notify
from firmware.link.client import LinkClient
from firmware.link.ipc import Arrived, FromLink, NotPublished, NotStored, Published, Reason, Status, Stored
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.errors import DeviceBlocked, WorkerBroken
from firmware.reader.health import Condition
from firmware.reader.inbox import (
    WELL,
    Broken,
    FaceFound,
    Happened,
    Inbox,
    Input,
    Item,
    LinkSaid,
    PicturesWaiting,
    StopAsked,
)
from firmware.reader.watchers import Watcher
from firmware.reader.worker import Worker
from firmware.visit.events import LinkChanged
from firmware.visit.model import State
from hal.clock import Clock

TURN_S = 0.25
"""The loop turns at least this often during a visit, so that questions are asked again in time."""

CALM_TURN_S = 1.0
"""And this often while nobody is served: for the reports, and for a clock that is moved by hand."""

ITEMS_A_TURN = 64
"""A device or a stranger that never stops talking must not keep timers, screen and reports from their turn."""

WATCHDOG_S = 2.0
"""A tenth of the time that the unit file allows; a message a turn would be a system call in every answer's way."""

LAST_FRAME_S, LAST_CARD_S, LAST_LINES_S = 1.0, 1.0, 3.0
"""Longest wait at the end for the last frame, for the card's power to be cut, for the disk."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest that a call to the card reader, and drawing and showing a frame, may take, in seconds."""

    command_s: float
    frame_s: float = 15.0


class App:
    """One reader. `disk` is the worker that journal, spool and reports are written by."""

    def __init__(
        self,
        conductor: Conductor,
        desks: Desks,
        inbox: Inbox,
        link: LinkClient,
        watchers: tuple[Watcher, ...],
        disk: Worker,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._conductor = conductor
        self._desks = desks
        self._inbox = inbox
        self._link = link
        self._watchers = watchers
        self._disk = disk
        self._clock = clock
        self._limits = limits
        self._ready = False
        self._stopping = False
        self._watchdog_at = float("-inf")

    async def run(self) -> None:
        """Serve until StopAsked is posted, then end in order. Raises DeviceBlocked, WorkerBroken."""
        link = asyncio.create_task(self._link.run(), name="link")
        link.add_done_callback(self._link_ended)
        end = self.close
        try:
            for watcher in self._watchers:
                watcher.start()
            await self._serve()
        except DeviceBlocked:
            # What holds the blocked device would block whoever closes it, too.
            end = self._save
            raise
        finally:
            link.cancel()
            end()

    def close(self) -> None:
        """End the visit, let the card go, end every thread: each of it even where another part of it fails."""
        notify.stopping()
        desks = self._desks
        with ExitStack() as stack:
            # In the reverse order of these lines.
            stack.callback(self._save)
            stack.callback(desks.screen.close, LAST_FRAME_S)
            stack.callback(desks.card.close, LAST_CARD_S)
            stack.callback(desks.staff.close, LAST_CARD_S)
            stack.callback(desks.face.close, LAST_CARD_S)
            for watcher in self._watchers:
                stack.callback(watcher.stop)
            stack.callback(self._conductor.end)

    def _save(self) -> None:
        self._desks.ledger.close()
        self._desks.journal.close()
        self._disk.close(LAST_LINES_S)

    def _link_ended(self, link: "asyncio.Task[None]") -> None:
        if not link.cancelled() and (error := link.exception()) is not None:
            self._inbox.post(Broken(error))

    async def _serve(self) -> None:
        while not self._stopping:
            calm = self._conductor.visit.state in {State.IDLE, State.MAINTENANCE, State.OUT_OF_SERVICE}
            item = await self._inbox.take(self._conductor.wait(CALM_TURN_S if calm else TURN_S))
            taken = 0
            while item is not None:
                self.take(item)
                taken += 1
                item = self._inbox.take_now() if taken < ITEMS_A_TURN else None
            self.turn()
            if taken == ITEMS_A_TURN:
                # What is still there would be taken without a pause in which link is heard.
                await asyncio.sleep(0)

    def turn(self) -> None:
        """Let timers run out, bring the screen up to date, report. Raises DeviceBlocked."""
        self._conductor.tick()
        self._conductor.show()
        self._look_after()
        self._desks.journal.flush()

    def take(self, item: Item) -> None:
        """Give one item its turn. Raises WorkerBroken."""
        match item:
            case Happened():
                self._conductor.happened(item)
            case Input(press=press):
                self._conductor.pressed(press)
            case LinkSaid(message=message):
                self._link_said(message)
            case PicturesWaiting():
                # The screen that they are for may be of an item before them in this very turn.
                self._conductor.show()
                self._desks.pictures.hand_over(self._desks.screen)
            case FaceFound():
                self._face_found(item)
            case StopAsked():
                self._stopping = True
            case Broken(error=error):
                raise WorkerBroken from error

    def _face_found(self, found: FaceFound) -> None:
        if found.about == "camera" or found.about == "card_camera":
            self._desks.health.camera_says(found.about, found.code)
        if found.code != WELL:
            self._desks.journal.refused(f"{found.about}: {found.code}")

    def _link_said(self, message: FromLink) -> None:
        desks = self._desks
        match message:
            case Status():
                self._status(message)
            case Arrived(branch="dn/elig"):
                desks.centre.arrived(message)
            case Arrived(branch="dn/ack"):
                desks.ledger.acknowledged(message)
            case NotPublished():
                desks.centre.not_published(message)
            case Stored():
                desks.ledger.stored(message)
            case NotStored():
                desks.ledger.not_stored(message)
            case Arrived(branch=branch):
                desks.journal.refused(f"message on {branch}")
            case Published():
                # The answer is what counts; the broker's receipt proves nothing.
                return

    def _status(self, message: Status) -> None:
        self._desks.health.link_says(message.reason)
        if message.connected is not self._conductor.visit.online:
            self._conductor.happened(Happened(LinkChanged(message.connected)))
        if message.reason == Reason.LINK_AWAY:
            self._desks.ledger.link_is_away()

    def _look_after(self) -> None:
        desks, now = self._desks, self._clock.monotonic()
        if desks.card.blocked_for() > self._limits.command_s:
            raise DeviceBlocked("card reader")
        if desks.screen.blocked_for() > self._limits.frame_s:
            raise DeviceBlocked("screen")
        if now - self._watchdog_at >= WATCHDOG_S:
            self._watchdog_at = now
            notify.watchdog()
        if not self._ready:
            # A reader whose display is missing does its work too: it says so, and comes back by itself.
            serving = self._conductor.visit.state is not State.STARTING
            self._ready = serving and (desks.screen.shown > 0 or desks.screen.missing) and self._say_ready()
        desks.health.face_says(desks.face.health)
        if desks.health.due():
            self._link.send(desks.health.report(self._condition()))

    def _say_ready(self) -> bool:
        notify.ready()
        return True

    def _condition(self) -> Condition:
        desks = self._desks
        return Condition(
            visit=self._conductor.visit,
            sound_missing=desks.screen.sound_missing,
            draw_ms=desks.screen.draw_ms,
            unsaved=desks.ledger.unsaved,
            records_lost=desks.ledger.lost,
            keys_usable=desks.office.keys_usable,
            face=desks.face.health,
        )
