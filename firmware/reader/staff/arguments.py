"""What may be typed behind `uketsuke-reader`. Nothing heavy may be imported from here."""

import argparse
from pathlib import Path
from typing import NoReturn

CONFIGURATION = Path("/etc/uketsuke/reader.toml")
"""Where `uketsuke-reader staff` looks where no --config says otherwise; the technician's shell looks there too."""

COMMANDS = {
    "add": "open an account; the passcode is asked for twice, or read as one line from a pipe",
    "disable": "close an account for good; its id stays taken",
    "remove": "take an account away, with its wrong tries and its pause",
    "list": "show all accounts",
    "audit": "check that nothing in the audit was changed, and show its last entries",
}
WITH_ID = ("add", "disable", "remove")


class Parser(argparse.ArgumentParser):
    """Never repeats what was typed: a passcode is easily typed in the wrong place."""

    def error(self, message: str) -> NoReturn:
        """One line, status 2."""
        said = message if message.startswith("the following arguments are required") else "this cannot be understood"
        self.exit(2, f"uketsuke-reader: {said}; see: {self.prog} --help\n")


def parse(words: list[str]) -> argparse.Namespace:
    """`config`: Path; `staff`: the staff command or None; `id`: what was typed as one. Exits with status 2."""
    parser = Parser("uketsuke-reader", description="The reader process of Uketsuke.", allow_abbrev=False)
    parser.set_defaults(config=None, staff=None, id=None)
    _add_config(parser)
    staff = parser.add_subparsers(metavar="staff").add_parser(
        "staff", help="accounts of the staff who may confirm by eye who stands there", allow_abbrev=False
    )
    commands = staff.add_subparsers(dest="staff", metavar="COMMAND", required=True)
    for name, does in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=does, allow_abbrev=False)
        _add_config(command)
        if name in WITH_ID:
            command.add_argument("id", metavar="ID", help="staff id: four digits")
    wishes, unknown = parser.parse_known_args(words)
    if unknown:
        parser.error("unknown")
    if wishes.config is None:
        if wishes.staff is None:
            parser.error("the following arguments are required: --config")
        wishes.config = CONFIGURATION
    return wishes


def _add_config(parser: argparse.ArgumentParser) -> None:
    # Suppressed, so that an option before the command is not overwritten by the default of the one after it.
    unset = argparse.SUPPRESS
    parser.add_argument("--config", type=Path, default=unset, metavar="FILE", help="the reader's configuration (TOML)")
