"""uketsuke-central: serves readers, or lists them."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from firmware import notify
from tools.central.assembly import Centre, assemble
from tools.central.errors import CentralError, ConfigurationError
from tools.central.listing import as_json, as_table, rows
from tools.central.mqtt import Edge
from tools.central.settings import CentralSettings, load_settings
from tools.central.sqlite import SqliteRepository

log = logging.getLogger(__name__)

EXIT_FAILED = 1
EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: starting again will not help."""

_TIDY_EVERY_S = 60.0
_WATCHDOG_EVERY_S = 5.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it ended as asked, 78 or 1 with one line on stderr when it could not work."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = load_settings(chosen.config)
        run: Callable[[CentralSettings, argparse.Namespace], None] = chosen.run
        run(settings, chosen)
    except CentralError as error:
        print(f"uketsuke-central: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION if isinstance(error, ConfigurationError) else EXIT_FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uketsuke-central", description="Reference central server.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="answer readers until stopped")
    serve.add_argument("--config", type=Path, required=True, metavar="FILE")
    serve.set_defaults(run=_serve)
    devices = commands.add_parser("devices", help="list the readers and what they said last")
    devices.add_argument("--config", type=Path, required=True, metavar="FILE")
    devices.add_argument("--json", action="store_true", help="as a JSON list")
    devices.set_defaults(run=_devices)
    return parser


def _devices(settings: CentralSettings, chosen: argparse.Namespace) -> None:
    repository = SqliteRepository(settings.register, read_only=True)
    try:
        with repository.reading() as work:
            found = rows(work)
    finally:
        repository.close()
    print(as_json(found) if chosen.json else as_table(found))


def _serve(settings: CentralSettings, chosen: argparse.Namespace) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # gmqtt writes tracebacks of lost connections, and topics and payloads when asked for more.
    logging.getLogger("gmqtt").setLevel(logging.CRITICAL)
    repository = SqliteRepository(settings.register)
    try:
        centre = assemble(settings, repository)
        asyncio.run(_run(settings, centre))
    finally:
        repository.close()


async def _run(settings: CentralSettings, centre: Centre) -> None:
    """Serve until SIGTERM or SIGINT, or until a task fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    edge = Edge(settings.broker, centre.handle, _tell)
    tasks = {
        asyncio.create_task(edge.run(), name="broker"),
        asyncio.create_task(_tidy(centre), name="tidy"),
        asyncio.create_task(_live(), name="watchdog"),
        asyncio.create_task(stop.wait(), name="stop"),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        notify.stopping()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    log.info("stopped")


def _tell(connected: bool) -> None:
    """Ready is said when the subscriptions stand: from then on a reader gets answers."""
    notify.status("serving" if connected else "broker away")
    if connected:
        notify.ready()


async def _tidy(centre: Centre) -> None:
    while True:
        centre.tidy()
        await asyncio.sleep(_TIDY_EVERY_S)


async def _live() -> None:
    while True:
        notify.watchdog()
        await asyncio.sleep(_WATCHDOG_EVERY_S)


if __name__ == "__main__":
    sys.exit(main())
