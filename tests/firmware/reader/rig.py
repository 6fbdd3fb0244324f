"""A reader's loop with everything around it replaced by what a test can hold in its hand; the bench is real."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import msgspec

from firmware.link.client import LinkClient
from firmware.link.ipc import Publish
from firmware.messages.schema import ChallengeGiven, Identified, Message, ReaderAnswer, Validity
from firmware.reader.app import App, Limits
from firmware.reader.card_desk import CardDesk
from firmware.reader.centre_desk import CentreDesk
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.face.relay import PictureRelay
from firmware.reader.face.work import NOT_CONFIGURED, NoFace
from firmware.reader.health import Health
from firmware.reader.inbox import Inbox, Item, LinkSaid
from firmware.reader.journal import Journal
from firmware.reader.ledger import Ledger
from firmware.reader.post_office import PostOffice
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.spool import Spool
from firmware.reader.staff.desk import staff_desk
from firmware.reader.visit_log import VisitLog
from firmware.reader.watchers import watch_card, watch_keypad
from firmware.screens.draw import Painter
from firmware.visit.model import Visit
from hal.keypad import Key
from hal.settings import DisplaySettings, NfcSettings, PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.board import VirtualBoard
from hal.virtual.card.card import VirtualCard
from hal.virtual.display import VirtualDisplay
from hal.virtual.keypad import VirtualKeypad
from hal.virtual.nfc import VirtualNfc
from hal.virtual.sound import VirtualSound
from tests.firmware.card.support import PROFILES
from tests.firmware.reader.fakes import DEVICE, START, FakeCentre, HandClock, LaterWorker, LinkSpy
from tests.firmware.reader.test_screen_desk import ListingPainter
from tests.hal.virtual.card import cards

COMMAND_S = 12.0
NONCE = bytes(range(32))


class FakeLink(LinkSpy):
    """In the place of LinkClient: `fault` is raised as soon as it runs."""

    fault: Exception | None = None

    async def run(self) -> None:
        if self.fault is not None:
            raise self.fault
        await asyncio.Event().wait()


@dataclass
class Rig:
    """Build it inside a running loop; `app.run()` is the test's to call."""

    place: Path
    press_pause_s: float = 0.0
    bench: Bench = field(default_factory=Bench)
    clock: HandClock = field(default_factory=HandClock)
    centre: FakeCentre = field(default_factory=FakeCentre)
    link: FakeLink = field(default_factory=FakeLink)
    artist: LaterWorker = field(default_factory=LaterWorker)
    card_worker: LaterWorker = field(default_factory=LaterWorker)
    disk: LaterWorker = field(default_factory=LaterWorker)
    guard: LaterWorker = field(default_factory=LaterWorker)

    def __post_init__(self) -> None:
        self.inbox = Inbox(asyncio.get_running_loop())
        post, clock = self.inbox.post, self.clock
        nfc, keypad = VirtualNfc(self.bench, NfcSettings()), VirtualKeypad(self.bench, PlainSettings())
        journal = Journal(self.place, clock, "1.2.3", self.disk)
        office = PostOffice(self.centre.identity, clock)
        display, sound = VirtualDisplay(self.bench, DisplaySettings()), VirtualSound(self.bench, PlainSettings())
        painter = cast("Painter", ListingPainter())
        board = VirtualBoard(self.bench, PlainSettings())
        self.desks = Desks(
            card=CardDesk(nfc, PROFILES, clock, DEVICE, post, self.card_worker),
            centre=CentreDesk(office, self.link.send, clock, journal, post, DEVICE),
            screen=ScreenDesk(display, sound, painter, clock, post, self.artist),
            staff=staff_desk(self.place, clock, post, self.guard),
            face=NoFace(post, NOT_CONFIGURED, ""),
            pictures=PictureRelay(post),
            ledger=Ledger(office, self.link.send, clock, journal, Spool(self.place / "unsaved"), self.disk),
            log=VisitLog(self.place, journal, clock, "1.2.3", self.disk),
            journal=journal,
            health=Health(self.place, board, clock, journal, "1.2.3", "b007b007b007", self.disk),
            office=office,
        )
        self.conductor = Conductor(Visit(), self.desks, clock, self.press_pause_s)
        self.watchers = (watch_card(nfc, post), watch_keypad(keypad, post))
        link = cast("LinkClient", self.link)
        limits = Limits(COMMAND_S)
        self.app = App(self.conductor, self.desks, self.inbox, link, self.watchers, self.disk, clock, limits)

    def settle(self) -> None:
        """Without the loop: give what was posted its turn, as long as something comes of it."""
        while (item := self.inbox.take_now()) is not None:
            self.app.take(item)
        self.app.turn()

    def give(self, *items: Item) -> None:
        """Post and settle."""
        for item in items:
            self.inbox.post(item)
        self.settle()

    def lay_card(self) -> VirtualCard:
        """A My Number Card on the tray, whose arrival is yet to be told."""
        card = VirtualCard(cards.contents())
        self.bench.insert(card)
        return card

    def answer(self, message: Message) -> Item:
        """The centre's answer to the newest question."""
        question = [sent for sent in self.link.sent if isinstance(sent, Publish)][-1]
        envelope, _ = self.centre.open(question.body)
        return LinkSaid(self.centre.answer(message, envelope.subject, question.id))

    def turned(self) -> str:
        """Where the visit stands after a little time has passed."""
        self.clock.pass_time(0.3)
        self.app.turn()
        return self.place_now

    @property
    def place_now(self) -> str:
        """Where the visit stands."""
        return str(self.conductor.visit.place)

    def lines(self, name: str) -> list[dict[str, object]]:
        """The lines of a file in the state directory."""
        path = self.place / name
        return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []


ANSWERS = (ChallengeGiven(NONCE, START), Identified(True), ReaderAnswer(Validity.VALID, 30))
PIN_KEYS = (*(Key(digit) for digit in cards.PIN), Key.HASH)
