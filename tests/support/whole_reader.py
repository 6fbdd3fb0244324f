"""A whole reader and a whole centre in one thread: no sockets, no pictures, time moved by hand.

Everything that decides is real: visit, card sessions, virtual card, sealing, the centre's service on SQLite.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import cast

from firmware.card.issuer import read_anchors
from firmware.japan import JAPAN
from firmware.link.client import LinkClient
from firmware.link.ipc import Arrived, Forget, NotPublished, Publish, Published, Status, Store, Stored, ToLink
from firmware.messages.topics import device_topic
from firmware.reader.app import App, Limits
from firmware.reader.card_desk import CardDesk
from firmware.reader.centre_desk import CentreDesk
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.face.desk import FaceDesk, Rooms
from firmware.reader.face.relay import PictureRelay
from firmware.reader.face.work import NOT_CONFIGURED, FaceWork, NoFace
from firmware.reader.greeting import greeted
from firmware.reader.health import Health
from firmware.reader.identity import load_identity
from firmware.reader.inbox import Inbox, Item, LinkSaid
from firmware.reader.journal import Journal
from firmware.reader.ledger import Ledger
from firmware.reader.photo_reader import PhotoReader
from firmware.reader.post_office import PostOffice
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.settings import ReaderSettings
from firmware.reader.spool import Spool
from firmware.reader.staff.audit import Audit
from firmware.reader.staff.desk import StaffDesk
from firmware.reader.staff.hashing import SALT_BYTES, Cost, slow_hash
from firmware.reader.staff.roster import Member
from firmware.reader.staff.secret import Passcode
from firmware.reader.staff.store import StaffStore
from firmware.reader.visit_log import VisitLog
from firmware.reader.watchers import watch_card, watch_keypad
from firmware.screens.draw import Painter
from firmware.screens.model import Screen
from firmware.visit.events import CardPlaced
from firmware.visit.model import Visit
from firmware.visit.policy import Policy
from hal.build import build
from hal.card.profile import load_profile
from hal.clock import Clock
from hal.display import Frame
from hal.keypad import Key
from hal.settings import CameraSettings, ClockSettings, HardwareSettings
from hal.virtual.bench import Bench
from tests.support.face_child import FaceChildren
from tests.support.issued import ROOT
from tools.central.assembly import Centre

FACE_FROM_AGE = 6

CHEAP = Cost(n=16, r=8, p=1)
"""Of a passcode's hash: the real cost is for those who steal the file."""


class InlineWorker:
    """Does the work at once, in the caller's thread; a fault is the test's."""

    def submit(self, work: Callable[[], None]) -> None:
        work()

    def busy_for(self) -> float:
        return 0.0

    def close(self, longest: float) -> None:
        return


BLACK = Frame(800, 480, bytes(800 * 480 * 3))


class NoPainter:
    """Draws a black screen: what is on the screen is proved elsewhere."""

    def draw(self, screen: Screen) -> Frame:
        return BLACK

    def layout(self, screen: Screen) -> None:
        return None


@dataclass
class Wire:
    """What lies between reader and centre, with everything that can happen to it.

    `broken` makes every question unsendable, `silent` swallows what goes up, `deaf` swallows what comes down.
    """

    centre: Centre
    region: str
    device: str
    post: Callable[[Item], None]
    broken: bool = False
    silent: bool = False
    deaf: bool = False
    outbox: dict[str, Store] = field(default_factory=dict)
    crossed: list[bytes] = field(default_factory=list)

    def send(self, message: ToLink) -> bool:
        """As `LinkClient.send`."""
        match message:
            case Publish(id=letter, body=body) if self.broken:
                self.crossed.append(body)
                self.post(LinkSaid(NotPublished(letter, "disconnected")))
            case Publish(id=letter, branch=branch, body=body):
                self.post(LinkSaid(Published(letter)))
                self._up(branch, body)
            case Store(id=letter):
                self.outbox[letter] = message
                self.post(LinkSaid(Stored(letter)))
            case Forget(id=letter):
                self.outbox.pop(letter, None)
            case _:
                pass
        return True

    def deliver_outbox(self) -> None:
        """What link does when it is connected."""
        for store in list(self.outbox.values()):
            self._up(store.branch, store.body)

    def down(self, branch: str, body: bytes) -> None:
        """Something comes down, from whomever."""
        self.post(LinkSaid(Arrived(branch, body)))

    def _up(self, branch: str, body: bytes) -> None:
        self.crossed.append(body)
        if self.silent:
            return
        answer = self.centre.handle(device_topic(self.region, self.device, branch), body)
        if answer is not None and not self.deaf:
            self.crossed.append(answer.body)
            self.down("/".join(answer.topic.split("/")[-2:]), answer.body)


