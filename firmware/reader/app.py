"""The reader's loop: waits for what comes, gives it its turn, keeps the screen and the reports up to date."""

import asyncio
from dataclasses import dataclass

from firmware import notify
from firmware.link.client import LinkClient
from firmware.link.ipc import Arrived, FromLink, NotPublished, NotStored, Published, Status, Stored
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.errors import ReaderError
from firmware.reader.inbox import Broken, Happened, Inbox, Input, Item, LinkSaid
from firmware.reader.watchers import Watcher
from firmware.visit.events import LinkChanged, Started

TURN_S = 0.25
"""The loop turns at least this often, so that a clock moved by hand and the watchdog are seen."""


class CardBlocked(ReaderError):
    """A card command has been running for longer than any card takes; only ending the process frees the reader."""


class WorkerBroken(ReaderError):
    """A worker thread failed in a way nobody foresaw."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`command_s`: the longest a card command may take, in seconds."""

    command_s: float


class App:
    """One reader."""

    def __init__(
        self,
        conductor: Conductor,
        desks: Desks,
        inbox: Inbox,
        link: LinkClient,
        watchers: tuple[Watcher, ...],
        limits: Limits,
    ) -> None:
        self._conductor = conductor
        self._desks = desks
        self._inbox = inbox
        self._link = link
        self._watchers = watchers
        self._limits = limits

    async def run(self) -> None:
        """Serve until cancelled. Raises CardBlocked, WorkerBroken."""
        link = asyncio.create_task(self._link.run(), name="link")
        link.add_done_callback(self._link_ended)
        for watcher in self._watchers:
            watcher.start()
        self._inbox.post(Happened(Started()))
        try:
            await self._serve()
        finally:
            link.cancel()

    def close(self) -> None:
        """End every thread and let the card go."""
        for watcher in self._watchers:
            watcher.stop()
        self._desks.card.close()
        self._desks.screen.close()

    def _link_ended(self, link: "asyncio.Task[None]") -> None:
        if not link.cancelled() and (error := link.exception()) is not None:
            self._inbox.post(Broken(error))

    async def _serve(self) -> None:
        ready = False
        while True:
            item = await self._inbox.take(self._conductor.wait(TURN_S))
            while item is not None:
                self.take(item)
                item = self._inbox.take_now()
            self.turn()
            if not ready and self._desks.screen.shown:
                ready = notify.ready()

    def turn(self) -> None:
        """Let timers run out, bring the screen up to date, report. Raises CardBlocked."""
        self._conductor.tick()
        self._conductor.show()
        self._look_after()

    def take(self, item: Item) -> None:
        """Give one item its turn. Raises WorkerBroken."""
        match item:
            case Happened():
                self._conductor.happened(item)
            case Input(press=press):
                self._conductor.pressed(press)
            case LinkSaid(message=message):
                self._link_said(message)
            case Broken(error=error):
                raise WorkerBroken from error

    def _link_said(self, message: FromLink) -> None:
        desks = self._desks
        match message:
            case Status(connected=connected, reason=reason):
                desks.health.link_says(reason)
                if connected is not self._conductor.visit.online:
                    self._conductor.happened(Happened(LinkChanged(connected)))
                desks.ledger.link_is_back()
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

    def _look_after(self) -> None:
        desks = self._desks
        notify.watchdog()
        if desks.card.blocked_for() > self._limits.command_s:
            raise CardBlocked
        if desks.health.due():
            visit = self._conductor.visit
            self._link.send(
                desks.health.report(visit, desks.screen.sound_missing, desks.screen.draw_ms, desks.ledger.unsaved)
            )
