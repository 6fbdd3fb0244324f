"""`uketsuke-reader --config FILE`: the reader process."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from firmware.reader.app import App, CardBlocked
from firmware.reader.assembly import assemble
from firmware.reader.errors import ConfigurationError
from firmware.reader.settings import Settings, load_settings
from hal.build import Hardware, build
from hal.errors import HalError

EXIT_BLOCKED = 75
"""EX_TEMPFAIL: the supervisor starts the reader again, which frees the card reader."""

EXIT_CONFIGURATION = 78
"""EX_CONFIG: starting again will not help."""


def main() -> None:
    """Run the reader until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="uketsuke-reader", description="The reader process of Uketsuke.")
    parser.add_argument("--config", type=Path, required=True, help="the reader's configuration (TOML)")
    arguments = parser.parse_args()
    try:
        settings = load_settings(arguments.config)
        hardware = build(settings.hardware)
    except (ConfigurationError, HalError) as error:
        sys.stderr.write(f"uketsuke-reader: {error}\n")
        sys.exit(EXIT_CONFIGURATION)
    try:
        sys.exit(asyncio.run(_serve(settings, hardware)))
    finally:
        hardware.close()


async def _serve(settings: Settings, hardware: Hardware) -> int:
    try:
        app = assemble(settings, hardware, asyncio.get_running_loop())
    except (ConfigurationError, OSError) as error:
        sys.stderr.write(f"uketsuke-reader: {error}\n")
        return EXIT_CONFIGURATION
    try:
        await _until_told(app)
    except CardBlocked:
        # The blocked thread cannot be joined; leaving without waiting for it is the point.
        sys.stderr.write("uketsuke-reader: a card command does not end; starting again frees the card reader\n")
        os._exit(EXIT_BLOCKED)
    finally:
        app.close()
    return 0


async def _until_told(app: App) -> None:
    running = asyncio.ensure_future(app.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    main()