class WholeReader:
    """One reader with a bench on one side and a wire on the other."""

    def __init__(
        self,
        issued: Path,
        centre: Centre,
        state: Path,
        bench_time: datetime,
        policy: Policy,
        children: FaceChildren | None = None,
    ) -> None:
        hardware = build(HardwareSettings(clock=ClockSettings(driver="virtual")))
        self.bench = cast("Bench", hardware.bench)
        self.bench.set_time(bench_time)
        self._items: deque[Item] = deque()
        keys = issued / "readers" / "demo-reader-1"
        settings = ReaderSettings(
            region="13",
            device="demo-reader-1",
            state=str(state),
            link_socket="",
            keys=str(keys),
            keyset=str(issued / "ca" / "keyset.jws"),
            keyset_root=str(issued / "ca" / "keyset-root.pem"),
            texts="",
            card_profiles="",
        )
        post = self._items.append
        clock = hardware.clock
        self.wire = Wire(centre, settings.region, settings.device, post)
        disk = InlineWorker()
        self.staff = StaffStore(state, CHEAP)
        journal = Journal(state, clock, "test", disk)
        office = PostOffice(load_identity(settings), clock)
        profiles = tuple(load_profile(path.read_text()) for path in sorted((ROOT / "config" / "cards").glob("*.toml")))
        painter = cast("Painter", NoPainter())
        pictures = PictureRelay(post)
        photos = PhotoReader(read_anchors(issued / "ca" / "municipality", production=False), office.now, FACE_FROM_AGE)
        desks = Desks(
            card=CardDesk(hardware.nfc, profiles, clock, settings.device, post, InlineWorker(), photos),
            centre=CentreDesk(office, self.wire.send, clock, journal, post, settings.device),
            staff=StaffDesk(self.staff, Audit(state, clock), clock, post, InlineWorker()),
            screen=ScreenDesk(hardware.display, hardware.sound, painter, clock, post, InlineWorker()),
            face=NoFace(post, NOT_CONFIGURED, "")
            if children is None
            else _face(children, clock, office, post, pictures),
            pictures=pictures,
            ledger=Ledger(office, self.wire.send, clock, journal, Spool(state / "unsaved"), disk),
            log=VisitLog(state, journal, clock, "test", disk),
            journal=journal,
            health=Health(state, hardware.board, clock, journal, "test", "boot", disk),
            office=office,
        )
        self.desks = desks
        self.conductor = Conductor(Visit(policy=policy), desks, clock, press_pause_s=0.0)
        link = cast("LinkClient", self.wire)
        inbox = Inbox(cast("asyncio.AbstractEventLoop", None))
        self.app = App(self.conductor, desks, inbox, link, (), disk, clock, Limits(command_s=60.0))
        self._watchers = (watch_card(hardware.nfc, post, self._greet), watch_keypad(hardware.keypad, post))
        post(LinkSaid(Status(connected=True, reason="connected")))
        self.run()

    def add_staff(self, staff_id: str, passcode: str) -> None:
        """An account as an administrator opens it."""
        salt = bytes(SALT_BYTES)
        member = Member(staff_id, salt, slow_hash(Passcode(passcode), salt, CHEAP), self.desks.office.now())
        self.staff.change(lambda roster: roster.added(member))

    def _greet(self, event: CardPlaced) -> CardPlaced:
        return greeted(event, self.desks.staff, self.desks.face, production=False)

    @property
    def place(self) -> str:
        """Where the visit stands."""
        return str(self.conductor.visit.place)

    def run(self) -> None:
        """Give everything that waits its turn, until nothing is left."""
        while True:
            for watcher in self._watchers:
                watcher.look_once(0.0)
            if not self._items:
                break
            self.app.take(self._items.popleft())
        self.app.turn()
        if self._items:
            self.run()

    def keys(self, keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.bench.press(Key(key))
            self.run()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.bench.advance(seconds)
        self.run()


def _face(
    children: FaceChildren | None,
    clock: Clock,
    office: PostOffice,
    post: Callable[[Item], None],
    pictures: PictureRelay,
) -> FaceWork:
    if children is None:
        return NoFace(post, NOT_CONFIGURED, "")
    hardware = HardwareSettings(card_camera=CameraSettings())
    return FaceDesk(children.make, hardware, Rooms((64, 48), (32, 24)), clock, office.now, post, pictures)


def noon(day: datetime) -> datetime:
    """Noon in Japan on that day, in UTC."""
    return datetime.combine(day.date(), time(12), tzinfo=JAPAN)
