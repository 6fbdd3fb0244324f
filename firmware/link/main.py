"""`uketsuke-link --config FILE`: the one process of a device that has a network."""

import argparse
import asyncio
import logging
import os
import pwd
import random
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware.link.errors import LinkError, SettingsWrong
from firmware.link.keeper import Keeper
from firmware.link.mqtt import Broker
from firmware.link.process import LinkProcess, Parts
from firmware.link.session import Session, SessionSettings
from firmware.link.settings import LinkSettings, load_settings, tls_context
from hal.real.clock import SystemClock
from hal.settings import ClockSettings

WRONG_CONFIGURATION = 78
"""Exit status EX_CONFIG of sysexits.h: starting again does not help."""

FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; returns the exit status (0, 1, or 78 for a configuration that cannot be used)."""
    parser = argparse.ArgumentParser(prog="uketsuke-link", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="TOML file with a section [link]")
    parser.add_argument("--verbose", action="store_true", help="say more in the log; never what messages contain")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    try:
        settings = load_settings(options.config)
    except SettingsWrong as error:
        return _end(str(error).splitlines(), WRONG_CONFIGURATION)
    failures: list[str] = []
    try:
        asyncio.run(_run(settings))
    except* LinkError as group:
        failures = [str(error) for error in _leaves(group)]
    return _end(failures, FAILED) if failures else 0


async def _run(settings: LinkSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await LinkProcess(_assemble(settings)).run(stop)


def _assemble(settings: LinkSettings) -> Parts:
    # Each device must come back at another moment than all others: no fixed seed.
    luck = random.SystemRandom().random
    who = SessionSettings(
        region=settings.region,
        device=settings.device,
        boot=secrets.token_hex(8),
        reconnect_max_s=settings.reconnect_max_s,
        telemetry_s=settings.telemetry_s,
    )
    return Parts(
        region=settings.region,
        device=settings.device,
        socket=settings.socket,
        reader_user_id=pwd.getpwnam(settings.reader_user).pw_uid if settings.reader_user else os.getuid(),
        session=Session(who, luck),
        keeper=Keeper(settings.outbox, settings.outbox_max_bytes),
        broker=Broker(
            host=settings.broker_host,
            port=settings.broker_port,
            client_id=settings.device,
            keepalive=settings.keepalive,
            tls=tls_context(settings),
        ),
        clock=SystemClock(ClockSettings()),
    )


def _leaves(group: BaseExceptionGroup[LinkError]) -> list[LinkError]:
    found: list[LinkError] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


def _end(problems: list[str], status: int) -> int:
    for problem in problems:
        sys.stderr.write(f"uketsuke-link: {problem}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
