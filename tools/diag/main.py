"""uketsuke-diag: the technician's shell. With a command it runs that one; without, it prompts for commands."""

import argparse
import cmd
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from hal.real.clock import SystemClock
from hal.settings import ClockSettings
from tools.diag.commands import Shell, run
from tools.diag.errors import DiagError, WrongArgument
from tools.diag.guide import TOPICS
from tools.diag.output import Output
from tools.diag.parser import make_parser
from tools.diag.site import find_site
from tools.diag.words import usual_language

WRONG = 2


class Prompt(cmd.Cmd):
    """The commands at a prompt. A wrong line is said and the prompt comes again."""

    intro = "Uketsuke 診断 / diagnostics。help で説明、quit で終わり / help explains, quit ends."
    prompt = "uketsuke> "

    def __init__(self, execute: Callable[[Sequence[str]], int], stdin: TextIO, stdout: TextIO) -> None:
        super().__init__(stdin=stdin, stdout=stdout)
        self.use_rawinput = stdin.isatty()
        self._execute = execute

    def onecmd(self, line: str) -> bool:
        """Run a line; True ends the prompt."""
        try:
            words = shlex.split(line)
        except ValueError as error:
            self.stdout.write(f"{error}\n")
            return False
        if not words:
            return False
        if words[0] in {"quit", "exit", "EOF"}:
            return True
        self._execute(words)
        return False

    def completenames(self, text: str, *_: object) -> list[str]:
        """The commands that begin with what was typed."""
        return [name for name in (*TOPICS, "quit") if name.startswith(text)]


def main(
    arguments: Sequence[str] | None = None,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Exit status: 0 all is well, 1 something is bad, 2 with one line on stderr for what cannot be understood."""
    streams = (stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        wishes = make_parser().parse_args(words)
    except WrongArgument as error:
        return _wrong(error, streams[2])
    if wishes.command is None:
        return _converse(words, streams)
    return _execute(wishes, streams)


def _converse(common: list[str], streams: tuple[TextIO, TextIO, TextIO]) -> int:
    def execute(words: Sequence[str]) -> int:
        try:
            return _execute(make_parser().parse_args([*common, *words]), streams)
        except WrongArgument as error:
            return _wrong(error, streams[2])
        except SystemExit:
            # --help has been answered
            return 0

    try:
        Prompt(execute, streams[0], streams[1]).cmdloop()
    except KeyboardInterrupt:
        streams[1].write("\n")
    return 0


def _execute(wishes: argparse.Namespace, streams: tuple[TextIO, TextIO, TextIO]) -> int:
    def ask(question: str) -> str:
        streams[1].write(question)
        streams[1].flush()
        answer = streams[0].readline()
        if not answer:
            raise EOFError
        return answer

    site = find_site(wishes.config, wishes.link_config, wishes.state)
    output = Output(streams[1], wishes.lang or usual_language(), wishes.json)
    try:
        return run(wishes.command, wishes, Shell(site, SystemClock(ClockSettings()), output, ask))
    except DiagError as error:
        return _wrong(error, streams[2])


def _wrong(error: DiagError, stderr: TextIO) -> int:
    stderr.write(f"uketsuke-diag: {error}\n")
    return WRONG


if __name__ == "__main__":
    sys.exit(main())
