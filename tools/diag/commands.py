"""The commands: each takes what was asked for and writes what was found. Prompt and one-line form share them."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hal.clock import Clock
from hal.errors import DeviceMissing
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.diag import guide
from tools.diag.bundle import gather, write
from tools.diag.card import card_lines, card_report, open_survey
from tools.diag.drivers import installed_drivers
from tools.diag.errors import DiagError, NotAsked, WrongArgument
from tools.diag.output import Output, line_data
from tools.diag.replaying import find_recording, replay_file
from tools.diag.site import Site
from tools.diag.status import lines, listening, look, worst
from tools.diag.watch import Moved, watch_readers, watch_tray
from tools.diag.words import Level

YES = frozenset({"y", "yes", "はい"})
UNIX_SOCKETS = Path("/proc/net/unix")

GOOD, BAD = 0, 1


@dataclass(frozen=True, slots=True)
class Shell:
    """What every command needs. `ask` puts a question to the person; it raises EOFError where there is none."""

    site: Site
    clock: Clock
    out: Output
    ask: Callable[[str], str]


def run(command: str, wishes: argparse.Namespace, shell: Shell) -> int:
    """Run one command; its exit status. Raises DiagError."""
    return COMMANDS[command](wishes, shell)


def _status(_: argparse.Namespace, shell: Shell) -> int:
    found = lines(shell.site, look(shell.site.state, shell.clock.now().timestamp()), _link_listens(shell.site))
    level = worst(found)
    if shell.out.json:
        shell.out.data({"level": level.name.lower(), "parts": line_data(found)})
    else:
        shell.out.lines(found)
    return BAD if level is Level.RED else GOOD


def _card(wishes: argparse.Namespace, shell: Shell) -> int:
    if wishes.watch:
        return _watch(wishes.seconds, shell)
    report = card_report(shell.site, look(shell.site.state, shell.clock.now().timestamp()))
    found = tuple(card_lines(report))
    if shell.out.json:
        shell.out.data({"card": report, "parts": line_data(found)})
    else:
        shell.out.lines(found)
    return BAD if worst(found) is Level.RED else GOOD


def _watch(seconds: float | None, shell: Shell) -> int:
    def tell(moved: Moved) -> None:
        if shell.out.json:
            shell.out.data(moved)
        else:
            shell.out.say(
                f"{moved.at:%H:%M:%S}  {moved.what.replace('_', ' '):<13} {moved.reader}  {moved.atr}".rstrip()
            )

    try:
        if shell.site.pcsc:
            with open_survey() as survey:
                watch_readers(survey, installed_drivers(), shell.clock, seconds, tell)
        elif shell.site.bench is not None:
            with BenchClient(shell.site.bench) as bench:
                watch_tray(bench, shell.clock, seconds, tell)
        else:
            raise DiagError("there is nothing to watch: the reader has a virtual card reader without a bench")
    except KeyboardInterrupt:
        return GOOD
    except (DeviceMissing, BenchError, WireError) as error:
        raise DiagError(str(error)) from error
    except OSError as error:
        raise DiagError(f"{shell.site.bench}: {error.strerror}; is the reader running?") from error
    return GOOD


def _replay(wishes: argparse.Namespace, shell: Shell) -> int:
    told = replay_file(find_recording(wishes.file, shell.site.state / "recordings"))
    if shell.out.json:
        shell.out.data(told)
        return GOOD
    details = [" ".join(f"{name}={value}" for name, value in step.details.items()) for step in told]
    shell.out.table(
        [
            (str(step.number), step.event, step.place, detail + (f" refused: {step.refusal}" if step.refusal else ""))
            for step, detail in zip(told, details, strict=True)
        ],
        ["red" if step.refusal else "" for step in told],
    )
    return GOOD


def _bundle(wishes: argparse.Namespace, shell: Shell) -> int:
    out, path = shell.out, Path(wishes.file)
    if _is_there(path):
        raise WrongArgument(f"{path}: is there already; choose another name")
    bundle = gather(shell.site, shell.clock)
    if out.json:
        if wishes.yes:
            write(bundle, path)
        inside = [{"name": entry.name, "bytes": len(entry.data), "about": entry.about.en} for entry in bundle.entries]
        out.data({"file": str(path), "written": wishes.yes, "entries": inside, "problems": bundle.problems})
        return GOOD
    out.table([(entry.name, f"{len(entry.data)} B", entry.about.said(out.language)) for entry in bundle.entries])
    if not (wishes.yes or _agreed(path, shell)):
        out.say("何も書きませんでした" if out.language == "ja" else "nothing was written")
        return GOOD
    write(bundle, path)
    out.say(f"{path}  {path.stat().st_size} B")
    return GOOD


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise WrongArgument(f"{path}: {error.strerror}") from error


def _agreed(path: Path, shell: Shell) -> bool:
    question = f"{path} に書きますか？ [y/N] " if shell.out.language == "ja" else f"write {path}? [y/N] "
    try:
        return shell.ask(question).strip().lower() in YES
    except EOFError as error:
        raise NotAsked("nobody is there to be asked; repeat with --yes") from error


def _help(wishes: argparse.Namespace, shell: Shell) -> int:
    if wishes.topic and wishes.topic not in guide.TOPICS:
        raise WrongArgument(f"there is no command {wishes.topic}; there are {', '.join(guide.TOPICS)}")
    if shell.out.json:
        shell.out.data({name: topic.usage for name, topic in guide.TOPICS.items()})
    elif wishes.topic:
        shell.out.say(guide.page(wishes.topic))
    else:
        shell.out.table(guide.overview())
    return GOOD


def _link_listens(site: Site) -> bool | None:
    if site.link_socket is None:
        return None
    try:
        return listening(site.link_socket, UNIX_SOCKETS.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


COMMANDS: dict[str, Callable[[argparse.Namespace, Shell], int]] = {
    "status": _status,
    "card": _card,
    "replay": _replay,
    "bundle": _bundle,
    "help": _help,
}
