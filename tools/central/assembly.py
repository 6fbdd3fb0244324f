"""Puts a centre together from its settings: the only place where files become keys, rules and services."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from firmware.messages.envelope import CENTRE
from firmware.messages.errors import BadKey, BadTopic
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.topics import parse_topic
from hal.clock import Clock
from hal.real.clock import SystemClock
from hal.settings import ClockSettings
from tools.central.anchors import load_anchors
from tools.central.challenge import KEY_BYTES, Challenger
from tools.central.chance import Chance
from tools.central.errors import ConfigurationError
from tools.central.meter import Meter
from tools.central.policy import load_policy
from tools.central.reception import Reception
from tools.central.sealer import Outgoing, Sealer
from tools.central.service import Retention, Service
from tools.central.settings import CentralSettings
from tools.central.sources import Sources
from tools.central.store import Repository
from tools.central.terminal import TerminalDesk, load_terminal_key
from tools.central.terminal_policy import load_terminal_policy

Key = TypeVar("Key", SigningKey, DecryptionKey)


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre ready to be connected: messages in, answers out."""

    service: Service
    sources: Sources

    def handle(self, topic: str, body: bytes, retained: bool = False) -> Outgoing | None:
        """Take in what changed in the files, then answer one message."""
        self.sources.refresh()
        with suppress(BadTopic):
            # A reader that was blocked a moment ago gets no answer to what is under way.
            self.sources.look_at(parse_topic(topic).device)
        return self.service.handle(topic, body, retained)

    def tidy(self) -> None:
        """Forget what has ended, and take in devices that were changed."""
        self.sources.look_closely()
        self.service.tidy()


def assemble(
    settings: CentralSettings, repository: Repository, clock: Clock | None = None, chance: Chance = os.urandom
) -> Centre:
    """Read all files and fill the register. Raises ConfigurationError, StoreError."""
    time = clock or SystemClock(ClockSettings())
    sources = Sources(settings, repository)
    life, retention = settings.life, settings.retention
    challenger = Challenger(_challenge_key(settings.challenge_key))
    reception = Reception(
        anchors=load_anchors(settings.anchors, settings.mode),
        revocation=sources,
        policy=load_policy(settings.policy),
        challenger=challenger,
        chance=chance,
        challenge_life=timedelta(seconds=life.challenge),
        visit_life=timedelta(seconds=life.visit),
        terminal=_terminal(settings, challenger),
    )
    signing = _private(settings.signing, SigningKey.from_pem)
    decryption = [_private(path, DecryptionKey.from_pem) for path in settings.decryption]
    service = Service(
        repository=repository,
        reception=reception,
        sealer=Sealer(signing, chance, timedelta(seconds=life.answer)),
        decryption={key.kid: key for key in decryption},
        clock=time,
        inbox_life=timedelta(seconds=life.inbox),
        meter=Meter(settings.limits.requests_per_minute),
        retention=Retention(timedelta(days=retention.usage_days), timedelta(days=retention.consent_days)),
    )
    sources.load()
    return Centre(service, sources)


def _terminal(settings: CentralSettings, challenger: Challenger) -> TerminalDesk | None:
    files = settings.terminal
    if files is None:
        return None
    key = load_terminal_key(files.key, files.certificate)
    return TerminalDesk(key, load_terminal_policy(files.policy, settings.mode), settings.mode, challenger)


def _private(path: Path, parse: Callable[[bytes, str], Key]) -> Key:
    try:
        return parse(_read(path), CENTRE)
    except BadKey as error:
        raise ConfigurationError(path, error.problem) from error


def _challenge_key(path: Path) -> bytes:
    key = _read(path)
    if len(key) != KEY_BYTES:
        raise ConfigurationError(path, f"must hold {KEY_BYTES} random bytes")
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
