"""uketsuke-demo: the whole product on one machine, with virtual hardware."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tools.demo import machine
from tools.demo.choice import asks_for_face, choose_here
from tools.demo.errors import DemoError
from tools.demo.face_way import LEFT_OUT
from tools.demo.gain import Prospect, look, workshop_of
from tools.demo.layout import Layout, find_config, make_layout
from tools.demo.progress import Progress
from tools.demo.run import Demo, Wishes
from tools.demo.session import EXIT_FAILED, EXIT_INTERRUPTED, Session, Wanted
from tools.demo.settings import ALL, DemoSettings, choose, load_settings

DEFAULT_ROOT = Path("build/demo")
HIGHEST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a demo. 0 when every visit ended as its script says, 1 with one line on stderr when something failed."""
    try:
        settings = load_settings(find_config() / "demo.toml")
        return _run(settings, _parser(settings).parse_args(arguments))
    except DemoError as error:
        print(f"uketsuke-demo: {error}", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:
        # Who read our lines has gone. What is left in the buffer must not fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except KeyboardInterrupt:
        # Before the session listens for it nothing runs yet that would have to be ended.
        return EXIT_INTERRUPTED


def _parser(settings: DemoSettings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uketsuke-demo", description="The whole product with virtual hardware.")
    names = ", ".join(script.name for script in settings.visits)
    parser.add_argument("--visit", default=None, metavar="NAME", help=f"{ALL}, or one of: {names}")
    parser.add_argument("--exit", action="store_true", help="end after the visits, on a terminal too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what happened there as well")
    parser.add_argument("--card", choices=("virtual", "pcsc"), default="virtual", help="pcsc: through real PC/SC")
    parser.add_argument("--port", type=_port, default=settings.demo.panel_port, help="of the panel; 0 for a free one")
    parser.add_argument("--dir", type=Path, default=DEFAULT_ROOT, metavar="DIR", help="where everything is kept")
    parser.add_argument("--models", type=Path, default=None, metavar="DIR", help="the face models")
    parser.add_argument(
        "--face-models",
        choices=("install", "leave", "none"),
        default=None,
        help="install: get and convert them after the visits where they are missing, as is done on a terminal; "
        "leave: do not; none: go on as if there were none",
    )
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) <= len(str(HIGHEST_PORT)) and int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text} is no port; there are 0 to {HIGHEST_PORT}")
    return int(text)


def _run(settings: DemoSettings, options: argparse.Namespace) -> int:
    if options.visit is not None:
        choose(settings, options.visit)
    layout = make_layout(options.dir, settings.demo.device)
    machine.make_directories(layout)
    with machine.lock(layout.root):
        machine.forget_logs(layout)
        port = machine.panel_port(options.port)
        if options.json is not None:
            machine.try_report(options.json)
        return asyncio.run(_session(settings, options, layout, port))


async def _session(settings: DemoSettings, options: argparse.Namespace, layout: Layout, port: int) -> int:
    programs, progress = machine.find_programs(), Progress(sys.stdout)
    stays = sys.stdout.isatty() and not options.exit
    prospect = None
    if stays or options.face_models == "install" or asks_for_face(settings, options.visit):
        workshop = workshop_of(layout, programs.python, options.models)
        if options.face_models == "none":
            prospect = Prospect(LEFT_OUT, workshop, layout.config)
        else:
            prospect = await look(workshop, layout.config, progress.say)
    why_not = "" if prospect is None else prospect.why_not
    chosen = choose_here(settings, options.visit, why_not)
    if why_not:
        progress.say(why_not)
    if chosen.left_out:
        progress.say(f"Left out, because they need the face way: {', '.join(chosen.left_out)}")
    models = prospect.workshop.models if prospect is not None and prospect.way.there else None
    wishes = Wishes(chosen.scripts, settings.demo.region, options.card, port, product_version(), models)
    makes = prospect is not None and prospect.can_be_made and (options.face_models or "install") == "install"
    gains = prospect if makes and (stays or options.face_models == "install") else None
    wanted = Wanted(layout.root, options.json, stays, gains)
    return await Session(Demo(layout, wishes, programs, progress), wanted, progress).run()


def product_version() -> str:
    """The installed version of the product; `unknown` in a checkout that was never installed."""
    try:
        return version("uketsuke")
    except PackageNotFoundError:
        return "unknown"


if __name__ == "__main__":
    sys.exit(main())
