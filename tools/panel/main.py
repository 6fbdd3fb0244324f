"""uketsuke-panel: the virtual reader in a browser. For demo and development; no production device has it.

It drives a bench (hal.virtual), which is served only where every part of the reader is virtual. Whoever has an account
on this computer can open it, so it holds nothing but the invented persons of the demo.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware import notify
from tools.panel.desk import Desk, Places
from tools.panel.errors import ConfigurationError, NotLoopback, PanelError
from tools.panel.guard import HOST
from tools.panel.prompts import Prompts, default_texts
from tools.panel.server import application, listen

DEFAULT_PORT = 8765
HIGHEST_PORT = 65535

EXIT_FAILED = 1
EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: starting again will not help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C. Exit status 0; 78 or, where the port is taken, 1 with one line on stderr."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="panel: %(message)s")
    try:
        if options.host != HOST:
            raise NotLoopback(options.host)
        asyncio.run(_serve(options))
    except PanelError as error:
        print(f"uketsuke-panel: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION if isinstance(error, ConfigurationError) else EXIT_FAILED
    return 0


async def _serve(options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    bench = Path(options.bench)
    tray = Path(options.tray) if options.tray else bench
    places = Places(bench, tray, Path(options.state), Path(options.cards), options.props)
    desk = Desk(places, Prompts(options.texts or default_texts()).say)
    runner = await listen(application(options.port, desk.hub, desk), options.port)
    try:
        desk.start()
        print(f"http://{HOST}:{options.port}/", flush=True)
        notify.ready()
        await ended.wait()
        notify.stopping()
    finally:
        await runner.cleanup()
        await desk.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("uketsuke-panel", description="The virtual reader in a browser, loopback only.")
    parser.add_argument("--bench", required=True, metavar="SOCKET", help="bench socket of the reader")
    parser.add_argument("--tray", metavar="SOCKET", help="bench socket of the card, where that is another one (PC/SC)")
    parser.add_argument("--state", required=True, metavar="DIRECTORY", help="state directory of the reader")
    parser.add_argument("--cards", required=True, metavar="DIRECTORY", help="directory of the virtual cards")
    parser.add_argument(
        "--props",
        type=Path,
        metavar="DIRECTORY",
        help="films for the two cameras (uketsuke-issue props); none if left out",
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIRECTORY", help="texts of the prompts, where they are not installed"
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port on 127.0.0.1 (%(default)s)")
    parser.add_argument("--host", default=HOST, help=argparse.SUPPRESS)
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) <= len(str(HIGHEST_PORT)) and 1 <= int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text} is no port; there are 1 to {HIGHEST_PORT}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
