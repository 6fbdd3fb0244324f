"""uketsuke-issue: demo keys, certificates, persons and cards."""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from firmware.japan import day_in_japan
from hal.card.profile import load_profile
from tools.issue.canaries import canaries
from tools.issue.data import data_text
from tools.issue.demo import Recipe, add_persons, make_demo
from tools.issue.errors import IssueError
from tools.issue.persons import has_pin, read_persons
from tools.issue.place import Place
from tools.issue.props_command import add_props_command

DEFAULT_PLACE = Path("build/demo/state")
DEFAULT_DEVICE = "demo-reader-1"
DEFAULT_REGION = "13"
# The usual port of MQTT over TLS.
DEFAULT_PORT = 8883
_PROFILE = "cards/my-number-2016.toml"
_POLICY = "policies/eligibility.toml"
_PERSONS = "persons/demo.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 1 with one line on stderr when it could not."""
    chosen = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], None] = chosen.run
        run(chosen)
    except IssueError as error:
        print(f"uketsuke-issue: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"uketsuke-issue: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uketsuke-issue", description="Makes demo keys, certificates and cards.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="make everything for a demo, replacing an earlier one")
    _place(demo)
    demo.add_argument("--date", type=date.fromisoformat, default=None, help="day of the demo; today in Japan")
    demo.add_argument("--device", default=DEFAULT_DEVICE, help="id of the reader")
    demo.add_argument("--region", default=DEFAULT_REGION, help="prefecture code of the reader, 01 to 47")
    demo.add_argument("--broker-port", type=int, default=DEFAULT_PORT, help="written into central.toml")
    demo.add_argument("--persons", type=Path, default=None, help="another list of persons (TOML)")
    demo.set_defaults(run=_demo)
    person = commands.add_parser("person", help="make fresh persons in the situation of an earlier one")
    _place(person)
    person.add_argument("--like", required=True, metavar="ID", help="whose situation to take over")
    person.add_argument("--as", required=True, nargs="+", type=_person_id, metavar="ID", dest="new", help="new ids")
    person.set_defaults(run=_person)
    add_props_command(commands, _place)
    listing = commands.add_parser("canaries", help="list the values that must turn up nowhere, as JSON")
    _place(listing)
    listing.add_argument("--file", type=Path, default=None, help="write there instead of printing")
    listing.set_defaults(run=_canaries)
    return parser


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=DEFAULT_PLACE, metavar="DIR", help="the demo directory")


def _person_id(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text):
        raise argparse.ArgumentTypeError("an id has 1 to 40 of a-z, 0-9 and -, and begins with a letter")
    return text


def _demo(chosen: argparse.Namespace) -> None:
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"issue {time.monotonic() - began:5.1f} s  {text}", flush=True)

    listed = chosen.persons
    text = data_text(_PERSONS) if listed is None else listed.read_text(encoding="utf-8")
    recipe = Recipe(
        day=chosen.date or day_in_japan(datetime.now(UTC)),
        device=chosen.device,
        region=chosen.region,
        broker_port=chosen.broker_port,
        policy=data_text(_POLICY),
        profile=load_profile(data_text(_PROFILE)),
        persons=read_persons(text, str(listed or _PERSONS)),
    )
    make_demo(Place(chosen.out), recipe, say)
    say(f"ready in {chosen.out}")


def _person(chosen: argparse.Namespace) -> None:
    made = add_persons(Place(chosen.out), load_profile(data_text(_PROFILE)), chosen.like, chosen.new)
    for plan in made:
        print(plan.id, plan.pin if has_pin(plan) else "-")


def _canaries(chosen: argparse.Namespace) -> None:
    encoded = msgspec.json.format(msgspec.json.encode(canaries(Place(chosen.out))), indent=1)
    if chosen.file is None:
        print(encoded.decode())
    else:
        chosen.file.write_bytes(encoded)


if __name__ == "__main__":
    sys.exit(main())
