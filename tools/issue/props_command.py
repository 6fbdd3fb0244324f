"""`uketsuke-issue props`: what can stand before the cameras of a demo, drawn into files for the demo and the panel."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hal.virtual.props import PROPS_FILE, STANDS
from tools.issue.data import data_text
from tools.issue.errors import IssueError
from tools.issue.place import Place

if TYPE_CHECKING:
    from tools.issue.prop_room import Tray

DEFAULT_PROPS = Path("build/demo/props")
_LAYOUT = "card_faces/resident.toml"
_RANGES = "card_camera/ranges.toml"


def add_props_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", place: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Add the command; `place` adds the option that names the demo directory."""
    props = commands.add_parser("props", help="draw what stands before the cameras, once; writes props.json")
    place(props)
    props.add_argument("--into", type=Path, default=DEFAULT_PROPS, metavar="DIR", help="where films are kept")
    who = props.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", nargs="+", metavar="ID", help="whose films are drawn, the most urgent first")
    who.add_argument("--all", action="store_true", help="draw those of everybody: some minutes")
    who.add_argument("--list", action="store_true", help="draw nothing, write props.json alone")
    props.add_argument("--stands", nargs="+", metavar="NAME", help="holder, other, print and so on; all if left out")
    props.set_defaults(run=_props)


def _props(chosen: argparse.Namespace) -> None:
    began = time.monotonic()
    # Imported where they are used: all other commands do without OpenCV.
    try:
        from tools.issue.prop_room import PropRoom
    except ImportError as error:
        hint = "pip install 'uketsuke[face]'"
        raise IssueError(f"drawing needs a library that is not installed ({error.name}): {hint}") from error

    def say(text: str) -> None:
        print(f"props {time.monotonic() - began:6.1f} s  {text}", flush=True)

    stands = [stand for stand in STANDS if stand in (chosen.stands or STANDS)]
    unknown = sorted(set(chosen.stands or ()) - set(stands))
    if unknown:
        raise IssueError(f"nobody stands there as {unknown[0]}; there are {', '.join(STANDS)}")
    room = PropRoom(chosen.into, Place(chosen.out).manifest(), _tray())
    room.write()
    drawn = 0 if chosen.list else room.draw(chosen.person or room.persons, stands, say)
    say(f"{chosen.into / PROPS_FILE}, {drawn} films drawn")


def _tray() -> "Tray":
    from firmware.face.printed.layout import load_layout
    from tools.issue.card_faces.ranges import load_ranges
    from tools.issue.prop_room import Tray

    return Tray(load_layout(data_text(_LAYOUT)), load_ranges(data_text(_RANGES)))
