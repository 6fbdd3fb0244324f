"""Puts one reader together from its configuration and its hardware."""

import asyncio
import os
import uuid
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from firmware.link.client import LinkClient
from firmware.reader.app import App, Limits
from firmware.reader.card_desk import CardDesk
from firmware.reader.centre_desk import CentreDesk
from firmware.reader.conductor import Conductor, Desks
from firmware.reader.errors import ConfigurationError
from firmware.reader.health import Health
from firmware.reader.identity import load_identity
from firmware.reader.inbox import Inbox, LinkSaid
from firmware.reader.journal import Journal
from firmware.reader.ledger import Ledger
from firmware.reader.post_office import PostOffice
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.settings import ReaderSettings, Settings
from firmware.reader.visit_log import VisitLog
from firmware.reader.watchers import watch_card, watch_keypad
from firmware.reader.worker import ThreadWorker
from firmware.screens.draw import Painter
from firmware.screens.errors import ScreenError
from firmware.screens.fonts import FontSet
from firmware.screens.texts import load_texts
from firmware.visit.model import Visit
from hal.build import Hardware
from hal.card.profile import CardProfile, ProfileError, load_profile

COMMAND_MARGIN_S = 1.0
"""Beyond the driver's own limit for one card command: then the driver itself hangs."""


def assemble(settings: Settings, hardware: Hardware, loop: asyncio.AbstractEventLoop) -> App:
    """Make every part and connect them. Raises ConfigurationError, or OSError for a state directory that fails."""
    reader, clock = settings.reader, hardware.clock
    inbox = Inbox(loop)
    # Screen first: people see that the reader starts before keys and cards are looked at.
    screen = ScreenDesk(
        hardware.display, hardware.sound, _painter(settings), clock, inbox.post, ThreadWorker("screen", inbox.post)
    )
    visit = Visit(policy=settings.policy)
    screen.refresh(visit, None)
    identity = load_identity(reader)
    journal = Journal(Path(reader.state), clock, product_version())
    log = VisitLog(Path(reader.state), journal, clock, product_version())
    office = PostOffice(identity, clock)
    link_user = os.getuid() if reader.link_user < 0 else reader.link_user
    link = LinkClient(Path(reader.link_socket), lambda said: inbox.post(LinkSaid(said)), clock, link_user)
    boot = uuid.uuid4().hex[:12]
    desks = Desks(
        card=CardDesk(
            hardware.nfc, _profiles(reader), clock, reader.device, inbox.post, ThreadWorker("card", inbox.post)
        ),
        centre=CentreDesk(office, link.send, clock, journal, inbox.post),
        screen=screen,
        ledger=Ledger(office, link.send, clock, journal),
        log=log,
        journal=journal,
        health=Health(Path(reader.state), hardware.board, clock, journal, product_version(), boot),
        office=office,
    )
    return App(
        Conductor(visit, desks, clock, reader.press_pause_s),
        desks,
        inbox,
        link,
        (watch_card(hardware.nfc, inbox.post), watch_keypad(hardware.keypad, inbox.post)),
        Limits(command_s=settings.hardware.nfc.transmit_timeout_s + COMMAND_MARGIN_S),
    )


def product_version() -> str:
    """The installed version of the product; `unknown` in a checkout that was never installed."""
    try:
        return version("uketsuke")
    except PackageNotFoundError:
        return "unknown"


def _painter(settings: Settings) -> Painter:
    display = settings.hardware.display
    try:
        return Painter((display.width, display.height), load_texts(Path(settings.reader.texts)), FontSet())
    except ScreenError as error:
        raise ConfigurationError(settings.reader.texts, str(error)) from error


def _profiles(reader: ReaderSettings) -> tuple[CardProfile, ...]:
    directory = Path(reader.card_profiles)
    try:
        profiles = tuple(load_profile(path.read_text("utf-8")) for path in sorted(directory.glob("*.toml")))
    except (OSError, ProfileError) as error:
        raise ConfigurationError(str(directory), str(error)) from error
    if not profiles:
        raise ConfigurationError(str(directory), "holds no card profile (*.toml)")
    return profiles
