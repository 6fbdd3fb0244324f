"""Puts one reader together from its configuration and its hardware."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from firmware.card.errors import AnchorRefused
from firmware.card.issuer import read_anchors
from firmware.face.child.setup import Setup
from firmware.link.client import LinkClient
from firmware.reader.app import App, Limits
from firmware.reader.card_desk import CardDesk
from firmware.reader.centre_desk import CentreDesk
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.errors import ConfigurationError
from firmware.reader.face.desk import Rooms, face_desk
from firmware.reader.face.relay import PictureRelay
from firmware.reader.face.work import EMULATED, NOT_CONFIGURED, FaceWork, NoFace
from firmware.reader.greeting import greeted
from firmware.reader.health import Health
from firmware.reader.identity import load_identity
from firmware.reader.inbox import Inbox, LinkSaid, Post
from firmware.reader.journal import Journal
from firmware.reader.ledger import Ledger
from firmware.reader.opening import Opening
from firmware.reader.photo_reader import PhotoReader
from firmware.reader.post_office import PostOffice
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.settings import FaceSettings, ReaderSettings, Settings
from firmware.reader.spool import Spool
from firmware.reader.staff.desk import staff_desk
from firmware.reader.visit_log import VisitLog
from firmware.reader.watchers import watch_card, watch_keypad
from firmware.reader.worker import ThreadWorker, Worker
from firmware.screens.model import Arrangement
from firmware.screens.view import view_size
from firmware.visit.events import CardPlaced
from firmware.visit.model import Visit
from hal.build import Hardware
from hal.card.profile import CardProfile, ProfileError, load_profile
from hal.clock import Clock

COMMAND_MARGIN_S = 2.0
"""Beyond the visit's own limit for a card command: the person is told first, and the record of the visit stored."""

SOCKET_PATH_BYTES = 107
"""unix(7): sun_path holds 108, the last one zero."""

BOOT_BYTES = 6


def assemble(settings: Settings, hardware: Hardware, opening: Opening, inbox: Inbox) -> App:
    """Make every part and connect them. Raises ConfigurationError naming the file."""
    reader, clock, post = settings.reader, hardware.clock, inbox.post
    link = _link(reader, inbox, clock)
    identity, profiles = load_identity(reader), _profiles(reader)
    with ExitStack() as undo:
        disk, artist, card, guard = (_worker(name, inbox, clock, undo) for name in ("disk", "screen", "card", "staff"))
        office = PostOffice(identity, clock)
        files = _files(reader, hardware, office, link, disk)
        pictures = PictureRelay(post)
        photos = None if settings.face is None else _photos(settings.face, reader, office)
        desks = Desks(
            card=CardDesk(hardware.nfc, profiles, clock, reader.device, post, card, photos),
            centre=CentreDesk(office, link.send, clock, files.journal, post, reader.device),
            screen=ScreenDesk(hardware.display, hardware.sound, opening.painter, clock, post, artist, opening.screen),
            staff=staff_desk(Path(reader.state), clock, post, guard),
            face=_face(settings, clock, office, post, pictures),
            pictures=pictures,
            ledger=files.ledger,
            log=files.log,
            journal=files.journal,
            health=files.health,
            office=office,
        )
        undo.pop_all()

    def greet(event: CardPlaced) -> CardPlaced:
        return greeted(event, desks.staff, desks.face, production=reader.production)

    return App(
        Conductor(Visit(policy=settings.policy), desks, clock, reader.press_pause_s),
        desks,
        inbox,
        link,
        (watch_card(hardware.nfc, post, greet), watch_keypad(hardware.keypad, post)),
        disk,
        clock,
        Limits(command_s=max(settings.hardware.nfc.transmit_timeout_s, settings.policy.card) + COMMAND_MARGIN_S),
    )


def _face(settings: Settings, clock: Clock, office: PostOffice, post: Post, pictures: PictureRelay) -> FaceWork:
    face, hardware = settings.face, settings.hardware
    if face is None:
        return NoFace(post, NOT_CONFIGURED, "the configuration has no section `face`")
    if settings.reader.production:
        return NoFace(post, EMULATED, "opening a card without its PIN is emulated, which no real card takes")
    setup = Setup(
        models=face.models,
        card_faces=face.card_faces,
        hardware=hardware,
        threads=face.threads,
        production=settings.reader.production,
        device=settings.reader.device,
        calibration=face.calibration,
        calibration_key=face.calibration_key,
    )
    display = (hardware.display.width, hardware.display.height)
    rooms = Rooms(view_size(Arrangement.LOOK, display), view_size(Arrangement.COMPARE, display))
    return face_desk(setup, rooms, clock, office.now, post, pictures)


def _photos(face: FaceSettings, reader: ReaderSettings, office: PostOffice) -> PhotoReader:
    try:
        anchors = read_anchors(Path(face.municipalities), production=reader.production)
    except AnchorRefused as error:
        raise ConfigurationError(face.municipalities, str(error)) from error
    return PhotoReader(anchors, office.now, face.first_from_age)


def product_version() -> str:
    """The installed version of the product; `unknown` in a checkout that was never installed."""
    try:
        return version("uketsuke")
    except PackageNotFoundError:
        return "unknown"


@dataclass(frozen=True, slots=True)
class _Files:
    """The parts that keep files in the state directory."""

    journal: Journal
    log: VisitLog
    ledger: Ledger
    health: Health


def _files(reader: ReaderSettings, hardware: Hardware, office: PostOffice, link: LinkClient, disk: Worker) -> _Files:
    state, clock, product = Path(reader.state), hardware.clock, product_version()
    boot = os.urandom(BOOT_BYTES).hex()
    try:
        journal = Journal(state, clock, product, disk)
        return _Files(
            journal,
            VisitLog(state, journal, clock, product, disk),
            Ledger(office, link.send, clock, journal, Spool(state / "unsaved"), disk),
            Health(state, hardware.board, clock, journal, product, boot, disk),
        )
    except OSError as error:
        problem = f"cannot keep the reader's state ({error.strerror}); the reader's user must be able to write to it"
        raise ConfigurationError(reader.state, problem) from error


def _worker(name: str, inbox: Inbox, clock: Clock, undo: ExitStack) -> ThreadWorker:
    worker = ThreadWorker(name, inbox.post, clock)
    undo.callback(worker.close, 0)
    return worker


def _link(reader: ReaderSettings, inbox: Inbox, clock: Clock) -> LinkClient:
    if len(os.fsencode(reader.link_socket)) > SOCKET_PATH_BYTES:
        raise ConfigurationError(reader.link_socket, f"a socket's path has at most {SOCKET_PATH_BYTES} bytes")
    user = os.getuid() if reader.link_user < 0 else reader.link_user
    return LinkClient(Path(reader.link_socket), lambda said: inbox.post(LinkSaid(said)), clock, user)


def _profiles(reader: ReaderSettings) -> tuple[CardProfile, ...]:
    directory = Path(reader.card_profiles)
    profiles = tuple(_profile(path) for path in sorted(directory.glob("*.toml")))
    if not profiles:
        raise ConfigurationError(str(directory), "holds no card profile (*.toml)")
    return profiles


def _profile(path: Path) -> CardProfile:
    try:
        return load_profile(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(str(path), f"cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, ProfileError) as error:
        raise ConfigurationError(str(path), str(error)) from error
