"""The command line. Options may stand before or after the command."""

import argparse
from pathlib import Path
from typing import NoReturn

from tools.diag.errors import WrongArgument
from tools.diag.guide import TOPICS

LONGEST_WATCH = 24 * 60 * 60.0


class Parser(argparse.ArgumentParser):
    """One clear line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongArgument."""
        raise WrongArgument(f"{message}; see: uketsuke-diag help")


def make_parser() -> Parser:
    """The whole command line; `command` is None where none was given."""
    parser = Parser("uketsuke-diag", description="診断 / The technician's shell of a reader.")
    parser.set_defaults(config=None, link_config=None, state=None, lang=None, json=False)
    _common(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    made = {name: commands.add_parser(name, help=topic.short.en) for name, topic in TOPICS.items()}
    for command in made.values():
        _common(command)
    made["card"].add_argument("watch", nargs="?", choices=("watch",), help="go on and show what moves")
    made["card"].add_argument("--seconds", type=_seconds, metavar="N", help="end the watching after so long")
    made["replay"].add_argument("file", metavar="FILE|NUMBER", help="a recording, or its number")
    made["bundle"].add_argument("file", metavar="OUT.zip", help="file to be written")
    made["bundle"].add_argument("--yes", action="store_true", help="write without asking")
    made["help"].add_argument("topic", nargs="?", metavar="COMMAND")
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    # Suppressed, so that an option before the command is not overwritten by the default of the one after it.
    unset = argparse.SUPPRESS
    parser.add_argument("--config", type=Path, default=unset, metavar="FILE", help="configuration of the reader")
    parser.add_argument("--link-config", type=Path, default=unset, metavar="FILE", help="configuration of link")
    parser.add_argument("--state", type=Path, default=unset, metavar="DIR", help="state directory of the reader")
    parser.add_argument("--lang", choices=("ja", "en"), default=unset, help="language of the findings")
    parser.add_argument("--json", action="store_true", default=unset, help="for a program instead of a person")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= LONGEST_WATCH:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {LONGEST_WATCH:.0f}")
    return seconds
