"""`uketsuke-reader --config FILE`: the reader process.

Only what the first picture needs is imported here; everything else comes once it stands.
"""

import argparse
import contextlib
import os
import sys
from pathlib import Path

from firmware.reader.errors import ConfigurationError, DeviceBlocked
from firmware.reader.opening import Opening
from firmware.reader.process import prepare_process
from firmware.reader.production import check_production
from firmware.reader.settings import Settings, load_settings
from hal.build import Hardware, build
from hal.errors import HalError

EXIT_BLOCKED = 75
"""EX_TEMPFAIL: the supervisor starts the reader again, which frees the card reader."""

EXIT_CONFIGURATION = 78
"""EX_CONFIG: starting again will not help."""


def main() -> None:
    """Run the reader until SIGTERM or SIGINT. A configuration that cannot be used is one line and status 78."""
    parser = argparse.ArgumentParser(prog="uketsuke-reader", description="The reader process of Uketsuke.")
    parser.add_argument("--config", type=Path, required=True, help="the reader's configuration (TOML)")
    path: Path = parser.parse_args().config
    prepare_process()
    try:
        settings = load_settings(path)
        check_production(path, settings)
        _run(path, settings, Opening(settings))
    except (ConfigurationError, HalError) as error:
        _say(error)
        sys.exit(EXIT_CONFIGURATION)


def _run(path: Path, settings: Settings, opening: Opening) -> None:
    with contextlib.ExitStack() as stack:
        try:
            hardware = _build(path, settings, opening)
            stack.callback(hardware.close)
            _serve(settings, hardware, opening)
        except (ConfigurationError, HalError):
            opening.give_up()
            raise
        except DeviceBlocked as error:
            # The blocked thread cannot be joined, and closing its device may block as well.
            _say(error)
            os._exit(EXIT_BLOCKED)


def _build(path: Path, settings: Settings, opening: Opening) -> Hardware:
    try:
        return build(settings.hardware, opening.show)
    except OSError as error:
        problem = f"hardware.bench: cannot be served at {settings.hardware.bench} ({error.strerror or error})"
        raise ConfigurationError(str(path), problem) from error


def _serve(settings: Settings, hardware: Hardware, opening: Opening) -> None:
    # Imported here: keys, sealing and card profiles take most of the start, and the first picture need not wait for
    # them.
    from firmware.reader.serving import serve

    serve(settings, hardware, opening)


def _say(error: Exception) -> None:
    sys.stderr.write(f"uketsuke-reader: {error}\n")


if __name__ == "__main__":
    main()
