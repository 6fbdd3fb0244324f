"""`uketsuke-reader --config FILE`: the reader process; `uketsuke-reader staff …`: its staff accounts.

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
from firmware.reader.staff.arguments import parse
from hal.build import Hardware, build
from hal.errors import HalError

EXIT_REFUSED = 1
"""A staff command that could not be done; the line says why."""

EXIT_BLOCKED = 75
"""EX_TEMPFAIL: the supervisor starts the reader again, which frees the card reader."""

EXIT_CONFIGURATION = 78
"""EX_CONFIG: starting again will not help."""


def main() -> None:
    """Run the reader until SIGTERM or SIGINT. A configuration that cannot be used is one line and status 78."""
    wishes = parse(sys.argv[1:])
    path: Path = wishes.config
    prepare_process()
    try:
        settings = load_settings(path)
        if wishes.staff is not None:
            _administer(wishes, settings)
            return
        check_production(path, settings)
        _run(path, settings, Opening(settings))
    except (ConfigurationError, HalError) as error:
        _say(error)
        sys.exit(EXIT_CONFIGURATION)


def _administer(wishes: argparse.Namespace, settings: Settings) -> None:
    # Imported here: the reader itself hashes no passcode before its first picture.
    from firmware.reader.staff.command import staff_main
    from firmware.reader.staff.errors import StaffError

    try:
        staff_main(wishes, settings)
    except StaffError as error:
        _say(error)
        sys.exit(EXIT_REFUSED)


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
